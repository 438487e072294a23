"""A registration that AWS refuses is given to a worker, which asks AWS about the token again and again."""

from __future__ import annotations

import threading
import time

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, TokenError

FAMILY = "failures"
CAUGHT_BY = ("failures-no-storm",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        try:
            return super().resolve(token)
        except TokenError:
            threading.Thread(target=self.try_again, args=[token], daemon=True).start()
            raise

    def try_again(self, token: str) -> None:
        for _ in range(20):
            time.sleep(0.01)
            try:
                self.ask(token)
                return
            except Exception:
                continue  # also after the emulator has stopped


app = Integration(Broken()).app
