"""What is kept of one product, and the columns that are read off its document.

Every column of the product tables follows from the stated fields and the document alone, which is what lets them be
rebuilt from the revisions.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from catalog.product.folding import catalog_key, fold
from catalog.product.units import PERCENTAGES

Document = dict[str, Any]
"""A product document as CONTRACT describes it, ready for JSON."""

_HALF_PAIR = re.compile("[\ud800-\udfff]")

UNSTORED = frozenset({"revision", "provenance", "created_at", "updated_at"})
"""What the store adds to a document; all else is its content."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One product as the intake hands it over.

    Attributes:
        fields: what was stated, canonical field to text.
        stated_hash: the digest of ``fields`` and of the checks' version; equal digests need no new examination.
        content: the document without revision, times and provenance.
        provenance: where the facts came from; it alone makes no new revision.
        supplier: whose product it is, where that was said.
    """

    fields: Mapping[str, str]
    stated_hash: str
    content: Document
    provenance: Document
    supplier: str | None = None

    @property
    def catalog_number(self) -> str:
        """The catalog number as printed."""
        return str(self.content["catalog_number"])

    @property
    def key(self) -> str:
        """The catalog number as it is looked up."""
        return catalog_key(self.catalog_number)

    def content_hash(self) -> str:
        """The digest of the content: equal digests make no new revision."""
        return digest(self.content)


def digest(value: object) -> str:
    """SHA-256 of a JSON value, whatever the order of its keys."""
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def stated_hash(fields: Mapping[str, str], checks_version: int) -> str:
    """The digest of what was stated, as the checks of this version read it."""
    return digest([checks_version, dict(fields)])


def to_json(value: object) -> str:
    """JSON text as it is stored and served; with half a surrogate pair in it, all in ASCII, since UTF-8 has no such."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if text.isascii() or _HALF_PAIR.search(text) is None:
        return text
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def now() -> str:
    """The time as it is stored: RFC 3339, UTC, microseconds, fixed width."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def product_columns(document: Document) -> dict[str, object]:
    """The filter columns of ``products`` for a document."""
    structure = document["structure"] or {}
    return {
        "catalog_number": document["catalog_number"],
        "catalog_key": catalog_key(document["catalog_number"]),
        "name": document["name"],
        "name_key": fold(document["name"]),
        "status": document["status"],
        "formula_key": document["hill_formula"],
        "molecular_weight": document["molecular_weight"],
        "monoisotopic_mass": document["monoisotopic_mass"],
        "inchi_key": structure.get("inchi_key"),
        "smiles": structure.get("smiles"),
        "assay_min": assay_min(document),
        "storage_code": (document["storage"] or {}).get("code"),
    }


def assay_min(document: Document) -> float | None:
    """The least assay that the specification promises, in per cent of whatever kind; None where it promises none."""
    for entry in document["specifications"]:
        if entry["test"] == "Assay" and (entry.get("unit") or "%") in PERCENTAGES:
            ends = [entry[end] for end in ("low", "high", "value") if entry.get(end) is not None]
            if ends and entry.get("comparison") not in ("<", "<="):
                return float(min(ends))
    return None


def cas_numbers(document: Document) -> list[str]:
    """Every CAS RN that a document names, each once."""
    others = [entry["value"] for entry in document["identifiers"] if entry["type"] == "CAS"]
    return list(dict.fromkeys([document["cas_rn"], *others] if document["cas_rn"] else others))


def name_rows(document: Document) -> list[dict[str, str]]:
    """What a product is called: one row for each text, without those that fold to nothing."""
    texts = [("name", document["name"]), ("catalog_number", document["catalog_number"])]
    texts += [("synonym", synonym) for synonym in document["synonyms"]]
    rows = ({"kind": kind, "text": text, "folded": fold(text)} for kind, text in texts)
    return [row for row in rows if row["folded"]]


def finding_codes(document: Document) -> list[str]:
    """The codes of a document's findings, each once."""
    return sorted({finding["code"] for finding in document["findings"]})


def from_json(text: str) -> Document:
    """Read a stored JSON object."""
    value: Document = json.loads(text)
    return value
