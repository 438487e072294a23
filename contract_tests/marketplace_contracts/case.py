"""One case: buyers who come to the subject, and what came of it on all three sides."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from marketplace_contracts.buyer import OFFER_TYPE_FIELD, TOKEN_FIELD, Answer, Browser, Hop
from marketplace_contracts.story import AWS, BUYER, KIT, SUBJECT, Broken, NotVerified, Story, short
from marketplace_contracts.watch import Watch

if TYPE_CHECKING:
    from marketplace_contracts.kit import Kit

TOO_MANY_REQUESTS = 429


@dataclass
class Buyer:
    """A buyer with an AWS account, and the agreements it made."""

    name: str
    account: str
    identifier: str
    agreements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def identifiers(self) -> list[str]:
        """All that may identify it in what a seller stored."""
        return [self.account, self.identifier, *(name for each in self.agreements for name in self.named_by(each))]

    @staticmethod
    def named_by(agreement: Mapping[str, Any]) -> list[str]:
        """Give what identifies one agreement."""
        return [agreement["license_arn"], agreement["agreement_id"]]


@dataclass(frozen=True)
class Visit:
    """A buyer's visit: what was told, and what AWS was asked meanwhile."""

    answer: Answer
    asked: list[dict[str, Any]]
    form: Mapping[str, str]

    @property
    def outcome(self) -> str:
        """What AWS answered last, or `not asked`."""
        return str(self.asked[-1]["outcome"]) if self.asked else "not asked"


class Case:
    """A fresh case in the kit's present circumstances; `story` tells all that happens in it."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.story = Story()
        self.marketplace = kit.marketplace
        if kit.turn.readings:
            self.story.add(
                KIT, AWS, f"behaves by the reading {', '.join(f'{k}={v}' for k, v in kit.turn.readings.items())}"
            )

    # the world

    def buyer(
        self, *, generation: str | None = None, product: str | None = None, free_trial: bool = False, **given: str
    ) -> Buyer:
        """Let a new buyer subscribe to the subject's product, or to another; its identifiers may be given."""
        name = self.kit.name("buyer")
        made = self.marketplace.create_buyer(name, **given)
        buyer = Buyer(name, made["customer_aws_account_id"], made["customer_identifier"])
        self.kit.customers[buyer.account] = buyer.identifier
        self.agreement(buyer, product=product or self.kit.product(generation), free_trial=free_trial)
        return buyer

    def agreement(self, buyer: Buyer, *, product: str | None = None, free_trial: bool = False) -> dict[str, Any]:
        """Let a buyer subscribe (once more)."""
        code = product or self.kit.product()
        made = self.marketplace.create_agreement(
            product_code=code,
            customer_aws_account_id=buyer.account,
            name=self.kit.name("agreement"),
            free_trial=free_trial,
        )
        buyer.agreements.append(made)
        self.story.add(BUYER, AWS, f"subscribes to product {code} with AWS account {buyer.account}")
        return made

    def token(self, agreement: Mapping[str, Any], token: str = "") -> str:
        """Let AWS issue a token, in the shape that the subject reads unless one is given."""
        token = self.marketplace.mint_token(agreement["agreement_id"], token=token or self.kit.new_token())
        account = agreement["customer_aws_account_id"]
        self.kit.bought[token] = [*Buyer.named_by(agreement), account, self.kit.customers.get(account, "")]
        return token

    def form(self, agreement: Mapping[str, Any], token: str = "") -> dict[str, str]:
        """Let AWS give the browser a form with a new token."""
        form = {TOKEN_FIELD: self.token(agreement, token)}
        if agreement["free_trial"]:
            form[OFFER_TYPE_FIELD] = "free-trial"
        return form

    def fault(self, told: str, *, spoils: bool = True, **rule: Any) -> str:
        """Make AWS misbehave until the case ends or the fault is cleared, so that no answer of its is a good one, if it `spoils`."""
        made: str = self.marketplace.add_fault(operation="ResolveCustomer", **rule)["fault_id"]
        self.kit.faults[made] = spoils
        self.story.add(KIT, AWS, told)
        return made

    def clear_faults(self) -> None:
        """Let AWS work again."""
        if self.kit.faults:
            self.kit.clear_faults()
            self.story.add(KIT, AWS, "works again")

    def advance(self, by: str, told: str) -> None:
        """Let time pass for AWS, until the case ends."""
        self.kit.advance(by)
        self.story.add(KIT, AWS, told)

    # visits

    def browser(self, **headers: str) -> Browser:
        """Open a browser without cookies."""
        return self.kit.browser(self._saw, **headers)

    def register(self, form: Mapping[str, str], browser: Browser | None = None) -> Visit:
        """Let a buyer with this form walk through the registration."""
        browser = browser or self.browser()
        return self.visit(lambda: self.kit.register(browser, form), form)

    def send(self, body: bytes, headers: Mapping[str, str], url: str = "", method: str = "POST") -> Visit:
        """Let a browser send exactly this."""
        sent = {**self.kit.style.headers, **headers}
        return self.visit(lambda: self.browser().send(method, url, body, sent), {})

    def visit(self, walk: Callable[[], Answer], form: Mapping[str, str]) -> Visit:
        """Let a browser walk, and see what AWS was asked meanwhile."""
        self._asked: list[dict[str, Any]] = []
        self._tokens = {form.get(TOKEN_FIELD, ""), self.kit.newest}
        self.kit.issued.add(form.get(TOKEN_FIELD, ""))
        if self.kit.late:
            self.kit.exchanges()  # those of a visit that was given up
        answer = walk()
        self.kit.probe.visited()
        if not self.kit.plain:
            self._saw_aws()  # a driver of the seller's own may go where the browser does not see it
        self.kit.late = bool(answer.failure)
        if answer.status == 0 and answer.failure.startswith("the connection failed"):
            self.kit.check_alive(self.story)
        return _not_limited(Visit(self._placed(answer, self._asked, form), self._asked, form))

    def register_together(
        self, forms: Sequence[Mapping[str, str]], browsers: Sequence[Browser] | None = None
    ) -> list[Visit]:
        """Let buyers with these forms come at the same time; the story goes on with what their browsers do afterwards."""
        self.kit.exchanges()
        browsers = browsers or [self.browser() for _ in forms]
        for browser in browsers:
            browser.seen = lambda _: None
        answers: list[Answer | Exception] = [NotVerified("the buyer never came")] * len(forms)
        ready = threading.Barrier(len(forms))

        def come(index: int) -> None:
            ready.wait()
            try:
                answers[index] = self.kit.register(browsers[index], forms[index])
            except Exception as error:
                answers[index] = error

        threads = [threading.Thread(target=come, args=(index,), daemon=True) for index in range(len(forms))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.kit.probe.visited()
        for browser in browsers:
            browser.seen = self._saw
        asked = self.kit.exchanges()
        self.story.add(BUYER, SUBJECT, f"{len(forms)} browsers post their forms at the same time")
        visits = []
        for form, answer in zip(forms, answers, strict=True):
            if isinstance(answer, Exception):
                raise answer
            own = [each for each in asked if each["token"] == form[TOKEN_FIELD]]
            visits.append(_not_limited(Visit(self._placed(answer, own, form), own, form)))
            for each in own:
                self.story.add(SUBJECT, AWS, f"ResolveCustomer {short(str(each['token']), 30)} → {each['outcome']}")
            self.story.add(SUBJECT, BUYER, told(answer.last))
        return visits

    def _placed(self, answer: Answer, asked: Sequence[Mapping[str, Any]], form: Mapping[str, str]) -> Answer:
        good = not any(self.kit.faults.values()) and any(each["outcome"] == "ok" for each in asked)
        return replace(answer, good=good, token=form.get(TOKEN_FIELD, ""))

    def _saw(self, hop: Hop) -> None:
        what = f"{hop.method} {hop.url}" + (f" with {short(hop.sent, 160)}" if hop.sent else "")
        self.story.add(BUYER, SUBJECT, what)
        self._saw_aws()
        self.story.add(SUBJECT, BUYER, told(hop))

    def _saw_aws(self) -> None:
        for each in self.kit.exchanges():
            if each["token"] in self.kit.issued and each["token"] not in self._tokens:
                continue  # a call of an earlier visit that the subject had given up
            self._asked.append(each)
            given = each["parameters"]
            if isinstance(given, dict) and isinstance(given.get("RegistrationToken"), str):
                given = {**given, "RegistrationToken": short(given["RegistrationToken"], 80)}
            self.story.add(SUBJECT, AWS, f"{each['operation']} {short(str(given), 200)}")
            self.story.add(AWS, SUBJECT, f"{each['outcome']}: {short(str(each['answer']), 200)}")

    # judging

    def broken(self, expected: str, seen: str) -> Broken:
        """Make the verdict that the contract is broken."""
        return Broken(self.story, expected, seen)

    def registered(self, form: Mapping[str, str], browser: Browser | None = None) -> Visit:
        """Register a buyer, as the precondition of something else; without it nothing can be judged."""
        visit = self.register(form, browser)
        if not self.kit.accepted(visit.answer):
            raise NotVerified(
                f"an ordinary registration is not accepted here ({self.kit.turn}): the buyer was told "
                f"{short(visit.answer.told, 80)!r} with status {visit.answer.status}; see the contracts of reading and identity"
            )
        return visit

    def expect_accepted(self, visit: Visit, who: str = "the buyer is registered, and told so") -> None:
        """Demand that the buyer was told that the registration went well."""
        if not self.kit.accepted(visit.answer):
            raise self.broken(who, f"the buyer was told {self.quoted(visit)}")

    def expect_refused(self, visit: Visit, expected: str) -> None:
        """Demand that the buyer was not told that the registration went well."""
        if self.kit.accepted(visit.answer):
            raise self.broken(expected, f"the buyer was told {self.quoted(visit)}, as one who is registered")

    def quoted(self, visit: Visit) -> str:
        """Quote what the buyer was told."""
        if visit.answer.failure:
            return visit.answer.failure
        return f"{short(' '.join(visit.answer.told.split()), 160)!r} with status {visit.answer.status}"

    def watch(self) -> Watch:
        """Remember what is stored now, to see what changes."""
        return Watch(self)


def _not_limited(visit: Visit) -> Visit:
    """Judge no visit that a rate limit of the subject's own has turned away."""
    if not visit.asked and any(hop.status == TOO_MANY_REQUESTS for hop in visit.answer.hops):
        raise NotVerified(f"the subject limits its visitors ({TOO_MANY_REQUESTS}); switch that off for the run")
    return visit


def told(hop: Hop) -> str:
    """Tell an answer in one line."""
    from marketplace_contracts import page

    if hop.failure:
        return hop.failure
    onward = hop.header("location")
    if onward:
        return f"{hop.status}, on to {short(onward, 160)}"
    read = page.read(hop.text, hop.header("content-type"))
    return f"{hop.status}: {short(' '.join(read.text.split()), 200)}"
