"""What stands beside a compound in its salts, hydrates and solvates."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from catalog.chemistry.composition import AtomKind, Composition


@dataclass(frozen=True, slots=True)
class Companion:
    """An acid, a base, a solvent, or a metal that takes the place of hydrogen.

    Attributes:
        name: in words, as a chemist says it in one breath with the compound.
        smiles: the neutral molecule, or the cation of a metal.
        added: what it adds to the compound's composition: for sodium, Na less one H.
    """

    name: str
    smiles: str
    added: Composition

    @property
    def takes_hydrogen(self) -> int:
        """How many hydrogens of the compound one of it replaces."""
        return -int(self.added.elements().get("H", 0)) if self.smiles.startswith("[") else 0


def _companion(name: str, smiles: str, **counts: int) -> Companion:
    kinds = {AtomKind(symbol): Fraction(number) for symbol, number in counts.items()}
    return Companion(name, smiles, Composition(kinds))


COMPANIONS: tuple[Companion, ...] = (
    _companion("HCl", "Cl", H=1, Cl=1),
    _companion("water", "O", H=2, O=1),
    _companion("sodium for hydrogen", "[Na+]", Na=1, H=-1),
    _companion("HBr", "Br", H=1, Br=1),
    _companion("potassium for hydrogen", "[K+]", K=1, H=-1),
    _companion("sulfuric acid", "OS(=O)(=O)O", H=2, S=1, O=4),
    _companion("methanesulfonic acid", "CS(=O)(=O)O", C=1, H=4, O=3, S=1),
    _companion("maleic or fumaric acid", "OC(=O)C=CC(=O)O", C=4, H=4, O=4),
    _companion("trifluoroacetic acid", "OC(=O)C(F)(F)F", C=2, H=1, F=3, O=2),
    _companion("tartaric acid", "OC(=O)C(O)C(O)C(=O)O", C=4, H=6, O=6),
    _companion("citric acid", "OC(=O)CC(O)(CC(=O)O)C(=O)O", C=6, H=8, O=7),
    _companion("phosphoric acid", "OP(=O)(O)O", H=3, O=4, P=1),
    _companion("p-toluenesulfonic acid", "Cc1ccc(S(=O)(=O)O)cc1", C=7, H=8, O=3, S=1),
    _companion("calcium for two hydrogens", "[Ca+2]", Ca=1, H=-2),
    _companion("acetic acid", "CC(=O)O", C=2, H=4, O=2),
    _companion("succinic acid", "OC(=O)CCC(=O)O", C=4, H=6, O=4),
    _companion("HI", "I", H=1, I=1),
    _companion("nitric acid", "O[N+](=O)[O-]", H=1, N=1, O=3),
    _companion("oxalic acid", "OC(=O)C(=O)O", C=2, H=2, O=4),
    _companion("malic acid", "OC(=O)CC(O)C(=O)O", C=4, H=6, O=5),
    _companion("ammonia", "N", N=1, H=3),
    _companion("lithium for hydrogen", "[Li+]", Li=1, H=-1),
    _companion("magnesium for two hydrogens", "[Mg+2]", Mg=1, H=-2),
    _companion("benzenesulfonic acid", "OS(=O)(=O)c1ccccc1", C=6, H=6, O=3, S=1),
    _companion("formic acid", "OC=O", C=1, H=2, O=2),
    _companion("lactic acid", "CC(O)C(=O)O", C=3, H=6, O=3),
    _companion("methanol", "CO", C=1, H=4, O=1),
    _companion("ethanol", "CCO", C=2, H=6, O=1),
    _companion("DMSO", "CS(C)=O", C=2, H=6, O=1, S=1),
    _companion("ethanesulfonic acid", "CCS(=O)(=O)O", C=2, H=6, O=3, S=1),
    _companion("zinc for two hydrogens", "[Zn+2]", Zn=1, H=-2),
    _companion("meglumine", "CNCC(O)C(O)C(O)C(O)CO", C=7, H=17, N=1, O=5),
    _companion("tromethamine", "NC(CO)(CO)CO", C=4, H=11, N=1, O=3),
    _companion("cesium for hydrogen", "[Cs+]", Cs=1, H=-1),
    _companion("perchloric acid", "OCl(=O)(=O)=O", H=1, Cl=1, O=4),
    _companion("tetrafluoroboric acid", "F[B-](F)(F)F.[H+]", B=1, F=4, H=1),
    _companion("hexafluorophosphoric acid", "F[P-](F)(F)(F)(F)F.[H+]", P=1, F=6, H=1),
)
"""The commonest first, by how often they stand in the salts of two vendors' lists and of a public register."""
