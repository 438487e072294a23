"""How the kit judges words, pages, entries and secrets."""

from __future__ import annotations

import base64
import gzip
import html
import json
import random
import secrets
import textwrap
import zlib
from urllib.parse import quote

import pytest

from marketplace_contracts import page, strategies, wording
from marketplace_contracts.accounts_source import listed
from marketplace_contracts.answer import Answer, Hop
from marketplace_contracts.changes import changes, grant
from marketplace_contracts.disguise import leaked
from marketplace_contracts.entry import Entry
from marketplace_contracts.look import Look
from marketplace_contracts.story import NotVerified
from marketplace_contracts.test_leaks_markup import MARKUP, obeyed
from marketplace_contracts.traces import find_trace

TOKEN = base64.b64encode(b"\x30" + bytes(range(60, 195))).decode()


@pytest.mark.parametrize(
    "text",
    [
        "Your registration token is invalid.",
        "The link has expired",
        "Invalid or expired registration token. Please try again.",
        "error=invalid_token",
        "InvalidToken",
        "This is not a valid link",
        "Der Link ist ungültig",
        "We could not accept the token: it is expired",
        "Your link is not recognised, or expired",
        "Your purchase is fine. This is a bad token.",
        "The registration code is no longer valid",
        "The link to that planet expired",
        "Registration data not valid, try again or contact support",
        "Ce lien est invalide ou a expiré.",
        "Ce lien n'est plus valable.",
        "Ihr Link ist nicht mehr gültig.",
        "El enlace no es válido o ha caducado.",
        "Este link não é válido ou expirou.",
        "Il link non è valido o è scaduto.",
        "Deze link is ongeldig of verlopen.",
    ],
)
def test_words_that_blame_the_token(text: str) -> None:
    assert wording.blames_token(text)


@pytest.mark.parametrize(
    "text",
    [
        "AWS did not answer. Please try again.",
        "Our registration is out of order.",
        "Your link may be expired, or AWS may be temporarily unavailable.",
        "Something went wrong. Return to AWS Marketplace and try again.",
        "Your registration could not be completed.",
        "We could not register you. Your subscription is not expired.",
        "Something went wrong (error code CONFIG)",
        "Wrong configuration. Support code 17.",
        "Bad gateway. Reload the url in a minute.",
        "Your registration link is OK and not expired; our AWS permissions are wrong.",
        "The token is fine, nothing is wrong with it.",
        "It is not your link: our credentials are invalid.",
        "It is not your link: the key that we keep is invalid.",
        "Our configuration was expired. Keep your link.",
        "This is not an invalid token",
        "Your link hasn't expired",
        "Ihr Link ist nicht abgelaufen.",
        "Il suo link non è scaduto.",
        "Su enlace (link) no ha caducado.",
        "Our access token for AWS has expired.",
        "What if my link has expired?",
        "If your link has expired, open AWS Marketplace.",
        "Falls Ihr Link abgelaufen ist, gehen Sie zum AWS Marketplace.",
        "",
    ],
)
def test_words_that_do_not_blame_the_token(text: str) -> None:
    assert wording.blames_token(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "We couldn't verify your AWS Marketplace token. Please return to AWS Marketplace.",
        "We could not verify your token. Please try again from AWS Marketplace.",
        "That link didn't work. Contact support.",
        "This token isn't one that we recognise.",
        "Token validation failed",
        "Nous n'avons pas pu vérifier votre lien.",
        "Ihr Link konnte nicht überprüft werden.",
        "Não foi possível verificar o seu link.",
    ],
)
def test_words_that_blame_the_token_where_a_dead_one_gets_them_too(text: str) -> None:
    assert wording.blames_alike(text)


@pytest.mark.parametrize(
    "text",
    [
        "Something went wrong. Return to AWS Marketplace and try again.",
        "We could not complete your registration. Please try again, or contact support.",
        "This may be a temporary problem, or your link may be expired: try again in a few minutes, or go back.",
        "We could not verify your token right now. Please try again.",
        "Our system could not read the token.",
        "Your link is fine, but we could not reach AWS.",
        "We could not set up your account. Your link is not used up: try again.",
        "If your link does not work, return to AWS Marketplace.",
        "Votre lien n'a pas pu être vérifié pour le moment.",
        "Peut-être que votre lien n'est pas valide, ou qu'AWS ne répond pas. Réessayez plus tard.",
        "Ihr Link konnte gerade nicht überprüft werden.",
    ],
)
def test_words_that_blame_no_token_even_there(text: str) -> None:
    assert wording.blames_alike(text) is None


@pytest.mark.parametrize(
    "text", ["Bitte versuchen Sie es in einigen Minuten noch einmal", "Refresh in 60 seconds", "Please try again"]
)
def test_words_for_a_temporary_problem(text: str) -> None:
    assert wording.says_passing(text)


@pytest.mark.parametrize(
    "text", ["当社側の障害です。help@shop までご連絡ください。", "链接无效或已过期。请返回", "링크가 잘못되었습니다"]
)
def test_non_latin_letters_are_an_unknown_language(text: str) -> None:
    assert not wording.known("", text)
    assert wording.known("", "This link is invalid: 無効")


@pytest.mark.parametrize(
    "text",
    [
        "Länken är ogiltig eller har gått ut. Gå tillbaka till AWS Marketplace. Frågor? hjalp@example.com",
        "Link jest nieprawidłowy lub wygasł. To jest problem po naszej stronie. Kontakt: pomoc@example.com",
        "Süresi geçmiş veya geçersiz. Lütfen daha sonra tekrar deneyin.",
        "Odkaz je neplatný nebo vypršel. Vraťte se prosím na AWS Marketplace.",
        "Linket er udløbet. Der er ikke noget galt med dig, og du må have et nyt. Kontakt os.",
        "Lenken er ugyldig eller utløpt. Vennligst gå tilbake til AWS Marketplace.",
        "Linkki on virheellinen tai vanhentunut. Palaa AWS Marketplaceen.",
        "A hivatkozás érvénytelen vagy lejárt. Kérjük, térjen vissza az AWS Marketplace oldalra.",
        "Linkul este invalid sau a expirat. Reveniți la AWS Marketplace.",
    ],
)
def test_a_sentence_without_a_common_word_is_in_an_unknown_language(text: str) -> None:
    assert not wording.known("", text)
    assert not wording.known("sv", text)
    assert wording.known("en", text)


@pytest.mark.parametrize(
    "text",
    [
        "Token expired. Try again.",
        "Link expired. Return to AWS Marketplace. Questions? support@example.com",
        "Invalid registration token: return to AWS Marketplace",
        "Service unavailable, come back later",
        "https://app.shop.example/oops/link-expired",
        "/failed?reason=invalid_token",
        "Oops!",
        "Dieser Link ist ungültig oder abgelaufen.",
        "AWS ne répond plus. Veuillez réessayer plus tard.",
        "El enlace no es válido o ha caducado.",
        "O link não é válido ou expirou.",
        "Il link non è valido o è scaduto.",
        "AWS antwoordt niet. Probeer het later opnieuw.",
    ],
)
def test_known_words_are_judged_on_a_page_that_names_no_language(text: str) -> None:
    assert wording.known("", text)


@pytest.mark.parametrize(
    "text",
    [
        'Traceback (most recent call last):\n  File "x.py", line 1, in f',
        "Error: no\n    at register (/srv/app/server.js:10:5)",
        "java.lang.IllegalStateException\n\tat com.shop.Main.register(Main.java:12)",
        "goroutine 1 [running]:",
    ],
)
def test_stack_traces_are_known(text: str) -> None:
    assert find_trace(text)


@pytest.mark.parametrize(
    "text", ["Meet us at noon.", "Look at https://shop.example:8000/ now", "line 3, in the middle"]
)
def test_other_text_is_no_stack_trace(text: str) -> None:
    assert find_trace(text) is None


def test_a_page_is_read_as_the_buyer_sees_it() -> None:
    read = page.read(
        "<html lang=en><title>A</title><script>var error = 1</script><style>p{}</style><p>One &amp; two.<p>Three"
        '<form method=post action=/go><input name=a value=1><input type=email name=b></form><a href="mailto:x@y.zz">x</a>',
        "text/html; charset=utf-8",
    )
    assert read.text == "A\nOne & two.\nThree\nx"
    assert (read.language, read.links) == ("en", ("mailto:x@y.zz",))
    assert (read.forms[0].action, read.forms[0].fields, read.forms[0].kinds["b"]) == (
        "/go",
        {"a": "1", "b": ""},
        "email",
    )


@pytest.mark.parametrize(
    ("body", "drawn"),
    [
        (
            "<title>The\n Shop</title><div id=root></div><script src=a.js></script><noscript>Turn scripts on.</noscript>",
            True,
        ),
        ("<script src=a.js></script>", True),
        ("<title>Shop</title>", False),
        ("<title>Shop</title><p>Hello<script src=a.js></script>", False),
    ],
)
def test_a_page_with_scripts_and_only_a_title_is_drawn_by_scripts(body: str, drawn: bool) -> None:
    assert page.read(body, "text/html").drawn() is drawn


def test_a_select_has_the_value_that_a_browser_sends() -> None:
    form = page.read(
        "<form method=post><select name=a><option value=''>?<option value=x>X<option value=y>Y</select>"
        "<select name=b><option value=x>X<option value=y selected>Y</select></form>",
        "text/html",
    ).forms[0]
    assert form.fields == {"a": "x", "b": "y"}


def test_invalid_markup_is_ignored() -> None:
    assert page.read("<p>One<![mso[ x]]><p>Two", "text/html").text == "One\nTwo"
    assert obeyed("<p>One<![mso[ x]]><p>Two") == ""


@pytest.mark.parametrize(
    ("page", "how"),
    [
        ("<p>{mark}</p>", "is a tag"),
        ("<textarea>{mark}</textarea>", "is a tag"),
        ("<script>let said = {json};</script>", "can end a script"),
        ("<script>let said = {php};</script><p>Hello</p>", ""),
        ("<script>let said = '{php}';</script>", ""),
        ("<script>let said = '{quoted}';</script>", "ends a string"),
        ("<input value='{escaped}'>", ""),
    ],
)
def test_a_script_obeys_no_tag_but_its_end(page: str, how: str) -> None:
    written = json.dumps(MARKUP)
    marks = {
        "mark": MARKUP,
        "json": written,
        "php": written.replace("/", "\\/"),
        "quoted": MARKUP.replace("<", "\\x3c"),
        "escaped": html.escape(MARKUP),
    }
    said = obeyed(page.format(**marks))
    assert how in said and bool(how) == bool(said)


def test_a_page_is_read_in_the_charset_that_it_names() -> None:
    def text(content_type: str, body: bytes) -> str:
        return Hop("GET", "/", "", 200, (("Content-Type", content_type),), body, 0.0).text

    assert text("text/html; charset=iso-8859-1", b"ung\xfcltig") == "ungültig"
    assert text("text/html", b'<meta charset="iso-8859-1">ung\xfcltig').endswith("ungültig")
    assert text("text/html; charset=no-such", "ungültig".encode()) == "ungültig"
    assert text("text/html; charset=idna", "ungültig".encode()) == "ungültig"


def test_json_is_read_as_its_values() -> None:
    assert (
        page.read('{"error": {"code": "x", "hints": ["a", 2]}}', "application/problem+json").text
        == "error: code: x\nerror: hints: a\nerror: hints: 2"
    )


@pytest.mark.parametrize(
    "text",
    [
        f"resolving {TOKEN}",
        f"token={quote(TOKEN, safe='')}",
        f"token={quote(TOKEN, safe='').lower()[:0]}{quote(TOKEN)}",
        json.dumps({"token": TOKEN}),
        TOKEN.replace("/", "\\/"),
        TOKEN.replace("+", " "),
        TOKEN.replace("+", "-").replace("/", "_"),
        f"the first part {TOKEN[:60]}…",
        "session=" + base64.urlsafe_b64encode(json.dumps({"t": TOKEN}).encode()).decode() + ".abc.def",
        "session=."
        + base64.urlsafe_b64encode(zlib.compress(json.dumps({"t": TOKEN}).encode())).decode().rstrip("=")
        + ".x.y",
    ],
)
def test_a_token_is_found_in_every_encoding(text: str) -> None:
    assert leaked(TOKEN, text)


FORM = f"x-amzn-marketplace-token={quote(TOKEN, safe='')}&x-amzn-marketplace-offer-type=free-trial"
EVENT = json.dumps({"isBase64Encoded": True, "body": base64.b64encode(FORM.encode()).decode()})


@pytest.mark.parametrize(
    "text",
    [
        EVENT,
        FORM.encode().hex(),
        f"<Buffer {FORM.encode().hex(' ')}>",
        json.dumps({"type": "Buffer", "data": list(FORM.encode())}),
        f"body: {base64.encodebytes(FORM.encode()).decode()}INFO done",
        f"done\n{base64.encodebytes(FORM.encode()).decode()}",
        json.dumps({"body": base64.encodebytes(FORM.encode()).decode()}),
        "\n    ".join(textwrap.wrap(TOKEN, 32)),
        "\r\n\t".join(textwrap.wrap(TOKEN, 20)),
        "\n".join(f"INFO [17] {each}" for each in textwrap.wrap(TOKEN, 32)),
        base64.b64encode(gzip.compress(EVENT.encode())).decode(),
        base64.encodebytes(gzip.compress(FORM.encode())).decode(),
        gzip.compress(EVENT.encode()).hex(),
        quote(FORM),
        json.dumps(json.dumps(TOKEN).replace("+", "\\u002b").replace("/", "\\u002F")),
    ],
)
def test_a_token_is_found_in_every_dress_of_a_log(text: str) -> None:
    assert leaked(TOKEN, text)


def test_a_large_log_is_searched_quickly() -> None:
    source = random.Random(7)
    words = (
        base64.b64encode(source.randbytes(60)).decode() if n % 5 else source.randbytes(60).hex() for n in range(4_000)
    )
    assert leaked(TOKEN, "\n".join(f"INFO {each} {' ' * 40}" for each in words)) is None
    assert leaked(TOKEN, " " * 200_000 + "\\n" * 100_000 + "1 " * 100_000 + "%4" * 100_000) is None


@pytest.mark.parametrize(
    "text",
    ["", f"resolving {TOKEN[:12]}…", "a" * 500, TOKEN[::-1], "sha256 " + "0f" * 32, f"{TOKEN[:20]}…{TOKEN[-20:]}"],
)
def test_other_text_is_not_taken_for_the_token(text: str) -> None:
    assert leaked(TOKEN, text) is None


def onward(location: str) -> Answer:
    return Answer((Hop("POST", "http://shop.example/", "", 303, (("Location", location),), b"", 0.1),))


def test_answers_that_differ_in_a_key_or_a_token_look_alike() -> None:
    tokens = [strategies.aws_token(random.Random(seed)) for seed in range(200)]
    first, *others = [onward(f"/signup?token={quote(token, safe='')}") for token in tokens]
    assert all(Look.of(first).shows(each) for each in others)
    first, *others = [onward(f"/signup/{secrets.token_urlsafe(32)}") for _ in range(200)]
    assert all(Look.of(first).shows(each) for each in others)


def test_answers_that_lead_to_differently_named_pages_do_not_look_alike() -> None:
    site = "https://accounts.shop.example/registration"
    assert not Look.of(onward(f"{site}/completed")).shows(onward(f"{site}/impossible"))


def test_an_entry_is_compared_value_by_value() -> None:
    before = Entry(
        json.dumps(
            {"id": 1, "created_at": "2026-11-24", "credits": 5, "name": "x", "visits": 1, "plans": [{"seats": 2}]}
        )
    )
    after = Entry(
        json.dumps(
            {"id": 2, "created_at": "2026-11-25", "credits": 10, "name": None, "visits": 2, "plans": [{"seats": 3}]}
        )
    )
    found = {each.name: each for each in changes(before, after)}
    assert found["id"].other_id
    assert found["created_at"].created_again
    assert found["credits"].granted
    assert found["seats"].granted
    assert found["name"].lost
    harmless = found["visits"]
    assert not (harmless.granted or harmless.lost or harmless.other_id or harmless.created_again)


@pytest.mark.parametrize("name", ["last_registered_at", "entitlements_checked_at", "licenses_until"])
def test_a_time_that_changes_with_every_visit_is_no_new_creation_or_grant(name: str) -> None:
    (found,) = changes(Entry(json.dumps({name: 1790000000})), Entry(json.dumps({name: 1790000007})))
    assert not (found.granted or found.created_again)


def became(name: str, was: object, now: object) -> str | None:
    return grant(Entry(json.dumps({name: was})), Entry(json.dumps({name: now})))


@pytest.mark.parametrize(
    "name",
    [
        *("credits", "creditBalance", "seat-count", "seats2", "granted_units", "entitledUsers", "bonuses", "licenses"),
        *("usage_to_meter", "meteredHours", "charged", "invoices", "bookings", "mails", "emails_sent", "mail_count"),
        *("outbox_size", "welcomes", "provisionedSpaces", "QUOTA_REMAINING", "active_subscriptions"),
    ],
)
def test_more_of_something_of_value_is_a_grant(name: str) -> None:
    assert became(name, 1, 2)
    assert became(name, [], [{"what": "a thing"}])


@pytest.mark.parametrize(
    "name",
    [
        *("community_size", "endpoint_calls", "seattle_rank", "immigrants", "rechargeable", "parameters", "balancers"),
        *(
            "opportunities",
            "appointments",
            "discredited",
            "license",
            "overcharging",
            "provisional",
            "subscriptions_page",
        ),
        *("email", "mailing", "thumbnails"),
    ],
)
def test_a_word_inside_another_word_is_no_grant(name: str) -> None:
    assert not became(name, 1, 2)
    assert not became(name, [], ["a thing"])


@pytest.mark.parametrize("more", ["who@shop.example", {"email": "who@shop.example", "main": True}])
def test_an_address_is_not_a_mail(more: object) -> None:
    assert not became("emails", [], [more])
    assert not became("contacts", [], [more])


def test_a_mail_to_an_address_is_one() -> None:
    assert became("emails", [], [{"to": "who@shop.example", "subject": "Hello"}])
    assert became("mails", [], [1790000000])


def test_identifiers_are_found_anywhere_in_an_entry() -> None:
    entry = Entry(json.dumps({"a": [{"b": "arn:aws:license-manager::1:license:l-1"}], "c": 210987654321}))
    assert entry.holds(["210987654321"])
    assert entry.holds(["l-1"])
    assert not entry.holds(["l-2", ""])


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, "<h1>Not found</h1>", "answered 404"),
        (200, "<h1>Hello</h1>", "expected 200 and a JSON list"),
        (200, '{"a": 1}', "no list"),
        (200, '{"a": [], "b": []}', "no list"),
        (0, "", "answered nothing"),
    ],
)
def test_a_probe_s_nonsense_is_named(status: int, body: str, said: str) -> None:
    with pytest.raises(NotVerified, match=said):
        listed("/accounts", status, body)


def test_a_list_inside_an_object_is_read() -> None:
    assert listed("/accounts", 200, '{"items": [1, 2], "next": null}') == [1, 2]
