"""The check of systematic names against the structure or, lacking one, the formula. It runs only on request."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions, difference_words
from catalog.chemistry.names.systematic_names import NameReading
from catalog.chemistry.structure.kinship import Kin
from catalog.chemistry.structure.known_structure import KnownStructure, relate_to_known
from catalog.chemistry.structure.parent import parent_of
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.errors import InvalidStructure
from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.text.name_forms import without_grade
from catalog.product.text.name_strength import cut_strength

_ORGANIC = frozenset(["C", "H", "N", "O", "S", "P", "F", "Cl", "Br", "I", "B", "Si", "Se"])
"""Names of metal compounds do not decide on one structure."""
_DESCRIPTOR = re.compile(r"\((?:[0-9]+[a-z]?)?[RSEZ](?:,|\))")
"""An explicit stereo descriptor, such as (2R,3S). D- and L- are ambiguous."""
_LAST_BRACKETS = re.compile(r"\s+[(\[][^()\[\]]*[)\]]$")
_MOST_SYNONYMS = 4


class StatedReading(NamedTuple):
    """The reading of a stated name.

    Attributes:
        field: ``name`` or ``synonyms``.
        stated: the name.
        reading: what it means.
    """

    field: str
    stated: str
    reading: NameReading


def read_stated_names(read: Callable[[str], NameReading], name: str, synonyms: str) -> tuple[StatedReading, ...]:
    """Read a name and the first synonyms as systematic names, without grades, figures and brackets at their ends.

    Args:
        read: reads one name.
        name: the name.
        synonyms: the other names, with ``|`` between them.
    """
    others = [one.strip() for one in synonyms.split("|") if one.strip()][:_MOST_SYNONYMS]
    names = [("name", name), *(("synonyms", other) for other in others)]
    return tuple(StatedReading(field, stated, read(systematic_part(stated))) for field, stated in names)


def systematic_part(name: str) -> str:
    """Return a name without its grade, its figures, and brackets behind it.

    >>> systematic_part("4-Nitroaniline, 98%"), systematic_part("2-(Ethylamino)ethanol (hydrochloride)")
    ('4-Nitroaniline', '2-(Ethylamino)ethanol')
    """
    text = without_grade(cut_strength(name)[1] if "%" in name or "M" in name else name)
    return _LAST_BRACKETS.sub("", text)


def check_names(
    readings: Sequence[StatedReading] | None, structure: Structure | None, compositions: Sequence[Composition]
) -> CheckResult[None]:
    """Compare what systematic names mean with the structure or, without one, with the formula.

    A name without stereo or salt is not an error; only a contradiction is found.

    Args:
        readings: the names as read, or None if this was not requested.
        structure: as drawn.
        compositions: the readings of the formula.

    >>> methanol = [Composition.of({"C": 1, "H": 4, "O": 1})]
    >>> [finding] = check_names([StatedReading("name", "ethanol", NameReading("CCO"))], None, methanol).findings
    >>> finding.code.value, finding.message
    ('name-structure-mismatch', 'OPSIN reads the name as C2H6O, but the formula is CH4O.')
    """
    findings: list[Finding] = []
    for field, stated, reading in readings or ():
        if reading.not_run:
            message = f"The name was not compared with the structure: {reading.not_run}."
            return CheckResult(None, (Finding(Code.NAME_NOT_CHECKED, field, message),))
        message = _contradiction(stated, reading, structure, compositions)
        if message:
            findings.append(Finding(Code.NAME_STRUCTURE_MISMATCH, field, message, stated=stated))
    return CheckResult(None, tuple(findings))


def _contradiction(
    stated: str, reading: NameReading, structure: Structure | None, compositions: Sequence[Composition]
) -> str:
    """Return how a name contradicts the other facts in each of its meanings, or an empty text."""
    first = ""
    for smiles in (reading.smiles, reading.other_smiles):
        if not smiles:
            continue
        named = _read(smiles)
        if named is None or not named.composition.elements().keys() <= _ORGANIC:
            return ""
        if structure is not None:
            message = _against_structure(named, structure, says_stereo=_DESCRIPTOR.search(stated) is not None)
        else:
            message = _against_formula(named, compositions)
        if not message:
            return ""
        first = first or message
    return first


def _read(smiles: str) -> Structure | None:
    try:
        return read_structure(smiles, "smiles")
    except InvalidStructure:
        return None


def _against_structure(named: Structure, structure: Structure, *, says_stereo: bool) -> str:
    if not named.inchi_key or not structure.inchi_key or named.inchi_key == structure.inchi_key:
        return ""
    parent = parent_of(named.smiles, named.inchi, named.inchi_key)
    kin = relate_to_known(structure, KnownStructure(named.smiles, named.inchi_key, parent.inchi_key[:14])).kin
    if kin is Kin.STEREO and says_stereo:
        return "OPSIN reads the name as another stereoisomer than the structure."
    if kin is not Kin.SKELETON or _is_same_but_joined(named, structure):
        return ""
    if named.composition == structure.composition:
        return f"OPSIN reads the name as another compound {named.composition.hill()} than the structure."
    words = difference_words(structure.composition, named.composition)
    return f"OPSIN reads the name as {named.composition.hill()}, but the structure {words}."


def _is_same_but_joined(named: Structure, structure: Structure) -> bool:
    """Tell whether one has several components and the other one: names of esters and salts can be alike."""
    return (named.fragments == 1) != (structure.fragments == 1)


def _against_formula(named: Structure, compositions: Sequence[Composition]) -> str:
    if not compositions or named.composition in compositions:
        return ""
    relation = compare_compositions(named.composition, compositions)
    if relation.layer is not CompositionLayer.SKELETON:
        return ""
    return f"OPSIN reads the name as {named.composition.hill()}, but the formula is {compositions[0].hill()}."
