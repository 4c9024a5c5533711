"""Packs from columns: sizes, prices, stocks and delivery times that belong together become one text for each pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from catalog.intake.columns.labels import target_of
from catalog.intake.columns.words import normalize_label, words_of
from catalog.product.offer.dates import read_date
from catalog.product.offer.money import Money, read_money
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


class PackConflict(NamedTuple):
    """Two cells that state one thing differently.

    Attributes:
        what: ``pack size``, ``price`` or ``currency``.
        used: the cell that is used.
        other: the cell that is not.
    """

    what: str
    used: PackCell
    other: PackCell

    @property
    def message(self) -> str:
        """Return what the report says."""
        used, other = self.used, self.other
        return (
            f"Two columns state the {self.what}. {used.label!r} is used: {used.text!r}, not {other.text!r} from "
            f"{other.label!r}."
        )


@dataclass(slots=True)
class PackColumns:
    """The pack columns of one record, by the member of their labels: a size, or a running number.

    Attributes:
        currency: the cell of the currency.
        sizes, units, prices: all cells of each member, in the order of the columns.
        further: the other parts of each member's pack.
        beside: after ``packs``, the cells that are neither size nor price: the number of packs, words about packing.
        conflicts: after ``packs``, the cells that contradict others.
    """

    currency: PackCell | None = None
    sizes: dict[str, list[PackCell]] = field(default_factory=dict)
    units: dict[str, list[PackCell]] = field(default_factory=dict)
    prices: dict[str, list[PackCell]] = field(default_factory=dict)
    further: dict[str, list[str]] = field(default_factory=dict)
    beside: list[PackCell] = field(default_factory=list)
    conflicts: list[PackConflict] = field(default_factory=list)

    def take(self, part: str, member: str, unit: str | None, cell: PackCell) -> None:
        """Add one cell.

        Args:
            part: one of ``PACK_PARTS``.
            member: the member of the label.
            unit: the currency in the label of a price, or the unit of a size.
            cell: the text and its place.
        """
        if part == "size":
            text = plain_number(cell.text)
            text = text if unit is None or _has_letters(text) else f"{text} {unit}"
            self.sizes.setdefault(member, []).append(cell._replace(text=text))
        elif part == "size_unit":
            self.units.setdefault(member, []).append(cell)
        elif part == "price":
            self._take_price(member, unit, cell)
        elif part == "currency":
            self._take_currency(cell)
        else:
            self.further.setdefault(member, []).append(labelled_part(FURTHER_PARTS[part], cell.text))

    def _take_price(self, member: str, currency: str | None, cell: PackCell) -> None:
        text = plain_number(cell.text)
        money = _money(text)
        if currency is not None and money is not None and money.currency in (None, currency):
            text = text if money.currency else f"{text} {currency}"
        elif currency is not None and any(char.isdigit() for char in text):
            text = f"{text} {currency}"
        self.prices.setdefault(member, []).append(cell._replace(text=text))

    def _take_currency(self, cell: PackCell) -> None:
        if self.currency is None:
            self.currency = cell
        elif self.currency.text.casefold() != cell.text.casefold():
            self.conflicts.append(PackConflict("currency", self.currency, cell))

    def packs(self) -> Iterator[tuple[str | None, PackCell]]:
        """Yield each size with the text of its pack. The size is None for a price without a size."""
        members = dict.fromkeys([*self.sizes, *self.units])
        sizes = {member: cell.text for member in members if (cell := self._size(member)) is not None}
        prices = {member: self._price(cells) for member, cells in self.prices.items()}
        self._part_lists(sizes, prices)
        for member, cell in prices.items():
            named = sizes.pop(member, None)
            size = named or (member if member[:1].isdigit() and not member.isdigit() else None)
            if not any(char.isalnum() for char in cell.text):
                # A dash beside a size is no price. In a column of a size it means that there is no such pack.
                yield size, cell._replace(text=ON_REQUEST if named else NOTHING_SOLD)
                continue
            yield size, cell._replace(text="; ".join([cell.text, *self.further.get(member, ())]))
        for member, size in sizes.items():
            text = "; ".join([ON_REQUEST, *self.further.get(member, ())])
            yield size, PackCell(-1, f"size {member}".strip(), text)

    def _size(self, member: str) -> PackCell | None:
        """Return the size of a pack. A number beside a size is the number of packs, wherever their columns are."""
        cells = sorted(self.sizes.get(member, ()), key=_counts_packs)
        units = self.units.get(member, [])
        whole = [cell for cell in (*cells, *units) if _is_size(cell.text)]
        if whole:
            self.beside += [cell for cell in (*cells, *units) if cell not in whole]
            return self._agreed("pack size", whole, _content)
        if not any(_has_letters(cell.text) for cell in units):
            # A number below ``Quantity`` without any unit is no size.
            self.beside += filter(_counts_only, cells)
            cells = [cell for cell in cells if not _counts_only(cell)]
        if not cells:
            # A unit without a number is no size either.
            self.beside += units
            return None
        first, *others = sorted(cells, key=lambda cell: not _is_number(cell.text))
        self.beside += [*others, *(cell for cell in units if _is_number(cell.text))]
        unit = next((cell.text for cell in units if not _is_number(cell.text)), "")
        text = f"{first.text} {unit}" if unit and not _has_letters(first.text) else first.text
        return first._replace(text=text)

    def _price(self, cells: Sequence[PackCell]) -> PackCell:
        """Return the price, in each of its currencies. The list price is better than a customer's own."""
        priced = [cell._replace(text=self.priced(cell.text)) for cell in sorted(cells, key=_rank_of_price)]
        stated = [cell for cell in priced if any(char.isalnum() for char in cell.text)]
        by_currency: dict[str | None, list[PackCell]] = {}
        for cell in stated:
            if (money := _money(cell.text)) is not None:
                by_currency.setdefault(money.currency, []).append(cell)
        if not by_currency:
            return self._agreed("price", stated, str.casefold) if stated else priced[0]
        if len(by_currency) > 1:
            # A price without a currency is one of the others again, or contradicts them.
            unclear = by_currency.pop(None, [])
            certain = [cell for group in by_currency.values() for cell in group]
            amounts = {_amount_of(cell.text) for cell in certain}
            others = [cell for cell in unclear if _amount_of(cell.text) not in amounts]
            self.conflicts += [PackConflict("price", certain[0], cell) for cell in others]
        used = [self._agreed("price", group, _money) for group in by_currency.values()]
        self.conflicts += [PackConflict("price", used[0], cell) for cell in stated if _money(cell.text) is None]
        return used[0]._replace(text="; ".join(cell.text for cell in used))

    def _agreed(self, what: str, cells: Sequence[PackCell], read: Callable[[str], object]) -> PackCell:
        """Return the first cell. Note those that say something else."""
        first, *others = cells
        self.conflicts += [PackConflict(what, first, cell) for cell in others if read(cell.text) != read(first.text)]
        return first

    def _part_lists(self, sizes: dict[str, str], prices: dict[str, PackCell]) -> None:
        """Split cells with the sizes of several packs, and their prices: ``5g/25g`` and ``12/30``."""
        for member, text in list(sizes.items()):
            parts = listed_sizes(text)
            cell = prices.get(member)
            each = [] if cell is None else _listed_prices(cell.text)
            if len(parts) < 2 or (cell is not None and len(each) != len(parts)):
                continue
            del sizes[member]
            sizes |= {f"{member} {size}": size for size in parts}
            if cell is not None:
                del prices[member]
                prices |= {
                    f"{member} {size}": cell._replace(text=self.priced(price))
                    for size, price in zip(parts, each, strict=True)
                }
            if member in self.further:
                self.further |= dict.fromkeys((f"{member} {size}" for size in parts), self.further.pop(member))

    def priced(self, price: str) -> str:
        """Return a price. A number gets the currency from another column, with any text after a semicolon kept."""
        if self.currency is None:
            return price
        amount, mark, rest = price.partition(";")
        bare = amount[:1].isdigit() and not any(char.isalpha() or char in "$€£¥" for char in amount)
        return f"{amount} {self.currency.text}{mark}{rest}" if bare else price


_LIST = re.compile(r"[/;|、，\n]|,\s")
_NUMBER = re.compile(r"[0-9][0-9.,'\s]*")
_MULTIPLY = re.compile(r"(?<=[0-9])\s*[x×]\s*(?=[0-9])", re.IGNORECASE)
_EXPONENT = re.compile(r"([0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2})(?=\s|$)")
_CURRENCY_AT_END = re.compile(r"([A-Z]{3})$")
_NUMBER_WORDS = words_of("number of packs")
_PRICE_WORDS = (words_of("list price"), words_of("own price"))


def plain_number(text: str) -> str:
    """Return a text with the number at its start written without an exponent.

    >>> plain_number("2.5e+03"), plain_number("5E-1 L"), plain_number("1E5 units"), plain_number("5 EUR")
    ('2500', '0.5 L', '100000 units', '5 EUR')
    """
    found = _EXPONENT.match(text)
    return text if found is None else f"{Decimal(found[1]):f}{text[found.end() :]}"


def _counts_packs(cell: PackCell) -> bool:
    """Tell whether the label of a size can also be that of a number of packs: ``Quantity``, ``QTY 2``."""
    return normalize_label(cell.label).rstrip(" 0123456789") in _NUMBER_WORDS


def _counts_only(cell: PackCell) -> bool:
    return _is_number(cell.text) and _counts_packs(cell)


def _rank_of_price(cell: PackCell) -> int:
    """Return 0 for a list price, 2 for a price after discount, 1 for any other."""
    words = set(normalize_label(cell.label).split())
    listed, own = _PRICE_WORDS
    return 0 if words & listed else 2 if words & own else 1


def _money(text: str) -> Money | None:
    return read_money(text.partition(";")[0])


def _content(size: str) -> object:
    """Return what a pack contains, the same for ``500 mL`` and ``0.5 L``."""
    read = read_pack_size(size)
    return size if read is None else (read.count, read.total, read.base, read.remark)


def _amount_of(text: str) -> Decimal | None:
    money = _money(text)
    return None if money is None else money.amount


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_size(text: str) -> bool:
    return read_pack_size(text) is not None or bool(listed_sizes(text))


def listed_sizes(text: str) -> list[str]:
    """Return the sizes that a cell lists. It is empty if the cell is not a list of different sizes.

    >>> listed_sizes("5g/25g/100g"), listed_sizes("5 g"), listed_sizes("10 mM/mL")
    (['5g', '25g', '100g'], [], [])
    """
    parts = [part.strip() for part in _LIST.split(text)]
    are_sizes = len(parts) > 1 and all(part[:1].isdigit() and read_pack_size(part) is not None for part in parts)
    return parts if are_sizes and len(set(parts)) == len(parts) else []


def _listed_prices(text: str) -> list[str]:
    """Return the prices that a cell lists. A currency at the end is that of all.

    >>> _listed_prices("12/30 USD"), _listed_prices("12 EUR; 30 EUR")
    (['12 USD', '30 USD'], ['12 EUR', '30 EUR'])
    """
    parts = [part.strip() for part in _LIST.split(text)]
    currency = _CURRENCY_AT_END.search(parts[-1])
    return [part if currency is None or _has_letters(part) else f"{part} {currency[1]}" for part in parts]


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in _MULTIPLY.sub("", text))


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
    unit = _first(value, ("unit", "uom", "units"))
    size = f"{size} {unit}" if unit and size and _is_number(size) else size or _perhaps_size(value)
    priced = (price, "") if price else _labelled_as(value, "price")
    price = priced[0]
    stock = _first(value, _STOCKS) or _labelled_as(value, "availability")[0]
    if not size or not (price or stock or any(name in value for name in (*_PRICES, *_STOCKS, "sku"))):
        return None
    if "unit_price" in value:
        # This is the product document's own pack. Its other values were read from its price.
        return size, price or ON_REQUEST
    currency = _first(value, _CURRENCIES) or priced[1]
    parts = [PackColumns(PackCell(-1, "", currency) if currency else None).priced(price) if price else ON_REQUEST]
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
    return plain_number(str(found).strip()) if isinstance(found, str | int | float) else ""


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
