"""Readers send requests for quotation from the quote list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table, unless an earlier upgrade made it."""
    if sa.inspect(op.get_bind()).has_table("quote_requests"):
        return
    op.create_table(
        "quote_requests",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("supplier_key", TEXT_KEY, nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("closed_at", TEXT_KEY, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quote_requests"),
        sa.CheckConstraint("(closed_at IS NULL) = (actor IS NULL)", name=op.f("ck_quote_requests_closed_by_somebody")),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index("ix_quote_requests_open", "quote_requests", ["id"], sqlite_where=is_open, postgresql_where=is_open)


def downgrade() -> None:
    """Keep the table: nobody can make the requests again, and an older release does not read them."""
