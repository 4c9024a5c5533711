"""Numbers in workbooks are read as the sheet shows them: tables of a number, its format and the text."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.readers.sheets.number_formats import plain_text, shown_number
from catalog.intake.readers.source import ReadOptions, open_sources
from catalog.product.checks.presence import check_presence
from catalog.product.draft import Draft
from catalog.product.findings import Code

EURO = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'
ACCOUNTING = '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)'

SHOWN: list[tuple[float, str, str]] = [
    (123, "00000", "00123"),
    (7, '"AB-"0000', "AB-0007"),
    (12, "0000\\-00", "0000-12"),
    (1712, '"F"0"/"00', "F17/12"),
    (67641, "0-00-0", "67-64-1"),
    (7732185, "#-00-0", "7732-18-5"),
    (90.75, "0.000", "90.750"),
    (0.79, "0.0000", "0.7900"),
    (0.5, "#.00", "0.50"),
    (98.5, "0.0#", "98.5"),
    (98, "0.0#", "98.0"),
    (0.98, "0%", "98%"),
    (1, "0%", "100%"),
    (0.985, "0.00%", "98.50%"),
    (0.985, "0%", "98.5%"),
    (0.07, "0 %", "7 %"),
    (0.995, '"≥"0.0%', "≥99.5%"),
    (98, 'General"%"', "98%"),
    (12.5, EURO, "12.50 €"),
    (0, EURO, ""),
    (1234.5, ACCOUNTING, "$1234.50"),
    (-12, ACCOUNTING, "-$12.00"),
    (12.5, '[$USD] #,##0.00', "USD 12.50"),
    (12.5, "[$-407]0.00", "12.50"),
    (12.5, "[$£-809]#,##0.00", "£12.50"),
    (12.5, "[$€-2]\\ #,##0.00", "€ 12.50"),
    (5, '0" g"', "5 g"),
    (2.5, '0.0\\ "L"', "2.5 L"),
    (-20, "0_);(0)", "-20"),
    (-20, "0;[Red]-0", "-20"),
    (-20, "0.0", "-20.0"),
    (0, '0;-0;"-"', ""),
    (0, '0;-0;"n/a"', "n/a"),
    (180.157, "0", "180.157"),
    (58.08, "0.0", "58.08"),
    (1 / 3, "0.00", "0.33"),
    (2 / 3, "0%", "67%"),
    (12345, "0.00E+00", "12345"),
    (0.00001, "0.00E+00", "0.00001"),
    (0.5, "# ?/?", "0.5"),
    (12345, "0.0,", "12345"),
    (1200, "#,##0", "1200"),
    (5, "[>100]0.0;0", "5"),
    (42, "@", "42"),
    (0.1 + 0.2, "General", "0.3"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "expected"), SHOWN)
def test_a_number_is_shown_by_its_format(value: float, code: str, expected: str) -> None:
    assert shown_number(value, code) == expected


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.text(alphabet='0#?.,%;"_*[]\\$-€ ()EGeneral@/', max_size=30)
)
def test_every_format_gives_some_text(value: float, code: str) -> None:
    assert shown_number(value, code) == shown_number(value, code).strip()


@given(st.decimals(min_value=0, max_value=10**8, places=3))
def test_no_typed_digit_is_lost(value: object) -> None:
    number = float(str(value))
    for code in ("0", "0.0", "00000.00", "#,##0.00"):
        assert float(shown_number(number, code)) == float(plain_text(number))


def first_texts(path: Path) -> list[tuple[str, ...]]:
    (source,) = open_sources(path, ReadOptions())
    return [record.texts for record in source.records()]


def test_formats_of_a_workbook_belong_to_their_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(3, 2, "Cat. No.")
    sheet.cell(3, 3, "Name")
    sheet.cell(3, 4, "Purity")
    sheet.cell(3, 5, "Date of price list")
    for row, number in enumerate((17, 123), start=4):
        sheet.cell(row, 2, number).number_format = "0000"
        sheet.cell(row, 3, "Water")
        sheet.cell(row, 4, 0.98).number_format = "0.0%"
        sheet.cell(row, 5, datetime.date(2026, 3, 1)).number_format = "mmm-yy"
    further = book.create_sheet("Müller & Co")
    further.append(["Cat. No.", "Name"])
    further.append([5, "Ice"])
    further["A2"].number_format = '"X"00'
    book.save(tmp_path / "a.xlsx")
    assert first_texts(tmp_path / "a.xlsx") == [
        ("", "0017", "Water", "98.0%", "2026-03-01"),
        ("", "0123", "Water", "98.0%", "2026-03-01"),
        ("X05", "Ice"),
    ]


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def ods_cell(value: float | str, shown: str, kind: str = "float", **more: str) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    further = "".join(f' {name.replace("_", ":", 1)}="{text}"' for name, text in more.items())
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}"{further}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def test_an_ods_document_shows_its_numbers(tmp_path: Path) -> None:
    header = "".join(ods_cell(label, "") for label in ("Cat. No.", "Name", "Purity", "Price", "MW"))
    product = "".join(
        [
            ods_cell(123, "00123"),
            ods_cell("Water", ""),
            ods_cell(0.985, "98,50 %", "percentage"),
            ods_cell(1234.5, "1.234,50 €", "currency", office_currency="EUR"),
            ods_cell(18.015, "18,02"),
        ]
    )
    rows = f"<table:table-row>{header}</table:table-row>" + f"<table:table-row>{product}</table:table-row>"
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(blank + rows))
    assert first_texts(tmp_path / "a.ods") == [("00123", "Water", "98.50 %", "1234.50 EUR", "18.015")]


@pytest.mark.parametrize("number", ["2019-03-01", "1-Mar", "Mar-19", "01-MAR-2019", "2019-03-01 00:00:00"])
def test_a_date_in_place_of_a_catalog_number_is_told(number: str) -> None:
    (finding,) = check_presence(Draft({"catalog_number": number, "name": "Octane"})).findings
    assert finding.code is Code.CATALOG_NUMBER_DATE


@pytest.mark.parametrize("number", ["MAR19", "19-03", "2019-03", "1-3", "MARCH-19", "A2019-03-01"])
def test_a_number_like_a_date_is_a_number(number: str) -> None:
    assert check_presence(Draft({"catalog_number": number, "name": "Octane"})).findings == ()
