"""The shapes of what the API tells of compounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.web.api.schemas.schema import Schema
from catalog.web.api.schemas.suppliers import SupplierNameSchema

CasRelationName = Literal["same", "salt", "hydrate", "stereo", "isotope", "mixture", "replaced"]
KinName = Literal["same", "salt", "hydrate", "stereo", "isotope", "protonation", "skeleton"]


class CompoundStructureSchema(Schema):
    """The structure that the products share."""

    smiles: str
    inchi: str
    inchi_key: str


class CompoundCasRnSchema(Schema):
    """A CAS RN that the compound goes by."""

    cas_rn: str
    relation: CasRelationName | None = Field(description="null where nobody says and no structure tells")
    basis: Literal["stated", "structures", "editor"] = Field(
        description="The products state it, the structures that go by it tell, or an editor said so."
    )
    words: str | None


class ComputedPropertySchema(Schema):
    """A computed property."""

    property: str
    value: float
    unit: str | None
    method: str


class CompoundPackSchema(Schema):
    """A pack in a few words."""

    size: str | None
    price: str | None


class CompoundProductSchema(Schema):
    """A product of a compound in a few words."""

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
    relation: KinName | None = Field(description="null where only a CAS RN relates them")
    words: str
    products: list[CompoundProductSchema]


class ConflictSchema(Schema):
    """Where products that go by one CAS RN contradict each other."""

    code: Literal["cas-rn-on-several-structures", "cas-rn-with-another-formula"]
    cas_rn: str
    message: str
    catalog_numbers: list[str]
    compounds: list[str]


class CompoundSchema(Schema):
    """One compound."""

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
    merged: list[str] = Field(description="Keys of compounds that editors merged into this one.")
    complete: bool = Field(description="false where there are more products than are named here")
    properties: list[ComputedPropertySchema]


class RelatedProductSchema(Schema):
    """One related product."""

    relation: KinName | None
    words: str
    compound: str | None
    product: CompoundProductSchema


class RelatedProductsSchema(Schema):
    """The products related to one."""

    items: list[RelatedProductSchema]


class CompoundChangeSchema(Schema):
    """One change of a compound by an editor."""

    seq: int
    change: Literal["merged", "split", "related"]
    key: str
    into: str
    catalog_numbers: list[str]
    relation: CasRelationName | None
    actor: str
    at: str
    reason: str


class CompoundChangesSchema(Schema):
    """What editors changed about a compound."""

    items: list[CompoundChangeSchema]
