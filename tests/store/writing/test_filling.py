"""Down to any revision and up again: what migrations cannot fill is filled afterwards, whatever stops it in between."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import StoreFull
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.workers import import_workers
from catalog.product.regulatory_list import RegulatoryList
from catalog.product.text.folding import product_key
from catalog.store.access.keys import create_key
from catalog.store.access.links import make_link
from catalog.store.access.people import create_person
from catalog.store.compounds.changes import merge_compounds
from catalog.store.compounds.numbers import CIDS, SIDS, numbers_of
from catalog.store.database import Database
from catalog.store.facts.regulatory_lists import put_list
from catalog.store.log_tables import held_drafts, sessions, unfilled
from catalog.store.migrate import ROOM_FOR_TEXTS, migrate, schema_state
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.listing import list_products
from catalog.store.reading.products import stored_products
from catalog.store.reading.sorts import Sort
from catalog.store.review.reader_messages import keep_report, keep_request
from catalog.store.review.unanswered_searches import UnansweredSearches
from catalog.store.suppliers import get_supplier
from catalog.store.tables import product_facts, products
from catalog.store.writing import filling
from catalog.store.writing.column_choices import keep_column_choices, shape_of
from catalog.store.writing.draft_mending import IgnoredKind, change_drafts, ignore_findings
from catalog.store.writing.filling import fill, fill_chunk
from catalog.store.writing.held_drafts import get_draft
from catalog.store.writing.moving_texts import MOVES
from catalog.store.writing.products import Author, keep_products, remove_products
from catalog.store.writing.stored_files import keep_file, new_file
from tests.store.engine_limits import disk_full
from tests.store.entries_made import make_entry
from tests.store.revisions import differences, digests, down_and_up, go, revisions

ROOT = Path(__file__).resolve().parents[3]
AUTHOR = Author("test")
DELIVERY = """Cat. No.,Product Name,CAS,MF,SMILES,Size,Price,Availability,Grade,Hazard statements
S1,Ethanolamine hydrochloride,2002-24-6,C2H8ClNO,Cl.NCCO,25 g,12 EUR,In stock,ACS,H302
S2,Sodium acetate,127-09-3,C2H3NaO2,CC(=O)[O-].[Na+],100 g,9 EUR,In stock,,
S3,Sodium acetate trihydrate,6131-90-4,C2H9NaO5,CC(=O)[O-].[Na+].O.O.O,100 g,8 EUR,Backorder,,
S4,A mixture of unknown make,,,,1 kg,5 EUR,In stock,technical,H225
S5,Water,7732-18-6,H2O,O,1 L,1 EUR,In stock,,
"""
"""What a supplier sends; the last record is held, since the check digit is wrong."""
NOTHING_TO_FILL = frozenset(
    {"0018", "0020", "0021", "0023", "0024", "0026", "0027", "0028", "0029", "0030", "0033", "0034", "0036"}
)
"""The revisions, of those above the first, that leave nothing to be filled."""


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    path = tmp_path_factory.mktemp("delivery") / "supplier.csv"
    path.write_text(DELIVERY, encoding="utf-8")
    return [path, ROOT / "seeds" / "demo_offers.jsonl", ROOT / "seeds" / "bpta.txt"]


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool]:
    with import_workers(1) as pool:
        yield pool


@pytest.fixture
def populated(database: Database, workers: WorkerPool, delivery: list[Path]) -> Database:
    """A database in which no table is empty, but for that of the marks."""
    with database.write() as connection:
        person = create_person(connection, "Ada", "ada@example.org", "approver")
        make_link(connection, person.number)
    options = IntakeOptions(actor="test", rest_seconds=0, person=person.number)
    import_files(database, workers, delivery, options).close()
    with database.write() as connection:
        keep_products(
            connection, [make_entry("GONE", name="Sodium acetate", packs=[{"availability": "in-stock"}])], AUTHOR
        )
        remove_products(connection, [product_key("GONE")], AUTHOR)
        keep_file(connection, new_file(b"%PDF-1.7", "application/pdf"), "test", person.number)
        create_key(connection, "reader", "test", person=person.number)
        keys = connection.scalars(select(products.c.inchi_key).distinct().order_by(products.c.inchi_key)).all()
        first, second = [key for key in keys if key][:2]
        merge_compounds(connection, first, second, "test", "A test.", person.number)
        draft = get_draft(connection, connection.scalar(select(held_drafts.c.id)) or 0)
        change_drafts(connection, draft.run, [(draft, draft.draft)])
        ignored = IgnoredKind("cas-invalid", "cas_rn", "7732-18-6")
        ignore_findings(connection, draft.run, [(product_key("S5"), ignored)], "A test.", AUTHOR)
        reported = stored_products(connection, [connection.scalar(select(products.c.id).limit(1)) or 0])[0]
        keep_column_choices(connection, "house", shape_of(["Art"]), {"Art": "catalog_number"}, AUTHOR)
        keep_report(connection, reported, "A test.", "reader@example.org")
        keep_request(connection, get_supplier(connection, "house"), "1 × S1", "A test.", "reader@example.org")
        put_list(connection, RegulatoryList("alpha", "Alpha", "2025", "A test.", ""), ["64-17-5"])
    searches = UnansweredSearches(database)
    searches.note("unobtainium", "unobtainium")
    searches.write()
    numbers_of(database, CIDS, [first, second])
    numbers_of(database, SIDS, [product_key("S1")])
    return database


def fill_next(database: Database) -> bool:
    """Fill the next chunk of what is filled at the newest revision."""
    if schema_state(database).at == ROOM_FOR_TEXTS:
        fill(database, MOVES)
        go(database, command.upgrade, "head")
    return fill_chunk(database)


class TestRoundTrip:
    def test_loses_nothing_whatever_the_revision(self, populated: Database) -> None:
        before = digests(populated)
        # Nobody is signed in: sessions end when a database is taken down.
        assert [name for name, (rows, _) in before.items() if not rows] == [unfilled.name, sessions.name]
        with populated.read() as connection:
            assert connection.scalars(select(products.c.catalog_number).where(products.c.in_stock == 1)).first()
        for revision in revisions():
            down_and_up(populated, revision)
            above = revisions()[: revisions().index(revision)]
            assert migrate(populated) is not NOTHING_TO_FILL.issuperset(above)
            assert digests(populated) == before, revision
            assert differences(populated) == [], revision
        with populated.read() as connection:
            page = list_products(connection, ProductFilter(words="sodium acet"), Sort("relevance"), limit=5)
        assert [item.catalog_number for item in page.items] == ["S2", "S3"]

    def test_to_the_very_beginning_leaves_a_new_database(self, populated: Database) -> None:
        down_and_up(populated, "base")
        assert migrate(populated)
        # The house is there from the start, and the audit chain has begun.
        there = {"suppliers", "supplier_names", "audit_entries", "audit_marks"}
        assert {name for name, (rows, _) in digests(populated).items() if rows} == there
        assert differences(populated) == []


class TestResuming:
    @pytest.fixture(autouse=True)
    def small_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(filling, "CHUNK", 3)

    @pytest.mark.parametrize("chunks", [0, 1, 5, 25])
    def test_goes_on_where_it_was_stopped(self, populated: Database, chunks: int) -> None:
        before = digests(populated)
        down_and_up(populated, "0001")
        for _ in range(chunks):
            assert fill_chunk(populated, MOVES) or fill_next(populated)
        populated.close()
        assert not schema_state(populated).is_current
        assert migrate(populated)
        assert digests(populated) == before
        assert schema_state(populated).is_current
        assert not migrate(populated)

    def test_an_unfinished_one_survives_another_way_down(self, populated: Database) -> None:
        before = digests(populated)
        down_and_up(populated, "0001")
        for _ in range(5):
            fill_chunk(populated, MOVES)
        down_and_up(populated, "0009")
        down_and_up(populated, "0005")
        migrate(populated)
        assert digests(populated) == before

    def test_takes_in_what_is_written_meanwhile(self, populated: Database) -> None:
        down_and_up(populated, "0001")
        fill_next(populated)
        packs = [{"availability": "in-stock"}]
        with populated.write() as connection:
            keep_products(
                connection, [make_entry("S1", packs=packs), make_entry("S2"), make_entry("NEW", packs=packs)], AUTHOR
            )
        migrate(populated)
        facts = select(product_facts.c.fact, product_facts.c.value)
        with populated.read() as connection:
            for number, expected in (("S1", [("availability", "in-stock"), ("has", "packs")]), ("S2", [("has", "")])):
                [(own, in_stock)] = connection.execute(
                    select(products.c.id, products.c.in_stock).where(products.c.catalog_number == number)
                )
                assert connection.execute(facts.where(product_facts.c.product_id == own)).all() == expected
                assert in_stock == len(expected) - 1

    def test_goes_on_when_there_is_room_again(self, populated: Database) -> None:
        if not populated.is_sqlite:
            return
        before = digests(populated)
        down_and_up(populated, "0001")
        with populated.engine.connect() as connection:
            connection.connection.execute("VACUUM")
        with disk_full(populated, room=0), pytest.raises(StoreFull):
            migrate(populated)
        assert migrate(populated)
        assert digests(populated) == before


def test_fills_what_an_older_release_left_empty(populated: Database) -> None:
    """As databases are that had products before the stock was told."""
    before = digests(populated)
    go(populated, command.downgrade, "0009")
    with populated.write() as connection:
        connection.execute(text("UPDATE products SET in_stock = 0"))
    migrate(populated)
    assert digests(populated) == before


def test_migrations_stand_alone() -> None:
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        allowed = {"alembic", "sqlalchemy", *sys.stdlib_module_names}
        assert {name.partition(".")[0] for name in imported} <= allowed, path.name
