"""The words of names, for spelling; the elements of formulas, for ranges of their counts; what is in stock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNFILLED = """CREATE TABLE IF NOT EXISTS unfilled (
    what TEXT NOT NULL, filled_to BIGINT NOT NULL, CONSTRAINT pk_unfilled PRIMARY KEY (what)
)"""
MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('words', 0), ('elements', 0), ('stock', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the tables and the column, to be filled from what is kept."""
    op.create_table(
        "vocabulary",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("word", TEXT_KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vocabulary"),
        sa.UniqueConstraint("word", name="uq_vocabulary_word"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "formula_elements",
        sa.Column("element", TEXT_KEY, nullable=False),
        sa.Column("count", sa.Float(), nullable=False),
        sa.Column("formula_key", TEXT_KEY, nullable=False),
        sa.PrimaryKeyConstraint("element", "count", "formula_key", name="pk_formula_elements"),
        sqlite_with_rowid=False,
    )
    op.add_column("products", sa.Column("in_stock", sa.Integer(), nullable=False, server_default="0"))
    op.execute(UNFILLED)
    op.execute(MARK)


def downgrade() -> None:
    """Take them away."""
    op.drop_column("products", "in_stock")
    op.drop_table("formula_elements")
    op.drop_table("vocabulary")
