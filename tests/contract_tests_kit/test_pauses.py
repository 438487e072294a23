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


def test_the_wait_for_the_next_second_crosses_it_and_is_about_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    for now in (0.0, 0.3, 0.9):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        assert Pauses(second=0.01).to_next_second() == pytest.approx(0.015)
        waited = Pauses(second=1.1).to_next_second()
        assert 0.55 < waited <= 1.65
        assert int(now + waited) > now


def test_a_pause_is_not_a_setting_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "marketplace-contracts.toml").write_text("pauses = 1\n")
    with pytest.raises(Usage, match="'pauses' in the configuration is not a setting"):
        configured(tmp_path)
