"""Schemas of compounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.schema import Schema
from catalog.web.api.schemas.suppliers import SupplierNameSchema

CasRelationName = Literal["same", "salt", "hydrate", "stereo", "isotope", "mixture", "replaced"]
KinName = Literal["same", "salt", "hydrate", "stereo", "isotope", "protonation", "skeleton"]


class CompoundStructureSchema(Schema):
    """The structure that all products of a compound share."""

    smiles: str
    inchi: str
    inchi_key: str


class CompoundCasRnSchema(Schema):
    """A CAS RN of the compound."""

    cas_rn: str
    relation: CasRelationName | None = Field(description="null if it is unknown")
    basis: Literal["stated", "structures", "editor"] = Field(
        description="The source of the CAS RN: the products, the structures with this CAS RN, or an editor."
    )
    words: str | None


class ComputedPropertySchema(Schema):
    """A computed property."""

    property: str
    value: float
    unit: str | None
    method: str


class CompoundPackSchema(Schema):
    """A short description of a pack."""

    size: str | None
    price: str | None


class CompoundProductSchema(Schema):
    """A short description of a product of a compound."""

    catalog_number: str
    name: str
    status: str
    cas_rn: str | None
    hill_formula: str | None
    grade: str | None
    supplier: SupplierNameSchema
    assay: str | None
    packs: list[CompoundPackSchema]


class RelatedCompoundSchema(Schema):
    """A related compound with its products."""

    key: str | None
    relation: KinName | None = Field(description="null if only a CAS RN relates them")
    words: str
    products: list[CompoundProductSchema]


class ConflictSchema(Schema):
    """A contradiction between products with the same CAS RN, or two tautomers of one compound."""

    code: Literal["cas-rn-on-several-structures", "cas-rn-with-another-formula", "cas-rn-on-tautomers"]
    cas_rn: str
    message: str
    catalog_numbers: list[str]
    compounds: list[str]


class CompoundSchema(Schema):
    """A compound."""

    key: str
    names: list[str]
    cas_rns: list[CompoundCasRnSchema]
    formula: str | None
    molecular_weight: float | None = Field(description="g/mol")
    monoisotopic_mass: float | None = Field(description="Da")
    structure: CompoundStructureSchema | None
    products: list[CompoundProductSchema]
    related: list[RelatedCompoundSchema]
    conflicts: list[ConflictSchema]
    merged: list[str] = Field(description="The keys of compounds that editors merged into this one.")
    complete: bool = Field(description="false if the compound has more products than are listed here")
    properties: list[ComputedPropertySchema]


class RelatedProductSchema(Schema):
    """A related product."""

    relation: KinName | None
    words: str
    compound: str | None
    product: CompoundProductSchema


class RelatedProductsSchema(Schema):
    """The products related to one product."""

    items: list[RelatedProductSchema]


class CompoundChangeSchema(Schema):
    """A change of a compound by an editor."""

    seq: int
    change: Literal["merged", "split", "related"]
    key: str
    into: str
    catalog_numbers: list[str]
    relation: CasRelationName | Literal["different", "undecided"] | None = Field(
        description="Of the CAS RN `into`. Of the compound `into`: `different`, or `undecided` if that was taken back."
    )
    actor: str
    at: str
    reason: str


class CompoundChangesSchema(Schema):
    """The changes that editors made to a compound."""

    items: list[CompoundChangeSchema]
