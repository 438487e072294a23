"""Who may steer the emulator: never another site's web page, and beyond loopback only with the bearer token."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx
import pytest
from click.testing import CliRunner

from marketplace_emulator import Marketplace, Refused, connect, seeding
from marketplace_emulator.commands import main
from marketplace_emulator.control import discover
from marketplace_emulator.environment import TOKEN_VARIABLE
from marketplace_emulator.serving.guard import Guard, is_loopback
from marketplace_emulator.serving.serve import Held, Settings, announce
from marketplace_emulator.serving.server import Server, bind
from marketplace_emulator.serving.site import Site
from tests.conftest import RESOLVE, Wire, error_of

ROUTES = [(route.method, "/_emulator" + re.sub("<.*?>", "x", route.path)) for route in discover()]
FOREIGN: list[dict[str, str]] = [
    {"Host": "evil.example"},
    {"Host": "evil.example:4100"},
    {"Host": "localhost.evil.example"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "127.0.0.1@evil.example"},
    {"Host": "192.168.1.10:4100"},
    {"Host": "0.0.0.0:4100"},
    {"Host": "[2001:db8::1]:4100"},
    {"Host": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost:3000"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Origin": "null"},
]


_client: httpx.Client


@pytest.fixture(autouse=True, scope="module")
def _asking() -> Iterator[None]:
    global _client
    with httpx.Client(trust_env=False, verify=False, timeout=20) as _client:
        yield


def ask(url: str, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> httpx.Response:
    return _client.request(method, url + path, headers=headers, content=body)


def state(marketplace: Marketplace) -> object:
    paths = ("products", "buyers", "agreements", "tokens", "faults", "readings", "exchanges", "snapshots")
    return [marketplace.request("GET", f"/{path}") for path in paths]


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda each: " ".join(f"{name}={each[name]}" for name in each))
def test_a_page_of_another_site_is_refused_everywhere_and_changes_nothing(
    served: Marketplace, headers: dict[str, str]
) -> None:
    before = state(served)
    for method, path in [
        *ROUTES,
        ("GET", "/_emulator"),
        ("GET", "/_emulator/nothing"),
        ("OPTIONS", "/_emulator/tokens"),
    ]:
        answer = ask(served.url, method, path, {"Content-Type": "application/json", **headers})
        assert answer.status_code == 403, (method, path)
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert any(value in problem["detail"] for value in headers.values())
        assert "expected" in problem["detail"]
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert state(served) == before


def test_a_preflight_is_refused_without_cors_headers(served: Marketplace) -> None:
    headers = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = ask(served.url, "OPTIONS", "/_emulator/faults", headers)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:9", "127.9.9.9", "[::1]:4100", "localhost."])
def test_this_machine_may_steer_under_any_of_its_names(served: Marketplace, host: str) -> None:
    assert ask(served.url, "GET", "/_emulator/health", {"Host": host}).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_of_the_emulator_itself_may_steer(served: Marketplace, site: str) -> None:
    own = {"Origin": served.url, "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors", "Content-Type": "application/json"}
    assert ask(served.url, "POST", "/_emulator/tokens", own, b"{}").status_code == 201
    assert ask(served.url, "GET", "/_emulator/clock", {"Host": "localhost:80", "Origin": "http://localhost"}).is_success


def test_a_link_from_another_site_may_be_followed(served: Marketplace) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert ask(served.url, "GET", "/_emulator/exchanges", link).status_code == 200
    assert ask(served.url, "POST", "/_emulator/tokens", link).status_code == 403


def test_the_aws_endpoint_is_open_to_every_host_and_origin(wire: Wire) -> None:
    for headers in FOREIGN:
        answer = wire.send(b'{"RegistrationToken": "valid"}', headers={**headers, "X-Amz-Target": RESOLVE})
        assert answer.status_code == 200, headers


def test_answers_may_not_be_sniffed_or_embedded(served: Marketplace) -> None:
    answer = ask(served.url, "GET", "/_emulator/health", {})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


@contextmanager
def guarded(guard: Guard) -> Iterator[str]:
    world = seeding.open_world("sqlite://")
    server = Server(Site(world, guard=guard), bind("127.0.0.1", 0))
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
        world.store.close()


def test_beyond_loopback_every_resource_needs_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    guard = Guard.bound_to("0.0.0.0")
    assert guard.token is not None
    with guarded(guard) as url:
        for method, path in ROUTES:
            for headers, told in (
                ({}, "the bearer token is missing"),
                ({"Authorization": f"Basic {guard.token}"}, "the bearer token is missing"),
                ({"Authorization": "Bearer wrong"}, "the bearer token is wrong"),
                ({"Authorization": "Bearer"}, "the bearer token is wrong"),
                ({"Authorization": "Bearer tökén".encode("latin-1").decode("latin-1")}, "the bearer token is wrong"),
            ):
                answer = ask(url, method, path, {name: value.encode("latin-1") for name, value in headers.items()})  # type: ignore[misc]
                assert answer.status_code == 401, (method, path, headers)
                assert told in answer.json()["detail"]
                assert answer.headers["www-authenticate"].startswith("Bearer")
        with pytest.raises(Refused, match="connect\\(url, token\\)"):
            connect(url)
        with connect(url, guard.token) as remote:
            token = remote.mint_token()
            assert remote.environment()[TOKEN_VARIABLE] == guard.token
            remote.client().resolve_customer(RegistrationToken=token)
            assert remote.verify("ResolveCustomer", token=token) == 1
        monkeypatch.setenv(TOKEN_VARIABLE, guard.token)
        connect(url).close()
        bearer = {"Authorization": f"bearer {guard.token}"}
        assert ask(url, "GET", "/_emulator/clock", {**bearer, "Host": "emulator:4100"}).status_code == 200
        assert ask(url, "GET", "/_emulator/clock", {**bearer, "Origin": "https://evil.example"}).status_code == 403


def test_beyond_loopback_aws_clients_need_no_token() -> None:
    with guarded(Guard.bound_to("0.0.0.0")) as url:
        assert error_of(Wire(url).send(b'{"RegistrationToken": "expired"}'))[1] == "ExpiredTokenException"


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        *(("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("::ffff:127.0.0.1", True)),
        *(("0.0.0.0", False), ("::", False), ("192.168.1.1", False), ("emulator", False), ("", False)),
    ],
)
def test_which_addresses_are_beyond_loopback(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback
    assert (Guard.bound_to(address).token is None) is loopback


def test_the_token_is_printed_once_and_may_be_chosen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "chosen-by-the-user")
    settings = Settings("0.0.0.0", 4100, (), "sqlite://", {}, False, False, guard=Guard.bound_to("0.0.0.0"))
    announce(settings, "http://0.0.0.0:4100", Held([], "none yet", [], None, None))
    assert capsys.readouterr().out.count("chosen-by-the-user") == 1
    monkeypatch.delenv(TOKEN_VARIABLE)
    made: Sequence[str | None] = [Guard.bound_to("0.0.0.0").token for _ in range(2)]
    assert made[0] != made[1]
    assert all(each is not None and len(each) >= 32 for each in made)


@pytest.mark.parametrize("name", ["a b", "", "http://elsewhere", "elsewhere:4100", "elsewhere/", "user@elsewhere"])
def test_an_invalid_host_name_cannot_be_allowed(name: str) -> None:
    # The address cannot be bound, so that `serve` ends even if the name is accepted.
    answer = CliRunner().invoke(main, ["serve", "--host", "203.0.113.1", "--port", "0", "--allow-host", name])
    assert answer.exit_code == 2
    assert f"{name!r} is not a host name" in answer.stderr


def test_a_name_may_be_allowed() -> None:
    with guarded(Guard.bound_to("127.0.0.1", ["Host.Docker.Internal"])) as url:
        allowed, other = {"Host": "host.docker.internal:4100"}, {"Host": "elsewhere:4100"}
        assert ask(url, "GET", "/_emulator/clock", allowed).status_code == 200
        refused = ask(url, "GET", "/_emulator/clock", other)
        assert refused.status_code == 403
        assert "--allow-host elsewhere" in refused.json()["detail"]
