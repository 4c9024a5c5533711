"""The meanings that editors gave to the columns of a supplier's files, for the next file of the same shape."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Make the table, unless it stayed when the database was taken down a release."""
    if sa.inspect(op.get_bind()).has_table("column_choices"):
        return
    op.create_table(
        "column_choices",
        sa.Column("supplier", TEXT_KEY, nullable=False),
        sa.Column("shape", TEXT_KEY, nullable=False),
        sa.Column("meanings", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("at", TEXT_KEY, nullable=False),
        sa.PrimaryKeyConstraint("supplier", "shape", name="pk_column_choices"),
    )


def downgrade() -> None:
    """Keep what people decided, in a table that an older release does not read."""
