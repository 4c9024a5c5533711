"""Dates of an offer: the date of a price, its last day, and the first day of availability."""

from __future__ import annotations

import re
from typing import NamedTuple

from catalog.product.offer.dates import read_date

_LABELS = {
    "price_date": (
        "price date", "date of price", "price list date", "prices? as of", "prices? valid from", "prices? of",
        "price updated", "as of", "preisdatum", "preisstand", "preis vom", "stand", "价格日期", "报价日期",
    ),
    "price_valid_until": (
        "(?:(?:prices?|offer|quote) )?(?:is )?valid (?:until|till|to|through)", "price expires", "price validity",
        "(?:preis )?gültig bis", "价格有效期至?", "报价有效期至?",
    ),
    "available_from": (
        "(?:available|in stock) (?:again )?(?:from|on|as of)", "availability date", "availability starts",
        "back in stock(?: on)?", "(?:expected )?restock(?:ed|ing)?(?: date| on)?", "next (?:delivery|restock)",
        "expected(?: on| in stock)?", "eta", "(?:wieder )?(?:lieferbar|verfügbar) ab", "预计到货(?:日期)?", "到货日期",
        "补货日期",
    ),
}  # fmt: skip
"""The words before a date that show its kind."""

_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_DATE = (
    r"(?:[0-9]{4}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?)?月?|[0-9]{8}|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}"
    rf"|[0-9]{{1,2}}[./][0-9]{{4}}|(?:{_DAY}[.\s-]+)?[a-zä]{{3,9}}[.\s,-]+(?:{_DAY},?\s+)?[0-9]{{4}})(?![0-9])"
)
"""The forms that ``read_date`` reads, and some that it finds ambiguous."""
_DATED = re.compile(
    r"(?<![^\W_])(?:" + "|".join(rf"(?P<{name}>{'|'.join(labels)})" for name, labels in _LABELS.items()) + r")"
    rf"\s*[:：=]?\s*(?P<date>{_DATE})(?:[T ][0-9]{{2}}:[0-9:.]+(?:Z|[+-][0-9:]+)?)?",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\s*[(\[]\s*[)\]]|\s+(?=[,;])")
"""Brackets and blanks that remain when a date is removed."""


class OfferDates(NamedTuple):
    """The dates of an offer in ISO 8601, with a day if stated. Missing and ambiguous dates are None.

    Attributes:
        price_date: the date of the price.
        price_valid_until: the last day of the price.
        available_from: the first day of availability.
    """

    price_date: str | None = None
    price_valid_until: str | None = None
    available_from: str | None = None

    def or_else(self, others: OfferDates) -> OfferDates:
        """Return these dates, with missing ones taken from others.

        >>> OfferDates("2026-01-31").or_else(OfferDates("2025-01-31", "2026-12-31"))
        OfferDates(price_date='2026-01-31', price_valid_until='2026-12-31', available_from=None)
        """
        return OfferDates(*(own or other for own, other in zip(self, others, strict=True)))


NO_DATES = OfferDates()


def split_dates(text: str) -> tuple[str, OfferDates]:
    """Separate a text from its dates. Words before each date show its kind.

    An ambiguous date stays in the text.

    >>> split_dates("12 EUR (as of 2026-01-31), in stock")
    ('12 EUR, in stock', OfferDates(price_date='2026-01-31', price_valid_until=None, available_from=None))
    >>> split_dates("back order, available from 31.12.2026")[0], split_dates("valid until 02/01/2026")[0]
    ('back order', 'valid until 02/01/2026')
    """
    dates = {found: date for found in _DATED.finditer(text) if (date := read_date(found["date"])) is not None}
    if not dates:
        return text, NO_DATES
    read = NO_DATES
    for found, date in dates.items():
        read = read.or_else(OfferDates(**{name: date for name in _LABELS if found[name]}))
        text = text.replace(found[0], "", 1)
    return _LEFT.sub("", text).strip(" ,-–"), read
