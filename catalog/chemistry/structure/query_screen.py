"""What a query asks for without doubt, so that most structures need not be matched with it.

RDKit's pattern fingerprint leaves out every atom and bond of a query that is told by more than its kind. Here a query
is first made looser: an atom that can only be carbon becomes carbon, whatever hydrogens, rings or surroundings it must
have besides. The looser query fits whatever the query fits, and has far more bits. What single atoms ask for, their
elements, charges and rings, is read off the canonical SMILES of each structure.

RDKit describes a query as a tree, a line each node: ``AtomAnd``, ``AtomOr``, and leaves such as ``AtomType 6 = val``.
What is not understood here is taken to fit every atom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import and_, or_
from typing import NamedTuple

from rdkit import Chem, DataStructs

from catalog.chemistry.formula.elements import ELEMENTS
from catalog.chemistry.structure.fingerprints import SCREEN_BITS

AROMATIC = 128
"""The bit of an aromatic atom is that of its element, which is its atomic number, and this."""
RINGS = 256
"""The bit of a structure with at least one ring; behind it that of two, and so on."""
MOST_RINGS = 5
POSITIVE, NEGATIVE, ISOTOPE = range(RINGS + MOST_RINGS, RINGS + MOST_RINGS + 3)
"""The bits of an atom with a positive charge, a negative one, a stated mass number."""
TEXT_BITS = 264

MOST_KINDS = 12
"""An atom that may be of more kinds is not screened for, and none that may be carbon: nearly all structures have it."""

_EVERY = (1 << RINGS) - 1
_AROMATIC_ONES = _EVERY ^ ((1 << AROMATIC) - 1)
_CARBON = (1 << 6) | (1 << (6 + AROMATIC))
_AROMATIC_TYPE = 1_000
"""What RDKit adds to the atomic number of an aromatic atom's type."""
_LEAF = re.compile(r"(\w+) (-?\d+) (!?=) val")
_IN_RING = frozenset(
    (
        "AtomInRing",
        "AtomInNRings",
        "AtomHasRingBond",
        "AtomRingBondCount",
        "AtomMinRingSize",
        "AtomRingSize",
        "BondInRing",
    )
)
_COUNTS_RINGS = {"AtomInNRings": 2, "AtomRingBondCount": 3}
"""From which number on these tell that there are two rings."""
_ORDERS = {
    "BondOrder 1 = val": Chem.BondType.SINGLE,
    "BondOrder 2 = val": Chem.BondType.DOUBLE,
    "BondOrder 3 = val": Chem.BondType.TRIPLE,
    "BondOrder 12 = val": Chem.BondType.AROMATIC,
}
_UNSTATED = "SingleOrAromaticBond 1 = val"
"""A bond that is not written is aromatic between aromatic atoms only."""
_TOKEN = re.compile(r"\[[^\]]*\]|Cl|Br|%\d\d|[A-Zbcnops*]|\d")
_BRACKET = re.compile(r"\[(\d*)(\*|[A-Z][a-z]?|[a-z]+)")
_ANY_ATOM = Chem.AtomFromSmarts("*")
_ANY_BOND = Chem.BondFromSmarts("~")


class QueryScreen(NamedTuple):
    """What every structure that fits a query has.

    Attributes:
        pattern: the bits of its pattern fingerprint, as bytes.
        text: numbers of bits that are read off its SMILES: of each group at least one.
    """

    pattern: bytes
    text: tuple[tuple[int, ...], ...]


class _Node(NamedTuple):
    """A node of RDKit's description of a query, as its line says."""

    line: str
    children: list[_Node]


def query_screen(query: Chem.Mol) -> QueryScreen:
    """Return the screen of a query.

    >>> alcohol = query_screen(Chem.MolFromSmarts("[CX4;H1][OX2;H1]"))
    >>> alcohol.pattern == query_screen(Chem.MolFromSmarts("CO")).pattern, alcohol.text
    (True, ((8,),))
    """
    atoms, joined = list(query.GetAtoms()), list(query.GetBonds())
    trees = [_tree(atom.DescribeQuery()) if atom.HasQuery() else None for atom in atoms]
    kinds = [_kind(atom) if tree is None else _kinds(tree) for tree, atom in zip(trees, atoms, strict=True)]
    bonds = [_tree(bond.DescribeQuery()) if bond.HasQuery() else None for bond in joined]
    bits = {bit for tree in (*trees, *bonds) if tree is not None for bit in _needed(tree)}
    bits |= {bit for tree, atom in zip(trees, atoms, strict=True) if tree is None for bit in _stated(atom)}
    rings = query.GetNumBonds() - query.GetNumAtoms() + 1
    if rings or any(not mask & ~_AROMATIC_ONES for mask in kinds):
        bits.add(RINGS + min(max(rings, 1), MOST_RINGS) - 1)
    groups = {tuple(_numbers(mask)) for mask in kinds if mask.bit_count() <= MOST_KINDS and not mask & _CARBON}
    loose = _loosened(joined, kinds, bonds) if any((*trees, *bonds)) else query
    pattern = DataStructs.BitVectToBinaryText(Chem.PatternFingerprint(loose, SCREEN_BITS))
    return QueryScreen(pattern, (*sorted(groups), *((bit,) for bit in sorted(bits))))


def text_bits(smiles: str) -> frozenset[int]:
    """Return the numbers of the bits that are read off a canonical SMILES.

    >>> sorted(text_bits("C[n+]1ccccc1.[Cl-]"))
    [6, 17, 134, 135, 256, 261, 262]
    """
    tokens = _TOKEN.findall(smiles)
    bits = frozenset[int]().union(*map(_bits_of_token, set(tokens)))
    rings = sum(token[0] in "%0123456789" for token in tokens) // 2
    return bits.union(range(RINGS, RINGS + min(rings, MOST_RINGS)))


@lru_cache(maxsize=4_096)
def _bits_of_token(token: str) -> frozenset[int]:
    if token[0] in "%0123456789":
        return frozenset()
    bracket = _BRACKET.match(token)
    isotope, symbol = bracket.groups() if bracket else ("", token)
    # An aromatic symbol in brackets can have hydrogens behind it, which are written in capitals.
    number = 0 if symbol == "*" else ELEMENTS[symbol.capitalize()].atomic_number
    bits = {number + (AROMATIC if symbol.islower() else 0)}
    bits |= {bit for bit, is_so in ((POSITIVE, "+" in token), (NEGATIVE, "-" in token), (ISOTOPE, isotope)) if is_so}
    return frozenset(bits)


def _tree(description: str) -> _Node:
    path: list[_Node] = []
    for line in description.splitlines():
        node = _Node(line.strip(), [])
        del path[(len(line) - len(line.lstrip())) // 2 :]
        if path:
            path[-1].children.append(node)
        path.append(node)
    return path[0] if path else _Node("", [])


def _kind(atom: Chem.Atom) -> int:
    """Return what an atom without a query fits: its element, aromatic or not."""
    number = atom.GetAtomicNum()
    return (1 << number) | (1 << (number + AROMATIC))


def _kinds(node: _Node) -> int:
    """Return the kinds of atoms that may fit, a bit each."""
    if node.line == "AtomAnd":
        return reduce(and_, map(_kinds, node.children), _EVERY)
    if node.line == "AtomOr":
        return reduce(or_, map(_kinds, node.children), 0)
    leaf = _LEAF.fullmatch(node.line)
    if leaf is None:
        return _EVERY
    name, number, sign = leaf[1], int(leaf[2]), leaf[3]
    if name == "AtomAtomicNum":
        fitting = (1 << number) | (1 << (number + AROMATIC))
    elif name == "AtomType":
        fitting = 1 << (number if number < _AROMATIC_TYPE else number - _AROMATIC_TYPE + AROMATIC)
    elif name in ("AtomIsAromatic", "AtomIsAliphatic"):
        fitting = _AROMATIC_ONES if name == "AtomIsAromatic" else _EVERY ^ _AROMATIC_ONES
    else:
        return _EVERY
    return fitting if sign == "=" else _EVERY ^ fitting


def _certain(node: _Node) -> Iterator[str]:
    """Yield the leaves that hold of whatever fits."""
    if node.line in ("AtomAnd", "BondAnd"):
        for child in node.children:
            yield from _certain(child)
    elif not node.children:
        yield node.line


def _needed(node: _Node) -> Iterator[int]:
    """Yield the bits of charges, isotopes and rings that are asked for."""
    for line in _certain(node):
        leaf = _LEAF.fullmatch(line)
        if leaf is None or leaf[3] != "=" or leaf[2] == "0":
            continue
        name, number = leaf[1], int(leaf[2])
        if name == "AtomFormalCharge":
            yield POSITIVE if number > 0 else NEGATIVE
        elif name == "AtomIsotope":
            yield ISOTOPE
        elif name in _IN_RING:
            yield RINGS + (number >= _COUNTS_RINGS.get(name, number + 1))


def _stated(atom: Chem.Atom) -> Iterator[int]:
    """Yield the bits of what an atom without a query states."""
    if atom.GetFormalCharge():
        yield POSITIVE if atom.GetFormalCharge() > 0 else NEGATIVE
    if atom.GetIsotope():
        yield ISOTOPE


def _numbers(mask: int) -> Iterator[int]:
    return (number for number in range(mask.bit_length()) if mask >> number & 1)


def _loosened(joined: list[Chem.Bond], kinds: list[int], trees: list[_Node | None]) -> Chem.Mol:
    """Return a query of which each atom is an element or anything, and each bond of one kind or any."""
    loose = Chem.RWMol()
    for mask in kinds:
        elements = mask & ~_AROMATIC_ONES | mask >> AROMATIC
        is_one = elements.bit_count() == 1
        loose.AddAtom(Chem.Atom(elements.bit_length() - 1) if is_one else _ANY_ATOM)
    for bond, tree in zip(joined, trees, strict=True):
        ends = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        order = bond.GetBondType()
        if tree is not None:
            leaves = set(_certain(tree))
            order = next((_ORDERS[leaf] for leaf in leaves if leaf in _ORDERS), Chem.BondType.UNSPECIFIED)
            if _UNSTATED in leaves and not all(kinds[end] & _AROMATIC_ONES for end in ends):
                order = Chem.BondType.SINGLE
        number = loose.AddBond(*ends, order) - 1
        if order == Chem.BondType.AROMATIC:
            loose.GetBondWithIdx(number).SetIsAromatic(True)  # noqa: FBT003 - RDKit takes no keyword.
        elif order not in _ORDERS.values():
            loose.ReplaceBond(number, _ANY_BOND)
    loose.UpdatePropertyCache(strict=False)
    Chem.FastFindRings(loose)
    return loose.GetMol()
