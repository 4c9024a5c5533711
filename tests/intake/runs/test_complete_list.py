"""A supplier's complete list: what it no longer has is discontinued, and comes back by an undo or a later list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.errors import Conflict, ImportStopped
from catalog.store.database import Database
from catalog.store.reading.products import find_products
from catalog.store.suppliers import edit_supplier
from catalog.store.writing.undoing import undo_run
from tests.intake.conftest import Importer

TEN = [f"A{number},Product {number}," for number in range(10)]


def table(path: Path, rows: Sequence[str], header: str = "Cat No,Name,CAS") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def discontinued(database: Database, numbers: Sequence[str]) -> list[str]:
    """Which of the products of all suppliers are discontinued."""
    with database.read() as transaction:
        found = [product for number in numbers for product in find_products(transaction, number)]
    return [one.catalog_number for one in found if one.document["status"] == "discontinued"]


def numbers(rows: Sequence[str]) -> list[str]:
    return [row.partition(",")[0] for row in rows]


@pytest.mark.parametrize("supplier", [None, "Acme"])
def test_what_a_complete_list_lacks_is_discontinued_until_it_comes_back(
    importer: Importer, tmp_path: Path, supplier: str | None
) -> None:
    other = None if supplier else "Acme"
    importer(table(tmp_path / "other.csv", ["Z1,Of another supplier,"]), supplier=other)
    importer(table(tmp_path / "1.csv", TEN), supplier=supplier)
    list_ = table(tmp_path / "2.csv", [*TEN[:8], "B1,New,"])
    dry = importer(list_, supplier=supplier, complete=True, dry_run=True)
    report = importer(list_, supplier=supplier, complete=True, chunk=3)
    for one in (dry, report):
        assert {name: one["summary"][name] for name in ("created", "changed", "unchanged")} == {
            "created": 1, "changed": 2, "unchanged": 8,
        }  # fmt: skip
        changed = [record for record in one["records"] if record["outcome"] == "changed"]
        assert [(record["catalog_number"], record["supplier"]) for record in changed] == [
            ("A8", supplier), ("A9", supplier),
        ]  # fmt: skip
        assert changed[0]["changes"] == [
            {"field": "discontinued", "old": None, "new": "no longer in the supplier's list"}
        ]
    every = [*numbers(TEN), "Z1", "B1"]
    assert discontinued(importer.database, every) == ["A8", "A9"]
    # The same list again changes nothing; a list of a part brings nothing back; a complete one does.
    assert importer(list_, supplier=supplier, complete=True)["recognized_as"] == report["run"]
    importer(table(tmp_path / "part.csv", ["A9,Product 9,108-88-3"]), supplier=supplier)
    assert discontinued(importer.database, every) == ["A8", "A9"]
    again = importer(table(tmp_path / "3.csv", [*TEN[:8], TEN[9], "B1,New,"]), supplier=supplier, complete=True)
    assert discontinued(importer.database, every) == ["A8"]
    undo_run(importer.database, importer.pool, again["run"], "test")
    assert discontinued(importer.database, every) == ["A8", "A9"]


def test_an_undo_brings_back_what_was_discontinued(importer: Importer, tmp_path: Path) -> None:
    importer(table(tmp_path / "1.csv", TEN))
    run = importer(table(tmp_path / "2.csv", TEN[1:]), complete=True)["run"]
    assert discontinued(importer.database, numbers(TEN)) == ["A0"]
    assert undo_run(importer.database, importer.pool, run, "test").restored == ("A0",)
    assert discontinued(importer.database, numbers(TEN)) == []


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_list_that_lacks_many_products_is_refused_unless_forced(
    importer: Importer, tmp_path: Path, dry_run: bool
) -> None:
    importer(table(tmp_path / "1.csv", TEN), supplier="Acme")
    short = table(tmp_path / "2.csv", [*TEN[:7], "B1,New,"])
    with pytest.raises(Conflict, match=r"lacks 3 of the 10 products of Acme \(30%\)"):
        importer(short, supplier="Acme", complete=True, dry_run=dry_run)
    assert importer(short, supplier="Acme", complete=True, force=True, dry_run=dry_run)["summary"]["changed"] == 3


def test_a_list_that_cannot_be_read_is_not_complete(importer: Importer, tmp_path: Path) -> None:
    importer(table(tmp_path / "1.csv", TEN))
    (tmp_path / "2.csv").write_bytes(b"%PDF-1.4")
    with pytest.raises(Conflict, match="cannot be read, so the list is not complete"):
        importer(table(tmp_path / "1.csv", TEN), tmp_path / "2.csv", complete=True)


def test_a_held_record_and_a_renamed_supplier_are_still_in_the_list(importer: Importer, tmp_path: Path) -> None:
    rows = [f"Acme,{row}" for row in TEN]
    header = "Supplier,Cat No,Name,CAS"
    importer(table(tmp_path / "1.csv", rows, header))
    with importer.database.write() as transaction:
        edit_supplier(transaction, "acme", {"name": "Acme Chemicals"})
    wrong = f"{rows[0]}64-17-6"
    report = importer(table(tmp_path / "2.csv", [wrong, *rows[1:9]], header), complete=True)
    assert (report["summary"]["held"], report["summary"]["changed"]) == (1, 1)
    assert discontinued(importer.database, numbers(TEN)) == ["A9"]


def test_what_the_supplier_discontinued_itself_stays_as_it_said(importer: Importer, tmp_path: Path) -> None:
    header = "Cat No,Name,Discontinued"
    importer(table(tmp_path / "1.csv", [*TEN[:9], "A9,Product 9,since 2024"], header))
    report = importer(table(tmp_path / "2.csv", TEN[:9]), complete=True)
    assert (report["summary"]["changed"], report["summary"]["records"]) == (0, 9)


@pytest.mark.parametrize("stop_at", [1, 3, 4])
def test_an_interrupted_list_goes_on(importer: Importer, tmp_path: Path, stop_at: int) -> None:
    importer(table(tmp_path / "1.csv", TEN))
    list_ = table(tmp_path / "2.csv", TEN[:5])
    stops = iter([False] * (stop_at - 1) + [True])
    with pytest.raises(ImportStopped):
        importer(list_, complete=True, force=True, chunk=2, should_stop=lambda: next(stops))
    report = importer(list_, complete=True, force=True, chunk=2)
    assert discontinued(importer.database, numbers(TEN)) == numbers(TEN[5:])
    assert (report["summary"]["changed"], report["summary"]["unchanged"]) == (5, 5)
    assert len(undo_run(importer.database, importer.pool, report["run"], "test").restored) == 5
