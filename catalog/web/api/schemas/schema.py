"""Schemas of the API's responses, for its documentation. Bodies are sent as stored.

The contract defines the names and meanings of fields. Response schemas have no defaults: a field is present, or null.
Products, lists and imports have their own modules.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Schema(BaseModel):
    """The base of all schemas. Later releases may add fields, so other fields are allowed."""

    model_config = ConfigDict(extra="allow")


class HealthSchema(Schema):
    """The state of the service."""

    status: str
    writes: Literal["disk full", "read-only", "unreachable"] | None = Field(
        None, description="Why nothing can be written now. Absent if writing is possible."
    )
