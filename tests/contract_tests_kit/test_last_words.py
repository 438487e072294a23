"""What a person reads of a subject's output: the error and the last lines, without stack frames, in any language."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace_contracts.last_words import error_line, last_lines
from marketplace_contracts.run import Run
from tests.contract_tests_kit.conftest import Command

PYTHON = """Traceback (most recent call last):
  File "/usr/lib/python3/uvicorn/importer.py", line 19, in import_from_string
    module = importlib.import_module(module_str)
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "<frozen importlib._bootstrap>", line 241, in _call_with_frames_removed
  File "/srv/shop.py", line 2, in <module>
    raise ValueError("no") from error
ModuleNotFoundError: No module named 'psycopg'
"""
FROZEN = """Traceback (most recent call last):
  File "<frozen importlib._bootstrap>", line 1142, in _find_and_load_unlocked
ModuleNotFoundError: No module named 'psycopg'
"""
NODE = """node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module 'express'
Require stack:
- /srv/server.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at node:internal/main/run_main_module:36:49 {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/srv/server.js' ]
}

Node.js v20.20.2
"""
RUBY = """server.rb:1:in `require': cannot load such file -- sinatra (LoadError)
\tfrom server.rb:1:in `<main>'
"""
GO = """panic: no MARKETPLACE_REGION

goroutine 1 [running]:
"""
JAVA = """INFO starting
Exception in thread "main" java.lang.ExceptionInInitializerError
\tat com.shop.Main.main(Main.java:12)
Caused by: java.lang.IllegalStateException: no DATABASE_URL
\tat com.shop.Store.open(Store.java:7)
\t... 12 more
"""
PHP = """PHP Fatal error:  Uncaught Error: Class "Aws\\Sdk" not found in /srv/index.php:3
Stack trace:
#0 {main}
  thrown in /srv/index.php on line 3
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PYTHON, "ModuleNotFoundError: No module named 'psycopg'"),
        (FROZEN, "ModuleNotFoundError: No module named 'psycopg'"),
        (NODE, "Error: Cannot find module 'express'"),
        (RUBY, "server.rb:1:in `require': cannot load such file -- sinatra (LoadError)"),
        (GO, "panic: no MARKETPLACE_REGION"),
        (JAVA, "Caused by: java.lang.IllegalStateException: no DATABASE_URL"),
        (PHP, 'PHP Fatal error:  Uncaught Error: Class "Aws\\Sdk" not found in /srv/index.php:3'),
        ("listening on 8000\nPOST / 200\n", ""),
    ],
)
def test_the_error_is_found(text: str, said: str) -> None:
    assert error_line(text) == said
    assert said in last_lines(text) or not said


def test_stack_frames_are_left_out() -> None:
    assert last_lines(PYTHON) == ["ModuleNotFoundError: No module named 'psycopg'"]
    assert not [line for line in last_lines(NODE + JAVA) if line.startswith("at ")]


def test_an_error_before_many_lines_comes_first() -> None:
    lines = last_lines("RuntimeError: no key\n" + "closing\n" * 20)
    assert lines[:2] == ["RuntimeError: no key", "…"]
    assert len(lines) == 10


def test_a_subject_that_does_not_start_is_quoted_with_its_error(command: Command, tmp_path: Path, port: int) -> None:
    (tmp_path / "server.py").write_text("import json\nimport no_such_library\n")
    done = command("check", f"http://127.0.0.1:{port}/", "--command", f"{sys.executable} server.py")
    assert done.returncode == 3
    assert "it wrote:\n    ModuleNotFoundError: No module named 'no_such_library'\n" in done.stderr


def test_the_log_explains_why_aws_was_never_asked(check: Callable[..., Run]) -> None:
    run = check("odd:unequipped", "reading-token-exact", "identity-two-buyers")
    [broken] = run.of("broken")
    said = "ModuleNotFoundError: No module named 'no_such_library'"
    assert broken.story is not None
    assert said in broken.reason
    assert [step.what for step in broken.story.steps if said in step.what] == [f"finds in its log: {said}"]
    assert said in run.of("not_verified")[0].reason
