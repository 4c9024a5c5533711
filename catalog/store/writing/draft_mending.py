"""What mending writes about drafts: their new fields, the earlier ones for an undo, and the findings to ignore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from catalog.store.audit.chain import note
from catalog.store.clock import now
from catalog.store.json_text import to_json
from catalog.store.log_tables import draft_changes, held_drafts, ignored_findings
from catalog.store.membership import is_one_of, list_parameter
from catalog.store.writing.held_drafts import HeldDraft, StoredDraft, index_drafts
from catalog.store.writing.products import Author

CHANGED = ("catalog_key", "fields", "findings", "provenance")
"""The columns of a draft that mending changes."""


class IgnoredKind(NamedTuple):
    """The error that is ignored for a product: only with the same stated text."""

    code: str
    field: str
    stated: str | None


class IgnoredFinding(NamedTuple):
    """A decision to ignore an error.

    Attributes:
        kind: what is ignored.
        reason: why.
        actor: who decided.
        at: when.
    """

    kind: IgnoredKind
    reason: str
    actor: str
    at: str


Ignored = frozenset[IgnoredKind]
"""The errors that are ignored for one product."""


def kind_of(finding: Mapping[str, Any]) -> IgnoredKind:
    """Return what is ignored if this finding is."""
    return IgnoredKind(finding["code"], finding["field"], finding["stated"])


def unignored(findings: Iterable[Mapping[str, Any]], ignored: Ignored) -> list[Mapping[str, Any]]:
    """Return the findings that are not ignored."""
    return [finding for finding in findings if kind_of(finding) not in ignored]


def ignored_kinds(connection: Connection, keys: Sequence[str]) -> dict[str, Ignored]:
    """Return what is ignored for some products, by product key. Products without any are missing."""
    return {key: frozenset(one.kind for one in found) for key, found in ignored_for(connection, keys).items()}


def ignored_for(connection: Connection, keys: Sequence[str]) -> dict[str, list[IgnoredFinding]]:
    """Return the ignored findings of some products, by product key. Products without any are missing."""
    column, engine = ignored_findings.c, connection.dialect.name
    query = select(ignored_findings).where(is_one_of(engine, column.product_key)).order_by(column.id)
    ignored: dict[str, list[IgnoredFinding]] = {}
    for row in connection.execute(query, list_parameter(engine, keys)):
        kind = IgnoredKind(row.code, row.field, row.stated)
        ignored.setdefault(row.product_key, []).append(IgnoredFinding(kind, row.reason, row.actor, row.at))
    return ignored


def ignore_findings(
    connection: Connection, run: int, kinds: Iterable[tuple[str, IgnoredKind]], reason: str, author: Author
) -> None:
    """Remember findings to ignore, each with its product key."""
    shared = {"reason": reason, "actor": author.actor, "person_id": author.person, "at": now(), "run": run}
    rows = [{"product_key": key, **kind._asdict(), **shared} for key, kind in kinds]
    if rows:
        connection.execute(insert(ignored_findings), rows)
        column = ignored_findings.c
        kept = connection.scalars(select(column.id).order_by(column.id.desc()).limit(len(rows))).all()
        note(connection, ignored_findings, kept, f"findings ignored in run {run}")


def change_drafts(connection: Connection, run: int, changes: Sequence[tuple[StoredDraft, HeldDraft]]) -> None:
    """Save open drafts as a run changed them, and keep what they were before."""
    if not changes:
        return
    before = [{"draft": stored.number, "run": run, **_changed(stored.draft)} for stored, _ in changes]
    connection.execute(insert(draft_changes), before)
    _write(connection, [(stored.number, _changed(draft)) for stored, draft in changes], f"drafts changed by run {run}")


def restore_drafts(connection: Connection, run: int) -> None:
    """Restore the drafts that a run changed and no later run did, and forget the findings that it ignored."""
    column, later = draft_changes.c, draft_changes.alias("later")
    is_changed_later = select(later.c.run).where(later.c.draft == column.draft, later.c.run > run).exists()
    rows = connection.execute(select(draft_changes).where(column.run == run, ~is_changed_later)).mappings()
    restored = [(row["draft"], {name: row[name] for name in CHANGED}) for row in rows]
    _write(connection, restored, f"drafts restored by the undo of run {run}")
    connection.execute(delete(draft_changes).where(column.run == run))
    gone = delete(ignored_findings).where(ignored_findings.c.run == run).returning(ignored_findings.c.id)
    note(connection, ignored_findings, connection.scalars(gone).all(), f"findings no more ignored after run {run}")


def still_held(connection: Connection, run: int) -> list[int]:
    """Return the drafts that a run changed and that are open."""
    column = draft_changes.c
    query = select(column.draft).join(held_drafts, held_drafts.c.id == column.draft)
    query = query.where(column.run == run, held_drafts.c.state == "open")
    return list(connection.scalars(query.order_by(column.draft)))


def _changed(draft: HeldDraft) -> dict[str, str | None]:
    texts = {name: to_json(getattr(draft, name)) for name in CHANGED[1:]}
    return {"catalog_key": draft.catalog_key, **texts}


def _write(connection: Connection, changes: Sequence[tuple[int, Mapping[str, str | None]]], what: str) -> None:
    if not changes:
        return
    statement = update(held_drafts).where(held_drafts.c.id == bindparam("number"))
    connection.execute(statement, [{"number": number, **values} for number, values in changes])
    numbers = [number for number, _ in changes]
    index_drafts(connection, numbers)
    note(connection, held_drafts, numbers, what)
