"""Words behind a formula that add to it: ``C6H12O6 monohydrate``."""

from __future__ import annotations

from fractions import Fraction

from catalog.chemistry.formula.pieces import AtomGroup, Component
from catalog.chemistry.formula.symbols import KINDS

_ADDED = {
    "hydrate": {"H": 2, "O": 1},
    "hydrochloride": {"H": 1, "Cl": 1},
    "hydrobromide": {"H": 1, "Br": 1},
}
_NUMBERS = {
    "hemi": Fraction(1, 2),
    "mono": Fraction(1),
    "sesqui": Fraction(3, 2),
    "di": Fraction(2),
    "tri": Fraction(3),
    "tetra": Fraction(4),
    "penta": Fraction(5),
    "hexa": Fraction(6),
    "hepta": Fraction(7),
    "octa": Fraction(8),
    "nona": Fraction(9),
    "deca": Fraction(10),
    "dodeca": Fraction(12),
}
_SAY_NOTHING = frozenset({"anhydrous", "and"})


def components_of_words(note: str) -> list[Component]:
    """Return the components in a note that names nothing else; any other note gives none.

    >>> [component.text() for component in components_of_words("dihydrochloride hydrate")]
    ['2ClH', 'xH2O']
    >>> components_of_words("for the free base")
    []
    """
    words = [word.strip("()[],;") for word in note.lower().split()]
    named = [_named(word) for word in words if word not in _SAY_NOTHING]
    return [component for component in named if component] if all(named) else []


def _named(word: str) -> Component | None:
    """Return what one word adds. A hydrate without a number has an unknown number."""
    for ending, counts in _ADDED.items():
        prefix = word.removesuffix(ending)
        if word == prefix or (prefix and prefix not in _NUMBERS):
            continue
        piece = AtomGroup({KINDS[symbol]: Fraction(count) for symbol, count in counts.items()})
        if not prefix and ending == "hydrate":
            return Component(piece, variable="x")
        return Component(piece, _NUMBERS.get(prefix, Fraction(1)))
    return None
