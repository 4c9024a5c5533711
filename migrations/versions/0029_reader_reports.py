"""Readers report what is wrong with a product."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table, unless an earlier upgrade made it."""
    if sa.inspect(op.get_bind()).has_table("reader_reports"):
        return
    op.create_table(
        "reader_reports",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("product_key", TEXT_KEY, nullable=False),
        sa.Column("catalog_number", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("closed_at", TEXT_KEY, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reader_reports"),
        sa.CheckConstraint("(closed_at IS NULL) = (actor IS NULL)", name=op.f("ck_reader_reports_closed_by_somebody")),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index("ix_reader_reports_open", "reader_reports", ["id"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_index("ix_reader_reports_product_key", "reader_reports", ["product_key"])


def downgrade() -> None:
    """Keep the table: nobody can make the reports again, and an older release does not read them."""
