"""Packs: the sizes in which a product is sold, with prices and delivery times.

The text of a pack is its price, followed by other parts after semicolons::

    45.00 EUR; 10+: 40.00 EUR; in stock; 2 weeks; price date: 2026-01-31

A part is a price, a price from a number of packs on, an availability, a delivery time, or a date of the price or of
the availability. Its form shows which, so the order does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import NamedTuple

from catalog.product.offer.money import Money, read_money
from catalog.product.offer.offer_dates import NO_DATES, OfferDates, split_dates
from catalog.product.offer.pack_sizes import ORDER, PackSize, read_pack_size

_PHRASES = {
    "in-stock": ("in stock", "available", "yes", "true", "stock", "instock", "auf lager", "lieferbar", "verfügbar",
                 "现货", "有货", "prompt shipment", "ready to ship", "limitedavailability", "limited availability",
                 "en stock", "disponible", "oui", "sí", "si", "hay", "disponibile", "in magazzino", "disponível",
                 "em estoque", "sim", "dostępny", "w magazynie", "tak", "есть", "в наличии", "да", "ja", "vorrätig",
                 "在庫あり", "あり", "재고있음", "재고 있음", "있음"),
    "on-request": ("on request", "upon request", "price on request", "por", "p.o.r.", "poa", "p.o.a.",
                   "price on application", "price upon request", "call", "call for price", "inquire",
                   "inquiry", "enquire",
                   "enquiry", "please inquire", "please enquire", "contact us", "contact company", "get quote",
                   "request quote", "quote", "ask", "auf anfrage", "preis auf anfrage", "询价", "made to order",
                   "custom synthesis", "prepared items on order", "sur demande", "prix sur demande", "a consultar",
                   "consultar", "su richiesta", "sob consulta", "na zapytanie", "по запросу", "цена по запросу",
                   "お問い合わせ", "要問い合わせ", "문의", "별도문의"),
    "backorder": ("backorder", "back order", "backordered", "out of stock", "outofstock", "sold out", "soldout", "no",
                  "false", "not in stock", "preorder",
                  "temporarily unavailable",
                  "onbackorder", "on backorder", "rupture", "en rupture", "rupture de stock",
                  "non", "agotado", "sin stock", "sin existencias", "esaurito", "non disponibile", "esgotado",
                  "indisponível", "não", "brak", "niedostępny", "nie", "нет", "нет в наличии", "под заказ", "nein",
                  "在庫なし", "欠品", "품절", "재고없음", "재고 없음",
                  "nicht auf lager", "nicht vorrätig", "缺货", "无货", "期货", "预订"),
    "discontinued": ("discontinued", "no longer available", "obsolete", "ausgelaufen", "nicht mehr lieferbar", "停产"),
}  # fmt: skip
_AVAILABILITY = {phrase: state for state, phrases in _PHRASES.items() for phrase in phrases}

_TIME = re.compile(
    r"[0-9]\s*(?:-|–|to|bis)?\s*[0-9]*\s*(?:business |working |calendar )?"
    r"(?:h|hours?|days?|weeks?|wks?|months?|stunden|tage?n?|werktage?n?|wochen?|monate?n?)\b|[0-9]\s*(?:天|周|个月)",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"(?:(?:>=|≥|from|ab)\s*)?([0-9]{1,6})\s*(?:\+|(?:-|–|to|bis)\s*[0-9]{1,6})?\s*(?:packs?)?\s*[:=]\s*(.+)"
)
_STOCK = re.compile(
    r"(?:stock|quantity|qty|lagerbestand|库存)\s*[:=]?\s*([0-9]{1,9})\s*"
    r"(?:pcs|pieces?|packs?|units?|stück|in stock|available|件|个|mg|g|kg|ml|l)?"
)
_SCHEMA_ORG = re.compile(r"^https?://schema\.org/")
_LABEL = re.compile(
    r"(?:lead time|delivery time|delivery|lieferzeit|货期|availability|verfügbarkeit)\s*[:：]\s*|期货\s*(?=[0-9])",
    re.IGNORECASE,
)


LONGEST_PART = 200
"""The most characters of a price, an availability or a delivery time. Longer parts are not read."""


class Price(NamedTuple):
    """A price.

    Attributes:
        from_packs: the smallest number of packs for this price.
        money: the price of one pack.
    """

    from_packs: int
    money: Money


@dataclass(slots=True)
class _Offer:
    """The parts of a pack's text."""

    prices: list[Price] = field(default_factory=list)
    availability: str | None = None
    lead_time: str | None = None
    dates: OfferDates = NO_DATES
    unread: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack of a product.

    Attributes:
        stated_size: the supplier's text.
        stated: the supplier's text of the price and the other parts.
        size: as read, or None.
        prices: by the smallest number of packs.
        availability: ``in-stock``, ``on-request``, ``backorder`` or ``discontinued``; or None.
        lead_time: the supplier's words for the delivery time.
        dates: those of the price and of the availability.
        unread: all other parts.
    """

    stated_size: str
    stated: str
    size: PackSize | None
    prices: tuple[Price, ...]
    availability: str | None
    lead_time: str | None
    dates: OfferDates = NO_DATES
    unread: tuple[str, ...] = ()

    @property
    def unit_price(self) -> Money | None:
        """Return the price per ``size.base`` for a single pack, to four figures, or None."""
        if self.size is None or not self.prices:
            return None
        money = self.prices[0].money
        return Money(four_figures(money.amount / self.size.total), money.currency)

    def document(self) -> dict[str, object]:
        """Return the pack in the form of the document."""
        size, each = self.size, self.unit_price
        unit_price = size and each and {"amount": each.text, "currency": each.currency, "unit": size.base}
        return {
            "size": self.stated_size,
            "price": self.stated,
            "count": size.count if size else None,
            "amount": float(size.amount) if size else None,
            "unit": size.unit if size else None,
            "remark": size.remark if size else None,
            "prices": [
                {"from": price.from_packs, "amount": price.money.text, "currency": price.money.currency}
                for price in self.prices
            ],
            "unit_price": unit_price or None,
            "availability": self.availability,
            "lead_time": self.lead_time,
            **self.dates._asdict(),
        }


def read_packs(
    stated: Collection[tuple[str, str]], availability: str = "", lead_time: str = "", dates: OfferDates = NO_DATES
) -> tuple[Pack, ...]:
    """Read the packs of a product, smallest first. Packs without a readable size come last, in stated order.

    Args:
        stated: sizes with their texts.
        availability: of the whole product; used for packs without their own.
        lead_time, dates: also of the whole product.
    """
    if not stated:
        return ()
    said, said_dates = split_dates(availability) if len(availability) <= LONGEST_PART else ("", NO_DATES)
    said = _LABEL.sub("", said, count=1)
    state = read_availability(said) if said else None
    # A time in place of the availability is a delivery time.
    later = lead_time or (said if state is None and _TIME.search(said) else None)
    common = dates.or_else(said_dates)
    packs = [_read_pack(size, text, state, later, common) for size, text in stated]
    return tuple(sorted(packs, key=_place))


def read_availability(text: str) -> str | None:
    """Read the availability in a text. A number is the stock.

    >>> read_availability("In stock"), read_availability("0"), read_availability("19 pcs"), read_availability("blue")
    ('in-stock', 'backorder', 'in-stock', None)
    >>> read_availability("https://schema.org/OutOfStock"), read_availability("125 mg")
    ('backorder', 'in-stock')
    """
    words = " ".join(text.casefold().split()).rstrip(".!")
    words = _SCHEMA_ORG.sub("", words)
    known = _AVAILABILITY.get(words)
    if known is not None:
        return known
    number = _STOCK.fullmatch(words if words[:1].isalpha() else f"stock {words}")
    if number is not None and not _TIME.search(words):
        return "in-stock" if int(number.group(1)) else "backorder"
    return next((_AVAILABILITY[part] for part in re.split(r"[,(;:]\s*", words) if part in _AVAILABILITY), None)


def _read_pack(size: str, text: str, availability: str | None, lead_time: str | None, dates: OfferDates) -> Pack:
    offer = _Offer()
    for part in text.replace("\n", ";").split(";"):
        if part.strip():
            _take(offer, part.strip())
    prices = tuple(sorted(offer.prices, key=lambda price: price.from_packs))
    state = offer.availability or availability
    if state == "on-request" and prices:
        state = None
    if not prices:
        dates = NO_DATES._replace(available_from=dates.available_from)
    if offer.availability in ("in-stock", "discontinued"):
        dates = dates._replace(available_from=None)
    dates = offer.dates.or_else(dates)
    time, unread = offer.lead_time or lead_time, tuple(offer.unread)
    return Pack(size, text, read_pack_size(size), prices, state, time, dates, unread)


def _take(offer: _Offer, part: str) -> None:
    """Read one part of a pack's text."""
    if len(part) > LONGEST_PART:
        offer.unread.append(part)
        return
    bare, dates = split_dates(part)
    if dates != NO_DATES:
        offer.dates = offer.dates.or_else(dates)
        if bare:
            _take(offer, bare)
        return
    head, comma, rest = part.partition(", ")
    if comma and read_money(part) is None and read_money(head) is not None:
        _take(offer, head)
        _take(offer, rest)
        return
    money = read_money(part)
    stepped = _BREAK.fullmatch(part) if money is None else None
    if stepped is not None:
        money = read_money(stepped.group(2))
    if money is not None and money.amount > 0:
        offer.prices.append(Price(int(stepped.group(1)) if stepped else 1, money))
        return
    label = _LABEL.match(part)
    bare = part[label.end() :] if label else part
    state = read_availability(bare)
    if state is not None:
        offer.availability = state
        if comma and _TIME.search(rest):
            offer.lead_time = rest
    elif money is None and _TIME.search(bare):
        offer.lead_time = bare
    elif comma and money is None and not stepped:
        _take(offer, head)
        _take(offer, rest)
    else:
        offer.unread.append(part)


def _place(pack: Pack) -> tuple[int, Decimal]:
    if pack.size is None:
        return len(ORDER), Decimal(0)
    return ORDER.index(pack.size.base), pack.size.total


_WIDE = Context(prec=100)
"""Enough digits for the highest price of the smallest pack. Python's default of 28 is too few."""


def four_figures(amount: Decimal) -> Decimal:
    """Return the amount to four significant figures, with at least two decimals."""
    places = max(2, 3 - amount.adjusted())
    return amount.quantize(Decimal(1).scaleb(-places), context=_WIDE)
