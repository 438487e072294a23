"""A buyer's browser without scripts, in process."""

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

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Host": "127.0.0.1:4100"}
URL = "http://localhost:8000/register?from=aws"


class Buyer:
    """A buyer's browser without scripts."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace = marketplace
        self._client = Client(Wsgi(marketplace.site))

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        return self._told(self._client.get(path, headers=BROWSER), status).text

    def post(self, path: str, status: int, **form: str) -> TestResponse:
        """Send a form."""
        headers = BROWSER | {"Origin": "http://127.0.0.1:4100"}
        return self._told(self._client.post(path, headers=headers, data=form), status)

    @staticmethod
    def _told(answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, answer.text
        return answer

    def subscribe(self, product_code: str, **form: str) -> AgreementInFull:
        """Buy a product, and return the agreement whose set-up comes next."""
        path = f"/console/buy/{quote(product_code)}"
        there = self.post(path, 303, **form).headers["Location"]
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


def resolve(marketplace: Marketplace, token: str) -> Any:
    """Ask AWS once, and return the answer, or the error's code or class."""
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=1))
    try:
        return client.resolve_customer(RegistrationToken=token)
    except ClientError as error:
        return error.response["Error"]["Code"]
    except (ConnectionClosedError, ReadTimeoutError) as error:
        return type(error).__name__
