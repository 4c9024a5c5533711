"""The files that editors upload for products: safety data sheets, certificates, spectra."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table, unless it is left from before a downgrade; there were no such files before it."""
    op.create_table(
        "stored_files",
        sa.Column("sha256", TEXT_KEY, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.CheckConstraint("size >= 1", name="ck_stored_files_size_positive"),
        sa.PrimaryKeyConstraint("sha256", name="pk_stored_files"),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Leave it: nothing else holds the files, and an older release does not look at them."""
