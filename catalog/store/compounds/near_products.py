"""Products with the same skeleton, or with a parent of the same skeleton, by the first blocks of InChIKeys."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, or_

from catalog.store.compounds.joining import CompoundMember, member_query, read_members
from catalog.store.redundant_columns import differs_from_own
from catalog.store.tables import products
from catalog.store.words.text_index import begins_with

MOST_NEAR = 50
"""The largest number of products that are read."""


def products_of_blocks(connection: Connection, blocks: Collection[str]) -> list[CompoundMember]:
    """Return the products with one of these first blocks in their InChIKey or parent's key, by catalog number."""
    column = products.c
    other = differs_from_own(column.inchi_key, column.parent_key)
    begins: list[ColumnElement[bool]] = []
    for block in sorted(blocks):
        # A product that is its own parent is found by its own key.
        begins += [begins_with(column.inchi_key, block + "-"), begins_with(column.parent_key, block + "-") & other]
    return read_members(connection, member_query().where(or_(*begins)), MOST_NEAR)
