"""Other meanings of a formula's text, which only another fact of the record can prove.

Abbreviations, isotopes in plain text, letters in lower case, digits in place of letters::

    Et3N      C6H15N            Et is ethyl
    K15NO3    K[15N]O3          15 is a mass number
    2H2O      D2O               2 is one too, and does not count molecules
    c9h8o4    C9H8O4            lower case
    nacl      NaCl              lower case, without a digit
    CACO3     CaCO3             capitals
    C9H804    C9H8O4            a zero in place of the letter O
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, islice, product
from typing import NamedTuple

from catalog.chemistry.formula.composition import AtomKind, Composition
from catalog.chemistry.formula.formula import LONGEST, Formula, read_formula
from catalog.chemistry.formula.group_abbreviations import has_abbreviation, spelled_out
from catalog.chemistry.formula.symbols import KINDS
from catalog.chemistry.formula.text import harmonize_formula_text
from catalog.errors import InvalidFormula

_ISOTOPES = (
    ("Li", (6, 7)), ("B", (10, 11)), ("C", (11, 13, 14)), ("N", (13, 15)), ("O", (15, 17, 18)),
    ("F", (18,)), ("Mg", (25, 26)), ("Si", (28, 29, 30)), ("P", (32, 33)), ("S", (33, 34, 35)), ("Cl", (35, 36, 37)),
    ("K", (40, 41)), ("Ca", (43, 44, 48)), ("Fe", (54, 57)), ("Cu", (63, 65)), ("Zn", (64, 67, 68)), ("Se", (77, 82)),
    ("Br", (79, 81)), ("Mo", (95, 98)), ("Cd", (113,)), ("Sn", (119,)), ("I", (123, 124, 125, 131)),
)  # fmt: skip
"""The mass numbers of the labels that are sold."""
_LABELS = "|".join(f"{number}(?:{symbol})(?![a-z])" for symbol, numbers in reversed(_ISOTOPES) for number in numbers)
_LABEL = re.compile(rf"(?<=[A-Za-z0-9)\](· ])(?:{_LABELS})|^[23]H(?![a-z])")
"""A label in plain text. Deuterium and tritium are written so at the beginning only: the 2 of C2H6 counts atoms."""
_MOST_LABELS = 4
_REMARK = re.compile(rf"[(\[,] ?({_LABELS})([0-9]*) ?[)\]]")
"""Labels in brackets that say which of the atoms are labelled: ``C6H12O6 (13C6)``."""
_ZERO = re.compile(r"(?<=[A-Za-z0-9)])0")
_ONE_FOR_L = re.compile(r"(?<=[CTA])1(?![0-9])")
_SMALL = re.compile(r"[a-z][a-z0-9().·\[\] ]*[0-9][a-z0-9().·\[\] ]*|[a-z]{2,8}|[A-Z][A-Z0-9().·\[\] ]{2,30}")
_LETTERS = re.compile("[a-z]+")
_MOST_MEANINGS = 24
_LONGEST_RUN = 8
"""The most letters in a row that are divided into symbols in all ways."""


class Kind(StrEnum):
    """Why a text has another meaning."""

    ABBREVIATION = "abbreviation"
    ISOTOPE = "isotope"
    LOWER_CASE = "lower case"
    DIGIT = "digit for a letter"


class OtherMeaning(NamedTuple):
    """Another meaning of a formula.

    Attributes:
        kind: why.
        formula: the formula that would be meant, with the text as stated.
        composition: its composition.
        written: the text that would be read so.
    """

    kind: Kind
    formula: Formula
    composition: Composition
    written: str


def has_other_meaning(text: str) -> bool:
    """Tell whether a formula that can be read could mean something else. Fast, since all formulas are asked.

    >>> [has_other_meaning(text) for text in ("K15NO3", "C9H804", "Ac2O", "C6H12O6", "C9H8O4")]
    [True, True, True, False, False]
    """
    return _LABEL.search(text) is not None or "0" in text or has_abbreviation(text) or bool(_ONE_FOR_L.search(text))


def other_meanings(stated: str) -> Iterator[OtherMeaning]:
    """Yield other meanings that can be read, the likely ones first."""
    if len(stated) > LONGEST:
        return
    text = harmonize_formula_text(stated.strip()).plain
    seen: set[Composition] = set()
    for kind, written in islice(_texts(text), _MOST_MEANINGS):
        with suppress(InvalidFormula):
            formula = read_formula(written)
            composition = formula.composition
            if composition is not None and not formula.note and composition not in seen:
                seen.add(composition)
                yield OtherMeaning(kind, formula._replace(stated=stated), composition, written)


def _texts(text: str) -> Iterator[tuple[Kind, str]]:
    if has_abbreviation(text):
        for written in spelled_out(text):
            if written != text:
                yield Kind.ABBREVIATION, written
    for written in (*_labelled(text), *_relabelled(text)):
        yield Kind.ISOTOPE, written
    if _SMALL.fullmatch(text):
        for written in _in_capitals(text):
            if written != text:
                yield Kind.LOWER_CASE, written
    for written in _with_letters(text):
        yield Kind.DIGIT, written


def _labelled(text: str) -> Iterator[str]:
    """Yield the text with one or more mass numbers marked, all of them first."""
    places = [found.span() for found in _LABEL.finditer(text)][:_MOST_LABELS]
    for number in range(len(places), 0, -1):
        for chosen in combinations(places, number):
            written = text
            for start, end in reversed(chosen):
                written = f"{written[:start]}[{written[start:end]}]{written[end:]}"
            yield written


def _relabelled(text: str) -> Iterator[str]:
    """Yield the formula without a label in brackets, with that many of its atoms labelled, or all of them."""
    remarks = list(_REMARK.finditer(text))
    if len(remarks) != 1:
        return
    [remark] = remarks
    with suppress(InvalidFormula):
        whole = read_formula(text[: remark.start()] + text[remark.end() :]).composition
        if whole is None:
            return
        symbol = remark[1].lstrip("0123456789")
        element, label = AtomKind(symbol), AtomKind(symbol, int(remark[1].removesuffix(symbol)))
        present = whole.counts.get(element, Fraction(0))
        for number in dict.fromkeys((Fraction(remark[2] or 1), present)):
            if 0 < number <= present:
                yield (whole + Composition({label: number}) - Composition({element: number})).hill()


def _in_capitals(text: str) -> Iterator[str]:
    """Yield a text in one case with its letters divided into symbols: each alone, the most pairs, all other ways."""
    lowered = text.lower()
    if text == lowered:
        yield text.upper()
    runs = [list(_divided(run)) for run in _LETTERS.findall(lowered)]
    if not all(runs):
        return
    for chosen in product(*runs):
        symbols = iter(chosen)
        yield _LETTERS.sub(lambda _run, symbols=symbols: next(symbols), lowered)  # type: ignore[misc]


def _divided(letters: str) -> Iterator[str]:
    """Yield letters as symbols of elements, first with two letters for one symbol where possible."""
    if not letters:
        yield ""
    if len(letters) > _LONGEST_RUN:
        return
    for length in (2, 1):
        symbol = letters[:length].capitalize()
        if len(symbol) == length and symbol in KINDS:
            for rest in _divided(letters[length:]):
                yield symbol + rest


def _with_letters(text: str) -> Iterator[str]:
    """Yield the text with zeros as the letter O, and with a one as the letter l."""
    zeros = [found.start() for found in _ZERO.finditer(text)][:_MOST_LABELS]
    for number in range(1, len(zeros) + 1):
        for chosen in combinations(zeros, number):
            yield "".join("O" if place in chosen else letter for place, letter in enumerate(text))
    if _ONE_FOR_L.search(text):
        yield _ONE_FOR_L.sub("l", text)
    if "I" in text:
        yield text.replace("CI", "Cl")
