"""What else to try where a search finds nothing: hints that fit what was asked."""

from __future__ import annotations

from typing import NamedTuple

from catalog.search.interpretation import QueryInterpretation
from catalog.web.pages.finding.search_address import SearchAddress, search_for

STRUCTURES = ("smiles", "inchi", "inchi_key", "substructure", "superstructure", "similar")


class Hint(NamedTuple):
    """A sentence, and a link that does what it says, if there is one."""

    words: str
    link: str | None = None
    link_words: str = ""


def hints_for(reading: QueryInterpretation, address: SearchAddress) -> list[Hint]:
    """Return the hints for a reading, the nearest first.

    >>> from catalog.store.reading.filters import ProductFilter
    >>> reading = QueryInterpretation("formula", "C9H8O4", ProductFilter())
    >>> [hint.link for hint in hints_for(reading, SearchAddress(q="C9H8O4"))]
    ['/search?q=C9+H8+O%2A', '/browse', '/lookup']
    """
    found = list(_HINTS.get(reading.kind, _by_name)(reading, address))
    return [
        *found,
        Hint("Or go", "/browse", "by letter, element or class"),
        Hint("Or", "/lookup", "paste a whole list"),
    ]


def _by_name(reading: QueryInterpretation, _address: SearchAddress) -> list[Hint]:
    words = reading.value.split()
    longest = max(words, key=len, default="")
    hints = [Hint("Search for", search_for(longest), f"“{longest}” alone")] if len(words) > 1 else []
    return [*hints, Hint("A CAS RN or a structure finds a compound whatever it is called here.")]


def _by_number(reading: QueryInterpretation, _address: SearchAddress) -> list[Hint]:
    return [
        Hint("No supplier here states this number."),
        Hint("A salt or a hydrate has another number: search by name or structure."),
        Hint("Read it", search_for(reading.value) + "&kind=words", "as text"),
    ]


def _by_formula(reading: QueryInterpretation, _address: SearchAddress) -> list[Hint]:
    return [Hint("Let one element vary:", search_for(_loosened(reading.value)), _loosened(reading.value))]


def _loosened(formula: str) -> str:
    """Return the elements of a formula as ranges, the last of them with any count.

    >>> _loosened("C9H8O4"), _loosened("NaCl")
    ('C9 H8 O*', 'Na Cl*')
    """
    parts: list[str] = []
    for char in formula:
        if char.isupper() or not parts:
            parts.append(char)
        else:
            parts[-1] += char
    return " ".join([*parts[:-1], parts[-1].rstrip("0123456789") + "*"]) if parts else formula


def _by_elements(_reading: QueryInterpretation, _address: SearchAddress) -> list[Hint]:
    return [Hint("Widen a range or drop an element:", search_for("C10-12 N>=2 no Cl"), "C10-12 N>=2 no Cl")]


def _by_mass(_reading: QueryInterpretation, _address: SearchAddress) -> list[Hint]:
    return [
        Hint(
            "Masses are monoisotopic and of the neutral compound, in Da. Take off a proton (1.00728) or sodium first."
        ),
        Hint("Widen the window:", search_for("478.0803±20ppm"), "478.0803±20ppm"),
    ]


def _by_structure(_reading: QueryInterpretation, address: SearchAddress) -> list[Hint]:
    words = {"similar": "similar structures", "substructure": "what contains it"}
    others = [(kind, text) for kind, text in words.items() if kind != address.kind]
    return [Hint("Look for", address.link(kind=kind, threshold=None), text) for kind, text in others]


_HINTS = {
    "cas_rn": _by_number,
    "identifier": _by_number,
    "formula": _by_formula,
    "elements": _by_elements,
    "mass": _by_mass,
    **dict.fromkeys(STRUCTURES, _by_structure),
}
