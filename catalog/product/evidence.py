"""The evidence: for each fact the stated text, our finding and the verdict, in a chemist's words.

The findings say what is wrong. The evidence also says what agrees and what could not be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from catalog.chemistry.mass.weight import Verdict
from catalog.product.findings import Finding, Severity
from catalog.product.offer.lots import LotVerdict
from catalog.product.product import Product


class EvidenceVerdict(StrEnum):
    """The result of the checks of one fact."""

    AGREES = "agrees"
    WITHIN_RANGE = "within-range"
    DIFFERS = "differs"
    UNDETERMINED = "undetermined"
    NOT_STATED = "not-stated"


_STANDINGS = {
    Verdict.AGREES: EvidenceVerdict.AGREES,
    Verdict.WITHIN_RANGE: EvidenceVerdict.WITHIN_RANGE,
    Verdict.MISMATCH: EvidenceVerdict.DIFFERS,
    Verdict.UNDETERMINED: EvidenceVerdict.UNDETERMINED,
}


class Evidence(NamedTuple):
    """One row of the evidence table.

    Attributes:
        fact: the name of the fact.
        field: the canonical field.
        stated: the supplier's text, or None.
        found: what we read or compute.
        verdict: the result of the comparison.
        explanation: why, in a sentence.
    """

    fact: str
    field: str
    stated: str | None
    found: str | None
    verdict: EvidenceVerdict
    explanation: str

    def document(self) -> dict[str, str | None]:
        """Return the row as JSON values."""
        return {
            "fact": self.fact,
            "field": self.field,
            "stated": self.stated,
            "found": self.found,
            "verdict": self.verdict.value,
            "explanation": self.explanation,
        }


def evidence_of(product: Product) -> tuple[Evidence, ...]:
    """Return the evidence table of a product: identity, specification, then texts."""
    rows = (_cas_rn, _formula, _weight, _structure, _inchi_key, _assay, _storage, _description)
    further = _lots(product) if product.lots else ()
    return (*(row(product) for row in rows), *_identifiers(product), *further)


def _trouble(product: Product, *fields: str) -> Sequence[Finding]:
    if not product.findings:
        return ()
    return [found for found in product.findings if found.field in fields and found.severity is not Severity.NOTE]


def _row(
    fact: str,
    field: str,
    stated: str,
    found: str | None,
    trouble: Sequence[Finding],
    agrees: str,
    *,
    undetermined: str | None = None,
    gap: str = "Not stated.",
) -> Evidence:
    """Return a row: not stated, or with findings, or undetermined, or in agreement."""
    if not stated:
        return Evidence(fact, field, None, found, EvidenceVerdict.NOT_STATED, gap)
    if trouble:
        return Evidence(fact, field, stated, found, EvidenceVerdict.DIFFERS, " ".join([one.message for one in trouble]))
    if undetermined is not None:
        return Evidence(fact, field, stated, found, EvidenceVerdict.UNDETERMINED, undetermined)
    return Evidence(fact, field, stated, found, EvidenceVerdict.AGREES, agrees)


def _cas_rn(product: Product) -> Evidence:
    number = product.cas.cas_rn
    undetermined = None if number else "No CAS RN in the stated text."
    agrees = f"Check digit correct ({number[-1]})." if number else ""
    stated = product.draft.get("cas_rn")
    return _row("CAS RN", "cas_rn", stated, number, _trouble(product, "cas_rn"), agrees, undetermined=undetermined)


def _formula(product: Product) -> Evidence:
    stated, formula, structure = product.draft.get("formula"), product.formula, product.structure
    found = formula.hill_formula if formula else None
    if found is None and structure is not None:
        found = structure.composition.hill()
    undetermined = f"No definite composition: {formula.indefinite}." if formula and formula.indefinite else None
    agrees = "Valid formula. No structure to compare with."
    if structure is not None:
        agrees = "Same atoms as the structure."
    trouble = [one for one in _trouble(product, "formula") if "weight" not in one.code.value]
    return _row("Formula", "formula", stated, found, trouble, agrees, undetermined=undetermined)


def _weight(product: Product) -> Evidence:
    stated, verdict = product.draft.get("molecular_weight"), product.weight
    found = None if product.molecular_weight is None else f"{product.molecular_weight:.3f} g/mol"
    if verdict is None or not stated:
        undetermined = "No formula to compare with."
        trouble = _trouble(product, "molecular_weight")
        return _row("Molecular weight", "molecular_weight", stated, found, trouble, "", undetermined=undetermined)
    standing = _STANDINGS[verdict.verdict]
    return Evidence("Molecular weight", "molecular_weight", stated, found, standing, verdict.explanation)


def _structure(product: Product) -> Evidence:
    draft, structure = product.draft, product.structure
    stated = draft.get("smiles") or draft.get("inchi") or ("molfile" if draft.get("molfile") else "")
    found = structure.smiles if structure else None
    agrees = "Valid structure. It agrees with the other stated facts."
    gap = "No structure stated. Formula and weight were compared with each other only."
    if product.borrowed_structure is not None:
        found, gap = product.borrowed_structure.smiles, product.borrowed_structure.words
    trouble = _trouble(product, "smiles", "molfile", "inchi", "structure")
    return _row("Structure", "structure", stated, found, trouble, agrees, gap=gap)


def _inchi_key(product: Product) -> Evidence:
    structure = product.structure
    found = structure.inchi_key or None if structure else None
    undetermined = None if found else "No structure to compare with."
    trouble = _trouble(product, "inchi_key")
    agrees = "Matches the structure."
    stated = product.draft.get("inchi_key")
    return _row("InChIKey", "inchi_key", stated, found, trouble, agrees, undetermined=undetermined)


def _assay(product: Product) -> Evidence:
    stated = product.draft.get("assay")
    typed = next((s for s in product.specifications if s.test == "Assay" and s.comparison), None)
    found = None if typed is None else _typed_text(typed.comparison, typed.value, typed.low, typed.high, typed.unit)
    undetermined = None if typed else "No value could be read. The text is kept as stated."
    agrees = "Valid value."
    return _row("Assay", "assay", stated, found, _trouble(product, "spec:Assay"), agrees, undetermined=undetermined)


def _typed_text(
    comparison: str | None, value: float | None, low: float | None, high: float | None, unit: str | None
) -> str:
    signs = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "approx": "about "}
    amount = "" if value is None else f"{value:g}"
    if low is not None and high is not None:
        amount = f"{low:g} to {high:g}"
    return f"{signs.get(comparison or '', '')}{amount} {unit or ''}".strip()


def _storage(product: Product) -> Evidence:
    stated, storage = product.draft.get("storage"), product.storage
    found = None
    if storage is not None and storage.low_c is not None and storage.high_c is not None:
        found = f"{storage.low_c:g} to {storage.high_c:g} °C"
    undetermined = None if found else "No temperature in the text. It is kept as stated."
    agrees = "Temperature range from the text."
    return _row("Storage", "storage", stated, found, _trouble(product, "storage"), agrees, undetermined=undetermined)


def _description(product: Product) -> Evidence:
    """Return the row without the text, since a withheld text must not be shown."""
    text = product.draft.get("description")
    stated = f"a text of {len(text.split()):,} words" if text else ""
    withheld = product.description is not None and product.description.status == "withheld"
    found = "withheld" if withheld else "shown" if text else None
    trouble = _trouble(product, "description")
    approved = product.description is not None and product.description.is_approved
    agrees = "An approver let this text through." if approved else "The text is about this substance."
    return _row("Description", "description", stated, found, trouble, agrees)


def _identifiers(product: Product) -> Iterator[Evidence]:
    """Yield one row for each stated identifier with a known rule."""
    for one in product.identifiers:
        if one.valid is not None and one.field != "synonyms":
            trouble = [found for found in _trouble(product, one.field) if not one.valid]
            found = one.value if one.valid else one.expected
            yield _row(f"{one.type} number", one.field, one.stated, found, trouble, "Valid format.")


def _lots(product: Product) -> Iterator[Evidence]:
    """Yield one row for all lots: how many measured values are within the specification."""
    values = [value for lot in product.lots for value in lot.values]
    within = sum(value.verdict is LotVerdict.WITHIN for value in values)
    stated = f"{len(product.lots)} lots with {len(values)} measured values"
    fields = [f"lot:{lot.lot_number}" for lot in product.lots]
    open_ones = len(values) - within
    undetermined = f"{open_ones} could not be compared with a specification." if open_ones or not values else None
    agrees = "All measured values are within the specification."
    found = f"{within} within the specification"
    yield _row("Lots", "lots", stated, found, _trouble(product, *fields), agrees, undetermined=undetermined)
