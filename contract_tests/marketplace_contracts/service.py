"""Whether the subject still registers ordinary buyers, so that no contract is blamed for damage by an earlier one."""

from __future__ import annotations

from marketplace_contracts.story import Broken, NotVerified

NEXT = "failures-next-buyer-served"
NOBODY = "the subject no longer serves any buyer"


class Service:
    """Watches the visits. When `doubted`, the judge registers one more buyer to find out.

    `unserved` is the story of that buyer if the registration failed.
    """

    def __init__(self) -> None:
        self.nobody = False
        self.unserved: Broken | None = None
        self.doubted = False
        self._generation = ""
        self._served_last = ""
        self._alive = False

    def begin(self, generation: str) -> None:
        """Begin a turn. The subject is known to be alive if its last visitor was a new buyer of this generation who was served."""
        self._generation = generation
        self._alive = self._served_last == generation

    def visited(self, *, served: bool, failed: bool) -> None:
        """Note a visit: `served` if a new buyer was registered while AWS worked normally, `failed` if anything went wrong."""
        if served:
            self.confirm()
        else:
            self._served_last = ""
            self.doubted = self.doubted or failed

    def confirm(self) -> None:
        """Note that an ordinary buyer was served."""
        self._served_last, self._alive, self.doubted = self._generation, True, False

    def doubt(self) -> None:
        """Note that something went wrong."""
        self.doubted = True

    def stop(self, story: Broken | None = None) -> None:
        """Note that the subject no longer serves any buyer; no `story` is needed if an episode has one.

        Raise NotVerified if the subject may have been dead before the turn began, since nothing in the turn can be judged then.
        """
        self.nobody, self.unserved = True, story
        if story is not None and not self._alive:
            raise NotVerified(NOBODY, NEXT)

    def check(self) -> None:
        """Raise NotVerified if the subject no longer serves any buyer."""
        if self.nobody:
            raise NotVerified(NOBODY, NEXT)
