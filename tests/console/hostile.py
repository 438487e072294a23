"""A world in which every text that somebody else may choose is hostile: names, tokens, requests, and a seller's answers."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.http import HttpRequest
from tests.conftest import AUTHORIZATION

HURT = (
    '<script>hurt()</script><img src=x onerror="hurt()"><hurt onhurt=1></script></style></title></textarea></template>'
    '<script src="/console/static/hurt.js"></script>\'"><svg onload=hurt()>" onhurt="hurt()" x=\' onhurt=\'hurt()\' '
    "--><hurt>]]><hurt>{{ 7*7 }}{% raw %}&lt;hurt&gt;&#60;hurt>\u2028<hurt>"
)
"""Each of these would become an element or an attribute of its own where a page does not escape it."""


@contextmanager
def seller(text: str) -> Iterator[str]:
    """Run a seller's endpoint that answers messages with a text, in the body, the reason and the headers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            body = text.encode("utf-8", "replace")
            self.send_response(500, "No <hurt>")
            self.send_header("Content-Type", "text/html")
            self.send_header("Location", "javascript:hurt()")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with site(Handler) as port:
        yield f"http://127.0.0.1:{port}/{quote(text[:100], safe='')}"


@contextmanager
def site(handler: type[http.server.BaseHTTPRequestHandler]) -> Iterator[int]:
    """Run a server of somebody else's on this machine, and return its port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def plant(marketplace: Marketplace, text: str, endpoint: str | None = None) -> list[str]:
    """Put a text wherever it may stand, and return paths of pages that name it; what the emulator refuses is left out."""
    name = text[:80] or "x"
    code = marketplace.products()[0]["product_code"]
    with suppress(Refused):
        dimension = {"key": "hurt", "name": name, "unit": name, "types": ["ExternallyMetered"], "price": "1.50"}
        code = marketplace.create_product(name, dimensions=[dimension])["product_code"]
    for url in ("javascript:hurt()", "data:text/html,<script>hurt()</script>", f"http://127.0.0.1:9/?{name}"):
        with suppress(Refused):
            marketplace.set_fulfillment_url(code, url)
        with suppress(Refused):
            marketplace.subscribe(url, name=name, product_code=code)
    if endpoint is not None:
        marketplace.subscribe(endpoint, product_code=code)
    marketplace.subscribe(_failing(text), name="function", product_code=code)
    account = "123123123123"
    with suppress(Refused):
        marketplace.create_buyer("plain", customer_aws_account_id=account)
    with suppress(Refused):
        account = marketplace.create_buyer(name)["customer_aws_account_id"]
    with suppress(Refused):
        marketplace.create_buyer(
            f"{name}.", customer_identifier=name, contact={"first_name": name, "company_name": name}
        )
    offer = {"product_code": code, "proposer_account": "222233334444", "proposer_name": name, "free_trial_days": 3}
    with suppress(Refused):
        marketplace.create_offer(name, **offer)  # type: ignore[arg-type]
    made = marketplace.accept_agreement(product_code=code, customer_aws_account_id=account)
    with suppress(Refused):
        marketplace.accept_agreement(product_code=code, customer_aws_account_id=account, name=name)
    for fields in ({"token": text}, {"name": name}):
        with suppress(Refused):
            marketplace.mint_token(made["agreement_id"], **fields)  # type: ignore[arg-type]
    for fault in ({"message": text}, {"body": text}, {"token": text}, {"dimension": text}):
        with suppress(Refused):
            marketplace.add_fault(operation="MeterUsage", error="ThrottlingException", **fault)
    with suppress(Refused):
        marketplace.snapshot(name)
    _call(marketplace, code, text)
    marketplace.clock.advance("1m")
    word = quote(text, safe="")
    agreement = quote(made["agreement_id"])
    return [
        f"/console/search?q={word}",
        f"/console/{word}",
        f"/console/agreements/{word}",
        f"/console/exchanges/{word}",
        f"/console/buy/{word}",
        f"/console/set-up/{word}",
        f"/console/static/{word}",
        f"/console/switchboard?to={word}",
        f"/console/agreements/{agreement}?{word}={word}&choice={word}",
        *(f"/console/{page}?{noun}={word}" for page in ("timeline", "agreements") for noun in FILTERS),
    ]


FILTERS = (
    "token",
    "operation",
    "outcome",
    "customer_aws_account_id",
    "product_code",
    "status",
    "since",
    "buyer",
    "name",
)


def _failing(text: str) -> object:
    def handler(_: object) -> None:
        raise ValueError(text)

    return handler


def _call(marketplace: Marketplace, product_code: str, text: str) -> None:
    """Send hostile requests to AWS."""
    usage = {"ProductCode": product_code, "UsageDimension": text, "UsageQuantity": 1, "Timestamp": text}
    bodies = {
        "ResolveCustomer": json.dumps({"RegistrationToken": text}).encode(),
        "MeterUsage": json.dumps(usage).encode(),
        "BatchMeterUsage": text.encode("utf-8", "replace"),
        f"Hurt{text}": b"\x00\xff<hurt>",
    }
    for operation, body in bodies.items():
        target = (
            f"AWSMPMeteringService.{operation}".encode("ascii", "replace")
            .decode()
            .replace("\n", " ")
            .replace("\r", " ")
        )
        headers = {
            "host": "127.0.0.1",
            "x-amz-target": target,
            "content-type": "application/x-amz-json-1.1",
            "authorization": AUTHORIZATION.replace("us-east-1", "<hurt>"),
            "user-agent": text,
            "x-hurt": text,
        }
        marketplace.respond(HttpRequest("POST", "/", headers, body))
        marketplace.respond(HttpRequest("POST", f"/{text}", headers, body, query=quote(text)))
