"""An import that is being taken back says so, since that is done by the chunk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    """Add the column; no undo is under way."""
    op.add_column("runs", sa.Column("undoing_since", TEXT_KEY, nullable=True))


def downgrade() -> None:
    """Drop it: an undo that was cut short is done again, as of a finished run, with --force."""
    op.drop_column("runs", "undoing_since")
