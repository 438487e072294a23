"""A new noun needs three files, found by their names, and a base class of Steering; a mistake, also of a step, is reported at import."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import marketplace_emulator
from marketplace_emulator.seeding import FIXTURES

PACKAGE = Path(marketplace_emulator.__file__).parent
NEW = Path(__file__).parent / "new_noun"

USE = """
from pathlib import Path
from marketplace_emulator import FixtureError, Marketplace, Remote
from marketplace_emulator import fixtures_file
from marketplace_emulator.control.openapi import document

Path("world.yaml").write_text("regions: [{name: east, product: backup}]\\nproducts: [{name: backup, product_code: abc}]\\n")
with Marketplace(["world.yaml"], port=0) as held, Remote(held.url) as emulator:
    planted = {"name": "east", "product_code": "abc"}
    assert emulator.regions() == [planted]
    assert emulator.health()["counts"]["regions"] == 1
    emulator.snapshot("before")
    made = emulator.create_region("west", product_code="abc")
    assert emulator.regions() == [planted, made]
    emulator.restore("before")
    assert emulator.regions() == [planted]
    for only in ("regions", "products", None):
        emulator.create_region("west", product_code="abc")
        emulator.reset(only=only)
        assert emulator.regions() == [planted], only
    emulator.create_region("west", product_code="abc")
    emulator.reset(only="buyers")
    assert len(emulator.regions()) == 2
    assert "RegionEntry" in fixtures_file.schema()["$defs"]
    assert {"Region", "Regions", "NewRegion"} <= set(document()["components"]["schemas"])
Path("world.yaml").write_text("products: [{name: backup}]\\nregions:\\n  - {name: east, product: bakcup}\\n")
try:
    Marketplace(["world.yaml"])
except FixtureError as mistake:
    assert "world.yaml:3: $.regions[0].product: there is no product 'bakcup'; did you mean 'backup'?" in str(mistake)
else:
    raise AssertionError("a mistake in the new noun's entry was accepted")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, to which a new noun can be added."""
    copy = tmp_path / "marketplace_emulator"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(FIXTURES, copy / "fixtures", dirs_exist_ok=True)
    return copy


def _add_files(package: Path) -> list[str]:
    new = [str(file.relative_to(NEW)) for file in sorted(NEW.rglob("*.py"))]
    for file in new:
        shutil.copy(NEW / file, package / file)
    return new


def _inherit(package: Path) -> None:
    file = package / "steering" / "__init__.py"
    text = file.read_text()
    text = text.replace(
        "\nclass Steering(\n", "\nfrom .regions import SteersRegions\n\nclass Steering(\n    SteersRegions,\n"
    )
    file.write_text(text)


def _run(package: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(package.parent), "PATH": ""}
    return subprocess.run(
        [sys.executable, *words], cwd=package.parent, env=environment, capture_output=True, text=True, check=False
    )


def test_three_files_and_a_line_make_a_noun(package: Path) -> None:
    assert _add_files(package) == ["control/regions.py", "steering/regions.py", "store/regions.py"]
    _inherit(package)
    used = _run(package, "-c", USE)
    assert used.returncode == 0, used.stderr


@pytest.mark.parametrize(
    ("file", "text", "module", "said"),
    [
        (
            "steering/regions.py",
            "",
            "remote",
            "steering/regions.py has no class that Steering inherits; expected it among",
        ),
        (
            "store/regions.py",
            "",
            "store",
            "store/regions.py declares no table regions; expected a table of this name",
        ),
        (
            "store/regions.py",
            "from sqlalchemy import Table; from .database import METADATA\n"
            "Table('regions', METADATA, info={'of': ('product',)})",
            "store",
            "the table regions refers to product, but no file of store/ declares a table product",
        ),
        (
            "store/regions.py",
            "from sqlalchemy import Table; from .database import METADATA\n"
            "Table('regions', METADATA)\ndef plant(planting, region): ...",
            "planting",
            "store.regions.plant takes region after planting; expected `entry` or `entries`, annotated with its type",
        ),
        (
            "planting/regions.py",
            "",
            "planting",
            "planting/regions.py has neither plant nor reset; expected one of them",
        ),
        (
            "agreements/extend.py",
            "def why_not(world, agreement, at): ...\ndef take(world, agreement, fields, at): ...",
            "agreements",
            "agreements/extend.py has no BY; expected BY, Fields, why_not and take",
        ),
        (
            "control/regions.py",
            "",
            "control as control; control.discover()",
            "control/regions.py declares no route; expected a function with @route",
        ),
        (
            "planting/buyers.py",
            "def plant(planting, entry: int): ...",
            "planting",
            "buyers has plant in both marketplace_emulator.store.buyers and marketplace_emulator.planting.buyers",
        ),
        (
            "planting/regions.py",
            "AFTER = ('faults', 'regions')\ndef plant(planting, entry: int): ...",
            "planting",
            "regions is planted after regions; remove one",
        ),
    ],
)
def test_a_mistake_is_reported_at_import(package: Path, file: str, text: str, module: str, said: str) -> None:
    (package / file).write_text(text)
    told = _run(package, "-c", f"import marketplace_emulator.{module}")
    assert told.returncode == 1
    assert said in told.stderr.splitlines()[-1]
