"""Tests can shorten the kit's pauses; users have no setting for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace_contracts.configuration import configured
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run
from marketplace_contracts.setting import Usage

SHORT = Pauses(second=0.01, latest=0.1)


def test_the_kit_waits_for_a_late_account_no_longer_than_the_pause(check: Callable[..., Run]) -> None:
    run = check("odd:forgetful", "identity-two-buyers", pauses=SHORT)
    assert "does the subject write within 0.1 seconds?" in run.verdicts[0].reason


def test_the_wait_for_the_next_second_is_at_most_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    for second in (0.01, 1.1):
        Pauses(second=second).until_next_second()
    assert slept[0] <= 0.01
    assert 0 < slept[1] <= 1.01


def test_a_pause_is_not_a_setting_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "marketplace-contracts.toml").write_text("pauses = 1\n")
    with pytest.raises(Usage, match="'pauses' in the configuration is not a setting"):
        configured(tmp_path)
