"""Queries that nobody foresaw, drawn from a seeded grammar: SMILES and SMARTS for ``benchmarks.structure_search``.

SMILES are random pieces of real structures, their ring scaffolds, and pieces of scaffolds with what reactions leave at
them. SMARTS are functional groups whose atoms are told by more than their element (hydrogens, degrees, valences, rings,
charges, ``!``, ``;``, ``,`` and ``$()``), bound to rings and chains, and single atoms told by rings.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from rdkit import Chem, rdBase
from rdkit.Chem.Scaffolds import MurckoScaffold

from catalog.chemistry.structure.substructure import read_substructure_query
from catalog.errors import InvalidStructure

LARGEST = 25
"""Atoms of a SMILES query at most."""

CENTRES = (
    "[CX3H1](=O)", "[CX4;H1]([OX2;H1])", "[CX4;H2]([NX3;H2])", "[CX3;!$(C(=O)[OX2])](=[OX1])",
    "C(=O)[OX2;H1,H0;!$(O[N,O])]", "[NX3;H2;!$(N[C,S]=[O,S,N])]", "[NX3;H1;!$(NC=O);!$(NS)]",
    "[N;H0;X3;$(N(C)(C)C);!$(N~[!#6])]", "[nX2;r6]", "[nX3;H1]", "[SX2;!$(S=*);H0]", "[S;$(S(=O)(=O))][NX3]",
    "[#16;X4](=O)(=O)", "[P;v5]", "[OX2;H0;!$(OC=O);!R]", "[OX2;r]", "[F,Cl,Br,I;$(*c)]",
    "[Cl,Br,I;$(*[CX4;H2])]", "[C;X2]#[N,C;H0]", "[CX3;R](=[N;R])", "[CX3]=[CX3;H2]", "[C;D4;!$(C*=*)]",
    "[N+;!$([N+][O-])]", "[N+](=O)[O-]", "[O-;!$(*[N+])]", "[#7;R;!n]", "[B;X3]", "[Si;X4;!H3]",
    "[c;H0;$(c-[!#6;!#1])]",
)  # fmt: skip
LINKS = ("", "", "-", "-!@", "~", "@")
ENDS = (
    "[#6]", "c", "[c;R1]", "[C;!R]", "[CX4;H2]", "[CX4;H3]", "[C;R]", "[#6;!$(C=O)]", "[c;$(c1ccccc1)]",
    "[a;r5]", "[n,o,s]", "[!#6;!#1]", "[$(C(=O)[N,O]),$(c)]", "c1ccccc1", "c1[c,n]cccc1",
    "[C;$(C1CC1),$(C1CCC1)]", "[*;D3]", "[#6]:[#7;a]",
)  # fmt: skip
ALONE = (
    "[R{}]", "[x{}]", "[r{}]", "[#6;r{};!a]", "[N;r{}]", "[O,S;r{}]", "[C;D{};!R]", "[#7;D{};H0]",
    "[C;r{};$(C=O)]", "[*;R{};!#6]",
)  # fmt: skip
REAGENTS = (
    "B(O)O", "C(=O)Cl", "S(=O)(=O)Cl", "C(=O)O", "C#C", "C=C", "N=C=O", "CBr", "C#N", "NN", "OS(=O)(=O)C",
    "C=O", "I",
)  # fmt: skip


def drawn_smiles(structures: Sequence[str], number: int, seed: int) -> tuple[str, ...]:
    """So many different SMILES queries that can be read."""
    chance = random.Random(seed)  # noqa: S311 - No secret: the same on every machine.
    makers: tuple[Callable[[Chem.Mol, random.Random], str], ...] = (_piece, _piece, _scaffold, _reacting)

    def draw() -> str:
        mol: Chem.Mol | None = Chem.MolFromSmiles(chance.choice(structures).split(".")[0])
        return "" if mol is None or mol.GetNumAtoms() < 5 else chance.choice(makers)(mol, chance)

    return _different(draw, number, is_plain=True)


def drawn_smarts(number: int, seed: int) -> tuple[str, ...]:
    """So many different SMARTS queries that can be read."""
    chance = random.Random(seed)  # noqa: S311

    def draw() -> str:
        if chance.random() < 0.2:
            return chance.choice(ALONE).format(chance.choice((2, 3, 3, 4, 5, 7, 9, 12)))
        arms = [chance.choice(LINKS) + chance.choice(ENDS) for _ in range(chance.choice((1, 1, 1, 2)))]
        return chance.choice(CENTRES) + "".join(f"({arm})" for arm in arms[:-1]) + arms[-1]

    return _different(draw, number, is_plain=False)


def _different(draw: Callable[[], str], number: int, *, is_plain: bool) -> tuple[str, ...]:
    found: dict[str, None] = {}
    with rdBase.BlockLogs():
        while len(found) < number:
            text = draw()
            try:
                query = read_substructure_query(text)
            except InvalidStructure:
                continue
            if query.is_plain == is_plain:
                found[text] = None
    return tuple(found)


def _piece(mol: Chem.Mol, chance: random.Random) -> str:
    """What is around an atom, some bonds far: rings may be cut open."""
    centre = chance.randrange(mol.GetNumAtoms())
    atoms = {centre}
    for _ in range(chance.randrange(1, 4)):
        near = {n.GetIdx() for i in atoms for n in mol.GetAtomWithIdx(i).GetNeighbors()}
        atoms |= {index for index in sorted(near) if chance.random() < 0.7}
    if chance.random() < 0.7:
        atoms.update(*(ring for ring in mol.GetRingInfo().AtomRings() if atoms & set(ring)))
    return Chem.MolFragmentToSmiles(mol, sorted(atoms)) if 2 < len(atoms) <= LARGEST else ""


def _scaffold(mol: Chem.Mol, _chance: random.Random) -> str:
    scaffold: Chem.Mol = MurckoScaffold.GetScaffoldForMol(mol)  # type: ignore[no-untyped-call]
    return Chem.MolToSmiles(scaffold) if scaffold.GetNumAtoms() <= LARGEST else ""


def _reacting(mol: Chem.Mol, chance: random.Random) -> str:
    """A ring with a group that takes part in a reaction."""
    rings = [ring for ring in mol.GetRingInfo().AtomRings() if len(ring) <= 8]
    if not rings:
        return "CC" + chance.choice(REAGENTS)
    ring = chance.choice(rings)
    free = [i for i in ring if mol.GetAtomWithIdx(i).GetTotalNumHs() and mol.GetAtomWithIdx(i).GetSymbol() == "C"]
    if not free:
        return ""
    joined = Chem.RWMol(Chem.CombineMols(mol, Chem.MolFromSmiles(chance.choice(REAGENTS))))
    first = mol.GetNumAtoms()
    joined.AddBond(chance.choice(free), first, Chem.BondType.SINGLE)
    atoms = [*ring, *range(first, joined.GetNumAtoms())]
    return Chem.MolFragmentToSmiles(joined, atoms)
