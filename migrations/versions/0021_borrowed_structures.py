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


SQLITE_KEY = "json_extract(text, '$.borrowed_structure.inchi_key')"
POSTGRES_KEY = "text::json #>> '{borrowed_structure,inchi_key}'"


def upgrade() -> None:
    """Add the column. Only a database that was taken down from this revision has values for it."""
    op.add_column("products", sa.Column("borrowed_key", TEXT_KEY, nullable=True))
    key = SQLITE_KEY if op.get_bind().dialect.name == "sqlite" else POSTGRES_KEY
    op.execute(
        f"UPDATE products SET borrowed_key = (SELECT {key} FROM texts WHERE texts.id = products.body_id) "
        "WHERE inchi_key IS NULL AND smiles IS NOT NULL"
    )
    op.create_index("ix_products_borrowed_key", "products", ["borrowed_key"])


def downgrade() -> None:
    """Drop the column. Structures stay searchable as they are."""
    op.drop_index("ix_products_borrowed_key", "products")
    op.drop_column("products", "borrowed_key")
