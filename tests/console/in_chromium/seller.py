"""A real seller's page beside the emulator that the browser tests share: the example with werkzeug and boto3."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from marketplace_emulator import Remote
from marketplace_emulator.environment import variables
from tests.eventually import eventually
from tests.ports import free_port

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Seller:
    """A running seller, its fulfillment URL, and what it stored."""

    url: str

    def accounts(self, agreement: Any) -> list[Any]:
        """Return the accounts that the seller has made for an agreement's license."""
        listed = httpx.get(f"{self.url}accounts", trust_env=False, timeout=60).raise_for_status().json()
        return [each for each in listed if each["license_arn"] == agreement["license_arn"]]


@contextmanager
def selling(emulator: Remote, url: str, folder: Path) -> Iterator[Seller]:
    """Run the example; it sells the emulator's products as one seller, on another host than the console's."""
    port = free_port()
    codes = [each["product_code"] for each in emulator.products()]
    own = {"PRODUCT_CODE": ",".join(codes), "DATABASE": str(folder / "accounts.db"), "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.werkzeug_app"], cwd=ROOT, env={**os.environ, **variables(url), **own}
    )
    seller = Seller(f"http://localhost:{port}/")
    try:
        eventually(lambda: _answers(seller.url), "the seller answers")
        yield seller
    finally:
        process.kill()
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=10).is_success
    except httpx.TransportError:
        return False
