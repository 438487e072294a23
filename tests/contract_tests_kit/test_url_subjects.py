"""Subjects that already run at a URL."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest

from marketplace_contracts.run import Run
from marketplace_contracts.run import check as run_check
from marketplace_contracts.settings import Settings
from marketplace_emulator import Marketplace
from tests.contract_tests_kit.conftest import SHORT
from tests.contract_tests_kit.subjects.scripted import Scripted, page
from tests.contract_tests_kit.subjects.tiny import Tiny


@pytest.fixture
def shop(asked: Marketplace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tiny]:
    """The tiny integration, whose client asks the emulator of this process."""
    codes = ",".join(each["product_code"] for each in asked.products())
    for name, value in {**asked.environment(), "PRODUCT_CODE": codes}.items():
        monkeypatch.setenv(name, value)
    return Tiny()


def test_a_subject_that_closes_the_connection_after_a_500_is_judged_alike_in_two_runs(
    asked: Marketplace, shop: Tiny
) -> None:
    """It promises to keep the connection, lets the exception escape, and ends the connection with the next request."""
    failed: set[int] = set()

    def answer(line: str, _: object, body: bytes) -> bytes | None:
        number = server.asked[-1][0]
        if number in failed:
            return None
        if line.startswith("GET"):
            return page("Come from AWS Marketplace. Questions? support@example.com")
        status, text = shop.register(dict(parse_qsl(body.decode())))
        if status == "200 OK":
            return page(text)
        failed.add(number)
        return page("Internal Server Error", "500 Internal Server Error")

    def tried() -> Run:
        settings = Settings(subject=server.url, contract=("reading",), examples=5, patience=5.0, pauses=SHORT)
        return run_check(settings, asked)

    with Scripted(answer) as server:
        runs = [tried(), tried()]
    assert [len(each.of("holds")) for each in runs] == [8, 8]
    assert [each.broken for each in runs] == [["reading-missing-token-explained"]] * 2
    verdicts = [[(each.contract.id, each.verdict, each.reason) for each in run.verdicts] for run in runs]
    assert verdicts[0] == verdicts[1]
