"""The check of a name's isomer against the drawing: R and S, E and Z, D and L, cis and trans, ortho, meta and para."""

from __future__ import annotations

from catalog.chemistry.names.isomers import Configuration, configuration_of
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
    drawn = configuration_of(structure.smiles)
    if drawn is None:
        return ""
    if not said.is_relative:
        words = _centres(said, drawn)
        if words:
            return words
    if said.position and drawn.position and said.position != drawn.position:
        return (
            f"The name says {_POSITIONS[said.position]}, but the structure is the {_POSITIONS[drawn.position]} isomer"
        )
    if said.double_bond and drawn.double_bond and not said.bonds and said.double_bond != drawn.double_bond:
        return f"The name says {said.double_bond}, but the structure is {drawn.double_bond}"
    return ""


def _centres(said: IsomerWords, drawn: Configuration) -> str:
    letters = "".join(sorted(said.centres))
    if said.is_racemic:
        is_one = not letters and all(len(one) == 1 for one in drawn.centres)
        return "The name says the racemate, but the structure is one enantiomer" if is_one else ""
    if letters and _excludes(letters, drawn.centres):
        return f"The name says {', '.join(said.centres)}, but the structure has {_text(drawn.centres)}"
    if said.bonds and _excludes("".join(sorted(said.bonds)), drawn.bonds):
        return f"The name says {', '.join(said.bonds)}, but the structure has {_text(drawn.bonds)}"
    if said.amino_acid and drawn.amino_acid and said.amino_acid != drawn.amino_acid:
        return f"The name says {said.amino_acid}, but the structure is the {drawn.amino_acid} form"
    return ""


def _excludes(letters: str, drawn: frozenset[str]) -> bool:
    """Tell whether as many centres are drawn as are said, but others."""
    return letters not in drawn and all(len(one) == len(letters) for one in drawn)


def _text(drawn: frozenset[str]) -> str:
    return ", ".join(min(drawn))


def _by_reference(form: NameForm, structure: Structure, reference: Reference) -> str:
    """Compare the drawing with the compounds that are known by this name."""
    if form.isomer.is_racemic or form.isomer.is_relative or not structure.inchi_key:
        return ""
    kins = []
    for number in reference.numbers_of_name(" ".join(form.words)):
        entry = reference.find(number)
        if entry is None or not entry.smiles:
            return ""
        kins.append(
            relate_to_known(structure, KnownStructure(entry.smiles, entry.inchi_key, entry.parent_skeleton)).kin
        )
    if kins and all(kin is Kin.STEREO for kin in kins):
        return "The structure is another stereoisomer than the one that is known by this name"
    return ""
