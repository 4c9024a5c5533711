"""Facts of offers that lists are narrowed by: availability, grade, pictograms and hazard statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNFILLED = """CREATE TABLE IF NOT EXISTS unfilled (
    what TEXT NOT NULL, filled_to BIGINT NOT NULL, CONSTRAINT pk_unfilled PRIMARY KEY (what)
)"""
MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('offers', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table, to be filled from the documents that are kept."""
    op.create_table(
        "product_facts",
        sa.Column("fact", TEXT_KEY, nullable=False),
        sa.Column("value", TEXT_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_facts_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fact", "value", "product_id", name="pk_product_facts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_product_facts_product_id", "product_facts", ["product_id"])
    op.execute(UNFILLED)
    op.execute(MARK)


def downgrade() -> None:
    """Take it away; the documents still say all of it."""
    op.drop_table("product_facts")
