"""Held drafts are listed by what holds them, mended step by step, and some findings are ignored for a product."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")

AT_ONCE = 1_000

drafts = sa.table(
    "held_drafts", sa.column("id"), sa.column("run"), sa.column("supplier"), sa.column("findings"), sa.column("state")
)
found = sa.table(
    "draft_findings",
    *(sa.column(name) for name in ("draft", "code", "field", "run", "supplier", "is_repairable", "is_first")),
)


def upgrade() -> None:
    """Make the tables, and a row for each error of an open draft."""
    op.create_table(
        "draft_findings",
        sa.Column("draft", sa.BigInteger(), nullable=False),
        sa.Column("code", TEXT_KEY, nullable=False),
        sa.Column("field", TEXT_KEY, nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("supplier", TEXT_KEY, nullable=True),
        sa.Column("is_repairable", sa.BigInteger(), nullable=False),
        sa.Column("is_first", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("draft", "code", "field", name="pk_draft_findings"),
    )
    for name in ("field", "run", "supplier"):
        op.create_index(f"ix_draft_findings_{name}", "draft_findings", [name, "draft"])
    # Whole, so that all drafts are counted by kind without their rows.
    whole = ["code", "is_first", "draft", "is_repairable", "field", "run", "supplier"]
    op.create_index("ix_draft_findings_code", "draft_findings", whole)
    op.create_index(
        "ix_held_drafts_open",
        "held_drafts",
        ["id"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    if not sa.inspect(op.get_bind()).has_table("ignored_findings"):
        _make_tables_of_decisions()
    _fill(op.get_bind())


def downgrade() -> None:
    """Drop what an upgrade can make again. What people decided stays, in tables that an older release does not read."""
    op.drop_table("draft_findings")
    op.drop_index("ix_held_drafts_open", "held_drafts")


def _make_tables_of_decisions() -> None:
    """Make the tables of what people decide: earlier states of mended drafts, and findings that they ignore."""
    op.create_table(
        "draft_changes",
        sa.Column("draft", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("catalog_key", TEXT_KEY, nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("draft", "run", name="pk_draft_changes"),
    )
    op.create_index("ix_draft_changes_run", "draft_changes", ["run"])
    op.create_table(
        "ignored_findings",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("product_key", TEXT_KEY, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ignored_findings"),
        sqlite_autoincrement=True,
    )
    for name in ("product_key", "run"):
        op.create_index(f"ix_ignored_findings_{name}", "ignored_findings", [name])


def _fill(connection: sa.Connection) -> None:
    last = 0
    query = sa.select(drafts.c.id, drafts.c.run, drafts.c.supplier, drafts.c.findings).where(drafts.c.state == "open")
    while rows := connection.execute(query.where(drafts.c.id > last).order_by(drafts.c.id).limit(AT_ONCE)).all():
        last = rows[-1].id
        values = [row for draft in rows for row in _rows(draft)]
        if values:
            connection.execute(found.insert(), values)


def _rows(draft: Any) -> list[dict[str, object]]:  # noqa: ANN401  # A row.
    errors = [finding for finding in json.loads(draft.findings) if finding["severity"] == "error"]
    repairable = {finding["code"] for finding in errors if finding["expected"]}
    shared = {"draft": draft.id, "run": draft.run, "supplier": draft.supplier}
    rows: list[dict[str, object]] = []
    seen = set()
    for code, field in dict.fromkeys((finding["code"], finding["field"]) for finding in errors):
        flags = {"is_repairable": int(code in repairable), "is_first": int(code not in seen)}
        rows.append({**shared, "code": code, "field": field, **flags})
        seen.add(code)
    return rows
