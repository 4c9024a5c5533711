"""Schemas of lists: found products, lookups, suggestions, changes and revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from catalog.search.interpretation import Kind
from catalog.web.api.schemas.compounds import CompoundProductSchema
from catalog.web.api.schemas.intake import FieldChangeSchema
from catalog.web.api.schemas.product import FindingSchema, ProductSchema
from catalog.web.api.schemas.schema import Schema
from catalog.web.api.schemas.suppliers import SupplierNameSchema


class ProductListSchema(Schema):
    """A page of products."""

    items: list[ProductSchema]
    total: int | None
    next: str | None = Field(description="The address of the next page, or null on the last page.")


class OffersSchema(Schema):
    """The matching products of one compound."""

    compound: str | None = Field(description="Its key; null for a product without structure and CAS RN.")
    total: int
    items: list[CompoundProductSchema] = Field(description="The first 20 of them, in the order of the list.")


class FoundProductSchema(ProductSchema):
    """A product document in a list."""

    similarity: float | None = Field(None, description="The Tanimoto coefficient, if `similar_to` was given.")
    offers: OffersSchema | None = Field(None, description="For `group=compound`: the products of its compound.")


class FacetValueSchema(Schema):
    """A value of a facet."""

    value: str | float
    count: int


def _need_nothing(schema: JsonDict) -> None:
    del schema["required"]


class PartialProductSchema(FoundProductSchema):
    """A product document with only the fields named in `fields`."""

    model_config = ConfigDict(json_schema_extra=_need_nothing)


class RatesSchema(Schema):
    """The rates by which prices in several currencies are compared."""

    base: str = Field(description="The currency for comparison, and of requested prices.")
    date: str | None = Field(description="The date of the rates; null if only prices in the base are compared.")


class FoundListSchema(Schema):
    """A page of the products found by filters and structures."""

    rates: RatesSchema | None = Field(
        None, description="Present if prices are sorted or filtered without a `currency`. Absent otherwise."
    )

    facets: dict[str, list[FacetValueSchema]] | None = Field(
        None, description="The counts of all matching products for each requested facet. Absent if none was requested."
    )
    items: Sequence[FoundProductSchema | PartialProductSchema]
    total: int | None = Field(description="The number of all matching products, or null if it was not counted.")
    next: str | None = Field(description="The address of the next page, or null on the last page.")
    complete: bool | None = Field(
        None,
        description="false if a structure search ran out of time; `next` continues it. Absent for other lists.",
    )


class RelativeSchema(Schema):
    """Another form of a product that the catalog does not have."""

    catalog_number: str
    name: str
    relation: str = Field(
        description="Its relation to the product asked for.",
        examples=["hydrochloride", "the mirror image (enantiomer)"],
    )
    supplier: SupplierNameSchema


class InterpretationSchema(Schema):
    """A possible meaning of a text."""

    kind: Kind
    value: str


class ChosenInterpretationSchema(InterpretationSchema):
    """The chosen meaning of the search text, and the alternatives."""

    alternatives: list[InterpretationSchema]
    corrected: str | None = Field(None, description="The corrected words, if the typed ones find nothing.")
    note: str | None = Field(None, description="A note on the answer.")
    suggestions: list[str] = Field([], description="Other texts to try: near misses and other corrections.")
    relatives: list[RelativeSchema] = Field(
        [],
        description="Other salts, hydrates or stereoisomers of a missing product. The suggestions list them too.",
    )


class SearchSchema(FoundListSchema):
    """The answer to a search text."""

    items: Sequence[FoundProductSchema | PartialProductSchema]
    read_as: ChosenInterpretationSchema


class SummarySchema(Schema):
    """A short description of a product."""

    catalog_number: str
    name: str
    cas_rn: str | None
    hill_formula: str | None
    molecular_weight: float | None
    supplier: SupplierNameSchema


class IdentifierInterpretationSchema(Schema):
    """The meaning of one identifier."""

    kind: str
    value: str


class LookupAnswerSchema(Schema):
    """The answer to one identifier."""

    input: str
    read_as: IdentifierInterpretationSchema | None
    products: list[SummarySchema]
    note: str | None
    suggestions: list[str]
    relatives: list[RelativeSchema]


class LookupSchema(Schema):
    """One answer for each identifier, in order."""

    items: list[LookupAnswerSchema]


class SuggestionSchema(Schema):
    """One way to complete the typed text."""

    text: str
    kind: str
    catalog_number: str
    supplier: SupplierNameSchema
    name: str = Field(description="The name of this product.")
    products: int = Field(description="How many products have this text; `catalog_number` is that of the first.")
    matched: list[Annotated[list[int], Field(min_length=2, max_length=2)]] = Field(
        description="Where the text contains the typed letters: start and end of each piece, in Unicode code points "
        "from 0."
    )


class SuggestionsSchema(Schema):
    """The suggestions for the search box."""

    items: list[SuggestionSchema]
    corrected: str | None = Field(description="The corrected text, if nothing begins with the typed one.")


class FieldVerdictSchema(Schema):
    """What the checks say of one import field."""

    field: str
    standing: Literal["error", "warning", "note", "agrees", "undetermined", "read"] = Field(
        description="The severity of a finding; or `agrees`, `undetermined`, or `read` for a value that is only read."
    )
    message: str
    expected: str | None = Field(description="The text that a check proposes instead, or null.")


class CheckSchema(Schema):
    """The findings for a record that is not stored."""

    accepted: bool
    findings: list[FindingSchema]
    verdicts: list[FieldVerdictSchema] = Field(
        description="What the checks say of each field: findings, then the rest."
    )
    product: dict[str, object] = Field(description="The product document as we read the record.")


class ChangeSchema(Schema):
    """A change of a product."""

    seq: int
    catalog_number: str
    supplier: SupplierNameSchema
    change: Literal["created", "changed", "deleted", "restored"]
    at: str
    document: ProductSchema | None


class ChangesSchema(Schema):
    """Changes, oldest first."""

    items: list[ChangeSchema]
    next: str | None


class RevisionSummarySchema(Schema):
    """A revision in a list."""

    seq: int
    number: int
    change: Literal["created", "changed", "deleted", "restored"]
    changed_fields: list[str]
    actor: str
    run: int | None
    undoes_run: int | None
    at: str
    reason: str | None = Field(description="Why, in the words of its author.")


class RevisionsSchema(Schema):
    """The history of one product, newest first."""

    items: list[RevisionSummarySchema]


class ComparisonSchema(Schema):
    """What differs between two revisions."""

    since: int | None = Field(description="The number of the earlier revision; null if there is none before.")
    number: int
    fields: list[FieldChangeSchema]


class JournalEntrySchema(RevisionSummarySchema):
    """A change in the journal."""

    catalog_number: str
    supplier: SupplierNameSchema
    fields: list[FieldChangeSchema] = Field(description="Old and new text of each import field that changed.")


class JournalSchema(Schema):
    """The journal, newest first."""

    items: list[JournalEntrySchema]
    next: str | None


class RevisionSchema(RevisionSummarySchema):
    """A complete revision."""

    fields: dict[str, str]
    document: ProductSchema | None
