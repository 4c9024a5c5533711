"""Whether a database is sound: what was altered behind the program's back is told."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from catalog.store.backup.verifying import complaints
from catalog.store.database import Database, snapshot
from catalog.store.writing.products import Author, keep_products
from tests.store.entries_made import make_entry

ALTERATIONS = [
    ("UPDATE texts SET text = text || ' ' WHERE id = 1", "1 text (1) is not what was stored"),
    ("UPDATE texts SET text = 'x'", "4 texts (1, 2, 3, 4)"),
    ("UPDATE products SET content_hash = 'x' WHERE catalog_number = 'A2'", "is not at its last revision"),
    ("UPDATE products SET revision = 2 WHERE catalog_number = 'A2'", "1 product"),
    ("DELETE FROM revisions WHERE catalog_number = 'A1'", "is not at its last revision"),
    (
        "DELETE FROM product_identifiers",
        "The index product_identifiers is wrong for 1 product (1). Run `catalog reindex`.",
    ),
    (
        "INSERT INTO product_facts (product_id, fact, value) VALUES (2, 'finding', 'x')",
        "product_facts is wrong for 1 product (2)",
    ),
]


@pytest.fixture
def filled(database: Database) -> Database:
    entries = [make_entry("A1", "Water", cas_rn="7732-18-5"), make_entry("A2", "Acetone")]
    with database.write() as transaction:
        keep_products(transaction, entries, Author("test"))
    return database


def said(database: Database) -> str:
    with snapshot(database) as transaction:
        return "\n".join(complaints(transaction))


def test_a_sound_database_has_no_complaints(filled: Database) -> None:
    assert said(filled) == ""


@pytest.mark.parametrize(("statement", "words"), ALTERATIONS)
def test_what_was_altered_is_told(filled: Database, statement: str, words: str) -> None:
    with filled.write() as transaction:
        transaction.execute(text(statement))
    assert words in said(filled)
