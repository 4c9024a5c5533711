"""The check of a systematic name against the structure or, lacking one, the formula. It runs only on request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions
from catalog.chemistry.names.systematic_names import NameReading
from catalog.chemistry.structure.relations import Layer, compare_identity
from catalog.chemistry.structure.structure import Structure, read_structure
from catalog.errors import InvalidStructure
from catalog.product.findings import CheckResult, Code, Finding

_ORGANIC = frozenset(["C", "H", "N", "O", "S", "P", "F", "Cl", "Br", "I", "B", "Si", "Se"])
"""Names of metal compounds do not decide on one structure."""
_DESCRIPTOR = re.compile(r"\((?:[0-9]+[a-z]?)?[RSEZ](?:,|\))")
"""An explicit stereo descriptor, such as (2R,3S). D- and L- are ambiguous."""


def check_name(
    stated: str, reading: NameReading | None, structure: Structure | None, readings: Sequence[Composition]
) -> CheckResult[Structure | None]:
    """Compare what a name means with the structure or, without one, with the formula.

    A name without stereo or salt is not an error; only a contradiction is found.

    Args:
        stated: the name.
        reading: the result of reading the name, or None if it was not read.
        structure: as drawn.
        readings: the readings of the formula.

    >>> [finding] = check_name("ethanol", NameReading("CCO"), None, [Composition.of({"C": 1, "H": 4, "O": 1})]).findings
    >>> finding.code.value
    'name-structure-mismatch'
    """
    if reading is None:
        return CheckResult(None)
    if reading.not_run:
        message = f"The name was not compared with the structure: {reading.not_run}."
        return CheckResult(None, (Finding(Code.NAME_NOT_CHECKED, "name", message),))
    named = _read(reading.smiles)
    if named is None or not named.composition.elements().keys() <= _ORGANIC:
        return CheckResult(None)
    message = _against_formula(named, readings)
    if structure is not None:
        message = _against_structure(named, structure, says_stereo=_DESCRIPTOR.search(stated) is not None)
    if not message:
        return CheckResult(named)
    return CheckResult(named, (Finding(Code.NAME_STRUCTURE_MISMATCH, "name", message, stated=stated),))


def _read(smiles: str) -> Structure | None:
    if not smiles:
        return None
    try:
        return read_structure(smiles, "smiles")
    except InvalidStructure:
        return None


def _against_structure(named: Structure, structure: Structure, *, says_stereo: bool) -> str:
    if not named.inchi_key or not structure.inchi_key:
        return ""
    relation = compare_identity(structure, named.inchi_key)
    means = f"The name means {named.smiles} ({named.inchi_key}), but the structure is {structure.inchi_key}"
    if relation.layer is Layer.SKELETON:
        return f"{means}: {relation.words or 'they are different compounds'}."
    return f"{means}: {relation.words}." if relation.layer is Layer.STEREO and says_stereo else ""


def _against_formula(named: Structure, readings: Sequence[Composition]) -> str:
    if not readings or named.composition in readings:
        return ""
    relation = compare_compositions(named.composition, readings)
    if relation.layer is not CompositionLayer.SKELETON:
        return ""
    return f"The name means {named.smiles}, {named.composition.hill()}, but the formula is {readings[0].hill()}."
