"""Companions of a compound in its salts, hydrates and solvates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Companion:
    """An acid, a base, a solvent, or a metal that takes the place of hydrogen.

    Attributes:
        name: the name, as chemists write it after that of the compound.
        counts: the atoms that it adds to the compound, by element: for sodium, one Na more and one H less.
    """

    name: str
    counts: Mapping[str, int]

    @property
    def leading(self) -> str:
        """The first element other than hydrogen. The companion is counted by it."""
        return next(symbol for symbol in self.counts if symbol != "H")


def _companion(name: str, **counts: int) -> Companion:
    return Companion(name, counts)


COMPANIONS: tuple[Companion, ...] = (
    _companion("HCl", H=1, Cl=1),
    _companion("water", H=2, O=1),
    _companion("sodium for hydrogen", Na=1, H=-1),
    _companion("HBr", H=1, Br=1),
    _companion("potassium for hydrogen", K=1, H=-1),
    _companion("sulfuric acid", H=2, S=1, O=4),
    _companion("methanesulfonic acid", C=1, H=4, O=3, S=1),
    _companion("maleic or fumaric acid", C=4, H=4, O=4),
    _companion("trifluoroacetic acid", C=2, H=1, F=3, O=2),
    _companion("tartaric acid", C=4, H=6, O=6),
    _companion("citric acid", C=6, H=8, O=7),
    _companion("phosphoric acid", H=3, O=4, P=1),
    _companion("p-toluenesulfonic acid", C=7, H=8, O=3, S=1),
    _companion("calcium for two hydrogens", Ca=1, H=-2),
    _companion("acetic acid", C=2, H=4, O=2),
    _companion("succinic acid", C=4, H=6, O=4),
    _companion("HI", H=1, I=1),
    _companion("nitric acid", H=1, N=1, O=3),
    _companion("oxalic acid", C=2, H=2, O=4),
    _companion("malic acid", C=4, H=6, O=5),
    _companion("ammonia", N=1, H=3),
    _companion("lithium for hydrogen", Li=1, H=-1),
    _companion("magnesium for two hydrogens", Mg=1, H=-2),
    _companion("benzenesulfonic acid", C=6, H=6, O=3, S=1),
    _companion("formic acid", C=1, H=2, O=2),
    _companion("lactic acid", C=3, H=6, O=3),
    _companion("methanol", C=1, H=4, O=1),
    _companion("ethanol", C=2, H=6, O=1),
    _companion("DMSO", C=2, H=6, O=1, S=1),
    _companion("ethanesulfonic acid", C=2, H=6, O=3, S=1),
    _companion("zinc for two hydrogens", Zn=1, H=-2),
    _companion("meglumine", C=7, H=17, N=1, O=5),
    _companion("tromethamine", C=4, H=11, N=1, O=3),
    _companion("cesium for hydrogen", Cs=1, H=-1),
    _companion("perchloric acid", H=1, Cl=1, O=4),
    _companion("tetrafluoroboric acid", B=1, F=4, H=1),
    _companion("hexafluorophosphoric acid", P=1, F=6, H=1),
)
"""The most frequent first, counted in the salts of two suppliers' lists and of a public register."""
