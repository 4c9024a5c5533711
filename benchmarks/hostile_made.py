"""Structures that are made to cost much: kinds of them, each with many members, drawn by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from rdkit import Chem

Draw = Callable[[random.Random], str]


def hostile_structures(number: int, seed: int) -> list[str]:
    """So many texts, of each kind about as many."""
    chance = random.Random(seed)  # noqa: S311  # Nothing is kept secret by it.
    made = _endless(chance)
    return [next(made) for _ in range(number)]


def _endless(chance: random.Random) -> Iterator[str]:
    while True:
        for kind in KINDS:
            yield kind(chance)


def _aromatic_ring(chance: random.Random) -> str:
    return f"c1{chance.choice('cn') * chance.randrange(20, 999)}c1"


def _conjugated_chain(chance: random.Random) -> str:
    return "C=C" * chance.randrange(20, 490)


def _sheet(chance: random.Random) -> str:
    rows, columns = chance.randrange(3, 9), chance.randrange(3, 12)
    sheet = Chem.RWMol()
    places = {(x, y): sheet.AddAtom(Chem.Atom(6)) for y in range(rows) for x in range(columns)}
    for (x, y), atom in places.items():
        for other in ((x + 1, y), (x, y + 1) if (x + y) % 2 == 0 else None):
            if other in places:
                sheet.AddBond(atom, places[other], Chem.BondType.SINGLE)
    return Chem.MolToSmiles(sheet)


def _wildcards(chance: random.Random) -> str:
    end = chance.choice(("", "~[U]", "~[#7]", "~[Br]", "~[!#6]"))
    return "*" + "~*" * chance.randrange(5, 98) + end


def _wild_tree(chance: random.Random) -> str:
    depth = chance.randrange(2, 6)
    text = "*"
    for _ in range(depth):
        text = f"*({text})({text})*"
    return text[:2_000]


def _pieces(chance: random.Random) -> str:
    return ".".join(
        chance.choice(("*", "C", "[Na+]", "[U]", "[2H]O[2H]", "c1ccccc1")) for _ in range(chance.randrange(2, 60))
    )


def _complete_graph(chance: random.Random) -> str:
    """Every atom bound to every other one."""
    number = chance.randrange(4, 12)
    atoms = Chem.RWMol()
    for _ in range(number):
        atoms.AddAtom(Chem.Atom(chance.choice((6, 14, 15, 16))))
    for one in range(number):
        for other in range(one):
            atoms.AddBond(one, other, Chem.BondType.SINGLE)
    return Chem.MolToSmiles(atoms)


def _stereo_centres(chance: random.Random) -> str:
    return "".join(f"[C@{chance.choice(('', '@'))}H](F)" for _ in range(chance.randrange(10, 240))) + "C"


def _double_bonds(chance: random.Random) -> str:
    return "C" + "".join(chance.choice("/\\") + "C=C" for _ in range(chance.randrange(10, 300))) + "/C"


def _recursion(chance: random.Random) -> str:
    text = "[#6]"
    for _ in range(chance.randrange(1, 12)):
        text = f"[$({text}~*),$(*~{text})]"
    return text[:3_000]


def _long_list(chance: random.Random) -> str:
    joint = chance.choice(",;&")
    return "[" + joint.join(f"#{chance.randrange(1, 118)}" for _ in range(chance.randrange(10, 600))) + "]"


def _isotopes(chance: random.Random) -> str:
    return "".join(f"[{chance.choice((0, 12, 13, 14, 999, 10**9, 10**30))}C]" for _ in range(chance.randrange(1, 80)))


def _ring_numbers(chance: random.Random) -> str:
    number = chance.randrange(2, 90)
    return "C" + "".join(f"%{place:02}" for place in range(10, 10 + number)) + "C" * chance.randrange(1, 20)


def _branches(chance: random.Random) -> str:
    deep = chance.randrange(10, 900)
    return "C(" * deep + "C" + ")" * chance.choice((deep, deep - 1, 0))


def _inchi(chance: random.Random) -> str:
    carbons = chance.choice((10, 200, 999, 1_998, 99_999))
    return f"InChI=1S/C{carbons}H{2 * carbons + 2}/c1-" + "-".join(
        str(place) for place in range(2, chance.randrange(3, 300))
    )


def _symbols(chance: random.Random) -> str:
    return "".join(
        chance.choice("CNOcn123()[]=#%@/\\.+-*~:HF\x00\u202e\u200b\ud7ffé") for _ in range(chance.randrange(1, 300))
    )


def _molfile(chance: random.Random) -> str:
    atoms = chance.randrange(0, 999)
    lines = ["", " hostile", "", f"{atoms:3}{chance.randrange(0, 999):3}  0  0  0  0  0  0  0  0999 V2000"]
    lines += [
        f"{0:10.4f}{chance.random():10.4f}{0:10.4f} {chance.choice(('C', 'Xx', 'R#', 'é'))}   0  0"
        for _ in range(atoms)
    ]
    lines += [f"{place:3}{place % max(atoms, 1) + 1:3}  {chance.randrange(0, 10)}  0" for place in range(1, atoms)]
    return "\n".join([*lines, "M  CHG  1   1  99", "M  END"])


KINDS: tuple[Draw, ...] = (
    _aromatic_ring,
    _conjugated_chain,
    _sheet,
    _wildcards,
    _wild_tree,
    _pieces,
    _complete_graph,
    _stereo_centres,
    _double_bonds,
    _recursion,
    _long_list,
    _isotopes,
    _ring_numbers,
    _branches,
    _inchi,
    _symbols,
    _molfile,
)
