"""Structures and products get numbers, by which programs for PubChem know them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the tables, unless an earlier upgrade made them."""
    if sa.inspect(op.get_bind()).has_table("structure_numbers"):
        return
    for table in ("structure_numbers", "product_numbers"):
        op.create_table(
            table,
            sa.Column("id", BIG_KEY, nullable=False),
            sa.Column("key", TEXT_KEY, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint("key", name=f"uq_{table}_key"),
        )


def downgrade() -> None:
    """Keep the tables: a number must never stand for something else, and an older release does not read them."""
