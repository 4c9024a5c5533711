"""The product document: an examined product as JSON in the form of the contract, without revision, times and
provenance."""

from __future__ import annotations

from typing import Any

from catalog.chemistry.mass.weight import WeightVerdict
from catalog.product.compound import compound_key
from catalog.product.evidence import evidence_of
from catalog.product.findings import Finding
from catalog.product.hazard_evidence import hazard_evidence_of
from catalog.product.identifiers import Identifier
from catalog.product.offer.offer_dates import OfferDates
from catalog.product.offer.unit_prices import conversion_of, price_per
from catalog.product.product import Product
from catalog.product.quality import quality_of

WEIGHT_PLACES = 3
"""Decimals of the average weight. For most compounds, the standard atomic weights are no more precise."""
MASS_PLACES = 5
"""Decimals of the monoisotopic mass: 0.01 mDa, below what instruments resolve."""


def document_of(product: Product) -> dict[str, Any]:
    """Return a product's document: plain JSON values, keys in the contract's order."""
    draft, structure = product.draft, _structure(product)
    properties = [one.document() for one in product.properties]
    return {
        "catalog_number": draft.get("catalog_number"),
        "name": draft.get("name"),
        "status": product.status,
        "discontinued": draft.get("discontinued") or None,
        "replaced_by": draft.get("replaced_by") or None,
        "cas_rn": product.cas.cas_rn,
        "stated_formula": draft.get("formula") or None,
        "hill_formula": _hill(product),
        "stated_molecular_weight": draft.get("molecular_weight") or None,
        "molecular_weight": _rounded(product.molecular_weight, WEIGHT_PLACES),
        "monoisotopic_mass": _rounded(product.monoisotopic_mass, MASS_PLACES),
        "weight_check": weight_document(product.weight),
        "structure": structure,
        "borrowed_structure": product.borrowed_structure.document() if product.borrowed_structure else None,
        "structure_refused": draft.get("structure_refused") or None,
        "compound": {"key": compound_key({"structure": structure, "cas_rn": product.cas.cas_rn})},
        "synonyms": list(product.synonyms),
        "names": [name.document() for name in product.names],
        "identifiers": _identifiers(product),
        "grade": draft.get("grade") or None,
        "specifications": [specification.document() for specification in product.specifications],
        "properties": properties,
        "storage": product.storage.document() if product.storage else None,
        "description": product.description.document() if product.description else None,
        "availability": draft.get("availability") or None,
        "lead_time": draft.get("lead_time") or None,
        **{field: draft.get(field) or None for field in OfferDates._fields},
        "packs": _packs(product, properties),
        "lots": [lot.document() for lot in product.lots],
        "hazards": product.hazards.document() if product.hazards else None,
        "documents": [entry.document(draft.get("catalog_number")) for entry in product.documents],
        "attributes": [{"name": name, "text": text} for name, text in product.attributes],
        "trade": product.trade.document() if product.trade else None,
        "quality": quality_of(product).document(),
        "findings": [finding_document(finding) for finding in product.findings],
        "evidence": [row.document() for row in (*evidence_of(product), *hazard_evidence_of(product))],
    }


def _packs(product: Product, properties: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the packs with their prices for each unit."""
    if not product.packs:
        return []
    named = {"name": product.draft.get("name"), "molecular_weight": _rounded(product.molecular_weight, WEIGHT_PLACES)}
    conversion = conversion_of({**named, "properties": properties})
    packs = [pack.document() for pack in product.packs]
    return [{**pack, "price_per": price_per(pack, conversion)} for pack in packs]


def finding_document(finding: Finding) -> dict[str, str | None]:
    """Return a finding in the form of the contract."""
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "field": finding.field,
        "message": finding.message,
        "stated": finding.stated,
        "expected": finding.expected,
    }


def weight_document(verdict: WeightVerdict | None) -> dict[str, Any] | None:
    """Return the verdict on a stated weight in the form of the contract."""
    if verdict is None:
        return None
    return {
        "verdict": verdict.verdict.value,
        "low": _rounded(verdict.low, WEIGHT_PLACES),
        "high": _rounded(verdict.high, WEIGHT_PLACES),
        "explanation": verdict.explanation,
    }


def _hill(product: Product) -> str | None:
    if product.weight is not None and product.weight.reading is not None:
        return product.weight.reading.hill()
    if product.formula is not None:
        return product.formula.hill_formula
    if product.structure is not None and not product.structure.generic:
        return product.structure.composition.hill()
    return None


def _structure(product: Product) -> dict[str, str | None] | None:
    structure = product.structure
    if structure is None:
        return None
    return {
        "smiles": structure.smiles,
        "inchi": structure.inchi or None,
        "inchi_key": structure.inchi_key or None,
        "stated": structure.stated,
    }


def _identifiers(product: Product) -> list[dict[str, object]]:
    """Return the further CAS RNs, then the other identifiers, each once."""
    stated = product.draft.get("cas_rn")
    entries = [Identifier("CAS", stated, number, "cas_rn", valid=True) for number in product.cas.others]
    entries += product.identifiers
    unique = {(one.type, one.value): one for one in reversed(entries)}
    unique.pop(("CAS", product.cas.cas_rn or ""), None)
    return [one.document() for one in reversed(unique.values())]


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)
