"""The check of a stated structure, against the formula, the InChIKey, the weight and the other structure fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions
from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key, is_inchi_key
from catalog.chemistry.structure.relations import compare_identity
from catalog.chemistry.structure.structure import Structure, fragment_compositions, read_structure
from catalog.errors import InvalidStructure
from catalog.product.checks.structure_messages import (
    about_composition,
    about_generic,
    about_key_shape,
    about_relation,
    about_weight,
)
from catalog.product.findings import CheckResult, Code, Finding

_NAMES = {"molfile": "molfile", "smiles": "SMILES", "inchi": "InChI"}
_MOST_QUOTED = 200

ReadStructure = Callable[[str, str], Structure]
"""Reads a text as a structure of a kind. Raises InvalidStructure."""

Weigh = Callable[[Composition], str]
"""Returns why the stated weight does not match a composition, or an empty text."""


def check_structure(
    *,
    smiles: str = "",
    molfile: str = "",
    inchi: str = "",
    inchi_key: str = "",
    formula_text: str = "",
    readings: Sequence[Composition] = (),
    weight_text: str = "",
    weigh: Weigh | None = None,
    read_structure: ReadStructure = read_structure,
) -> CheckResult[Structure | None]:
    """Read the structure and compare it with the other stated facts. Blank texts are not stated.

    The structure is the molfile, else the SMILES, else the InChI: each can say more than the next
    (wedges as they were drawn, tautomer and charges as they were drawn). The others are compared with it.

    Args:
        smiles: a SMILES, perhaps with a name behind it.
        molfile: a molfile, V2000 or V3000.
        inchi: an InChI.
        inchi_key: an InChIKey.
        formula_text: the formula as it was stated, for the messages.
        readings: the readings of the formula; empty if it is not stated, indefinite or invalid.
        weight_text: the printed weight, for the message.
        weigh: the verdict on the printed weight for a composition. It is asked only where no formula is stated, which
            would explain the weight by itself.
        read_structure: reads a structure.

    Returns:
        The structure, or None if none is stated or can be read, or it means more than one substance.

    >>> [finding] = check_structure(smiles="CCCO", readings=[Composition.of({"C": 2, "H": 6, "O": 1})]).findings
    >>> finding.code.value, "has CH2 more" in finding.message
    ('structure-formula-mismatch', True)
    """
    read, findings = _read_stated({"molfile": molfile, "smiles": smiles, "inchi": inchi}, read_structure)
    key = harmonize_inchi_key(inchi_key)
    if key and not is_inchi_key(key):
        findings.append(about_key_shape(inchi_key))
        key = ""
    if not read:
        return CheckResult(None, tuple(findings))
    structure, *others = read
    findings += [
        Finding(Code.STRUCTURE_NOTE, structure.kind, note, stated=_quoted(structure)) for note in structure.notes
    ]
    if structure.generic:
        findings.append(about_generic(structure.kind, _quoted(structure)))
        return CheckResult(None, tuple(findings))
    findings += _against_formula(structure, readings, formula_text)
    findings += _against_key(structure, key, inchi_key)
    for other in others:
        findings += _against_other(structure, other)
    if weigh is not None and not readings:
        explanation = weigh(structure.composition)
        findings += [about_weight(structure, explanation, weight_text)] if explanation else []
    return CheckResult(structure, tuple(findings))


def _read_stated(texts: dict[str, str], read_structure: ReadStructure) -> tuple[list[Structure], list[Finding]]:
    """Read each stated structure, in the order given."""
    read: list[Structure] = []
    findings: list[Finding] = []
    for kind, text in texts.items():
        if not text.strip() or (read and text.strip() == read[0].inchi):
            continue
        try:
            read.append(read_structure(text, kind))
        except InvalidStructure as error:
            findings.append(Finding(Code.STRUCTURE_INVALID, kind, str(error), stated=text[:_MOST_QUOTED]))
    return read, findings


def _against_formula(structure: Structure, readings: Sequence[Composition], formula_text: str) -> list[Finding]:
    """Compare with the formula by element counts."""
    if not readings or structure.composition in readings:
        return []
    relation = compare_compositions(structure.composition, readings, fragment_compositions(structure))
    if relation.layer is CompositionLayer.SAME:
        return []
    return about_composition(structure, relation, formula_text or readings[0].hill())


def _against_key(structure: Structure, key: str, stated: str) -> list[Finding]:
    if not key or not structure.inchi_key:
        return []
    relation = compare_identity(structure, key)
    return about_relation(
        relation, drawn_key=structure.inchi_key, field="inchi_key", stated=stated, what="stated InChIKey"
    )


def _against_other(structure: Structure, other: Structure) -> list[Finding]:
    """Compare another stated structure by its canonical SMILES, then by its InChIKey."""
    if other.smiles == structure.smiles or not structure.inchi_key or not other.inchi_key:
        return []
    relation = compare_identity(structure, other.inchi_key)
    what = f"stated {_NAMES[other.kind]}, {other.inchi_key},"
    return about_relation(relation, drawn_key=structure.inchi_key, field=other.kind, stated=_quoted(other), what=what)


def _quoted(structure: Structure) -> str:
    """Return the stated text for a message. A molfile is too long to quote."""
    return structure.smiles if structure.kind == "molfile" else structure.stated[:_MOST_QUOTED]
