"""The pages that a buyer sees; Markup.format escapes whatever it puts in."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from werkzeug.wrappers import Response

from .failures import RegistrationError

PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Example Seller</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M4 20c4-7 8-7 12 0s8 7 12 0"/><path d="M4 12c4-7 8-7 12 0s8 7 12 0"/></svg>
Example Seller</header>
<main>{steps}
<h1>{title}</h1>
{content}
</main>
<footer>Questions? Write to <a href="mailto:{support}">{support}</a>.</footer>
</body>
</html>
""")
STEPS = ("Subscribe", "Sign up", "Use it")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SIGN_UP = Markup("""<p>AWS Marketplace has confirmed your purchase. Who are you?</p>
<form method="post">
<label>Name <input name="name" autocomplete="name" required></label>
<label>E-mail <input name="email" type="email" autocomplete="email" required></label>
<button>Sign up</button>
</form>""")
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
        "Your subscription has ended. We have reported your last usage, and your access ends within the hour.",
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


def page(title: str, content: Markup, status: int = 200, step: int | None = None) -> Response:
    """Write a page, with the step at which the buyer is; every page names a support contact."""
    support = os.environ.get("SUPPORT_EMAIL", "support@example.com")
    written = PAGE.format(title=title, content=content, steps=steps(step), support=support)
    answer = Response(written, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def steps(current: int | None) -> Markup:
    """Draw the way from the purchase to the product, with what is done and where the buyer is."""
    if current is None:
        return Markup("")
    items = (
        Markup('<li aria-current="step">{}</li>').format(name)
        if number == current
        else Markup("<li{}>{}</li>").format(Markup(' class="done"') if number < current else "", name)
        for number, name in enumerate(STEPS)
    )
    return Markup("\n<ol>{}</ol>").format(Markup("").join(items))


def welcome() -> Response:
    """Greet a person who comes without a token, for example AWS's reviewer."""
    text = (
        "Subscribe to our product in AWS Marketplace and choose “Set up your account” there. You will come back here."
    )
    return page("Start in AWS Marketplace", Markup("<p>{}</p>").format(text), step=0)


def sign_up() -> Response:
    """Ask who the buyer is."""
    return page("One step left", SIGN_UP, step=1)


def failed(error: RegistrationError) -> Response:
    """Tell a buyer what has happened and what to do next."""
    told = Markup('<p>{}</p><p class="advice">{}</p>').format(error.text, error.advice)
    return page(error.title, told, error.status)


def problem(title: str, status: int) -> Response:
    """Tell a person that a page is not there, or takes no such request."""
    return page(title, Markup("<p>Please go back, or return to AWS Marketplace.</p>"), status)


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
    """Show what was used and reported, and the buttons to do so while the subscription lasts."""
    button = Markup('<button name="do" value="{}"{}>{}</button>')
    buttons = Markup('<form method="post" class="row">{}{}</form>').format(
        button.format("use", "", "Use it"),
        button.format("report", Markup(' class="second"'), "Report the usage to AWS"),
    )
    rows = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td></tr>").format(
            time.strftime("%Y-%m-%d %H:00 UTC", time.gmtime(each["hour"] * 3600)),
            each["quantity"],
            BILLED.get(each["status"], each["status"]),
        )
        for each in sent
    )
    head = Markup("<table><tr><th>Hour</th><th>Used</th><th>Reported</th></tr>{}</table>")
    told = Markup("<p>Not reported yet: <b>{}</b> <code>{}</code></p>").format(waiting, dimension)
    return (
        Markup("<h2>Your usage</h2>")
        + (buttons if state == "active" else "")
        + (told if waiting or state == "active" else "")
        + (head.format(rows) if sent else "")
    )
