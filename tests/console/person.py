"""Somebody who looks at agreements in a browser without scripts, in process."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

from werkzeug.test import Client, TestResponse

from marketplace_emulator import Marketplace
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.form import Form

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Host": "127.0.0.1:4100"}
LIST = "/console/agreements"


class Person:
    """Somebody who looks at an agreement without scripts."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace = marketplace
        self._client = Client(Wsgi(marketplace.site))

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        return self._told(self._client.get(path, headers=BROWSER), status).text

    def post(self, path: str, status: int = 303, /, **form: str) -> str:
        """Send a form, and return where it leads, or the reason why not."""
        headers = BROWSER | {"Origin": "http://127.0.0.1:4100", "Accept": "text/html, application/problem+json"}
        answer = self._told(self._client.post(path, headers=headers, data=form), status)
        return answer.headers["Location"] if status == 303 else str(answer.json["detail"])

    def forms(self, agreement_id: str) -> dict[str, Form]:
        """Return the forms of the steps of an agreement, by the step."""
        page = self.get(page_of(agreement_id))
        actions = re.findall(r'<form method="post" action="([^"]*/steps/([^"]*))"', page)
        return {step: Form(page, action) for action, step in actions}

    def take(self, agreement_id: str, step: str, status: int = 303, /, **fields: str) -> str:
        """Fill in the form of a step and press its button; return where it leads, or the reason why not."""
        form = self.forms(agreement_id)[step].fields | fields
        return self.post(f"{page_of(agreement_id)}/steps/{step}", status, **form)

    @staticmethod
    def _told(answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, answer.text
        return answer


def page_of(agreement_id: str) -> str:
    return f"{LIST}/{quote(agreement_id, safe='')}"


def text(page: str) -> str:
    """Return what a person reads, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def accept(marketplace: Marketplace, product: str = "harbor-backup", **fields: Any) -> str:
    code = next(each["product_code"] for each in marketplace.products() if each["name"] == product)
    account = marketplace.create_buyer(fields.pop("buyer", "spruce-books"))["customer_aws_account_id"]
    accepted = marketplace.accept_agreement(product_code=code, customer_aws_account_id=account, **fields)
    return accepted["agreement_id"]
