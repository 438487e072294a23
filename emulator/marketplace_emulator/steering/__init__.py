"""The Python methods that control an emulator, the same in process and remote: each is a call of the control API.

One file for each resource of the control API. `Steering` lists the class of each file, because type checkers and
editors read the bases in the source. These files import nothing of the server, so that a client starts fast.
"""

from __future__ import annotations

import pkgutil

from marketplace_emulator.steering.agenda import SteersAgenda
from marketplace_emulator.steering.agreement_steps import SteersAgreementSteps
from marketplace_emulator.steering.agreements import SteersAgreements
from marketplace_emulator.steering.buyers import SteersBuyers
from marketplace_emulator.steering.clients import SteersClients
from marketplace_emulator.steering.clock import SteersClock
from marketplace_emulator.steering.entitlements import SteersEntitlements
from marketplace_emulator.steering.event_schemas import SteersEventSchemas
from marketplace_emulator.steering.events import NotDelivered, SteersEvents
from marketplace_emulator.steering.exchanges import SteersExchanges
from marketplace_emulator.steering.faults import SteersFaults
from marketplace_emulator.steering.handovers import SteersHandovers
from marketplace_emulator.steering.health import SteersHealth
from marketplace_emulator.steering.ledger import SteersLedger
from marketplace_emulator.steering.ledger_verify import NotBilledAsExpected, SteersLedgerVerify
from marketplace_emulator.steering.metering_records import SteersMeteringRecords
from marketplace_emulator.steering.offers import SteersOffers
from marketplace_emulator.steering.products import SteersProducts
from marketplace_emulator.steering.public_keys import SteersPublicKeys
from marketplace_emulator.steering.readings import SteersReadings
from marketplace_emulator.steering.refused import Refused, answered, no_emulator
from marketplace_emulator.steering.reset import SteersReset
from marketplace_emulator.steering.snapshots import SteersSnapshots
from marketplace_emulator.steering.sns import SteersSns
from marketplace_emulator.steering.steers import written
from marketplace_emulator.steering.subscriptions import SteersSubscriptions
from marketplace_emulator.steering.timings import SteersTimings
from marketplace_emulator.steering.tokens import SteersTokens
from marketplace_emulator.steering.verify import NotAsExpected, SteersVerify

__all__ = [
    "NotAsExpected",
    "NotBilledAsExpected",
    "NotDelivered",
    "Refused",
    "Steering",
    "answered",
    "no_emulator",
    "written",
]


class Steering(
    SteersAgenda,
    SteersAgreements,
    SteersAgreementSteps,
    SteersBuyers,
    SteersClients,
    SteersClock,
    SteersEntitlements,
    SteersEventSchemas,
    SteersEvents,
    SteersExchanges,
    SteersFaults,
    SteersHandovers,
    SteersHealth,
    SteersLedger,
    SteersLedgerVerify,
    SteersMeteringRecords,
    SteersOffers,
    SteersProducts,
    SteersPublicKeys,
    SteersReadings,
    SteersReset,
    SteersSnapshots,
    SteersSns,
    SteersTimings,
    SteersSubscriptions,
    SteersTokens,
    SteersVerify,
):
    """Methods for everything in the control API. Times and lengths of time are written as in the commands."""


_SHARED = ("refused", "steers")


def _check_that_all_are_inherited() -> None:
    inherited = {each.__module__ for each in Steering.__mro__}
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _SHARED and f"{__name__}.{module.name}" not in inherited:
            raise ImportError(
                f"steering/{module.name}.py has no class that Steering inherits; "
                "expected it among the bases of Steering in steering/__init__.py"
            )


_check_that_all_are_inherited()
