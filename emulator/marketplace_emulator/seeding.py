"""Fill a world from its fixture files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import delete

from marketplace_emulator import duration, fault_rules, identifiers, readings
from marketplace_emulator.clock import Clock
from marketplace_emulator.faults.rule import BadRule
from marketplace_emulator.fixture_document import Document
from marketplace_emulator.fixtures_file import Agreement, Buyer, Credential, Fixtures, Product, Token
from marketplace_emulator.readings import UnknownReading
from marketplace_emulator.store import Store, agreements, buyers, credentials, exchanges, products, settings, tokens
from marketplace_emulator.store.database import METADATA
from marketplace_emulator.store.problems import Conflict, NotThere
from marketplace_emulator.world import World

_HERE = Path(__file__).parent / "fixtures"
FIXTURES = _HERE if _HERE.exists() else Path(__file__).parents[2] / "fixtures"
"""The folder of fixture files: inside the installed package, beside it in a checkout."""

DEFAULT_WORLD = FIXTURES / "marketplace.yaml"
ERROR_TOKENS = FIXTURES / "error_tokens.yaml"

NOUNS = ("products", "buyers", "agreements", "tokens", "faults", "credentials", "readings")
"""What a fixture file holds, those that others refer to first."""


def seed(world: World, files: Sequence[Path], nouns: Collection[str] = NOUNS) -> None:
    """Put what the files hold of these nouns into the world, the error tokens last; with FixtureError, nothing."""
    with world.transaction():
        world.files = tuple(files)
        settings.put(world.store, "seeded", [str(file) for file in files])
        now = world.clock.now()
        known = _Known()
        for file in (*(each for each in files or (DEFAULT_WORLD,) if not _holds_the_words(each)), ERROR_TOKENS):
            _Planting(world, *_document(Path(file)), now, known).plant(nouns)
        world.changed()


def read(file: Path) -> Fixtures:
    """Read what a file holds, or raise FixtureError."""
    return _document(file)[1]


def words() -> set[str]:
    """Give the words that every world takes for tokens."""
    return {_written(each) for each in read(ERROR_TOKENS).tokens}


def _holds_the_words(file: Path) -> bool:
    return file.resolve() == ERROR_TOKENS.resolve()


def _document(file: Path) -> tuple[Document, Fixtures]:
    # A test resets its world often, and reading the YAML is most of that.
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read_once(file, changed)


@lru_cache(maxsize=16)
def _read_once(file: Path, _changed: int) -> tuple[Document, Fixtures]:
    document = Document(file)
    return document, document.read(Fixtures)


def open_world(
    url: str,
    files: Sequence[str | Path] = (),
    readings: Mapping[str, str] | None = None,
    *,
    journal_limit: int = exchanges.LIMIT,
) -> World:
    """Open a store and the world in it: one that is new is seeded from the files, one that was kept is left alone.

    `readings` are set in both, and again whenever the world is reset. Where a file is mistaken, the store is closed again.
    """
    store = Store(url)
    try:
        world = World(store, journal_limit=journal_limit)
        with world.transaction():
            world.files = tuple(Path(file).absolute() for file in files)  # they are read again on reset
            if planted(store) is None:
                seed(world, world.files)
            if readings:
                world.set_readings(readings)
            settings.put(store, "start_readings", readings or {})
    except BaseException:
        store.close()
        raise
    return world


def planted(store: Store) -> list[str] | None:
    """Name the files whose world the store holds, the default world where there are none; None where it is new."""
    found: list[str] | None = settings.get(store, "seeded")
    return found


def reset(world: World, only: Collection[str] = ()) -> None:
    """Bring the fixtures back: all of them, or those of some nouns and of all that refers to these.

    The nouns are NOUNS, `clock`, and the store's other tables, such as `exchanges`; others raise NotThere.
    """
    with world.transaction():
        store = world.store
        nouns = _with_dependents(only or resettable())
        for table in METADATA.sorted_tables:
            if table.name in nouns:
                store.ask(delete(table))
        if "clock" in nouns:
            world.set_clock(Clock())
        if "readings" in nouns:
            settings.put(store, "readings", {})
        world.changed()
        seed(world, world.files, nouns)
        if "readings" in nouns:
            world.set_readings(settings.get(store, "start_readings") or {})


def replant(world: World) -> None:
    """Bring back all that fixture files hold; the clock and the journal stay."""
    reset(world, NOUNS)


def resettable() -> list[str]:
    """Name everything that can be reset by itself."""
    tables = [
        table.name for table in METADATA.sorted_tables if table is not settings.SETTINGS and "part_of" not in table.info
    ]
    return sorted({*tables, *NOUNS, "clock"})


def _with_dependents(nouns: Collection[str]) -> set[str]:
    for noun in nouns:
        if noun not in resettable():
            raise NotThere("noun to reset", noun, resettable())
    found = set(nouns)
    for table in METADATA.sorted_tables:  # in the order in which they refer to one another
        if found & set(table.info.get("of", ())):
            found.add(table.name)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """The identifiers of what the files hold, by name; what a user has made is not among them, whatever its name."""

    products: dict[str, str] = field(default_factory=dict)
    buyers: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)


class _Planting:
    def __init__(self, world: World, document: Document, fixtures: Fixtures, now: float, known: _Known) -> None:
        self.world, self.document, self.fixtures, self.now = world, document, fixtures, now
        self.products, self.buyers, self.agreements = known.products, known.buyers, known.agreements

    def plant(self, nouns: Collection[str]) -> None:
        """Add the entries of these nouns, those that others refer to first."""
        fixtures = self.fixtures
        self._know(fixtures)
        for noun in NOUNS:
            if noun not in nouns:
                continue
            if noun == "faults":
                self._faults_of_tokens()
            if noun == "readings":
                self._readings(fixtures.readings)
                continue
            for index, entry in enumerate(getattr(fixtures, noun)):
                path = f"$.{noun}[{index}]"
                try:
                    getattr(self, f"_{noun}")(entry, path)
                except (Conflict, NotThere, BadRule, duration.BadTime, msgspec.ValidationError) as problem:
                    raise self.document.error(path, str(problem)) from None

    def _know(self, fixtures: Fixtures) -> None:
        for noun in ("products", "buyers", "agreements", "tokens"):
            first: dict[str, int] = {}
            for index, entry in enumerate(getattr(fixtures, noun)):
                if noun == "tokens" and entry.token is not None:
                    continue  # its name is only for people
                if first.setdefault(entry.name, index) != index:
                    raise self.document.error(
                        f"$.{noun}[{index}].name",
                        f"{entry.name!r} is the name of $.{noun}[{first[entry.name]}] already; give another",
                    )
        for product in fixtures.products:
            self.products[product.name] = product.product_code or identifiers.product_code(product.name)
        for buyer in fixtures.buyers:
            self.buyers[buyer.name] = buyer.customer_aws_account_id or identifiers.account(buyer.name)
        for agreement in fixtures.agreements:
            self.agreements[agreement.name] = agreement.agreement_id or identifiers.agreement_id(agreement.name)

    def _readings(self, settings: Mapping[str, str]) -> None:
        for name, value in settings.items():
            try:
                readings.check({name: value})
            except UnknownReading as problem:
                raise self.document.error(f"$.readings.{name}", str(problem)) from None
        self.world.set_readings(settings)

    def _products(self, entry: Product, path: str) -> None:
        products.create(self.world.store, **msgspec.structs.asdict(entry))

    def _buyers(self, entry: Buyer, path: str) -> None:
        buyers.create(self.world.store, **msgspec.structs.asdict(entry))

    def _agreements(self, entry: Agreement, path: str) -> None:
        fields = msgspec.structs.asdict(entry)
        product, buyer = fields.pop("product"), fields.pop("buyer")
        fields["start_time"] = self._moment(entry.start_time, f"{path}.start_time")
        if entry.end_time is not None:
            fields["end_time"] = self._moment(entry.end_time, f"{path}.end_time")
        agreements.create(
            self.world.store,
            product_code=self._refer("product", self.products, product, f"{path}.product"),
            customer_aws_account_id=self._refer("buyer", self.buyers, buyer, f"{path}.buyer"),
            **fields,
        )

    def _tokens(self, entry: Token, path: str) -> None:
        if entry.token is None and entry.name is None:
            raise self.document.error(path, "a token has a `name` to be derived from, or is written out as `token`")
        token = _written(entry)
        if self.document.file != ERROR_TOKENS and token in words():
            raise self.document.error(
                f"{path}.token", f"{token!r} is a word that every world takes for a token; give another"
            )
        agreement_id: str | None
        if entry.agreement is UNSET:
            agreement_id = next(iter(self.agreements.values()), None)
            # The error tokens are there in every world: one without agreements has none that they could succeed for.
            if agreement_id is None and self.document.file != ERROR_TOKENS:
                raise self.document.error(path, "the world has no agreement that this token could be for; add one")
        elif entry.agreement is None:
            agreement_id = None
        else:
            agreement_id = self._refer("agreement", self.agreements, str(entry.agreement), f"{path}.agreement")
        expires_at = None if entry.expires_at is None else self._moment(entry.expires_at, f"{path}.expires_at")
        tokens.create(
            self.world.store,
            token=token,
            name=entry.name,
            agreement_id=agreement_id,
            issued_at=self._moment(entry.issued_at, f"{path}.issued_at"),
            expires_at=expires_at,
        )

    def _faults_of_tokens(self) -> None:
        for index, entry in enumerate(self.fixtures.tokens):
            if entry.fault is not None:
                path, fault = f"$.tokens[{index}].fault", msgspec.to_builtins(entry.fault)
                for bound in ("token", "operation"):
                    if bound in fault:
                        raise self.document.error(
                            f"{path}.{bound}", "a token's fault is of ResolveCustomer with that token; leave it out"
                        )
                self._plant_fault({**fault, "operation": "ResolveCustomer", "token": _written(entry)}, path)

    def _faults(self, entry: Any, path: str) -> None:
        self._plant_fault(msgspec.to_builtins(entry), path)

    def _credentials(self, entry: Credential, path: str) -> None:
        credentials.create(self.world.store, **msgspec.structs.asdict(entry))

    def _plant_fault(self, written: dict[str, Any], path: str) -> None:
        try:
            fault_rules.plant(self.world, written)
        except (BadRule, duration.BadTime, msgspec.ValidationError) as problem:
            raise self.document.error(path, str(problem)) from None

    def _moment(self, text: str, path: str) -> float:
        try:
            return duration.moment(text, self.now)
        except duration.BadTime as problem:
            raise self.document.error(path, str(problem)) from None

    def _refer(self, noun: str, known: Mapping[str, str], given: str, path: str) -> str:
        if given in known:
            return known[given]
        if given in known.values():
            return given
        raise self.document.error(path, str(NotThere(noun, given, known)))


def _written(entry: Token) -> str:
    return entry.token or identifiers.token(str(entry.name))
