"""The elements of each product in one column, what facets count in one index and one table, and an index of products
without a structure.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('elements', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""
FINDINGS_TO_FACTS = """INSERT INTO product_facts (fact, value, product_id)
    SELECT 'finding', code, product_id FROM product_findings"""
FINDINGS_FROM_FACTS = """INSERT INTO product_findings (code, product_id)
    SELECT value, product_id FROM product_facts WHERE fact = 'finding'"""
NO_FINDINGS = "DELETE FROM product_facts WHERE fact = 'finding'"
INDEX = "ix_products_supplier_id"
NO_STRUCTURE = "ix_products_without_structure"

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add the column, to be filled from the formulas, and its index; move the codes of findings."""
    op.add_column("products", sa.Column("elements", TEXT_KEY, nullable=True))
    op.drop_index(INDEX, "products")
    op.create_index(INDEX, "products", ["supplier_id", "status", "storage_code", "assay_min", "elements"])
    none = sa.text("smiles IS NULL")
    op.create_index(NO_STRUCTURE, "products", ["name_key", "product_key"], sqlite_where=none, postgresql_where=none)
    op.execute(NO_FINDINGS)
    op.execute(FINDINGS_TO_FACTS)
    op.drop_table("product_findings")
    op.execute(MARK)


def downgrade() -> None:
    """Put the codes back into a table of their own."""
    op.create_table(
        "product_findings",
        sa.Column("code", TEXT_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_findings_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", "product_id", name="pk_product_findings"),
    )
    op.create_index("ix_product_findings_product_id", "product_findings", ["product_id"])
    op.execute(FINDINGS_FROM_FACTS)
    op.execute(NO_FINDINGS)
    op.drop_index(NO_STRUCTURE, "products")
    op.drop_index(INDEX, "products")
    op.create_index(INDEX, "products", ["supplier_id"])
    op.drop_column("products", "elements")
