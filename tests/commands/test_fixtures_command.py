"""The command `fixtures`."""

from __future__ import annotations

import json
from typing import Any

from tests.commands.conftest import Run


def test_fixtures_check_counts_or_points_at_the_mistake(run: Run, tmp_path: Any) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("products:\n  - name: tidewater\nbuyers:\n  - name: alder\n  - name: birch\n")
    bad.write_text("products:\n  - name: tidewater\n    generatoin: legacy\n")
    assert "products: 1, buyers: 2" in run("fixtures", "check", str(good)).stdout
    assert json.loads(run("fixtures", "check", str(good), "--json").stdout)["holds"]["buyers"] == 2
    refused = run("fixtures", "check", str(bad), code=1)
    assert f"{bad}:3: $.products[0].generatoin" in refused.stderr
    assert json.loads(run("fixtures", "check", str(bad), "--json", code=1).stdout)["ok"] is False
