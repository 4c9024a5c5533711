"""Labels to fields: the canonical field and the unit of a supplier's column, tag or key.

The table itself is data (``labels.tsv``); a mapping file adds to it for one supplier
(``catalog.intake.columns.mapping``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from catalog.intake.columns.words import normalize_label, spellings, without_accents, words_of
from catalog.product.draft import is_field
from catalog.product.offer.pack_list import PACK_LIST
from catalog.product.offer.pack_sizes import is_pack_unit
from catalog.product.specification.known_tests import UNKNOWN_TEST
from catalog.product.specification.label import read_label

SPECIFICATION_SECTIONS = words_of("specification section")
PROPERTY_SECTIONS = words_of("property section")
STOCK_SECTIONS = words_of("stock section")
STORAGE_SECTIONS = words_of("storage section")
STORAGE_WORDS = ("temp", "condition", "stor", "inert", "light", "moist", "humid", "keep", "protect", "gas", "air")
"""Parts of words in a key under a heading of storage that make it a storage condition."""
CURRENCIES = {
    **{code.casefold(): code for code in (
        "USD", "EUR", "GBP", "JPY", "CNY", "CHF", "INR", "CAD", "AUD", "SEK", "DKK", "NOK", "PLN", "CZK", "HUF", "RUB",
        "KRW", "BRL", "TWD", "HKD", "SGD", "TRY", "RON", "BGN", "VND", "THB", "MXN", "ZAR", "NZD", "ILS", "AED", "SAR",
        "UAH", "KZT", "IDR", "MYR", "PHP", "EGP", "PKR",
    )},
    "euro": "EUR", "euros": "EUR", "rmb": "CNY", "元": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR",
    "円": "JPY", "日元": "JPY", "日本円": "JPY", "원": "KRW", "won": "KRW", "руб": "RUB", "рублей": "RUB",
    "zł": "PLN", "reais": "BRL", "kč": "CZK", "vnđ": "VND", "грн": "UAH",
}  # fmt: skip
"""Names of currencies in labels, each with its ISO 4217 code."""
NUMBERED = re.compile(r"^([^\W\d]+)(\d+)$")
"""A label with a running number, such as ``Price1``."""
SIGNS = {
    "US$": "USD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "₽": "RUB", "₹": "INR", "₺": "TRY",
    "₫": "VND", "₴": "UAH", "₪": "ILS",
}  # fmt: skip
"""Signs of currencies, the longest first. The yen sign is not among them, because two currencies have it."""
PACK = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|mg|µg|ug|g|ml|µl|ul|l|mmol|mol|lb|oz)", re.IGNORECASE)
"""A pack's size within a label, such as ``0.5 g``."""
_BETWEEN_KEYS = re.compile(r"\.(?![^()\[\]]*[)\]])")
"""The dots of a path. Those in brackets belong to a label: ``physical state (20 deg.c)``."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""Where a word begins in a key of a program."""
_UNIT_AFTER_COMMA = re.compile(r"(.+?),\s*(%(?:\s?[wvm]\s?/\s?[wvm])?|g/mol|°C|ppm|g/mL|g/cm3)")
"""A label with its unit after a comma: ``Assay, % w/w``."""
_DESIGNATION = re.compile(r" ?#$| (?:no|nr|num|number|nummer)$")
"""The parts of a label that mean "number"."""
MAX_LABEL = 80
"""The most characters of a label."""
MAX_PATH = 500
"""The most characters of a path of keys."""
MAX_PRICE_WORDS = 4
"""The most words of a label of prices or sizes: ``Price per 25 g``."""
SECTION_FIELDS = frozenset({"assay", "appearance", "storage", "description", "synonyms"})
"""Fields that keep their name even under a section of specifications."""
LISTED_FIELDS = frozenset({"synonyms", "description", "hazard_statements", "precautionary_statements"})
"""Fields with several values, one for each line."""


@dataclass(frozen=True, slots=True)
class Target:
    """The meaning of a label.

    Attributes:
        field: the canonical field; or ``ignore``, ``skus``, ``iupac_name``, or one of ``PACK_PARTS`` and
            ``LOT_PARTS``.
        unit: the unit in the label, such as ``%`` or ``g/mol``; for a price, its currency.
        weak: whether it is used only if no other column gives the field.
        member: for sizes and prices, which of several columns: the pack's size, or a running number. For a weak field,
            its second field: the number of a register is always an identifier too.
    """

    field: str
    unit: str | None = None
    weak: bool = False
    member: str | None = None


def target_of(label: str) -> Target | None:
    """Return the meaning of a label, or None if it has none.

    >>> target_of("Mol. Wt. (g/mol)").field, target_of("CAS-No.").field, target_of("spec:Water").field
    ('molecular_weight', 'cas_rn', 'spec:Water')
    >>> target_of("Price_USD_1g"), target_of("Purity (%)").unit, target_of("Colour of the box")
    (Target(field='price', unit='USD', weak=False, member='1g'), '%', None)
    """
    text = label.strip()
    # Tables with labels in a column look up the same ones for each product. A long text is no label.
    return _remembered(text) if len(text) <= MAX_LABEL else _read(text)


def _read(text: str) -> Target | None:
    if is_field(text):
        return Target(text)
    if text == PACK_LIST:
        return Target(PACK_LIST)
    if text.startswith("@") or len(text) > MAX_PATH:
        # This is a keyword of JSON-LD, such as ``@id`` for the address of a page, or no label at all.
        return None
    found = _plain_target(text) or _money_target(text) or _lot_target(text)
    if found is None and (words := _HUMP.sub(" ", text)) != text:
        # Programs write ``purityPercent`` and ``storageConditions.temperature``.
        found, text = _plain_target(words) or _money_target(words), words
    if found is not None or "." not in text:
        return found
    parts = [part.strip() for part in _BETWEEN_KEYS.split(text) if part.strip()]
    return _path_target(parts) if parts else None


_remembered = lru_cache(maxsize=4096)(_read)


UNIT_ENDINGS = {
    "pct": "%", "percent": "%", "c": "°C", "deg c": "°C", "degc": "°C", "celsius": "°C", "g mol": "g/mol",
    "da": "g/mol", "mg": "mg",
}  # fmt: skip
"""The endings of labels such as ``purity_pct`` and ``storage_temp_c``, each with its unit."""
UNIT_FIELDS = {
    "%": {"assay", "spec"}, "°C": {"storage", "property"}, "g/mol": {"molecular_weight"}, "mg": {"availability"},
}  # fmt: skip
"""The fields and families that can have such a unit. ``Mass mg`` is the content of a vial, not a molecular weight."""


def _plain_target(text: str) -> Target | None:
    return _bracketed_target(text) or _ended_target(text)


def _ended_target(text: str) -> Target | None:
    """Read a label that ends with its unit, without brackets."""
    words = normalize_label(text).split()
    for length in (2, 1):
        unit = UNIT_ENDINGS.get(" ".join(words[-length:]))
        found = _entry(" ".join(words[:-length])) if unit is not None and len(words) > length else None
        if found is not None and unit is not None and found.field.partition(":")[0] in UNIT_FIELDS[unit]:
            return replace(found, unit=unit)
    return None


def _bracketed_target(text: str) -> Target | None:
    bare, unit = split_unit(text)
    if unit is None and text.endswith("%"):
        bare, unit = text[:-1], "%"
    whole, part = _entry(text), None if unit is None else _entry(bare)
    if whole is None:
        return None if part is None else replace(part, unit=unit)
    # ``Assay (GC)`` is known as a whole, and the text in its brackets still belongs to the value.
    return replace(whole, unit=unit) if part is not None and part.field == whole.field else whole


def _entry(label: str) -> Target | None:
    """Return the table's meaning of a label. ``casNumber`` and ``CASNO`` lack the blanks of the table. ``MDL #`` and
    ``EG-Nr.`` also have a word or sign for "number".
    """
    key = normalize_label(label)
    bare = _DESIGNATION.sub("", key)
    forms = (key, key.replace(" ", ""), bare, without_accents(key), key.replace("cmpd", "compound"))
    return next((target for form in forms if (target := _table().get(form))), None)


def _money_target(text: str) -> Target | None:
    """Read ``Price_USD_1g``, ``Price 1``, ``1 g (EUR)``, ``Size 2`` and the like."""
    spelled = text.replace("_", " ")
    pack = PACK.search(spelled)
    size = "" if pack is None else f"{pack[1].replace(',', '.')}{pack[2]}"
    words = _money_words(spelled if pack is None else spelled[: pack.start()] + " " + spelled[pack.end() :])
    currency = next((CURRENCIES[word] for word in words if word in CURRENCIES), None)
    rest = [word for word in words if word not in CURRENCIES]
    for kind, vocabulary in _PACK_WORDS:
        for length in (4, 3, 2, 1):
            if " ".join(rest[:length]) in vocabulary:
                if kind == "size" and len(rest) == length + 1 and is_pack_unit(rest[-1]):
                    return Target(kind, rest[-1])
                if kind == "size" and size and len(rest) <= length:
                    # ``Pack 5 g (EUR)`` is the label of that pack's prices.
                    return Target("price", currency, member=size)
                beyond = [word for word in rest[length:] if kind != "price" or word not in _PRICE_REMARKS]
                member = size if kind != "size" and size else "".join(beyond)
                # ``Menge vor Ort`` and ``Volume of distribution`` begin like a size, but are none.
                known = kind == "price" or len(member) < 2 or member[:1].isdigit()
                known = known if kind in ("price", "size") else member[:1].isdigit()
                return Target(kind, currency, member=member or None) if known else None
    if currency is not None and " ".join(rest) in _PRICE_WITH_CURRENCY:
        # ``Rate (INR)`` is a price; ``Rate`` alone may be anything.
        return Target("price", currency, member=size or None)
    # A label that is only a pack's size or a currency is the label of a price.
    return Target("price", currency, member=size or None) if (size or currency) and not rest else None


def currency_of(label: str) -> str | None:
    """Return the currency in a label, or None.

    >>> currency_of("Importe EUR"), currency_of("Price (£)"), currency_of("Importe")
    ('EUR', 'GBP', None)
    """
    return next((CURRENCIES[word] for word in _money_words(label) if word in CURRENCIES), None)


def _money_words(text: str) -> list[str]:
    """Return the words of a label, with codes of currencies in place of their signs."""
    for sign, code in SIGNS.items():
        text = text.replace(sign, f" {code} ")
    return NUMBERED.sub(r"\1 \2", normalize_label(text)).split()


_PRICE_WITH_CURRENCY = words_of("price beside a currency")
_PRICE_REMARKS = words_of("price remark")
"""The words beside that of a price that tell no pack: ``Preis je Einheit``, ``Price excl. VAT``."""
_PACK_KINDS = (
    "pack_price_date", "pack_price_valid_until", "pack_available_from",
    "price", "size", "size_unit", "pack_stock", "pack_lead_time",
)  # fmt: skip
_PACK_WORDS = tuple((kind, words_of(kind)) for kind in _PACK_KINDS)
"""The words in labels of pack columns. ``price`` begins other labels and comes after them. The label of a size's unit
needs a running number here, because the table has it without a number.
"""


def _lot_target(text: str) -> Target | None:
    """Read ``Lot assay``, ``CoA Water`` and the like: values measured on a lot, not promised ones."""
    first, _, rest = text.strip().partition(" ")
    if first.casefold() not in words_of("lot") or read_label(rest).test is UNKNOWN_TEST:
        return None
    return Target("lot_value", member=rest.strip())


def _path_target(parts: list[str]) -> Target | None:
    """Read a nested key, such as ``general information.Molecular Weight`` or ``specifications.purity.purity(gc)``."""
    last = parts[-1]
    sections = {normalize_label(part) for part in parts[:-1]}
    plain = _plain_target(last)
    if sections & SPECIFICATION_SECTIONS:
        named = plain is not None and normalize_label(last) == plain.field and plain.field in SECTION_FIELDS
        return plain if named else Target(f"spec:{last.replace('_', ' ')}")
    if sections & PROPERTY_SECTIONS:
        return Target(f"property:{last}") if plain is None else replace(plain, weak=True)
    if sections & STOCK_SECTIONS:
        part = next((kind for kind, words in _PACK_WORDS if kind != "size" and normalize_label(last) in words), None)
        if part is not None:
            return Target(part, member=parts[-2])
    if sections & STORAGE_SECTIONS:
        return Target("storage") if any(word in normalize_label(last) for word in STORAGE_WORDS) else None
    # Names and numbers within a list belong to the list's own items: certificates, makers, variants.
    return None if any(part.isdigit() for part in parts) else plain


def field_of(label: str) -> str:
    """Return the field that a label means. It is empty if there is none.

    >>> field_of("CAS-No."), field_of("Colour of the box")
    ('cas_rn', '')
    """
    target = target_of(label)
    return "" if target is None else target.field


def could_be_a_test(field: str) -> bool:
    """Tell whether a label that means this field, or none, can be a test among specifications.

    >>> could_be_a_test("assay"), could_be_a_test("property:Melting point"), could_be_a_test("cas_rn")
    (True, True, False)
    """
    return field in ("", "assay", "appearance") or field.startswith(("spec:", "property:"))


def split_unit(label: str) -> tuple[str, str | None]:
    """Split a label and the unit in brackets, or after a comma, at its end.

    >>> split_unit("Mol. Wt. (g/mol)"), split_unit("Purity [%]"), split_unit("Name"), split_unit("Assay, % w/w")
    (('Mol. Wt.', 'g/mol'), ('Purity', '%'), ('Name', None), ('Assay', '% w/w'))
    """
    text = label.rstrip()
    for opening, closing in (("(", ")"), ("[", "]"), ("（", "）")):
        start = text.rfind(opening)
        if text.endswith(closing) and start > 0:
            return text[:start].rstrip(), text[start + 1 : -1].strip()
    after = _UNIT_AFTER_COMMA.fullmatch(text)
    return (text, None) if after is None else (after[1].rstrip(), after[2])


def is_known(label: str) -> bool:
    """Tell whether a text is a label by itself. This finds the header row of a table.

    A pack's size alone is not a label: cells have sizes too. It means a price only in a known header.

    A sentence that begins like a label of prices is not a label either.

    >>> is_known("Price 25 g"), is_known("25 g"), is_known("CAS"), is_known("Price list of the year 2026")
    (True, False, True, False)
    """
    text = label.strip()
    if not text or len(text) > MAX_LABEL or PACK.fullmatch(text) is not None:
        return False
    target = target_of(text)
    return target is not None and (target.field not in ("price", "size") or len(text.split()) <= MAX_PRICE_WORDS)


@cache
def _table() -> dict[str, Target]:
    """Return the meanings of labels in the form for comparison. Other spellings come after all written ones."""
    table: dict[str, Target] = {}
    others: dict[str, Target] = {}
    for field, labels in _lines():
        name, mark, besides = field.partition("?")
        target = Target(name, weak=bool(mark), member=besides or None)
        for label in labels:
            for form in _number_signs(label):
                table.setdefault(normalize_label(form), target)
                for other in spellings(form):
                    others.setdefault(other, target)
    table = {**others, **table}
    for key, target in list(table.items()):
        table.setdefault(key.replace(" ", ""), target)
    return table


def _lines() -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of the table: each field with labels."""
    for line in (files(__package__) / "labels.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            field, *_, labels = line.split("\t")
            yield field, labels.split("|")


def known_labels() -> Iterator[tuple[str, str]]:
    """Yield every label of a field as written, except weak ones, and every word for a part of a pack."""
    for field, labels in _lines():
        if "?" not in field:
            yield from ((label, field) for label in labels)
    for kind, words in _PACK_WORDS:
        yield from ((word, kind) for word in sorted(words))


def _number_signs(label: str) -> tuple[str, ...]:
    """Return a label with each of the signs for "number" that stand for ``n°``."""
    return tuple(label.replace("n°", sign) for sign in _NUMBER_SIGNS) if "n°" in label else (label,)


_NUMBER_SIGNS = ("n°", "nº", "n.º", "num", "no", "nro", "nr")
"""How French, Spanish, Italian and Portuguese suppliers write "number"."""
