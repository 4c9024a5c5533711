"""A comparison of products: their facts in aligned rows, and whether they differ. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.product.text.folding import fold
from catalog.web.views.offer.offers import offer_words, purity_text
from catalog.web.views.offer.packs import words_for_price
from catalog.web.views.offer.prices import price_of

Document = dict[str, Any]

LEAST, MOST = 2, 6
"""How many products one comparison may have."""


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One fact of every product.

    Attributes:
        label: the name of the fact.
        cells: the lines of each product's cell; empty if nothing is stated.
        kind: how a line is written: ``text``, ``formula``, ``code`` or ``pictogram``.
        differs: whether the products that state the fact state different values.
    """

    label: str
    cells: tuple[tuple[str, ...], ...]
    kind: str = "text"
    differs: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonGroup:
    """Rows under one heading."""

    title: str
    rows: tuple[ComparisonRow, ...]


def compare_products(documents: Sequence[Document]) -> list[ComparisonGroup]:
    """Return the rows that at least one product fills, in groups."""
    groups = [ComparisonGroup(title, tuple(_filled(documents, facts))) for title, facts in _GROUPS]
    specifications = ComparisonGroup("Specification", tuple(_named_texts(documents, "specifications", "test")))
    properties = ComparisonGroup("Properties", tuple(_named_texts(documents, "properties", "property")))
    attributes = ComparisonGroup("Also stated", tuple(_named_texts(documents, "attributes", "name")))
    found = [*groups[:2], specifications, properties, *groups[2:], attributes]
    return [group for group in found if group.rows]


def _filled(
    documents: Sequence[Document], facts: Sequence[tuple[str, Callable[[Document], Any], str]]
) -> list[ComparisonRow]:
    rows = (_row(label, [_lines(read(document)) for document in documents], kind) for label, read, kind in facts)
    return [row for row in rows if any(row.cells)]


def _row(label: str, cells: Sequence[tuple[str, ...]], kind: str = "text") -> ComparisonRow:
    stated = {tuple(map(fold, cell)) for cell in cells if cell}
    return ComparisonRow(label, tuple(cells), kind, differs=len(stated) > 1)


def _lines(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _named_texts(documents: Sequence[Document], listed: str, called: str) -> list[ComparisonRow]:
    """One row for each test or attribute, by its folded name, in the order in which the products first name it.

    Args:
        documents: the products.
        listed: the list of the document that holds them.
        called: what holds the name of one.
    """
    names: dict[str, str] = {}
    stated: list[dict[str, tuple[str, ...]]] = []
    for document in documents:
        texts: dict[str, tuple[str, ...]] = {}
        for entry in document.get(listed) or ():
            key = fold(entry[called]) or entry[called]
            names.setdefault(key, entry[called])
            texts[key] = (*texts.get(key, ()), entry["text"])
        stated.append(texts)
    return [_row(name, [texts.get(key, ()) for texts in stated]) for key, name in names.items()]


def _weight(document: Document) -> str | None:
    weight = document["molecular_weight"]
    return None if weight is None else f"{weight} g/mol"


def _mass(document: Document) -> str | None:
    mass = document["monoisotopic_mass"]
    return None if mass is None else f"{mass} Da"


def _verdict(document: Document) -> str | None:
    check = document["weight_check"]
    return None if check is None else str(check["verdict"]).replace("-", " ")


def _packs(document: Document) -> list[str]:
    """Return each pack with its price, else with the supplier's words."""
    return [f"{pack['size']}: {_price(pack)}" for pack in document["packs"]]


def _price(pack: Document) -> str:
    first = next(iter(pack.get("prices") or ()), None)
    if first is None:
        return words_for_price(pack)
    return str(price_of(first))


def _unit_price(document: Document) -> str | None:
    return offer_words(document).unit_price


def _availability(document: Document) -> str | None:
    offer = offer_words(document)
    words = offer.availability[1] if offer.availability else None
    return ", ".join(filter(None, (words, offer.lead_time))) or None


def _hazard(name: str) -> Callable[[Document], Any]:
    def read(document: Document) -> object:
        """Return the value of the row in a document."""
        hazards = document["hazards"] or {}
        return (
            [_statement(entry) for entry in hazards[name]] if isinstance(hazards.get(name), list) else hazards.get(name)
        )

    return read


def _statement(entry: object) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return f"{entry['code']} {entry.get('text') or ''}".strip()


def _warnings(document: Document) -> list[str]:
    return [finding["message"] for finding in document["findings"] if finding["severity"] == "warning"]


def _structure(name: str) -> Callable[[Document], Any]:
    return lambda document: (document["structure"] or {}).get(name)


def _field(name: str, part: str | None = None) -> Callable[[Document], Any]:
    def read(document: Document) -> object:
        """Return the value of the row in a document."""
        value = document.get(name)
        return value if part is None or value is None else value.get(part)

    return read


_GROUPS: tuple[tuple[str, tuple[tuple[str, Callable[[Document], Any], str], ...]], ...] = (
    (
        "Offer",
        (
            ("Purity", purity_text, "text"),
            ("Grade", _field("grade"), "text"),
            ("Packs and prices", _packs, "text"),
            ("Lowest unit price", _unit_price, "text"),
            ("Availability", _availability, "text"),
            ("State", _field("status"), "text"),
            ("Storage", _field("storage", "text"), "text"),
        ),
    ),
    (
        "Identity",
        (
            ("CAS RN", _field("cas_rn"), "text"),
            ("Formula", _field("hill_formula"), "formula"),
            ("Molecular weight", _weight, "text"),
            ("Stated weight", _field("stated_molecular_weight"), "text"),
            ("Weight verdict", _verdict, "text"),
            ("Monoisotopic mass", _mass, "text"),
            ("InChIKey", _structure("inchi_key"), "code"),
            ("SMILES", _structure("smiles"), "code"),
        ),
    ),
    (
        "Safety",
        (
            ("Signal word", _hazard("signal_word"), "text"),
            ("Pictograms", _hazard("pictograms"), "pictogram"),
            ("Hazard statements", _hazard("hazard_statements"), "text"),
            ("UN number", _hazard("un_number"), "text"),
            ("Class", _hazard("class"), "text"),
            ("Packing group", _hazard("packing_group"), "text"),
        ),
    ),
    (
        "Data quality",
        (
            ("Warnings", _warnings, "text"),
            ("Last changed", lambda document: document["updated_at"][:10], "text"),
        ),
    ),
)
