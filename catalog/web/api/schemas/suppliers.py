"""The API's shapes of suppliers."""

from __future__ import annotations

from pydantic import Field

from catalog.web.api.schemas.schema import Schema


class SupplierNameSchema(Schema):
    """Whose product it is."""

    slug: str = Field(description="As it stands in addresses.")
    name: str = Field(description="As people write it.")


class SupplierSchema(SupplierNameSchema):
    """A supplier."""

    site: str | None = Field(description="The address of its site.")
    contact: str | None = Field(description="Whom to ask there.")
    country: str | None = Field(description="Where it is.")
    products: int = Field(description="How many products it has.")


class SuppliersSchema(Schema):
    """All suppliers."""

    items: list[SupplierSchema]


class SupplierRemovalSchema(Schema):
    """What was done to take a supplier's products out."""

    run: int = Field(description="The run that an undo takes back.")
