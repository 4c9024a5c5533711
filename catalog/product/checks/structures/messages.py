"""The messages of the structure check, one for each kind of error."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.chemistry.formula.composition_relations import CompositionLayer, CompositionRelation
from catalog.chemistry.structure.relations import Layer, Relation
from catalog.chemistry.structure.structure import Structure
from catalog.product.findings import Code, Finding

_CODES_BY_LAYER = {
    Layer.STEREO: Code.STRUCTURE_STEREO_MISMATCH,
    Layer.ISOTOPE: Code.STRUCTURE_ISOTOPE_MISMATCH,
    Layer.PROTONATION: Code.STRUCTURE_SALT_MISMATCH,
    Layer.SALT: Code.STRUCTURE_SALT_MISMATCH,
    Layer.TAUTOMER: Code.STRUCTURE_TAUTOMER_MISMATCH,
    Layer.SKELETON: Code.STRUCTURE_INCHIKEY_MISMATCH,
}
_CODES_BY_COMPOSITION = {
    CompositionLayer.CHARGE_UNSTATED: Code.STRUCTURE_NOTE,
    CompositionLayer.WHOLE: Code.STRUCTURE_NOTE,
    CompositionLayer.ISOTOPE: Code.STRUCTURE_ISOTOPE_MISMATCH,
    CompositionLayer.PROTONATION: Code.STRUCTURE_SALT_MISMATCH,
    CompositionLayer.MULTIPLE: Code.STRUCTURE_SALT_MISMATCH,
    CompositionLayer.SALT: Code.STRUCTURE_SALT_MISMATCH,
    CompositionLayer.SKELETON: Code.STRUCTURE_FORMULA_MISMATCH,
}
_MOST_QUOTED = 200
_WHAT_TO_DO = {
    CompositionLayer.CHARGE_UNSTATED: "No action needed; the charge can follow the formula.",
    CompositionLayer.WHOLE: "A drawing has whole molecules only.",
    CompositionLayer.ISOTOPE: "Write the labels into the formula, as in [13C]6H12O6, or remove them there.",
    CompositionLayer.PROTONATION: "They differ in protons or charge only. State the same form in both.",
    CompositionLayer.MULTIPLE: "Both can mean the same substance. State the same number of units in both.",
    CompositionLayer.SALT: "They are different salts, hydrates or solvates. State the form that is sold in both.",
    CompositionLayer.SKELETON: "One of the two belongs to another compound.",
}


def about_composition(structure: Structure, relation: CompositionRelation, formula_text: str) -> list[Finding]:
    """Return the findings for a formula that does not match the structure."""
    code = _CODES_BY_COMPOSITION[relation.layer]
    message = (
        f"The formula {formula_text} does not match the structure, {structure.composition.hill()}: the structure "
        f"{relation.words}. {_WHAT_TO_DO[relation.layer]}"
    )
    if relation.layer is CompositionLayer.CHARGE_UNSTATED:
        message = f"The structure {relation.words}, which the formula {formula_text} leaves out."
    findings = [Finding(code, "formula", message, stated=formula_text)]
    if relation.labels_differ and relation.layer is not CompositionLayer.ISOTOPE:
        labels = "The isotope labels of the structure and of the formula differ too."
        findings.append(Finding(Code.STRUCTURE_ISOTOPE_MISMATCH, "formula", labels, stated=formula_text))
    return findings


def about_relation(relation: Relation, *, drawn_key: str, field: str, stated: str, what: str) -> list[Finding]:
    """Return the findings for a stated identity that does not match the structure.

    Args:
        relation: how they are related; SAME makes no finding.
        drawn_key: the structure's InChIKey.
        field: the field of the other identity.
        stated: its text.
        what: its name in a sentence, such as ``InChIKey``.
    """
    if relation.layer is Layer.SAME:
        return []
    message = f"The {what} does not match the structure, {drawn_key}: {relation.words}."
    findings = [Finding(_CODES_BY_LAYER[relation.layer], field, message, stated=stated)]
    for layer in relation.also:
        lighter = f"The {what} and the structure differ in {_LAYER_WORDS[layer]} too."
        findings.append(Finding(_CODES_BY_LAYER[layer], field, lighter, stated=stated))
    return findings


_LAYER_WORDS = {Layer.ISOTOPE: "isotope labels", Layer.PROTONATION: "protons", Layer.STEREO: "stereo"}


def about_generic(field: str, stated: str) -> Finding:
    """Return the finding for a structure that means many substances."""
    message = (
        "The structure has R groups, attachment points, query atoms or repeating units, so it means more than one "
        "substance. It is not assigned to a compound and not compared with the other facts."
    )
    return Finding(Code.STRUCTURE_GENERIC, field, message, stated=stated)


def about_weight(structure: Structure, explanation: str, weight_text: str) -> Finding:
    """Return the finding for a stated weight that does not match the structure."""
    message = (
        f"The stated weight {weight_text} does not match the structure, {structure.composition.hill()} with "
        f"{structure.molecular_weight:.3f} g/mol: {explanation}"
    )
    return Finding(Code.STRUCTURE_WEIGHT_MISMATCH, "molecular_weight", message, stated=weight_text)


def about_key_shape(stated: str) -> Finding:
    """Return the finding for a text that is not an InChIKey."""
    message = "Not a valid InChIKey. Expected: 14 capital letters, a dash, 10 letters, a dash, one letter."
    return Finding(Code.INCHIKEY_INVALID, "inchi_key", message, stated=stated)


def about_repair(field: str, stated: str, remark: str, expected: str) -> Finding:
    """Return the finding for a text that was recognised in spite of its field or its prefix."""
    return Finding(Code.STRUCTURE_REPAIRED, field, f"{remark} It was read as such.", stated, expected)


def about_withheld(structure: Structure, facts: Sequence[str]) -> Finding:
    """Return the finding for a structure that two other facts contradict."""
    against = " and ".join(facts)
    message = f"The structure is not published, since {against} contradict it. The product is published without it."
    return Finding(Code.STRUCTURE_WITHHELD, structure.kind, message, stated=structure.smiles[:_MOST_QUOTED])
