"""What the checks say of each field of a product: one list for the form, beside its fields, and for the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from catalog.product.draft import STRUCTURE_FIELDS
from catalog.web.views.offer.packs import AVAILABILITY_WORDS
from catalog.web.views.product import typed_text

Json = dict[str, Any]
Standing = Literal["error", "warning", "note", "agrees", "undetermined", "read"]

_IN_SPECIFICATION = {"spec:Assay": "assay", "spec:Appearance": "appearance"}
"""Tests that have a field of their own."""
_STANDINGS: Mapping[str, Standing] = {
    "agrees": "agrees",
    "within-range": "agrees",
    "differs": "warning",
    "undetermined": "undetermined",
}


class FieldVerdict(NamedTuple):
    """What the checks say of one field.

    Attributes:
        field: the canonical field. It may be one that is not stated, such as a missing name.
        standing: the severity of a finding; or ``agrees``, ``undetermined``, or ``read`` for a value that is only read.
        message: in words.
        expected: the text that a check proposes instead, or None.
    """

    field: str
    standing: Standing
    message: str
    expected: str | None = None


def field_verdicts(fields: Mapping[str, str], content: Json) -> list[FieldVerdict]:
    """Return what the checks say of each field, with all findings first.

    Args:
        fields: the stated fields.
        content: the document that they give.

    >>> content = {"findings": [], "evidence": [{"field": "cas_rn", "verdict": "agrees", "explanation": "Right."}]}
    >>> field_verdicts({"cas_rn": "64-17-5", "grade": "AR"}, content)
    [FieldVerdict(field='cas_rn', standing='agrees', message='Right.', expected=None)]
    """
    found = [
        FieldVerdict(_own_field(one["field"] or "", fields), one["severity"], one["message"], one["expected"])
        for one in content["findings"]
    ]
    told = {verdict.field for verdict in found}
    # A finding at another field, such as the formula, can be about the structure.
    if any(one["code"].startswith("structure-") and one["severity"] != "note" for one in content["findings"]):
        told.add(_own_field("structure", fields))
    for one in content["evidence"]:
        field = _own_field(one["field"], fields)
        if field in fields and field not in told and one["verdict"] in _STANDINGS:
            told.add(field)
            found.append(FieldVerdict(field, _STANDINGS[one["verdict"]], _evidence_words(one)))
    readings = ((_own_field(field, fields), words) for field, words in _readings(content))
    return found + [FieldVerdict(field, "read", words) for field, words in readings if field not in told]


def _own_field(field: str, fields: Mapping[str, str]) -> str:
    """Return the field of the form for the field that a check names."""
    if field == "structure":
        return next((name for name in STRUCTURE_FIELDS if fields.get(name)), "smiles")
    own = _IN_SPECIFICATION.get(field)
    return own if own is not None and own in fields else field


def _evidence_words(evidence: Json) -> str:
    """Return the explanation, with our reading if that is not the stated text."""
    found = evidence.get("found")
    is_news = (
        found and found != evidence.get("stated") and evidence["field"] in ("assay", "storage", "molecular_weight")
    )
    return f"{evidence['explanation']} Read as {found}." if is_news else str(evidence["explanation"])


def _readings(content: Json) -> Iterator[tuple[str, str]]:
    """Yield how the members of families were read, each with its field."""
    for pack in content.get("packs") or ():
        if pack["amount"] is not None or pack["prices"]:
            yield f"pack:{pack['size']}", f"Read as {_pack_words(pack)}."
    for lot in content.get("lots") or ():
        yield f"lot:{lot['lot_number']}", _lot_words(lot)
    for document in content.get("documents") or ():
        yield f"document:{document['title']}", _document_words(document)
    for entry in content.get("specifications") or ():
        yield from _value_words(f"spec:{entry['test']}", entry)
    for entry in content.get("properties") or ():
        yield from _value_words(f"property:{entry['label']}", entry)
    country = (content.get("trade") or {}).get("country_code")
    if country:
        yield "country_of_origin", f"Read as {country}."


def _value_words(field: str, entry: Json) -> Iterator[tuple[str, str]]:
    words = typed_text(entry)
    if words:
        yield field, f"Read as {words}."


def _pack_words(pack: Json) -> str:
    """Return our reading of a pack.

    >>> _pack_words({"count": 5, "amount": 1.0, "unit": "mL", "prices": [], "availability": "in-stock"})
    '5 x 1 mL, in stock'
    """
    count = f"{pack['count']} x " if (pack["count"] or 1) > 1 else ""
    size = [] if pack["amount"] is None else [f"{count}{pack['amount']:g} {pack['unit']}"]
    prices = [
        f"{price['amount']} {price['currency'] or ''}".strip() + (f" from {price['from']}" if price["from"] > 1 else "")
        for price in pack["prices"]
    ]
    state = pack.get("availability")
    return ", ".join([*size, *prices, *([AVAILABILITY_WORDS[state]] if state else [])])


def _lot_words(lot: Json) -> str:
    outside = [value for value in lot["values"] if value.get("verdict") == "outside"]
    if outside:
        return f"{len(outside)} of {len(lot['values'])} values are outside the specification."
    return f"Read: {len(lot['values'])} values; none is outside the specification."


def _document_words(document: Json) -> str:
    facts = (document["type"], document["language"], document["revision"] and f"revision {document['revision']}")
    lot = [f"of lot {document['lot_number']}"] if document["lot_number"] else []
    return f"Read as {', '.join([*filter(None, facts), *lot])}."
