"""Clients of the emulator: boto3 clients in this process, and environment variables for other processes."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import Any

from marketplace_emulator import environment
from marketplace_emulator.boto3_session import boto3_session
from marketplace_emulator.steering.steers import Steers


class SteersClients(Steers):
    """Creates AWS clients that talk to the emulator."""

    @property
    @abstractmethod
    def url(self) -> str:
        """The emulator's endpoint."""

    @property
    @abstractmethod
    def bearer_token(self) -> str | None:
        """The token for the control API if the emulator is bound beyond loopback, else None."""

    def environment(self) -> dict[str, str]:
        """Return the environment variables with which an AWS client in another process finds this emulator."""
        return environment.variables(self.url, self.bearer_token)

    def client(self, service: str = "meteringmarketplace", **settings: Any) -> Any:
        """Create a real boto3 client that talks to this emulator; `settings` go to boto3."""
        return self._session.client(service, **{**environment.client_settings(service), **self._at(), **settings})

    def _at(self) -> dict[str, str]:
        return {"endpoint_url": self.url}

    @cached_property
    def _session(self) -> Any:
        return boto3_session()
