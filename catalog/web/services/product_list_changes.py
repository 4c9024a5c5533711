"""Changing all products of a list at once: which products a list has, and what was asked to be done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from catalog.errors import InvalidQuery
from catalog.intake.editing.editing import ERASE
from catalog.intake.editing.product_changes import MOST, ProductChange
from catalog.product.draft import is_field
from catalog.store.reading.listing import Page
from catalog.store.reading.products import StoredProduct

AT_ONCE = 100
"""How many products one page of a search has at most."""

Doing = Literal["set", "repair", "discontinue"]


class FoundList(NamedTuple):
    """The products of a list, as far as one change can take them.

    Attributes:
        products: the products.
        total: how many the list has, or None if that was not counted.
    """

    products: list[StoredProduct]
    total: int | None


def found_list(page_at: Callable[[str | None], Page]) -> FoundList:
    """Return the products of a list, up to what one change can take.

    Args:
        page_at: returns the page of ``AT_ONCE`` products that begins at a cursor; None for the first.
    """
    found: list[StoredProduct] = []
    page = page_at(None)
    total = page.total
    while True:
        found += page.items
        if page.cursor is None or len(found) >= MOST:
            return FoundList(found[:MOST], total)
        page = page_at(page.cursor)


def stated_change(doing: Doing, fields: Mapping[str, str], discontinued: str, replaced_by: str) -> ProductChange:
    """Return the change that somebody states.

    Args:
        doing: what to do.
        fields: to set, the fields with their texts; an empty text takes a field out.
        discontinued: to discontinue, since when; an empty text for sold again.
        replaced_by: to discontinue, the catalog number of the replacement, or an empty text.

    Raises:
        InvalidQuery: there is nothing to set, or a field that cannot be set for many products.
    """
    if doing == "repair":
        return ProductChange("repair")
    if doing == "discontinue":
        ends = {"discontinued": discontinued.strip() or ERASE, "replaced_by": replaced_by.strip() or ERASE}
        return ProductChange("set", ends)
    unknown = [name for name in fields if not is_field(name) or name == "catalog_number"]
    if unknown:
        message = f"There is no field {unknown[0]!r} that can be set for many products."
        raise InvalidQuery(message, stated=unknown[0], field="fields")
    if not fields:
        message = "Choose a field and write its text. An empty text takes the field out."
        raise InvalidQuery(message, stated="", field="fields")
    return ProductChange("set", {name: text.strip() or ERASE for name, text in fields.items()})
