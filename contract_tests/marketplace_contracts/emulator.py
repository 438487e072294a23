"""The emulator of a run: the kit's own, or one that already runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from marketplace_contracts.setting import Usage
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import Unreachable
from marketplace_contracts.turn import BOTH

if TYPE_CHECKING:  # its import takes a third of a second, so it happens when an emulator is needed
    from marketplace_emulator import Marketplace, Remote

Emulator: TypeAlias = "Marketplace | Remote"


def own_emulator() -> Marketplace:
    """Start an emulator in this process, on a free port."""
    from marketplace_emulator import Marketplace

    return Marketplace(port=0)


def running_emulator(settings: Settings) -> Remote:
    """Connect to the emulator that the settings name; raise Unreachable if none answers."""
    from marketplace_emulator import Refused, connect

    try:
        return connect(settings.emulator_url)
    except Refused as error:
        raise Unreachable(
            f"{' '.join(str(error).split())}, and the subject with the environment that it prints; or name another --emulator"
        ) from None


def products_sold(settings: Settings, emulator: Emulator, *, may_create: bool) -> dict[str, str]:
    """Return the subject's product codes by generation: the products named in the settings, else the first of the first seller."""
    there = emulator.products()
    found: dict[str, str] = {}
    for code in settings.product:
        product = next((each for each in there if code in (each["product_code"], each["name"])), None)
        if product is None and may_create:
            generation = settings.generation or "concurrent"
            product = emulator.create_product(code, product_code=code, generation=generation)
        if product is None:
            names = ", ".join(f"{each['product_code']} ({each['name']})" for each in there)
            raise Usage(f"--product {code!r} is not in the emulator's world, which has {names}; add it to its fixtures")
        found.setdefault(product["generation"], product["product_code"])
    if not settings.product:
        seller = there[0]["seller_account"] if there else None
        for each in there:
            if each["seller_account"] == seller:
                found.setdefault(each["generation"], each["product_code"])
    if settings.generation:
        found = {generation: code for generation, code in found.items() if generation == settings.generation}
    if not found:
        raise Usage("the emulator's world has no product to sell; name the subject's with --product CODE")
    return {generation: found[generation] for generation in BOTH if generation in found}
