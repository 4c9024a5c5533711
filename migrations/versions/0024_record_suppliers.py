"""The supplier of each record of an import, which its file may name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

OF_RUNS = """UPDATE run_records SET supplier = (SELECT supplier FROM runs WHERE runs.id = run_records.run)
    WHERE supplier IS NULL AND run IN (SELECT id FROM runs WHERE supplier IS NOT NULL)"""
OF_DRAFTS = """UPDATE run_records SET supplier = (
        SELECT supplier FROM held_drafts
        WHERE held_drafts.run = run_records.run AND held_drafts.position = run_records.position
    ) WHERE outcome = 'held'"""


def upgrade() -> None:
    """Add the column, unless it is left from before a downgrade. Of earlier records only the run's and the draft's
    supplier are known.
    """
    names = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("run_records")}
    if "supplier" not in names:
        op.add_column("run_records", sa.Column("supplier", sa.Text(), nullable=True))
    op.execute(OF_RUNS)
    op.execute(OF_DRAFTS)


def downgrade() -> None:
    """Leave the column, which an older release does not read, since nothing else holds the supplier of a record."""
