"""What the random sequences draw: kinds of fault and their scopes, times, and calls that are refused."""

from __future__ import annotations

from hypothesis import strategies as st

SCOPES = st.fixed_dictionaries(
    {},
    optional={
        "operation": st.sampled_from(["ResolveCustomer", "BatchMeterUsage"]),
        "account": st.sampled_from(["111122223333", "444455556666"]),
        "region": st.sampled_from(["us-east-1", "eu-west-1"]),
        "on_call": st.integers(1, 3),
        "times": st.integers(1, 3),
        "probability": st.sampled_from([0, 1]),
        "until": st.sampled_from(["now+1h", "now-1h", "now+30d"]),
    },
)
SCOPES_OF_NOUNS = SCOPES.map(lambda scope: {name: value for name, value in scope.items() if value != "BatchMeterUsage"})
"""Scopes without BatchMeterUsage: a rule bound to a token and to an operation that is about no token is refused."""
KINDS = st.sampled_from(
    [
        {"error": "ThrottlingException"},
        {"error": "DisabledApiException"},
        {"expired_credentials": True},
        {"extra_members": True},
        {"malformed": "empty"},
        {"drop": "before"},
        {"drop": "after"},
        {"hang": True},
        {"latency": 0},
    ]
)
MOVES = {"now+1h": 3600, "now-1h": -3600, "now+30d": 30 * 86400}
LENGTHS = {"90s": 90, "1h": 3600, "5h": 18000, "-2h": -7200, "-90s": -90}
REFUSED = [
    ("POST", "/faults", {}),
    ("POST", "/faults", {"error": "NoSuchException"}),
    ("POST", "/faults", {"hang": True, "drop": "before"}),
    ("POST", "/faults", {"hang": True, "times": 0}),
    ("POST", "/faults", {"hang": True, "colour": "red"}),
    ("PUT", "/readings", {"token_lifetime": "1h", "no_such_reading": "x"}),
    ("PUT", "/clock", {"now": "someday"}),
    ("POST", "/clock/advance", {"by": "9999999w"}),
    ("POST", "/tokens", {"agreement_id": "agmt-nobody"}),
    ("POST", "/tokens", {"expires_in": "soon"}),
    ("POST", "/agreements", {"product_code": "nothing", "customer_aws_account_id": "210987654321"}),
    ("POST", "/agreements/bulk", {"count": 5, "product_code": "nothing"}),
    ("POST", "/products", {"name": "p", "generation": "newest"}),
    ("POST", "/buyers", {"name": ""}),
    ("POST", "/snapshots", {"name": "a/b"}),
    ("POST", "/snapshots/nothing/restore", {}),
    ("POST", "/reset?only=tokens,spoons", {}),
    ("DELETE", "/faults/fault-0", None),
    ("DELETE", "/tokens", None),
    ("GET", "/spoons", None),
]
