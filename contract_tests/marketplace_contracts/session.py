"""The subject during a run: browsers to reach it, its driver, its logs, and whether it is still alive."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from marketplace_contracts.altering_browser import AlteringBrowser
from marketplace_contracts.answer import Answer, Hop
from marketplace_contracts.browser import Browser
from marketplace_contracts.driver import Driver, ask
from marketplace_contracts.last_words import error_line
from marketplace_contracts.log_file import LogFile
from marketplace_contracts.own_origin import OwnOrigin
from marketplace_contracts.rate_limit import RateLimit
from marketplace_contracts.second_step import NamedStep
from marketplace_contracts.settings import Settings
from marketplace_contracts.story import KIT, SUBJECT, Died, DriverFailed, NotVerified, Story, SubjectLost
from marketplace_contracts.subject import Subject
from marketplace_contracts.timeouts import Timeouts

BLANK = (204, 205, 304)
"""After one of these, a browser keeps showing AWS's page, or shows an empty page."""


class Session:
    """Reaches the subject as buyers do, through its driver. `stopped` returns whether the run should end."""

    def __init__(self, settings: Settings, subject: Subject, driver: Any, stopped: Callable[[], bool]) -> None:
        self.subject = subject
        self.driver = driver
        self.lost: str | None = None
        self.registrations = 0
        self.plain = type(driver) is Driver
        """Whether every request to the subject goes through one of the kit's browsers."""
        self.log_file = LogFile(settings.log) if settings.log else None
        self.timeouts = Timeouts(settings.patience)
        self.rate_limit = RateLimit(settings.pauses.limited)
        self._usual: dict[str, Any] = {
            "patience": settings.patience,
            "forwarded": {**subject.forwarded, **settings.header},
            "own": OwnOrigin(subject.url),
        }
        self._stopped = stopped

    def check_ready(self) -> None:
        """Raise SubjectLost if the subject is lost, KeyboardInterrupt if the run should end."""
        if self._stopped():
            raise KeyboardInterrupt  # again: one that is raised while Python cleans up is lost
        if self.lost:
            raise SubjectLost(self.lost)

    def browser(self, headers: Mapping[str, str], seen: Callable[[Hop], None]) -> Browser:
        """Open a browser without cookies that posts forms with these headers."""
        return Browser(self.subject.connections, self.subject.url, form_headers=headers, seen=seen, **self._usual)

    def altering_browser(
        self, body: bytes, more: Mapping[str, str], headers: Mapping[str, str], seen: Callable[[Hop], None]
    ) -> AlteringBrowser:
        """Open a browser that posts AWS's form with this body, and with `more` headers."""
        return AlteringBrowser(
            self.subject.connections,
            self.subject.url,
            form_headers=headers,
            seen=seen,
            body=body,
            headers=more,
            **self._usual,
        )

    def register(self, browser: Browser, form: Mapping[str, str]) -> Answer:
        """Let the driver walk a buyer through the registration."""
        self.registrations += 1
        answer = ask(self.driver, "register", browser, dict(form))
        if not isinstance(answer, Answer):
            raise NotVerified(
                f"the driver's register() returned {type(answer).__name__}; expected the last Answer of `buyer`"
            )
        return answer

    @property
    def finds_steps(self) -> bool:
        """Whether a second step is one that the kit finds on a page, not one that the seller names or drives."""
        return isinstance(self.driver, Driver) and not isinstance(self.driver.step, NamedStep)

    @property
    def named_in_vain(self) -> str:
        """What came of the step that the seller names, if it has been taken, and AWS has never been asked."""
        step = self.driver.step if isinstance(self.driver, Driver) else None
        return step.did if isinstance(step, NamedStep) else ""

    @property
    def unasked(self) -> str:
        """What to do if AWS is not asked in any step."""
        if self.named_in_vain:
            return f"{self.named_in_vain}; check the address, say what the JSON is with --then-json, or give a --driver"
        return "if a later step asks AWS, name the address to which it posts with --then, or give a --driver"

    def walk_on(self, browser: Browser, answer: Answer, form: Mapping[str, str]) -> Answer:
        """Take the second step that the kit found, if the page has it; what a seller names or drives is taken after a form alone."""
        with contextlib.suppress(DriverFailed):
            if self.finds_steps:
                walked: Answer = self.driver.walk_on(browser, answer, form)
                return walked
        return answer

    def failed(self, answer: Answer) -> bool:
        """Return whether the answer is plainly a failure: none came, it is an error, or it has no page."""
        return (
            bool(answer.failure)
            or answer.status >= 400
            or (self.plain and not answer.scripted and answer.status in BLANK)
        )

    def check_alive(self, story: Story) -> None:
        """Raise SubjectLost if the subject no longer answers, Died if it had to be restarted."""
        reason = self.subject.lost()
        if reason:
            self.lost = reason
            story.add(KIT, SUBJECT, reason)
            raise SubjectLost(reason)
        died = self.subject.restarted()
        if died:
            story.add(KIT, SUBJECT, died)
            raise Died(story, died)

    def written(self) -> tuple[int, int]:
        """Return how much the subject has written so far, for `error_since`."""
        return self.subject.written(), self.log_file.size if self.log_file is not None else 0

    def error_since(self, written: tuple[int, int]) -> str:
        """Return the error that the subject's output or log has named since then; empty if there is none."""
        texts = (
            self.subject.output(written[0]) or "",
            self.log_file.text(written[1]) if self.log_file is not None else "",
        )
        return next((error for text in texts if (error := error_line(text))), "")

    def logs(self) -> list[str]:
        """Return what the subject has logged so far, one text for each source; empty if there is no source."""
        seen = (
            str(ask(self.driver, "logs")) if hasattr(self.driver, "logs") else None,
            self.subject.output(),
            self.log_file.text() if self.log_file is not None else None,
        )
        return [each for each in seen if each is not None]
