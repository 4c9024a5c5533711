"""Facts of offers that lists are narrowed by: availability, grade, pictograms and hazard statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from catalog.store.offer_index import take_in_kept_offers

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table and fill it from the documents that are kept."""
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
    take_in_kept_offers(op.get_bind())


def downgrade() -> None:
    """Take it away; the documents still say all of it."""
    op.drop_table("product_facts")
