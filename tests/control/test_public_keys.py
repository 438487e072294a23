"""Public keys: the same key pair for ever, versions that are rotated, and keys of fixture files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import httpx
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_public_key

from marketplace_emulator import FixtureError, Marketplace, Refused, key_pair
from marketplace_emulator.commands import main
from tests.serving import serving_twice


def fixture_file(folder: Path, *keys: str) -> Path:
    """Write a fixture file with these entries of public keys."""
    file = folder / "world.yaml"
    file.write_text("public_keys:\n" + "".join(keys))
    return file


def entry(private_key: str, version: int) -> str:
    """Write an entry of a fixture file."""
    return f"  - version: {version}\n    private_key: |\n{indent(private_key, ' ' * 6)}"


def test_the_first_key_is_rsa_of_2048_bits_and_never_shown_with_its_private_part(marketplace: Marketplace) -> None:
    [only] = marketplace.public_keys()
    assert (only["version"], only["rotated_at"]) == (1, None)
    read = load_pem_public_key(only["public_key"].encode())
    assert isinstance(read, RSAPublicKey)
    assert read.key_size == 2048
    assert marketplace.public_key() == marketplace.public_key(1) == only["public_key"]
    assert "PRIVATE" not in str(marketplace.public_keys())


def test_rotation_adds_a_version_and_dates_the_one_before(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    marketplace.clock.set("2026-12-01T00:00:00Z")
    first = marketplace.public_key()
    marketplace.clock.advance("1d")
    made = marketplace.rotate_public_key()
    one, two = marketplace.public_keys()
    assert two == made == {**made, "version": 2, "created_at": "2026-12-02T00:00:00Z", "rotated_at": None}
    assert one["rotated_at"] == two["created_at"]
    marketplace.clock.advance("1d")
    marketplace.rotate_public_key()
    assert [each["rotated_at"] for each in marketplace.public_keys()] == [
        "2026-12-02T00:00:00Z",
        "2026-12-03T00:00:00Z",
        None,
    ]
    keys = [marketplace.public_key(version) for version in (1, 2, 3)]
    assert keys[0] == first
    assert len(set(keys)) == 3
    assert marketplace.public_key() == keys[2]


def test_the_key_pair_of_a_version_outlives_resets_and_snapshots(marketplace: Marketplace) -> None:
    marketplace.snapshot("before any key")
    first, second = marketplace.public_key(), marketplace.rotate_public_key()["public_key"]
    for go_back in (
        lambda: marketplace.reset(),
        lambda: marketplace.reset(only="public_keys"),
        lambda: marketplace.restore("before any key"),
    ):
        go_back()
        assert [each["public_key"] for each in marketplace.public_keys()] == [first]
        assert marketplace.rotate_public_key()["public_key"] == second


def test_an_unknown_version_is_refused_with_the_known_ones(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="there is no public key of version '7'; expected '1'") as refused:
        marketplace.public_key(7)
    assert refused.value.status == 404


def test_a_version_in_pem_over_http(served: Marketplace) -> None:
    with httpx.Client(trust_env=False, verify=False, base_url=f"{served.url}/_emulator") as client:
        answer = client.get("/public-keys/1.pem")
        assert (answer.text, answer.headers["content-type"]) == (served.public_key(1), "application/x-pem-file")
        assert client.get("/public-keys/one.pem").status_code == 404


def test_the_commands_show_list_and_rotate(served: Marketplace) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(main, ["public-key", *words], env={"MARKETPLACE_EMULATOR_URL": served.url})
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run("rotate") == "2\n"
    assert run("show") == served.public_key(2)
    assert run("show", "--version", "1") == served.public_key(1)
    head, one, two = run("list").splitlines()
    assert head.split() == ["version", "created_at", "rotated_at"]
    assert (one.split()[0], two.split()[0], two.split()[2]) == ("1", "2", "-")


def test_a_fixture_file_gives_key_pairs_and_a_reset_restores_them(tmp_path: Path) -> None:
    old, new = key_pair.make(), key_pair.make()
    with Marketplace(fixture_file(tmp_path, entry(old, 1), entry(new, 3))) as marketplace:
        for _ in range(2):
            one, three = marketplace.public_keys()
            assert (one["public_key"], three["public_key"]) == (key_pair.public_key(old), key_pair.public_key(new))
            assert (one["version"], three["version"], three["rotated_at"]) == (1, 3, None)
            assert one["rotated_at"] is not None
            assert marketplace.rotate_public_key()["version"] == 4
            marketplace.reset()


def elliptic() -> str:
    """Make a private key that is not of RSA."""
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize(
    ("make", "version", "said"),
    [
        (lambda: "-----BEGIN PRIVATE KEY-----\nabc\n", 2, "the text is not a private key in PEM without a password"),
        (elliptic, 2, "the private key is not of RSA, but "),
        (key_pair.make, 1, "1 does not come after version 1; give a later one"),
        (key_pair.make, 0, "version is 0, expected a whole number of at least 1"),
    ],
    ids=["cut-off", "elliptic", "version-twice", "version-zero"],
)
def test_a_wrong_key_of_a_fixture_file_is_named_without_the_key(
    tmp_path: Path, make: Callable[[], str], version: int, said: str
) -> None:
    private_key = make()
    file = fixture_file(tmp_path, entry(key_pair.make(), 1), entry(private_key, version))
    with pytest.raises(FixtureError) as mistake:
        Marketplace(file)
    assert f"$.public_keys[1].{'private_key' if version == 2 else 'version'}: {said}" in str(mistake.value)
    assert private_key.splitlines()[1] not in str(mistake.value)


@pytest.mark.slow
def test_processes_on_one_file_have_the_same_keys(tmp_path: Path) -> None:
    with serving_twice(tmp_path / "marketplace.db") as (one, other), one.connect() as first, other.connect() as second:
        assert first.public_key() == second.public_key()
        assert second.rotate_public_key()["version"] == 2
        assert first.rotate_public_key()["version"] == 3
        assert first.public_keys() == second.public_keys()


@pytest.mark.slow
def test_nothing_of_cryptography_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys\n"
        "from marketplace_emulator import Marketplace\n"
        "import marketplace_emulator.commands.serve, marketplace_emulator.commands.public_key\n"
        "marketplace = Marketplace(port=0)\n"
        "marketplace.mint_token()\n"
        "print({'jwt', 'cryptography'} & {each.partition('.')[0] for each in sys.modules})\n"
        "marketplace.public_key()\n"
        "print('cryptography' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["set()", "True"]
