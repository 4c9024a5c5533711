"""How a stated structure is related to a known one, of which SMILES, InChIKey and parent are at hand.

Registers and suppliers draw the same substance with more or less stereo, as other tautomers, with or without charges.
Only what cannot be the same substance is a difference here.
"""

from __future__ import annotations

from typing import NamedTuple

from rdkit import Chem

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.identifiers.inchi_key import PLAIN_LAYERS, split_blocks
from catalog.chemistry.structure.keys import tautomer_key, without_charges, without_isotopes, without_stereo
from catalog.chemistry.structure.kinship import Kin, Kinship, StructureIdentity, kinship
from catalog.chemistry.structure.parent import parent_mol, parent_of, split_parent
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.structure import Structure, composition_of, inchi_and_key

SAME = Kinship(Kin.SAME, "same compound")
OTHER = Kinship(Kin.SKELETON, "another compound")
_UNDEFINED = "?"
_SAME_SUBSTANCE = frozenset({Kin.SAME, Kin.PROTONATION})


class KnownStructure(NamedTuple):
    """A known structure.

    Attributes:
        smiles: as the source or RDKit wrote it.
        inchi_key: its standard InChIKey.
        parent_skeleton: the first block of its parent's InChIKey.
    """

    smiles: str
    inchi_key: str
    parent_skeleton: str


def relate_to_known(structure: Structure, known: KnownStructure) -> Kinship:
    """Return how a stated structure is related to a known one; the words say what the stated one is.

    Equal InChIKeys cost nothing. Stereo that one of both leaves open is no difference, nor are protons and tautomers.

    >>> from catalog.chemistry.structure.structure import read_structure
    >>> ethanolamine = KnownStructure("NCCO", "HZAXFHJVJLSVMW-UHFFFAOYSA-N", "HZAXFHJVJLSVMW")
    >>> relate_to_known(read_structure("NCCO.Cl", "smiles"), ethanolamine).words
    'hydrochloride'
    >>> relate_to_known(read_structure("CCO", "smiles"), ethanolamine).kin.value
    'skeleton'
    """
    if structure.inchi_key == known.inchi_key:
        return SAME
    drawn, other = split_blocks(structure.inchi_key), split_blocks(known.inchi_key)
    is_labelled = structure.composition.is_labelled()
    if drawn.skeleton == other.skeleton and PLAIN_LAYERS in (drawn.layers, other.layers) and not is_labelled:
        return SAME if "[2H]" not in known.smiles else _explained(structure, known)
    return _explained(structure, known)


def piece_compositions(smiles: str) -> tuple[Composition, ...]:
    """Count the atoms of each piece of a known structure; none if it cannot be read.

    >>> [piece.hill() for piece in piece_compositions("NCCO.Cl")]
    ['C2H7NO', 'ClH']
    """
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    return () if mol is None else tuple(composition_of(piece) for piece in Chem.GetMolFrags(mol, asMols=True))


def is_mixture(smiles: str) -> bool:
    """Tell whether a structure has several compounds, counter-ions and solvents not counted.

    >>> is_mixture("NCCO.Cl"), is_mixture("CCCCCCCC(C)O.CCCCCCCCCO")
    (False, True)
    """
    return "." in smiles and len(set(split_parent(smiles)[0])) > 1


def _explained(structure: Structure, known: KnownStructure) -> Kinship:
    """Return the relation by way of RDKit."""
    with parser_words():
        mol: Chem.Mol | None = Chem.MolFromSmiles(known.smiles)
        if mol is None:
            return SAME
        inchi, key, _ = inchi_and_key(mol)
        smiles = Chem.MolToSmiles(mol)
        one = StructureIdentity(smiles, inchi, key, parent_of(smiles, inchi, key).inchi_key)
        parent = parent_of(structure.smiles, structure.inchi, structure.inchi_key).inchi_key
        other = StructureIdentity(structure.smiles, structure.inchi, structure.inchi_key, parent)
        kin = kinship(one, other)
        if kin is None:
            return SAME if _is_tautomer(one, other) else OTHER
    if kin.kin in _SAME_SUBSTANCE or (kin.kin is Kin.STEREO and not _contradict(inchi, structure.inchi)):
        return SAME
    return kin


def _is_tautomer(one: StructureIdentity, other: StructureIdentity) -> bool:
    """Tell whether the parents differ only by mobile hydrogens, stereo and labels left aside."""
    keys = []
    for identity in (one, other):
        mol = parent_mol(identity.smiles)
        if mol is None:
            return True
        keys.append(tautomer_key(without_stereo(without_isotopes(without_charges(mol)))))
    return keys[0] == keys[1]


def _contradict(one: str, other: str) -> bool:
    """Tell whether the stereo layers of two InChIs of one skeleton exclude each other.

    They do not if one defines nothing, or leaves open what the other defines.
    """
    mine, others = _centres(one), _centres(other)
    shared = mine.keys() & others.keys()
    if any(mine[place] != others[place] for place in shared if place.startswith("b")):
        return True
    tetrahedral = [place for place in shared if place.startswith("t")]
    if not tetrahedral:
        return False
    differing = sum(mine[place] != others[place] for place in tetrahedral)
    relative = differing not in (0, len(tetrahedral))
    if relative or mine.keys() != others.keys():
        return relative
    return _mirror(one) != _mirror(other)


def _centres(inchi: str) -> dict[str, str]:
    """Return the defined centres and double bonds of an InChI's main stereo layers, with their signs."""
    main = inchi.split("/i", 1)[0].split("/f", 1)[0]
    centres: dict[str, str] = {}
    for layer in main.split("/")[2:]:
        if layer[:1] in ("b", "t"):
            for component, text in enumerate(layer[1:].split(";")):
                for part in text.split(","):
                    if part and not part.endswith((_UNDEFINED, "u")):
                        centres[f"{layer[0]}{component}:{part[:-1]}"] = part[-1]
    return centres


def _mirror(inchi: str) -> str:
    main = inchi.split("/i", 1)[0]
    return next((layer for layer in main.split("/")[2:] if layer.startswith("m")), "")
