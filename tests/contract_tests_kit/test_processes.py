"""Subjects in their own processes: started, watched, and stopped with all their children."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from tests.contract_tests_kit.conftest import ROOT, SUBJECTS, Command
from tests.eventually import eventually

SERVER = f"{sys.executable} -m {SUBJECTS}.server"
Begin = Callable[..., "subprocess.Popen[str]"]


def _left(marker: str) -> list[str]:
    """Return the processes that have the marker in their command line or environment."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and int(each.name) != os.getpid():
            try:
                if marker.encode() in (each / "cmdline").read_bytes() + (each / "environ").read_bytes():
                    found.append(each.name)
            except OSError:
                continue
    return found


def _until_gone(marker: str) -> None:
    eventually(lambda: not _left(marker), "no process of the run is left", 20)


def test_a_command_is_started_and_stopped_with_its_children(command: Command, port: int) -> None:
    marker = secrets.token_hex(8)
    done = command(
        *("check", f"http://127.0.0.1:{port}/", "--command", SERVER, "--accounts", "/accounts"),
        *("--contract", "product", "--contract", "leaks-token-in-log", "--env", f"MARKER={marker}"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 hold, 0 broken, 0 not verified" in done.stdout
    _until_gone(marker)


@pytest.mark.parametrize("line", ["cd {root} && MARKER={marker} {server}", "MARKER={marker} {server} | cat; true"])
def test_a_command_line_for_a_shell_is_started_and_stopped_with_its_children(
    command: Command, port: int, line: str
) -> None:
    marker = secrets.token_hex(8)
    done = command(
        *("check", f"http://localhost:{port}/", "--command", line.format(root=ROOT, marker=marker, server=SERVER)),
        *("--contract", "buyer-get-page"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    _until_gone(marker)


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def begun(port: int, tmp_path: Path, served: Marketplace) -> Iterator[Begin]:
    """Return a function that starts a long run with a subject that ignores SIGTERM, and waits until the kit tries it.

    All of its processes carry the marker: the run, the subject, the subject's child, and their guardian.
    """
    runs: list[subprocess.Popen[str]] = []

    def begin(marker: str, *words: str) -> subprocess.Popen[str]:
        asks = not words
        words = words or (f"http://127.0.0.1:{port}/", "--command", SERVER, "--emulator", served.url)
        run = subprocess.Popen(
            [sys.executable, "-m", "marketplace_emulator", "check", *words, "--examples", "1000"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "IGNORE_TERM": "1", "MARKER": marker},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        runs.append(run)
        eventually(lambda: len(_left(marker)) == 4, "the run has started its four processes")
        if asks:
            eventually(served.exchanges, "the subject has asked AWS")
        assert run.poll() is None
        return run

    yield begin
    for run in runs:
        run.kill()
        run.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_reports_its_verdicts_and_leaves_no_process(begun: Begin, number: int) -> None:
    marker = secrets.token_hex(8)
    run = begun(marker)
    run.send_signal(number)
    written, _ = run.communicate(timeout=120)
    _until_gone(marker)
    assert run.returncode == 130
    assert "Traceback" not in written
    assert written.splitlines()[-1].startswith("interrupted; ")


NOTHING_TRIED = "Interrupted before anything was tried.\n"


@pytest.mark.parametrize(
    "module",
    [
        "marketplace_emulator.commands",
        "click",
        "marketplace_contracts.settings",
        "hypothesis",
        "botocore",
        "boto3",
    ],
)
def test_an_interrupt_during_an_import_is_one_line(module: str) -> None:
    script = (
        "import runpy, signal, sys\n"
        f"sys.argv = ['marketplace-emulator', 'check', '{SUBJECTS}.tiny:app', '--examples', '1000']\n"
        "def hook(event, given):\n"
        f"    if event == 'import' and given[0] == {module!r}: signal.raise_signal(signal.SIGINT)\n"
        "sys.addaudithook(hook)\n"
        "runpy.run_module('marketplace_emulator', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", NOTHING_TRIED)


@pytest.mark.parametrize("milliseconds", [0, 50, 100, 200, 300, 500, 800])
def test_an_interrupt_soon_after_the_start_is_one_line_or_a_report(milliseconds: int) -> None:
    script = "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); import os; os.execv(sys.executable, sys.argv[1:])"
    words = (sys.executable, "-m", "marketplace_emulator", "check", f"{SUBJECTS}.tiny:app", "--examples", "1000")
    run = subprocess.Popen(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        eventually(lambda: _catches(run.pid, signal.SIGINT), "the command minds an interrupt")
        time.sleep(milliseconds / 1000)
        run.send_signal(signal.SIGINT)
        written, wrong = run.communicate(timeout=120)
    finally:
        run.kill()
        run.communicate()
    assert run.returncode == 130
    assert "Traceback" not in written + wrong
    assert wrong == NOTHING_TRIED or written.splitlines()[-1].startswith("interrupted; ")


def test_an_interrupt_within_code_from_a_string_ends_with_the_same_code(tmp_path: Path) -> None:
    interrupt = "import os, signal\\nos.kill(os.getpid(), signal.SIGINT)\\nfor _ in range(1000): pass"
    (tmp_path / "shop.py").write_text(f'exec("{interrupt}")\n')
    words = [sys.executable, "-m", "marketplace_emulator", "check", "shop:app"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", NOTHING_TRIED)


def _catches(pid: int, number: int) -> bool:
    """Return whether a process that started with a signal ignored now handles it."""
    process = Path("/proc") / str(pid)
    [caught] = [line.split()[1] for line in (process / "status").read_text().splitlines() if "SigCgt" in line]
    begun = b"SIG_IGN" not in (process / "cmdline").read_bytes()
    return begun and bool(int(caught, 16) >> (number - 1) & 1)


def test_an_interrupt_during_garbage_collection_ends_the_run_silently() -> None:
    script = (
        "import gc, signal\n"
        "from marketplace_emulator.commands.check import _Stop\n"
        "stop = _Stop()\n"
        "gc.callbacks.append(lambda *_: stop.asked or signal.raise_signal(signal.SIGINT))\n"
        "gc.collect()\n"
        "print(stop.asked)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_a_run_interrupted_twice_reports_its_verdicts_and_leaves_no_process(begun: Begin) -> None:
    marker = secrets.token_hex(8)
    run = begun(marker)
    run.send_signal(signal.SIGINT)
    eventually(lambda: len(_left(marker)) == 3, "the subject's child has ended, and the run waits for the subject")
    run.send_signal(signal.SIGINT)
    written, _ = run.communicate(timeout=120)
    _until_gone(marker)
    assert run.returncode == 130
    assert "Traceback" not in written
    assert written.splitlines()[-1].startswith("interrupted; ")


def test_a_killed_run_leaves_no_process(begun: Begin) -> None:
    marker = secrets.token_hex(8)
    run = begun(marker)
    run.kill()
    run.wait()
    _until_gone(marker)


def test_a_killed_run_leaves_no_handler_instance(begun: Begin, tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(
        "import subprocess, time\n\n"
        "child = subprocess.Popen(['sleep', '600'])\n\n\n"
        "def handler(event, context):\n    time.sleep(600)\n"
    )
    marker = secrets.token_hex(8)
    run = begun(marker, "busy:handler")
    run.kill()
    run.wait()
    _until_gone(marker)


def test_a_subject_that_dies_during_the_run_is_restarted_and_named(command: Command, port: int) -> None:
    done = command(
        *("check", f"http://127.0.0.1:{port}/", "--command", SERVER, "--accounts", "/accounts", "--examples", "2"),
        *("--contract", "reading-token-exact", "--contract", "buyer", "--json", "--env", "DIE_AFTER=12"),
        timeout=400,
    )
    made = json.loads(done.stdout)["contracts"]
    assert [each["verdict"] for each in made].count("holds") > 3
    broken = [each["reason"] for each in made if each["verdict"] == "broken"]
    assert broken
    for reason in broken:
        assert "it ended with 9 (out of memory" in reason
        assert "and was started again" in reason
    assert "Traceback" not in done.stderr


def test_a_subject_at_a_url_that_dies_during_the_run_is_named_and_the_rest_is_reported(
    command: Command, port: int
) -> None:
    with Marketplace(port=0) as marketplace:
        codes = ",".join(each["product_code"] for each in marketplace.products()[:2])
        subject = subprocess.Popen(
            [sys.executable, "-m", f"{SUBJECTS}.server"],
            cwd=ROOT,
            env={
                **os.environ,
                **marketplace.environment(),
                "PRODUCT_CODE": codes,
                "PORT": str(port),
                "DIE_AFTER": "80",
            },
            start_new_session=True,
        )
        try:
            eventually(lambda: _listens(port), "the subject listens")
            done = command("check", f"http://127.0.0.1:{port}/", "--emulator", marketplace.url, "--json")
        finally:
            os.killpg(subject.pid, signal.SIGKILL)
            subject.wait()
    made = {each["id"]: each for each in json.loads(done.stdout)["contracts"]}
    assert made["reading-token-exact"]["verdict"] in ("holds", "not_verified")
    assert any(each["verdict"] == "holds" for each in made.values())
    assert f"nothing answers at http://127.0.0.1:{port}/ any more" in made["machine-any-order"]["reason"]
    assert "start it again" in made["machine-any-order"]["reason"]
    assert done.returncode == 3
