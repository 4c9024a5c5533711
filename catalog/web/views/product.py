"""The product page's own words: which sections it has, which facts are missing, and values as text.

Pure functions from the product document to what the template prints. A part that the document does not have is not
shown, never as an empty box. Missing facts that a buyer would look for are named in one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from catalog.product.borrowed_structure import shown_structure
from catalog.store.facts.shown_prices import words_for_hidden_prices

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
    "structure_refused": "Structure refused",
    "description_approved": "Approval of the description (mark of its text)",
    "un_number": "UN number",
    "hs_code": "HS code",
    "stated_formula": "Formula as stated",
    "hill_formula": "Formula",
    "stated_molecular_weight": "Molecular weight as stated",
    "monoisotopic_mass": "Monoisotopic mass",
    "weight_check": "Weight check",
}
"""Names of fields that differ from the field's own words."""

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
AGREEING = ("agrees", "within-range")
UNPRINTED = frozenset({"findings", "evidence", "revision", "provenance", "created_at", "updated_at", "content_hash"})
"""Fields of the document that follow from others. Naming them in a history would say nothing."""


class Section(NamedTuple):
    """A section of the page: its anchor and its heading."""

    anchor: str
    heading: str


class Reading(NamedTuple):
    """A stated value as the page shows it.

    Attributes:
        text: our reading, if it has other letters or figures than the supplier's text; else that text. Minus signs are
            real ones.
        stated: the supplier's text, if ours stands before it.
    """

    text: str
    stated: str | None


class Agreement(NamedTuple):
    """How the stated facts of a product stand together.

    Attributes:
        agreeing: the names of the facts that agree with the others.
        unchecked: the names of those that could not be checked.
        stated: the number of all stated facts.
    """

    agreeing: list[str]
    unchecked: list[str]
    stated: int


class Contradiction(NamedTuple):
    """What a buyer has to know first: a stated fact that is not right, or a doubt about one.

    Attributes:
        fact: its name, or None if the message names it.
        message: what was found.
        field: the field of its row in the evidence table, or None.
    """

    fact: str | None
    message: str
    field: str | None


def sections(product: Json) -> list[Section]:
    """Return the sections of a product's page that have content, in their order."""
    return [section for section, is_there in _SECTIONS if is_there(product)]


def gaps(product: Json) -> list[str]:
    """Return, in words, what a buyer would look for and the supplier does not state."""
    return [words for words, is_there in _GAPS if not is_there(product)]


def verdicts(product: Json) -> dict[str, Json]:
    """Return the rows of the evidence table by field."""
    return {row["field"]: row for row in product.get("evidence", ())}


def agreement(product: Json) -> Agreement:
    """Return which stated facts agree, for one line."""
    stated = [row for row in product.get("evidence", ()) if row["verdict"] != "not-stated"]
    named = {
        verdict: [row["fact"] for row in stated if row["verdict"] in verdicts]
        for verdict, verdicts in (("agrees", AGREEING), ("undetermined", ("undetermined",)))
    }
    return Agreement(named["agrees"], named["undetermined"], len(stated))


def contradictions(product: Json) -> list[Contradiction]:
    """Return what contradicts, each once: the facts that differ, then the other warnings.

    A withheld description has a section that says so.
    """
    rows = [row for row in product.get("evidence", ()) if row["verdict"] == "differs" and row["field"] != "description"]
    found = [Contradiction(row["fact"], row["explanation"], row["field"]) for row in rows]
    said = " ".join(one.message for one in found)
    warnings = [
        finding["message"]
        for finding in product.get("findings", ())
        if finding["severity"] in ("warning", "error") and finding["field"] != "description"
    ]
    return found + [Contradiction(None, words, None) for words in dict.fromkeys(warnings) if words not in said]


def stated_weight(product: Json) -> str | None:
    """Return the stated molecular weight, if it says another number than ours rounded as much.

    >>> stated_weight({"molecular_weight": 58.08, "stated_molecular_weight": "58.1"})
    >>> stated_weight({"molecular_weight": 478.621, "stated_molecular_weight": "478.61"})
    '478.61'
    """
    stated, ours = product.get("stated_molecular_weight"), product.get("molecular_weight")
    if not stated or not ours or not _PLAIN_NUMBER.fullmatch(stated):
        return stated or None
    last_place = Decimal(1).scaleb(-len(stated.partition(".")[2]))
    return None if 2 * abs(Decimal(str(ours)) - Decimal(stated)) <= last_place else stated


def reading(row: Mapping[str, Any]) -> Reading:
    """Return a stated value as we read it, with the supplier's words beside it if they say it otherwise.

    >>> reading({"text": "99% min", "comparison": ">=", "value": 99.0, "unit": "%"})
    Reading(text='≥ 99 %', stated='99% min')
    >>> reading({"text": "-94°C", "value": -94.0, "unit": "°C"}), reading({"text": "White powder"})
    (Reading(text='−94°C', stated=None), Reading(text='White powder', stated=None))
    """
    read = typed_text(row)
    is_same = not read or (_letters(read) == _letters(row["text"]) and (row.get("unit") or "") in row["text"])
    return Reading(with_minus(row["text"] if is_same else read), None if is_same else row["text"])


def with_minus(text: str) -> str:
    """Return a text with real minus signs before its numbers.

    >>> with_minus("-20 to -10 °C, 2-8 °C, 4-nitro")
    '−20 to −10 °C, 2-8 °C, 4-nitro'
    """
    return _NEGATIVE.sub("\u2212", text)


def _letters(text: str) -> str:
    said = _LITTLE_WORDS.sub("", text.translate(_MINUS).casefold())
    return "".join(char for char in said if char.isalnum() or char in "<>≤≥-.")


def typed_text(row: Mapping[str, Any]) -> str:
    """Return our reading of a specification, a property or a measured value, or "" if we read no value.

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


_MINUS = str.maketrans({"\u2212": "-", "–": "-"})
_LITTLE_WORDS = re.compile(r"\b(?:lit|at)\b|(?<![0-9])\.|\.0*(?![0-9])|(?<=\.[0-9])0+(?![0-9])")
"""What says nothing of a value beside its figures and units: ``(lit.)``, and zeros at the end of a decimal."""
_NEGATIVE = re.compile(r"(?<![\w.)\]-])-(?=[0-9])")
_PLAIN_NUMBER = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,4})?")


def field_words(field: str) -> str:
    """Return the name of a field in words.

    >>> field_words("spec:Water"), field_words("cas_rn"), field_words("hazard_statements")
    ('Water (specification)', 'CAS RN', 'Hazard statements')
    """
    family, colon, member = field.partition(":")
    if colon:
        return f"{member} ({FAMILY_WORDS.get(family, family)})"
    return FIELD_WORDS.get(field) or field.replace("_", " ").capitalize()


def changed_words(fields: Sequence[str]) -> list[str]:
    """Return the names of the fields that a revision changed, without those that follow from others."""
    return [field_words(field) for field in fields if field not in UNPRINTED]


def provenance_rows(product: Json) -> list[Json]:
    """Return where each field came from: file, place in it, import run, label of the column, and rule."""
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
    """Return one sentence for search engines and previews, with only what the page prints."""
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
    """Return the names of a product except the one in its heading. Documents of an older release have only synonyms."""
    if product.get("names"):
        return [entry for entry in product["names"] if entry["kind"] != "name"]
    return [{"text": text, "kind": "synonym", "language": None} for text in product.get("synonyms") or ()]


def _is_identified(product: Json) -> bool:
    known = shown_structure(product) or product.get("cas_rn") or product.get("identifiers")
    return bool(known or other_names(product))


def _always(_product: Json) -> bool:
    return True


_SECTIONS: tuple[tuple[Section, Callable[[Json], bool]], ...] = (
    (Section("specification", "Specification"), _has("specifications")),
    (Section("lots", "Lots"), _has("lots")),
    (Section("related", "Other offers"), _always),
    (Section("properties", "Properties"), _has("properties", "structure")),
    (Section("attributes", "Also stated"), _has("attributes")),
    (Section("description", "Description"), _has("description")),
    (Section("safety", "Safety"), _has("hazards")),
    (Section("trade", "Customs"), lambda product: bool(product.get("trade")) and not product.get("hazards")),
    (Section("documents", "Documents"), _has("documents")),
    (Section("identity", "Names and identifiers"), _is_identified),
    (Section("evidence", "Evidence"), _has("evidence")),
    (Section("provenance", "Where this comes from"), _always),
)
_GAPS: tuple[tuple[str, Callable[[Json], bool]], ...] = (
    ("CAS RN", _has("cas_rn")),
    ("formula", _has("hill_formula")),
    ("structure", _has("structure")),
    ("packs and prices", _has("packs")),
    ("prices", lambda product: not product.get("packs") or _has_prices(product) or bool(words_for_hidden_prices())),
    ("specification", _has("specifications")),
    ("storage", _has("storage")),
    ("lots", _has("lots")),
    ("description", _has("description")),
    ("safety data", _has("hazards")),
    ("documents", _has("documents")),
)
