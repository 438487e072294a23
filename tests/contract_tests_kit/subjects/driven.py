"""Good integrations that need a driver of the seller's, since they have no page or ask for a log-in, or that only redirect."""

from __future__ import annotations

import json
import threading

from tests.contract_tests_kit.subjects.stepped import TOKEN, Asked, Stepped, Told, onward, page
from tests.contract_tests_kit.subjects.tiny import RETURN


class Bare(Stepped):
    """Has no page at all: an application elsewhere shows the pages, and calls this with JSON."""

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        json_api = asked.environ.get("CONTENT_TYPE", "").startswith("application/json")
        if (asked.method, asked.path) != ("POST", "/") or not json_api:
            said = {"message": "This is an interface for programs."}
            return Told("405 Method Not Allowed", json.dumps(said), (), "application/json")
        return self.second(asked)

    def second(self, asked: Asked) -> Told:
        """Register the buyer."""
        status, text = self.register({TOKEN: json.loads(asked.text).get("token", "")})
        return Told(status, json.dumps({"message": text}), (), "application/json")


class Both(Bare):
    """Takes AWS's form with a page that knows nothing of the token, beside the JSON."""

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        json_api = asked.environ.get("CONTENT_TYPE", "").startswith("application/json")
        return super().answered(asked) if json_api else page("One moment, please.")


class Entered(Stepped):
    """Lets a buyer log in before AWS is asked, and keeps one account for each person and purchase."""

    def __init__(self) -> None:
        super().__init__()
        self.logged_in = threading.local()

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        match asked.method, asked.path:
            case "POST", "/":
                token = asked.form.get(TOKEN)
                cookie = ("Set-Cookie", f"visit={self.kept(token or '')}; Path=/; HttpOnly; SameSite=Lax")
                return onward("/login", "303 See Other", cookie) if token else page(RETURN, "400 Bad Request")
            case "GET", "/login":
                return page(
                    "Log in to go on. Questions? support@example.com<form method=post action=/login>"
                    "<input name=email type=email><input name=password type=password><button>Log in</button></form>"
                )
            case "POST", "/login":
                self.logged_in.person = asked.form.get("email", "")
                if not self.logged_in.person:
                    return page("Please give an e-mail address.", "422 Unprocessable Content")
                status, text = self.register({TOKEN: self.tokens.get(asked.visit, "")})
                return page(text, status)
        return page("Come from AWS Marketplace. Questions? support@example.com")

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        """Find or create the account of the person who has logged in."""
        with self.lock:
            for entry in self.accounts:
                if (entry["email"], entry["account"], entry["product"]) == (
                    self.logged_in.person,
                    account,
                    product,
                ) and (agreement is None or entry["agreement"] == agreement):
                    entry["license"] = license_arn or entry["license"]
                    return
            made = {"email": self.logged_in.person, "account": account, "product": product}
            self.accounts.append({**made, "license": license_arn, "agreement": agreement})


class Federated(Entered):
    """Sends a buyer to another site to log in before AWS is asked."""

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        to = "https://id.example.net/authorize?client_id=shop"
        return onward(to) if (asked.method, asked.path) == ("GET", "/login") else super().answered(asked)


class Hopping(Stepped):
    """Asks AWS at once, and sends the browser on by 303 and then, in answer to a GET, by 307."""

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        match asked.method, asked.path:
            case "POST", "/":
                status, text = self.register(asked.form)
                return onward("/welcome") if status.startswith("2") else page(text, status)
            case "GET", "/welcome":
                return onward("/welcome/", "307 Temporary Redirect")
            case "GET", "/welcome/":
                return page("Welcome aboard. Questions? support@example.com")
        return page("Come from AWS Marketplace. Questions? support@example.com")


class Again(Hopping):
    """Sends the form again with 307 to the page that registers the buyer, as for a slash that is missing: that is right."""

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        if (asked.method, asked.path) == ("POST", "/"):
            return onward("/register", "307 Temporary Redirect")
        return super().answered(asked._replace(path="/") if asked.path == "/register" else asked)


bare, both, entered, federated = Bare(), Both(), Entered(), Federated()
hopping, again = Hopping(), Again()
