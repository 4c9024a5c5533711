"""Packs from columns: sizes, prices, stocks and delivery times that belong together become one text for each pack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from catalog.intake.fields.labels import target_of
from catalog.product.offer.dates import read_date
from catalog.product.offer.offer_dates import OfferDates
from catalog.product.offer.pack_sizes import read_pack_size

ON_REQUEST = "on request"
"""The text of a pack without a stated price."""

NOTHING_SOLD = "-"
"""The text that removes a pack."""

FURTHER_PARTS = {
    "pack_stock": "stock",
    "pack_lead_time": "lead time",
    "pack_price_date": "price date",
    "pack_price_valid_until": "price valid until",
    "pack_available_from": "available from",
}
"""The targets of labels with further data of a pack, each with the words before it in the pack's text."""

PACK_PARTS = frozenset({"size", "size_unit", "price", "currency", *FURTHER_PARTS})
"""The targets of labels that are about packs."""

_SIZES = ("size", "pack_size", "packSize", "packsize", "pack", "package_size", "packageSize", "packaging")
_PERHAPS_SIZES = (
    "quantity", "qty", "weight", "volume", "amount", "unit_size", "unitSize", "option1", "option", "name", "title",
    "label",
)  # fmt: skip
"""Keys with a value that is a size only if it can be read as one."""
_PRICES = ("price", "list_price", "listPrice", "price_per_pack")
_STOCKS = ("availability", "stock", "in_stock", "inStock", "stock_status", "available", "inventory_quantity")
_AMOUNTS = ("amount", "value", "price")
_CURRENCIES = ("currency", "currency_code", "currencyCode", "priceCurrency")
_TIMES = ("lead_time", "leadTime", "delivery_time", "delivery")


class PackCell(NamedTuple):
    """A text and its place: the number of its column (-1 if it has none), its label, and the text."""

    column: int
    label: str
    text: str


@dataclass(slots=True)
class PackColumns:
    """The pack columns of one record, by the member of their labels: a size, or a running number."""

    currency: str = ""
    sizes: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    prices: dict[str, PackCell] = field(default_factory=dict)
    further: dict[str, list[str]] = field(default_factory=dict)

    def take(self, part: str, member: str, unit: str | None, cell: PackCell) -> None:
        """Add one cell.

        Args:
            part: one of ``PACK_PARTS``.
            member: the member of the label.
            unit: the currency in the label of a price, or the unit of a size.
            cell: the text and its place.
        """
        if part == "size":
            self.sizes[member] = cell.text if unit is None or _has_letters(cell.text) else f"{cell.text} {unit}"
        elif part == "size_unit":
            self.units[member] = cell.text
        elif part == "price":
            stated = unit is not None and any(char.isdigit() for char in cell.text)
            self.prices[member] = cell._replace(text=f"{cell.text} {unit}" if stated else cell.text)
        elif part == "currency":
            self.currency = cell.text
        else:
            self.further.setdefault(member, []).append(labelled_part(FURTHER_PARTS[part], cell.text))

    def packs(self) -> Iterator[tuple[str | None, PackCell]]:
        """Yield each size with the text of its pack. The size is None for a price without a size."""
        self._part_lists()
        sizes = {member: self._sized(member, text) for member, text in self.sizes.items()}
        for member, cell in self.prices.items():
            named = sizes.pop(member, None)
            size = named or (member if member[:1].isdigit() and not member.isdigit() else None)
            if not any(char.isalnum() for char in cell.text):
                # A dash beside a size is no price. In a column of a size it means that there is no such pack.
                yield size, cell._replace(text=ON_REQUEST if named else NOTHING_SOLD)
                continue
            yield size, cell._replace(text="; ".join([self.priced(cell.text), *self.further.get(member, ())]))
        for member, size in sizes.items():
            text = "; ".join([ON_REQUEST, *self.further.get(member, ())])
            yield size, PackCell(-1, f"size {member}".strip(), text)

    def _part_lists(self) -> None:
        """Split cells with the sizes of several packs, and their prices: ``5g/25g`` and ``12/30``."""
        for member, text in list(self.sizes.items()):
            sizes = _listed(text)
            cell = self.prices.get(member)
            prices = [] if cell is None else [part.strip() for part in _LIST.split(cell.text)]
            if len(sizes) < 2 or (cell is not None and len(prices) != len(sizes)):
                continue
            del self.sizes[member]
            self.sizes |= {f"{member} {size}": size for size in sizes}
            if cell is not None:
                del self.prices[member]
                self.prices |= {
                    f"{member} {size}": cell._replace(text=price) for size, price in zip(sizes, prices, strict=True)
                }
            if member in self.further:
                self.further |= dict.fromkeys((f"{member} {size}" for size in sizes), self.further.pop(member))

    def _sized(self, member: str, size: str) -> str:
        """Return a size. A number without a unit gets the unit from another column."""
        unit = self.units.get(member, "")
        return f"{size} {unit}" if unit and not _has_letters(size) else size

    def priced(self, price: str) -> str:
        """Return a price. A number gets the currency from another column, with any text after a semicolon kept."""
        amount, mark, rest = price.partition(";")
        bare = self.currency and amount[:1].isdigit() and not any(char.isalpha() or char in "$€£¥" for char in amount)
        return f"{amount} {self.currency}{mark}{rest}" if bare else price


_LIST = re.compile(r"[/;|、，\n]")


def _listed(text: str) -> list[str]:
    """Return the sizes that a cell lists. It is empty if the cell is not a list of different sizes.

    >>> _listed("5g/25g/100g"), _listed("5 g"), _listed("10 mM/mL")
    (['5g', '25g', '100g'], [], [])
    """
    parts = [part.strip() for part in _LIST.split(text)]
    are_sizes = len(parts) > 1 and all(part[:1].isdigit() and read_pack_size(part) is not None for part in parts)
    return parts if are_sizes and len(set(parts)) == len(parts) else []


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)


def pack_of_object(value: Mapping[str, object]) -> tuple[str, str] | None:
    """Return the size and the text of a pack that is an object in a list, or None if it is no pack.

    >>> pack_of_object({"size": "5 g", "price": 12.5, "currency": "EUR", "stock": 3})
    ('5 g', '12.5 EUR; stock: 3')
    >>> pack_of_object({"size": "5 g", "price": "12.50 EUR; in stock", "unit_price": None, "availability": "in-stock"})
    ('5 g', '12.50 EUR; in stock')
    >>> pack_of_object({"size": "5 g", "price": {"amount": 12.5, "currency": "EUR"}})
    ('5 g', '12.5 EUR')
    >>> pack_of_object({"@type": "Offer", "name": "5 g", "price": 9, "availability": "https://schema.org/InStock"})
    ('5 g', '9; https://schema.org/InStock')
    >>> pack_of_object({"amount": 100, "unit": "g", "price": {"amount": "12.00", "currency": "EUR"}})
    ('100 g', '12.00 EUR')
    >>> pack_of_object({"size": "5 g", "price": "9 EUR", "priceValidUntil": "2026-12-31"})
    ('5 g', '9 EUR; price valid until: 2026-12-31')
    >>> pack_of_object({"包装": "5g", "单价": 58}), pack_of_object({"qty": "5 g", "usd": 9})
    (('5g', '58'), ('5 g', '9 USD'))
    """
    inner = next((value[name] for name in _PRICES if isinstance(value.get(name), Mapping)), None)
    if isinstance(inner, Mapping):
        # The price is its own object, which may name its currency.
        own = {"price": _first(inner, _AMOUNTS), "currency": _first(inner, _CURRENCIES)}
        value = {**value, **dict.fromkeys(_PRICES), **{name: text for name, text in own.items() if text}}
    size, price = _first(value, _SIZES), _first(value, _PRICES)
    size = size or _perhaps_size(value)
    priced = (price, "") if price else _labelled_as(value, "price")
    price = priced[0]
    stock = _first(value, _STOCKS) or _labelled_as(value, "availability")[0]
    if not size or not (price or stock or any(name in value for name in (*_PRICES, *_STOCKS))):
        return None
    if "unit_price" in value:
        # This is the product document's own pack. Its other values were read from its price.
        return size, price or ON_REQUEST
    currency = _first(value, _CURRENCIES) or priced[1]
    parts = [PackColumns(currency).priced(price) if price else ON_REQUEST]
    parts += [labelled_part("stock", stock)] if stock else []
    parts += [labelled_part("lead time", text) for text in [_first(value, _TIMES)] if text]
    dates = ((FURTHER_PARTS[f"pack_{name}"], _labelled_as(value, name)[0]) for name in OfferDates._fields)
    parts += [labelled_part(label, text) for label, text in dates if text]
    return size, "; ".join(parts)


def _perhaps_size(value: Mapping[str, object]) -> str:
    unit = _first(value, ("unit", "uom", "units"))
    measured = [f"{_first(value, (name,))} {unit}" for name in ("amount", "quantity", "qty") if unit]
    texts = [_labelled_as(value, "size")[0], *measured, *(_first(value, (name,)) for name in _PERHAPS_SIZES)]
    return next((text for text in texts if read_pack_size(text) is not None), "")


def _labelled_as(value: Mapping[str, object], field: str) -> tuple[str, str]:
    """Return the text of the key that means a field, with the unit or currency in the key."""
    for name in value:
        target = target_of(name)
        if target is not None and target.field == field and (text := _first(value, (name,))):
            return text, target.unit or ""
    return "", ""


def _first(value: Mapping[str, object], names: tuple[str, ...]) -> str:
    found = next((value[name] for name in names if value.get(name) not in (None, "")), "")
    if isinstance(found, bool):
        return "in stock" if found else "out of stock"
    return str(found).strip() if isinstance(found, str | int | float) else ""


_TIME = re.compile(r"(?:hour|day|week|wk|month|stunde|tag|woche|monat|天|周|个月)", re.IGNORECASE)


def labelled_part(label: str, text: str) -> str:
    """Return a text with its label if it needs one. A number alone is read as a price, and a date alone is not read.

    >>> labelled_part("stock", "12"), labelled_part("stock", "2 weeks"), labelled_part("lead time", "in stock")
    ('stock: 12', '2 weeks', 'in stock')
    >>> labelled_part("available from", "March 2026"), labelled_part("available from", "in stock")
    ('available from: March 2026', 'in stock')
    """
    if read_date(text) is not None and label not in ("stock", "lead time"):
        return f"{label}: {text}"
    is_time = label == "stock" and _TIME.search(text) is not None
    return f"{label}: {text}" if text[:1].isdigit() and not is_time else text
