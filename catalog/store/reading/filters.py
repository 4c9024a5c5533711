"""Filters and sorting: what a list of products is asked for, and the SQL that answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Subquery, select

from catalog.chemistry.formula.element_ranges import ElementRange
from catalog.product.offer.facts import OFFER_FACTS
from catalog.product.text.folding import fold, greek_variants
from catalog.store.element_index import contains_elements, fits_elements, lacks_elements
from catalog.store.offer_index import has_fact
from catalog.store.reading.products import with_cas_rn
from catalog.store.tables import product_findings, product_names, products
from catalog.store.words.text_index import begins_with

SortKey = Literal["relevance", "name", "catalog_number", "molecular_weight", "updated_at", "similarity"]


FACET_FILTERS = {"assay": "assay_min"}
"""The filters that belong to a facet of another name."""


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Everything that a list can be narrowed by; None leaves a property free. All combine.

    Attributes:
        cas_rn: canonical CAS RN.
        words: text to be found in a name, synonym or catalog number.
        missing: how many of the words that tell anything a name may lack: one, or all but one; none where it is None.
        name: text that a whole name or synonym must be, folded.
        catalog_number: exactly this one, whatever the case, or None.
        formula_keys: Hill texts, any of which fits.
        mw_min, mw_max: average molecular weight, g/mol, inclusive.
        monoisotopic_min, monoisotopic_max: monoisotopic mass, Da, inclusive.
        inchi_key: a whole InChIKey, or its first block.
        inchi_keys: whole InChIKeys, any of which fits.
        assay_min: the least promised assay, per cent.
        storage: storage codes, any of which fits.
        finding: codes of findings, any of which fits.
        changed_since: a time as the store writes it.
        elements: ranges of the counts of elements, which all must hold.
        element: symbols of elements, all of which the formula must contain.
        no_element: symbols of elements, none of which it may contain.
        availability: states of stock, any of which fits.
        grade: grades as ``grade_key`` writes them, any of which fits.
        pictogram: codes of GHS pictograms, any of which fits.
        hazard: codes of H statements, any of which fits.
        status: states of a product, any of which fits.
        supplier: whose products, any of which fits.
        also: what must hold beside all of this.
    """

    cas_rn: str | None = None
    words: str | None = None
    missing: int | None = None
    name: str | None = None
    catalog_number: str | None = None
    formula_keys: tuple[str, ...] | None = None
    mw_min: float | None = None
    mw_max: float | None = None
    monoisotopic_min: float | None = None
    monoisotopic_max: float | None = None
    inchi_key: str | None = None
    inchi_keys: tuple[str, ...] | None = None
    assay_min: float | None = None
    storage: tuple[str, ...] | None = None
    finding: tuple[str, ...] | None = None
    changed_since: str | None = None
    elements: tuple[ElementRange, ...] | None = None
    element: tuple[str, ...] | None = None
    no_element: tuple[str, ...] | None = None
    availability: tuple[str, ...] | None = None
    grade: tuple[str, ...] | None = None
    pictogram: tuple[str, ...] | None = None
    hazard: tuple[str, ...] | None = None
    status: tuple[str, ...] | None = None
    supplier: tuple[str, ...] | None = None
    also: ProductFilter | None = None

    def without(self, *facets: str) -> ProductFilter:
        """The same but for the filters that choosing a value of some facets sets, where any of several values fits.

        Where all must fit, as with elements, the others that are left are those that fit what is chosen already.
        """
        nothing: dict[str, Any] = {FACET_FILTERS.get(facet, facet): None for facet in facets if facet != "element"}
        also = None if self.also is None else self.also.without(*facets)
        return replace(self, also=None if also is None or also.is_empty() else also, **nothing)

    def is_empty(self) -> bool:
        """Tell whether nothing is asked for."""
        return all(getattr(self, field.name) is None for field in fields(self))

    def is_words_alone(self) -> bool:
        """Tell whether nothing is asked for but words."""
        return self.words is not None and replace(self, words=None, missing=None).is_empty()


@dataclass(frozen=True, slots=True)
class Sort:
    """In which order; ties always fall by catalog number.

    Attributes:
        key: what decides.
        descending: the largest first.
    """

    key: SortKey = "catalog_number"
    descending: bool = False


def filtered(
    wanted: ProductFilter,
    joined: Sequence[Subquery],
    conditions: Sequence[ColumnElement[bool]],
    *columns: ColumnElement[Any],
) -> Select[Any]:
    """The query for the products that fit.

    Args:
        wanted: the filters on columns.
        joined: what searches found apart from them: ``product_id`` and what they are ordered by.
        conditions: what else must hold.
        columns: what the query yields.
    """
    query = select(*columns).where(*_conditions(wanted))
    for matches in joined:
        query = query.join(matches, matches.c.product_id == products.c.id)
    return query.where(*conditions)


def _conditions(wanted: ProductFilter) -> list[ColumnElement[bool]]:
    product_id = products.c.id
    conditions = _column_conditions(wanted)
    if wanted.cas_rn is not None:
        conditions.append(product_id.in_(with_cas_rn(wanted.cas_rn)))
    if wanted.name is not None:
        named = select(product_names.c.product_id).where(product_names.c.folded.in_(greek_variants(fold(wanted.name))))
        conditions.append(product_id.in_(named))
    if wanted.finding is not None:
        having = select(product_findings.c.product_id).where(product_findings.c.code.in_(wanted.finding))
        conditions.append(product_id.in_(having))
    if wanted.elements is not None:
        conditions += fits_elements(wanted.elements)
    conditions += contains_elements(wanted.element or ())
    if wanted.no_element:
        conditions.append(lacks_elements(wanted.no_element))
    conditions += [has_fact(fact, values) for fact in OFFER_FACTS if (values := getattr(wanted, fact)) is not None]
    return conditions if wanted.also is None else conditions + _conditions(wanted.also)


Condition = Callable[[Any], ColumnElement[bool]]


def _column_conditions(wanted: ProductFilter) -> list[ColumnElement[bool]]:
    column = products.c
    conditions: dict[str, Condition] = {
        "catalog_number": column.catalog_key.__eq__,
        "formula_keys": column.formula_key.in_,
        "mw_min": column.molecular_weight.__ge__,
        "mw_max": column.molecular_weight.__le__,
        "monoisotopic_min": column.monoisotopic_mass.__ge__,
        "monoisotopic_max": column.monoisotopic_mass.__le__,
        "inchi_key": _inchi_key_condition,
        "inchi_keys": column.inchi_key.in_,
        "assay_min": column.assay_min.__ge__,
        "storage": column.storage_code.in_,
        "changed_since": column.updated_at.__ge__,
        "status": column.status.in_,
        "supplier": column.supplier.in_,
    }
    values = ((condition, getattr(wanted, name)) for name, condition in conditions.items())
    return [condition(value) for condition, value in values if value is not None]


def _inchi_key_condition(value: str) -> ColumnElement[bool]:
    column = products.c.inchi_key
    return column == value if "-" in value else begins_with(column, value + "-")
