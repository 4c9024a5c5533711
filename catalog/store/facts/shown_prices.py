"""Prices by audience. All documents and fields that leave the store pass here, and lose their prices where the reader
may not see them.

Who reads is said once, at the beginning of a request, and holds for all that is done for it. So no page or route can
forget it.
"""

from __future__ import annotations

from contextvars import ContextVar

from catalog.errors import InvalidQuery
from catalog.product.offer.unpriced import without_prices, without_stated_prices
from catalog.store.json_text import from_json, to_json

_WORDS: ContextVar[str | None] = ContextVar("words_for_hidden_prices", default=None)
"""What stands in the place of prices for the reader of this request, or None if prices are shown."""


def hide_prices(words: str | None) -> None:
    """Say whether the reader of this request may see prices: None if so, else what stands in their place."""
    _WORDS.set(words)


def words_for_hidden_prices() -> str | None:
    """Return what stands in the place of prices for this reader, or None if prices are shown."""
    return _WORDS.get()


def for_reader(body: str) -> str:
    """Return a document, as JSON text, with the prices that this reader may see."""
    words = _WORDS.get()
    return body if words is None else to_json(without_prices(from_json(body), words))


def fields_for_reader(fields: dict[str, str]) -> dict[str, str]:
    """Return stated fields with the prices that this reader may see."""
    return fields if _WORDS.get() is None else without_stated_prices(fields)


def require_shown_prices(field: str, stated: str) -> None:
    """Check that the reader may see the prices by which a list is filtered or sorted: the list would tell them.

    Raises:
        InvalidQuery: the reader may not.
    """
    words = _WORDS.get()
    if words is not None:
        raise InvalidQuery(f"Lists cannot be filtered or sorted by price here. {words}.", stated=stated, field=field)
