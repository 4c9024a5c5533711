"""Prices for each unit, that products are sorted and narrowed by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('prices', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table, to be filled from the documents that are kept."""
    op.create_table(
        "product_prices",
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.Column("currency", TEXT_KEY, nullable=False),
        sa.Column("per_gram", sa.Float()),
        sa.Column("per_mole", sa.Float()),
        sa.Column("per_millilitre", sa.Float()),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_prices_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "currency", name="pk_product_prices"),
        sqlite_with_rowid=False,
    )
    op.execute(MARK)


def downgrade() -> None:
    """Take it away; the documents still say all of it."""
    op.drop_table("product_prices")
