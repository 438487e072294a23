"""The wheel works without the checkout: it contains its fixtures, and its command runs."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_serves_its_own_fixtures(tmp_path: Path) -> None:
    built = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(built, check=True, capture_output=True, timeout=300)
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "marketplace_emulator/fixtures/marketplace.yaml",
        "marketplace_emulator/fixtures/error_tokens.yaml",
        "marketplace_emulator/fixtures/schema.json",
        "marketplace_emulator/py.typed",
        "marketplace_contracts/py.typed",
        "marketplace_contracts/words/english.toml",
    } <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "docs/", "examples/"))]
    # The dependencies come from this environment and the code from the wheel, which is not installed over the checkout.
    venv.create(tmp_path / "venv", with_pip=False)
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    here = Path(next(path for path in sys.path if path.endswith("site-packages")))
    (site / "dependencies.pth").write_text(f"{here}\n")
    program = (
        "import marketplace_emulator; print(marketplace_emulator.__file__)\n"
        "with marketplace_emulator.Marketplace() as m: print(m.client().resolve_customer(RegistrationToken='valid')['ProductCode'])"
    )
    done = subprocess.run(
        [str(tmp_path / "venv" / "bin" / "python"), "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    where, product_code = done.stdout.splitlines()
    assert where.startswith(str(tmp_path))
    assert product_code == "qmjcqgw9kbqt2gsurxlphu6kg"
