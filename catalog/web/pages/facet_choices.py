"""The facets of a search as choices that can be ticked, with counts and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.product.hazard.classes import hazard_class
from catalog.product.hazard.pictograms import NAMES
from catalog.store.reading.facets import Counts
from catalog.web.pages.search_address import SearchAddress

SHOWN = (
    "availability", "storage", "assay", "grade", "pictogram", "hazard", "element", "status", "supplier", "finding",
)  # fmt: skip
TITLES = {
    "availability": "Availability",
    "grade": "Grade",
    "pictogram": "Hazard pictograms",
    "hazard": "Hazard statements",
    "element": "Contains elements",
    "storage": "Storage",
    "assay": "Promised assay",
    "status": "State",
    "supplier": "Supplier",
    "finding": "Findings",
}
MOST = 12
"""How many values a facet shows; chosen ones are always among them."""

STORAGE_WORDS = {
    "ambient": "Ambient",
    "room-temperature": "Room temperature",
    "cool": "Cool",
    "refrigerated": "Refrigerated",
    "frozen": "Frozen",
    "deep-frozen": "Deep-frozen",
    "range": "Another range",
}
ABBREVIATIONS = frozenset(
    ("acs", "ar", "bp", "cp", "ep", "fcc", "gc", "gmp", "gr", "hplc", "jp", "lc", "lr", "ms", "nf", "nmr", "ph.", "usp")
)
"""Words of grades that people write in capitals."""
ASSAY_STEPS = (90.0, 95.0, 97.0, 98.0, 99.0, 99.5)
"""Per cent; a choice counts what promises so much or more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet.

    Attributes:
        value: as an address writes it.
        words: as a person reads it.
        count: how many products; None where it was not counted.
        chosen: whether the search is narrowed to it.
    """

    value: str
    words: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with its choices.

    Attributes:
        name: of the parameter.
        title: for people.
        control: ``checkbox`` where several may be chosen, else ``radio``.
        values: the choices.
    """

    name: str
    title: str
    control: str
    values: list[Choice]


def facets_of(counts: Mapping[str, Counts], address: SearchAddress, total: int | None = None) -> list[Facet]:
    """The facets that are worth showing: those with a choice between values, or with one that is made.

    Of elements, of which several may be asked for at once, those that all products contain are none.
    """
    found = []
    for name in SHOWN:
        if name == "assay":
            facet = Facet("assay_min", TITLES[name], "radio", _assay(counts.get(name, []), address.assay_min))
        else:
            counted, chosen = counts.get(name, []), getattr(address, name)
            if name == "element":
                counted = [entry for entry in counted if entry["count"] != total or entry["value"] in chosen]
            facet = Facet(name, TITLES[name], "checkbox", _values(name, counted, chosen))
        if len(facet.values) > 1 or any(choice.chosen for choice in facet.values):
            found.append(facet)
    return found


def words_of(name: str, value: object) -> str:
    """A value of a facet in words.

    >>> words_of("storage", "deep-frozen"), words_of("finding", "cas-repaired"), words_of("assay_min", 99.5)
    ('Deep-frozen', 'CAS repaired', '≥ 99.5 %')
    >>> words_of("grade", "for hplc"), words_of("pictogram", "GHS02"), words_of("availability", "in-stock")
    ('For HPLC', 'Flame', 'In stock')
    """
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return _WORDS.get(name, str)(text)


def narrowed_words(name: str, value: object) -> str:
    """What narrows a search, in words that stand by themselves.

    >>> narrowed_words("mw_min", 100.0), narrowed_words("no_element", "Cl"), narrowed_words("storage", "frozen")
    ('weight ≥ 100', 'without Cl', 'Frozen')
    """
    sign = _SIGNS.get(name)
    return words_of(name, value) if sign is None else f"{sign} {words_of(name, value)}"


_SIGNS = {"mw_min": "weight ≥", "mw_max": "weight ≤", "element": "contains", "no_element": "without"}


def _plain(text: str) -> str:
    plain = text.replace("-", " ").replace("cas ", "CAS ").replace("inchikey", "InChIKey")
    return plain[:1].upper() + plain[1:]


def _grade(text: str) -> str:
    words = " ".join(word.upper() if word in ABBREVIATIONS else word for word in text.split())
    return words[:1].upper() + words[1:]


def _hazard(text: str) -> str:
    known = hazard_class(text)
    return text if known is None else f"{text} {known.title}"


_WORDS: dict[str, Callable[[str], str]] = {
    "assay_min": "≥ {} %".format,
    "storage": lambda text: STORAGE_WORDS.get(text, text),
    "grade": _grade,
    "pictogram": lambda text: NAMES.get(text, text),
    "hazard": _hazard,
    "finding": _plain,
    "status": _plain,
    "availability": _plain,
}


def _values(name: str, counts: Sequence[dict[str, Any]], chosen: Sequence[str]) -> list[Choice]:
    counted = {str(entry["value"]): int(entry["count"]) for entry in counts}
    shown = list(dict.fromkeys([*chosen, *list(counted)[:MOST]]))
    return [Choice(value, words_of(name, value), counted.get(value), value in chosen) for value in shown]


def _assay(counts: Sequence[dict[str, Any]], chosen: float | None) -> list[Choice]:
    """Any assay, and the steps that something reaches and that tell products apart."""
    choices: list[Choice] = []
    for step in sorted({*ASSAY_STEPS, *(() if chosen is None else (chosen,))}):
        count = sum(int(entry["count"]) for entry in counts if float(entry["value"]) >= step)
        if choices and choices[-1].count == count and not choices[-1].chosen:
            choices.pop()
        if count or step == chosen:
            choices.append(Choice(f"{step:g}", words_of("assay_min", step), count, step == chosen))
    return [Choice("", "Any", None, chosen is None), *choices] if choices else []
