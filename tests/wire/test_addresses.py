"""The address on which a server listens."""

from __future__ import annotations

import pytest

from marketplace_emulator.serving.server import PortTaken, bind, url_of


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:1"), ("0.0.0.0", "http://127.0.0.1:1"), ("::", "http://[::1]:1")],
)
def test_the_url_can_be_opened(host: str, url: str) -> None:
    assert url_of(host, 1) == url


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_of_another_machine_is_named_in_the_error(host: str) -> None:
    with pytest.raises(PortTaken, match=rf"cannot serve on {host}:0: .*; give an address of this machine as --host"):
        bind(host, 0)
