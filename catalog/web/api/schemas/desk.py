"""Schemas of the desk: uploads that are looked at, the review, and changes of many products."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.intake import (
    FieldChangeSchema,
    RecordFindingSchema,
    ReportFileSchema,
    ReportSummarySchema,
    WorkSchema,
)
from catalog.web.api.schemas.product import FindingSchema
from catalog.web.api.schemas.schema import Schema
from catalog.web.api.schemas.suppliers import SupplierNameSchema

Outcome = Literal["created", "changed", "unchanged", "held", "refused", "skipped"]


class UploadColumnSchema(Schema):
    """A column of an upload, and how it is read."""

    label: str
    files: list[str] = Field(description="The files that have it, and read it alike.")
    samples: list[str] = Field(description="Its first different texts.")
    field: str | None = Field(description="The import field that it is read as; null if it is left out.")
    reason: str | None = Field(description="Why it is guessed so, or the known label that this one is nearly.")
    sure: Literal["certain", "guessed", "chosen", "kept", "not-read"] = Field(
        description="`chosen`: by an editor. `kept`: under its own name, as an attribute."
    )


class ChangeKindSchema(Schema):
    """A kind of change, and how many records it has. A record that changes several fields is in several kinds."""

    outcome: Outcome
    field: str | None = Field(description="The field or family of fields that changes.")
    count: int


class LookedUploadSchema(Schema):
    """What a dry run found."""

    summary: ReportSummarySchema
    files: list[ReportFileSchema]
    recognized_as: int | None = Field(description="The run that has imported the same file already.")
    columns: list[UploadColumnSchema] = Field(description="Those that nobody understood come first.")
    remembered: bool = Field(description="The chosen columns are from an earlier file of the supplier.")
    kinds: list[ChangeKindSchema]


class UploadSchema(Schema):
    """A file that was uploaded to be looked at first."""

    id: str
    actor: str
    person: int | None = Field(description="The number of the person who uploaded or imported it, if known.")
    supplier: str | None
    run: int | None = Field(description="The run of its import, as soon as that has begun.")
    work: WorkSchema
    found: LookedUploadSchema | None = Field(description="What an import would do. null until the dry run is done.")


class ForetoldRecordSchema(Schema):
    """What an import would do with one record."""

    file: str
    place: dict[str, str | int]
    supplier: str | None = Field(description="The name of the product's supplier; null for the house.")
    catalog_number: str | None
    name: str | None
    outcome: Outcome
    changes: list[FieldChangeSchema]
    findings: list[RecordFindingSchema]


class ForetoldRecordsSchema(Schema):
    """Records of a dry run."""

    items: list[ForetoldRecordSchema]
    total: int | None
    next: str | None


class ReviewCountsSchema(Schema):
    """How much waits for review."""

    texts: int = Field(description="Withheld descriptions.")
    warnings: dict[str, int] = Field(description="Products with undecided warnings, by kind.")
    compounds: int = Field(description="Pairs of compounds that probably are one.")
    reports: int = Field(description="Open reports of readers.")
    requests: int = Field(description="Open requests for quotation.")
    drafts: int = Field(description="Held drafts.")


class ReviewItemSchema(Schema):
    """A product that waits for a decision."""

    id: int = Field(description="For the address of the decision.")
    catalog_number: str
    supplier: SupplierNameSchema
    name: str
    etag: str = Field(description="For `If-Match` of the decision.")


class WithheldTextSchema(ReviewItemSchema):
    """A withheld description."""

    text: str = Field(description="As stated. No public answer has it.")
    reason: str | None = Field(description="Why it is withheld.")


class WithheldTextsSchema(Schema):
    """Withheld descriptions, those of the oldest products first."""

    items: list[WithheldTextSchema]
    total: int | None
    next: str | None


class RepairSchema(Schema):
    """What the checks propose for a field."""

    field: str
    text: str


class WarnedProductSchema(ReviewItemSchema):
    """A product with undecided warnings of one kind."""

    findings: list[FindingSchema]
    repair: RepairSchema | None = Field(description="What `repair` would state; null if the checks propose nothing.")


class WarnedProductsSchema(Schema):
    """Products with undecided warnings of one kind, the oldest first."""

    items: list[WarnedProductSchema]
    total: int | None
    next: str | None


class ReaderReportSchema(Schema):
    """A report of a reader."""

    id: int
    catalog_number: str = Field(description="As printed when it was reported.")
    supplier: SupplierNameSchema | None = Field(description="null if the product was removed since.")
    revision: int = Field(description="The product's revision at that time.")
    text: str
    email: str | None
    at: str
    closed_at: str | None
    answer: str | None
    actor: str | None = Field(description="Who closed it.")


class ReaderReportsSchema(Schema):
    """Open reports, the oldest first."""

    items: list[ReaderReportSchema]
    total: int | None
    next: str | None


class QuoteRequestSchema(Schema):
    """A request for quotation."""

    id: int
    supplier: str = Field(description="The name of the supplier when it came.")
    request: str = Field(description="The list as plain text.")
    text: str = Field(description="What else the reader says.")
    email: str
    at: str
    closed_at: str | None
    answer: str | None
    actor: str | None = Field(description="Who closed it.")


class QuoteRequestsSchema(Schema):
    """Open requests for quotation, the oldest first."""

    items: list[QuoteRequestSchema]
    total: int | None
    next: str | None


class ComparedFactSchema(Schema):
    """One fact of two compounds."""

    fact: str
    key: str = Field(description="Of the compound that would go; empty if it is not known.")
    into: str = Field(description="Of the compound that would stay; empty if it is not known.")
    standing: Literal["agrees", "differs", "unknown"]


class CompoundPairSchema(Schema):
    """Two compounds with one CAS RN and one formula, which probably are one."""

    id: int = Field(description="The digits of the CAS RN, which pages continue from.")
    cas_rn: str
    key: str = Field(description="The compound that would go, the one with fewer products.")
    into: str = Field(description="The compound that would stay.")
    facts: list[ComparedFactSchema]
    contradicting: list[str] = Field(
        description="The facts that say that these are two compounds. If there are any, `merge` needs an approver."
    )


class CompoundPairsSchema(Schema):
    """Pairs of compounds that wait for a decision, by CAS RN."""

    items: list[CompoundPairSchema]
    total: int | None
    next: str | None


class DecidedSchema(Schema):
    """What a decision did. Undo it by restoring the revision before, or by undoing the run."""

    catalog_number: str
    supplier: SupplierNameSchema
    revision: int | None = Field(description="The new revision of the product; null if it was not changed.")
    run: int | None = Field(description="The run of a decision that changes no product.")


class ListChangeProductSchema(Schema):
    """What a change of many products does to one."""

    catalog_number: str
    supplier: str = Field(description="The name of its supplier.")
    seq: int = Field(description="The revision that it is computed from, by its number among all changes.")
    changes: list[FieldChangeSchema]
    refusals: list[str] = Field(description="Why the checks refuse it. Then it stays as it is.")


class ForetoldListChangeSchema(Schema):
    """What a change of the products of a list would do."""

    total: int | None = Field(description="How many products the list has, if that was counted.")
    products: int = Field(description="How many of them were looked at; 500 at most.")
    changed: list[ListChangeProductSchema]
    refused: list[ListChangeProductSchema]
    unchanged: int = Field(description="How many state it already.")


class ListChangeSchema(Schema):
    """What a change of many products did. Undo it with ``POST /api/v1/admin/imports/{run}/undo``."""

    run: int | None = Field(description="The run that did it; null if nothing was changed.")
    changed: list[ListChangeProductSchema]
    refused: list[ListChangeProductSchema]
    unchanged: int
    stale: int = Field(description="How many somebody changed or removed meanwhile. They stay as they are.")
