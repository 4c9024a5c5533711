"""The check of a name's isomer against the drawing: R and S, E and Z, D and L, cis and trans, ortho, meta and para."""

from __future__ import annotations

from catalog.chemistry.names.isomers import (
    drawn_amino_acid,
    drawn_double_bond,
    drawn_letters,
    drawn_position,
    newer_letters,
)
from catalog.chemistry.structure.kinship import Kin
from catalog.chemistry.structure.known_structure import KnownStructure, relate_to_known
from catalog.chemistry.structure.structure import Structure
from catalog.product.findings import Code, Finding
from catalog.product.text.name_forms import NameForm
from catalog.product.text.name_isomers import NO_ISOMER, IsomerWords
from catalog.reference.reference import Reference

_POSITIONS = {"o": "ortho", "m": "meta", "p": "para"}


def check_name_isomer(
    name: str, form: NameForm, structure: Structure | None, reference: Reference
) -> tuple[Finding, ...]:
    """Compare the isomer that a name says with the drawing. What a name or a drawing leaves open is no contradiction.

    Args:
        name: as stated.
        form: what it says.
        structure: as drawn, or None.
        reference: what is known of names.
    """
    if structure is None or structure.generic or form.isomer == NO_ISOMER:
        return ()
    words = _by_drawing(form.isomer, structure) or _by_reference(form, structure, reference)
    return (Finding(Code.NAME_ISOMER_MISMATCH, "name", f"{words}.", stated=name),) if words else ()


def _by_drawing(said: IsomerWords, structure: Structure) -> str:
    words = "" if said.is_relative else _by_letters(said, structure)
    if words:
        return words
    smiles = structure.smiles
    if said.position:
        drawn = drawn_position(smiles)
        if drawn and drawn != said.position:
            return f"The name says {_POSITIONS[said.position]}, but the structure is the {_POSITIONS[drawn]} isomer"
    if said.double_bond and not said.bonds and "/b" in structure.inchi:
        drawn = drawn_double_bond(smiles)
        if drawn and drawn != said.double_bond:
            return f"The name says {said.double_bond}, but the structure is {drawn}"
    return ""


def _by_letters(said: IsomerWords, structure: Structure) -> str:
    """Compare R and S, E and Z, D and L. Only as many letters as are drawn can be compared."""
    smiles, defined = structure.smiles, structure.stereo_centres - structure.unspecified_stereo_centres
    if said.is_racemic:
        is_one = not said.centres and defined == 1 and "/m" in structure.inchi
        return "The name says the racemate, but the structure is one enantiomer" if is_one else ""
    if said.centres and len(said.centres) == defined:
        older = drawn_letters(smiles).centres
        if _differ(said.centres, older) and _differ(said.centres, newer_letters(smiles).centres):
            return f"The name says {', '.join(said.centres)}, but the structure has {', '.join(older)}"
    if said.bonds and "/b" in structure.inchi:
        older = drawn_letters(smiles).bonds
        if _differ(said.bonds, older) and _differ(said.bonds, newer_letters(smiles).bonds):
            return f"The name says {', '.join(said.bonds)}, but the structure has {', '.join(older)}"
    if said.amino_acid and "/t" in structure.inchi:
        drawn = drawn_amino_acid(smiles)
        if drawn and drawn != said.amino_acid:
            return f"The name says {said.amino_acid}, but the structure is the {drawn} form"
    return ""


def _differ(said: str, drawn: str) -> bool:
    """Tell whether as many letters are drawn as are said, but others."""
    return len(said) == len(drawn) and sorted(said) != sorted(drawn)


def _by_reference(form: NameForm, structure: Structure, reference: Reference) -> str:
    """Compare the drawing with the compounds that are known by this name."""
    has_stereo = "/t" in structure.inchi or "/b" in structure.inchi
    if form.isomer.is_racemic or form.isomer.is_relative or not has_stereo:
        return ""
    entries = [reference.find(number) for number in reference.numbers_of_name(" ".join(form.words))]
    known = [
        KnownStructure(entry.smiles, entry.inchi_key, entry.parent_skeleton)
        for entry in entries
        if entry is not None and entry.smiles
    ]
    if len(known) < len(entries) or any(one.inchi_key == structure.inchi_key for one in known):
        return ""
    kins = [relate_to_known(structure, one).kin for one in known]
    if kins and all(kin is Kin.STEREO for kin in kins):
        return "The structure is another stereoisomer than the one that is known by this name"
    return ""
