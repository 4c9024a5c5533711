"""A catalog is carried between engines with everything in it, and goes on there as it would have here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.errors import Conflict
from catalog.product.text.folding import product_key
from catalog.store.access.keys import create_key
from catalog.store.access.people import create_person
from catalog.store.audit.verifying import verify
from catalog.store.backup.carrying import carry
from catalog.store.backup.contents import differing_tables, read_contents
from catalog.store.backup.verifying import complaints
from catalog.store.database import Database, snapshot
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.sorts import Sort
from catalog.store.tables import revisions
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.store.writing.stored_files import keep_file, new_file
from tests.conftest import emptied, make_empty, migrated
from tests.store.entries_made import make_entry

AUTHOR = Author("test")
LAST = 120


@pytest.fixture(params=["sqlite to postgres", "postgres to sqlite", "sqlite to sqlite"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """A filled database, and an empty one with the same audit key."""
    urls = [
        request.getfixturevalue("postgres_url") if engine == "postgres" else f"sqlite:///{tmp_path}/{number}.db"
        for number, engine in enumerate(request.param.split(" to "))
    ]
    with migrated(urls[0]) as source:
        fill(source)
        make_empty(urls[1])
        target = Database(urls[1], audit_key=source.audit_key.path)
        with migrated(urls[1]):
            yield source, target
            if not target.is_sqlite:
                emptied(target)
        target.close()


def fill(database: Database) -> None:
    """Products with revisions, the last of them removed, a person, a key and a document."""
    with database.write() as transaction:
        entries = [make_entry(f"A{number}", f"Product {number}") for number in range(1, LAST + 1)]
        keep_products(transaction, entries, AUTHOR)
        keep_products(transaction, [make_entry("A1", "Näme with µ and 中文")], AUTHOR)
        remove_products(transaction, [product_key(f"A{LAST}")], AUTHOR)
        person = create_person(transaction, "Ada Example", "ada@example.org", "editor")
        create_key(transaction, "editor", "a key", person=person.number)
        keep_file(transaction, new_file(b"%PDF-\x00\xff", "application/pdf"), "Ada Example", person.number)


def test_everything_is_carried(both: tuple[Database, Database]) -> None:
    source, target = both
    carried = carry(source, target)
    with snapshot(source) as here, snapshot(target) as there:
        assert differing_tables(read_contents(here), read_contents(there)) == []
        assert read_contents(there) == carried
        assert list(complaints(there)) == []
        assert verify(there, source.audit_key, {}).fault is None
        found = list_products(there, ProductFilter(words="product 7"), Sort(), limit=5)
        assert found.total is not None
        assert found.total >= 1


def test_it_goes_on_there_with_numbers_of_its_own(both: tuple[Database, Database]) -> None:
    source, target = both
    carry(source, target)
    for database in both:
        with database.write() as transaction:
            keep_products(transaction, [make_entry("Z1", "Another")], AUTHOR)
    assert last_change_of(source) == last_change_of(target)


def last_change_of(database: Database) -> object:
    with database.read() as transaction:
        last = select(revisions.c.seq, revisions.c.product_key).order_by(revisions.c.seq.desc()).limit(1)
        return tuple(transaction.execute(last).one())


def test_a_catalog_that_is_there_stays(both: tuple[Database, Database]) -> None:
    source, target = both
    carry(source, target)
    with pytest.raises(Conflict, match="There is a catalog already, with products"):
        carry(source, target)
