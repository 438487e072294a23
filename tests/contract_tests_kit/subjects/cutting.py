"""A subject that cuts tokens at 20 characters."""

from __future__ import annotations

from tests.contract_tests_kit.subjects.tiny import Tiny


class Cutting(Tiny):
    """Cuts tokens at 20 characters."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        return super().register({name: value[:20] for name, value in form.items()})


app = Cutting()
