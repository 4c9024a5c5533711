"""The check of packs: size and price can be read, and a larger pack does not cost more per unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from catalog.product.findings import CheckResult, Code, Finding
from catalog.product.offer.dates import read_date
from catalog.product.offer.offer_dates import NO_DATES
from catalog.product.offer.packs import Pack, read_packs


def check_packs(
    stated: Sequence[tuple[str, str]],
    availability: str = "",
    lead_time: str = "",
    dates: Mapping[str, str] = MappingProxyType({}),
) -> CheckResult[tuple[Pack, ...]]:
    """Read the packs of a product, and the dates that are stated of all of them, by their fields.

    >>> [finding.code.value for finding in check_packs([("1 g", "10 EUR"), ("one", "10 doubloons")]).findings]
    ['pack-unreadable', 'price-invalid']
    """
    read = {field: read_date(text) for field, text in dates.items() if text}
    findings = [_ambiguous(field, dates[field]) for field, date in read.items() if date is None]
    packs = read_packs(stated, availability, lead_time, NO_DATES._replace(**read))
    findings += [found for pack in packs for found in _own(pack)]
    findings += _dearer(packs)
    return CheckResult(packs, tuple(findings))


def _ambiguous(field: str, text: str) -> Finding:
    message = f"{text!r} is not an unambiguous date. Write it like '2026-01-31'. It is kept as text."
    return Finding(Code.DATE_UNREADABLE, field, message, stated=text)


def _own(pack: Pack) -> Iterator[Finding]:
    field = f"pack:{pack.stated_size}"
    if pack.size is None:
        message = (
            f"The pack size {pack.stated_size!r} cannot be read. Write an amount such as '5 x 1 mL' or '25 g'. The "
            "pack is listed last, without a price per unit."
        )
        yield Finding(Code.PACK_UNREADABLE, field, message, stated=pack.stated_size)
    if pack.unread:
        message = (
            f"{pack.unread[0]!r} cannot be read. Write a price above zero, such as '1,234.50 EUR', an availability, "
            "a delivery time, or a date with its meaning. It is kept as text."
        )
        yield Finding(Code.PRICE_INVALID, field, message, stated=pack.stated)
    if any(price.money.currency is None for price in pack.prices):
        message = f"The price of {pack.stated_size} has no currency: {pack.stated!r}."
        yield Finding(Code.PRICE_WITHOUT_CURRENCY, field, message, stated=pack.stated)
    for lower, higher in pairwise(pack.prices):
        if lower.money.currency == higher.money.currency and higher.money.amount > lower.money.amount:
            message = (
                f"From {higher.from_packs} packs, each costs {higher.money.text}, more than the {lower.money.text} for "
                f"fewer packs. Two prices may be swapped."
            )
            yield Finding(Code.PRICE_RISES, field, message, stated=pack.stated)


def _dearer(packs: Iterable[Pack]) -> Iterator[Finding]:
    """Yield each larger pack that costs more per unit than the next smaller one."""
    smaller: Pack | None = None
    for pack in packs:
        each = pack.unit_price
        if pack.size is None or each is None:
            continue
        other = smaller.unit_price if smaller is not None else None
        if (
            smaller is not None
            and smaller.size is not None
            and other is not None
            and pack.size.base == smaller.size.base
        ):
            alike = each.currency == other.currency and pack.size.remark == smaller.size.remark
            if alike and pack.size.total > smaller.size.total and each.amount > other.amount:
                message = (
                    f"{pack.stated_size} costs {each.text} per {pack.size.base}, more than the {other.text} of "
                    f"the smaller pack {smaller.stated_size}."
                )
                yield Finding(Code.PRICE_RISES, f"pack:{pack.stated_size}", message, stated=pack.stated)
        smaller = pack
