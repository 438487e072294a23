"""The published JSON Schema is the code's, and the shipped fixtures conform to it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from marketplace_emulator import fixtures_file
from marketplace_emulator.yaml_file import Yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_the_published_schema_is_current() -> None:
    assert json.loads((FIXTURES / "schema.json").read_text()) == fixtures_file.schema(), (
        "regenerate it: marketplace-emulator fixtures schema > fixtures/schema.json"
    )


@pytest.mark.parametrize("name", ["marketplace.yaml", "error_tokens.yaml"])
def test_shipped_fixtures_conform_to_the_schema(name: str) -> None:
    jsonschema.validate(Yaml((FIXTURES / name).read_text()).value, fixtures_file.schema())


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"products": [{"nam": "x"}]}, fixtures_file.schema())
