"""New checks reach what is kept: files can be imported again by a newer program, and `recheck` examines everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from catalog.errors import ImportStopped
from catalog.intake.editing.rechecking import recheck
from catalog.intake.readers.source import ReadOptions
from catalog.intake.runs.report import Report
from catalog.reference.reference import NO_REFERENCE
from catalog.store.database import Database
from catalog.store.json_text import from_json, to_json
from catalog.store.kept_texts import keep_texts
from catalog.store.reading.products import find_products
from catalog.store.tables import products, revisions, texts
from catalog.store.writing.undoing import undo_run
from tests.intake.conftest import PLAIN, Importer

ROWS = [f"A{number},Product {number},C{number + 1}H4,{number % 3}" for number in range(9)]


@pytest.fixture
def stocked(importer: Importer, tmp_path: Path) -> Importer:
    path = tmp_path / "stock.csv"
    path.write_text("Cat No,Name,Formula,Supplier\n" + "".join(f"{row}\n" for row in ROWS), encoding="utf-8")
    assert importer(path)["summary"]["created"] == len(ROWS)
    return importer


@contextmanager
def rechecked(importer: Importer, **changes: object) -> Iterator[tuple[Report, list[dict[str, Any]]]]:
    options = replace(PLAIN, reference=NO_REFERENCE, **changes)  # type: ignore[arg-type]  # Each test names real options.
    report = recheck(importer.database, importer.pool, options)
    yield report, list(report.records())
    report.close()


def as_an_older_program_read_it(database: Database, number: str, **fields: str) -> None:
    """Change a stored product so that its stated fields and its document differ from what the checks make of them."""
    with database.write() as transaction:
        row = transaction.execute(
            select(products.c.id, texts.c.text)
            .join(texts, texts.c.id == products.c.fields_id)
            .where(products.c.catalog_number == number)
        ).one()
        text = to_json({**from_json(row.text), **fields})
        values = {"fields_id": keep_texts(transaction, [text])[text], "stated_hash": "older"}
        transaction.execute(update(products).where(products.c.id == row.id).values(values))


def document(database: Database, number: str) -> dict[str, Any]:
    with database.read() as transaction:
        [product] = find_products(transaction, number)
    return from_json(product.body)


def seqs(database: Database) -> list[int]:
    with database.read() as transaction:
        return list(transaction.scalars(select(revisions.c.seq)))


def test_what_the_checks_read_as_before_gets_no_revision(stocked: Importer) -> None:
    before = seqs(stocked.database)
    with rechecked(stocked) as (report, records):
        assert report.summary()["unchanged"] == len(ROWS)
        assert {record["catalog_number"] for record in records} == {row[:2] for row in ROWS}
    assert seqs(stocked.database) == before


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_the_checks_read_in_another_way_gets_one_with_its_provenance(stocked: Importer, dry_run: bool) -> None:
    before = document(stocked.database, "A3")
    as_an_older_program_read_it(stocked.database, "A3", assay="99%")
    with rechecked(stocked, dry_run=dry_run) as (report, _):
        assert (report.summary()["changed"], report.summary()["unchanged"]) == (1, len(ROWS) - 1)
    after = document(stocked.database, "A3")
    assert [entry["test"] for entry in after["specifications"]] == ([] if dry_run else ["Assay"])
    assert after["provenance"] == before["provenance"]
    if report.run is not None:
        assert undo_run(stocked.database, stocked.pool, report.run, "test").restored == ("A3 (0)",)
        assert document(stocked.database, "A3")["specifications"] == []


def test_a_product_that_has_an_error_now_stays_published_and_is_listed(stocked: Importer) -> None:
    before = document(stocked.database, "A4")
    as_an_older_program_read_it(stocked.database, "A4", cas_rn="64-17-6")
    for _ in range(2):
        with rechecked(stocked) as (report, records):
            assert report.summary()["unchanged"] == len(ROWS)
            [wrong] = [record for record in records if record["findings"]]
        assert (wrong["catalog_number"], wrong["supplier"]) == ("A4", "1")
        assert wrong["findings"][0]["code"] == "cas-invalid"
        assert document(stocked.database, "A4") == before


def test_an_interrupted_one_goes_on(stocked: Importer) -> None:
    for number in ("A1", "A7"):
        as_an_older_program_read_it(stocked.database, number, assay="99%")
    stops = iter([False, True])
    with pytest.raises(ImportStopped), rechecked(stocked, chunk=2, should_stop=lambda: next(stops)):
        pass
    with rechecked(stocked, chunk=2) as (report, records):
        assert (report.summary()["changed"], report.summary()["records"]) == (2, len(ROWS))
        assert len({record["catalog_number"] for record in records}) == len(ROWS)
    with rechecked(stocked) as (again, _):
        assert again.run != report.run


def test_a_newer_program_imports_the_same_file_again_and_goes_on_with_an_interrupted_one(
    importer: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, cut = tmp_path / "done.csv", tmp_path / "cut.csv"
    for path, letter in ((done, "A"), (cut, "B")):
        path.write_text("Cat No,Name\n" + "".join(f"{letter}{number},Water\n" for number in range(4)))
    first = importer(done)["run"]
    with pytest.raises(ImportStopped):
        importer(cut, chunk=2, should_stop=lambda: True)
    assert importer(done)["recognized_as"] == first
    monkeypatch.setattr("catalog.intake.runs.importing.CHECKS_VERSION", 10_000)
    again = importer(done)
    assert (again.get("recognized_as"), again["summary"]["unchanged"]) == (None, 4)
    assert importer(done)["recognized_as"] == again["run"]
    assert importer(cut)["run"] == first + 1


def test_a_file_that_was_read_in_a_wrong_format_can_be_read_in_another(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Cat No\tName\tCAS\nA1\tWater, pure\t7732-18-5\n")
    wrong = importer(path, read=ReadOptions(format="jsonl"))
    assert wrong["summary"]["created"] == 0
    right = importer(path, read=ReadOptions(format="tsv"))
    assert right["summary"]["created"] == 1
    assert importer(path, read=ReadOptions(format="tsv"))["recognized_as"] == right["run"]
