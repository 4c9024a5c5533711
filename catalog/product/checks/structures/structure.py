"""The check of a stated structure, against the formula, the InChIKey, the weight and the other structure fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from catalog.chemistry.formula.composition import Composition
from catalog.chemistry.formula.composition_relations import CompositionLayer, compare_compositions
from catalog.chemistry.identifiers.inchi_key import harmonize_inchi_key, is_inchi_key
from catalog.chemistry.structure.donors import names_metal, smiles_with_amines
from catalog.chemistry.structure.readers import recognised_text
from catalog.chemistry.structure.relations import compare_identity
from catalog.chemistry.structure.structure import Structure, fragment_compositions, read_structure
from catalog.errors import InvalidStructure
from catalog.product.checks.placeholders import is_placeholder, is_wording, says_no_value
from catalog.product.checks.structures.messages import (
    about_composition,
    about_generic,
    about_key_shape,
    about_relation,
    about_repair,
    about_weight,
    about_withheld,
)
from catalog.product.checks.structures.repairs import repair_of
from catalog.product.checks.words import about_words
from catalog.product.findings import CheckResult, Code, Finding

_NAMES = {"molfile": "molfile", "smiles": "SMILES", "inchi": "InChI"}
_MOST_QUOTED = 200
_CONTRADICTIONS = {Code.STRUCTURE_FORMULA_MISMATCH, Code.STRUCTURE_INCHIKEY_MISMATCH}
_SKELETON = 14
"""The length of an InChIKey's first block."""

ReadStructure = Callable[[str, str], Structure]
"""Reads a text as a structure of a kind. Raises InvalidStructure."""


class Testimony(NamedTuple):
    """What other facts of a record say of its formula and its structure.

    Attributes:
        for_formula: the stated facts that agree with the formula, such as ``the weight``.
        known_key: the InChIKey that the CAS RN is known to have. A structure with it is not withheld.
    """

    for_formula: Sequence[str] = ()
    known_key: str = ""


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
    testify: Callable[[], Testimony] = Testimony,
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
        weigh: the verdict on the printed weight for a composition. It is asked only where no formula is stated.
        testify: returns what other facts say of formula and structure. It is asked only where they differ.
        read_structure: reads a structure.

    Returns:
        The structure, or None if none is stated or can be read, it is generic, or two other facts contradict it.

    >>> [finding] = check_structure(smiles="CCCO", readings=[Composition.of({"C": 2, "H": 6, "O": 1})]).findings
    >>> finding.code.value, "has CH2 more" in finding.message
    ('structure-formula-mismatch', True)
    """
    key = harmonize_inchi_key(inchi_key)
    reader = _StatedStructures(read_structure, readings, key)
    read, findings = reader.read({"molfile": molfile, "smiles": smiles, "inchi": inchi})
    if key and not is_inchi_key(key):
        findings.append(about_key_shape(inchi_key))
        key = ""
    if not read:
        return CheckResult(None, tuple(findings))
    structure, *others = read
    structure, notes = _with_amines(structure, readings, read_structure)
    findings += [*notes, *_notes_of(structure)]
    if structure.generic:
        findings.append(about_generic(structure.kind, _quoted(structure)))
        return CheckResult(None, tuple(findings))
    judged = [*_against_formula(structure, readings, formula_text), *_against_key(structure, key, inchi_key)]
    findings += (judged := judged + [one for other in others for one in _against_other(structure, other)])
    against = _contradicting(structure, judged, testify)
    if len(against) > 1:
        findings.append(about_withheld(structure, against))
        return CheckResult(None, tuple(findings))
    if weigh is not None and not readings and (explanation := weigh(structure.composition)):
        findings.append(about_weight(structure, explanation, weight_text))
    return CheckResult(structure, tuple(findings))


def _notes_of(structure: Structure) -> list[Finding]:
    kind, stated = structure.kind, _quoted(structure)
    return [Finding(Code.STRUCTURE_NOTE, kind, note, stated=stated) for note in structure.notes]


class _StatedStructures:
    """Reads the stated structures of a record, in the order given."""

    def __init__(self, read_structure: ReadStructure, readings: Sequence[Composition], key: str) -> None:
        self._read_structure = read_structure
        self._readings = readings
        self._key = key
        self._read: list[Structure] = []
        self._findings: list[Finding] = []

    def read(self, texts: dict[str, str]) -> tuple[list[Structure], list[Finding]]:
        """Read each text that states a structure. Return the structures and the findings."""
        for field, text in texts.items():
            if text.strip() and not is_placeholder(text) and not says_no_value(text):
                self._take(field, text)
        return self._read, self._findings

    def _take(self, field: str, text: str) -> None:
        recognised = recognised_text(text, field)
        if self._read and recognised.text.strip() == self._read[0].inchi:
            return
        try:
            structure = self._read_structure(recognised.text, recognised.kind)
        except InvalidStructure as error:
            self._findings.append(self._about_unreadable(field, text, error))
            return
        if recognised.remark:
            quoted = text.strip()[:_MOST_QUOTED]
            self._findings.append(about_repair(field, quoted, recognised.remark, recognised.text[:_MOST_QUOTED]))
        self._read.append(structure)

    def _about_unreadable(self, field: str, text: str, error: InvalidStructure) -> Finding:
        if field != "molfile" and is_wording(text):
            return about_words(field, text)
        message, expected = str(error), None
        if is_inchi_key(harmonize_inchi_key(text)):
            message = f"The {_NAMES[field]} field has an InChIKey, from which no structure can be drawn."
        elif field == "smiles":
            expected = repair_of(text, self._read_structure, self._readings, self._key)
            message += f" {expected} fits the other stated facts." if expected else ""
        return Finding(Code.STRUCTURE_INVALID, field, message, stated=text[:_MOST_QUOTED], expected=expected)


def _with_amines(
    structure: Structure, readings: Sequence[Composition], read_structure: ReadStructure
) -> tuple[Structure, list[Finding]]:
    """Return the structure with ammonia and amines at its metal in place of amides, if only so it fits the formula."""
    if not readings or structure.composition in readings or not names_metal(structure.smiles):
        return structure, []
    smiles = smiles_with_amines(structure.smiles)
    meant = None if smiles is None else read_structure(smiles, "smiles")
    if meant is None or meant.composition not in readings:
        return structure, []
    message = "The nitrogen atoms at the metal were read as ammonia or amines, since the formula has their hydrogens."
    note = Finding(Code.STRUCTURE_NOTE, structure.kind, message, stated=_quoted(structure))
    return meant._replace(stated=structure.stated), [note]


def _contradicting(structure: Structure, findings: Sequence[Finding], testify: Callable[[], Testimony]) -> list[str]:
    """Return the stated facts by which the structure is another compound. None if it is known under the CAS RN."""
    if _CONTRADICTIONS.isdisjoint(finding.code for finding in findings):
        return []
    witnesses, known_key = testify()
    if known_key and structure.inchi_key[:_SKELETON] == known_key[:_SKELETON]:
        return []
    against: list[str] = []
    for finding in findings:
        if finding.code is Code.STRUCTURE_FORMULA_MISMATCH:
            against += ["the formula", *witnesses]
        elif finding.code is Code.STRUCTURE_INCHIKEY_MISMATCH:
            against.append("the InChIKey" if finding.field == "inchi_key" else f"the {_NAMES[finding.field]}")
    return against


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
