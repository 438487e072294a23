"""A run as data, from which every report is made."""

from __future__ import annotations

from typing import Any

from marketplace_contracts.report.terminal import repeat
from marketplace_contracts.run import Run
from marketplace_contracts.settings import Settings
from marketplace_contracts.verdict import Verdict


def run_data(run: Run) -> dict[str, Any]:
    """Return the run as `subject`, `seed`, and `contracts`, each with its verdict and its `cause`: the broken contract from which it follows."""
    return {
        "subject": run.settings.subject,
        "seed": run.settings.seed,
        "contracts": [{**verdict_data(each, run.settings), "cause": run.cause_of(each)} for each in run.verdicts],
    }


def verdict_data(verdict: Verdict, settings: Settings) -> dict[str, Any]:
    """Return a contract with its verdict; `story` is empty if the contract holds."""
    contract = verdict.contract
    steps = verdict.story.steps if verdict.story is not None else []
    reason = f"expected {verdict.expected}, but {verdict.reason}" if verdict.verdict == "broken" else verdict.reason
    return {
        "id": contract.id,
        "family": contract.family,
        "level": contract.level,
        "sentence": contract.sentence,
        "verdict": verdict.verdict,
        "reason": reason,
        "story": [{"from": step.who, "to": step.whom, "what": step.what} for step in steps],
        "repeat": repeat(settings, contract.id),
    }
