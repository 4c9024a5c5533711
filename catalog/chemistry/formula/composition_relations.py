"""Comparing the composition of a drawing with the stated formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import islice, product

from catalog.chemistry.formula.composition import AtomKind, Composition, sum_compositions
from catalog.chemistry.formula.counterions import COMPANIONS, Companion


class CompositionLayer(IntEnum):
    """The kinds of difference between two compositions, the smallest first."""

    SAME = 0
    CHARGE_UNSTATED = 1
    ISOTOPE = 2
    PROTONATION = 3
    MULTIPLE = 4
    SALT = 5
    SKELETON = 6


@dataclass(frozen=True, slots=True)
class CompositionRelation:
    """The relation of a structure and a stated formula.

    Attributes:
        layer: the kind of difference.
        words: the difference, seen from the structure; it follows “the structure”.
        labels_differ: whether isotope labels differ too.
    """

    layer: CompositionLayer
    words: str = ""
    labels_differ: bool = False


_MOST_OF_ONE_COMPANION = 12
_MOST_OF_SEVERAL = 3
_FORMULA_UNITS = (Fraction(2), Fraction(1, 2), Fraction(3), Fraction(1, 3), Fraction(4), Fraction(1, 4),
                  Fraction(3, 2), Fraction(2, 3))  # fmt: skip
"""The possible numbers of formula units in one drawing: salts of polyprotic acids are written both ways."""
_MOST_SUBSETS = 64
_SMALLEST_SHARE = 4
"""A quarter: the smallest share of a salt's or solvent's part in formulas."""


def compare_compositions(
    drawn: Composition, readings: Sequence[Composition], fragments: Sequence[Composition] = ()
) -> CompositionRelation:
    """Compare a structure with every reading of the stated formula and return the smallest difference.

    Args:
        drawn: the composition of the structure, with its isotope labels.
        readings: the possible meanings of the formula; at least one.
        fragments: the components of the drawing, if known. Only a whole component can be the additional salt or
            solvent of a drawing.

    >>> water = Composition.of({"H": 2, "O": 1})
    >>> compare_compositions(Composition.of({"C": 3, "H": 8, "O": 1}), [Composition.of({"C": 2, "H": 6, "O": 1})]).words
    'has CH2 more'
    >>> amine = Composition.of({"C": 2, "H": 7, "N": 1})
    >>> relation = compare_compositions(amine, [amine + Composition.of({"H": 1, "Cl": 1})])
    >>> relation.layer.name, relation.words
    ('SALT', 'lacks HCl')
    """
    pieces = tuple(fragments) or (drawn,)
    return min((_relate(drawn, reading, pieces) for reading in readings), key=lambda relation: relation.layer)


def _relate(drawn: Composition, stated: Composition, pieces: tuple[Composition, ...]) -> CompositionRelation:
    if drawn.counts == stated.counts:
        return _relate_charges(drawn, stated)
    labels_differ = _labels(drawn) != _labels(stated)
    plain, plain_stated = drawn.without_labels(), stated.without_labels()
    if plain.counts == plain_stated.counts:
        return CompositionRelation(CompositionLayer.ISOTOPE, _label_words(drawn, stated), labels_differ=True)
    if _differ_by_protons(plain, plain_stated):
        words = difference_words(plain, plain_stated, with_charge=True)
        return CompositionRelation(CompositionLayer.PROTONATION, words, labels_differ)
    salt = _salt_words(plain, plain_stated, tuple(piece.without_labels() for piece in pieces))
    if salt is not None:
        layer = CompositionLayer.SALT if not salt.endswith("formula units") else CompositionLayer.MULTIPLE
        return CompositionRelation(layer, salt, labels_differ)
    return CompositionRelation(CompositionLayer.SKELETON, difference_words(plain, plain_stated), labels_differ)


def _relate_charges(drawn: Composition, stated: Composition) -> CompositionRelation:
    """Return the relation of two charges. Formulas often leave the charge out; only a stated charge can differ."""
    if drawn.charge == stated.charge:
        return CompositionRelation(CompositionLayer.SAME)
    if not stated.charge:
        return CompositionRelation(CompositionLayer.CHARGE_UNSTATED, f"has the charge {drawn.charge:+d}")
    words = f"has the charge {drawn.charge:+d}, the formula {stated.charge:+d}"
    return CompositionRelation(CompositionLayer.PROTONATION, words)


def _differ_by_protons(one: Composition, other: Composition) -> bool:
    """Tell whether only H⁺ came or went; a formula may leave the charge out."""
    difference = _difference(one, other)
    if set(difference) != {"H"}:
        return False
    protons = difference["H"]
    return one.charge - other.charge == protons or (not other.charge and one.charge == protons)


def _difference(one: Composition, other: Composition) -> dict[str, Fraction]:
    """Return the counts by element of ``one`` minus those of ``other``, without zeros."""
    mine, others = one.elements(), other.elements()
    differences = {symbol: mine.get(symbol, Fraction(0)) - others.get(symbol, Fraction(0)) for symbol in mine | others}
    return {symbol: count for symbol, count in differences.items() if count}


def difference_words(drawn: Composition, stated: Composition, *, with_charge: bool = False) -> str:
    """Say what the structure has more and less. The words follow “the structure”.

    >>> difference_words(Composition.of({"C": 1, "H": 3, "Br": 1}), Composition.of({"C": 1, "H": 3, "Cl": 1}))
    'has Br more and Cl less'
    """
    difference = _difference(drawn, stated)
    more = Composition({AtomKind(symbol): count for symbol, count in difference.items() if count > 0}).hill()
    less = Composition({AtomKind(symbol): -count for symbol, count in difference.items() if count < 0}).hill()
    parts = [f"{text} {side}" for text, side in ((more, "more"), (less, "less")) if text]
    charge = f" (charge {drawn.charge:+d})" if with_charge and drawn.charge else ""
    return "has " + " and ".join(parts) + charge


def _labels(composition: Composition) -> Mapping[AtomKind, Fraction]:
    return {kind: count for kind, count in composition.counts.items() if kind.mass_number}


def _label_words(drawn: Composition, stated: Composition) -> str:
    mine, others = _labels(drawn), _labels(stated)
    drawn_text = Composition(mine).hill() if mine else "no isotope labels"
    stated_text = Composition(others).hill() if others else "none"
    return (
        f"has {drawn_text}, the formula {stated_text}" if mine else f"has no isotope labels, the formula {stated_text}"
    )


def _salt_words(drawn: Composition, stated: Composition, pieces: tuple[Composition, ...]) -> str | None:
    """Say which salt, solvent or multiple explains the difference, or return None."""
    for units in _FORMULA_UNITS:
        if _equal_but_charge(drawn, stated * units):
            return f"has {units} formula units"
    share = _share_words(drawn, stated, pieces)
    if share is not None:
        return share
    for kept in _with_largest_piece(pieces):
        dropped = _dropped_text(pieces, kept)
        for copies, number in _proportions(kept):
            added = _companions_between(sum_compositions(kept) * copies, stated * number)
            if added is not None and (dropped or added) and not _share_elements(drawn - sum_compositions(kept), added):
                return _salt_text(dropped, added, copies)
    return None


def _share_words(drawn: Composition, stated: Composition, pieces: tuple[Composition, ...]) -> str | None:
    """Say which piece is whole in the structure but a fraction in the formula (hemi-tartrate), or return None."""
    difference = _difference(drawn, stated)
    if len(pieces) < 2 or not difference:
        return None
    for piece in sorted(set(pieces), key=_size):
        counts = {symbol: count for symbol, count in piece.elements().items() if symbol != "H" or piece.charge == 0}
        shares = {difference.get(symbol, Fraction(0)) / count for symbol, count in counts.items()}
        share = shares.pop() if len(shares) == 1 else Fraction(0)
        left = difference.keys() - counts.keys()
        if 0 < share < 1 and share.denominator <= _SMALLEST_SHARE and left <= ({"H"} if piece.charge else set()):
            return f"has one {piece.hill()} where the formula has {1 - share}"
    return None


def _proportions(kept: tuple[Composition, ...]) -> tuple[tuple[int, int], ...]:
    """Return how many copies of the structure may match how many formula units.

    A salt of an acid with two protons is written with two molecules of the base, or with one and half of the acid.
    """
    largest = max(kept, key=_size)
    number = kept.count(largest)
    return ((1, 1), (2, 1), (3, 1), *(((1, number),) if number > 1 else ()))


def _equal_but_charge(one: Composition, other: Composition) -> bool:
    return one.elements() == other.elements() and (one.charge == other.charge or not other.charge)


def _with_largest_piece(pieces: tuple[Composition, ...]) -> Iterator[tuple[Composition, ...]]:
    """Yield every choice of pieces with at least one of the largest kind, the most pieces first."""
    kinds: dict[Composition, int] = {}
    for piece in pieces:
        kinds[piece] = kinds.get(piece, 0) + 1
    ordered = sorted(kinds, key=_size, reverse=True)
    ranges = [range(kinds[kind], 0 if place == 0 else -1, -1) for place, kind in enumerate(ordered)]
    for numbers in islice(product(*ranges), _MOST_SUBSETS):
        yield tuple(kind for kind, number in zip(ordered, numbers, strict=True) for _ in range(number))


def _size(piece: Composition) -> Fraction:
    """Count the atoms other than hydrogen, carbon twice. The compound is seldom the smallest piece."""
    elements = piece.elements()
    heavy = sum((count for symbol, count in elements.items() if symbol != "H"), start=Fraction(0))
    return heavy + elements.get("C", Fraction(0))


def _share_elements(dropped: Composition, added: list[tuple[int, Companion]]) -> bool:
    """Tell whether a swap takes away and gives back the same element: such a swap explains any difference."""
    taken = dropped.elements().keys() - {"H"}
    return any(taken & companion.counts.keys() for _, companion in added)


def _dropped_text(pieces: tuple[Composition, ...], kept: tuple[Composition, ...]) -> str:
    remaining = list(pieces)
    for piece in kept:
        remaining.remove(piece)
    return " and ".join(sorted(piece.hill() for piece in remaining))


def _companions_between(rest: Composition, whole: Composition) -> list[tuple[int, Companion]] | None:
    """Return the companions that, added to ``rest``, make ``whole``, up to protons that balance a charge."""
    missing = _difference(whole, rest)
    protons = -rest.charge
    if not missing or (protons and missing == {"H": protons}):
        return []
    if any(count < 0 and symbol != "H" for symbol, count in missing.items()):
        return None
    able = [companion for companion in COMPANIONS if _fits(companion, missing)]
    return _single(missing, able, protons) or _pair(missing, able, protons)


def _fits(companion: Companion, missing: Mapping[str, Fraction]) -> bool:
    """Tell whether the companion fits into what is missing, hydrogen ignored."""
    return all(missing.get(symbol, 0) >= count for symbol, count in companion.counts.items() if symbol != "H")


def _single(
    missing: Mapping[str, Fraction], able: Sequence[Companion], protons: int
) -> list[tuple[int, Companion]] | None:
    """Return the one kind of companion that explains everything missing, or None."""
    for companion in able:
        number = missing[companion.leading] / companion.counts[companion.leading]
        if number.denominator == 1 and number <= _MOST_OF_ONE_COMPANION:
            left = _minus(missing, companion, int(number))
            if not left or left == {"H": protons}:
                return [(int(number), companion)]
    return None


def _pair(
    missing: Mapping[str, Fraction], able: Sequence[Companion], protons: int
) -> list[tuple[int, Companion]] | None:
    """Return two kinds that together explain it, such as a hydrate of a hydrochloride, or None."""
    for companion in able:
        for number in range(1, _MOST_OF_SEVERAL + 1):
            left = _minus(missing, companion, number)
            second = _single(left, [other for other in able if _fits(other, left)], protons)
            if second:
                return [(number, companion), *second]
    return None


def _minus(missing: Mapping[str, Fraction], companion: Companion, number: int) -> dict[str, Fraction]:
    counts = dict(missing)
    for symbol, count in companion.counts.items():
        counts[symbol] = counts.get(symbol, Fraction(0)) - number * count
    return {symbol: count for symbol, count in counts.items() if count}


def _salt_text(dropped: str, added: list[tuple[int, Companion]], copies: int) -> str:
    lacks = " and ".join(f"{number} {companion.name}" if number > 1 else companion.name for number, companion in added)
    parts = [f"also has {dropped}"] if dropped else []
    parts += [f"lacks {lacks}"] if lacks else []
    parts += [f"has one of the {copies} molecules in the formula"] if copies > 1 else []
    return ", ".join(parts)
