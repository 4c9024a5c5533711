"""The shapes of lists: products found, look-ups, suggestions, changes and revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from catalog.search.interpretation import Kind
from catalog.web.api.schemas.product import FindingSchema, ProductSchema
from catalog.web.api.schemas.schema import Schema


class ProductListSchema(Schema):
    """One page of products."""

    items: list[ProductSchema]
    total: int | None
    next: str | None = Field(description="The address of the next page; null on the last.")


class FoundProductSchema(ProductSchema):
    """A product document in a list."""

    similarity: float | None = Field(None, description="Tanimoto coefficient, where `similar_to` was asked for.")


class FacetValueSchema(Schema):
    """One value of a facet."""

    value: str | float
    count: int


def _need_nothing(schema: JsonDict) -> None:
    del schema["required"]


class PartialProductSchema(FoundProductSchema):
    """A product document with only those fields that were asked for by `fields`."""

    model_config = ConfigDict(json_schema_extra=_need_nothing)


class RatesSchema(Schema):
    """The rates by which prices in several currencies are compared."""

    base: str = Field(description="The currency that prices are converted to; that of prices that are asked for.")
    date: str | None = Field(description="Of when the rates are; null where only prices in the base are compared.")


class FoundListSchema(Schema):
    """One page of products that filters and structures found."""

    rates: RatesSchema | None = Field(
        None, description="Where prices are sorted or narrowed and no `currency` is named; absent otherwise."
    )

    facets: dict[str, list[FacetValueSchema]] | None = Field(
        None, description="How all that fit are spread, for the facets asked for; absent where none were."
    )
    items: Sequence[FoundProductSchema | PartialProductSchema]
    total: int | None = Field(description="How many there are in all; null where nobody counted them.")
    next: str | None = Field(description="The address of the next page; null on the last.")
    complete: bool | None = Field(
        None,
        description="Of a structure search: false where its time ended it; `next` continues it. Absent otherwise.",
    )


class RelativeSchema(Schema):
    """A product that is another form of what the catalog lacks."""

    catalog_number: str
    name: str
    relation: str = Field(
        description="What it is, seen from what was asked for.",
        examples=["hydrochloride", "the mirror image (enantiomer)"],
    )


class InterpretationSchema(Schema):
    """One way in which a text can be read."""

    kind: Kind
    value: str


class ChosenInterpretationSchema(InterpretationSchema):
    """How the search box was read, and how else it could be."""

    alternatives: list[InterpretationSchema]
    corrected: str | None = Field(
        None, description="The words that were taken instead of those typed, which find nothing."
    )
    note: str | None = Field(None, description="What there is to say about the answer.")
    suggestions: list[str] = Field([], description="What else could be typed: near misses, other corrections.")
    relatives: list[RelativeSchema] = Field(
        [],
        description="Other salts, hydrates or stereoisomers of what is not here; they stand among the suggestions too.",
    )


class SearchSchema(FoundListSchema):
    """The search box's answer."""

    items: Sequence[FoundProductSchema]
    read_as: ChosenInterpretationSchema


class SummarySchema(Schema):
    """A product in a few words."""

    catalog_number: str
    name: str
    cas_rn: str | None
    hill_formula: str | None
    molecular_weight: float | None


class IdentifierInterpretationSchema(Schema):
    """How one identifier was read."""

    kind: str
    value: str


class LookupAnswerSchema(Schema):
    """What one identifier leads to."""

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
    """One way to go on typing."""

    text: str
    kind: str
    catalog_number: str
    matched: list[tuple[int, int]] = Field(
        description="Where the text holds what was typed: begin and end of each piece, in Unicode code points from 0."
    )


class SuggestionsSchema(Schema):
    """What the search box suggests."""

    items: list[SuggestionSchema]
    corrected: str | None = Field(description="What was taken instead of what was typed, with which nothing begins.")


class CheckSchema(Schema):
    """What the checks say of a record that nobody stored."""

    accepted: bool
    findings: list[FindingSchema]
    product: dict[str, object] = Field(description="The product document as understood.")


class ChangeSchema(Schema):
    """One change of one product."""

    seq: int
    catalog_number: str
    change: Literal["created", "changed", "deleted", "restored"]
    at: str
    document: ProductSchema | None


class ChangesSchema(Schema):
    """Changes, oldest first."""

    items: list[ChangeSchema]
    next: str | None


class RevisionSummarySchema(Schema):
    """What a list of revisions says of each."""

    seq: int
    number: int
    change: Literal["created", "changed", "deleted", "restored"]
    changed_fields: list[str]
    actor: str
    run: int | None
    undoes_run: int | None
    at: str


class RevisionsSchema(Schema):
    """The history of one product, newest first."""

    items: list[RevisionSummarySchema]


class RevisionSchema(RevisionSummarySchema):
    """One revision, whole."""

    fields: dict[str, str]
    document: ProductSchema | None
