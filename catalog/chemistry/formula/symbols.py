"""The symbols of atoms in formulas, and messages for other texts."""

from __future__ import annotations

import unicodedata

from catalog.chemistry.formula.composition import AtomKind
from catalog.chemistry.formula.elements import ELEMENTS

KINDS: dict[str, AtomKind] = {
    **{symbol: AtomKind(symbol) for symbol in ELEMENTS},
    "D": AtomKind("H", 2),
    "T": AtomKind("H", 3),
}
"""The meaning of each symbol: the elements, and deuterium and tritium with their own letters."""

_ABBREVIATIONS = {
    "Me": "methyl, CH3",
    "Et": "ethyl, C2H5",
    "Bu": "butyl, C4H9",
    "Ph": "phenyl, C6H5",
    "Bn": "benzyl, C7H7",
    "Bz": "benzoyl, C7H5O",
    "Cp": "cyclopentadienyl, C5H5",
    "Cy": "cyclohexyl, C6H11",
    "Tf": "triflyl, CF3SO2",
    "R": "any group",
    "X": "any halogen",
    "M": "any metal",
    "A": "any atom",
    "Q": "any atom but carbon",
    "L": "any ligand",
}
"""Abbreviations of groups of atoms. Those that are also element symbols (Ac, Pr, Ts) are read as elements."""


def unknown_symbol_message(text: str, place: int) -> str:
    """Say what is wrong with the character at a place where an element symbol was expected.

    >>> unknown_symbol_message("MeOH", 0), unknown_symbol_message("C6H5CL", 5)
    ('Me is not an element; it means methyl, CH3', 'L is not an element; Cl is probably meant')
    """
    character = text[place]
    if not character.isascii():
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        return f"The character {character} ({name.capitalize()}) is not allowed in a formula"
    if not character.isalpha():
        return f"{character!r} is not allowed"
    if character.islower():
        return f"{character} does not begin an element symbol"
    word = character + text[place + 1 : place + 2] if text[place + 1 : place + 2].islower() else character
    for symbol in (word, character):
        if symbol in _ABBREVIATIONS and not (place and text[place - 1 : place] + character.lower() in ELEMENTS):
            return f"{symbol} is not an element; it means {_ABBREVIATIONS[symbol]}"
    paired = text[place - 1 : place] + character.lower()
    if place and paired in ELEMENTS:
        return f"{word} is not an element; {paired} is probably meant"
    return f"{word} is not an element"
