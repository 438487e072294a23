"""Statuses that a word or a fault asks for, so that the caller is told these whatever the records hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketplace_emulator import nouns
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering.usage import Usage
from marketplace_emulator.nouns import Noun
from marketplace_emulator.store import Store

imitates(
    __name__,
    "UnprocessedRecords has records as they were sent, to be sent again. They are not in Results.",
    "doc",
    "service model meteringmarketplace, botocore 1.44.8",
)
imitates(
    __name__,
    "AWS may have billed a record that it reports as unprocessed; sent again, it is Success, and billed once.",
    "assumed",
    "the model says that the same record may be sent again; nobody published what becomes of such a record",
)

UNPROCESSED = "Unprocessed"
_NAMED = {
    "dimension": "Dimension",
    "customer_aws_account_id": "CustomerAWSAccountId",
    "customer_identifier": "CustomerIdentifier",
    "license_arn": "LicenseArn",
}


def by_words(call: Call, batch: Sequence[Usage]) -> list[Usage]:
    """Settle the records that name a word for a status, and return the others."""
    if not call.statuses:
        return [*batch]
    for usage in batch:
        for noun in _nouns(usage):
            if noun in call.statuses:
                usage.forced_status = call.statuses[noun]
                usage.refusal = f"the word '{noun[1]}' asks for this status"
                usage.account = usage.sent.get("CustomerAWSAccountId")
    return [usage for usage in batch if usage.forced_status is None]


def by_fault(store: Store, call: Call, product_code: str, batch: Sequence[Usage]) -> None:
    """Mark the records that a fault reports as unprocessed, and leave them undone unless the fault does their work."""
    if call.undone is None:
        return
    items = [
        {**nouns.all_of(store, _nouns(usage)), **_found(usage), ("product_code", product_code): None} for usage in batch
    ]
    for position in call.undone.positions(items):
        batch[position].forced_status = UNPROCESSED
        if not call.undone.done:
            batch[position].refusal = "a fault left it unprocessed"


def _nouns(usage: Usage) -> list[Noun]:
    return [(noun, usage.sent[member]) for noun, member in _NAMED.items() if member in usage.sent]


def _found(usage: Usage) -> dict[Noun, None]:
    if usage.agreement is None:
        return {}
    names: Iterable[str] = usage.agreement.keys()
    return {(name, usage.agreement[name]): None for name in ("agreement_id", "license_arn") if name in names}
