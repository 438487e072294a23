# make run    serves the default world on 127.0.0.1:4100, with an example seller beside it
# make check  the quick checks, under a minute: formatting, types, import rules, unit tests
# make test   all that protects a change, a few minutes; CI runs it
# make nightly  everything, with many new examples and with coverage, and the mutants: an hour or so
# make bench  measures, with the peers beside us in the same run
# make screenshots  draws the pictures of docs/console.md anew, in Chromium
# make models  copies AWS's service models from the installed botocore, for projects with an older boto3
# make mutants  judges mutants of the Flask example by the contracts (half an hour), see docs/mutants.md
# All of them make .venv and install what they need; PYTHON=python3.12 chooses another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# Some images set it, and then every process that the tests start compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run check test nightly lint bench docs screenshots models mutants clean

run: $(VENV)/runs
	@$(BIN)/marketplace-emulator serve --with-example-seller $(ARGS)

check: lint
	$(BIN)/pytest -n auto --dist worksteal --tier check -p no:schemathesis $(ARGS)

test: lint
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

nightly: lint
	$(BIN)/coverage erase
	$(BIN)/pytest -n auto --tier nightly --cov --cov-report=term:skip-covered $(ARGS)
	$(MAKE) mutants ARGS=

lint: $(VENV)/tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/tests
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/tests
	$(BIN)/python -m docs.generate

screenshots: $(VENV)/pictures
	$(BIN)/python -m docs.pictures

models: $(VENV)/tests
	$(BIN)/python -m marketplace_emulator.models

mutants: $(VENV)/mutants
	$(BIN)/python -m tests.mutants $(ARGS)

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "marketplace-emulator needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo not found); try make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runs: $(VENV)/python pyproject.toml
	@echo "installing from PyPI into $(VENV), which takes a minute or so …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/tests: $(VENV)/python pyproject.toml
	@echo "installing into $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/runs $@

$(VENV)/mutants: $(VENV)/tests
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[mutants]'
	@touch $@

$(VENV)/pictures: $(VENV)/tests
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[pictures]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
