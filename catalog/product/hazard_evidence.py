"""The evidence about hazards: rows of the evidence table for label and transport."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.product.evidence import Evidence, EvidenceVerdict
from catalog.product.findings import Severity
from catalog.product.hazard.hazards import Hazards, class_text
from catalog.product.product import Product

LONGEST_STATED = 500
"""The most characters of a stated text in a row. The hazards have the full text."""


def hazard_evidence_of(product: Product) -> tuple[Evidence, ...]:
    """Return the rows on label and transport, or none if nothing is stated."""
    hazards = product.hazards
    if hazards is None:
        return ()
    rows = [_row(product, "Hazard statements", "hazard_statements", _codes(hazards), "Valid GHS or CLP codes.")]
    if hazards.label.signal_words or "signal_word" in hazards.stated:
        word = " or ".join(hazards.label.signal_words) or None
        rows.append(_row(product, "Signal word", "signal_word", word, "Agrees with the hazard codes."))
    if hazards.label.pictograms or "pictograms" in hazards.stated:
        found = ", ".join(hazards.label.pictograms) or None
        rows.append(_row(product, "Pictograms", "pictograms", found, "Agrees with the hazard codes."))
    rows += _transport(product, hazards)
    return tuple(row for row in rows if row.stated is not None or row.found is not None)


def _codes(hazards: Hazards) -> str | None:
    return ", ".join(statement.code for statement in hazards.hazard_statements if statement.code) or None


def _transport(product: Product, hazards: Hazards) -> Iterator[Evidence]:
    agrees = "Valid. It agrees with the other transport data."
    found = {
        "UN number": ("un_number", hazards.un_number and f"UN {hazards.un_number}"),
        "Transport class": ("hazard_class", class_text(hazards.classes)),
        "Packing group": ("packing_group", hazards.packing_group),
        "Storage class": ("storage_class", hazards.storage_class),
    }
    for fact, (field, read) in found.items():
        if field in hazards.stated:
            yield _row(product, fact, field, read, agrees)


def _row(product: Product, fact: str, field: str, found: str | None, agrees: str) -> Evidence:
    stated = product.hazards.stated.get(field) if product.hazards is not None else None
    if stated is not None and len(stated) > LONGEST_STATED:
        stated = stated[: LONGEST_STATED - 1] + "…"
    findings = [finding for finding in product.findings if finding.field == field]
    trouble = " ".join(finding.message for finding in findings if finding.severity is not Severity.NOTE)
    notes = " ".join(finding.message for finding in findings if finding.severity is Severity.NOTE)
    if trouble:
        return Evidence(fact, field, stated, found, EvidenceVerdict.DIFFERS, trouble)
    if stated is None:
        return Evidence(fact, field, None, found, EvidenceVerdict.NOT_STATED, notes or "Derived from the hazard codes.")
    if found is None or notes:
        explanation = notes or "Nothing to compare with. It is kept as stated."
        return Evidence(fact, field, stated, found, EvidenceVerdict.UNDETERMINED, explanation)
    return Evidence(fact, field, stated, found, EvidenceVerdict.AGREES, agrees)
