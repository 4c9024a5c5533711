"""Schemas of imports: reports, runs, and records of the import log."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.product import FindingSchema
from catalog.web.api.schemas.schema import Schema


class ReportSummarySchema(Schema):
    """Counts of records. ``records`` is the sum of the outcomes."""

    files: int
    records: int
    created: int
    changed: int
    unchanged: int
    held: int
    refused: int
    skipped: int
    findings: dict[str, int] = Field(
        {}, description="The number of records with each finding code. Absent if it was not counted."
    )


class ColumnGuessSchema(Schema):
    """The meaning of a column by its contents."""

    label: str
    field: str
    reason: str
    samples: list[str]


class ReportFileSchema(Schema):
    """A file of an import."""

    path: str
    format: str | None
    encoding: str | None
    sha256: str | None
    mapping: dict[str, str]
    unknown_columns: list[str]
    guesses: list[ColumnGuessSchema] = Field(
        [], description="Columns that were understood by their contents, because their labels say nothing."
    )
    nearly_known: dict[str, str] = Field(
        {}, description="Labels that are nearly known ones, with these. They are not read as such."
    )
    error: str | None


class RecordFindingSchema(FindingSchema):
    """A finding on a record of a file."""

    place: dict[str, str | int] = Field({}, description="The position in the file. Absent if there is none.")


class ReportRecordSchema(Schema):
    """The outcome for one record."""

    file: str
    place: dict[str, str | int]
    catalog_number: str | None
    supplier: str | None = Field(
        None,
        description="The name of the product's supplier; null for the house. Absent in what is read from the log.",
    )
    outcome: Literal["created", "changed", "unchanged", "held", "refused", "skipped"]
    findings: list[RecordFindingSchema]
    product: dict[str, object] | None


class ReportSchema(Schema):
    """The report of an import."""

    run: int | None
    dry_run: bool
    supplier: str | None
    summary: ReportSummarySchema
    files: list[ReportFileSchema]
    records: list[ReportRecordSchema]
    recognized_as: int | None = Field(None, description="The run that had the same files. Absent if there was none.")


class RunSchema(Schema):
    """An import run."""

    run: int
    state: Literal["running", "done", "undoing", "undone"]
    actor: str
    person: int | None = Field(description="The number of the person who began it; null if no person is known.")
    supplier: str | None
    started_at: str
    finished_at: str | None
    summary: ReportSummarySchema
    files: list[ReportFileSchema]


class RunsSchema(Schema):
    """Import runs, newest first."""

    items: list[RunSchema]
    total: int | None
    next: str | None


class RunRecordSchema(Schema):
    """A record in the import log."""

    position: int
    file: str
    place: dict[str, str | int]
    catalog_number: str | None
    outcome: Literal["created", "changed", "unchanged", "held", "refused", "skipped"]
    findings: list[RecordFindingSchema]
    raw: dict[str, list[str]] | None
    closed_by: int | None


class RunRecordsSchema(Schema):
    """Records in the import log."""

    items: list[RunRecordSchema]
    total: int | None
    next: str | None


class UndoResultSchema(Schema):
    """The result of an undo, by catalog number."""

    run: int
    removed: list[str]
    restored: list[str]
    left: list[str]
