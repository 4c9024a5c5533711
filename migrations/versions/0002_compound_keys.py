"""The keys by which products meet their compound and its salts, and what editors changed about compounds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UNFILLED = """CREATE TABLE IF NOT EXISTS unfilled (
    what TEXT NOT NULL, filled_to BIGINT NOT NULL, CONSTRAINT pk_unfilled PRIMARY KEY (what)
)"""
MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('compounds', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ("compound_key", "parent_key", "parent_formula")


def upgrade() -> None:
    """Add the columns, to be filled from the documents that are kept, and index them."""
    for name in COLUMNS:
        op.add_column("products", sa.Column(name, TEXT_KEY, nullable=True))
        op.create_index(f"ix_products_{name}", "products", [name])
    op.execute(UNFILLED)
    op.execute(MARK)
    _make_tables_of_changes()


def _make_tables_of_changes() -> None:
    """Make them, unless they are left from before a downgrade."""
    op.create_table(
        "compound_changes",
        sa.Column("seq", BIG_KEY, nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("key", TEXT_KEY, nullable=False),
        sa.Column("target", TEXT_KEY, nullable=False),
        sa.Column("catalog_numbers", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("change IN ('merged', 'split', 'related')", name="ck_compound_changes_change_known"),
        sa.PrimaryKeyConstraint("seq", name="pk_compound_changes"),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_compound_changes_key", "compound_changes", ["key"], if_not_exists=True)
    op.create_index("ix_compound_changes_target", "compound_changes", ["target"], if_not_exists=True)
    op.create_table(
        "compound_moves",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("moved", TEXT_KEY, nullable=False),
        sa.Column("target", TEXT_KEY, nullable=False),
        sa.CheckConstraint("kind IN ('compound', 'product')", name="ck_compound_moves_kind_known"),
        sa.PrimaryKeyConstraint("kind", "moved", name="pk_compound_moves"),
        if_not_exists=True,
    )
    op.create_index("ix_compound_moves_target", "compound_moves", ["target"], if_not_exists=True)


def downgrade() -> None:
    """Take the columns away. What editors changed follows from nothing else: it stays, unread, for who comes back."""
    for name in COLUMNS:
        op.drop_index(f"ix_products_{name}", "products")
        op.drop_column("products", name)
