"""The relation of a drawing and a stated InChIKey: the same, other stereo, other labels, another salt form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from rdkit import Chem
from rdkit.Chem import rdinchi

from catalog.chemistry.identifiers.inchi_key import PLAIN_LAYERS, InchiKeyBlocks, split_blocks
from catalog.chemistry.structure.keys import key_of, mirror_image, without_charges, without_isotopes, without_stereo
from catalog.chemistry.structure.parser_words import parser_words
from catalog.chemistry.structure.readers import first_word_of_smiles, unsanitized_molecule, with_header
from catalog.chemistry.structure.structure import Structure

_MOST_SUBSETS = 16
_MOST_ATOMS_TRIED = 120
"""The most heavy atoms for guessing a salt. Each guess needs an InChI."""
_ACIDIC = Chem.MolFromSmarts("[$([OX2H][C,S,P,N]=O),$([OX2H]c),$([OX2H]B),$([SX2H]),$([nH]),$([NX3H]([C,S]=O)[C,S]=O)]")


class Layer(StrEnum):
    """The kinds of difference between a structure and a stated identity."""

    SAME = "same"
    STEREO = "stereo"
    ISOTOPE = "isotope"
    PROTONATION = "protonation"
    SALT = "salt"
    SKELETON = "skeleton"


@dataclass(frozen=True, slots=True)
class Relation:
    """The relation of a structure and a stated identity.

    Attributes:
        layer: the kind of difference, the largest if there are several.
        words: the difference, as a clause after a colon.
        also: smaller kinds of difference.
    """

    layer: Layer
    words: str = ""
    also: tuple[Layer, ...] = ()


SAME = Relation(Layer.SAME)


def compare_identity(structure: Structure, stated_key: str) -> Relation:
    """Compare a structure with a stated InChIKey of the right format, and explain a difference.

    Equal keys cost nothing. To explain a difference, related compounds are made and their keys compared: without
    stereo, without labels, the mirror image; without salts, solvents and charges, or with a common counter-ion.

    >>> from catalog.chemistry.structure.structure import read_structure
    >>> compare_identity(read_structure("CCO", "smiles"), "LFQSCWFLJHTTHZ-UHFFFAOYSA-N").layer.value
    'same'
    >>> compare_identity(read_structure("NCCO.Cl", "smiles"), "HZAXFHJVJLSVMW-UHFFFAOYSA-N").layer.value
    'salt'
    """
    if structure.inchi_key == stated_key:
        return SAME
    stated = split_blocks(stated_key)
    with parser_words():
        mol = Chem.MolFromSmiles(structure.smiles)
        drawn = split_blocks(structure.inchi_key)
        if drawn.skeleton == stated.skeleton:
            return _relate_layers(mol, drawn, stated)
        for key in _other_keys(structure, mol):
            if key == stated_key:
                return SAME
            if key[:14] == stated.skeleton:
                return _relate_layers(mol, split_blocks(key), stated)
        return _relate_forms(mol, stated)


def _other_keys(structure: Structure, mol: Chem.Mol) -> Iterator[str]:
    """Yield other keys of the same structure, as other toolkits make them.

    RDKit changes oxo-anions of chlorine, bromine and iodine when it sanitizes. It gives radicals and unusual valences
    to the InChI program with its own hydrogen counts. Registers made with another toolkit have other keys.
    """
    text = structure.stated
    if structure.kind == "smiles":
        text = first_word_of_smiles(text)[0]
    elif structure.kind == "molfile":
        text = with_header(text)
    untouched = unsanitized_molecule(text, structure.kind)
    if untouched is not None:
        yield key_of(untouched)
    inchi = rdinchi.MolBlockToInchi(Chem.MolToMolBlock(mol))[0]
    if inchi:
        yield str(rdinchi.InchiToInchiKey(inchi))


def _relate_layers(mol: Chem.Mol, drawn: InchiKeyBlocks, stated: InchiKeyBlocks) -> Relation:
    """Return the relation for one skeleton: stereo, isotope labels or protons."""
    also = (Layer.PROTONATION,) if drawn.protonation != stated.protonation else ()
    if drawn.layers == stated.layers or not stated.standard:
        return Relation(Layer.PROTONATION, "they differ in protons only") if also else SAME
    for makes, layer, words, lighter in _VARIANTS:
        key = key_of(makes(mol))
        if key[15:23] == stated.layers:
            return Relation(layer, words, lighter + also)
    layer, words = _guess_layer(mol, drawn)
    return Relation(layer, words, also)


def _plain(mol: Chem.Mol) -> Chem.Mol:
    return without_stereo(without_isotopes(mol))


_VARIANTS: tuple[tuple[Callable[[Chem.Mol], Chem.Mol], Layer, str, tuple[Layer, ...]], ...] = (
    (without_isotopes, Layer.ISOTOPE, "the InChIKey has no isotope labels, the structure has", ()),
    (without_stereo, Layer.STEREO, "the InChIKey has no stereo, the structure has", ()),
    (mirror_image, Layer.STEREO, "the InChIKey is that of the mirror image", ()),
    (_plain, Layer.STEREO, "the InChIKey has no stereo and no isotope labels, the structure has", (Layer.ISOTOPE,)),
)


def _guess_layer(mol: Chem.Mol, drawn: InchiKeyBlocks) -> tuple[Layer, str]:
    """Return the likely layer if no variant of the structure has the key."""
    able = list(Chem.FindPotentialStereo(mol))
    if not able:
        return Layer.ISOTOPE, "the isotope labels of the InChIKey are not those of the structure"
    open_ones = sum(1 for element in able if element.specified != Chem.StereoSpecified.Specified)
    if drawn.layers == PLAIN_LAYERS:
        return Layer.STEREO, f"only the InChIKey has stereo ({_elements(open_ones)} undefined in the structure)"
    if open_ones:
        return Layer.STEREO, f"part of the stereo of the structure is undefined ({_elements(open_ones)})"
    return Layer.STEREO, "the InChIKey is that of another stereoisomer"


def _elements(number: int) -> str:
    return f"{number} centre or double bond" if number == 1 else f"{number} centres or double bonds"


def _relate_forms(mol: Chem.Mol, stated: InchiKeyBlocks) -> Relation:
    """Return the relation for different skeletons: search the key among other salt forms."""
    fragments = Chem.GetMolFrags(mol, asMols=True)
    for kept in _parts_with_largest(fragments):
        part = _joined(kept)
        whole = len(kept) == len(fragments)
        neutral = without_charges(part)
        if not whole and key_of(part)[:14] == stated.skeleton:
            return Relation(Layer.SALT, f"the InChIKey is that of {Chem.MolToSmiles(part)} alone")
        if key_of(neutral)[:14] == stated.skeleton:
            layer = Layer.PROTONATION if whole else Layer.SALT
            return Relation(layer, f"the InChIKey is that of the uncharged {Chem.MolToSmiles(neutral)}")
    return _relate_companions(_largest(fragments), stated)


def _relate_companions(compound: Chem.Mol, stated: InchiKeyBlocks) -> Relation:
    """Search the key among the salts and solvates of the compound."""
    if compound.GetNumHeavyAtoms() <= _MOST_ATOMS_TRIED:
        for form, words in _salt_forms(compound):
            if key_of(form)[:14] == stated.skeleton:
                return Relation(Layer.SALT, f"the InChIKey is that of the compound with {words}")
    return Relation(Layer.SKELETON, "the first blocks differ, so it is another compound")


def _salt_forms(compound: Chem.Mol) -> Iterator[tuple[Chem.Mol, str]]:
    """Yield the most common salts and solvates. Each needs one InChI."""
    charge = Chem.GetFormalCharge(compound)
    for ion in _ANIONS if charge > 0 else _CATIONS if charge < 0 else ():
        yield _joined((compound, *[Chem.MolFromSmiles(ion)] * abs(charge))), f"{abs(charge)} {ion}"
    neutral = without_charges(compound)
    for name, smiles, numbers in _ACIDS:
        for number in numbers:
            words = name if number == 1 else f"{number} {name}"
            yield _joined((neutral, *[Chem.MolFromSmiles(smiles)] * number)), words
    for name, smiles in _HALVES:
        yield _joined((neutral, neutral, Chem.MolFromSmiles(smiles))), f"half a {name}"
    sites = [match[0] for match in neutral.GetSubstructMatches(_ACIDIC)]
    for number in sorted({1, 2, len(sites)} & set(range(1, len(sites) + 1))):
        anion = _deprotonated(neutral, sites[:number])
        for ion in _CATIONS:
            yield _joined((anion, *[Chem.MolFromSmiles(ion)] * number)), f"{number} {ion}"
    if sites:
        anion = _deprotonated(neutral, sites[:1])
        yield _joined((anion, anion, Chem.MolFromSmiles("[Ca+2]"))), "half a [Ca+2]"


_ANIONS = ("[Cl-]", "[Br-]", "[I-]", "[OH-]")
_CATIONS = ("[Na+]", "[K+]")
_ACIDS = (
    ("HCl", "Cl", (1, 2)),
    ("water", "O", (1, 2)),
    ("HBr", "Br", (1,)),
    ("sulfuric acid", "OS(=O)(=O)O", (1,)),
    ("methanesulfonic acid", "CS(=O)(=O)O", (1,)),
    ("maleic or fumaric acid", "OC(=O)C=CC(=O)O", (1,)),
    ("trifluoroacetic acid", "OC(=O)C(F)(F)F", (1,)),
    ("phosphoric acid", "OP(=O)(O)O", (1,)),
    ("tartaric acid", "OC(=O)C(O)C(O)C(=O)O", (1,)),
)
_HALVES = (("sulfuric acid", "OS(=O)(=O)O"), ("molecule of water", "O"))


def _deprotonated(mol: Chem.Mol, sites: list[int]) -> Chem.Mol:
    anion = Chem.RWMol(mol)
    for site in sites:
        atom = anion.GetAtomWithIdx(site)
        atom.SetFormalCharge(-1)
        atom.SetNumExplicitHs(0)
    result = anion.GetMol()
    result.UpdatePropertyCache(strict=False)
    return result


def _parts_with_largest(fragments: tuple[Chem.Mol, ...]) -> Iterator[tuple[Chem.Mol, ...]]:
    """Yield every choice of fragments with at least one of the largest kind, the most fragments first."""
    kinds: dict[str, list[Chem.Mol]] = {}
    for fragment in sorted(fragments, key=_size, reverse=True):
        kinds.setdefault(Chem.MolToSmiles(fragment), []).append(fragment)
    ranges = [range(len(same), 0 if place == 0 else -1, -1) for place, same in enumerate(kinds.values())]
    for numbers in islice(product(*ranges), _MOST_SUBSETS):
        yield tuple(mol for same, number in zip(kinds.values(), numbers, strict=True) for mol in same[:number])


def _size(mol: Chem.Mol) -> tuple[int, int]:
    carbons = sum(atom.GetAtomicNum() == 6 for atom in mol.GetAtoms())
    return carbons + mol.GetNumHeavyAtoms(), mol.GetNumHeavyAtoms()


def _largest(fragments: tuple[Chem.Mol, ...]) -> Chem.Mol:
    return max(fragments, key=_size)


def _joined(mols: tuple[Chem.Mol, ...]) -> Chem.Mol:
    whole = mols[0]
    for mol in mols[1:]:
        whole = Chem.CombineMols(whole, mol)
    return whole
