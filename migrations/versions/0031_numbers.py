"""Searches that found nothing are counted by text and day; each product gets the words of the fields that it states; an
index counts grades by supplier.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('offers', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""
INDEX = "ix_products_grade"
NO_FIELDS = "DELETE FROM product_facts WHERE fact = 'has'"

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the index, and the table unless an earlier upgrade made it. Let all facts be written again."""
    op.execute(MARK)
    op.create_index(INDEX, "products", ["grade", "supplier_id"])
    if sa.inspect(op.get_bind()).has_table("unanswered_searches"):
        return
    op.create_table(
        "unanswered_searches",
        sa.Column("day", TEXT_KEY, nullable=False),
        sa.Column("text", TEXT_KEY, nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "text", name="pk_unanswered_searches"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the index, and the fields from the facts. Keep the counts: nobody can make them again."""
    op.drop_index(INDEX, "products")
    op.execute(NO_FIELDS)
