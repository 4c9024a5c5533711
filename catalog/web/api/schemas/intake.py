"""The shapes of what an import tells: reports, runs, records of the intake log."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.product import FindingSchema
from catalog.web.api.schemas.schema import Schema


class ReportSummarySchema(Schema):
    """Counts; ``records`` is the sum of the outcomes."""

    files: int
    records: int
    created: int
    changed: int
    unchanged: int
    held: int
    refused: int
    skipped: int
    findings: dict[str, int] = Field({}, description="How many records bear each code; absent where nobody counted.")


class ReportFileSchema(Schema):
    """One file of an import."""

    path: str
    format: str | None
    encoding: str | None
    sha256: str | None
    mapping: dict[str, str]
    unknown_columns: list[str]
    error: str | None


class RecordFindingSchema(FindingSchema):
    """A finding on a record of a file."""

    place: dict[str, str | int] = Field({}, description="Where it stands within the file; absent where nowhere.")


class ReportRecordSchema(Schema):
    """What became of one record."""

    file: str
    place: dict[str, str | int]
    catalog_number: str | None
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
    recognized_as: int | None = Field(None, description="The run that had the same files; absent where none had.")


class RunSchema(Schema):
    """One import run."""

    run: int
    state: Literal["running", "done", "undoing", "undone"]
    actor: str
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
    """One record in the intake log."""

    position: int
    file: str
    place: dict[str, str | int]
    catalog_number: str | None
    outcome: Literal["created", "changed", "unchanged", "held", "refused", "skipped"]
    findings: list[RecordFindingSchema]
    raw: dict[str, list[str]] | None
    closed_by: int | None


class RunRecordsSchema(Schema):
    """Records in the intake log."""

    items: list[RunRecordSchema]
    total: int | None
    next: str | None


class UndoResultSchema(Schema):
    """What an undo did, by catalog number."""

    run: int
    removed: list[str]
    restored: list[str]
    left: list[str]
