"""Every identifier of a product by its key, CAS RNs among them, in one table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('identifiers', 0)
    ON CONFLICT (what) DO UPDATE SET filled_to = 0"""
KEEP_CAS_RNS = """INSERT INTO product_identifiers (value, type, product_id)
    SELECT cas_rn, 'CAS', product_id FROM product_cas_rns"""
CAS_RNS_BACK = """INSERT INTO product_cas_rns (cas_rn, product_id)
    SELECT value, product_id FROM product_identifiers WHERE type = 'CAS'"""

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table out of that of the CAS RNs; the others are to be filled from the documents that are kept."""
    op.create_table(
        "product_identifiers",
        sa.Column("value", TEXT_KEY, nullable=False),
        sa.Column("type", TEXT_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_identifiers_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("value", "type", "product_id", name="pk_product_identifiers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_product_identifiers_product_id", "product_identifiers", ["product_id"])
    op.execute(KEEP_CAS_RNS)
    op.drop_table("product_cas_rns")
    op.execute(MARK)


def downgrade() -> None:
    """Put the CAS RNs back; the documents still say the others."""
    op.create_table(
        "product_cas_rns",
        sa.Column("cas_rn", TEXT_KEY, nullable=False),
        sa.Column("product_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_cas_rns_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cas_rn", "product_id", name="pk_product_cas_rns"),
    )
    op.create_index("ix_product_cas_rns_product_id", "product_cas_rns", ["product_id"])
    op.execute(CAS_RNS_BACK)
    op.drop_table("product_identifiers")
