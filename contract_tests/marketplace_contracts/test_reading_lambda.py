"""How a Lambda handler reads the events of what stands in front of it."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.driving.lambda_events import FRONTS, NAMES
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import AWS, KIT, NotVerified
from marketplace_contracts.test_reading import expect_exact
from marketplace_contracts.visit import Visit

BASE64 = (
    "Elastic Load Balancing user guide, Lambda functions as targets: forms are in base64; measured for HTTP APIs; API Gateway "
    "developer guide, content type conversions: a REST API sends them plain, unless binaryMediaTypes matches their type"
)


@dataclass(frozen=True)
class _Try:
    """A form in one kind of event, with its body in base64 or plain."""

    case: Case
    visit: Visit
    token: str

    def expect_exact(self) -> None:
        expect_exact(self.case, self.visit, self.token)

    @property
    def exact(self) -> bool:
        asked = self.visit.asked
        return bool(asked) and all(each["token"] == self.token for each in asked)


def _tried(kit: Kit, kind: str, *, encoded: bool) -> _Try:
    subject = kit.subject
    case = Case(kit)
    token = kit.new_token()
    before = subject.call_by(kind, encoded=encoded)
    try:
        case.story.add(KIT, AWS, f"sends an event {NAMES[kind]} with its body {'in base64' if encoded else 'plain'}")
        return _Try(case, case.register({TOKEN_FIELD: token}), token)
    finally:
        subject.call_by(before)


@contract(
    "reading-lambda-base64",
    "must",
    source=BASE64,
    why="An HTTP API, a function URL and a load balancer send every form in base64; a REST API does not, by default.",
    once=True,
    kinds=("lambda",),
)
def test_lambda_reads_bodies_in_base64_and_as_they_are(kit: Kit) -> None:
    """In every kind of event that the handler understands, it reads the form as the front sends it, in base64 or plain."""
    understood = False
    for kind in kit.subject.events:
        plain = kind == "v1"
        usual, unusual = _tried(kit, kind, encoded=not plain), _tried(kit, kind, encoded=plain)
        if not usual.visit.asked and not unusual.visit.asked:
            continue
        understood = True
        usual.expect_exact()
        if plain and not unusual.exact:
            kit.findings.miss(
                "the handler does not read a form in base64 from a REST API, which sends one only if binaryMediaTypes matches the "
                "form's type; decode the body if isBase64Encoded is true, and this contract holds"
            )
    if not understood:
        raise NotVerified("the handler asks AWS about no form in any event", "reading-token-exact")


@contract(
    "reading-lambda-events",
    "must",
    source="AWS Lambda developer guide and Elastic Load Balancing user guide: the fronts send different events",
    why="Behind another front than the one that it is written for, a handler finds no form in its event.",
    once=True,
    kinds=("lambda",),
)
def test_lambda_understands_the_events_of_its_front(kit: Kit) -> None:
    """The handler understands the events of what stands in front of it (--front), or of all fronts that the kit knows."""
    front = kit.settings.front
    if kit.style.misunderstands and not front:
        raise NotVerified(kit.style.misunderstands)
    tries = {
        name: [_tried(kit, kind, encoded=encoded) for kind in kinds for encoded in (kind != "v1", kind == "v1")]
        for name, kinds in FRONTS.items()
        if front in (None, name)
    }
    strange = [name for name, tried in tries.items() if not any(each.visit.asked for each in tried)]
    if not strange:
        return
    if front:
        case, visit = tries[front][0].case, tries[front][0].visit
        raise case.broken(
            "AWS is asked about the token in the form", f"it was not; the buyer was told {case.quoted(visit)}"
        )
    if len(strange) == len(tries):
        raise NotVerified("the handler asks AWS about no form in any event", "reading-token-exact")
    known = [name for name in tries if name not in strange]
    raise NotVerified(
        f"the handler understands the events of {', '.join(known)}, and not of {', '.join(strange)}; name what stands in front "
        f"of it, --front {' or '.join(known)}"
    )
