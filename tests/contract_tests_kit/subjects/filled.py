"""Good integrations with a form that a person fills in, or a script sends, before AWS is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from urllib.parse import urlencode

from marketplace_contracts.form_filling import PASSWORD
from tests.contract_tests_kit.subjects.stepped import Asked, Continued, Told, page


class Agreed(Continued):
    """Shows a form with the terms and the name of a workspace, which must be a new one, and asks AWS when it is sent."""

    asks = (
        "<input name=workspace><input name=contact type=email required><select name=country><option value=''>Choose"
        "<option value=DE>Germany</select><input type=radio name=size value=few required>"
        "<input type=checkbox name=terms value=yes required>"
    )
    needed: tuple[tuple[str, str], ...] = (("terms", "yes"), ("country", "DE"), ("size", "few"), ("go", "on"))

    def __init__(self) -> None:
        super().__init__()
        self.workspaces: dict[str, tuple[str | None, ...]] = {}
        self.asked = threading.local()

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        """Store the account, unless another has the workspace."""
        owner = self.workspaces.setdefault(self.asked.workspace, (account, agreement))
        if owner[0] != account or (None not in (owner[1], agreement) and owner[1] != agreement):
            raise LookupError("the workspace is taken")
        super().store(account, product, license_arn, agreement)

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request; a form that is not filled in is shown again."""
        if (asked.method, asked.path) == ("POST", "/continue") and not self.complete(asked.form):
            return page(f"Please fill in the whole form. {self.shown(asked.form)}", "422 Unprocessable Content")
        self.asked.workspace = asked.form.get("workspace", "")
        return super().answered(asked)

    def complete(self, form: Mapping[str, str]) -> bool:
        """Return whether everything that is required is there."""
        return "@" in form.get("contact", "") and all(form.get(name) == value for name, value in self.needed)

    def finish(self, asked: Asked) -> Told:
        """Return the page with the form."""
        return page(f"Tell us who you are. Questions? support@example.com{self.shown({self.field: asked.query['r']})}")

    def shown(self, form: Mapping[str, str]) -> str:
        """Return the form."""
        hidden = f'<input type=hidden name={self.field} value="{form.get(self.field, "")}">'
        buttons = "<button name=go value=on>Continue</button><button name=go value=back>Back</button>"
        return f"</p><form method=post action=/continue>{hidden}{self.asks}{buttons}</form>"


class Locked(Agreed):
    """Lets the buyer sign up with a password in its form, next to a form for those who have an account."""

    asks = f"{Agreed.asks}<input type=password name=password required>"
    needed = (*Agreed.needed, ("password", PASSWORD))


class Loose(Agreed):
    """Has no form, but fields, which the script of the page reads one by one when the buyer clicks, and sends as JSON."""

    script = """
        document.querySelector("button").addEventListener("click", async () => {
            const data = Object.fromEntries(new FormData(document.querySelector("main")));
            const answer = await fetch(`/continue/${encodeURIComponent(params.get("r"))}`, {
                method: "PUT",
                headers: {"Content-Type": "application/json"},
                body: JSON.stringify({
                    workspace: data.workspace, contact: document.getElementById("mail").value, country: data["country"],
                    terms: data.terms
                }),
            });
            document.querySelector("p").textContent = (await answer.json()).message;
        });
    """
    needed = (("terms", "yes"), ("country", "DE"))

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        if asked.method != "PUT" or not asked.path.startswith("/continue/"):
            return super().answered(asked)
        given = {**json.loads(asked.text), self.field: asked.path.rpartition("/")[2]}
        told = super().answered(asked._replace(method="POST", path="/continue", text=urlencode(given)))
        text = told.text.partition("<p>")[2].partition("</p>")[0]
        return Told(told.status, json.dumps({"message": text}), (), "application/json")

    def shown(self, form: Mapping[str, str]) -> str:
        """Return the fields."""
        asks = self.asks.replace("name=contact", "name=contact id=mail")
        return f"</p><main>{asks}<button>Continue</button></main><script>{self.script}</script>"


class Typed(Continued):
    """Has a form that its script sends as JSON: the address does not read forms."""

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        if (asked.method, asked.path) == ("POST", "/continue") and asked.environ["CONTENT_TYPE"] != "application/json":
            return page("Unsupported Media Type", "415 Unsupported Media Type")
        if (asked.method, asked.path) == ("POST", "/continue"):
            asked = asked._replace(text=urlencode({self.field: json.loads(asked.text)["token"]}))
        return super().answered(asked)

    def finish(self, asked: Asked) -> Told:
        """Return the page with the form, which the script sends."""
        token = self.tokens[asked.query["r"]]
        self.tokens[token] = token
        return page(
            "One moment, please. Questions? support@example.com</p><form method=post action=/continue>"
            f'<input type=hidden name=token value="{token}"><button>Go</button></form><script>sendTheForm()</script>'
        )


agreed, locked, loose, typed = Agreed(), Locked(), Loose(), Typed()
