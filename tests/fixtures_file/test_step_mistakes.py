"""A mistake in a step of a fixture file is one line with its path, also if the step would be illegal at its time only."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import FixtureError, Marketplace
from tests.fixtures_file.market import written


@pytest.mark.parametrize(
    ("entry", "path", "said"),
    [
        ("at: now, agreement: year", "", "'step' is missing; add it"),
        ("step: cancel, agreement: year", "", "'at' is missing; add it"),
        ("at: now, step: cancel", "", "'agreement' is missing; add it"),
        ("at: now, step: accept, product: crm, buyer: fir", "", "'name' is missing; add it"),
        ("at: now, step: accept, name: x, buyer: fir", "", "'product' is missing; add it"),
        ("at: now, step: accept, name: x, product: crm", "", "'buyer' is missing; add it"),
        ("at: now, step: amendd, agreement: year", ".step", 'step is "amendd", expected accept or amend or cancel or'),
        ("at: now, step: 5, agreement: year", ".step", "step is 5, expected text"),
        ("at: soon, step: cancel, agreement: year", ".at", "'soon' is not a time; expected now, now.4h"),
        (
            "at: 5, step: cancel, agreement: year",
            ".at",
            "at is 5, expected now, now.4h, now-1d, or ISO 8601; write it in",
        ),
        ("at: now, step: cancel, agreement: yaer", ".agreement", "there is no agreement 'yaer'; did you mean 'year'"),
        (
            "at: now, step: cancel, agreement: yaer (2)",
            ".agreement",
            "there is no agreement 'yaer'; did you mean 'year'",
        ),
        (
            "at: now+300d, step: cancel, agreement: year (2)",
            ".agreement",
            "'year' must have been renewed or replaced by then",
        ),
        (
            "at: now, step: accept, name: x, product: cmr, buyer: fir",
            ".product",
            "there is no product 'cmr'; did you mean",
        ),
        ("at: now, step: accept, name: x, product: crm, buyer: fri", ".buyer", "there is no buyer 'fri'; did you mean"),
        ("at: now, step: accept, name: year, product: disk, buyer: elm", ".name", "'year' is already the name of"),
        ("at: now, step: accept, name: x, product: crm, buyer: fir, offer_id: tame", "", "there is no offer 'tame'"),
        ("at: now, step: amend, agreement: year, satus: x", ".satus", "'satus' is not a field; did you mean 'at'?"),
        (
            "at: now, step: amend, agreement: year, status: CANCELLED",
            ".status",
            "'status' is not a field; did you mean",
        ),
        ("at: now, step: amend, agreement: year, end_time: later", ".end_time", "'later' is not a time; expected now"),
        (
            "at: now+1d, step: amend, agreement: year, end_time: now+1h",
            "",
            "is not after .*; give a later one, or take",
        ),
        ("at: now, step: amend, agreement: year", "", "nothing to amend; give entitlements, end_time"),
        (
            "at: now+1d, step: amend, agreement: year, entitlements: {seats: {value: 1, end_time: x}}",
            ".entitlements.seats.end_time",
            "'x' is not a time; expected now",
        ),
        (
            "at: now+1d, step: amend, agreement: year, entitlements: {seat: 1}",
            "",
            "there is no dimension 'seat'; did you",
        ),
        (
            "at: now, step: end_trial, agreement: trial, becomes: pay",
            ".becomes",
            'becomes is "pay", expected ended or paid',
        ),
        (
            "at: now+15d, step: end_trial, agreement: trial",
            "",
            "has no free trial that goes on; it can take amend, cancel,",
        ),
        ("at: now+1d, step: pay, agreement: year", "", "is paid for; it can take amend, cancel"),
        ("at: now+1d, step: renew, agreement: unpaid", "", "has failed; it can take cancel, expire, pay"),
        ("at: now-1d, step: cancel, agreement: year", ".at", "the agreement is accepted at .*; give a later time"),
        (
            "at: now+366d, step: cancel, agreement: year",
            "",
            r"it is RENEWED; .* accept a new agreement, or name the one that follows it, 'year \(2\)'",
        ),
        ("at: now+9d, step: accept, name: x, product: crm, buyer: elm", "", "already has the active agreement"),
    ],
)
def test_a_mistake_is_one_line_with_its_path(tmp_path: Path, entry: str, path: str, said: str) -> None:
    path = rf"\$\.steps\[1\]{path}".replace(".entitlements", r"\.entitlements")
    first = "at: now, step: amend, agreement: year, entitlements: {seats: 1}"
    with pytest.raises(FixtureError, match=rf"\A\S*world\.yaml:15: {path}: [^\n]*{said}[^\n]*\Z"):
        Marketplace(written(tmp_path, first, entry)).close()


def test_what_refers_to_an_agreement_that_is_accepted_later_is_a_mistake(tmp_path: Path) -> None:
    later = "at: now+5d, step: accept, name: old, product: disk, buyer: elm"
    said = (
        r"agreement: the agreement is accepted by a later step; let the step be in the past, or name another agreement"
    )
    for noun, entry in (
        ("tokens", "name: t, agreement: old"),
        ("metering_records", "agreement: old, dimension: gb, quantity: 1, hour: now"),
    ):
        with pytest.raises(FixtureError, match=rf"\$\.{noun}\[0\]\.{said}"):
            Marketplace(written(tmp_path, later, more=f"{noun}: [{{{entry}}}]\n")).close()
