"""Regulatory lists: which CAS RNs are on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the tables, unless an earlier upgrade made them."""
    if sa.inspect(op.get_bind()).has_table("regulatory_lists"):
        return
    op.create_table(
        "regulatory_lists",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("slug", TEXT_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("numbers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_regulatory_lists"),
        sa.UniqueConstraint("slug", name="uq_regulatory_lists_slug"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "listed_numbers",
        sa.Column("cas_rn", TEXT_KEY, nullable=False),
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.PrimaryKeyConstraint("cas_rn", "list_id", name="pk_listed_numbers"),
        sa.ForeignKeyConstraint(
            ["list_id"], ["regulatory_lists.id"], name="fk_listed_numbers_list_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_listed_numbers_list_id", "listed_numbers", ["list_id"])


def downgrade() -> None:
    """Keep the tables: an older release does not read them."""
