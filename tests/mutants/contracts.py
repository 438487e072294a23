"""The one test that mutmut runs on every mutant: the contracts, with few examples, until one is broken."""

from __future__ import annotations

import sys
from pathlib import Path

from marketplace_contracts.contract import chosen
from marketplace_contracts.judge import judge
from marketplace_contracts.opening import opened_kit
from marketplace_contracts.settings import Settings


def test_no_contract_is_broken(tmp_path: Path) -> None:
    for name in [each for each in sys.modules if each.startswith("examples.")]:
        del sys.modules[name]  # the emulator of the previous run is gone
    from examples.flask_app.aws_marketplace import AwsMarketplace

    AwsMarketplace.read_timeout, AwsMarketplace.attempts = 1.0, 1
    settings = Settings(
        subject="examples.flask_app.app:app",
        accounts="/accounts",
        examples=4,
        patience=5,
        env={"DATABASE": str(tmp_path / "accounts.db")},
    )
    with opened_kit(settings) as kit:
        for contract in chosen(settings, kit.subject.kind):
            verdict = judge(contract, kit)
            assert verdict.verdict != "broken", f"{contract.id}: {verdict.reason}"
