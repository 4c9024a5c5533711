"""Schemas of suppliers."""

from __future__ import annotations

from pydantic import Field

from catalog.web.api.schemas.schema import Schema


class SupplierNameSchema(Schema):
    """The supplier of a product."""

    slug: str = Field(description="The name in addresses.")
    name: str = Field(description="The name that people see.")


class SupplierSchema(SupplierNameSchema):
    """A supplier."""

    site: str | None = Field(description="The address of its web site.")
    contact: str | None = Field(description="The person or address to contact.")
    country: str | None = Field(description="Its country.")
    products: int = Field(description="The number of its products.")


class SuppliersSchema(Schema):
    """All suppliers."""

    items: list[SupplierSchema]


class SupplierRemovalSchema(Schema):
    """The result of removing a supplier's products."""

    run: int = Field(description="The run to undo.")
