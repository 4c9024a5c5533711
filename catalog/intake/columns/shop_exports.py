"""Product exports of web shops (Shopify, WooCommerce): the rows of a product and its variants become one record.

The formats are told by their columns (help.shopify.com, "Using CSV files to import and export products"; WooCommerce,
"Product CSV Importer and Exporter"). The variants become packs. Columns about pictures, search engines, taxes, shipping
and visibility say nothing about a product and are left out (docs/import-formats.md lists them).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from catalog.intake.columns.labels import target_of
from catalog.intake.columns.listed_attributes import ShopTable, own_cells, shop_table
from catalog.intake.columns.order_codes import read_order_codes
from catalog.intake.columns.pack_columns import ON_REQUEST
from catalog.intake.columns.words import normalize_label
from catalog.intake.records import Place, RawRecord
from catalog.product.offer.pack_sizes import read_pack_size

MOST_ROWS = 100_000
"""The most rows of a WooCommerce export that are held to bring variations to their products."""

_LEFT_OUT = re.compile(
    r"image.*|product image.*|variant .*|seo .*|google shopping .*|gift card|published.*|status|cost per item|"
    r"included .*|price(?: .*)?|compare at price.*|option\d (?:name|value|linked to)|url handle|handle|sku|"
    r"inventory .*|continue selling.*|charge tax|tax (?:code|status|class)|(?:weight|length|width|height) .*|"
    r"requires shipping|fulfillment service|barcode|unit price .*|id|type|is featured|visibility in catalog|"
    r"date sale price .*|in stock|stock|low stock amount|backorders allowed|sold individually|parent|position|"
    r"allow customer reviews|purchase note|sale price|regular price|shipping class|download .*|grouped products|"
    r"upsells|cross sells|external url|button text|attribute \d+ .*|meta (?:wp|yoast|rank math) .*|"
    r"gtin upc ean or isbn|short description"
)
"""The columns, in the form for comparison, that are read elsewhere or say nothing about a product."""
_KEPT_OF_SHOPIFY = frozenset({"type"})
_METAFIELD = re.compile(r"\s*\((?:product|variant)\.metafields\.[^)]*\)\s*$")
_META = re.compile(r"Meta:\s*_*", re.IGNORECASE)
_BREAKS = re.compile(r"<\s*(?:br|/p|/li|/tr|/h[1-6]|/div|/ul|/table)\b[^>]*>|\\n", re.IGNORECASE)
_CELLS = re.compile(r"<\s*/t[dh]\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_SIZE_AT_END = re.compile(r"[\s,(–-]+([0-9]+(?:[.,][0-9]+)?\s?(?:mg|g|kg|µl|ml|l|mL|L))\)?$")
_YES = frozenset({"1", "yes", "true", "instock", "in stock"})
_LATER = frozenset({"backorder", "onbackorder", "on backorder", "notify"})

Cell = tuple[str, str, Place]


class _Row(NamedTuple):
    """A row of an export.

    Attributes:
        record: the row.
        cells: its texts, by their labels in the form for comparison.
    """

    record: RawRecord
    cells: Mapping[str, str]

    def first(self, *keys: str) -> str:
        """Return the first filled cell of some columns."""
        return next((text for key in keys if (text := self.cells.get(key, ""))), "")

    def place(self, *keys: str) -> Place:
        """Return the place of the first filled cell of some columns."""
        labels = {normalize_label(label): label for label in self.record.labels}
        key = next((key for key in keys if self.cells.get(key)), keys[0])
        return {**self.record.place, "column": labels.get(key, key)}


class _Variant(NamedTuple):
    """A variant of a product: its row, its options, and what else its pack's text has."""

    row: _Row
    options: tuple[str, ...]
    price: str
    stock: str
    sku: str


def join_shop_rows(records: Iterable[RawRecord]) -> Iterator[RawRecord]:
    """Yield the records. In an export of a shop, the first row of a product gets the packs of all its variants, and the
    others are marked as no products.
    """
    for labels, some in groupby(records, key=lambda record: record.labels):
        keys = frozenset(map(normalize_label, labels))
        if {"title", "option1 value"} <= keys and not keys.isdisjoint({"handle", "url handle"}):
            yield from _shopify(some)
        elif {"type", "sku", "name", "regular price"} <= keys:
            yield from _woocommerce(some)
        elif (table := shop_table(keys)) is not None:
            yield from (_row_of_shop(record, table) for record in some)
        else:
            yield from some


def _row_of_shop(record: RawRecord, table: ShopTable) -> RawRecord:
    """Return a product of a shop without variants: the size at the end of its name is that of its price."""
    if not record.is_readable:
        return record
    cells = own_cells(table, record, text_of_html)
    name = next((text for label, text, _ in cells if label == "Name"), "")
    if (size := _size_of_title(name)) and any(label == "Price" for label, *_ in cells):
        cells.append(("Size", size, next(place for label, _, place in cells if label == "Name")))
    if not cells:
        return record
    labels, texts, places = zip(*cells, strict=True)
    return RawRecord(record.place, labels, texts, places)


def text_of_html(text: str) -> str:
    """Return the text of a description in HTML, with a line for each paragraph, item or row.

    >>> text_of_html("<p>CAS: 98-80-6</p><ul><li>White</li><li>&ge; 97 %</li></ul>"), text_of_html("pH < 7")
    ('CAS: 98-80-6\\nWhite\\n≥ 97 %', 'pH < 7')
    """
    plain = html.unescape(_TAG.sub(" ", _CELLS.sub(" | ", _BREAKS.sub("\n", text))))
    lines = (" ".join(line.split()).strip("| ") for line in plain.splitlines())
    return "\n".join(line for line in lines if line)


def _row(record: RawRecord) -> _Row:
    pairs = zip(record.labels, record.texts, strict=True)
    return _Row(record, {normalize_label(label): text.strip() for label, text in pairs})


def _shopify(records: Iterable[RawRecord]) -> Iterator[RawRecord]:
    rows = map(_row, records)
    for handle, some in groupby(rows, key=lambda row: row.first("handle", "url handle")):
        group = list(some)
        if handle and group[0].record.is_readable:
            yield from _product(group, [variant for row in group if (variant := _shopify_variant(row))], handle)
        else:
            yield from (row.record for row in group)


def _shopify_variant(row: _Row) -> _Variant | None:
    options = [row.first(f"option{number} value") for number in (1, 2, 3)]
    price, sku = row.first("variant price", "price"), row.first("variant sku", "sku")
    if not any((*options, price, sku)):
        return None  # This row has a further picture only.
    stated = tuple(option for option in options if option and option != "Default Title")
    return _Variant(row, stated, price, _shopify_stock(row), sku)


def _shopify_stock(row: _Row) -> str:
    number = row.first("variant inventory qty", "inventory quantity")
    if not number.lstrip("-").isdigit():
        return ""
    if int(number) > 0:
        return f"stock: {number}"
    sells_on = row.first("variant inventory policy", "continue selling when out of stock").casefold()
    return "backorder" if sells_on in ("continue", "true") else "out of stock"


def _woocommerce(records: Iterable[RawRecord]) -> Iterator[RawRecord]:
    coming = iter(records)
    while rows := [_row(record) for record in islice(coming, MOST_ROWS)]:
        parents = {key: row for row in rows if not _is_variation(row) for key in _own_keys(row)}
        variations: dict[int, list[_Row]] = {}
        for row in rows:
            if _is_variation(row) and (parent := parents.get(row.first("parent"))) is not None:
                variations.setdefault(id(parent), []).append(row)
        joined = {id(row.record) for some in variations.values() for row in some}
        for row in rows:
            if id(row.record) in joined:
                continue
            if not row.record.is_readable:
                yield row.record
            elif row.first("type").casefold().startswith("grouped"):
                yield row.record._replace(skipped="a group of other products")
            else:
                own = variations.get(id(row), [])
                yield from _product([row, *own], [_woo_variant(one) for one in own or [row]], row.first("sku"))


def _is_variation(row: _Row) -> bool:
    return row.first("type").casefold().startswith("variation")


def _own_keys(row: _Row) -> list[str]:
    number, sku = row.first("id"), row.first("sku")
    return [key for key in (f"id:{number}" if number else "", sku) if key]


def _woo_variant(row: _Row) -> _Variant:
    attributes = _woo_attributes(row)
    is_variation = _is_variation(row)
    options = [text for name, text in attributes if is_variation or _is_size(name)]
    return _Variant(row, tuple(options), row.first("regular price"), _woo_stock(row), row.first("sku"))


def _is_size(name: str) -> bool:
    target = target_of(name)
    return target is not None and target.field == "size"


def _woo_attributes(row: _Row) -> list[tuple[str, str]]:
    numbers = [key.split()[1] for key in row.cells if re.fullmatch(r"attribute \d+ name", key)]
    found = [
        (row.first(f"attribute {number} name"), row.first(f"attribute {number} value s", f"attribute {number} value"))
        for number in numbers
    ]
    return [(name, text) for name, text in found if name and text]


def _woo_stock(row: _Row) -> str:
    number, says = row.first("stock"), row.first("in stock").casefold()
    if number.isdigit() and int(number) > 0:
        return f"stock: {number}"
    if says in _LATER or (number and row.first("backorders allowed").casefold() in (_YES | _LATER)):
        return "backorder"
    return ("in stock" if says in _YES else "out of stock") if says or number else ""


def _product(rows: Sequence[_Row], variants: Sequence[_Variant], name: str) -> Iterator[RawRecord]:
    """Yield the product of some rows, then its further rows, each with its own outcome."""
    first = rows[0]
    number, size_of_code = _number(first, variants, name)
    cells = [("Catalog number", number, first.place("sku", "variant sku", "handle", "url handle"))] if number else []
    cells += _own_cells(first, has_variations=len(rows) > 1)
    for variant in variants:
        cells += _pack_cells(variant, size_of_code if len(variants) == 1 else "", first.first("title", "name"))
    labels, texts, places = zip(*cells, strict=True)
    yield RawRecord(first.record.place, labels, texts, places)
    where = ", ".join(f"{key} {value}" for key, value in first.record.place.items())
    for row in rows[1:]:
        further = "a further variant or picture of the product in " + where
        yield row.record if row.record.skipped is not None else row.record._replace(skipped=further)


def _number(first: _Row, variants: Sequence[_Variant], name: str) -> tuple[str, str]:
    """Return the catalog number of a product, and the size in the order code of an only variant."""
    own = first.first("sku") if first.first("type").casefold().startswith("variable") else ""
    skus = list(dict.fromkeys(variant.sku for variant in variants if variant.sku))
    if own or not skus:
        return own or name, ""
    codes = read_order_codes(" ".join(skus)) if not any(" " in sku for sku in skus) else None
    if codes is not None and codes.is_shortened:
        return codes.number, codes.sizes[0] if codes.sizes else ""
    return (skus[0], "") if len(skus) == 1 else (_common_beginning(skus) or name, "")


def _common_beginning(skus: Sequence[str]) -> str:
    """Return what order codes have in common before a dash, a dot or the like. It is empty if that is too short.

    >>> _common_beginning(["A12-1", "A12-2"]), _common_beginning(["10001", "10002"])
    ('A12', '')
    """
    shortest, longest = min(skus), max(skus)
    length = next((at for at, pair in enumerate(zip(shortest, longest, strict=False)) if pair[0] != pair[1]), 0)
    beginning = re.sub(r"[^-_./ ]*$", "", shortest[:length]).rstrip("-_./ ")
    return beginning if len(beginning) > 2 else ""


def _own_cells(row: _Row, *, has_variations: bool) -> list[Cell]:
    """Return the cells of a product that are not about its variants, with readable labels and texts."""
    cells: list[Cell] = []
    is_shopify = "title" in row.cells
    for label, cell in zip(row.record.labels, row.record.texts, strict=True):
        key, stated = normalize_label(label), cell
        if key == "description":
            stated = "\n".join(filter(None, [row.first("short description"), cell.strip()]))
        if not stated.strip() or (_LEFT_OUT.fullmatch(key) and not (is_shopify and key in _KEPT_OF_SHOPIFY)):
            continue
        text = text_of_html(stated) if "<" in stated or "&" in stated or "\\n" in stated else stated
        cells.append((_META.sub("", _METAFIELD.sub("", label)), text, {"column": label}))
    for name, text in _woo_attributes(row):
        if not _is_size(name) and not (has_variations and "," in text):
            cells.append((name, text, {"column": name}))
    return cells


def _pack_cells(variant: _Variant, size_of_code: str, title: str) -> list[Cell]:
    """Return the cells of a variant's pack: its size with price and stock, or only its price if it has no size."""
    row, place = variant.row, variant.row.place("variant price", "price", "regular price")
    size = ", ".join(variant.options) or size_of_code or _size_of_title(title)
    price = variant.price if any(digit in "123456789" for digit in variant.price) else ""
    sale, cells = row.first("sale price"), list[Cell]()
    if sale:
        cells.append((f"attribute:Sale price {size}".strip(), sale, row.place("sale price")))
    if size:
        parts = [price or ON_REQUEST, variant.stock]
        return [*cells, (f"pack:{size}", "; ".join(filter(None, parts)), place)]
    stated = [("Price", price, place), ("Availability", variant.stock, row.place("variant inventory qty", "in stock"))]
    return [*cells, *(cell for cell in stated if cell[1])]


def _size_of_title(title: str) -> str:
    """Return the size at the end of a title.

    >>> _size_of_title("Copper(II) sulfate pentahydrate, 500 g"), _size_of_title("Buffer pH 7")
    ('500 g', '')
    """
    found = _SIZE_AT_END.search(title)
    return found[1] if found is not None and read_pack_size(found[1]) is not None else ""
