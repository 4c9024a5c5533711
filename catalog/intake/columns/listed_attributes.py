"""Product exports of Magento and PrestaShop: a row for each product, with its attributes listed in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from catalog.intake.columns.words import normalize_label
from catalog.intake.records import Place, RawRecord

Cell = tuple[str, str, Place]

_PAIR = re.compile(r",(?=[A-Za-z][\w ]{0,60}=)")
_FEATURE = re.compile(r",(?=[^:,]{1,60}:)")


class ShopTable(NamedTuple):
    """How the export of a shop is read.

    Attributes:
        keys: the columns that tell it, in the form for comparison.
        labels: the columns with a meaning of their own, and a label for each.
        stock: the column of the number in stock.
        sale: the column of the price of a sale, which ends.
        lists: the columns of listed attributes, with how a cell is split.
        left_out: other columns that say nothing about a product.
    """

    keys: frozenset[str]
    labels: Mapping[str, str]
    stock: str
    sale: str
    lists: Mapping[str, Callable[[str], Iterator[tuple[str, str]]]]
    left_out: re.Pattern[str]


def pairs_of_magento(text: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a product: names, and values with a bar between several.

    >>> list(pairs_of_magento("cas_number=75-05-8,purity=≥99.9 %,use=HPLC, GC"))
    [('cas number', '75-05-8'), ('purity', '≥99.9 %'), ('use', 'HPLC, GC')]
    """
    for part in _PAIR.split(text):
        name, found, value = part.partition("=")
        if found and value.strip():
            yield name.strip().replace("_", " "), value.strip()


def pairs_of_prestashop(text: str) -> Iterator[tuple[str, str]]:
    """Yield the features of a product: ``Name:Value:Position``, the last of which may be missing.

    >>> list(pairs_of_prestashop("CAS:56-81-5:1,Purity:99.5 %:2"))
    [('CAS', '56-81-5'), ('Purity', '99.5 %')]
    """
    for part in _FEATURE.split(text):
        name, *rest = part.split(":")
        if rest and rest[0].strip():
            yield name.strip(), rest[0].strip()


_TABLES = (
    ShopTable(
        frozenset({"sku", "name", "product type", "attribute set code"}),
        {"sku": "Catalog number", "name": "Name", "price": "Price", "description": "Description"},
        "qty",
        "special price",
        {"additional attributes": pairs_of_magento},
        re.compile(
            r"store view code|attribute set code|product type|product websites|tax class name|visibility|url key|"
            r"(?:meta|custom|map|msrp|gift|related|crosssell|upsell|bundle|configurable|"
            r"additional images?) .*|page layout|"
            r"(?:base|small|thumbnail|swatch) image.*|hide from product page|created at|updated at|associated skus|qty|"
            r"new (?:from|to) date|display product options in|product online|special price .*|weight|short description|"
            r"(?:use config|is|min|max|allow|out of|notify|manage|qty|enable|website) .*"
        ),
    ),
    ShopTable(
        frozenset({"reference #", "feature name value position"}),
        {
            "reference #": "Catalog number", "name": "Name", "price tax excluded": "Price",
            "description": "Description", "supplier": "Supplier", "manufacturer": "Manufacturer",
        },
        "quantity",
        "",
        {"feature name value position": pairs_of_prestashop},
        re.compile(
            r"product id|id|active 0 1|tax rules id|wholesale price|on sale .*|discount .*|ean ?13|upc|"
            r"ecotax|width|height|"
            r"depth|weight|quantity|minimal quantity|visibility|additional shipping cost|unity?|unit price|"
            r"summary|tags .*|"
            r"(?:meta|image|text when|available for order|show price|delete existing|customizable|"
            r"uploadable) .*|condition|"
            r"url rewritten|product creation date|text fields .*|out of stock .*|id ?name of shop|advanced stock .*|"
            r"depends on stock|warehouse|low stock .*|price tax included"
        ),
    ),
)  # fmt: skip


def shop_table(keys: frozenset[str]) -> ShopTable | None:
    """Return how to read an export with these columns, or None if it is of no such shop."""
    return next((table for table in _TABLES if table.keys <= keys), None)


def own_cells(table: ShopTable, record: RawRecord, plain: Callable[[str], str]) -> list[Cell]:
    """Return the cells of a product, with its attributes in cells of their own.

    Args:
        table: the shop.
        record: a row of its export.
        plain: makes text of HTML.
    """
    cells: list[Cell] = []
    for label, text in zip(record.labels, record.texts, strict=True):
        key, said = normalize_label(label), text.strip()
        place: Place = {"column": label}
        if not said:
            continue
        if key in table.lists:
            cells += [(name, value, place) for name, value in table.lists[key](said)]
        elif key == table.stock and said.lstrip("-").isdecimal():
            cells.append(("Availability", f"stock: {said}" if int(said) > 0 else "out of stock", place))
        elif table.sale and key == table.sale:
            cells.append(("attribute:Sale price", said, place))
        elif key in table.labels:
            cells.append((table.labels[key], plain(said) if key == "description" else said, place))
        elif not table.left_out.fullmatch(key):
            cells.append((label, said, place))
    return cells
