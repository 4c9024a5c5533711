"""Tables on their side: told from ordinary ones by their labels alone, and read with each cell in its true place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import UnreadableFile
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.product_blocks import MOST_ROWS, read_product_blocks
from catalog.intake.readers.sideways import find_sideways, heading_roles
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.intake.readers.table import find_delimiter, read_table
from catalog.intake.records import RawRecord
from catalog.intake.runs.corrections import write_corrections
from catalog.store.database import Database
from catalog.store.reading.products import find_product
from tests.intake.conftest import Importer

UPRIGHT = "Catalog No.,Name,CAS,M.W.\nA-1,Toluene,108-88-3,92.14\nA-2,Benzene,71-43-2,78.11\n"
SIDEWAYS = "Catalog No.,A-1,A-2\nName,Toluene,Benzene\nCAS,108-88-3,71-43-2\nM.W.,92.14,78.11\n"
SHEET = "Label,Value\nCatalog No.,A-1\nName,Toluene\nCAS,108-88-3\nM.W.,92.14\n"


def rows_of(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def records_of(text: str, delimiter: str = ",") -> list[RawRecord]:
    return list(read_table(iter(text.splitlines(keepends=True)), ReadLimits(), delimiter))


def products_of(text: str) -> list[dict[str, str]]:
    """The fields of each product in a table."""
    drafts = [RecordDrafter(None).draft(record) for record in records_of(text)]
    return [dict(draft.draft.fields) for draft in drafts if draft.record.skipped is None]


def read_file(path: Path) -> tuple[str, list[RawRecord]]:
    [source] = open_sources(path, ReadOptions())
    assert source.format is not None, source
    return source.format, list(source.records())


class TestAreToldByTheirLabels:
    @pytest.mark.parametrize(
        "text",
        [
            SIDEWAYS,
            SHEET,
            "Catalog No.,A-1,A-2,A-3\nCAS,50-00-0,64-17-5,67-64-1\n",
            "Item,Description\nCatalog No.,A-1\nName,Toluene\nCAS,108-88-3\n",
            "项目,内容\n货号,A-1\n品名,甲苯\nCAS号,108-88-3\n",
            "Example Ltd.\n\nName,Water\nCode,A-1\nCAS,7732-18-5\nFormula,H2O\nAvailability,In stock\n",
            "Code,A-1,A-2,A-3\nName,Water,Ash,Compound\nCAS,7732-18-5,,\n",
            ",Name,Toluene\n,CAS,108-88-3\n,Formula,C7H8\n",
            "1,Name,Toluene\n2,CAS,108-88-3\n3,Formula,C7H8\n",
            "Name,Toluene\nMelting point,-95 °C\nBoiling point,111 °C\nOur code,7\nTarget,x\nPathway,y\n",
        ],
    )
    def test_and_turned(self, text: str) -> None:
        assert find_sideways(rows_of(text)) is not None
        assert find_delimiter(text.splitlines(keepends=True)) == ","

    @pytest.mark.parametrize(
        "text",
        [
            UPRIGHT,
            "Catalog No.,CAS\nA-1,50-00-0\n",
            "Catalog No.,Name,CAS,M.W.\nA-1,Toluene,108-88-3,92.14\n",
            "CAS,Name\n7732-18-5,Water\n67-64-1,Acetone\n",
            "Catalog No.,Description,Price\nName,a tag,3\nProduct,a tin,4\nCAS,a register,5\nFormula,a poster,6\n",
            "Name,Synonym\nWater,Aqua\nAssay,Analysis\nContent,Filling\nFormula,Recipe\nCAS,Registry\n",
            "Name,Remark\nWater,pure\nAsh,raked\nMoisture,kept\n",
            "Lot,Expiry date\nL1,2027-01\nL2,2028-01\nL3,2028-02\n",
            "Test,Specification,Result\nAppearance,White,White\nAssay,99 % min,99.5 %\nWater,0.5 % max,0.1 %\n",
            "Column,Meaning\nCat. No.,our number\nName,what it is called\nCAS,a registry number\nM.W.,in g/mol\n",
            "Catalog No.,Property,Value\n1001,CAS,50-00-0\n1001,Name,Formalin\n1002,CAS,64-19-7\n1002,Name,Vinegar\n",
            "Name,Toluene,Lot No.,L1\nCatalog No.,A-1,CAS,108-88-3\nFormula,C7H8,M.W.,92.14\nPurity,99%,Grade,pure\n",
            "Catalog No.,\nName,\nCAS,\nM.W.,\n",
            "Company,Example Ltd.\nName,J. Doe\nPhone,123\nAddress,1 Street\n",
            "Name,x\nOne,1\nTwo,2\nThree,3\nCAS,4\nFour,5\nFive,6\nSix,7\n",
            "",
        ],
    )
    def test_or_left_as_they_stand(self, text: str) -> None:
        assert find_sideways(rows_of(text)) is None

    WORDS = st.sampled_from(["Name", "Product", "CAS", "Formula", "M.W.", "Assay", "Water", "A-1", "50-00-0", "", "x"])

    @given(
        header=st.lists(WORDS, max_size=3).map(lambda more: ["Catalog No.", "Name", *more]),
        above=st.lists(st.lists(WORDS, min_size=1, max_size=2), max_size=3),
        rows=st.lists(st.lists(WORDS, min_size=1, max_size=5), max_size=20),
    )
    def test_a_table_below_a_header_is_never_turned(
        self, header: list[str], above: list[list[str]], rows: list[list[str]]
    ) -> None:
        assert find_sideways([*above, header, *rows]) is None

    @given(
        known=st.sampled_from(["Catalog No.", "CAS", "Name"]),
        others=st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=3),
        words=st.lists(WORDS, max_size=10),
        numbers=st.integers(21, 60),
    )
    def test_a_list_of_numbers_with_some_labels_among_them_is_never_turned(
        self, known: str, others: list[str], words: list[str], numbers: int
    ) -> None:
        first = [*words, *(f"A-{number}" for number in range(numbers))]
        assert find_sideways([[known, *others], *([cell, *others] for cell in first)]) is None

    @pytest.mark.parametrize(
        ("row", "roles"),
        [
            ("Property,Value,Unit", {1: "value", 2: "unit"}),
            ("No.,Test,Specification,Result", {2: "specification", 3: "result"}),
            ("序号,项目,内容,备注", {2: "value", 3: "note"}),
            ("Name,Toluene", None),
            ("Property,A-1,A-2", None),
            ("Value", None),
        ],
    )
    def test_headings_say_what_their_columns_hold(self, row: str, roles: dict[int, str] | None) -> None:
        assert heading_roles(row.split(",")) == roles

    @pytest.mark.parametrize(
        ("text", "format_"),
        [
            (SHEET.replace(",", "\t"), "tsv"),
            (SIDEWAYS.replace(",", "\t"), "tsv"),
            (SIDEWAYS.replace(",", " | "), "csv"),
            (SHEET.replace(",", ";").replace("Value", "Value;x, y"), "csv"),
            # A page says the same, and reads what stands below it.
            (SHEET.replace(",", " | "), "page"),
            (SHEET.replace(",", "\t") + "\n" + "It is a solvent. " * 10, "page"),
            (SHEET.replace(",", " | ").replace("\n", " |\n") * 2, "page"),
            (SHEET.replace(",", " | ") + "It is a solvent for paints.\n" + SHEET.replace(",", " | "), "page"),
            # Two products are no page.
            (SHEET.replace(",", " | ") + "\n" + SHEET.replace(",", " | "), "csv"),
        ],
    )
    def test_a_page_stays_one(self, tmp_path: Path, text: str, format_: str) -> None:
        (tmp_path / "a.txt").write_text(text)
        assert read_file(tmp_path / "a.txt")[0] == format_


class TestAreReadAsProducts:
    def test_each_in_its_column_with_its_cells_in_their_places(self) -> None:
        first, second = records_of("Comparison of solvents\n\n" + SIDEWAYS)[1:]
        assert (first.place, second.place) == ({"row": 3, "column": "B"}, {"row": 3, "column": "C"})
        assert dict(zip(second.labels, second.texts, strict=True)) == {
            "Catalog No.": "A-2",
            "Name": "Benzene",
            "CAS": "71-43-2",
            "M.W.": "78.11",
        }
        assert second.cell_place(2) == {"row": 5, "column": "C"}

    def test_one_in_two_columns(self) -> None:
        [record] = records_of(SHEET)
        assert record.place == {"row": 2}
        assert record.cell_place(3) == {"row": 5, "column": "B"}

    @given(
        names=st.lists(st.text("abcde").map("Ester {}".format), min_size=1, max_size=5),
        more=st.lists(st.sampled_from(["Grade", "Storage", "HS Code", "Our code", "MDL"]), unique=True),
        cells=st.data(),
    )
    def test_as_if_they_stood_upright(self, names: list[str], more: list[str], cells: st.DataObject) -> None:
        values = st.text("xyz1 ", max_size=4)
        columns = [
            ["Catalog No.", "Name", "CAS", *more],
            *(
                [f"A-{number}", name, "67-64-1", *(cells.draw(values) for _ in more)]
                for number, name in enumerate(names)
            ),
        ]
        upright, sideways = ("\n".join(map(",".join, table)) + "\n" for table in (columns, zip(*columns, strict=True)))
        assert products_of(sideways) == products_of(upright)

    @pytest.mark.parametrize(
        "between",
        ["", "\n", ",,\n", "\nProduct 2\n", "\nLabel,Value\n", "Label,Value\n", "\n\nExample Ltd.\n\n"],
    )
    def test_one_below_the_other(self, between: str) -> None:
        second = "Catalog No.,A-2\nName,Benzene\nCAS,71-43-2\n"
        first, second_product = products_of(SHEET + between + second)
        assert first == {"catalog_number": "A-1", "name": "Toluene", "cas_rn": "108-88-3", "molecular_weight": "92.14"}
        assert second_product == {"catalog_number": "A-2", "name": "Benzene", "cas_rn": "71-43-2"}

    def test_whatever_comes_first(self) -> None:
        text = "Name,Toluene\nCode,A-1\nCAS,108-88-3\n\nCode,A-2\nName,Benzene\nCAS,71-43-2\nCode,A-3\nCAS,67-64-1\n"
        assert [product["catalog_number"] for product in products_of(text)] == ["A-1", "A-2", "A-3"]

    def test_with_blank_rows_within_a_product(self) -> None:
        [product] = products_of(SHEET + "\nStorage,dry\n\n\nGrade,pure\n")
        assert (product["storage"], product["grade"]) == ("dry", "pure")

    def test_with_several_rows_of_columns(self) -> None:
        text = SIDEWAYS + "\n" + SIDEWAYS.replace("A-", "B-")
        assert [product["catalog_number"] for product in products_of(text)] == ["A-1", "A-2", "B-1", "B-2"]

    @pytest.mark.parametrize(
        ("rows", "fields"),
        [
            # A unit beside a bare number belongs to its label, as if it stood there.
            ("Assay,99,%\n", {"assay": "99 %"}),
            ("Storage temperature,2-8,°C\n", {"storage": "2-8 °C"}),
            ("M.W.,92.14,g/mol\n", {"molecular_weight": "92.14"}),
            ("Price,12.50,EUR\nSize,25,g\n", {"pack:25 g": "12.50 EUR"}),
            ("Melting point,-95,°C\n", {"property:Melting point": "-95 °C"}),
            ("Property,Value,Unit\nAssay,> 99,area %\n", {"assay": "> 99 area %"}),
            ("Grade,pure,-\n", {"grade": "pure"}),
            # Titles say what the labels below them mean, and identify no product anew.
            ("Specifications\nMelting point,-95 °C\nSuspended matter,absent\n", None),
            ("Physical properties\nVapour pressure,29 hPa\n", {"property:Vapour pressure": "29 hPa"}),
            ("Specification\nMDL,MFCD00008512\nAssay,99%\n", {"identifier:MDL": "MFCD00008512", "assay": "99%"}),
            ("Packaging\n25 g,10 EUR\n", {"pack:25g": "10 EUR"}),
            # What goes on below belongs together.
            ("Synonyms,Toluol\n,Methylbenzene\n", {"synonyms": "Toluol|Methylbenzene"}),
            ("Synonym,Toluol\nSynonym,Methylbenzene\n", {"synonyms": "Toluol|Methylbenzene"}),
            ("Storage,Keep dry,\n,and cool\n", {"storage": "Keep dry and cool"}),
            ("Size,1 g\nPrice,5 EUR\nSize,5 g\nPrice,20 EUR\n", {"pack:1 g": "5 EUR", "pack:5 g": "20 EUR"}),
            # Packs below it have a table of their own.
            ("Pack size,Price (EUR)\n1 g,5\n5 g,20\n", {"pack:1 g": "5 EUR", "pack:5 g": "20 EUR"}),
            (
                "\nSize,Unit,Price,Stock\n1,kg,5 EUR,\n25,kg,99 EUR,3\nGrade,pure\n",
                {"pack:1 kg": "5 EUR", "pack:25 kg": "99 EUR; stock: 3", "grade": "pure"},
            ),
            ("Size,Price\n1 g,5 EUR\n\nStorage,dry\n", {"pack:1 g": "5 EUR", "storage": "dry"}),
            # A label with nothing beside it says nothing.
            ("Grade,\nStorage,dry\n", {"storage": "dry"}),
        ],
    )
    def test_with_all_that_a_data_sheet_says(self, rows: str, fields: dict[str, str] | None) -> None:
        if fields is None:
            fields = {"spec:Melting point": "-95 °C", "spec:Suspended matter": "absent"}
        own = {"catalog_number": "A-1", "name": "Toluene", "cas_rn": "108-88-3"}
        [product] = products_of("Catalog No.,A-1\nName,Toluene\nCAS,108-88-3\n" + rows)
        assert product == own | fields

    def test_notes_and_prose_are_kept_and_told(self) -> None:
        prose = "All statements are made to the best of our knowledge. " * 3
        labelling = RecordDrafter(None)
        [record] = records_of(SHEET + f"Assay,99%,by GC on a column\nTarget,kinase\n{prose}\n")
        drafted = labelling.draft(record)
        assert drafted.draft.families()["attribute"] == [("note on Assay", "by GC on a column"), ("Target", "kinase")]
        assert drafted.unknown == {"text": prose.strip()}
        assert labelling.unknown_columns == ["text"]
        assert record.cell_place(record.labels.index("note on Assay")) == {"row": 6, "column": "C"}

    def test_notes_beside_several_products_are_told_of_each(self) -> None:
        first, second = records_of(SIDEWAYS.replace("78.11", "78.11,for both: anhydrous"))
        assert first.texts[-1] == second.texts[-1] == "for both: anhydrous"

    def test_what_heads_the_products_is_kept_and_can_be_mapped(self) -> None:
        text = "Comparison\n,A-1,A-2\nName,Toluene,Benzene\nCAS,108-88-3,71-43-2\n"
        title, first, second = records_of(text)
        assert title.texts == ("Comparison",)
        assert second.cell_place(0) == {"row": 2, "column": "C"}
        assert RecordDrafter(None).draft(first).unknown == {"row 2": "A-1"}
        mapped = RecordDrafter(LabelMapping({"row 2": "catalog_number"})).draft(second).draft
        assert mapped.get("catalog_number") == "A-2"

    def test_a_product_beside_others_may_lack_its_number(self) -> None:
        records = records_of("Code,A-1,A-2,\nName,Toluene,Benzene,Acetone\nCAS,108-88-3,71-43-2,67-64-1\n")
        assert [record.texts[0] for record in records] == ["A-1", "A-2", ""]

    def test_packs_beside_each_other_are_one_product(self, importer: Importer, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(
            "Code,A-1,A-1\nName,Toluene,Toluene\nCAS,108-88-3,108-88-3\nSize,1 L,5 L\nPrice (EUR),20,80\n"
        )
        report = importer(tmp_path / "a.csv", dry_run=True)
        assert [record["outcome"] for record in report["records"]] == ["created", "skipped"]
        assert [pack["size"] for pack in report["records"][0]["product"]["packs"]] == ["1 L", "5 L"]

    def test_a_currency_above_holds_for_all(self) -> None:
        text = "All prices in EUR\n\n" + SIDEWAYS + "Price 1 g,5,6\n"
        assert [record.skipped for record in records_of(text)] == ["above the header", None, None]

    def test_a_certificate_says_what_was_promised_and_what_was_found(self) -> None:
        text = (
            "CERTIFICATE OF ANALYSIS\nName,Caffeine\nCatalog No.,A-1\nCAS,58-08-2\nLot No.,L1\nRetest,2028-01\n\n"
            "Test,Specification,Result,Method\nAssay,99 % min,99.6 %,HPLC\nWater,0.5 % max,0.1 %,KF\n"
            "Taste,bitter,bitter,\n"
        )
        labelling = RecordDrafter(None)
        drafted = labelling.draft(records_of(text)[1])
        assert drafted.draft.fields == {
            "catalog_number": "A-1",
            "name": "Caffeine",
            "cas_rn": "58-08-2",
            "assay": "99 % min",
            "spec:Water": "0.5 % max",
            "spec:Taste": "bitter",
            "lot:L1": "retest 2028-01; Assay: 99.6 %; Water: 0.1 %",
            "attribute:note on Assay": "HPLC",
            "attribute:note on Water": "KF",
        }
        assert drafted.unknown == {"Lot Taste": "bitter"}

    @given(
        rows=st.lists(
            st.lists(
                st.sampled_from(["Name", "Code", "Assay", "Size", "Price", "Test", "Result", "Unit", "Specification"])
                | st.sampled_from(["", "", "9", "-", "x", "A long line of no great interest. " * 4]),
                max_size=4,
            ),
            max_size=12,
        )
    )
    def test_no_cell_is_lost(self, rows: list[list[str]]) -> None:
        marked = [
            [f"{cell} ({row}/{column})" if cell in ("x", "9") else cell for column, cell in enumerate(cells)]
            for row, cells in enumerate(rows)
        ]
        table = [*rows_of(SIDEWAYS), ["Formula", "C7H8", "C6H6"], ["Grade", "pure"], ["Storage", "dry"], *marked]
        shape = find_sideways(rows_of(SIDEWAYS))
        assert shape is not None
        read = list(read_product_blocks(enumerate(table, start=1), shape, {}))
        said = " ".join(chain.from_iterable((*record.labels, *record.texts) for record in read))
        assert [cell for cells in marked for cell in cells if "(" in cell and cell not in said] == []
        assert all(len(record.labels) == len(record.texts) for record in read)

    def test_our_own_cells_are_unescaped(self) -> None:
        [product] = products_of("catalog_number,A-1\nname,Toluene\ncas_rn,108-88-3\nstorage,'-20 °C\n")
        assert product["storage"] == "-20 °C"


class TestWorkbooks:
    def sheets(self, path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row, start=1):
                    sheet.cell(number, column, cell)
        book.save(path)
        return path

    def test_hold_a_product_in_each_sheet(self, tmp_path: Path) -> None:
        def sheet(number: str) -> list[list[object]]:
            head: list[list[object]] = [[], [None, "Data sheet"], []]
            return [
                *head,
                [None, "Cat. No.", number],
                [None, "Name", "x"],
                [],
                [None, "M.W.", 92.14, "g/mol"],
                [None, "CAS", "-"],
            ]

        path = self.sheets(tmp_path / "a.xlsx", Cover=[["Our products"]], One=sheet("A-1"), Two=sheet("A-2"))
        _, records = read_file(path)
        first, second = (record for record in records if record.skipped is None)
        assert (first.place, second.place) == ({"sheet": "One", "row": 4}, {"sheet": "Two", "row": 4})
        assert first.cell_place(first.labels.index("M.W. (g/mol)")) == {"sheet": "One", "row": 7, "column": "C"}
        assert [record.place["sheet"] for record in records if record.skipped] == ["Cover", "One", "Two"]

    def test_hold_products_below_each_other_and_beside_an_ordinary_sheet(self, tmp_path: Path) -> None:
        pair = [["Name", "Toluene"], ["CAS", "108-88-3"], [], [], ["Name", "Benzene"], ["CAS", "71-43-2"]]
        legend = [["Column", "Meaning"], ["Name", "what it is called"], ["CAS", "its number there"]]
        path = self.sheets(tmp_path / "a.xlsx", Pair=pair, List=rows_of(UPRIGHT), Legend=legend)
        _, records = read_file(path)
        assert [tuple(record.place.values()) for record in records if record.skipped is None] == [
            ("Pair", 1),
            ("Pair", 5),
            ("List", 2),
            ("List", 3),
        ]


class TestAreStreamed:
    def blocks(self) -> Iterator[tuple[int, list[str]]]:
        for number in count():
            yield 4 * number + 1, ["Catalog No.", f"A-{number}"]
            yield 4 * number + 2, ["Name", "x"]
            yield 4 * number + 3, ["CAS", "67-64-1"]
            yield 4 * number + 4, []

    def test_product_by_product(self) -> None:
        shape = find_sideways([row for _, row in islice(self.blocks(), 60)])
        assert shape is not None
        last = next(islice(read_product_blocks(self.blocks(), shape, {}), 20_000, None))
        assert last.place == {"row": 80_001}

    def test_and_so_are_tables_that_stand_upright(self) -> None:
        lines = chain(["Catalog No.,CAS\n"], (f"A-{number},67-64-1\n" for number in count()))
        assert next(islice(read_table(lines, ReadLimits(), ","), 20_000, None)).texts[0] == "A-20000"

    @pytest.mark.parametrize("blank", [False, True])
    def test_what_is_too_long_for_a_product_is_refused(self, blank: bool) -> None:
        endless = chain([["Catalog No.", "A-1"], ["CAS", "67-64-1"]], (["x", "y"] for _ in count()))
        rows = ((number, [] if blank and number % 3 == 0 else row) for number, row in enumerate(endless, start=1))
        shape = find_sideways([["Catalog No.", "A-1"], ["CAS", "67-64-1"]])
        assert shape is not None
        with pytest.raises(UnreadableFile, match=f"row 1 has more than {MOST_ROWS} rows"):
            list(read_product_blocks(rows, shape, {}))


class TestAreImportedLikeOthers:
    def test_the_same_content_sideways_writes_no_revision(self, importer: Importer, tmp_path: Path) -> None:
        for name, text in (("a.csv", UPRIGHT), ("b.csv", SIDEWAYS), ("c.csv", SHEET)):
            (tmp_path / name).write_text(text)
        assert importer(tmp_path / "a.csv")["summary"]["created"] == 2
        assert importer(tmp_path / "b.csv")["summary"]["unchanged"] == 2
        assert importer(tmp_path / "c.csv")["summary"]["unchanged"] == 1

    def test_where_each_fact_came_from_is_kept(self, importer: Importer, database: Database, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(SIDEWAYS)
        importer(tmp_path / "a.csv")
        with database.read() as transaction:
            product = find_product(transaction, "A-2")
        assert product is not None
        provenance = json.loads(product.body)["provenance"]
        assert provenance["deliveries"][0]["place"] == {"row": 1, "column": "C"}
        assert provenance["fields"]["cas_rn"] == {"delivery": 0, "label": "CAS", "place": {"row": 3}}

    def test_what_is_held_is_mended_by_its_corrections(
        self, importer: Importer, database: Database, tmp_path: Path
    ) -> None:
        (tmp_path / "a.csv").write_text(SIDEWAYS.replace("108-88-3", "108-88-4") + "Our remark,first,second\n")
        report = importer(tmp_path / "a.csv")
        [finding] = [one for one in report["records"][0]["findings"] if one["severity"] == "error"]
        assert finding["place"] == {"row": 3, "column": "B"}
        stream = io.StringIO()
        with database.read() as transaction:
            write_corrections(transaction, report["run"], stream)
        [header, row] = rows_of(stream.getvalue())
        assert header[:5] == ["Catalog No.", "Name", "CAS", "M.W.", "Our remark"]
        assert row[:5] == ["A-1", "Toluene", "108-88-4", "92.14", "first"]
        (tmp_path / "mended.csv").write_text(stream.getvalue().replace("108-88-4", "108-88-3", 1))
        assert importer(tmp_path / "mended.csv")["summary"]["created"] == 1
        stream = io.StringIO()
        with database.read() as transaction:
            write_corrections(transaction, report["run"], stream)
        assert len(rows_of(stream.getvalue())) == 1

    def test_a_mapping_tells_what_the_labels_do_not(self, importer: Importer, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(SHEET.replace("Catalog No.", "Kennung"))
        before = importer(tmp_path / "a.csv", dry_run=True)
        assert before["files"][0]["mapping"] == {
            "Kennung": "attribute:Kennung", "Name": "name", "CAS": "cas_rn", "M.W.": "molecular_weight"
        }  # fmt: skip
        mapping = LabelMapping({"kennung": "catalog_number"})
        [record] = importer(tmp_path / "a.csv", dry_run=True, mapping=mapping)["records"]
        assert (record["catalog_number"], record["outcome"]) == ("A-1", "created")

    def test_without_numbers_they_are_numbered_by_cas_rn(self, importer: Importer, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("Name,Toluene,Benzene\nCAS,108-88-3,71-43-2\nGrade,pure,pure\n")
        report = importer(tmp_path / "a.csv", dry_run=True)
        assert [record["catalog_number"] for record in report["records"]] == ["108-88-3", "71-43-2"]
