"""Load fixture files into a world, and restore them on reset."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from marketplace_emulator import agenda
from marketplace_emulator.fixture_document import Document
from marketplace_emulator.fixtures_file import Fixtures
from marketplace_emulator.planting import PLANTED, RESETS, tokens
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store import Store, journal, settings
from marketplace_emulator.store.database import METADATA
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.world import ANSWER_SECONDS, World

_HERE = Path(__file__).parent / "fixtures"
FIXTURES = _HERE if _HERE.exists() else Path(__file__).parents[2] / "fixtures"
"""The folder of fixture files: inside the package if it is installed, else at the top of the checkout."""

DEFAULT_WORLD = FIXTURES / "marketplace.yaml"
ERROR_TOKENS = FIXTURES / "error_tokens.yaml"
WORLDS = FIXTURES / "worlds"
"""The folder of worlds to start from."""


def path_of(file: str | Path) -> Path:
    """Return a fixture file's path. `fixtures/worlds/year.yaml` is the emulator's own, unless there is one in this folder."""
    path = Path(file).absolute()
    own = WORLDS / path.name
    return own if path.parts[-3:-1] == ("fixtures", "worlds") and own.exists() and not path.exists() else path


def seed(world: World, files: Sequence[Path], nouns: Collection[str] = PLANTED.keys()) -> None:
    """Load the entries of these nouns from the files into the world, the error tokens last; or raise FixtureError."""
    with world.transaction():
        world.files = tuple(files)
        settings.put(world.store, "seeded", [str(file) for file in files])
        known: dict[str, dict[str, str]] = {noun: {} for noun in PLANTED}
        reserved = words()
        for file in (*(each for each in files or (DEFAULT_WORLD,) if not _holds_the_words(each)), ERROR_TOKENS):
            document, fixtures = _read(Path(file))
            _know(known, document, fixtures)
            planting = WorldPlanting(world, fixtures, known, document.error, reserved, file == ERROR_TOKENS)
            world.store.transaction().planted_at = planting.now
            try:
                for noun, planted in PLANTED.items():
                    if noun in nouns:
                        planted.plant_all(planting)
            finally:
                world.store.transaction().planted_at = None
        world.planted(world, nouns)
        world.changed()


def _know(known: dict[str, dict[str, str]], document: Document, fixtures: Any) -> None:
    """Add the identifiers of a file's entries to `known`; raise FixtureError if two have the same name."""
    first: dict[tuple[str, str], str] = {}
    for noun, planted in PLANTED.items():
        of = planted.part_of or noun
        for index, name, identifier in planted.names(fixtures):
            path = f"$.{noun}[{index}]"
            if first.setdefault((of, name), path) != path:
                raise document.error(f"{path}.name", f"{name!r} is already the name of {first[of, name]}; give another")
            known[of][name] = identifier


def holds(file: Path) -> dict[str, int]:
    """Count a file's entries by noun, or raise FixtureError."""
    _, fixtures = _read(path_of(file))
    return {noun: len(planted.entries(fixtures)) for noun, planted in PLANTED.items()}


def words() -> set[str]:
    """Return the words that are tokens in every world, such as `expired`."""
    _, fixtures = _read(ERROR_TOKENS)
    return {tokens.text(each) for each in fixtures.tokens}


def _holds_the_words(file: Path) -> bool:
    return file.resolve() == ERROR_TOKENS.resolve()


def _read(file: Path) -> tuple[Document, Any]:
    # Tests reset a world often, and parsing the YAML is most of the work.
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read_once(file, changed)


@lru_cache(maxsize=16)
def _read_once(file: Path, _changed: int) -> tuple[Document, Any]:
    document = Document(file)
    return document, document.read(Fixtures)


def open_world(
    url: str,
    files: Sequence[str | Path] = (),
    readings: Mapping[str, str] | None = None,
    *,
    timings: Mapping[str, str | float] | None = None,
    journal_limit: int = journal.LIMIT,
    sns_url: str | None = None,
    allowed_targets: Collection[str] = (),
    answer_seconds: float = ANSWER_SECONDS,
) -> World:
    """Open a store and the world in it. A new store is filled from the files; one with a world keeps it.

    `readings` and `timings` are set in either case, and again on each reset; `sns_url` is where SNS's messages say that SNS
    is. Deliveries may go to `allowed_targets` too, and wait `answer_seconds` for an answer. The store is closed if a file has
    a mistake.
    """
    store = Store(url)
    try:
        world = World(store, journal_limit=journal_limit)
        world.sns_url = sns_url
        world.allowed_targets = frozenset(each.lower().strip("[]") for each in allowed_targets)
        world.answer_seconds = answer_seconds
        world.settling = agenda.settle
        with world.transaction():
            world.files = tuple(map(path_of, files))  # read again on reset
            settings.put(store, "start_readings", readings or {})
            settings.put(store, "start_timings", timings or {})
            if readings:
                world.set_readings(readings)
            if timings:
                world.set_timings(timings)
            if planted(store) is None:
                seed(world, world.files)
    except BaseException:
        store.close()
        raise
    return world


def planted(store: Store) -> list[str] | None:
    """Return the files that the store was filled from, [] for the default world, or None for a new store."""
    found: list[str] | None = settings.get(store, "seeded")
    return found


def reset(world: World, only: Collection[str] = ()) -> None:
    """Restore the fixtures: all, or those of some nouns and of everything that refers to these.

    The nouns are those of fixture files, the clock, and the store's other tables, such as `exchanges`; raise NotThere
    for anything else.
    """
    with world.transaction():
        nouns = _with_dependents(only or resettable())
        for table in METADATA.tables.values():
            if table.name in nouns:
                world.store.ask(delete(table))
        for noun in RESETS.keys() & nouns:
            RESETS[noun](world)
        world.changed()
        seed(world, world.files, nouns)


def replant(world: World) -> None:
    """Restore everything that fixture files hold; the clock and the journal stay."""
    reset(world, [noun for noun, each in PLANTED.items() if each.part_of is None])


def resettable() -> list[str]:
    """Return the names of everything that can be reset by itself."""
    tables = [
        name
        for name, table in METADATA.tables.items()
        if table is not settings.SETTINGS and "part_of" not in table.info
    ]
    planted = [noun for noun, each in PLANTED.items() if each.part_of is None]
    return sorted({*tables, *planted, *RESETS})


def _with_dependents(nouns: Collection[str]) -> set[str]:
    known = resettable()
    for noun in nouns:
        if noun not in known:
            raise NotThere("noun to reset", noun, known)
    found, taken = set(nouns), 0
    while taken < len(found):
        taken = len(found)
        found |= {table.name for table in METADATA.tables.values() if found & {*table.info.get("of", ())}}
        found |= {noun for noun, each in PLANTED.items() if each.part_of in found}
    return found
