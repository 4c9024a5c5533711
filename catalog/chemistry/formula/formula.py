"""Molecular formulas as suppliers write them: their atoms, or why they cannot be counted.

The grammar is in :mod:`~catalog.chemistry.formula.scanner`. Formulas are compared by composition, never as text.
"""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from catalog.chemistry.formula.composition import AtomKind, Composition, sum_compositions
from catalog.chemistry.formula.cursor import MOST_ATOMS
from catalog.chemistry.formula.pieces import Component, combine_components, joined_text
from catalog.chemistry.formula.scanner import FormulaScanner
from catalog.chemistry.formula.symbols import KINDS
from catalog.chemistry.formula.text import FormulaText, harmonize_formula_text
from catalog.chemistry.formula.words import components_of_words
from catalog.errors import InvalidFormula

LONGEST = 500
"""The limit for a formula, in characters. The longest of 71,347 real ones has 25."""

_PLAIN = re.compile(r"(?:[A-Z][a-z]?[0-9]{0,6})+")
_PLAIN_COMPONENT = re.compile(r"([1-9][0-9]?(?=H)|[1-9](?:/[1-9])?)?((?:[A-Z][a-z]?[0-9]{0,6})+)")
_TERM = re.compile(r"([A-Z][a-z]?)([0-9]*)")
_SEPARATOR = re.compile(r"[.·]")
_DOUBTFUL_POINT = re.compile(r"[0-9]\.[0-9]")
_TYPOGRAPHY = str.maketrans(
    {"•": "·", "∙": "·", "⋅": "·", "*": "·", "_": None, **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))}
)
_PLAIN_KINDS = {symbol: kind for symbol, kind in KINDS.items() if symbol not in {"Cn", "T"}}
"""The symbols without those that are seldom meant: copernicium in ``CnH2n+2``, and tritium in ``THF``."""
_PLAIN_COUNTS = {"": Fraction(1), **{str(count): Fraction(count) for count in range(1, 500)}}
"""The counts in nearly all formulas. Making a fraction takes longer than looking it up."""
_CATALOG_NUMBER = 100
_ALL_DOUBTS = 3
"""Up to this number of doubts, every combination is read. With more, each of the first ones alone, and all together."""
_MOST_DOUBTS = 4
_ONE = Fraction(1)


class Formula(NamedTuple):
    """A formula that has been read.

    Attributes:
        stated: the text as stated.
        readings: the possible compositions, the usual one first; empty if none is definite.
        indefinite: why the composition is not definite, or None.
        components: the parts of a salt, hydrate or adduct with their numbers, in the usual reading; of an indefinite
            formula, its definite parts.
        text: Hill text of the usual reading, with indefinite parts as stated.
        note: words after the formula that are not part of it.
    """

    stated: str
    readings: tuple[Composition, ...]
    indefinite: str | None = None
    components: tuple[tuple[Fraction, Composition], ...] = ()
    text: str = ""
    note: str = ""

    @property
    def composition(self) -> Composition | None:
        """The composition of the usual reading, or None if indefinite."""
        return self.readings[0] if self.readings else None

    @property
    def hill_formula(self) -> str:
        """Hill text of the usual reading; of an indefinite formula a text such as ``(C2H4O)n``."""
        return self.readings[0].hill() if self.readings else self.text


def read_formula(text: str) -> Formula:
    """Read a formula.

    Raises:
        InvalidFormula: at the first character that cannot be read, with its position.

    >>> read_formula("CuSO4·5H2O").hill_formula, read_formula("(C2H4O)n").indefinite
    ('CuH10O9S', 'a polymer of n units')
    >>> [reading.hill() for reading in read_formula("C24H26FO5.5S").readings]
    ['C24H26FO5S5', 'C24H26FO5.5S']
    >>> read_formula("C6H5Zq")
    Traceback (most recent call last):
        ...
    catalog.errors.InvalidFormula: Zq is not an element, at character 5 of “C6H5Zq”.
    """
    stripped = text.strip()
    if len(stripped) > LONGEST:
        message = f"A text of {len(stripped):,} characters is not a formula."
        raise InvalidFormula(message, stated=text[:LONGEST], position=LONGEST)
    return _read_plain(text, stripped) or _read_scanned(text)


def is_formula(text: str) -> bool:
    """Tell whether a text typed into the search box is a formula.

    Words can be read as formulas (``BIOTIN``, ``CAN``). A text without number, bracket or charge is a formula only if
    it has one or two symbols, or at most four letters with hydrogen or oxygen after another element. Catalog numbers
    can be read as formulas too (``S1234``). So hundreds of atoms of one kind need at least two other elements, or
    hydrogen.

    >>> is_formula("C20H22N4O4S3"), is_formula("NaCl"), is_formula("KOH"), is_formula("C60"), is_formula("(C2H4O)n")
    (True, True, True, True, True)
    >>> is_formula("BIOTIN"), is_formula("CAN"), is_formula("S1234")
    (False, False, False)
    """
    try:
        formula = read_formula(text)
    except InvalidFormula:
        return False
    if formula.note:
        return False
    letters = text.strip()
    if not letters.isalpha():
        return formula.composition is None or not _counts_like_a_catalog_number(formula.composition)
    symbols = [symbol for symbol, _ in _TERM.findall(letters)]
    return len(symbols) <= 2 or (len(letters) <= 4 and not {"H", "O"}.isdisjoint(symbols[1:]))


def _counts_like_a_catalog_number(composition: Composition) -> bool:
    counts = composition.elements()
    return len(counts) <= 2 and "H" not in counts and max(counts.values()) >= _CATALOG_NUMBER


def _read_plain(stated: str, text: str) -> Formula | None:
    """Read symbols and counts, with hydrates and salts. Return None for anything else.

    Nearly all formulas are of this kind. This is ten times as fast as the scanner, with the same result.
    """
    if _PLAIN.fullmatch(text):
        composition = plain_composition(text)
        return Formula(stated, (composition,), None, ((_ONE, composition),)) if composition else None
    harmonized = text.translate(_TYPOGRAPHY)
    found = [_PLAIN_COMPONENT.fullmatch(part) for part in _SEPARATOR.split(harmonized)]
    components: list[tuple[Fraction, Composition]] = []
    for match in found:
        composition = plain_composition(match[2]) if match else None
        if match is None or composition is None or _DOUBTFUL_POINT.search(harmonized):
            return None
        components.append((Fraction(match[1]) if match[1] else _ONE, composition))
    whole = sum_compositions(composition if factor == 1 else composition * factor for factor, composition in components)
    return Formula(stated, (whole,), None, tuple(components))


@lru_cache(maxsize=4096)
def plain_composition(text: str) -> Composition | None:
    """Count symbols with their numbers, or return None if one is unknown or ambiguous.

    The same text gives the same object, so comparing it with its drawing costs nothing.
    """
    terms = [(_PLAIN_KINDS.get(symbol), _PLAIN_COUNTS.get(digits)) for symbol, digits in _TERM.findall(text)]
    counts: dict[AtomKind, Fraction] = {}
    for kind, count in terms:
        if kind is None or count is None:
            return None
        counts[kind] = counts[kind] + count if kind in counts else count
    return Composition(counts)


def _read_scanned(text: str) -> Formula:
    """Read the formula in every way that its ambiguities allow, the usual one first."""
    harmonized = harmonize_formula_text(text)
    usual = FormulaScanner(harmonized, text)
    try:
        formula = _read_one_way(usual, text)
    except InvalidFormula:
        others = _read_other_ways(harmonized, text, usual.doubts)
        if not others:
            raise
        formula, *others = others
    else:
        others = _read_other_ways(harmonized, text, usual.doubts)
    if formula.indefinite:
        return formula
    readings = dict.fromkeys(reading for way in (formula, *others) for reading in way.readings)
    return formula._replace(readings=tuple(readings))


def _read_other_ways(harmonized: FormulaText, text: str, doubts: list[int]) -> list[Formula]:
    """Return the sensible readings that resolve one or more ambiguities in the unusual way."""
    most = len(doubts) if len(doubts) <= _ALL_DOUBTS else 1
    chosen: list[tuple[int, ...]] = []
    for number in range(1, most + 1):
        chosen.extend(combinations(doubts[:_MOST_DOUBTS], number))
    if len(doubts) > _ALL_DOUBTS:
        chosen.append(tuple(doubts))
    formulas: list[Formula] = []
    for others in chosen:
        with suppress(InvalidFormula):
            formulas.append(_read_one_way(FormulaScanner(harmonized, text, frozenset(others)), text))
    return formulas


def _read_one_way(scanner: FormulaScanner, text: str) -> Formula:
    """Make a formula of what one scanner reads."""
    components = scanner.components()
    components.extend(components_of_words(scanner.note))
    if len(scanner.ratio) == len(components):
        for component, number in zip(components, scanner.ratio, strict=True):
            component.factor *= number
    parts = tuple(
        (component.factor, component.piece.composition()) for component in components if component.is_definite()
    )
    indefinite = next((reason for reason in map(_indefinite_reason, components) if reason), None)
    if indefinite:
        return Formula(text, (), indefinite, parts, _indefinite_text(scanner.text, components), scanner.note)
    whole = combine_components(components).composition()
    if any(count.numerator > MOST_ATOMS * count.denominator for count in whole.counts.values()):
        raise InvalidFormula(f"A count is at most {MOST_ATOMS:,}.", stated=text, position=0)
    composition = Composition(whole.counts, scanner.balance(whole.charge))
    return Formula(text, (composition,), None, parts, "", scanner.note)


def _indefinite_text(plain: str, components: list[Component]) -> str:
    """Return Hill text with the indefinite parts in place, or the stated text if atoms are not counted."""
    variables = [variable for component in components for variable in component.piece.variables]
    return joined_text(components) if all(variable[0] in "(." for variable in variables) else plain.strip()


def _indefinite_reason(component: Component) -> str | None:
    """Return why the component has no definite count, or None."""
    for variable in component.piece.variables:
        number = variable.rpartition(")")[2]
        if number.startswith("."):
            return f"a variable amount of {number[1:]}"
        if "," in variable:
            return f"a mixture of elements in one place, {variable}"
        if ")" in variable:
            return f"a polymer of {number} units"
        return f"an unknown number of atoms, {variable}"
    if component.variable:
        substance = component.piece.text()
        return f"a variable amount of {'water' if substance == 'H2O' else substance}"
    return None
