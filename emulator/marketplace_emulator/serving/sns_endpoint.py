"""Amazon SNS as the receivers of its messages call it: the certificate, ConfirmSubscription and Unsubscribe.

Anybody may call it, as with AWS: whoever confirms has the token, and an unsubscribe link works without a signature. A web page
of another site may not, because it could guess the ARN of a subscription that has a name.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from html import escape as escape_html
from urllib.parse import parse_qsl

from marketplace_emulator.fidelity import imitates
from marketplace_emulator.http import HttpAnswer, HttpRequest, Way
from marketplace_emulator.printable import printable
from marketplace_emulator.serving import guard
from marketplace_emulator.sns import certificate
from marketplace_emulator.store import signing_certificates
from marketplace_emulator.store.problems import Unavailable
from marketplace_emulator.world import World

imitates(
    __name__,
    "ConfirmSubscription and Unsubscribe are answered in XML, in a GET's query or a POST's form, with or without a signature.",
    "seen",
    "recorded answers of ConfirmSubscription in sellers' tests; the SNS API reference",
)
imitates(
    __name__,
    "A token that confirms nothing is InvalidParameter with status 400; unsubscribing twice succeeds.",
    "assumed",
    "the SNS API reference names the errors, nobody published their texts",
)

_PEM_PATH, _PEM_TYPE = "/SimpleNotificationService-", "application/x-pem-file"
_FORM = "application/x-www-form-urlencoded"
_STATUSES = {"AuthorizationError": 403}
_COLONS = 6
"""In the ARN of a subscription."""
_NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"
log = logging.getLogger("marketplace_emulator")

escape = partial(escape_html, quote=False)
"""Escape text in XML; `xml.sax` would import a client of HTTP, which takes longer than all else here."""


class _Refused(Exception):
    """A call to SNS is refused; the two arguments are AWS's code and the text."""


class SnsEndpoint:
    """Answers the calls to SNS that belong to a world's subscriptions."""

    def __init__(self, world: World) -> None:
        self.world = world

    @staticmethod
    def takes(request: HttpRequest) -> bool:
        """Say whether a request is for SNS."""
        if request.path.startswith(_PEM_PATH):
            return True
        return request.path == "/" and "Action=" in _parameters(request)

    def respond(self, request: HttpRequest) -> Way:
        """Answer one request."""
        yield from ()
        try:
            with self.world.transaction():
                if request.path.startswith(_PEM_PATH):
                    return self._certificate(request)
                if (stranger := guard.cross_site(request)) is not None:
                    raise _Refused("AuthorizationError", stranger.detail)
                return self._act(dict(parse_qsl(_parameters(request))))
        except _Refused as refused:
            return _error(_STATUSES.get(refused.args[0], 400), *refused.args)
        except Unavailable as unavailable:
            return _error(503, "ServiceUnavailable", str(unavailable))
        except Exception:
            log.exception(
                "%s %s failed; this is a bug in the emulator, please report it", request.method, printable(request.path)
            )
            return _error(500, "InternalError", "this is a bug in the emulator; its log says what failed")

    def _certificate(self, request: HttpRequest) -> HttpAnswer:
        _, pem = signing_certificates.signing(self.world.store)
        if request.path == certificate.path(pem):
            return HttpAnswer(200, (("Content-Type", _PEM_TYPE),), pem.encode())
        text = f"there is no certificate {request.path}; this emulator signs with {certificate.path(pem)}"
        return HttpAnswer(404, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())

    def _act(self, given: Mapping[str, str]) -> HttpAnswer:
        action = given.get("Action", "")
        if action not in _ACTIONS:
            raise _Refused(
                "InvalidAction",
                f"The action {printable(action)} is not valid here: of SNS the emulator has {' and '.join(_ACTIONS)}; send others to an "
                "emulator of SNS, such as moto",
            )
        result = _ACTIONS[action](self.world, given)
        inner = "".join(f"    <{name}>{escape(value)}</{name}>\n" for name, value in result.items())
        wrapped = f"  <{action}Result>\n{inner}  </{action}Result>\n" if inner else ""
        request_id = str(uuid.uuid4())
        return _xml(
            200,
            request_id,
            f'<{action}Response xmlns="{_NAMESPACE}">\n{wrapped}  <ResponseMetadata>\n'
            f"    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</{action}Response>\n",
        )


def _parameters(request: HttpRequest) -> str:
    if request.method == "POST" and request.headers.get("content-type", "").startswith(_FORM):
        return request.body.decode("utf-8", "replace")
    return request.query


def _confirm(world: World, given: Mapping[str, str]) -> dict[str, str]:
    from marketplace_emulator.deliveries import handshake

    found = handshake.confirm(world, given.get("TopicArn", ""), given.get("Token", ""))
    if found is None:
        raise _Refused("InvalidParameter", "Invalid parameter: Token")
    return {"SubscriptionArn": found}


def _unsubscribe(world: World, given: Mapping[str, str]) -> dict[str, str]:
    from marketplace_emulator.deliveries import handshake

    subscription_arn = given.get("SubscriptionArn", "")
    if subscription_arn.count(":") != _COLONS:
        raise _Refused("InvalidParameter", "Invalid parameter: SubscriptionArn")
    handshake.unsubscribe(world, subscription_arn)
    return {}


_ACTIONS: Mapping[str, Callable[[World, Mapping[str, str]], dict[str, str]]] = {
    "ConfirmSubscription": _confirm,
    "Unsubscribe": _unsubscribe,
}


def _error(status: int, code: str, message: str) -> HttpAnswer:
    whose, request_id = "Receiver" if status >= 500 else "Sender", str(uuid.uuid4())
    return _xml(
        status,
        request_id,
        f'<ErrorResponse xmlns="{_NAMESPACE}">\n  <Error>\n    <Type>{whose}</Type>\n    <Code>{code}</Code>\n'
        f"    <Message>{escape(message)}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
    )


def _xml(status: int, request_id: str, text: str) -> HttpAnswer:
    return HttpAnswer(status, (("x-amzn-RequestId", request_id), ("Content-Type", "text/xml")), text.encode())
