"""Deliveries go to this machine and private networks, and to hosts that the user allows."""

from __future__ import annotations

import pytest

from marketplace_emulator.deliveries import targets


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/events",
        "http://localhost/",
        "https://[::1]:8443",
        "http://10.1.2.3",
        "http://172.16.0.1",
        "http://192.168.1.1",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://seller.invalid/events",  # nobody knows where it is until it is there
    ],
)
def test_a_target_here_or_in_a_private_network_is_allowed(url: str) -> None:
    targets.check(url, ())


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8",
        "169.254.169.254",
        "172.32.0.1",
        "[2001:4860:4860::8888]",
        "[::ffff:8.8.8.8]",
        "[fe80::1]",
        "224.0.0.1",
    ],
)
def test_any_other_target_needs_the_users_word(host: str) -> None:
    with pytest.raises(targets.NotAllowed, match=r"--allow-target .* to allow it"):
        targets.check(f"http://{host}/events", ())
    targets.check(f"http://{host}/events", {host.strip("[]")})


@pytest.mark.parametrize(
    "url", ["", "events", "http:///events", "ftp://127.0.0.1/", "http://127.0.0.1:port/", "http://[::1", "http://a b/"]
)
def test_what_is_no_url_with_a_host_is_refused(url: str) -> None:
    with pytest.raises(targets.NotAllowed, match=r"expected one such as http://127\.0\.0\.1:8000/events"):
        targets.check(url, ())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://8.8.8.8\\@127.0.0.1/", "has a backslash"),  # urllib3 goes to 8.8.8.8
        ("http://127.0.0.1\\.example.com/", "has a backslash"),
        ("http://user:secret@127.0.0.1/", "the target at 127.0.0.1 has a user name or a password .* authorization"),
        ("http://@127.0.0.1/", "has a user name or a password"),
    ],
)
def test_a_url_that_hides_its_host_or_shows_a_password_is_refused(url: str, said: str) -> None:
    with pytest.raises(targets.NotAllowed, match=said) as refused:
        targets.check(url, {"127.0.0.1", "8.8.8.8"})
    assert "secret" not in str(refused.value)
