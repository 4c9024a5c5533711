"""Taking an import back: every product that it touched returns to what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from catalog.errors import Conflict
from catalog.store.entries import UNSTORED, Entry, from_json
from catalog.store.intake_log import finish_run, get_run, reopen_refused
from catalog.store.tables import revisions
from catalog.store.writing import Author, keep_document, remove


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
    author = Author(actor, undoes_run=number)
    removed, restored = [], []
    for key, before in first.items():
        if key in later:
            continue
        if _put_back(connection, key, before, author):
            restored.append(key)
        else:
            removed.append(key)
    finish_run(connection, number, "undone")
    reopen_refused(connection, number)
    return Undone(tuple(removed), tuple(restored), tuple(sorted(later)))


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


def _put_back(connection: Connection, key: str, first_seq: int, author: Author) -> bool:
    """Restore what stood before a revision; tell whether there was anything (else the product is removed)."""
    column = revisions.c
    query = select(column.fields, column.body, column.supplier).where(column.catalog_key == key, column.seq < first_seq)
    row = connection.execute(query.order_by(column.seq.desc()).limit(1)).first()
    if row is None or row.body is None:
        remove(connection, key, author)
        return False
    document = from_json(row.body)
    content = {name: value for name, value in document.items() if name not in UNSTORED}
    entry = Entry(from_json(row.fields), "", content, document["provenance"], row.supplier)
    keep_document(connection, entry, author, "restored")
    return True
