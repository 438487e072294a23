"""Every module of the kit is in one of the layers that import-linter checks; only the runs are above the contracts."""

from __future__ import annotations

import pkgutil
import re
import tomllib

import marketplace_contracts
from tests.contract_tests_kit.conftest import ROOT


def test_each_module_is_in_one_layer() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [layers] = [each["layers"] for each in rules if each["name"].startswith("Layers of the kit")]
    placed = re.findall(r"marketplace_contracts\.(\w+)", " ".join(layers))
    modules = [each.name for each in pkgutil.iter_modules(marketplace_contracts.__path__)]
    assert sorted(placed) == sorted(each for each in modules if not each.startswith("test_"))
