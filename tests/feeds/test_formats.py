"""What the files of each format look like to other programs, and what they refuse to be."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest
from rdkit import Chem

from catalog.errors import InvalidQuery
from catalog.feeds.computed import COMPUTED
from catalog.feeds.exporting import FORMATS, write_export
from catalog.feeds.fields import COLUMNS
from catalog.feeds.xlsx_feed import CELL_CHARACTERS, write_xlsx
from catalog.product.text.cell_escape import TRIGGERS
from catalog.store.database import Database, snapshot
from catalog.store.reading.exporting import Export
from tests.feeds.conftest import exported, keep_drafts
from tests.feeds.drafts_made import HARD, MOLFILE

FACTS = ",".join(COMPUTED)


class TestCsv:
    def test_has_known_columns_in_order_and_plain_line_feeds(self, other: Database) -> None:
        keep_drafts(other, [
            {"catalog_number": "B", "name": "Water", "pack:5 g": "1 EUR", "pack:25 g": "on request",
             "spec:Water": "dry", "cas_rn": "7732-18-5"},
            {"catalog_number": "A", "name": "2,2'-bipyridine", "spec:Ash": 'the "best"', "storage": "-20 °C"},
        ])  # fmt: skip
        assert exported(other, "csv").decode() == (
            f"catalog_number,name,cas_rn,storage,{FACTS},packs,spec:Ash,spec:Water\n"
            'A,"2,2\'-bipyridine",,\'-20 °C,,,,,,,,"the ""best""",\n'
            "B,Water,7732-18-5,,7732-18-5,,,,,,5 g: 1 EUR | 25 g: on request,,dry\n"
        )

    def test_has_plain_facts_to_join_and_calculate_with(self, other: Database) -> None:
        keep_drafts(other, [
            {"catalog_number": "A", "name": "Methanol", "cas_rn": "[67\u201156\u20111]", "smiles": "OC",
             "molecular_weight": "32.04 g/mol"},
        ])  # fmt: skip
        (row,) = csv.DictReader(io.StringIO(exported(other, "csv").decode()))
        assert (row["cas_rn"], row["molecular_weight"]) == ("[67\u201156\u20111]", "32.04 g/mol")
        assert [row[name] for name in FACTS.split(",")] == [
            "67-56-1", "OKKJLVBELUTLKV-UHFFFAOYSA-N", "CO", "CH4O", "32.042", "32.02621",
        ]  # fmt: skip

    def test_has_no_cell_that_a_spreadsheet_runs(self, other: Database) -> None:
        keep_drafts(other, HARD)
        rows = list(csv.reader(io.StringIO(exported(other, "csv").decode(), newline="")))
        assert len(rows) == len(HARD) + 1
        assert not [cell for row in rows for cell in row if cell.startswith(TRIGGERS)]

    def test_keeps_a_lone_carriage_return_within_its_cell(self, other: Database) -> None:
        keep_drafts(other, [{"catalog_number": "A", "name": "a\rb"}])
        assert exported(other, "csv").decode() == f'catalog_number,name,{FACTS}\nA,"a\rb",,,,,,\n'

    @pytest.mark.parametrize("format_name", ["csv", "xlsx"])
    def test_is_refused_with_more_columns_than_can_be_imported(self, other: Database, format_name: str) -> None:
        keep_drafts(other, [{"catalog_number": "A", "name": "A", **{f"spec:{n}": "x" for n in range(COLUMNS - 1)}}])
        with pytest.raises(InvalidQuery, match="different fields"):
            exported(other, format_name)


class TestXlsx:
    def test_holds_texts_only_and_keeps_them_texts(self, other: Database) -> None:
        keep_drafts(other, HARD)
        sheet = openpyxl.load_workbook(io.BytesIO(exported(other, "xlsx"))).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        risky = [cell for cell in cells if str(cell.value).startswith(TRIGGERS)]
        assert {"-20 °C", "=CO"} <= {cell.value for cell in risky}
        assert all(cell.quotePrefix for cell in risky)

    def test_goes_on_in_further_sheets(self, other: Database) -> None:
        keep_drafts(other, [{"catalog_number": f"A{n}", "name": "x"} for n in range(5)])
        stream = io.BytesIO()
        with snapshot(other) as transaction:
            write_xlsx(Export(transaction), stream, sheet_rows=3)
        book = openpyxl.load_workbook(stream)
        assert [[row[0].value for row in sheet] for sheet in book] == [
            ["catalog_number", "A0", "A1"], ["catalog_number", "A2", "A3"], ["catalog_number", "A4"],
        ]  # fmt: skip

    @pytest.mark.parametrize("text", ["x" * (CELL_CHARACTERS + 1), "\uffff", "_x0041_" * 4_000])
    def test_is_refused_where_a_cell_cannot_hold_a_text(self, other: Database, text: str) -> None:
        keep_drafts(other, [{"catalog_number": "A-1", "name": "A", "description": text}])
        with pytest.raises(InvalidQuery, match="description of A-1"):
            exported(other, "xlsx")

    def test_holds_the_longest_text_whole(self, other: Database) -> None:
        keep_drafts(other, [{"catalog_number": "A-1", "name": "A", "description": "x" * CELL_CHARACTERS}])
        with zipfile.ZipFile(io.BytesIO(exported(other, "xlsx"))) as archive:
            assert b"x" * CELL_CHARACTERS + b"<" in archive.read("xl/worksheets/sheet1.xml")


class TestSdf:
    @pytest.fixture
    def molecules(self, other: Database) -> dict[str, Chem.Mol]:
        """The hard drafts as RDKit reads their SD file."""
        keep_drafts(other, HARD)
        supplier = Chem.SDMolSupplier()
        supplier.SetData(exported(other, "sdf").decode())
        mols = list(supplier)
        assert None not in mols
        return {mol.GetProp("catalog_number"): mol for mol in mols}

    def test_has_one_record_a_product_whatever_the_texts_hold(self, molecules: dict[str, Chem.Mol]) -> None:
        assert sorted(molecules) == sorted(draft["catalog_number"] for draft in HARD)
        assert {number: mol.GetProp("name") for number, mol in molecules.items()} == {
            draft["catalog_number"]: draft["name"] for draft in HARD
        }
        assert not molecules["A-6"].HasProp("grade")

    @pytest.mark.parametrize(
        ("number", "smiles"), [("A-8", "CO"), ("A-9", "CCO"), ("A-10", "CCCO"), ("A-11", "CO"), ("A-1", "")]
    )
    def test_draws_what_has_a_structure(self, molecules: dict[str, Chem.Mol], number: str, smiles: str) -> None:
        assert Chem.MolToSmiles(molecules[number]) == smiles

    def test_keeps_a_stated_molfile_to_the_letter(self, other: Database) -> None:
        keep_drafts(other, HARD)
        assert MOLFILE + "\n>  <catalog_number>\nA-8\n\n" in exported(other, "sdf").decode()

    def test_names_the_catalog_number_in_the_title_of_what_it_draws(self, other: Database) -> None:
        keep_drafts(other, [{"catalog_number": "$$$$1", "name": "x"}, {"catalog_number": "A 1", "name": "x"}])
        first, second = exported(other, "sdf").decode().split("$$$$\n")[:2]
        assert (first.split("\n")[0], second.split("\n")[0]) == ("", "A 1")


def test_an_empty_catalog_gives_empty_files(other: Database) -> None:
    assert {name: exported(other, name) for name in ("csv", "jsonl", "sdf")} == {
        "csv": f"catalog_number,name,{FACTS}\n".encode(), "jsonl": b"", "sdf": b"",
    }  # fmt: skip


def test_an_unknown_format_is_refused(other: Database) -> None:
    with snapshot(other) as transaction, pytest.raises(InvalidQuery, match=", ".join(FORMATS)):
        write_export(Export(transaction), "pdf", io.BytesIO())
