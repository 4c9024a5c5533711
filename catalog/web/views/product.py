"""What the product page says in words of its own: which parts there are, which are not, and readings as text.

Pure: from the product document to what the template prints. A part that a document does not have is absent, never an
empty box; what a buyer would look for is named in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]

SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "=": "", "approx": "about "}
FIELD_WORDS = {
    "catalog_number": "Catalog number",
    "name": "Name",
    "cas_rn": "CAS RN",
    "formula": "Formula",
    "molecular_weight": "Molecular weight",
    "smiles": "SMILES",
    "molfile": "Molfile",
    "inchi": "InChI",
    "inchi_key": "InChIKey",
    "un_number": "UN number",
    "hs_code": "HS code",
    "stated_formula": "Formula as stated",
    "hill_formula": "Formula",
    "stated_molecular_weight": "Molecular weight as stated",
    "monoisotopic_mass": "Monoisotopic mass",
    "weight_check": "Weight check",
}
"""The names of fields that are not simply their own words."""

FAMILY_WORDS = {
    "spec": "specification",
    "property": "property",
    "identifier": "identifier",
    "pack": "pack",
    "document": "document",
    "lot": "lot",
    "synonym": "synonyms",
    "attribute": "also stated",
}
CHANGE_WORDS = {"created": "Created", "changed": "Changed", "deleted": "Removed", "restored": "Restored"}
UNPRINTED = frozenset({"findings", "evidence", "revision", "provenance", "created_at", "updated_at", "content_hash"})
"""Fields of the document that follow from others; a history that named them would say nothing."""


class Section(NamedTuple):
    """A section of the page: its anchor and its heading."""

    anchor: str
    heading: str


def sections(product: Json) -> list[Section]:
    """The sections of a product's page, in their order; only those that have something to say."""
    return [section for section, is_there in _SECTIONS if is_there(product)]


def gaps(product: Json) -> list[str]:
    """What a buyer would look for and the supplier does not state, in words."""
    return [words for words, is_there in _GAPS if not is_there(product)]


def verdicts(product: Json) -> dict[str, Json]:
    """The rows of the evidence table by the field that they are about."""
    return {row["field"]: row for row in product.get("evidence", ())}


def typed_text(row: Mapping[str, Any]) -> str:
    """How we read a specification, a property or a measured value; empty where we read no value.

    >>> typed_text({"text": "99% min", "comparison": ">=", "value": 99.0, "unit": "%", "method": "HPLC"})
    '≥ 99 % (HPLC)'
    >>> typed_text({"low": 5.5, "high": 7.0, "unit": None}), typed_text({"text": "White powder"})
    ('5.5 to 7', '')
    """
    low, high, value = row.get("low"), row.get("high"), row.get("value")
    if low is not None and high is not None:
        amount = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    else:
        only = next((number for number in (value, low, high) if number is not None), None)
        if only is None:
            return ""
        amount = _number(only)
    sign = SIGNS.get(row.get("comparison") or "", "")
    after = [str(row[key]) for key in ("conditions", "method") if row.get(key)]
    text = f"{sign}{amount} {row.get('unit') or ''}".strip()
    return f"{text} ({', '.join(after)})" if after else text


def _number(value: float) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def field_words(field: str) -> str:
    """A field in words.

    >>> field_words("spec:Water"), field_words("cas_rn"), field_words("hazard_statements")
    ('Water (specification)', 'CAS RN', 'Hazard statements')
    """
    family, colon, member = field.partition(":")
    if colon:
        return f"{member} ({FAMILY_WORDS.get(family, family)})"
    return FIELD_WORDS.get(field) or field.replace("_", " ").capitalize()


def changed_words(fields: Sequence[str]) -> list[str]:
    """The fields that a revision changed, in words, without those that only follow."""
    return [field_words(field) for field in fields if field not in UNPRINTED]


def provenance_rows(product: Json) -> list[Json]:
    """Where each field came from: the file, the place in it, the import run, the column's label and the rule."""
    provenance = product["provenance"]
    deliveries = provenance.get("deliveries") or []
    rows = []
    for field, origin in (provenance.get("fields") or {}).items():
        delivery = deliveries[origin["delivery"]]
        place = {**(delivery.get("place") or {}), **(origin.get("place") or {})}
        rows.append(
            {
                "field": field_words(field),
                "source": delivery.get("source") or "an edit",
                "place": ", ".join(f"{key} {value}" for key, value in place.items()),
                "run": delivery.get("intake_run"),
                "label": origin.get("label"),
                "rule": origin.get("rule"),
            }
        )
    return rows


def summary(product: Json) -> str:
    """One sentence for search engines and previews: only what the page prints."""
    parts = [product["name"]]
    if product["cas_rn"]:
        parts.append(f"CAS RN {product['cas_rn']}")
    if product["hill_formula"]:
        parts.append(product["hill_formula"])
    if product["molecular_weight"]:
        parts.append(f"{product['molecular_weight']} g/mol")
    parts.append(f"catalog number {product['catalog_number']}")
    return ", ".join(parts) + ". Each stated fact with the result of the checks."


def _has(*names: str) -> Callable[[Json], bool]:
    return lambda product: any(product.get(name) for name in names)


def _has_prices(product: Json) -> bool:
    return any(pack.get("prices") or pack.get("price") for pack in product.get("packs") or ())


def other_names(product: Json) -> list[Json]:
    """The names of a product beside that in its heading; documents of an older release have mere synonyms."""
    if product.get("names"):
        return [entry for entry in product["names"] if entry["kind"] != "name"]
    return [{"text": text, "kind": "synonym", "language": None} for text in product.get("synonyms") or ()]


def _is_identified(product: Json) -> bool:
    return bool(product["structure"] or product.get("identifiers") or other_names(product))


def _always(_product: Json) -> bool:
    return True


_SECTIONS: tuple[tuple[Section, Callable[[Json], bool]], ...] = (
    (Section("specification", "Specification"), _has("specifications")),
    (Section("lots", "Lots"), _has("lots")),
    (Section("properties", "Properties"), _has("properties")),
    (Section("attributes", "Also stated"), _has("attributes")),
    (Section("description", "Description"), _has("description")),
    (Section("safety", "Safety"), _has("hazards")),
    (Section("documents", "Documents"), _has("documents")),
    (Section("identity", "Structure and names"), _is_identified),
    (Section("related", "Related products"), _always),
    (Section("evidence", "Evidence"), _has("evidence")),
    (Section("provenance", "Provenance"), _always),
)
_GAPS: tuple[tuple[str, Callable[[Json], bool]], ...] = (
    ("CAS RN", _has("cas_rn")),
    ("formula", _has("hill_formula")),
    ("structure", _has("structure")),
    ("packs and prices", _has("packs")),
    ("prices", lambda product: not product.get("packs") or _has_prices(product)),
    ("specification", _has("specifications")),
    ("storage", _has("storage")),
    ("lots", _has("lots")),
    ("description", _has("description")),
    ("safety data", _has("hazards")),
    ("documents", _has("documents")),
)
