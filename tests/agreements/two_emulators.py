"""Two emulators on one file: each call goes to the other one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from marketplace_emulator import Marketplace, rehearsal
from tests.agreements.market import WORLD


class TwoEmulators:
    """A market on a file in a folder, which two emulators serve."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "world.yaml").write_text(WORLD)
        self._both = [self._open(), self._open()]

    def _open(self) -> Marketplace:
        return Marketplace(fixtures=self._folder / "world.yaml", store=f"sqlite:///{self._folder}/world.db")

    @property
    def marketplace(self) -> Marketplace:
        """One of the emulators, each in turn."""
        self._both.reverse()
        return self._both[0]

    def close(self) -> None:
        """Close the file."""
        for each in self._both:
            each.close()

    def restart(self) -> None:
        """Close the file and open it again."""
        self.close()
        self._both = [self._open(), self._open()]

    def rehearsed(self, moment: float) -> Counter[str]:
        """Ask the emulator what would happen until a moment."""
        world = self.marketplace.world
        with world.transaction():
            found = rehearsal.rehearse(world, [moment], 10_000)[moment]
        assert found.exact
        return Counter(found.steps) + Counter(refused=found.refused, messages=found.messages)

    def happened(self) -> Counter[str]:
        """Count the steps and messages so far. What follows on an agreement has the same step in its history, too."""
        marketplace, found = self.marketplace, Counter[str]()
        for agreement_id in self.ids().values():
            for number, each in enumerate(marketplace.agreement(agreement_id)["history"]):
                if number or each["step"] == "accept":
                    found["refused" if each["refusal"] else each["step"]] += 1
        return found + Counter(messages=len(marketplace.events()))

    def rows(self) -> dict[tuple[str, int], Any]:
        """Return the emulator's agreements, by the name and number that the model has."""
        return {_key(each["name"]): each for each in self.marketplace.agreements()}

    def ids(self) -> dict[tuple[str, int], str]:
        """Return the agreements' ids."""
        return {name: row["agreement_id"] for name, row in self.rows().items()}


def _key(name: str) -> tuple[str, int]:
    first, _, number = name.partition(" (")
    return first, int(number.rstrip(")") or 1)
