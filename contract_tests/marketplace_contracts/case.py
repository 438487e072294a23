"""One case: buyers visit the subject, and the kit records what buyer, subject and AWS say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from marketplace_contracts.altering_browser import FORM, AlteringBrowser
from marketplace_contracts.answer import Answer, Hop
from marketplace_contracts.browser import OFFER_TYPE_FIELD, TOKEN_FIELD, Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.handover import invented
from marketplace_contracts.hindrance import hindrance
from marketplace_contracts.kit import Kit
from marketplace_contracts.meeting import meeting, walk_at_once
from marketplace_contracts.signup_walk import goes_on
from marketplace_contracts.story import AWS, BUYER, KIT, SUBJECT, Broken, DriverFailed, NotVerified, Story, short
from marketplace_contracts.success import accepted
from marketplace_contracts.timeouts import FAILING, WITH_TOKEN, WITHOUT_TOKEN
from marketplace_contracts.visit import Visit
from marketplace_contracts.watch import Watch


class Case:
    """A new case in the present turn; `story` has its steps. Raises SubjectLost if the subject is lost."""

    def __init__(self, kit: Kit) -> None:
        kit.session.check_ready()
        kit.circumstances.settle()
        self.kit = kit
        self.story = Story()
        self.marketplace = kit.marketplace
        self.buyers: list[Buyer] = []
        if kit.turn.readings:
            self.story.add(
                KIT, AWS, f"follows the reading {', '.join(f'{k}={v}' for k, v in kit.turn.readings.items())}"
            )

    # the world

    def buyer(
        self, *, generation: str | None = None, product: str | None = None, free_trial: bool = False, **given: str
    ) -> Buyer:
        """Let a new buyer subscribe to the subject's product, or to another; the buyer's identifiers may be given."""
        buyer = self.kit.buyers.new_buyer(**given)
        self.buyers.append(buyer)
        product = product or self.kit.buyers.products[generation or self.kit.turn.generation]
        self.agreement(buyer, product=product, free_trial=free_trial)
        return buyer

    def agreement(self, buyer: Buyer, *, product: str | None = None, free_trial: bool = False) -> Mapping[str, Any]:
        """Let a buyer subscribe, perhaps once more."""
        code = product or self.kit.buyers.products[self.kit.turn.generation]
        made = self.kit.buyers.subscribe(buyer, code, free_trial=free_trial)
        self.story.add(BUYER, AWS, f"subscribes to product {code} with AWS account {buyer.account}")
        return made

    def token(self, agreement: Mapping[str, Any], token: str = "") -> str:
        """Let AWS issue a token; without a given one, in the shape that the subject reads."""
        return self.kit.buyers.issue(agreement, token or self.kit.new_token())

    def form(self, agreement: Mapping[str, Any], token: str = "") -> dict[str, str]:
        """Let AWS give the browser a form with a new token."""
        form = {TOKEN_FIELD: self.token(agreement, token)}
        if agreement["free_trial"]:
            form[OFFER_TYPE_FIELD] = "free-trial"
        return form

    def fault(self, does: str, *, spoils: bool = True, **rule: Any) -> None:
        """Add a fault until the case ends or the fault is cleared; `spoils` says whether AWS's answers count as bad."""
        self.kit.circumstances.fault(spoils=spoils, **rule)
        self.story.add(KIT, AWS, does)

    def clear_faults(self) -> None:
        if self.kit.circumstances.clear_faults():
            self.story.add(KIT, AWS, "works again")

    def advance(self, by: str, does: str) -> None:
        """Advance AWS's clock until the case ends."""
        self.kit.circumstances.advance(by)
        self.story.add(KIT, AWS, does)

    # visits

    def browser(self) -> Browser:
        return self.kit.session.browser(self.kit.style.headers, self._saw)

    def register(self, form: Mapping[str, str], browser: Browser | None = None) -> Visit:
        """Let a buyer with this form walk through the registration."""
        browser = browser or self.browser()
        return self.visit(lambda: goes_on(self.kit, browser, form, self.walk(browser, form)), form)

    def post(self, body: bytes, headers: Mapping[str, str] = FORM, site: Mapping[str, str] | None = None) -> Visit:
        """Let a buyer walk through the registration whose browser posts AWS's form with this body and these headers.

        `site` are the headers that tell from which site the form comes. Raise NotVerified if the driver posts no such form.
        """
        form = dict(reversed(parse_qsl(body.decode("ascii"), keep_blank_values=True)))
        browser = self.kit.session.altering_browser(
            body, headers, self.kit.style.headers if site is None else site, self._saw
        )
        visit = self.register(form, browser)
        if browser.posted is None:
            raise NotVerified(
                "the driver posts no form to the fulfillment URL as AWS's site makes browsers do, so this form cannot be tried"
            )
        visit = replace(visit, posted=browser.posted)
        at, token = self._asking[0] if self._asking else None, form.get(TOKEN_FIELD, "")
        if at is None or any(visit.hops[at] is hop for hop in browser.posted.hops):
            return visit
        return replace(visit, later=True, invented=invented(token, visit.hops[at], visit.hops[:at]))

    def visit(self, walk: Callable[[], Answer], form: Mapping[str, str]) -> Visit:
        """Let a browser walk, and record what the subject asks AWS meanwhile."""
        kit = self.kit
        kind = FAILING if kit.circumstances.spoiled else WITH_TOKEN if form.get(TOKEN_FIELD) else WITHOUT_TOKEN
        kit.session.timeouts.check(kind)
        if kind == FAILING:
            kit.session.timeouts.check(WITH_TOKEN)
        self._asked: list[dict[str, Any]] = []
        self._hops: list[Hop] = []
        self._asking: list[int | None] = []
        self._strange: set[str] = set()
        self._trouble = ""
        token, newest = form.get(TOKEN_FIELD, ""), kit.buyers.newest
        self._tokens = {token} if token and kit.buyers.visits[newest] else {token, newest}
        kit.buyers.posted(token)
        kit.exchanges.visit_begins()
        written = kit.session.written()
        answer = walk()
        while not self._asked and (seconds := kit.session.rate_limit.waited(self._hops)):
            self.story.add(KIT, SUBJECT, f"waits {seconds:g} s, as Retry-After says, and tries again")
            self._hops.clear()
            answer = walk()
        kit.probe.visited()
        if not kit.session.plain:
            self._saw_aws(None)  # a seller's driver may send requests without the kit's browser
        kit.exchanges.visit_ends(given_up=bool(answer.failure))
        kit.session.timeouts.came(kind, self.story, in_time=not answer.late)
        if answer.status == 0 and answer.failure.startswith("the connection failed"):
            kit.session.check_alive(self.story)
        if token and all(each["token"] != token for each in self._asked):
            kit.buyers.misread.update(self._strange | {str(each["token"]) for each in self._asked})
        visit = self._visit(answer, self._asked, form, self._hops)
        well = [at for each, at in zip(self._asked, self._asking, strict=True) if each["outcome"] == "ok"]
        resolved = visit.hops[well[0] :] if well and well[0] is not None else ()
        error = "" if self._asked else kit.session.error_since(written)
        if error:
            self.story.add(KIT, SUBJECT, f"finds in its log: {short(error, 300)}")
        return replace(visit, resolved=resolved, trouble=self._trouble, error=error)

    def walk(self, browser: Browser, form: Mapping[str, str]) -> Answer:
        """Let the driver walk the person whose form it is; it need not go on from an error, or from a form out of the ordinary."""
        self._introduce(browser, form)
        if isinstance(browser, AlteringBrowser):
            browser.posted = None
        browser.note = lambda does: self.story.add(KIT, SUBJECT, does)
        try:
            return self.kit.session.register(browser, form)
        except DriverFailed as failed:
            if not self._hops and not form.get(TOKEN_FIELD):
                raise NotVerified(f"this form has no token, and {failed}") from failed
            altered = isinstance(browser, AlteringBrowser) and browser.posted
            if not self._hops or (form.get(TOKEN_FIELD) and not altered and self._hops[-1].status < 400):
                raise
            self._trouble = str(failed)
            return Answer(tuple(self._hops))

    def _introduce(self, browser: Browser, form: Mapping[str, str]) -> None:
        """Tell a browser who uses it."""
        token, buyers = form.get(TOKEN_FIELD, ""), self.kit.buyers
        browser.name, browser.purchaser = buyers.person(token), buyers.purchaser(token)

    def _visit(
        self, answer: Answer, asked: list[dict[str, Any]], form: Mapping[str, str], seen: Sequence[Hop]
    ) -> Visit:
        """Record a visit with the kit; raise NotVerified if something else turned it away."""
        hops = (*seen, *(hop for hop in answer.hops if not any(hop is each for each in seen)))
        kit, token = self.kit, form.get(TOKEN_FIELD, "")
        well = all(each["outcome"] == "ok" for each in asked)
        good = not kit.circumstances.spoiled and any(each["outcome"] == "ok" for each in asked)
        answer = replace(answer, good=good, token=token)
        purchase, success = kit.buyers.came(token), kit.style.success
        ordinary = well and good and not kit.circumstances.faulty
        new = purchase is not None and purchase.product == kit.buyers.products.get(kit.turn.generation)
        served = ordinary and new and success is not None and success.shows(answer)
        failed = not well or kit.circumstances.faulty or kit.session.failed(answer)
        kit.service.visited(served=served, failed=failed)
        kit.findings.miss(*(each.too_long for each in hops if each.cut))
        if not asked and (why := hindrance(hops)):
            raise NotVerified(why, hindered=True)
        return Visit(answer, asked, form, hops)

    def register_together(
        self,
        forms: Sequence[Mapping[str, str]],
        browsers: Sequence[Browser] | None = None,
        **how: Any,
    ) -> list[Visit]:
        """Let buyers with these forms come at once; `how` goes to `meeting`.

        `self.apart` says that AWS was never asked for two of them at once. Afterwards, the story records their browsers again.
        """
        self.kit.session.timeouts.check(WITH_TOKEN)
        self.kit.exchanges.new()
        browsers = browsers or [self.browser() for _ in forms]
        hops: list[list[Hop]] = [[] for _ in forms]
        for browser, own_hops in zip(browsers, hops, strict=True):
            browser.seen, browser.note = own_hops.append, lambda _: None

        def come(index: int) -> Answer:
            self._introduce(browsers[index], forms[index])
            came = self.kit.session.register(browsers[index], forms[index])
            return goes_on(self.kit, browsers[index], forms[index], came)

        with meeting(self.kit, **how) as meet:
            answers = walk_at_once(come, len(forms))
        self.apart = meet.apart
        self.kit.probe.visited()
        for browser in browsers:
            browser.seen = self._saw
        asked = self.kit.exchanges.new()
        self.story.add(BUYER, SUBJECT, f"{len(forms)} browsers post their forms at the same time")
        if meet.met:
            self.story.add(AWS, SUBJECT, "answers two requests at the same moment")
        visits = []
        for form, answer, own_hops in zip(forms, answers, hops, strict=True):
            if isinstance(answer, Exception):
                raise answer
            own = [each for each in asked if each["token"] == form[TOKEN_FIELD]]
            visits.append(self._visit(answer, own, form, own_hops))
            for each in own:
                self.story.add(SUBJECT, AWS, f"ResolveCustomer {short(str(each['token']), 30)} → {each['outcome']}")
            self.story.add(SUBJECT, BUYER, answer.last.brief)
        return visits

    def _saw(self, hop: Hop) -> None:
        what = f"{hop.method} {hop.url}" + (f" with {short(hop.sent, 160)}" if hop.sent else "")
        self.story.add(BUYER, SUBJECT, what)
        self._hops.append(hop)
        self._saw_aws(len(self._hops) - 1)
        self.story.add(SUBJECT, BUYER, hop.brief)

    def _saw_aws(self, during: int | None) -> None:
        for each in self.kit.exchanges.new():
            if self.kit.buyers.issued(each["token"]) and each["token"] not in self._tokens:
                self._strange.add(str(each["token"]))  # a late call of an earlier visit
                continue
            self._asked.append(each)
            self._asking.append(during)
            given = each["parameters"]
            if isinstance(given, dict) and isinstance(given.get("RegistrationToken"), str):
                given = {**given, "RegistrationToken": short(given["RegistrationToken"], 80)}
            self.story.add(SUBJECT, AWS, f"{each['operation']} {short(str(given), 200)}")
            self.story.add(AWS, SUBJECT, f"{each['outcome']}: {short(str(each['answer']), 200)}")

    # judging

    def broken(self, expected: str, seen: str) -> Broken:
        return Broken(self.story, expected, seen)

    def registered(self, form: Mapping[str, str], browser: Browser | None = None) -> Visit:
        """Register a buyer as the precondition of a contract; raise NotVerified if that fails."""
        visit = self.register(form, browser)
        if not accepted(self.kit, visit.answer):
            bought = self.kit.buyers.generation(form.get(TOKEN_FIELD, "")) or self.kit.turn.generation
            turn = replace(self.kit.turn, generation=bought)
            raise NotVerified(
                f"an ordinary registration is not accepted here ({turn}): the buyer was told "
                f"{short(visit.answer.told, 80)!r} with status {visit.answer.status}",
                turn.registering,
            )
        return visit

    def expect_accepted(self, visit: Visit, who: str = "the buyer is registered and told so") -> None:
        """Demand that the buyer was told that the registration succeeded."""
        if not accepted(self.kit, visit.answer):
            raise self.broken(who, f"the buyer was told {self.quoted(visit)}")

    def expect_refused(self, visit: Visit, expected: str) -> None:
        """Demand that the buyer was not told that the registration succeeded."""
        if accepted(self.kit, visit.answer):
            raise self.broken(expected, f"the buyer was told {self.quoted(visit)}, like a registered buyer")

    def quoted(self, visit: Visit) -> str:
        logged = f"; its log says {short(visit.error, 200)!r}" if visit.error else ""
        if visit.answer.failure:
            return visit.answer.failure + logged
        unkept = ", ".join(each for hop in visit.answer.hops for each in hop.unkept)
        cookies = f" (the browser did not keep the cookie {unkept})" if unkept else ""
        said = short(" ".join(visit.answer.told.split()), 160)
        return f"{said!r} with status {visit.answer.status}{cookies}{logged}"

    def watch(self) -> Watch:
        """Remember the entries now, to see what changes."""
        return Watch(self.kit, self.story, self.buyers)
