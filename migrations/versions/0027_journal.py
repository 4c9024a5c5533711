"""A revision has the reason of its author, and the journal finds revisions by person, supplier, kind and time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_revisions_actor": ["actor", "seq"],
    "ix_revisions_supplier_id": ["supplier_id", "seq"],
    "ix_revisions_change": ["change", "seq"],
    "ix_revisions_at": ["at", "seq"],
}


def upgrade() -> None:
    """Add the column and the indexes. Earlier revisions have no reason."""
    op.add_column("revisions", sa.Column("reason", sa.Text(), nullable=True))
    for name, columns in INDEXES.items():
        op.create_index(name, "revisions", columns)


def downgrade() -> None:
    """Drop them, with the reasons."""
    for name in INDEXES:
        op.drop_index(name, "revisions")
    op.drop_column("revisions", "reason")
