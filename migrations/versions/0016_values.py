"""What products state of themselves as values: specifications, properties and attributes, in comparable form."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UNFILLED = """CREATE TABLE IF NOT EXISTS unfilled (
    what TEXT NOT NULL, filled_to BIGINT NOT NULL, CONSTRAINT pk_unfilled PRIMARY KEY (what)
)"""
MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('values', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table, to be filled from the documents that are kept."""
    op.create_table(
        "product_values",
        sa.Column("kind", TEXT_KEY, nullable=False),
        sa.Column("name", TEXT_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("low", sa.Float()),
        sa.Column("high", sa.Float()),
        sa.Column("unit", TEXT_KEY),
        sa.Column("text", TEXT_KEY, nullable=False),
        sa.CheckConstraint("kind IN ('spec', 'property', 'attribute')", name="ck_product_values_kind_known"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_values_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "name", "product_id", "position", name="pk_product_values"),
        sqlite_with_rowid=False,
    )
    for ends in (("low", "high"), ("high",)):
        op.create_index(
            f"ix_product_values_{ends[0]}",
            "product_values",
            ["kind", "name", *ends, "unit", "product_id"],
            sqlite_where=sa.text(f"{ends[0]} IS NOT NULL"),
            postgresql_where=sa.text(f"{ends[0]} IS NOT NULL"),
        )
    op.create_index("ix_product_values_product_id", "product_values", ["product_id"])
    op.execute(UNFILLED)
    op.execute(MARK)


def downgrade() -> None:
    """Take it away; the documents still say all of it."""
    op.drop_table("product_values")
