"""Readers: every cell found, with its place; recognised by content; nothing judged."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import UnreadableFile
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.encodings import find_encoding
from catalog.intake.readers.page import read_page
from catalog.intake.readers.source import ReadOptions, SourceFile, open_sources, open_upload
from catalog.intake.records import RawRecord
from catalog.settings import Settings

HEADER = ["Catalog No.", "Product name", "CAS-No.", "M.W."]
ROW = ["A1", "Water", "7732-18-5", "18.015"]
MOLFILE = "water\n  test\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0    0.0    0.0 O   0  0\nM  END\n"


def read(path: Path, **options: object) -> tuple[SourceFile, list[RawRecord]]:
    found = []
    for source in open_sources(path, ReadOptions(**options)):  # type: ignore[arg-type]  # Each test names real options.
        assert (source.error, source.passed_over) == (None, None), source
        # A member of an archive is there only until the next source is asked for.
        found.append((source, list(source.records())))
    [only] = found
    return only


def trouble(path: Path, limits: ReadLimits | None = None) -> str:
    """Why a file cannot be read."""
    for source in open_sources(path, ReadOptions(limits=limits or ReadLimits())):
        if source.error is not None:
            return str(source.error)
        assert source.passed_over is None
        with pytest.raises(UnreadableFile) as refused:
            list(source.records())
        return str(refused.value)
    raise AssertionError("nothing was found")


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def packed() -> bytes:
    """An archive with one table."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", table(","))
    return stream.getvalue()


def with_byte(data: bytes, at: int, value: int) -> bytes:
    """The data with one byte exchanged."""
    changed = bytearray(data)
    changed[at] = value
    return bytes(changed)


def table(delimiter: str, *above: str) -> str:
    return "\n".join([*above, delimiter.join(HEADER), delimiter.join(ROW), ""])


class TestTables:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_find_their_delimiter(self, tmp_path: Path, delimiter: str) -> None:
        # The name does not say what it is: the content does.
        source, [record] = read(written(tmp_path / "stock.dat", table(delimiter)))
        assert source.format == ("tsv" if delimiter == "\t" else "csv")
        assert dict(zip(record.labels, record.texts, strict=True)) == dict(zip(HEADER, ROW, strict=True))
        assert record.place == {"row": 2}
        assert record.cell_place(2) == {"row": 2, "column": "CAS-No."}

    def test_find_their_header_below_a_banner(self, tmp_path: Path) -> None:
        _, records = read(written(tmp_path / "a.csv", table(",", "Price list 2024,,,", ",,,")))
        assert [record.skipped for record in records] == ["above the header", None]
        assert records[1].place == {"row": 4}

    def test_pass_over_blank_rows_and_titles_between_rows(self, tmp_path: Path) -> None:
        _, records = read(written(tmp_path / "a.csv", table(",") + ",,,\nSolvents,,,\n"))
        assert [record.skipped for record in records] == [None, "a title between rows"]

    def test_pass_over_the_header_where_it_comes_again(self, tmp_path: Path) -> None:
        header, row = ",".join(HEADER), ",".join(ROW)
        _, records = read(written(tmp_path / "a.csv", f"{header}\n{row}\n{header}\n{row}\n"))
        assert [record.skipped for record in records] == [None, "the column names again", None]

    def test_keep_cells_beyond_the_header_and_lines_within_cells(self, tmp_path: Path) -> None:
        _, [record] = read(written(tmp_path / "a.csv", 'Cat. No.,Name\nA1,"two\nlines",beyond\n'))
        assert record.texts == ("A1", "two\nlines", "beyond")
        assert record.labels[2] == "column 3"

    def test_do_not_lose_rows_to_an_open_quotation_mark(self, tmp_path: Path) -> None:
        text = 'Cat. No.,Name,Grade\nA1,"open,x' + "\nA2,x,y" * 200_000
        _, [first, *others] = read(written(tmp_path / "a.csv", text))
        assert first.damage is not None
        assert "quotation mark" in first.damage
        assert len(others) == 200_000

    @pytest.mark.parametrize(
        ("encoding", "shown"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("gb18030", "gb18030 (guessed)"),
        ],
    )
    def test_decode_chinese(self, tmp_path: Path, encoding: str, shown: str) -> None:
        text = "货号,产品名称,CAS号\nE1,无水乙醇,64-17-5\nE2,对氨基苯甲酸,150-13-0\n"
        source, records = read(written(tmp_path / "a.csv", text, encoding))
        assert source.encoding == shown
        assert [record.texts[1] for record in records] == ["无水乙醇", "对氨基苯甲酸"]

    def test_guess_western_text_and_show_it(self, tmp_path: Path) -> None:
        source, [record] = read(written(tmp_path / "a.csv", "Artikelnummer;Name\nA1;Wässrige Lösung ±1°\n", "cp1252"))
        assert source.encoding == "cp1252 (guessed)"
        assert record.texts[1] == "Wässrige Lösung ±1°"

    def test_read_greek_letters_that_a_chinese_program_left_in_a_western_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(b"Cat. No.,Name\nA1,PI3K\xa6\xc1/\xa6\xc2 and N\xba 5\n")
        assert read(path)[1][0].texts[1] == "PI3Kα/β and Nº 5"

    def test_ask_for_the_encoding_rather_than_guess_wildly(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.csv", "Cat. No.,Name\nA1,エタノール無水\n", "shift_jis")
        assert "--encoding" in trouble(path)
        assert read(path, encoding="shift_jis")[1][0].texts[1] == "エタノール無水"

    @pytest.mark.parametrize("stated", ["utf-8", "ascii"])
    def test_do_not_take_an_encoding_that_does_not_fit(self, tmp_path: Path, stated: str) -> None:
        path = written(tmp_path / "a.csv", "Name\nWässrig\n", "cp1252")
        with pytest.raises(UnreadableFile, match="byte 6"):
            find_encoding(path, stated)

    @pytest.mark.parametrize("stated", ["rot13", "base64", "zip", "undefined", "x-none", "a\0b"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_do_not_take_what_is_no_encoding_of_text(self, tmp_path: Path, stated: str, encoding: str) -> None:
        path = written(tmp_path / "a.csv", "Name\nWater\n", encoding)
        with pytest.raises(UnreadableFile, match="is not a text encoding"):
            find_encoding(path, stated)


class TestSdf:
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_give_structure_and_data(self, tmp_path: Path, newline: str) -> None:
        text = (MOLFILE + ">  <CAS No.>  (1)\n7732-18-5\n\n> <NAME>\nWater\nIce\n\n$$$$\n") * 2
        source, records = read(written(tmp_path / "library", text.replace("\n", newline)))
        assert source.format == "sdf"
        assert [record.place for record in records] == [{"record": 1}, {"record": 2}]
        cells = dict(zip(records[1].labels, records[1].texts, strict=True))
        assert cells == {"label": "water", "molfile": MOLFILE, "CAS No.": "7732-18-5", "NAME": "Water\nIce"}
        assert records[1].cell_place(1) == {"record": 2, "tag": "CAS No.", "line": 21}

    def test_leave_out_a_molfile_without_atoms(self, tmp_path: Path) -> None:
        text = "\n  x\n\n  0  0  0     0  0            999 V2000\nM  END\n> <CAS>\n7732-18-5\n\n$$$$\n"
        _, [record] = read(written(tmp_path / "a.sdf", text))
        assert record.labels == ("CAS", "label")

    def test_keep_going_after_a_broken_record(self, tmp_path: Path) -> None:
        broken = MOLFILE.replace("  1  0", "  x  y")
        _, records = read(written(tmp_path / "a.sdf", "$$$$\n".join([MOLFILE, broken, MOLFILE, ""])))
        assert len(records) == 3

    @pytest.mark.parametrize("header", [">  <CAS>  (7)", "> 25 <CAS>", "> <CAS> (MD-7) DT12", ">DT12<CAS>"])
    def test_know_headers_from_values_that_begin_alike(self, tmp_path: Path, header: str) -> None:
        value = "> 98 %, water < 0.5 %\n> 5 < 7\n><"
        text = f"{MOLFILE}> <PURITY>\n{value}\n\n{header}\n7732-18-5\n\n$$$$\n"
        _, [record] = read(written(tmp_path / "a.sdf", text))
        cells = dict(zip(record.labels, record.texts, strict=True))
        assert (cells["PURITY"], cells["CAS"]) == (value, "7732-18-5")


class TestJson:
    def test_find_the_list_of_products(self, tmp_path: Path) -> None:
        value = {"total": 2, "data": [{"cas": "7732-18-5"}, {"cas": "64-17-5"}]}
        source, records = read(written(tmp_path / "a.txt", json.dumps(value)))
        assert source.format == "json"
        assert [record.place for record in records] == [{"pointer": "/data/0"}, {"pointer": "/data/1"}]

    @pytest.mark.parametrize(
        ("value", "numbers"),
        [
            ({"data": {"items": [{"code": "A1", "packs": [{"size": "1 g"}]}]}}, {"/data/items/0": "A1"}),
            ({"page": 1, "x": [{"n": 1}], "products": [{"code": "A1"}]}, {"/products/0": "A1"}),
            ({"A1": {"name": "a", "cas": "7732-18-5"}, "A/2": {"name": "b"}}, {"/A1": "A1", "/A~12": "A/2"}),
            (
                {"solvents": [{"name": "a", "code": "A1"}], "acids": [{"name": "b", "code": "B1", "cas": "64-19-7"}]},
                {"/acids/0": "B1", "/solvents/0": "A1"},
            ),
            (
                {"data": {"one": {"items": [{"name": "a", "code": "A1"}]}, "two": [{"name": "b", "code": "B1"}]}},
                {"/data/two/0": "B1", "/data/one/items/0": "A1"},
            ),
            (
                {"categories": [{"id": 1, "name": "Acids"}], "products": [{"name": "a", "sku": "A1"}]},
                {"/categories": "", "/products/0": "A1"},
            ),
            ({"A1": {"name": "a", "code": "B1"}, "A2": {"name": "b"}}, {"/A1": "B1", "/A2": "A2"}),
            ({"code": "A1", "name": "a", "variants": [{"name": "small", "size": "1 g"}]}, {"/0": "A1"}),
            ({"general information": {"name": "a", "code": "A1"}, "specifications": {"purity": "99"}}, {"/0": "A1"}),
        ],
    )
    def test_tell_products_from_the_parts_of_one(self, tmp_path: Path, value: object, numbers: dict[str, str]) -> None:
        _, records = read(written(tmp_path / "a.json", json.dumps(value)))
        drafts = {record.place["pointer"]: RecordDrafter(None).draft(record).draft for record in records}
        assert {pointer: draft.get("catalog_number") for pointer, draft in drafts.items()} == numbers

    def test_read_identifiers_that_are_fields(self, tmp_path: Path) -> None:
        value = [{"code": "A1", "identifiers": {"cas": "7732-18-5", "EC": "231-791-2", "Own list": "7"}}]
        _, [record] = read(written(tmp_path / "a.json", json.dumps(value)))
        fields = RecordDrafter(None).draft(record).draft.fields
        expected = {"cas_rn": "7732-18-5", "identifier:EC": "231-791-2", "identifier:Own list": "7"}
        assert fields == {"catalog_number": "A1", **expected}

    def test_read_lines(self, tmp_path: Path) -> None:
        source, records = read(written(tmp_path / "a.json", '{"cas": "7732-18-5"}\n\n{"cas": "64-17-5"}\n'))
        assert source.format == "jsonl"
        assert [record.place for record in records] == [{"line": 1}, {"line": 3}]

    def test_take_key_and_value_pairs_for_fields_and_certificates_for_none(self, tmp_path: Path) -> None:
        value = [
            {"properties": [{"key": "Melting point", "value": "0 °C"}], "certificates": [{"name": "COA", "url": 1}]}
        ]
        _, [record] = read(written(tmp_path / "a.json", json.dumps(value)))
        assert record.labels == ("properties.Melting point", "certificates.0.name", "certificates.0.url")

    @pytest.mark.parametrize("text", ['{"a": ', "[" * 100_000, '{"a": 1}\n{"a": ', "[1, 2]"])
    def test_tell_what_is_no_json(self, tmp_path: Path, text: str) -> None:
        assert "JSON" in trouble(written(tmp_path / "a.json", text))

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("[" * 100_000, "JSON nested too deep. Some hundred levels can be read."),
            ('[{"name": ' + "9" * 5_000 + "}]", "a whole number of more than 4,300 digits. Write it as text."),
        ],
    )
    def test_tell_what_is_too_much_in_words_of_their_own(self, tmp_path: Path, text: str, words: str) -> None:
        told = trouble(written(tmp_path / "a.json", text))
        assert words in told
        assert "recursion" not in told
        assert "sys." not in told


JSON_ANSWERS: list[tuple[object, list[tuple[str, str]]]] = [
    # What comes around the products: their places, and their numbers.
    ({"code": 0, "msg": "ok", "data": {"list": [{"货号": "A1", "CAS号": "62-53-3"}]}}, [("/data/list/0", "A1")]),
    ({"name": "Price list", "products": [{"code": "A1", "name": "Aniline"}]}, [("/products/0", "A1")]),
    ({"hits": {"hits": [{"_id": "x", "_source": {"catalog_number": "A1", "name": "a"}}]}}, [("/hits/hits/0", "A1")]),
    (
        {"data": {"p": {"edges": [{"cursor": "x", "node": {"code": "A1", "cas": "62-53-3"}}]}}},
        [("/data/p/edges/0", "A1")],
    ),
    ({"code": "A1", "related": [{"code": "A2"}]}, [("/0", "A1")]),
    (
        {"categories": [{"id": n, "name": "x", "products": [{"code": f"A{n}", "name": "a"}]} for n in (1, 2)]},
        [("/categories/0/products/0", "A1"), ("/categories/1/products/0", "A2")],
    ),
    ([{"code": "K1", "name": "Kit", "components": [{"name": "a", "cas": "62-53-3", "formula": "C"}]}], [("/0", "K1")]),
    ({"title": "Aniline", "variants": [{"id": 7, "title": "5 g", "sku": "A1-5G", "price": 9}]}, [("/0", "A1")]),
]


class TestJsonAnswers:
    @pytest.mark.parametrize(("value", "expected"), JSON_ANSWERS)
    def test_give_their_products(self, tmp_path: Path, value: object, expected: list[tuple[str, str]]) -> None:
        _, records = read(written(tmp_path / "a.json", json.dumps(value)))
        found = [
            (record.place["pointer"], RecordDrafter(None).draft(record).draft.get("catalog_number"))
            for record in records
        ]
        assert found == expected

    def test_of_a_page_skip_what_is_no_product(self, tmp_path: Path) -> None:
        brand = {"@type": "Brand", "name": "Acme"}
        product = {"@type": "Product", "@id": "https://example.org/1", "sku": "A1", "name": "Aniline", "brand": brand}
        graph = [{"@type": "BreadcrumbList", "name": "Home"}, product, {"@type": "Organization", "name": "Acme"}]
        _, records = read(written(tmp_path / "a.json", json.dumps({"@graph": graph})))
        assert [record.skipped is None for record in records] == [False, True, False]
        drafted = RecordDrafter(None).draft(records[1])
        assert drafted.draft.fields == {"catalog_number": "A1", "name": "Aniline"}
        assert drafted.supplier == "Acme"
        assert drafted.unknown == {}


SIDE_BY_SIDE: list[tuple[list[str], list[tuple[dict[str, int | str], str]]]] = [
    (
        ["Name,Cat#,,Name,Cat#", "Acetone,A1,,Water,B1", "Ethanol,A2,,,"],
        [({"row": 2, "column": "A"}, "A1"), ({"row": 2, "column": "D"}, "B1"), ({"row": 3, "column": "A"}, "A2")],
    ),
    (
        ["Our lists", "Cat#,CAS,Cat#,CAS,CAT#,CAS", "A1,67-64-1,B1,64-17-5,C1,50-00-0"],
        [({"row": 3, "column": letter}, number) for letter, number in (("A", "A1"), ("C", "B1"), ("E", "C1"))],
    ),
    # Repeated sizes and prices, or a second column of one field, are one table.
    (["Cat#,Name,Size,Price,Size,Price", "A1,a,1 g,1 EUR,2 g,2 EUR"], [({"row": 2}, "A1")]),
    (["Name,Cat#,Name", "a,A1,b"], [({"row": 2}, "A1")]),
]


@pytest.mark.parametrize(("lines", "numbers"), SIDE_BY_SIDE)
def test_tables_side_by_side_are_tables(
    tmp_path: Path, lines: list[str], numbers: list[tuple[dict[str, int | str], str]]
) -> None:
    _, records = read(written(tmp_path / "a.csv", "\n".join(lines)))
    products = [record for record in records if record.skipped is None]
    drafts = [RecordDrafter(None).draft(record).draft.get("catalog_number") for record in products]
    assert list(zip([dict(record.place) for record in products], drafts, strict=True)) == numbers


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    _, records = read(written(tmp_path / "a.csv", 'Cat#,Name\n\nA1,"two\nlines"\nA2,b\n'))
    assert [record.place for record in records] == [{"row": 3}, {"row": 4}]


def test_commands_of_a_bulk_file_are_no_records(tmp_path: Path) -> None:
    text = '{"index": {"_id": "A1"}}\n{"code": "A1"}\n{"create": {"_id": "A2"}}\n{"code": "A2"}\n'
    _, records = read(written(tmp_path / "a.jsonl", text))
    assert [record.skipped is None for record in records] == [False, True, False, True]


JSON_FIELDS: list[tuple[dict[str, object], dict[str, str]]] = [
    # What a product says, and the fields that it makes.
    ({"price": [{"size": "5g", "price": 9.5, "currency": "USD"}]}, {"pack:5g": "9.5 USD"}),
    ({"currency": "EUR", "packs": [{"size": "5g", "price": 9, "stock": 3}]}, {"pack:5g": "9 EUR; stock: 3"}),
    ({"packSizes": ["5 g", "1 kg"]}, {"pack:5 g": "on request", "pack:1 kg": "on request"}),
    ({"prices": {"5 g": {"value": 9, "currency": "EUR"}}}, {"pack:5 g": "9 EUR"}),
    ({"规格": [{"包装": "5g", "价格": "58"}]}, {"pack:5g": "58"}),
    ({"offers": {"@type": "Offer", "name": "5 g", "price": 9, "priceCurrency": "EUR"}}, {"pack:5 g": "9 EUR"}),
    (
        {"sku": "B2-5G", "variants": [{"option1": "5 g", "price": 9, "sku": "B2-5G"}]},
        {"catalog_number": "B2", "pack:5 g": "9"},
    ),
    ({"id": 7, "variants": [{"option1": "Default", "sku": "B2"}]}, {"catalog_number": "B2"}),
    ({"synonyms": [{"name": "Ice"}, {"name": "Oxidane"}]}, {"synonyms": "Ice|Oxidane"}),
    ({"identifiers": [{"type": "CAS", "value": "62-53-3"}]}, {"cas_rn": "62-53-3"}),
    ({"metafields": [{"namespace": "c", "key": "cas_number", "value": "62-53-3", "type": "x"}]}, {"cas_rn": "62-53-3"}),
    ({"attributes": [{"id": 1, "name": "CAS", "visible": True, "options": ["62-53-3"]}]}, {"cas_rn": "62-53-3"}),
    ({"specifications": [{"name": "Water", "value": "0.5 max", "unit": "%"}]}, {"spec:Water": "0.5 % max"}),
    ({"specifications": [{"test": "Assay", "value": 98, "unit": "%", "method": "GC"}]}, {"assay": "98 % (GC)"}),
    ({"specs": {"loss_on_drying": "≤0.5%"}}, {"spec:loss on drying": "≤0.5%"}),
    ({"hazards": {"signal": "Danger", "statements": ["H225"]}}, {"signal_word": "Danger", "hazard_statements": "H225"}),
    ({"hazards": [{"code": "H225"}, {"code": "H304"}]}, {"hazard_statements": "H225|H304"}),
    ({"assay": {"min": 99.5, "max": None, "unit": "%", "method": "GC"}}, {"assay": "≥99.5 % (GC)"}),
    ({"compound": {"cas": "62-53-3"}, "quality": {"assay": "99%"}}, {"cas_rn": "62-53-3", "assay": "99%"}),
    ({"packs": [{"amount": 5, "unit": "g", "price": {"amount": 9, "currency": "EUR"}}]}, {"pack:5 g": "9 EUR"}),
    ({"hazards": ["H225", "H304"]}, {"hazard_statements": "H225|H304"}),
]


@pytest.mark.parametrize(("value", "fields"), JSON_FIELDS)
def test_a_json_product_says(tmp_path: Path, value: dict[str, object], fields: dict[str, str]) -> None:
    own = {"name": "a", "formula": "C"}
    _, [record] = read(written(tmp_path / "a.json", json.dumps(own | value)))
    drafted = RecordDrafter(None).draft(record)
    assert drafted.draft.fields == own | fields
    assert not drafted.findings


class TestPages:
    def test_give_one_record_with_sections_and_free_text(self, tmp_path: Path) -> None:
        lines = [
            "\ufeffBPTA CAS:89604-92-2",
            "CAS |  89604-92-2 |",
            "Specification",
            "Assay | 99% min |",
            "",
            "A powder.",
        ]
        text = "\r\n".join([*lines, "It is white."])
        source, [record] = read(written(tmp_path / "page.csv", text))
        assert source.format == "page"
        cells = dict(zip(record.labels, record.texts, strict=True))
        assert cells == {
            "CAS": "89604-92-2",
            "specification.Assay": "99% min",
            "description": "A powder.\nIt is white.",
            "label": "BPTA",
        }
        assert record.cell_place(0) == {"line": 2}

    def test_refuse_prose(self, tmp_path: Path) -> None:
        assert "column names" in trouble(written(tmp_path / "a.txt", "This is a letter.\nIt has no labels.\n"))


PAGE_HABITS = [
    # Labels in another order, some of them below the heading of the specification.
    "CAS | 62-53-3 |\nProduct Specification\nAssay | 99% |\nProduct Name | Aniline |\nCatalog Number | A1 |\n",
    # Colons of any width, tabs, and labels among them that nobody knows.
    "Catalog Number：A1\nProduct Name：Aniline\nTarget：dyes\nCAS：62-53-3\nSpecification\nAssay：99%\n",
    "Catalog Number\tA1\nProduct Name\tAniline\nTarget\tdyes\nCAS\t62-53-3\nSpecification\nAssay\t99%\n\n"
    + "Long. " * 20,
    # A remark between labels is no description.
    "Catalog Number: A1\nProduct Name: Aniline\n\nSafety first!\n\nCAS: 62-53-3\nSpecifications:\nAssay: 99%\n",
    # Values in the lines below.
    "Catalog Number\nA1\nProduct Name\nAniline\nCAS\n62-53-3\nProduct Specification\nAssay\n99%\n",
    "Catalog Number:\nA1\n\nProduct Name:\nAniline\n\nCAS:\n62-53-3\n\nSpecification:\nAssay:\n99%\n",
    # Lists, tables of Markdown, and columns set by hand.
    "- Catalog Number: A1\n• Product Name: Aniline\n* CAS: 62-53-3\nSpecification\n- Assay: 99%\n",
    "# A\n\n| Property | Value |\n|---|---|\n| Code | A1 |\n| Name | Aniline |\n| CAS | 62-53-3 |\n| Assay | 99% |\n",
    "Catalog Number ..... A1\nName ............... Aniline\nCAS ................ 62-53-3\nAssay .............. 99%\n",
    "Catalog Number    A1\nName              Aniline\nCAS               62-53-3\nAssay             99%\n",
    "# A\n**Catalog Number:** A1\n**Product Name:** Aniline\n**CAS:** 62-53-3\n## Specification\n**Assay**: 99%\n",
    "Catalog Number - A1\nProduct Name – Aniline\nCAS - 62-53-3\nSpecification\nAssay - 99%\n",
    "Catalog Number = A1\nProduct Name = Aniline\nCAS = 62-53-3\nSpecification\nAssay = 99%\n",
]


class TestPageHabits:
    @pytest.mark.parametrize("text", PAGE_HABITS)
    def test_all_say_the_same(self, tmp_path: Path, text: str) -> None:
        source, [record] = read(written(tmp_path / "page.txt", text))
        fields = dict(RecordDrafter(None).draft(record).draft.fields)
        fields.pop("description", None)
        assert source.format == "page"
        assert fields == {"catalog_number": "A1", "name": "Aniline", "cas_rn": "62-53-3", "assay": "99%"}
        assert ("specification.Assay" in record.labels) == ("Specification" in text)
        assert text.splitlines()[record.cell_place(record.labels.index("CAS"))["line"] - 1].lstrip("-*| ")[:3] == "CAS"  # type: ignore[operator]

    @pytest.mark.parametrize(
        ("text", "description"),
        [
            ("Code | A1 |\nName | Aniline |\nAn oil.\nStorage: dry\n", "An oil."),
            ("Code | A1 |\nName | Aniline |\nTarget: dyes\nStorage: dry\n", ""),
            ("Code | A1 |\nName | Aniline |\n" + "A long line of prose. " * 5 + "\nForm: oil.\n", "prose. Form: oil."),
            ("Code | A1 |\nName | Aniline |\nDescription:\nAn oil.\nIt darkens.\n", "An oil. It darkens."),
            ("Code | A1 |\nName | Aniline |\nDescription | An oil.\nUse\nDyes.\n", "An oil. Use Dyes."),
            (
                "It is an oil that darkens in air, with a smell of fish, and burns.\nCode | A1 |\nName | a |\n",
                "and burns.",
            ),
        ],
    )
    def test_describe_what_is_described(self, tmp_path: Path, text: str, description: str) -> None:
        _, [record] = read(written(tmp_path / "page.txt", text))
        drafted = RecordDrafter(None).draft(record)
        found = " ".join(drafted.draft.get("description").split())
        assert found.endswith(description)
        assert bool(found) == bool(description)
        assert not drafted.findings

    def test_go_on_in_the_next_line(self, tmp_path: Path) -> None:
        text = (
            "Code | A1 |\nName | a |\nSynonyms | Benzenamine |\n | Phenylamine |\nStorage | Keep cool |\n | and dry |\n"
        )
        _, [record] = read(written(tmp_path / "page.txt", text))
        fields = RecordDrafter(None).draft(record).draft.fields
        assert (fields["synonyms"], fields["storage"]) == ("Benzenamine|Phenylamine", "Keep cool and dry")

    @pytest.mark.parametrize(
        ("lines", "storage", "description"),
        [
            ("Storage\nStore at 2-8 °C", "Store at 2-8 °C", ""),
            ("Storage\nCAS: 62-53-3", "", ""),
            ("Storage\n" + "It keeps for years in a cool place. " * 4, "", "in a cool place."),
            ("Use\nDyes", "", "Dyes"),
        ],
    )
    def test_have_a_value_below_a_heading(self, tmp_path: Path, lines: str, storage: str, description: str) -> None:
        _, [record] = read(written(tmp_path / "page.txt", f"Code: A1\nName: Aniline\n{lines}\n"))
        draft = RecordDrafter(None).draft(record).draft
        assert draft.get("storage") == storage
        assert draft.get("description").endswith(description)
        assert bool(draft.get("description")) == bool(description)

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["Name", "Use", "Grade:", "Synonyms |", "Test:", "- CAS:", "|", "Storage  "]),
                st.sampled_from(["", " ", "\n", " A sentence.", " " + "A long line of prose. " * 5]),
            ),
            max_size=12,
        )
    )
    def test_lose_no_line(self, parts: list[tuple[str, str]]) -> None:
        marked = [f"{label}{between}x{number}x" for number, (label, between) in enumerate(parts)]
        lines = "\n".join(["Code | A1 |", "Name | a |", *marked]).splitlines()
        records = list(read_page(lines, ReadLimits()))
        said = " ".join(text for record in records for text in (*record.labels, *record.texts))
        assert [number for number in range(len(parts)) if f"x{number}x" not in said] == []
        assert all(len(record.labels) == len(record.texts) == len(record.cell_places or ()) for record in records)

    def test_keep_what_stands_between_labels(self, tmp_path: Path) -> None:
        text = "Code: A1\nName: a\nOf note\nMade here\nUse: dyes\nSee: https://example.org\nCAS: 62-53-3\n"
        _, [record] = read(written(tmp_path / "page.txt", text))
        unknown = RecordDrafter(None).draft(record).unknown
        assert unknown == {"text": "Of note\nMade here", "Use": "dyes", "See": "https://example.org"}

    @pytest.mark.parametrize("above", ["", "Toluene CAS:108-88-3\n"])
    def test_of_several_products_are_several(self, tmp_path: Path, above: str) -> None:
        pages = (
            "Aniline\nCode: A1\nName: Aniline\nAn oil. It darkens.\n\n"
            + above
            + "Code: A2\nName: Toluene\nA solvent.\n"
        )
        _, records = read(written(tmp_path / "page.txt", pages))
        drafts = [RecordDrafter(None).draft(record).draft for record in records]
        assert [draft.get("catalog_number") for draft in drafts] == ["A1", "A2"]
        assert [draft.get("description") for draft in drafts] == ["An oil. It darkens.", "A solvent."]
        assert [record.place for record in records] == [{"line": 1}, {"line": 6}]

    @pytest.mark.parametrize("between", [" | ", "\t", "   "])
    def test_hold_a_small_table_of_packs(self, tmp_path: Path, between: str) -> None:
        product = "Code{0}{1}\nName{0}{2}\nCAS{0}{3}\nPack{0}Price{0}Stock\n5 g{0}9 EUR{0}3\n25 g{0}30 EUR\n"
        product += "It is sold by weight only.\n"
        pages = product.format(between, "A1", "Aniline", "62-53-3") + product.format(
            between, "A2", "Toluene", "108-88-3"
        )
        source, records = read(written(tmp_path / "page.txt", pages))
        fields = [RecordDrafter(None).draft(record).draft.fields for record in records]
        assert source.format == "page"
        assert [each["catalog_number"] for each in fields] == ["A1", "A2"]
        for each in fields:
            assert {name: text for name, text in each.items() if name.startswith(("pack", "desc"))} == {
                "pack:5 g": "9 EUR; stock: 3",
                "pack:25 g": "30 EUR",
                "description": "It is sold by weight only.",
            }
        assert records[1].cell_place(records[1].labels.index("Price 2")) == {"line": 13}

    def test_list_synonyms_below_their_label(self, tmp_path: Path) -> None:
        text = "Code: A1\nName: Aniline\nSynonyms:\nBenzenamine\nPhenylamine\n\nOf note\nCAS: 62-53-3\n"
        _, [record] = read(written(tmp_path / "page.txt", text))
        assert RecordDrafter(None).draft(record).draft.get("synonyms") == "Benzenamine|Phenylamine"

    def test_hold_lines_of_a_size_and_its_price(self, tmp_path: Path) -> None:
        text = "Code: A1\nName: Aniline\nCAS: 62-53-3\n500 mL: 25.00 EUR\n2.5 L - 80 EUR\n"
        _, [record] = read(written(tmp_path / "page.txt", text))
        fields = RecordDrafter(None).draft(record).draft.fields
        assert (fields["pack:500 mL"], fields["pack:2.5 L"]) == ("25.00 EUR", "80 EUR")

    def test_are_parted_by_rules_and_titles(self, tmp_path: Path) -> None:
        page = "{0} CAS:{1}\n\nCode | {2} |\nName | {0} |\nCAS | {1} |\nAn oil that darkens in air.\n"
        pages = page.format("Aniline", "62-53-3", "A1") + "=====\n" + page.format("Toluene", "108-88-3", "A2")
        source, records = read(written(tmp_path / "page.txt", pages))
        drafts = [RecordDrafter(None).draft(record).draft for record in records]
        assert source.format == "page"
        assert [(draft.get("catalog_number"), draft.get("description")) for draft in drafts] == [
            ("A1", "An oil that darkens in air."),
            ("A2", "An oil that darkens in air."),
        ]

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("# Aniline", "Aniline"),
            ("Aniline (CAS 62-53-3)", "Aniline"),
            ("Product data sheet", "Benzenamine"),
            ("https://example.org/aniline", "Benzenamine"),
        ],
    )
    def test_are_called_by_their_title_where_no_label_gives_a_name(self, tmp_path: Path, title: str, name: str) -> None:
        _, [record] = read(written(tmp_path / "page.txt", f"{title}\nCode: A1\nSynonyms: Benzenamine\nAssay: 99%\n"))
        assert RecordDrafter(None).draft(record).draft.get("name") == name

    def test_hold_several_labels_in_a_line_and_what_markup_left_over(self, tmp_path: Path) -> None:
        text = (
            "Aniline\nCAS No. 62-53-3   M.W.: 93.13\nCode: A1 | Purity: &ge;&nbsp;98 %\nStorage: 2&ndash;8 &deg;C; dry"
        )
        _, [record] = read(written(tmp_path / "page.txt", text))
        assert RecordDrafter(None).draft(record).draft.fields == {
            "catalog_number": "A1",
            "name": "Aniline",
            "cas_rn": "62-53-3",
            "molecular_weight": "93.13",
            "assay": "≥\u00a098 %",
            "storage": "2–8 °C; dry",
        }

    def test_that_repeat_the_number_of_their_product_are_one(self, tmp_path: Path) -> None:
        assert len(read(written(tmp_path / "a.txt", "Code: A1\nName: a\nCAS: 1-1-1\nCode: A1\n"))[1]) == 1


class TestWorkbooks:
    def test_give_every_sheet_below_its_banner(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for sheet in (book.active, book.create_sheet("More")):
            assert sheet is not None
            sheet["B2"] = "Stock list"
            for column, (label, text) in enumerate(zip(HEADER, ROW, strict=True), start=2):
                sheet.cell(4, column, label)
                sheet.cell(7, column, text)
        book.save(tmp_path / "a.bin")
        source, records = read(tmp_path / "a.bin")
        kept = [record for record in records if record.skipped is None]
        assert source.format == "xlsx"
        assert [record.place for record in kept] == [{"sheet": "Sheet", "row": 7}, {"sheet": "More", "row": 7}]
        assert kept[0].texts[1:] == tuple(ROW)

    def test_pass_over_a_cover_and_account_for_each_of_its_rows(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(["Price list of the year 2026"])
        terms = book.create_sheet("Terms")
        terms.append(["Clause", "Wording"])
        for number in range(100):
            terms.append([f"§ {number}", "Goods stay ours until they are paid."])
        stock = book.create_sheet("Stock")
        stock.append(HEADER)
        stock.append(ROW)
        book.save(tmp_path / "a.xlsx")
        _, records = read(tmp_path / "a.xlsx")
        assert [record.texts for record in records if record.skipped is None] == [tuple(ROW)]
        assert [record.skipped for record in records].count("no header in this sheet") == 102

    def test_take_unknown_labels_for_a_header_where_no_sheet_has_others(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(["Kennung", "Was"])
        book.active.append(["K1", "Wasser"])
        book.save(tmp_path / "a.xlsx")
        assert read(tmp_path / "a.xlsx")[1][0].labels == ("Kennung", "Was")

    def test_write_numbers_and_dates_as_a_person_sees_them(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(HEADER)
        book.active.append([1001, "Water", datetime.date(1950, 7, 7), 18.015])
        book.save(tmp_path / "a.xlsx")
        assert read(tmp_path / "a.xlsx")[1][0].texts == ("1001", "Water", "1950-07-07", "18.015")

    def test_refuse_a_sheet_that_claims_the_whole_grid(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active["A1"] = "CAS"
        book.active["XFD1048576"] = "far"
        book.save(tmp_path / "bomb.xlsx")
        limits = ReadLimits(workbook_memory_bytes=1 << 30)
        assert "more cells than it has" in trouble(tmp_path / "bomb.xlsx", limits)

    def test_refuse_what_unpacks_to_too_much(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
        assert "unpacks to more than" in trouble(tmp_path / "a.xlsx", ReadLimits(unpacked_bytes=1 << 20))

    def test_refuse_what_is_no_workbook_inside(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
        assert "cannot be read" in trouble(tmp_path / "a.xlsx")


class TestArchives:
    def test_read_each_member_and_pass_documents_over(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("../../evil.csv", table(","))
            archive.writestr("README.md", "about")
            archive.writestr("deep/b.jsonl", '{"cas": "7732-18-5"}\n')
        found = []
        for source in open_sources(tmp_path / "all.zip", ReadOptions()):
            if source.passed_over is None:
                found.append((source.path.rpartition("!")[2], len(list(source.records()))))
            else:
                assert source.path.endswith("README.md")
        assert found == [("../../evil.csv", 1), ("deep/b.jsonl", 1)]
        assert not (tmp_path.parent.parent / "evil.csv").exists()

    def test_read_gzip(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv.gz").write_bytes(gzip.compress(table(",").encode()))
        source, records = read(tmp_path / "a.csv.gz")
        assert source.path.endswith("a.csv.gz!a.csv")
        assert len(records) == 1

    def test_name_the_member_of_an_upload_as_the_upload_and_not_as_its_kept_file(self, tmp_path: Path) -> None:
        kept = tmp_path / "790f0e3a"
        kept.write_bytes(gzip.compress(table(",").encode()))
        assert [source.path for source in open_upload("a.csv.gz", kept, ReadOptions())] == ["a.csv.gz!a.csv"]

    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: gzip.compress(b"0" * 20_000_000), "50 times its size"),
            (lambda: gzip.compress(gzip.compress(b"Cat. No.,CAS\n")), "archive inside an archive"),
            (lambda: gzip.compress(b"Cat. No.,CAS\n" * 999)[:-20], "damaged"),
            (lambda: b"PK\x03\x04 nothing more", "damaged"),
            # What Python's zipfile raises of them is an OSError, an EOFError, and errors of its own.
            (lambda: with_byte(packed(), -5, 255), "damaged"),
            (lambda: with_byte(packed(), 28, 255), "It is damaged"),
            (lambda: with_byte(packed(), 28, 1), "It is damaged"),
            (lambda: with_byte(packed(), -63, 98), "Pack it with deflate"),
            (lambda: with_byte(packed(), -65, 1), "password"),
        ],
    )
    def test_refuse_bombs_nests_and_damage(self, tmp_path: Path, make: Callable[[], bytes], words: str) -> None:
        (tmp_path / "a").write_bytes(make())
        assert words in trouble(tmp_path / "a")

    def test_refuse_too_many_members(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for number in range(101):
                archive.writestr(f"{number}.csv", table(","))
        assert "101 files" in trouble(tmp_path / "a.zip")


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b" \n\n", "blanks"),
            (b"%PDF-1.7", "a PDF"),
            (b"\x89PNG\r\n", "a picture"),
            (b"<!DOCTYPE html><table>", "no table with column names"),
            (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>', "XML"),
            (bytes(range(1, 32)) * 40, "not a text file"),
        ],
    )
    def test_are_refused_with_what_they_are(self, tmp_path: Path, content: bytes, words: str) -> None:
        (tmp_path / "a.csv").write_bytes(content)
        assert words in trouble(tmp_path / "a.csv")

    def test_lines_without_end_are_refused(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.csv", "Cat. No.,CAS\n" + "x" * 3_000_000)
        assert "longer than 2,000,000" in trouble(path)

    def test_a_folder_is_read_by_name_and_what_is_no_data_passed_over(self, tmp_path: Path) -> None:
        for name in ("b.csv", "a.csv", ".hidden.csv", "README.md"):
            written(tmp_path / name, table(","))
        sources = list(open_sources(tmp_path, ReadOptions()))
        assert [(Path(source.path).name, source.passed_over, source.error) for source in sources] == [
            ("README.md", "a document beside the data", None),
            ("a.csv", None, None),
            ("b.csv", None, None),
        ]

    @pytest.mark.parametrize(("path", "options"), [("nowhere", {}), (".", {"format": "docx"})])
    def test_what_is_not_there_is_an_error(self, path: str, options: dict[str, str]) -> None:
        with pytest.raises(UnreadableFile):
            list(open_sources(Path(path), ReadOptions(**options)))  # type: ignore[arg-type]  # As above.

    def test_a_stated_format_goes_before_what_is_found(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.txt", "CAS\n7732-18-5\n")
        assert "column names" in trouble(path)
        assert len(read(path, format="csv")[1]) == 1


class TestLongCells:
    def test_of_a_table_are_no_trouble_to_recognising_it(self, tmp_path: Path) -> None:
        text = table(",") + f'A2,"{"x" * 200_000}",64-17-5,46.07\n'
        _, records = read(written(tmp_path / "a.csv", text))
        assert [len(record.texts[1]) for record in records] == [5, 200_000]


def test_limits_are_settings_with_the_same_defaults() -> None:
    assert ReadLimits(**Settings().read_limits()) == ReadLimits()
    assert ReadLimits(**Settings(read_columns=3).read_limits()).columns == 3


@pytest.mark.parametrize(
    ("name", "says"), [("a.xlsx", "This is not a workbook, although it is called .xlsx."), ("a.csv", "not a text file")]
)
def test_random_bytes_are_told_without_an_encoding(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / name).write_bytes(b"".join(hashlib.sha512(bytes([at])).digest() for at in range(64)))
    message = trouble(tmp_path / name)
    assert says in message
    assert "--encoding" not in message
