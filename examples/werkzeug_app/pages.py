"""The pages that a buyer sees; Markup.format escapes whatever it puts in."""

from __future__ import annotations

import os

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
