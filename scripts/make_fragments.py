"""Choose the fragments whose hits are known beforehand: ``python -m scripts.make_fragments``.

What chemists look for are elements and ions, functional groups, rings and ring systems, rings with what is bound to
them, and two rings bound to each other. Every such piece of every twelfth real compound of ``CATALOG_TEST_DATA``
(PubChem, public domain) is cut out; of each class the most frequent are kept. Nothing else
decides: no list of queries is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rdkit import Chem, rdBase

from benchmarks.import_speed import records_file, write_part
from catalog.chemistry.structure.substructure import read_substructure_query
from catalog.chemistry.substructures.fragments import query_key
from catalog.errors import InvalidStructure

TARGET = Path(__file__).resolve().parent.parent / "catalog" / "chemistry" / "substructures" / "fragments.txt"
EVERY = 12
KEPT = {"atom": 120, "group": 330, "ring": 160, "system": 200, "substituted": 250, "two": 90, "pair": 60}
"""How many of each class are kept."""
GROUP_BONDS = 4
LARGEST = 35
"""Atoms of a compound that is looked at: a larger one has the same pieces, and so many that they take long."""


def pieces(mol: Chem.Mol) -> Iterator[tuple[str, frozenset[int]]]:
    """The pieces of a molecule: class and atoms."""
    for atom in mol.GetAtoms():
        yield "atom", frozenset((atom.GetIdx(),))
    rings = [frozenset(ring) for ring in mol.GetRingInfo().AtomRings()]
    systems = _fused(rings)
    yield from (("ring", ring) for ring in rings)
    yield from (("system", system) for system in systems)
    for bonds in _groups(mol):
        yield "group", bonds
    for ring in {*rings, *systems}:
        yield from _around(mol, ring)
    for one in rings:
        for other in rings:
            if min(one) < min(other) and not one & other and _bound(mol, one, other):
                yield "pair", one | other


def _fused(rings: list[frozenset[int]]) -> list[frozenset[int]]:
    systems: list[frozenset[int]] = []
    for ring in rings:
        touching = [system for system in systems if system & ring]
        systems = [system for system in systems if not system & ring]
        systems.append(ring.union(*touching))
    return systems


def _groups(mol: Chem.Mol) -> Iterator[frozenset[int]]:
    plain = {bond.GetIdx() for bond in mol.GetBonds() if not bond.GetIsAromatic()}
    for of_length in Chem.FindAllSubgraphsOfLengthMToN(mol, 1, GROUP_BONDS):
        for path in of_length:
            if plain.issuperset(path):
                bonds = [mol.GetBondWithIdx(index) for index in path]
                atoms = frozenset(i for b in bonds for i in (b.GetBeginAtomIdx(), b.GetEndAtomIdx()))
                if len(atoms) == len(bonds) + 1:
                    yield atoms


def _around(mol: Chem.Mol, ring: frozenset[int]) -> Iterator[tuple[str, frozenset[int]]]:
    """A ring with one of the atoms bound to it, with the group that begins there, and with two atoms."""
    outer = sorted({n.GetIdx() for i in ring for n in mol.GetAtomWithIdx(i).GetNeighbors()} - ring)
    for place in outer:
        yield "substituted", ring | {place}
        beyond = {n.GetIdx() for n in mol.GetAtomWithIdx(place).GetNeighbors() if n.GetAtomicNum() != 6}
        yield "substituted", ring | {place} | beyond
    yield from (("two", ring | {one, other}) for one in outer for other in outer if one < other)


def _bound(mol: Chem.Mol, one: frozenset[int], other: frozenset[int]) -> bool:
    return any(mol.GetBondBetweenAtoms(i, j) is not None for i in one for j in other)


def cut_out(mol: Chem.Mol, kind: str, atoms: frozenset[int]) -> str:
    """A piece as somebody would type it: an aromatic nitrogen that lost its neighbour has a hydrogen."""
    is_open = kind in ("atom", "group")
    symbols = [""] * mol.GetNumAtoms()
    for index in atoms:
        symbols[index] = _symbol(mol.GetAtomWithIdx(index), atoms, is_open=is_open)
    return Chem.MolFragmentToSmiles(mol, sorted(atoms), atomSymbols=symbols)


def _symbol(atom: Chem.Atom, atoms: frozenset[int], *, is_open: bool) -> str:
    if atom.GetIsAromatic() and is_open:
        charge = "+" * atom.GetFormalCharge() or "-" * -atom.GetFormalCharge()
        return f"[{atom.GetSymbol()}{charge}]" if charge else atom.GetSymbol()
    if atom.GetIsAromatic() and atom.GetSymbol() == "N" and not atom.GetFormalCharge():
        is_cut = any(n.GetIdx() not in atoms for n in atom.GetNeighbors())
        return "[nH]" if is_cut or atom.GetTotalNumHs() else "n"
    return atom.GetSmarts(isomericSmiles=True)


@cache
def readable(text: str) -> tuple[str, str] | None:
    """The key of a piece and its text, where it can be typed as a SMILES and is what it was cut out as."""
    try:
        query = read_substructure_query(text)
    except InvalidStructure:
        return None
    key = query_key(query)
    return None if key is None else (key, Chem.MolToSmiles(query.mol))


def main() -> None:
    """Choose and write."""
    rdBase.DisableLog("rdApp.*")
    with TemporaryDirectory() as folder:
        real = write_part(records_file(), Path(folder) / "records.tsv", None)[::EVERY]
    counts: dict[str, Counter[tuple[str, str]]] = {kind: Counter() for kind in KEPT}
    for text in real:
        mol: Chem.Mol | None = Chem.MolFromSmiles(text)
        if mol is None or mol.GetNumHeavyAtoms() > LARGEST:
            continue
        found = {(kind, readable(cut_out(mol, kind, atoms))) for kind, atoms in set(pieces(_flat(mol)))}
        for kind, piece in found:
            if piece is not None:
                counts[kind][piece] += 1
    chosen: dict[str, str] = {}
    for kind, counted in counts.items():
        kept = 0
        for piece, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            if kept < KEPT[kind] and piece[0] not in chosen:
                chosen[piece[0]] = piece[1]
                kept += 1
    TARGET.write_text("".join(f"{text}\n" for text in chosen.values()), encoding="ascii")
    print(f"{len(chosen)} fragments")


def _flat(mol: Chem.Mol) -> Chem.Mol:
    Chem.RemoveStereochemistry(mol)
    return mol


if __name__ == "__main__":
    main()
