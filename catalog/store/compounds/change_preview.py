"""The preview of an editor's change of compounds: the change is made, described, and rolled back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from catalog.store.compounds.changes import CompoundChange
from catalog.store.compounds.compounds import Compound, find_compound
from catalog.store.compounds.joining import CompoundJoiner
from catalog.store.compounds.related_products import summary
from catalog.store.json_text import Document


class Effect(NamedTuple):
    """The effect of a change of compounds.

    Attributes:
        change: the record of the change.
        moved: the products that move, summarized.
        source: their old compound, or None if it has no products left.
        target: their new compound.
    """

    change: CompoundChange
    moved: tuple[Document, ...]
    source: Compound | None
    target: Compound

    def moved_numbers(self) -> list[str]:
        """Return the catalog numbers of the products that move."""
        return [str(product["catalog_number"]) for product in self.moved]


def make_change(connection: Connection, key: str, change: Callable[[], CompoundChange]) -> Effect:
    """Make a change of a compound, and return its effect.

    Args:
        connection: a writing transaction.
        key: the compound.
        change: a function that merges or splits it in this transaction.

    Raises:
        NotFound, Conflict: as the change does.
    """
    joining = CompoundJoiner(connection)
    before = joining.members_of(joining.canonical((key,))[key])
    made = change()
    source, target = find_compound(connection, made.key), find_compound(connection, made.target)
    assert isinstance(target, Compound)  # noqa: S101  # Its products were put there just now.
    left = source if isinstance(source, Compound) and source.members else None
    split_off = set(made.catalog_numbers)
    moved = [member for member in before if member.catalog_number in split_off or made.change == "merged"]
    return Effect(made, tuple(summary(member) for member in moved), left, target)


def preview_change(connection: Connection, key: str, change: Callable[[], CompoundChange]) -> Effect:
    """Return the effect of a change without keeping it. Arguments and errors as in ``make_change``."""
    with connection.begin_nested() as savepoint:
        effect = make_change(connection, key, change)
        savepoint.rollback()
    return effect
