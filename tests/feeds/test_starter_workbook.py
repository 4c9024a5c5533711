"""The starter workbook and the table schema: what they ask for is what an import reads."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from catalog.feeds.columns import starter_columns, table_schema
from catalog.feeds.starter_workbook import write_starter_workbook
from catalog.intake.columns.labels import field_of


def test_every_heading_is_read_as_its_field() -> None:
    assert {column.heading: field_of(column.heading) for column in starter_columns()} == {
        column.heading: column.field for column in starter_columns()
    }


def test_the_workbook_has_headings_notes_and_drop_downs_and_only_texts() -> None:
    stream = io.BytesIO()
    write_starter_workbook(stream)
    book = load_workbook(stream)
    assert book.sheetnames == ["Products"]
    sheet = book["Products"]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in starter_columns()]
    assert all(cell.comment is not None for cell in sheet[1])
    offered = {choices.formula1 for choices in sheet.data_validations.dataValidation}
    assert '"Danger,Warning"' in offered
    assert '"I,II,III"' in offered
    assert {sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]} == {"@"}


def test_the_schema_names_the_same_columns() -> None:
    schema = table_schema()
    assert [field["name"] for field in schema["fields"]] == [column.heading for column in starter_columns()]
    assert {field["type"] for field in schema["fields"]} == {"string"}
    required = [field["title"] for field in schema["fields"] if field.get("constraints", {}).get("required")]
    assert required == ["catalog_number", "name"]
    assert "" in schema["missingValues"]
