"""The indexes of parents hold only the products that have another parent than themselves.

Four of five are their own, and the indexes of their own keys hold that already: an import writes fewer pages.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PARENTS = {"parent_key": "inchi_key", "parent_formula": "formula_key"}


def upgrade() -> None:
    """Make both indexes anew; no column changes."""
    for parent, own in PARENTS.items():
        other = sa.text(f"{parent} <> coalesce({own}, '')")
        op.drop_index(f"ix_products_{parent}", "products")
        op.create_index(f"ix_products_{parent}", "products", [parent], sqlite_where=other, postgresql_where=other)


def downgrade() -> None:
    """Let them hold every product again."""
    for parent in PARENTS:
        op.drop_index(f"ix_products_{parent}", "products")
        op.create_index(f"ix_products_{parent}", "products", [parent])
