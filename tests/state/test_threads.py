"""A hundred threads with a hundred tokens: every answer belongs to its token."""

from __future__ import annotations

import threading
import time

import pytest
from botocore.config import Config

from marketplace_emulator import Marketplace
from tests.tiers import is_nightly

SECONDS = 15 if is_nightly() else 2


@pytest.mark.no_cover
@pytest.mark.parametrize("port", [None, 0], ids=["in-process", "on-a-port"])
def test_every_answer_belongs_to_its_token(port: int | None) -> None:
    with Marketplace(port=port) as marketplace:
        product = marketplace.create_product("crowd")["product_code"]
        expected: dict[str, tuple[str, str]] = {}
        for number in range(100):
            account = marketplace.create_buyer(f"crowd-{number}")["customer_aws_account_id"]
            agreement = marketplace.create_agreement(product_code=product, customer_aws_account_id=account)
            token = marketplace.mint_token(agreement["agreement_id"])
            expected[token] = (account, agreement["license_arn"])
        metering = marketplace.client(config=Config(max_pool_connections=100))
        wrong: list[object] = []
        answered: dict[str, int] = dict.fromkeys(expected, 0)
        end = time.monotonic() + SECONDS

        def resolve(token: str) -> None:
            try:
                while not answered[token] or time.monotonic() < end:
                    answer = metering.resolve_customer(RegistrationToken=token)
                    if (answer["CustomerAWSAccountId"], answer["LicenseArn"]) != expected[token]:
                        wrong.append((token, answer))
                    answered[token] += 1
            except Exception as error:
                wrong.append(error)

        threads = [threading.Thread(target=resolve, args=(token,)) for token in expected]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SECONDS + 120)
        assert wrong == []
        assert min(answered.values()) > 0
