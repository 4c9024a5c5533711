"""What comparing the products with one another finds is kept with them: the compound of each, and conflicts.

The first CAS RN and the grade become columns. The key of a product's own compound goes: it is its InChIKey, or
else that CAS RN.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
SQLITE_VALUES = "json_extract(text, '$.cas_rn'), json_extract(text, '$.quality.grade')"
POSTGRES_VALUES = "text::json ->> 'cas_rn', text::json #>> '{quality,grade}'"


def upgrade() -> None:
    """Fill the new columns from the documents. Comparing begins anew when the catalog is served."""
    op.create_table(
        "catalog_comparison",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
    )
    for name, kind in (("cas_rn", TEXT_KEY), ("grade", TEXT_KEY), ("catalog_findings", sa.Text())):
        op.add_column("products", sa.Column(name, kind, nullable=True))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(
        "UPDATE products SET (cas_rn, grade) = "
        f"(SELECT {SQLITE_VALUES if is_sqlite else POSTGRES_VALUES} FROM texts WHERE texts.id = products.body_id)"
    )
    op.add_column("products", sa.Column("group_key", TEXT_KEY, nullable=False, server_default=""))
    op.execute("UPDATE products SET group_key = coalesce(nullif(inchi_key, ''), cas_rn, product_key)")
    op.drop_index("ix_products_compound_key", "products")
    op.drop_column("products", "compound_key")
    op.create_index("ix_products_cas_rn", "products", ["cas_rn"])
    op.create_index("ix_products_group_key", "products", ["group_key"])


def downgrade() -> None:
    """Make the key of the own compound again."""
    op.add_column("products", sa.Column("compound_key", TEXT_KEY, nullable=True))
    op.execute("UPDATE products SET compound_key = coalesce(nullif(inchi_key, ''), cas_rn)")
    differs = sa.text("compound_key <> coalesce(inchi_key, '')")
    op.create_index(
        "ix_products_compound_key", "products", ["compound_key"], sqlite_where=differs, postgresql_where=differs
    )
    for name in ("cas_rn", "group_key"):
        op.drop_index(f"ix_products_{name}", "products")
    op.execute("DELETE FROM product_facts WHERE value IN ('catalog-cas-conflict', 'catalog-name-conflict')")
    for name in ("cas_rn", "group_key", "grade", "catalog_findings"):
        op.drop_column("products", name)
    op.drop_table("catalog_comparison")
