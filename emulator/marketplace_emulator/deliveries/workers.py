"""Threads that make attempts, each one at a time; as many as there are attempts under way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Workers:
    """Threads that wait for their next attempt. A process can end although one of them hangs."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._count = 0

    def run(self, job: Callable[[], None]) -> None:
        """Run a job at once, on a thread that is idle or a new one."""
        self._jobs.put(job)
        if not self._idle.acquire(blocking=False):
            self._count += 1
            threading.Thread(target=self._work, name=f"delivery-{self._count}", daemon=True).start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            self._idle.release()

    def stop(self) -> None:
        """Let each thread end after its job."""
        for _ in range(self._count):
            self._jobs.put(None)
