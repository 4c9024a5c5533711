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


class FieldChangeSchema(Schema):
    """The change of one stated field of a product."""

    field: str
    old: str | None = Field(description="The text before; null if the field is new.")
    new: str | None = Field(description="The text after; null if the field is erased.")


class ReportRecordSchema(Schema):
    """The outcome for one record."""

    file: str
    place: dict[str, str | int]
    catalog_number: str | None
    supplier: str | None = Field(None, description="The name of the product's supplier; null for the house.")
    outcome: Literal["created", "changed", "unchanged", "held", "refused", "skipped"]
    findings: list[RecordFindingSchema]
    changes: list[FieldChangeSchema] = Field(
        [],
        description=(
            "Of a changed record: the stated fields that changed. Empty if only the checks read them in another way. "
            "Absent for other outcomes."
        ),
    )
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
    state: Literal["running", "done", "undoing", "undone", "redoing"]
    actor: str
    person: int | None = Field(description="The number of the person who began it; null if no person is known.")
    supplier: str | None
    started_at: str
    finished_at: str | None
    summary: ReportSummarySchema
    files: list[ReportFileSchema]


class WorkSchema(Schema):
    """Work on an import in the background, and how far it has come."""

    kind: Literal["look", "commit", "undo", "redo"] = Field(
        description="A dry run, an import, or the undo or redo of a run."
    )
    state: Literal["working", "done", "stopped", "failed", "interrupted"] = Field(
        description="`interrupted`: the server ended meanwhile. Stopped and interrupted work can be continued."
    )
    total: int = Field(description="How many records or products there are; 0 while that is not known.")
    done: int
    rate: float = Field(description="Records or products in a second; 0 while that is not known.")
    seconds_left: float | None
    problem: str | None = Field(description="Why it failed, or where it stopped.")


class RunWithWorkSchema(RunSchema):
    """An import run, and the latest work on it."""

    work: WorkSchema | None = Field(
        description="What was done with it in the background; null if nothing was, or not lately."
    )


class ForetoldUndoSchema(Schema):
    """What the undo or redo of a run would do now. The numbers are of products."""

    run: int
    removed: int = Field(description="The run created them. Of a redo: the run had removed them.")
    restored: int = Field(description="The run changed them. Of a redo: the run had created or changed them.")
    later: int = Field(description="They were changed later. With `force` they are left as they are.")
    named: list[str] = Field(description="The first of those that were changed later.")


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
    supplier: str | None = Field(None, description="The name of the product's supplier; null for the house.")


class RunRecordsSchema(Schema):
    """Records in the import log."""

    items: list[RunRecordSchema]
    total: int | None
    next: str | None


class UndoResultSchema(Schema):
    """The result of an undo or redo, by catalog number."""

    run: int
    removed: list[str]
    restored: list[str]
    left: list[str]
