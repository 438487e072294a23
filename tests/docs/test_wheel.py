"""The wheel works away from the checkout, and leaves a project's own folders, options and time alone."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.conftest import SELLERS

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installed:
    """The wheel, and the commands of a fresh environment in which it is installed."""

    wheel: Path
    commands: Path

    def run(self, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in a folder."""
        return subprocess.run(
            [str(self.commands / words[0]), *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A new environment with the wheel; what the wheel depends on is this environment's."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    built = [*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(built, check=True, capture_output=True, timeout=300)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    commands = folder / "venv" / "bin"
    own = [*pip, "--python", str(commands / "python"), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(own, check=True, capture_output=True, timeout=300)
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "dependencies.pth").write_text(f"{here}\n")
    # A command that pip did not install there: pytest, which finds its plugins in the same places.
    (commands / "pytest").write_text(f"#!{commands}/python\nimport sys, pytest\nsys.exit(pytest.console_main())\n")
    (commands / "pytest").chmod(0o755)
    return Installed(wheel, commands)


def test_the_wheel_holds_two_packages_and_no_more(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    assert {
        "marketplace_emulator/fixtures/marketplace.yaml",
        "marketplace_emulator/fixtures/error_tokens.yaml",
        "marketplace_emulator/fixtures/schema.json",
        "marketplace_emulator/fixtures/worlds/year.yaml",
        "marketplace_emulator/example_seller/app.py",
        "marketplace_emulator/example_seller/style.css",
        "marketplace_emulator/py.typed",
        "marketplace_contracts/py.typed",
        "marketplace_contracts/words/english.toml",
    } <= set(names)
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "marketplace_emulator",
        "marketplace_contracts",
    }


def test_the_wheel_serves_its_own_fixtures(installed: Installed, tmp_path: Path) -> None:
    program = (
        "import marketplace_emulator; print(marketplace_emulator.__file__)\n"
        "with marketplace_emulator.Marketplace() as m: print(m.client().resolve_customer(RegistrationToken='valid')['ProductCode'])"
    )
    done = installed.run("python", "-c", program, folder=tmp_path)
    assert done.stderr == ""
    where, product_code = done.stdout.splitlines()
    assert where.startswith(str(installed.commands.parent))
    assert product_code == "qmjcqgw9kbqt2gsurxlphu6kg"
    listed = installed.run("marketplace-emulator", "fixtures", "list", folder=tmp_path).stdout.split()
    worlds = [word for word in listed if word.endswith(".yaml")]
    assert "fixtures/worlds/year.yaml" in worlds
    checked = installed.run("marketplace-emulator", "fixtures", "check", *worlds[-1:], folder=tmp_path)
    assert checked.stdout.startswith("products: 1, buyers: 1, ")
    assert installed.run("marketplace-emulator", "--help", folder=tmp_path).returncode == 0


def test_the_wheel_has_the_example_seller(installed: Installed, tmp_path: Path) -> None:
    words = ("serve", "--port", "0", "--json", "--with-example-seller")
    with subprocess.Popen(
        [str(installed.commands / "marketplace-emulator"), *words], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            url = json.loads(process.stdout.readline())["example_seller"]
            assert "Start in AWS Marketplace" in httpx.get(url, timeout=60).text
        finally:
            process.terminate()


FOLDERS = ("contract_tests", "emulator", "examples", "fixtures", "tests")
"""Folders that a seller's project may well have; this project has them too."""
TESTS = """
from pathlib import Path

import {module} as stock

def test_a_folder_is_the_projects_own():
    assert Path(stock.__file__).parent == Path(__file__).parent

def test_our_fixtures_are_there(marketplace, marketplace_server):
    assert marketplace.client().resolve_customer(RegistrationToken="valid")
    assert marketplace_server.mint_token()
"""


@pytest.fixture(params=["packages", "bare folders"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project with such folders; each has a module and two tests of its own."""
    for name in FOLDERS:
        folder, module = tmp_path / name, f"stock_of_{name}"
        folder.mkdir()
        (folder / f"{module}.py").touch()
        if request.param == "packages":
            (folder / "__init__.py").touch()
            module = f"{name}.{module}"
        (folder / f"test_{name}_themselves.py").write_text(TESTS.format(module=module))
    return tmp_path


@pytest.mark.parametrize(
    ("command", "folders"),
    [
        ("pytest", 5),
        pytest.param("python -m pytest", 5, marks=pytest.mark.nightly),
        pytest.param("pytest contract_tests", 1, marks=pytest.mark.nightly),
        ("python -m pytest contract_tests emulator", 2),
    ],
)
def test_a_project_with_folders_of_our_names_runs_its_tests(
    installed: Installed, project: Path, command: str, folders: int
) -> None:
    done = installed.run(*command.split(), *SELLERS, folder=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f" {2 * folders} passed in" in done.stdout
    assert "deselected" not in done.stdout


LOOK = """
import sys

def pytest_unconfigure(config):
    assert config.pluginmanager.has_plugin("marketplace_emulator")
    assert config.pluginmanager.has_plugin("marketplace_contracts")
    print("imported:", sorted(each for each in sys.modules if each.startswith("marketplace_")))
    print("of others:", sorted({each.partition(".")[0] for each in sys.modules} & set(config.getini("looked_for"))))

def pytest_addoption(parser):
    parser.addini("looked_for", "", "args")
"""


def test_a_project_that_does_not_use_the_plugins_imports_next_to_nothing(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(LOOK)
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n")
    heavy = "boto3 botocore click httptools httpx hypothesis jinja2 jmespath msgspec sqlalchemy uvloop werkzeug yaml"
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nlooked_for = {heavy}\n")
    others = [word for each in ("hypothesispytest", "anyio", "xdist", "pytest_cov") for word in ("-p", f"no:{each}")]
    done = installed.run("pytest", *SELLERS, *others, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    ours = [
        "marketplace_contracts",
        "marketplace_contracts.pytest_plugin",
        "marketplace_emulator",
        "marketplace_emulator.pytest_plugin",
    ]
    assert f"imported: {ours}" in done.stdout
    assert "of others: []" in done.stdout
