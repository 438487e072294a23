"""Whom the words of a page blame, and in which languages the kit can say that."""

from __future__ import annotations

import pytest

from marketplace_contracts import wording


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
