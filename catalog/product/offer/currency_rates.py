"""Rates of currencies: by which worth prices in several of them are compared."""

from __future__ import annotations

from typing import NamedTuple

from catalog.errors import InvalidQuery
from catalog.product.offer.money import CURRENCIES


class CurrencyRates(NamedTuple):
    """What currencies are worth. Prices in others, or without a currency, are not compared.

    Attributes:
        base: the ISO 4217 code of the currency that prices are converted to.
        worths: each currency with what one of it is worth in ``base``, the base itself included.
        date: of when they are, in ISO 8601; None of the base alone, which has no rate.
    """

    base: str
    worths: tuple[tuple[str, float], ...]
    date: str | None = None

    def document(self) -> dict[str, str | None]:
        """Return what an answer says of them."""
        return {"base": self.base, "date": self.date}


def within(currency: str) -> CurrencyRates:
    """Return the rates by which prices in one currency are compared among themselves."""
    return CurrencyRates(currency, ((currency, 1.0),))


IN_EUROS = within("EUR")
"""As long as nobody says what other currencies are worth."""


def read_currency(text: str) -> str:
    """Return the ISO 4217 code that a text is, in any case.

    Raises:
        InvalidQuery: it is none.
    """
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise InvalidQuery("A currency is a code of ISO 4217, such as EUR.", stated=text)
    return code
