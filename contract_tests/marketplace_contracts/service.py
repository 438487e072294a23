"""Whether the subject still registers ordinary buyers, so that no contract answers for what another one did to it."""

from __future__ import annotations

from marketplace_contracts.story import Broken, NotVerified

NOBODY = "the subject serves nobody any more; see failures-next-buyer-served"


class Service:
    """Learns it from the visits, and says when it is in doubt, so that a buyer is registered to find out.

    `unserved` is the story of that buyer, if he or she was not served.
    """

    def __init__(self) -> None:
        self.nobody = False
        self.unserved: Broken | None = None
        self.doubted = False
        self._generation = ""
        self._served_last = ""
        self._alive = False

    def begin(self, generation: str) -> None:
        """Begin a turn. The subject is alive if its last visitor was a buyer of this generation, and was served."""
        self._generation = generation
        self._alive = self._served_last == generation

    def visited(self, *, served: bool, failed: bool) -> None:
        """Note a visit: `served` is a new buyer who was registered in the ordinary way, `failed` anything that went wrong."""
        if served:
            self.confirm()
        else:
            self._served_last = ""
            self.doubted = self.doubted or failed

    def confirm(self) -> None:
        """Note that an ordinary buyer is served."""
        self._served_last, self._alive, self.doubted = self._generation, True, False

    def doubt(self) -> None:
        """Note that something else went wrong."""
        self.doubted = True

    def stop(self, story: Broken | None = None) -> None:
        """Note that nobody is served any more. No story is needed where an episode tells it.

        Raise NotVerified where it is not certain that the subject served anybody when the turn began: what it did in the
        turn is then not judged.
        """
        self.nobody, self.unserved = True, story
        if story is not None and not self._alive:
            raise NotVerified(NOBODY)

    def check(self) -> None:
        """Raise NotVerified if nobody is served any more."""
        if self.nobody:
            raise NotVerified(NOBODY)
