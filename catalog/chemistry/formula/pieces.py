"""The parts of a formula while it is read: pieces with definite and indefinite numbers of atoms."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from catalog.chemistry.formula.composition import AtomKind, Composition, number_text

_SMALL = tuple(Fraction(number) for number in range(500))
"""The counts in nearly all formulas. Making a fraction takes longer than reading its digits."""


def whole_number(number: int) -> Fraction:
    """Return a whole number as a fraction."""
    return _SMALL[number] if number < len(_SMALL) else Fraction(number)


@dataclass(slots=True)
class AtomGroup:
    """Adjacent atoms.

    Attributes:
        counts: the number of each kind.
        charge: the net charge that is written with them.
        variables: the parts without a definite number, as text.
    """

    counts: dict[AtomKind, Fraction] = field(default_factory=dict)
    charge: int | Fraction = 0
    variables: list[str] = field(default_factory=list)

    def add(self, kind: AtomKind, count: Fraction) -> None:
        """Add atoms of one kind."""
        self.counts[kind] = self.counts[kind] + count if kind in self.counts else count

    def add_times(self, other: AtomGroup, factor: Fraction) -> None:
        """Add another piece so many times."""
        once = factor == 1
        for kind, count in other.counts.items():
            self.add(kind, count if once else count * factor)
        self.charge += other.charge * factor
        times = "" if once else number_text(factor)
        self.variables.extend(f"({variable}){times}" if times else variable for variable in other.variables)

    def is_empty(self) -> bool:
        """Tell whether it has no atoms."""
        return not self.counts and not self.variables

    def composition(self) -> Composition:
        """Return the definite atoms."""
        return Composition(dict(self.counts), int(self.charge))

    def text(self) -> str:
        """Hill text of the definite atoms, then the indefinite parts as they were written."""
        return self.composition().hill() + "".join(self.variables)


@dataclass(slots=True)
class Component:
    """One part of a salt, a hydrate or an adduct, with its number.

    Attributes:
        piece: its atoms.
        factor: how many of it.
        variable: the letter or range for an indefinite number, else empty.
    """

    piece: AtomGroup
    factor: Fraction = Fraction(1)
    variable: str = ""

    def is_definite(self) -> bool:
        """Tell whether every number in it is stated."""
        return not self.variable and not self.piece.variables

    def text(self) -> str:
        """Return the component as text, the number in front."""
        return (self.variable or ("" if self.factor == 1 else number_text(self.factor))) + self.piece.text()


def combine_components(components: list[Component]) -> AtomGroup:
    """Return all components as one piece. Those of unknown number are its variables."""
    piece = AtomGroup()
    for component in components:
        if component.variable:
            piece.variables.append(f".{component.text()}")
        else:
            piece.add_times(component.piece, component.factor)
    return piece


def joined_text(components: list[Component]) -> str:
    """Return the components as one line of text, with full stops between them."""
    return ".".join(component.text() for component in components)
