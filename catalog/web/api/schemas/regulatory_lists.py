"""Schemas of regulatory lists."""

from __future__ import annotations

from pydantic import Field

from catalog.web.api.schemas.schema import Schema


class RegulatoryListSchema(Schema):
    """A regulatory list."""

    slug: str = Field(description="The name in filters.")
    name: str = Field(description="The name that people see.")
    as_of: str = Field(description="The day, month or year for which it holds.")
    source: str = Field(description="Where its numbers come from.")
    licence: str = Field(description="Its licence, if known.")
    numbers: int = Field(description="How many CAS RNs it has.")


class RegulatoryListsSchema(Schema):
    """Regulatory lists."""

    items: list[RegulatoryListSchema]
