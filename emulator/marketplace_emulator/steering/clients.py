"""Clients of the emulator: boto3's in this process, and those of other processes by their environment."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import Any

from marketplace_emulator import environment
from marketplace_emulator.steering.steers import Steers


class SteersClients(Steers):
    """Makes AWS clients that talk to the emulator."""

    @property
    @abstractmethod
    def url(self) -> str:
        """The emulator's endpoint."""

    @property
    @abstractmethod
    def bearer_token(self) -> str | None:
        """The token that its control API asks for, if it is bound beyond loopback."""

    def environment(self) -> dict[str, str]:
        """Give the variables with which an AWS client in another process finds this emulator."""
        return environment.variables(self.url, self.bearer_token)

    def client(self, service: str = "meteringmarketplace", **settings: Any) -> Any:
        """Make a real boto3 client that talks to this emulator; `settings` go to boto3."""
        return self._session.client(service, **{**environment.client_settings(service), **self._at(), **settings})

    def _at(self) -> dict[str, str]:
        return {"endpoint_url": self.url}

    @cached_property
    def _session(self) -> Any:
        import boto3  # a program that only steers the emulator does not wait for it

        return boto3.session.Session()
