"""The InChIKey of a structure that is not the supplier's: products without a stated structure are found by it.

Products get one when they are examined again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add the column, without values."""
    op.add_column("products", sa.Column("borrowed_key", TEXT_KEY, nullable=True))
    op.create_index("ix_products_borrowed_key", "products", ["borrowed_key"])


def downgrade() -> None:
    """Take the borrowed structures out of the search."""
    op.execute(
        "DELETE FROM product_structures WHERE product_id IN (SELECT id FROM products WHERE borrowed_key IS NOT NULL)"
    )
    op.execute("UPDATE products SET smiles = NULL WHERE borrowed_key IS NOT NULL")
    op.drop_index("ix_products_borrowed_key", "products")
    op.drop_column("products", "borrowed_key")
