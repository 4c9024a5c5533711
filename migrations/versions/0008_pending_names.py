"""PostgreSQL takes new names into the word index after 256 kB of them, and not only after 4 MB.

Until then every search reads through the names that wait, which may take it ten times as long. Vacuum takes them in,
too, but comes by itself only once a tenth of the names is new.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEX = "ix_product_names_words"
WAITING_KB = 256


def upgrade() -> None:
    """Set it, and take in what waits now."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {INDEX} SET (gin_pending_list_limit = {WAITING_KB})")
        op.execute(sa.select(sa.func.gin_clean_pending_list(INDEX)))


def downgrade() -> None:
    """Leave it to the server's setting again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX {INDEX} RESET (gin_pending_list_limit)")
