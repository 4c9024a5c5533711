"""Exchange rates, for comparing prices in several currencies."""

from __future__ import annotations

from typing import NamedTuple

from catalog.errors import InvalidQuery
from catalog.product.offer.money import CURRENCIES


class CurrencyRates(NamedTuple):
    """The exchange rates. Prices in other currencies, or without a currency, are not compared.

    Attributes:
        base: the ISO 4217 code of the currency that prices are converted to.
        worths: the value of one unit of each currency in ``base``, including the base itself.
        date: the date of the rates, in ISO 8601; None for the base alone, which needs no rate.
    """

    base: str
    worths: tuple[tuple[str, float], ...]
    date: str | None = None

    def document(self) -> dict[str, str | None]:
        """Return the base and the date, as answers show them."""
        return {"base": self.base, "date": self.date}


def within(currency: str) -> CurrencyRates:
    """Return the rates for comparing prices in one currency only."""
    return CurrencyRates(currency, ((currency, 1.0),))


IN_EUROS = within("EUR")
"""The default, without rates of other currencies."""


def read_currency(text: str) -> str:
    """Return the ISO 4217 code in a text, which may be in lower case.

    Raises:
        InvalidQuery: the text is not a currency code.
    """
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise InvalidQuery("This is not a currency code. Use a code of ISO 4217, such as EUR.", stated=text)
    return code
