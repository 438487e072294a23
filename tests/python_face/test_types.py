"""The Python methods are typed: a type checker knows every argument and every member of an answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RIGHT = """
from datetime import datetime
from marketplace_emulator import Marketplace, Remote

def buy(emulator: Marketplace | Remote) -> str:
    product = emulator.create_product("new", generation="legacy")
    buyer = emulator.create_buyer("somebody", customer_identifier="x")
    agreement = emulator.create_agreement(
        product_code=product["product_code"],
        customer_aws_account_id=buyer["customer_aws_account_id"],
        end_time=datetime.now(),
    )
    ended: bool = emulator.agreements(status="ACTIVE", limit=3)[0]["free_trial"]
    made: int = emulator.create_agreements(5, tokens=2)["created"]["tokens"]
    form: dict[str, str] = emulator.mint(agreement["agreement_id"], expires_in="5h")["form"]
    state: str = emulator.tokens(agreement_id=agreement["agreement_id"])[0]["state"]
    ahead: float = emulator.clock.advance("5h")["offset"]
    amount: str | None = emulator.ledger(by="agreement", billed=True)["items"][0]["amount"]
    record: str = emulator.metering_records(status="Success", hour=datetime.now())[0]["quantity"]
    emulator.verify_billed("17.42", times=1, dimension="queries", hour="now-3h")
    rows: int = emulator.health()["counts"]["tokens"]
    return emulator.snapshot("before")["name"] + emulator.all_readings()[0]["alternatives"][0]["source"]
"""


WRONG = {
    'generation="legacy"': ('generation="legcay"', "Literal['legacy', 'concurrent']"),
    'customer_identifier="x"': ("customer_identifier=5", "customer_identifier"),
    'product["product_code"]': ('product["product_cod"]', 'no key "product_cod"'),
    'status="ACTIVE"': ('stauts="ACTIVE"', "stauts"),
    'expires_in="5h"': ("expires_in=datetime.now()", "expires_in"),
    '["state"]': ('["stat"]', 'no key "stat"'),
    'by="agreement"': ('by="week"', "Literal['hour', 'dimension', 'agreement']"),
    'status="Success"': ('status="Sucess"', "Literal['Success', "),
    '"17.42"': ("17.42", "float"),
    'advance("5h")': ("advance()", "advance"),
}


def test_a_seller_s_code_is_checked(tmp_path: Path) -> None:
    """mypy accepts correct code and finds each of these mistakes, in one run, because a run takes seconds."""
    wrong = RIGHT
    for right, (mistaken, _) in WRONG.items():
        assert right in wrong
        wrong = wrong.replace(right, mistaken)
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(wrong)
    words = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", "cache", "right.py", "wrong.py"]
    told = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert [said for _, said in WRONG.values() if said not in told] == []
    assert "in 1 file (checked 2 source files)" in told


@pytest.mark.parametrize("heavy", ["sqlalchemy", "werkzeug", "boto3", "marketplace_emulator.control"])
def test_a_client_does_not_import_the_server(heavy: str) -> None:
    """SQLAlchemy alone takes longer to import than a command to run."""
    code = f"import sys, marketplace_emulator.remote; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
