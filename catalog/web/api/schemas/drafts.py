"""The shapes of held drafts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.intake import RecordFindingSchema
from catalog.web.api.schemas.product import ProvenanceSchema
from catalog.web.api.schemas.schema import Schema


class HeldDraftSchema(Schema):
    """A record of an import with errors that can be mended; it is not published."""

    id: int
    run: int = Field(description="The import run that held it.")
    position: int = Field(description="The position of its record in the run.")
    supplier: str | None = Field(description="As stated for the import.")
    catalog_key: str | None = Field(description="The catalog number in upper case; null where none could be kept.")
    fields: dict[str, str] = Field(
        description="What the record states, by import field; what is published under its number is not part of it."
    )
    findings: list[RecordFindingSchema]
    provenance: ProvenanceSchema
    created_at: str
    state: Literal["open", "closed"]
    closed_as: Literal["mended", "undone"] | None = Field(
        description="Mended in a later run, or undone with its own; null while it is open."
    )
    closed_by: int | None = Field(description="The number of that run.")


class HeldDraftsSchema(Schema):
    """Held drafts that are open, newest first."""

    items: list[HeldDraftSchema]
    total: int | None
    next: str | None
