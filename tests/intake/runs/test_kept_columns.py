"""Meanings of columns that were kept at the desk are used by every import that names the supplier."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import Conflict
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping
from catalog.intake.readers.source import ReadOptions
from catalog.intake.runs.kept_columns import column_samples
from catalog.intake.runs.options import IntakeOptions
from catalog.product.text.folding import supplier_key
from catalog.store.writing.column_choices import keep_column_choices, shape_of
from catalog.store.writing.products import Author
from tests.intake.conftest import Importer

LABELS = ("Art", "Was", "Reg")
TEXT = "Art,Was,Reg\nK1,Aceton,67-64-1\nK2,Wasser,7732-18-5\n"
CHOSEN = {"Art": "catalog_number", "Was": "name", "Reg": "cas_rn"}


def keep(importer: Importer, path: Path, chosen: dict[str, str], supplier: str = "Acme") -> None:
    shape = shape_of(column_samples([path], IntakeOptions("test", read=ReadOptions())))
    with importer.database.write() as transaction:
        keep_column_choices(transaction, supplier_key(supplier), shape, chosen, Author("editor"))


@pytest.mark.parametrize(
    ("supplier", "mapping", "created"),
    [
        ("Acme", None, 2),
        ("ACME ", None, 2),
        ("Bolt", None, 0),
        (None, None, 0),
        # What somebody states comes first, even if it is nothing.
        ("Acme", NO_MAPPING, 0),
    ],
)
def test_are_used_for_their_supplier(
    importer: Importer, tmp_path: Path, supplier: str | None, mapping: LabelMapping | None, created: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT)
    keep(importer, path, CHOSEN)
    again = tmp_path / "later.csv"
    again.write_text(TEXT.replace("K2", "K3"))
    report = importer(again, supplier=supplier, mapping=mapping)
    found = {record["catalog_number"] for record in report["records"] if record["outcome"] == "created"}
    assert len(found & {"K1", "K3"}) == created


def test_of_two_files_must_agree(importer: Importer, tmp_path: Path) -> None:
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text(TEXT)
    other.write_text("Art,Was,Nr\nKleber,Aceton,A1\n")
    keep(importer, one, CHOSEN)
    keep(importer, other, {"Art": "attribute:Kind", "Nr": "catalog_number", "Was": "name"})
    with pytest.raises(Conflict, match="one by one"):
        importer(one, other, supplier="Acme")
