"""Schemas of held drafts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.intake import RecordFindingSchema
from catalog.web.api.schemas.product import ProvenanceSchema
from catalog.web.api.schemas.schema import Schema


class HeldDraftSchema(Schema):
    """An imported record with errors that can be corrected. It is not published."""

    id: int
    run: int = Field(description="The import run of the record.")
    position: int = Field(description="The position of its record in the run.")
    supplier: str | None = Field(description="As stated for the import.")
    catalog_key: str | None = Field(description="The catalog number in upper case; null if it has none.")
    fields: dict[str, str] = Field(
        description="What the record itself states, by import field, without the published product's fields."
    )
    findings: list[RecordFindingSchema]
    provenance: ProvenanceSchema
    created_at: str
    state: Literal["open", "closed"]
    closed_as: Literal["mended", "undone"] | None = Field(
        description="Corrected by a later run, or undone with its own run. null while it is open."
    )
    closed_by: int | None = Field(description="The run that closed it.")


class HeldDraftsSchema(Schema):
    """Held drafts that are open, newest first."""

    items: list[HeldDraftSchema]
    total: int | None
    next: str | None


class PublishedDraftSchema(Schema):
    """A draft that became a product."""

    draft: int
    catalog_number: str


class MendedSchema(Schema):
    """What mending did. Undo it with ``POST /api/v1/admin/imports/{run}/undo``."""

    run: int | None = Field(description="The run that did it; null if nothing was changed.")
    published: list[PublishedDraftSchema]
    held: list[int] = Field(description="Drafts that were changed and are still held.")
    untouched: list[int] = Field(description="Drafts that the change does not apply to, or that are not open.")
