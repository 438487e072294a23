"""The page of a customer's account: the state of the subscription, what AWS has told, and the usage."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from werkzeug.wrappers import Response

from .pages import page

KNOWN = (
    ("AWS account", "aws_account_id"),
    ("Product", "product_code"),
    ("Customer", "customer_identifier"),
    ("Agreement", "agreement_id"),
    ("License", "license_arn"),
)
STATES = {
    "active": ("Active", "Your subscription is active."),
    "ending": (
        "Ending",
        "Your subscription has ended. We report your last usage now, and your access ends within an hour.",
    ),
    "ended": ("Ended", "Your access has ended, and nothing more is billed. Subscribe in AWS Marketplace to come back."),
    "failed": ("Failed", "AWS Marketplace could not complete your subscription. Please contact AWS Support."),
}
BILLED = {
    None: "not taken yet: report it again",
    "Success": "taken by AWS",
    "DuplicateRecord": "refused: AWS has another record of this hour",
    "CustomerNotSubscribed": "refused: the subscription had ended",
    "TimestampOutOfBoundsException": "refused: too late for this hour",
}

USE = Markup('<button name="do" value="use">Use it</button>')
REPORT = Markup('<button name="do" value="report" class="second">Report the usage to AWS</button>')
FORM = Markup("""<form method="post" class="row">{}</form>
<p class="hint">AWS takes one record for an hour. What is used after the report waits for the next hour.</p>""")
TOLD = Markup("<p>{}: <b>{}</b> <code>{}</code></p>")
TABLE = Markup("<table><tr><th>Hour</th><th>Used</th><th>Reported</th></tr>{}</table>")
ROW = Markup("<tr><td>{}</td><td>{}</td><td>{}</td></tr>")


def account(
    about: Mapping[str, Any], state: str, dimension: str | None, waiting: int, sent: Sequence[Mapping[str, Any]]
) -> Response:
    """Show a customer the state of the subscription, what AWS has told about them, and their usage."""
    label, text = STATES[state]
    badge = Markup('<p class="state" data-state="{}"><b>{}</b> {}</p>').format(state, label, text)
    facts = Markup("").join(
        Markup("<dt>{}</dt><dd><code>{}</code></dd>").format(name, about[key]) for name, key in KNOWN if about[key]
    )
    known = Markup("<h2>What AWS Marketplace told us about you</h2><dl>{}</dl>").format(facts)
    used = usage(state, dimension, waiting, sent) if dimension else Markup("")
    title = f"You are all set, {about['name']}" if state == "active" else f"Goodbye, {about['name']}"
    return page(title, badge + used + known, step=2)


def usage(state: str, dimension: str, waiting: int, sent: Sequence[Mapping[str, Any]]) -> Markup:
    """Show what was used and reported, and the buttons for as long as they do something."""
    buttons = (USE if state == "active" else Markup("")) + (REPORT if state in ("active", "ending") else "")
    rows = Markup("").join(
        ROW.format(
            time.strftime("%Y-%m-%d %H:00 UTC", time.gmtime(each["hour"] * 3600)),
            each["quantity"],
            BILLED.get(each["status"], each["status"]),
        )
        for each in sent
    )
    counted = "Not reported yet" if buttons else "Not reported in time"
    return (
        Markup("<h2>Your usage</h2>")
        + (FORM.format(buttons) if buttons else "")
        + (TOLD.format(counted, waiting, dimension) if waiting or state == "active" else "")
        + (TABLE.format(rows) if sent else "")
    )
