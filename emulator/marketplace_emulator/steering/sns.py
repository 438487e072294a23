"""Python methods for SNS's certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.sns import SnsCertificates


class SteersSns(Steers):
    """Shows what SNS's messages are verified with."""

    def sns(self) -> SnsCertificates:
        """Return the URL of SNS in its messages, the certificate that verifies them, and the authority of the HTTPS port."""
        shown: SnsCertificates = self.request("GET", "/sns")
        return shown
