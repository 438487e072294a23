"""Somebody who uses the console in a browser without scripts, in process."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from werkzeug.test import Client, TestResponse

from marketplace_emulator import Marketplace
from marketplace_emulator.control.agreements import AgreementInFull
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER, FORM, SCRIPT
from tests.console.form import Form

LIST = "/console/agreements"
URL = "http://localhost:8000/register?from=aws"


class Person:
    """Somebody who looks at pages and presses their buttons, without scripts."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace = marketplace
        self._client = Client(Wsgi(marketplace.site))

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        return self._told(self._client.get(path, headers=BROWSER), status).text

    def post(self, path: str, status: int = 303, /, **form: str) -> TestResponse:
        """Send a form."""
        return self._told(self._client.post(path, headers=FORM, data=form), status)

    def press(self, path: str, status: int = 303, /, **form: str) -> str:
        """Send a form, and return where it leads, or the reason why not."""
        answer = self._told(self._client.post(path, headers=SCRIPT, data=form), status)
        return answer.headers["Location"] if status == 303 else str(answer.json["detail"])

    def forms(self, agreement_id: str) -> dict[str, Form]:
        """Return the forms of the steps of an agreement, by the step."""
        page = self.get(page_of(agreement_id))
        actions = re.findall(r'<form method="post" action="([^"]*/steps/([^"]*))"', page)
        return {step: Form(page, action) for action, step in actions}

    def take(self, agreement_id: str, step: str, status: int = 303, /, **fields: str) -> str:
        """Fill in the form of a step and press its button; return where it leads, or the reason why not."""
        form = self.forms(agreement_id)[step].fields | fields
        return self.press(f"{page_of(agreement_id)}/steps/{step}", status, **form)

    def subscribe(self, product_code: str, **form: str) -> AgreementInFull:
        """Buy a product, and return the agreement whose set-up comes next."""
        path = f"/console/buy/{quote(product_code)}"
        there = self.post(path, **form).headers["Location"]
        assert there.startswith("/console/set-up/")
        self.get(there)
        return self.marketplace.agreement(there.rpartition("/")[2])

    def hand_over(self, agreement_id: str, choice: str) -> dict[str, str]:
        """Choose what the seller gets, and return the fields of the form that the browser posts to it."""
        answer = self.post(f"/console/set-up/{agreement_id}", 200, choice=choice, fulfillment_url=URL)
        form = re.search(r'<form id="hand-over".*?</form>', answer.text, re.DOTALL)
        assert form is not None
        assert f'method="post" action="{URL}"' in form[0]
        fields = re.findall(r'name="(.*?)" value="(.*?)"', form[0])
        return {html.unescape(name): html.unescape(value) for name, value in fields}

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


def resolve(marketplace: Marketplace, token: str) -> Any:
    """Ask AWS once, and return the answer, or the error's code or class."""
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=1))
    try:
        return client.resolve_customer(RegistrationToken=token)
    except ClientError as error:
        return error.response["Error"]["Code"]
    except (ConnectionClosedError, ReadTimeoutError) as error:
        return type(error).__name__
