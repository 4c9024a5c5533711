"""The orders of a list, and how users name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from catalog.errors import InvalidQuery
from catalog.product.offer.currency_rates import IN_EUROS, CurrencyRates, within
from catalog.product.offer.unit_prices import PriceUnit

SortKey = Literal[
    "relevance", "name", "catalog_number", "molecular_weight", "updated_at", "similarity",
    "price_per_gram", "price_per_mole", "price_per_millilitre", "assay_min",
]  # fmt: skip
SORT_KEYS: tuple[SortKey, ...] = get_args(SortKey)
BEST_FIRST: frozenset[SortKey] = frozenset({"relevance", "similarity"})
"""The orders with only one direction."""
PRICE_SORTS: Mapping[SortKey, PriceUnit] = {
    "price_per_gram": "gram", "price_per_mole": "mole", "price_per_millilitre": "millilitre",
}  # fmt: skip
"""The orders by price, each with its unit."""
WITHOUT_INDEX: frozenset[SortKey] = frozenset({*PRICE_SORTS, "assay_min"})
"""The orders that no index holds."""


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of a list. Ties are always in the order of catalog numbers.

    Attributes:
        key: the sorting key.
        descending: whether the largest comes first.
        rates: the rates to compare prices. Other orders always have the default.
        by_compound: whether a list has one product for each compound, the first in this order, with the others as
            offers.
    """

    key: SortKey = "catalog_number"
    descending: bool = False
    rates: CurrencyRates = IN_EUROS
    by_compound: bool = False

    @property
    def mark(self) -> str:
        """Return a text that is different for every order, for cursors."""
        currency = f" {self.rates.base}" if self.key in PRICE_SORTS else ""
        return f"{'-' if self.descending else ''}{self.key}{currency}{' by compound' if self.by_compound else ''}"

    def priced_by(self, currency: str | None, rates: CurrencyRates) -> Sort:
        """Return this order with prices compared within a currency, or else by rates."""
        if self.key not in PRICE_SORTS:
            return self
        return replace(self, rates=rates if currency is None else within(currency))


def read_sort(text: str) -> Sort:
    """Return the order that a text names. A ``-`` before it reverses the order. Relevance and similarity always begin
    with the best.

    Raises:
        InvalidQuery: there is no order with this name.
    """
    key = next((key for key in SORT_KEYS if key == text.removeprefix("-")), None)
    if key is None:
        message = f"There is no order {text.removeprefix('-')!r}. Use {', '.join(SORT_KEYS)}."
        raise InvalidQuery(message, stated=text, field="sort")
    return Sort(key, descending=text.startswith("-") and key not in BEST_FIRST)
