"""A server's processes: start them as a group, wait for the first correct answer, measure memory, and stop them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.servers.server import Server

START_SECONDS = 60
END_SECONDS = 10


class Process:
    """A started server; `ready_seconds` is the time from the start to the first correct answer."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.port = free_port()
        command = [each.format(port=self.port) for each in server.command]
        # With this variable, Python does not save compiled files, and the compilation would be measured.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        started = time.perf_counter()
        self._popen = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.ready_seconds = self._first_answer(started)

    def _first_answer(self, started: float) -> float:
        while time.perf_counter() - started < START_SECONDS:
            if self._popen.poll() is not None:
                raise RuntimeError(f"{self.server.name} ended with {self._popen.returncode} instead of answering")
            with contextlib.suppress(OSError):
                if self.server.expects in self.ask():
                    return time.perf_counter() - started
            time.sleep(0.002)
        self.end()
        raise RuntimeError(f"{self.server.name} gave no correct answer within {START_SECONDS} s")

    def ask(self) -> bytes:
        """Send the server's request on a new connection and return the whole answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(self.server.message(self.port, close=True))
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
            return answer

    def memory(self) -> float:
        """Return the resident memory of the whole process group, in MB."""
        total = 0
        for pid in _group(self._popen.pid):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Rss:"):
                    total += int(line.split()[1])
        return total / 1024

    def cpu_seconds(self) -> float:
        """Return the CPU time of the group, on all cores together."""
        ticks = 0
        for pid in _group(self._popen.pid):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Stop the processes of the group."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._popen.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(END_SECONDS)
                return


@contextlib.contextmanager
def running(server: Server) -> Iterator[Process]:
    """Run a server during the block."""
    process = Process(server)
    try:
        yield process
    finally:
        process.end()


def free_port() -> int:
    """Return a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _group(leader: int) -> list[int]:
    pids = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if os.getpgid(int(entry.name)) == leader:
                pids.append(int(entry.name))
    return pids
