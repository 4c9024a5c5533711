"""Filters and sorting: what users ask of a list of products, and the SQL that answers it."""

# ruff: noqa: ANN401, RUF009  # An entry of the table is a dataclass field in the place of a default.

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Subquery, and_, select, true

from catalog.chemistry.formula.element_ranges import ElementRange, read_element_ranges, read_elements
from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.chemistry.mass.window import read_mass_window
from catalog.product.completeness import COMPLETENESS, field_title, read_field_words
from catalog.product.identifier_texts import stated_words
from catalog.product.offer.currency_rates import IN_EUROS, CurrencyRates, read_currency, within
from catalog.product.offer.pack_classes import PACK_CLASSES
from catalog.product.offer.unit_prices import PriceUnit
from catalog.product.offer.unpriced import is_named_after_prices
from catalog.product.value_conditions import ValueCondition, read_value_conditions, value_words
from catalog.store.clock import stored_time
from catalog.store.entries import MISSING_WEIGHT
from catalog.store.facts.element_index import contains_elements, fits_elements, lacks_elements
from catalog.store.facts.fact_index import has_fact, lacks_fields, states_fields
from catalog.store.facts.identifier_index import has_identifier
from catalog.store.facts.price_index import PriceRange, fits_prices
from catalog.store.facts.regulatory_lists import is_listed
from catalog.store.facts.shown_prices import require_shown_prices
from catalog.store.facts.value_index import has_values
from catalog.store.reading.filter_conditions import (
    begins_with_character,
    capitals,
    grade_keys,
    has_inchi_key,
    has_structure,
    hazard_codes,
    is_named,
    is_supplied_by,
    read_formula_keys,
    read_inchi_key,
)
from catalog.store.reading.parameters import Kind, Parameter
from catalog.store.reading.products import ids_with_cas_rn
from catalog.store.reading.shown_words import (
    grade_words,
    hazard_words,
    list_words,
    pack_words,
    pictogram_words,
    plain_words,
    storage_words,
)
from catalog.store.reading.sorts import PRICE_SORTS, Sort
from catalog.store.tables import products

ColumnCondition = Callable[[Any], ColumnElement[bool]]
Texts = tuple[str, ...] | None


def filter_by(condition: ColumnCondition | None, kind: Kind | None = None, description: str = "", **more: Any) -> Any:
    """Return an entry of ``ProductFilter``: the condition for a value, and how users state it.

    Args:
        condition: on ``products``, or None if ``fits_prices`` has it or there is none.
        kind: the kind of value, or None if only our own code uses the filter.
        description: the description of the parameter.
        more: other attributes of ``Parameter``.
    """
    parameter = None if kind is None else Parameter(kind, description, **more)
    return field(default=None, metadata={"condition": condition, "parameter": parameter})


_PACKS = ", ".join(f"`{name}` ({words})" for name, words in PACK_CLASSES.items())
_HEAVIEST = MISSING_WEIGHT / 10
"""A number between all weights and the value for a missing weight."""


def _price(unit: PriceUnit, end: Literal["min", "max"]) -> Any:
    """Return the entry for one end of the prices for a unit."""
    sign, least, label = ("≥", "Minimum", "from") if end == "min" else ("≤", "Maximum", "to")
    description = f"{least} price per {unit}, for the pack with the lowest one; see `currency`."
    alone = f"price per {unit} {sign} {{}}"
    return filter_by(None, "number", description, read=float, title=f"Price per {unit}", alone=alone, label=label)


def _day(time: str) -> str:
    return time[:10]


_VALUES = "Stated values"
_FIELD_WORDS = ", ".join(f"`{word}`" for word in COMPLETENESS)
_ONE_FIELD = {"pattern": f"^ *(?:{'|'.join(COMPLETENESS)}) *$"}
_WEIGHT = "Molecular weight, g/mol"
_KEY_PATTERN = "^ *[A-Za-z]{14}(?:-[A-Za-z]{8}[SsNn][A-Za-z]-[A-Za-z])? *$"
_ASSAYS = (90.0, 95.0, 97.0, 98.0, 99.0, 99.5)


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """All filters of a list. None means no filter. A product must match all of them.

    This is the only table of filters. An entry with a parameter defines the API parameter, the search page's address,
    controls and chips, and the export option, in this order.

    Attributes:
        words: text to find in a name, synonym or catalog number.
        missing: how many of the significant words a name may lack: one, or all but one. None means that it needs all.
        also: a second filter that must match too.
        name: the folded text of a whole name or synonym.
        catalog_number: the catalog number in the form for look-up, of any supplier.
        product_key: the key of exactly one product.
        inchi_keys: whole InChIKeys. A product needs one of them.
        letter: the first character of the folded name: a letter, ``DIGITS``, or ``OTHER``.
        has_structure: whether a structure is known.
        rates: the rates to compare prices, if ``currency`` names none.
    """

    # fmt: off
    words: str | None = None
    missing: int | None = None
    also: ProductFilter | None = filter_by(lambda also: and_(true(), *_conditions(also)))
    name: str | None = filter_by(is_named)
    catalog_number: str | None = filter_by(products.c.catalog_key.__eq__)
    product_key: str | None = filter_by(products.c.product_key.__eq__)
    inchi_keys: Texts = filter_by(products.c.inchi_key.in_)
    letter: str | None = filter_by(begins_with_character)
    has_structure: bool | None = filter_by(has_structure)
    rates: CurrencyRates | None = filter_by(None)
    cas_rn: str | None = filter_by(
        lambda number: products.c.id.in_(ids_with_cas_rn(number)),
        "text", "CAS RN, with or without dashes; Unicode dashes and spaces are accepted.",
        name="cas", read=parse_cas_rn, schema={"format": "cas-rn"})
    formula_keys: Texts = filter_by(
        products.c.formula_key.in_, "text", "Molecular formula, elements in any order: C20H22N4O4S3.",
        name="formula", read=read_formula_keys, schema={"format": "molecular-formula"})
    monoisotopic_min: float | None = filter_by(
        products.c.monoisotopic_mass.__ge__, "number", "Minimum monoisotopic mass, Da.", read=float)
    monoisotopic_max: float | None = filter_by(
        products.c.monoisotopic_mass.__le__, "number", "Maximum monoisotopic mass, Da.", read=float)
    monoisotopic: tuple[float, float] | None = filter_by(
        lambda window: products.c.monoisotopic_mass.between(*window),
        "text", "Monoisotopic mass with its tolerance: `478.0803±5ppm`, `+-` or `+/-`, in ppm, mDa or Da.",
        read=read_mass_window, schema={"format": "mass-window"})
    elements: tuple[ElementRange, ...] | None = filter_by(
        lambda ranges: and_(true(), *fits_elements(ranges)),
        "text", "Ranges of element counts: `C10-12 H* N>=2 no Cl`.",
        read=read_element_ranges, schema={"format": "element-ranges"})
    inchi_key: str | None = filter_by(
        has_inchi_key, "text", "Complete InChIKey, or its first block.",
        read=read_inchi_key, schema={"pattern": _KEY_PATTERN})
    identifier: Texts = filter_by(
        has_identifier,
        "texts", "Identifiers of any system, with or without its name: `MDL:MFCD00008765`, `CID:180`, `180`; "
        "any may match.",
        title="Identifier", words=stated_words, label="MDL, EC, CID, UNII, RTECS …", example="MFCD00008765")
    availability: Texts = filter_by(
        partial(has_fact, "availability"),
        "texts", "Availability, any of: `in-stock`, `on-request`, `backorder`, `discontinued`.",
        facet="availability", title="Availability", words=plain_words)
    pack: Texts = filter_by(
        partial(has_fact, "pack"),
        "texts", f"Classes of the sizes of packs; any may match: {_PACKS}.",
        facet="pack", title="Pack size", words=pack_words, alone="packs of {}", order=tuple(PACK_CLASSES))
    storage: Texts = filter_by(
        products.c.storage_code.in_, "texts", "Storage codes, such as `ambient`; any may match.",
        facet="storage_code", title="Storage", words=storage_words)
    assay_min: float | None = filter_by(
        products.c.assay_min.__ge__, "number", "Minimum promised assay, per cent.", read=float,
        facet="assay_min", facet_name="assay",
        title="Promised assay", words="≥ {} %".format, steps=_ASSAYS)
    grade: Texts = filter_by(
        partial(has_fact, "grade"), "texts", "Grades as stated, in any case; any may match.", read=grade_keys,
        facet="grade", title="Grade", words=grade_words)
    pictogram: Texts = filter_by(
        partial(has_fact, "pictogram"), "texts", "GHS pictograms, such as `GHS02`; any may match.", read=capitals,
        facet="pictogram", title="Hazard pictograms", words=pictogram_words)
    hazard: Texts = filter_by(
        partial(has_fact, "hazard"), "texts", "H statements, such as `H225`; any may match.", read=hazard_codes,
        facet="hazard", title="Hazard statements", words=hazard_words)
    element: Texts = filter_by(
        lambda symbols: and_(true(), *contains_elements(symbols)),
        "texts", "Symbols of elements, such as `Cl`; the formula contains all of them.",
        read=read_elements, schema={"format": "element-symbols"},
        facet="elements", is_joint=True, title="Contains elements", alone="contains {}")
    status: Texts = filter_by(
        products.c.status.in_, "texts", "States, such as `published`; any may match.",
        facet="status", title="State", words=plain_words)
    supplier: Texts = filter_by(
        is_supplied_by, "texts", "Slugs or names of suppliers; any may match.",
        facet="supplier_id", title="Supplier")
    finding: Texts = filter_by(
        partial(has_fact, "finding"), "texts", "Codes of findings on products; any may match.",
        facet="finding", title="Findings", words=plain_words)
    listed: Texts = filter_by(
        is_listed, "texts", "Slugs of regulatory lists that have a CAS RN of the product; any may match.",
        facet="listed", title="Regulatory lists", words=list_words, alone="on the list {}")
    quality: Texts = filter_by(
        products.c.grade.in_, "texts", "Grades of the data, `A` to `E`; any may match.",
        read=capitals, schema={"pattern": "^ *[A-Ea-e] *$"}, is_linked=True, alone="data of grade {}")
    has: Texts = filter_by(
        states_fields, "texts", f"Fields that a product states; all must be stated: {_FIELD_WORDS}.",
        read=read_field_words, schema=_ONE_FIELD, is_joint=True, is_linked=True, words=field_title, alone="states: {}")
    lacks: Texts = filter_by(
        lacks_fields, "texts", "Fields that a product does not state, as in `has`; none may be stated.",
        read=read_field_words, schema=_ONE_FIELD, is_joint=True, is_linked=True, words=field_title,
        alone="does not state: {}")
    no_element: Texts = filter_by(
        lacks_elements, "texts", "Symbols of elements; the formula is definite and contains none of them.",
        read=read_elements, schema={"format": "element-symbols"},
        title="Without elements", alone="without {}",
        label="Symbols of elements that the formula must not contain", example="Cl, Br")
    spec: tuple[ValueCondition, ...] | None = filter_by(
        has_values,
        "texts", "Conditions on specifications; all must hold: `Water<=0.1`, `Assay>=98 %`, `Colour:white`. "
        "Shares are compared in per cent, temperatures in °C; `<=` compares the upper end of the promised range.",
        read=partial(read_value_conditions, "spec"), schema={"format": "value-condition"}, is_joint=True,
        title=_VALUES, words=value_words, label="Specification, as in Water<=0.1", example="Water<=0.1")
    property: tuple[ValueCondition, ...] | None = filter_by(
        has_values,
        "texts", "Conditions on properties; all must hold: `melting_point:120..130`, `density>=1.2`. A range matches "
        "if it contains the whole stated value.",
        read=partial(read_value_conditions, "property"), schema={"format": "value-condition"}, is_joint=True,
        title=_VALUES, words=value_words, label="Property, as in melting point:120..130",
        example="melting point:120..130")
    attribute: tuple[ValueCondition, ...] | None = filter_by(
        has_values,
        "texts", "Conditions on attributes; all must hold: `Target:EGFR` (contains the words), `Target=EGFR` "
        "(no others), `Phase=3`. As a facet: targets, pathways, applications and the like, as such conditions.",
        read=partial(read_value_conditions, "attribute"), schema={"format": "value-condition"}, is_joint=True,
        facet="attribute", title=_VALUES, words=value_words, label="Attribute, as in Target:EGFR",
        example="Target:EGFR")
    mw_min: float | None = filter_by(
        lambda least: products.c.weight_order.between(least, _HEAVIEST),
        "number", "Minimum average molecular weight, g/mol.", read=float,
        title=_WEIGHT, alone="weight ≥ {}", label="from")
    mw_max: float | None = filter_by(
        products.c.weight_order.__le__, "number", "Maximum average molecular weight, g/mol.", read=float,
        title=_WEIGHT, alone="weight ≤ {}", label="to")
    price_per_gram_min: float | None = _price("gram", "min")
    price_per_gram_max: float | None = _price("gram", "max")
    price_per_mole_min: float | None = _price("mole", "min")
    price_per_mole_max: float | None = _price("mole", "max")
    price_per_millilitre_min: float | None = _price("millilitre", "min")
    price_per_millilitre_max: float | None = _price("millilitre", "max")
    currency: str | None = filter_by(
        None, "text", "Currency (ISO 4217) of the prices to sort and filter by; other prices do not count. By "
        "default, prices are converted at the operator's rates; those in currencies without a rate do not count.",
        read=read_currency, schema={"format": "currency"},
        title="Currency of prices", alone="prices in {}", label="Currency of prices", example="EUR")
    changed_since: str | None = filter_by(
        products.c.updated_at.__ge__, "time", "RFC 3339 time: products changed then or later.", read=stored_time,
        is_linked=True, words=_day, alone="changed since {}")
    changed_before: str | None = filter_by(
        products.c.updated_at.__lt__, "time", "RFC 3339 time: products changed last before then.", read=stored_time,
        is_linked=True, words=_day, alone="changed before {}")
    # fmt: on

    def without(self, *facets: str) -> ProductFilter:
        """Return this filter without the filters of some facets, if a product needs only one of several values.

        If a product needs all values, as with elements, the facet's filter stays.
        """
        chosen = [FACETS[facet] for facet in facets]
        nothing: dict[str, Any] = {parameter.attribute: None for parameter in chosen if not parameter.is_joint}
        also = None if self.also is None else self.also.without(*facets)
        return replace(self, also=None if also is None or also.is_empty() else also, **nothing)

    def is_empty(self) -> bool:
        """Tell whether there is no filter."""
        return all(getattr(self, field.name) is None for field in fields(self))

    def price_ranges(self) -> list[PriceRange]:
        """Return the requested ranges of prices."""
        named = PRICE_SORTS.items()
        ranges = [(unit, getattr(self, f"{name}_min"), getattr(self, f"{name}_max")) for name, unit in named]
        return [one for one in ranges if one[1:] != (None, None)]

    def priced_by(self, rates: CurrencyRates) -> ProductFilter:
        """Return this filter with the rates to compare prices, if it has a price range and names no currency."""
        return self if self.currency is not None or not self.price_ranges() else replace(self, rates=rates)

    def is_words_alone(self) -> bool:
        """Tell whether words are the only filter."""
        return self.words is not None and replace(self, words=None, missing=None).is_empty()


PARAMETERS: tuple[Parameter, ...] = tuple(
    replace(parameter, attribute=entry.name, name=parameter.name or entry.name)
    for entry in fields(ProductFilter)
    if (parameter := entry.metadata.get("parameter")) is not None
)
"""All parameters of filters."""

FACETS: dict[str, Parameter] = {
    parameter.facet_name or parameter.name: parameter for parameter in PARAMETERS if parameter.facet is not None
}
"""All facets, by name."""


def read_filter(stated: Mapping[str, Any]) -> ProductFilter:
    """Return the filter for parameters by name. Other names, None and empty lists are ignored.

    Raises:
        InvalidCasRn, InvalidFormula, InvalidQuery: a value cannot be read; ``field`` names the parameter.
    """
    asked = ((parameter, stated.get(parameter.name)) for parameter in PARAMETERS)
    return ProductFilter(
        **{
            parameter.attribute: parameter.value_of(value)
            for parameter, value in asked
            if value is not None and value != [] and value != ()
        }
    )


def filtered_query(
    wanted: ProductFilter,
    joined: Sequence[Subquery],
    conditions: Sequence[ColumnElement[bool]],
    *columns: ColumnElement[Any],
) -> Select[Any]:
    """Return the query for the matching products.

    Args:
        wanted: the filters on columns.
        joined: the results of other searches: ``product_id`` and sorting keys.
        conditions: other conditions.
        columns: the columns to return.
    """
    query = select(*columns).where(*_conditions(wanted))
    for matches in joined:
        query = query.join(matches, matches.c.product_id == products.c.id)
    return query.where(*conditions)


def _conditions(wanted: ProductFilter) -> list[ColumnElement[bool]]:
    stated = ((entry.metadata.get("condition"), getattr(wanted, entry.name)) for entry in fields(wanted))
    found = [condition(value) for condition, value in stated if condition is not None and value is not None]
    rates = within(wanted.currency) if wanted.currency is not None else wanted.rates or IN_EUROS
    _require_no_hidden_price(wanted)
    return [*found, *fits_prices(wanted.price_ranges(), rates)]


def _require_no_hidden_price(wanted: ProductFilter) -> None:
    """Check that a filter asks for no price that the reader may not see, not even by an attribute named after one.

    Raises:
        InvalidQuery: it does.
    """
    for unit, least, _most in wanted.price_ranges():
        end = "max" if least is None else "min"
        field = f"price_per_{unit}_{end}"
        require_shown_prices(field, f"{getattr(wanted, field):g}")
    for condition in wanted.attribute or ():
        if is_named_after_prices(condition.name):
            require_shown_prices("attribute", condition.stated)


def rates_used(wanted: ProductFilter, sort: Sort) -> CurrencyRates | None:
    """Return the rates by which a list compares prices, or None if it compares none or a currency is named."""
    stated = [wanted] if wanted.also is None else [wanted, wanted.also]
    if any(one.currency is not None for one in stated):
        return None
    used = [one.rates for one in stated if one.rates is not None]
    return sort.rates if sort.key in PRICE_SORTS else next(iter(used), None)
