"""The relation of two compounds with one parent, in words: another salt, hydrate, stereoisomer or isotope label.

It is read from the layers of the InChI and the components of the canonical SMILES, both stored. So nothing is parsed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from catalog.chemistry.structure.parent import ComponentRank, StructureComponent, parent_of, split_parent

_LABEL = re.compile(r"\[([0-9]+)([A-Z][a-z]?|[cnops])")
_STEREO_LAYERS = "btms"
_TIMES = ("", "", "di", "tri", "tetra", "penta", "hexa", "hepta", "octa", "nona", "deca")
_FORM_NAMES = {
    "O": "hydrate", "[2H]O[2H]": "deuterate", "Cl": "hydrochloride", "Br": "hydrobromide", "I": "hydroiodide",
    "F": "hydrofluoride", "N": "ammonium salt", "[NH4+]": "ammonium salt", "CO": "methanol solvate",
    "CCO": "ethanol solvate", "CC(C)O": "isopropanol solvate", "CC(C)=O": "acetone solvate", "CS(C)=O": "DMSO solvate",
    "CN(C)C=O": "DMF solvate", "CC#N": "acetonitrile solvate", "CCOC(C)=O": "ethyl acetate solvate",
    "F[B-](F)(F)F": "tetrafluoroborate", "O=S(=O)(O)O": "sulfate", "O=S(=O)([O-])O": "hydrogensulfate",
}  # fmt: skip
_METALS = (
    "aluminium", "barium", "bismuth", "calcium", "lithium", "magnesium", "potassium", "silver", "sodium", "strontium",
    "zinc",
)  # fmt: skip


class Kin(StrEnum):
    """How two compounds differ, the smallest difference first."""

    SAME = "same"
    PROTONATION = "protonation"
    STEREO = "stereo"
    ISOTOPE = "isotope"
    HYDRATE = "hydrate"
    SALT = "salt"
    SKELETON = "skeleton"


class StructureIdentity(NamedTuple):
    """The part of a structure that its relations are derived from.

    Attributes:
        smiles: canonical.
        inchi: standard InChI.
        inchi_key: its key.
        parent_key: the whole InChIKey of its parent.
    """

    smiles: str
    inchi: str
    inchi_key: str
    parent_key: str


def identity_of_structure(smiles: str, inchi: str, inchi_key: str) -> StructureIdentity:
    """Return the form of a structure that was just read. RDKit finds its parent."""
    return StructureIdentity(smiles, inchi, inchi_key, parent_of(smiles, inchi, inchi_key).inchi_key)


def kinships(one: StructureIdentity, others: Sequence[StructureIdentity]) -> list[Kinship | None]:
    """Return the relation of each compound to one compound; see ``kinship``."""
    return [kinship(one, other) for other in others]


class Kinship(NamedTuple):
    """The relation of another compound to one compound.

    Attributes:
        kin: the kind of difference, the largest if there are several; the same in both directions.
        words: the other compound, as seen from the one.
    """

    kin: Kin
    words: str


def kinship(one: StructureIdentity, other: StructureIdentity) -> Kinship | None:
    """Return the relation of ``other`` to ``one``, or None if the first blocks of their parents' keys differ.

    >>> base = StructureIdentity("NCCO", "InChI=1S/C2H7NO/c3-1-2-4/h4H,1-3H2", "HZAXFHJVJLSVMW-UHFFFAOYSA-N",
    ...     "HZAXFHJVJLSVMW-UHFFFAOYSA-N")
    >>> salt = StructureIdentity("Cl.NCCO", "InChI=1S/C2H7NO.ClH/c3-1-2-4;/h4H,1-3H2;1H", "PMUNIMVZCACZBB-UHFFFAOYSA-N",
    ...     "HZAXFHJVJLSVMW-UHFFFAOYSA-N")
    >>> kinship(base, salt).words, kinship(salt, base).words
    ('hydrochloride', 'free acid or base')
    """
    if one.inchi_key == other.inchi_key:
        return Kinship(Kin.SAME, "same compound")
    if one.parent_key[:14] != other.parent_key[:14]:
        return None
    form = _form_difference(one, other)
    layers = _layer_differences(one, other)
    if form is None:
        return layers[0] if len(layers) == 1 else _joined(layers)
    return _joined([form, *layers]) if one.parent_key != other.parent_key else form


def _joined(differences: list[Kinship]) -> Kinship:
    """Return several differences as one, named by the largest."""
    order = list(Kin)
    gravest = max(differences, key=lambda difference: order.index(difference.kin))
    return Kinship(gravest.kin, ", ".join(difference.words for difference in differences))


def form_words(companions: Iterable[StructureComponent], parents: int = 1) -> str:
    """Return the name of a form by its companions, or an empty text for the free compound.

    Args:
        companions: the pieces beside the parent.
        parents: the number of molecules of the parent for these companions.

    >>> _, companions = split_parent("Cl.Cl.NCCO.O")
    >>> form_words(companions)
    'dihydrochloride hydrate'
    """
    counts = Counter(_piece_name(piece) for piece in sorted(companions, key=_order))
    return " ".join(_counted(name, number, parents) for name, number in counts.items())


def _order(piece: StructureComponent) -> tuple[bool, str]:
    """Return the sort key: counter-ions before solvents, as in names."""
    return piece.rank == ComponentRank.SOLVENT, piece.smiles


def _piece_name(piece: StructureComponent) -> str:
    if piece.smiles in _FORM_NAMES:
        return _FORM_NAMES[piece.smiles]
    if not piece.name:
        return f"{piece.smiles} solvate" if piece.rank == ComponentRank.SOLVENT else f"salt with {piece.smiles}"
    if piece.name == "maleate and fumarate":
        return "fumarate" if "/C=C/" in piece.smiles else "maleate" if "/C=C\\" in piece.smiles else piece.name
    return f"{piece.name} salt" if piece.name in _METALS else piece.name


def _counted(name: str, number: int, parents: int) -> str:
    if parents == 2 and number == 1:
        return f"hemi{name}"
    whole, rest = divmod(number, parents)
    times = whole if not rest else number
    return f"{_TIMES[times]}{name}" if times < len(_TIMES) else f"{times} {name}"


def _form_difference(one: StructureIdentity, other: StructureIdentity) -> Kinship | None:
    """Return the other's salt or hydrate form, or None if it is the same."""
    mine, others = _companions(one), _companions(other)
    if mine == others:
        return None
    differing = (mine - others) + (others - mine)
    is_salt = any(piece.rank != ComponentRank.SOLVENT for piece in differing)
    kept, companions = split_parent(other.smiles)
    name = form_words(companions, len(kept) // max(1, len(set(kept))))
    nothing = "free acid or base" if is_salt else "without water or solvent"
    return Kinship(Kin.SALT if is_salt else Kin.HYDRATE, name or nothing)


def _companions(form: StructureIdentity) -> Counter[StructureComponent]:
    kept, companions = split_parent(form.smiles)
    counts = Counter(companions)
    # Twice the base with one acid is another form than once.
    copies = len(kept) // len(set(kept))
    if companions and copies > 1:
        counts[StructureComponent("", ComponentRank.INORGANIC, "")] = copies - 1
    return counts


def _layer_differences(one: StructureIdentity, other: StructureIdentity) -> list[Kinship]:
    """Return the other differences: stereo, isotope labels, or else protons. There is at least one."""
    differences = []
    if _labels(one) != _labels(other):
        labels = _labels(other)
        words = "labelled with " + _label_words(labels) if labels else "without isotope labels"
        differences.append(Kinship(Kin.ISOTOPE, words))
    mine, others = _stereo(one.inchi), _stereo(other.inchi)
    if _companions(one) == _companions(other) and mine != others:
        differences.append(Kinship(Kin.STEREO, _stereo_words(mine, others)))
    elif not differences and one.parent_key[15:23] != other.parent_key[15:23]:
        differences.append(Kinship(Kin.STEREO, "another stereoisomer"))
    return differences or [Kinship(Kin.PROTONATION, "the same compound with other protons or charge")]


def _labels(form: StructureIdentity) -> Counter[str]:
    return Counter(f"{mass}{symbol.capitalize()}" for mass, symbol in _LABEL.findall(form.smiles))


def _label_words(labels: Counter[str]) -> str:
    names = {"2H": "D", "3H": "T"}
    parts = sorted(labels.items())
    return ", ".join(f"{names.get(label, label)}{number if number > 1 else ''}" for label, number in parts)


def _stereo(inchi: str) -> dict[str, str]:
    """Return the stereo layers of an InChI, without the isotopic ones, by letter."""
    main = inchi.split("/i", 1)[0]
    return {part[0]: part[1:] for part in main.split("/")[2:] if part and part[0] in _STEREO_LAYERS}


def _stereo_words(mine: dict[str, str], others: dict[str, str]) -> str:
    if not others:
        return "without stereo"
    if not mine:
        return "one stereoisomer, with its stereo drawn"
    if {**mine, "m": ""} == {**others, "m": ""}:
        return "the mirror image (enantiomer)"
    if mine.get("b") != others.get("b") and mine.get("t") == others.get("t"):
        return "the other E/Z isomer" if "?" not in str((mine, others)) else "with other E/Z stereo"
    if mine.get("t", "").count("?") != others.get("t", "").count("?"):
        return "with more or less of its stereo defined"
    return "another stereoisomer (diastereomer)"
