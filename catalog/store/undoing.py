"""Taking an import back: every product that it touched returns to what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from catalog.errors import Conflict
from catalog.store.entries import UNSTORED, Entry, from_json, make_entry
from catalog.store.intake_log import finish_run, get_run, reopen_refused
from catalog.store.tables import revisions
from catalog.store.writing import Author, remove, restore


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did.

    Attributes:
        removed: catalog numbers that the run had made, now gone.
        restored: those that it had changed, now as before.
        left: those that later changes stand on, left as they are.
    """

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    left: tuple[str, ...]


def undo_run(connection: Connection, number: int, actor: str, *, force: bool = False) -> Undone:
    """Take a run back.

    Args:
        connection: a writing connection.
        number: the run.
        actor: who takes it back.
        force: leave products with later changes as they are, instead of refusing.

    Raises:
        NotFound: there is no such run.
        Conflict: it was undone already, or later changes stand on it.
    """
    if get_run(connection, number).state == "undone":
        raise Conflict(f"Run {number} was undone already.")
    first = _first_revisions(connection, number)
    later = _changed_later(connection, number, list(first))
    if later and not force:
        named = ", ".join(sorted(later)[:20]) + (f" and {len(later) - 20} more" if len(later) > 20 else "")
        raise Conflict(f"Later changes stand on run {number}: {named}. Undo those first, or leave them with --force.")
    before = _stood_before(connection, {key: seq for key, seq in first.items() if key not in later})
    restored = [entry for entry in before.values() if entry is not None]
    removed = [key for key, entry in before.items() if entry is None]
    author = Author(actor, undoes_run=number)
    restore(connection, restored, author)
    remove(connection, removed, author)
    finish_run(connection, number, "undone")
    reopen_refused(connection, number)
    return Undone(tuple(removed), tuple(entry.key for entry in restored), tuple(sorted(later)))


def _first_revisions(connection: Connection, number: int) -> dict[str, int]:
    """The sequence number of the run's first revision of each product that it touched."""
    column = revisions.c
    query = select(column.catalog_key, func.min(column.seq)).where(column.run == number).group_by(column.catalog_key)
    return {key: seq for key, seq in connection.execute(query)}  # noqa: C416  # dict() cannot type rows.


def _changed_later(connection: Connection, number: int, keys: list[str]) -> set[str]:
    """Those of the products whose latest revision is not the run's own."""
    touched = select(revisions.c.catalog_key).where(revisions.c.run == number)
    column = revisions.c
    latest = select(column.catalog_key, func.max(column.seq).label("seq"))
    latest_rows = latest.where(column.catalog_key.in_(touched)).group_by(column.catalog_key).subquery()
    query = select(column.catalog_key).join(latest_rows, latest_rows.c.seq == column.seq)
    mine = set(connection.scalars(query.where(column.run == number)))
    return set(keys) - mine


def _stood_before(connection: Connection, first: dict[str, int]) -> dict[str, Entry | None]:
    """What stood before the given revisions, by catalog key; None where there was no product."""
    column = revisions.c
    found: dict[str, Entry | None] = {}
    for key, seq in first.items():
        earlier = select(column.fields, column.body, column.supplier).where(column.catalog_key == key, column.seq < seq)
        row = connection.execute(earlier.order_by(column.seq.desc()).limit(1)).first()
        found[key] = None if row is None or row.body is None else _entry(row.fields, row.body, row.supplier)
    return found


def _entry(fields: str, body: str, supplier: str | None) -> Entry:
    """An entry from a revision; its stated digest is left open, so that the next delivery is examined anew."""
    document = from_json(body)
    content = {name: value for name, value in document.items() if name not in UNSTORED}
    return make_entry(from_json(fields), "", content, document["provenance"], supplier=supplier)
