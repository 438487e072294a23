"""What the model of metering and the emulator are compared by: random batches, questions, and moves of the clock."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from marketplace_emulator.readings import READINGS
from tests.operations import entitlement_model
from tests.operations.metering_model import DAY, HOUR, Record
from tests.operations.metering_world import ANN, BOB, CID, FOREIGN, IDENTIFIERS, NEW, OLD, START, arn

BATCHES = 10
"""The batches of an example."""
ASKED = (
    "usage_record_window",
    "future_usage_record",
    "unknown_customer",
    "identical_resend",
    "usage_before_agreement",
    "final_usage_hour",
    "final_window_opens_at",
    "no_entitlements_answer",
    "empty_entitlement_page",
    "cancelled_entitlement",
    "expired_entitlement",
    "entitlement_propagation",
)
MARCH = START + 600
MOMENTS = (
    *(START + seconds for seconds in (700, 1199, 1200, 4200, 4300)),
    *(MARCH + 6 * HOUR + seconds for seconds in (-1, 0, 1800)),
    *(end + seconds for end in (START + 5400, START + 15000) for seconds in (-1, 0, 31, HOUR - 1, HOUR, 2 * HOUR - 1)),
)
"""Times of the clock as an agreement begins, at the end of the month's grace, and as agreements end."""
EDGES = (MARCH - 1, MARCH, START + 5399, START + 5400, START + 14999, START + 15000)
Choices = tuple[list[Any], list[Any]]
"""What is usual, and what is unusual: most of it refuses the whole batch."""

TIMES: Choices = (
    [*[("ago", seconds) for seconds in (0, 0, 1, 1800, -300, HOUR)], *(("edge", time) for time in EDGES)],
    [
        *(("ago", seconds) for seconds in (-301, HOUR + 1, 6 * HOUR, 6 * HOUR + 1, DAY - 1, DAY, DAY + 1, -9 * DAY)),
        ("at", MARCH - 1),
        ("at", MARCH + 6 * HOUR),
    ],
)
"""Times before now, and times at the edges of months, hours and agreements, if these are not in the future."""
QUANTITIES: Choices = (
    [
        {"Quantity": 17},
        {"QuantityAsDecimal": "17.00"},
        {"Quantity": 18},
        {"QuantityAsDecimal": "17.000001"},
        {},
        {"QuantityAsDecimal": "0.0"},
        {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantity": 10, "Tags": [{"Key": "a", "Value": "b"}]},
                                              {"AllocatedUsageQuantity": 7}]},
        {"QuantityAsDecimal": "0.3", "UsageAllocations": [
            {"AllocatedUsageQuantityAsDecimal": part, "Tags": [{"Key": "a", "Value": part}]} for part in ("0.1", "0.20")]},
    ],
    [
        {"Quantity": 17, "QuantityAsDecimal": "17"},
        {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantity": 16}]},
        {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantityAsDecimal": "17"}]},
        {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantity": 17}, {"AllocatedUsageQuantity": 0}]},
    ],
)  # fmt: skip
DIMENSIONS: Choices = (["queries", "queries", "rows"], ["Queries", "seats", "parsecs"])


def by_account(account: str, number: int | None = None) -> Record:
    """Return the members that name a customer by account, and the license of an agreement."""
    return {"CustomerAWSAccountId": account, **({} if number is None else {"LicenseArn": arn(number)})}


def by_identifier(account: str, number: int | None = None) -> Record:
    """Return the members that name a customer by CustomerIdentifier, and the license of an agreement."""
    licensed = {} if number is None else {"LicenseArn": arn(number)}
    return {"CustomerIdentifier": IDENTIFIERS.get(account, account), **licensed}


LEGACY: Choices = (
    [
        *(by_account(ANN), by_identifier(ANN), {**by_account(ANN), **by_identifier(ANN)}),
        *(by_account(BOB), by_identifier(BOB), {**by_account(BOB), "CustomerIdentifier": ""}),
        by_account(CID),
    ],
    [
        *(by_account("444444444444"), by_identifier("nobody"), {}),
        *({**by_account(ANN), **by_identifier(each)} for each in (BOB, "nobody")),
    ],
)
LICENSED: Choices = (
    [by_account(ANN, 3), by_account(ANN, 3), by_account(ANN, 4), by_account(BOB, 5), by_account(CID, 6)],
    [
        *(
            by_account(BOB, 3),
            by_account(BOB, 7),
            by_account(ANN, 1),
            by_account(ANN, 9),
            by_identifier(ANN, 3),
            by_identifier(BOB, 3),
        ),
        *({**by_account(ANN, 3), **by_identifier(BOB)}, by_account(ANN), {"LicenseArn": arn(3)}),
    ],
)
MIGRATING: Choices = (
    [by_account(ANN, 1), by_account(ANN, 1), by_identifier(BOB, 2), by_account(BOB, 2)],
    [by_account(ANN), by_identifier(ANN, 2), by_account(ANN, 3), {**by_account(ANN, 1), **by_identifier(BOB)}],
)
KINDS: list[tuple[str | None, Choices]] = [
    (OLD.code, LEGACY),
    (OLD.code, (LEGACY[0] + MIGRATING[0], MIGRATING[1])),
    (None, LICENSED),
    (None, MIGRATING),
    (NEW.code, LICENSED),
]
"""The ProductCode and the customers of batches: by product, by license, and in both ways."""


def rarely(usual: st.SearchStrategy[Any], unusual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a usual value, or one time in eight an unusual one."""
    return st.integers(0, 7).flatmap(lambda number: usual if number else unusual)


def records(customers: Choices, flaw: int | None = None) -> st.SearchStrategy[Record]:
    """Draw a usage record, in which the field with the number `flaw` is unusual."""
    fields = (TIMES, QUANTITIES, DIMENSIONS, customers)
    return st.tuples(*(st.sampled_from(each[number == flaw]) for number, each in enumerate(fields))).map(
        lambda drawn: {"Timestamp": drawn[0], **drawn[1], "Dimension": drawn[2], **drawn[3]}
    )


def batches(code: str | None, customers: Choices) -> st.SearchStrategy[Any]:
    """Draw a batch of a few records, one time in four with a flaw, which is sometimes sent several times over."""
    usual = st.lists(records(customers), min_size=1, max_size=6)
    flawed = st.integers(0, 3).flatmap(lambda flaw: records(customers, flaw))
    some = st.one_of(usual, usual, usual, st.tuples(usual, flawed).map(lambda drawn: [*drawn[0], drawn[1]]))
    return st.tuples(st.just("batch"), st.just(code), some, rarely(st.just(1), st.just(3)))


BATCH = st.one_of(
    *(batches(*each) for each in KINDS),
    rarely(batches(*KINDS[0]), st.sampled_from([FOREIGN.code, "nothing"]).flatmap(lambda code: batches(code, LEGACY))),
)
STEP = st.one_of(
    st.tuples(st.just("clock_at"), st.sampled_from(MOMENTS)),
    st.tuples(
        st.just("clock"),
        rarely(st.sampled_from([1, 31, 301, 1800, HOUR, -1, -1800]), st.sampled_from([6 * HOUR, DAY, -HOUR, -DAY])),
    ),
    rarely(
        st.tuples(st.just("suspend"), st.sampled_from([ANN, BOB]), st.booleans()),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
    ),
    st.sampled_from(ASKED).flatmap(
        lambda name: st.tuples(st.just("reading"), st.just(name), st.sampled_from(READINGS[name].alternatives))
    ),
    st.tuples(
        st.just("ask"),
        st.sampled_from([OLD.code, NEW.code, NEW.code, FOREIGN.code, "nothing"]),
        st.dictionaries(
            st.sampled_from([*entitlement_model.MEMBERS]),
            st.lists(st.sampled_from([ANN, BOB, "ann", "bob", arn(1), arn(3), arn(5), "seats", "tier"]), min_size=1),
            max_size=2,
        ),
        st.sampled_from([None, 1, 2]),
    ),
)
SCRIPT = st.lists(st.tuples(st.lists(STEP, max_size=3), BATCH), min_size=BATCHES, max_size=BATCHES)
