"""Integrations of several steps with a mistake in the first."""

from __future__ import annotations

from tests.contract_tests_kit.subjects.stepped import TOKEN, Asked, Queried, Stepped, Told, page


class Cutting(Queried):
    """Cuts the token where it hands it over: a mistake."""

    def address(self, token: str) -> str:
        """Cut the token."""
        return super().address(token[:100])


class Pasting(Queried):
    """Pastes the token into the address without encoding it, so that a + is read as a space: a mistake."""

    def address(self, token: str) -> str:
        """Paste the token."""
        return f"/finish?token={token}"


class Particular(Stepped):
    """Refuses a content type with a charset, with a page that has nothing to go on with: a mistake."""

    def first(self, asked: Asked) -> Told:
        """Take AWS's form."""
        if ";" in asked.environ["CONTENT_TYPE"]:
            return page("Only forms are welcome here.", "415 Unsupported Media Type")
        return super().first(asked)


class Careless(Stepped):
    """Crashes on a form without a token: a mistake."""

    def first(self, asked: Asked) -> Told:
        """Take AWS's form."""
        return super().first(asked) if asked.form.get(TOKEN) else page("Oops", "500 Internal Server Error")


class Guarded(Stepped):
    """Refuses forms from other sites: a mistake."""

    def first(self, asked: Asked) -> Told:
        """Take AWS's form."""
        if "HTTP_ORIGIN" in asked.environ and asked.environ["HTTP_ORIGIN"] != "http://localhost":
            return page("Forbidden", "403 Forbidden")
        return super().first(asked)


cutting, pasting, particular, careless, guarded = Cutting(), Pasting(), Particular(), Careless(), Guarded()
