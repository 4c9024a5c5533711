"""The filters of a search as controls: facets with choices, text boxes, and chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any

from catalog.product.attribute_facts import meaning_of
from catalog.product.text.folding import fold
from catalog.store.facts.shown_prices import words_for_hidden_prices
from catalog.store.reading.facets import Counts
from catalog.store.reading.filters import FACETS
from catalog.store.reading.parameters import Parameter, number_text
from catalog.store.reading.sorts import PRICE_SORTS
from catalog.web.pages.finding.search_address import FILTERS, SearchAddress
from catalog.web.pages.finding.value_ranges import RANGES

MOST = 12
"""The number of values that a facet shows, always with the chosen ones."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet.

    Attributes:
        value: as in an address.
        words: the text for people.
        count: the number of products, or None if not counted.
        chosen: whether the search is filtered by it.
    """

    value: str
    words: str
    count: int | None
    chosen: bool


FIRST = ("supplier", "availability", "pack", "assay_min", "grade")
"""The facets that a buyer looks at first, before those of chemistry and of the record."""
FIRST_BOXES = ("price_per_gram_min", "price_per_gram_max")
"""The typed filters that stand beside them."""
TYPED_TOO = ("attribute",)
"""The filters with facets of their own names, and a box for all other conditions."""
OF_PRICES = ("currency", *(f"{name}_{end}" for name in PRICE_SORTS for end in ("min", "max")))
"""The filters for readers who see prices."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with its choices.

    Attributes:
        name: the name of the parameter.
        title: the text for people.
        control: ``checkbox`` if several values may be chosen, else ``radio``.
        values: the choices.
    """

    name: str
    title: str
    control: str
    values: list[Choice]

    @property
    def is_first(self) -> bool:
        """Tell whether a buyer looks at it first."""
        return self.name in FIRST

    @property
    def is_open(self) -> bool:
        """Tell whether its choices are shown from the start."""
        return self.is_first or any(choice.chosen and choice.value for choice in self.values)


def facets_of(
    counts: Mapping[str, Counts], address: SearchAddress, suppliers: Mapping[str, str], total: int | None = None
) -> list[Facet]:
    """Return the facets that are worth showing: those with a choice between values, or with a chosen value.

    Several elements may be chosen together, so elements that all products contain are left out.

    Args:
        counts: the counted values of each facet.
        address: the search.
        suppliers: the names of the suppliers, by slug.
        total: the number of products found, if known.
    """
    found = []
    for facet, parameter in FACETS.items():
        if parameter.name in TYPED_TOO:
            continue
        name, counted = parameter.name, counts.get(facet, [])
        chosen = getattr(address, name)
        if parameter.steps:
            shown = Facet(name, parameter.title, "radio", _steps(parameter, counted, chosen))
        else:
            if parameter.is_joint:
                counted = [entry for entry in counted if entry["count"] != total or entry["value"] in chosen]
            shown = Facet(name, parameter.title, "checkbox", _values(parameter, counted, chosen, suppliers))
        if len(shown.values) > 1 or any(choice.chosen for choice in shown.values):
            found.append(shown)
    found += _attributes(counts.get("attribute", []), dict(address)["attribute"], total)
    places = {name: place for place, name in enumerate(FIRST)}
    return sorted(found, key=lambda facet: places.get(facet.name, len(FIRST)))


def _attributes(counted: Counts, stated: Sequence[str], total: int | None) -> list[Facet]:
    """Return a facet for each of the common attributes, by its stated name."""
    chosen = [text for text in stated if meaning_of(text)]
    numbers = {str(entry["value"]): int(entry["count"]) for entry in counted if entry["count"] != total}
    found: dict[str, Facet] = {}
    for text in dict.fromkeys([*chosen, *numbers]):
        name, _, value = text.partition("=")
        facet = found.setdefault(fold(name), Facet("attribute", name, "checkbox", []))
        if len(facet.values) < MOST:
            facet.values.append(Choice(text, value, numbers.get(text), text in chosen))
    return [one for one in found.values() if len(one.values) > 1 or one.values[0].chosen]


def boxes(*, first: bool) -> dict[str, list[Parameter]]:
    """Return the filters with typed values, by title: those that stand first, or the others."""
    untaken = [one for one in FILTERS.values() if one.title and (one.facet is None or one.name in TYPED_TOO)]
    if words_for_hidden_prices() is not None:
        untaken = [one for one in untaken if one.name not in OF_PRICES]
    typed = [one for one in untaken if (one.name in FIRST_BOXES) == first]
    return {title: list(some) for title, some in groupby(typed, lambda parameter: parameter.title)}


@dataclass(frozen=True, slots=True)
class RangeInputs:
    """The two inputs of a range.

    Attributes:
        field: the name of both inputs.
        title: the text for people.
        low, high: the texts in the inputs.
    """

    field: str
    title: str
    low: str
    high: str


def ranges_of(address: SearchAddress) -> list[RangeInputs]:
    """Return the ranges with the values in the search."""
    return [RangeInputs(one.field, one.title, *one.ends(getattr(address, one.kind))) for one in RANGES]


def typed_conditions(address: SearchAddress) -> dict[str, tuple[str, ...]]:
    """Return, for each filter by conditions, those that neither a range nor a facet shows, and a
    blank for one more."""
    typed: dict[str, tuple[str, ...]] = {}
    for parameter in FILTERS.values():
        is_typed = parameter.facet is None or parameter.name in TYPED_TOO
        if parameter.title and is_typed and parameter.is_joint:
            shown: tuple[str, ...] = getattr(address, parameter.name)
            if parameter.name in TYPED_TOO:
                shown = tuple(text for text in shown if not meaning_of(text))
            for one in RANGES:
                shown = one.others(shown) if one.kind == parameter.name else shown
            typed[parameter.name] = (*shown, "")
    return typed


def narrowed_words(name: str, value: object, suppliers: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a filter of a search in words that make sense on their own.

    >>> narrowed_words("mw_min", 100.0), narrowed_words("no_element", "Cl"), narrowed_words("storage", "frozen")
    ('weight ≥ 100', 'without Cl', 'Frozen')
    >>> narrowed_words("supplier", "alpha", {"alpha": "Alpha Chemicals"})
    'Alpha Chemicals'
    """
    return FILTERS[name].alone.format(_words_of(FILTERS[name], value, suppliers))


def _words_of(parameter: Parameter, value: object, suppliers: Mapping[str, str]) -> str:
    name = suppliers.get(str(value)) if parameter.name == "supplier" else None
    return parameter.words_of(value) if name is None else name


def _values(
    parameter: Parameter, counts: Sequence[dict[str, Any]], chosen: Sequence[str], suppliers: Mapping[str, str]
) -> list[Choice]:
    counted = {str(entry["value"]): int(entry["count"]) for entry in counts}
    shown = list(dict.fromkeys([*chosen, *list(counted)[:MOST]]))
    if parameter.order:
        shown = [*(value for value in parameter.order if value in shown), *(set(shown) - set(parameter.order))]
    return [
        Choice(value, _words_of(parameter, value, suppliers), counted.get(value), value in chosen) for value in shown
    ]


def _steps(parameter: Parameter, counts: Sequence[dict[str, Any]], chosen: float | None) -> list[Choice]:
    """Return "Any", and the steps with different counts above zero."""
    choices: list[Choice] = []
    for step in sorted({*parameter.steps, *(() if chosen is None else (chosen,))}):
        count = sum(int(entry["count"]) for entry in counts if float(entry["value"]) >= step)
        if choices and choices[-1].count == count and not choices[-1].chosen:
            choices.pop()
        if count or step == chosen:
            choices.append(Choice(number_text(step), parameter.words_of(step), count, step == chosen))
    return [Choice("", "Any", None, chosen is None), *choices] if choices else []
