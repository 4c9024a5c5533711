"""Labels to fields: which canonical field a supplier's column, tag or key means, and in which unit.

The table itself is data (``labels.tsv``); a mapping file adds to it for one supplier (``catalog.intake.mapping``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from catalog.intake.pack_columns import currency_of_label, is_currency
from catalog.product.draft import FIELD_FAMILIES, is_field

SPECIFICATION_SECTIONS = frozenset(
    {"specification", "specifications", "product specification", "spezifikation", "spec"}
)
PROPERTY_SECTIONS = frozenset({"properties", "physical properties", "eigenschaften", "general properties"})
STOCK_SECTIONS = frozenset({"available stock", "stock", "packs", "prices", "price", "pricing", "packaging", "sizes"})
STORAGE_SECTIONS = frozenset({"storage"})
STORAGE_WORDS = ("temp", "condition", "stor", "inert", "light", "moist", "humid", "keep", "protect", "gas", "air")
"""What a key under a heading of storage must speak of to be a condition of storage."""
PRICE_WORDS = frozenset({"price", "list price", "preis", "价格"})
SIZE_WORDS = frozenset(
    {"size", "pack size", "packsize", "pack", "quantity", "unit size", "packaging", "packung", "规格", "包装"}
)
PACK_STOCK_WORDS = frozenset({"stock", "availability", "in stock", "stock status", "verfügbarkeit", "库存"})
LEAD_TIME_WORDS = frozenset({"lead time", "leadtime", "delivery time", "lieferzeit", "货期"})
SECTION_FIELDS = frozenset({"assay", "appearance", "storage", "description", "synonyms"})
"""Fields that keep their own name even under a section of specifications."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a label means.

    Attributes:
        field: the canonical field; or ``ignore``, ``skus``, ``iupac_name``, or one of ``PACK_PARTS``.
        unit: the unit that the label names, such as ``%`` or ``g/mol``; of a price, its currency.
        weak: taken only where no other column gives the field.
        member: which of several columns, for sizes and prices: the pack's size, or a running number.
    """

    field: str
    unit: str | None = None
    weak: bool = False
    member: str | None = None


def target_of(label: str) -> Target | None:
    """What a label means; None where nothing reads it.

    >>> target_of("Mol. Wt. (g/mol)").field, target_of("CAS-No.").field, target_of("spec:Water").field
    ('molecular_weight', 'cas_rn', 'spec:Water')
    >>> target_of("Price_USD_1g"), target_of("Purity (%)").unit, target_of("Colour of the box")
    (Target(field='price', unit='USD', weak=False, member='1g'), '%', None)
    """
    text = label.strip()
    if is_field(text):
        return Target(text)
    found = _plain_target(text) or _money_target(text)
    if found is not None or "." not in text:
        return found
    return _path_target([part.strip() for part in text.split(".") if part.strip()])


def _plain_target(text: str) -> Target | None:
    bare, unit = split_unit(text)
    for candidate in dict.fromkeys((normalized(text), normalized(bare))):
        entry = _table().get(candidate)
        if entry is not None:
            return Target(entry.field, unit if candidate == normalized(bare) and bare != text else None, entry.weak)
    return None


def _money_target(text: str) -> Target | None:
    """Read ``Price_USD_1g``, ``Price 1``, ``Size 2`` and the like."""
    words = normalized(text.replace("_", " ")).split()
    if not words:
        return None
    currency = next((word.upper() for word in words if is_currency(word)), None) or currency_of_label(text)
    rest = [word for word in words if not is_currency(word)]
    for kind, vocabulary in _PACK_WORDS:
        for length in (2, 1):
            if " ".join(rest[:length]) in vocabulary:
                member = "".join(rest[length:]) or None
                known = kind in ("price", "size") or (member is not None and member[:1].isdigit())
                return Target(kind, currency if kind == "price" else None, member=member) if known else None
    return None


_PACK_WORDS = (
    ("price", PRICE_WORDS),
    ("size", SIZE_WORDS),
    ("pack_stock", PACK_STOCK_WORDS),
    ("pack_lead_time", LEAD_TIME_WORDS),
)


def _path_target(parts: list[str]) -> Target | None:
    """Read a nested key, such as ``general information.Molecular Weight`` or ``specifications.purity.purity(gc)``."""
    last = parts[-1]
    sections = {normalized(part) for part in parts[:-1]}
    plain = _plain_target(last)
    if sections & SPECIFICATION_SECTIONS:
        named = plain is not None and normalized(last) == plain.field and plain.field in SECTION_FIELDS
        return plain if named else Target(f"spec:{last}")
    if sections & PROPERTY_SECTIONS:
        return Target(f"property:{last}") if plain is None else replace(plain, weak=True)
    if sections & STOCK_SECTIONS:
        part = next((kind for kind, words in _PACK_WORDS if kind != "size" and normalized(last) in words), None)
        if part is not None:
            return Target(part, member=parts[-2])
    if sections & STORAGE_SECTIONS:
        return Target("storage") if any(word in normalized(last) for word in STORAGE_WORDS) else None
    # Names and numbers within a list are those of the list's own things: certificates, makers, variants.
    return None if any(part.isdigit() for part in parts) else plain


def split_unit(label: str) -> tuple[str, str | None]:
    """Part a label from the unit in brackets at its end.

    >>> split_unit("Mol. Wt. (g/mol)"), split_unit("Purity [%]"), split_unit("Name")
    (('Mol. Wt.', 'g/mol'), ('Purity', '%'), ('Name', None))
    """
    text = label.rstrip()
    for opening, closing in (("(", ")"), ("[", "]"), ("（", "）")):
        start = text.rfind(opening)
        if text.endswith(closing) and start > 0:
            return text[:start].rstrip(), text[start + 1 : -1].strip()
    return text, None


def normalized(label: str) -> str:
    """The form in which labels are compared: lower case, letters and digits only, single blanks between words.

    >>> normalized(" CAS-No.:"), normalized("Catalog_Number")
    ('cas no', 'catalog number')
    """
    text = unicodedata.normalize("NFKC", label).casefold().replace("#", " # ")
    kept = "".join(char if char.isalnum() or char == "#" else " " for char in text)
    return " ".join(kept.replace(" #", "#").split())


def is_known(label: str) -> bool:
    """Tell whether anything reads a label; used to find the header row of a table."""
    return bool(label.strip()) and len(label) <= 80 and target_of(label) is not None


@cache
def _table() -> dict[str, Target]:
    table: dict[str, Target] = {}
    for line in (files(__package__) / "labels.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        field, _, labels = line.partition("\t")
        target = Target(field.removesuffix("?"), weak=field.endswith("?"))
        for label in labels.split("|"):
            table.setdefault(normalized(label), target)
    for family in FIELD_FAMILIES:
        table.pop(family, None)
    return table
