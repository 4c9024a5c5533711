"""The words of names, for spelling; the elements of formulas, for ranges of their counts; what is in stock."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from catalog.store.element_index import take_in_formulas
from catalog.store.vocabulary import take_in_words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
CHUNK = 10_000

names = sa.table("product_names", sa.column("id"), sa.column("kind"), sa.column("folded"))
products = sa.table("products", sa.column("id"), sa.column("formula_key"))


def upgrade() -> None:
    """Make the tables and fill them from what is kept; no product has said yet what is in stock."""
    op.create_table(
        "vocabulary",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("word", TEXT_KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vocabulary"),
        sa.UniqueConstraint("word", name="uq_vocabulary_word"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "formula_elements",
        sa.Column("element", TEXT_KEY, nullable=False),
        sa.Column("count", sa.Float(), nullable=False),
        sa.Column("formula_key", TEXT_KEY, nullable=False),
        sa.PrimaryKeyConstraint("element", "count", "formula_key", name="pk_formula_elements"),
        sqlite_with_rowid=False,
    )
    op.add_column("products", sa.Column("in_stock", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for _id, kind, folded in _rows(connection, names):
        named = zip(kind, folded, strict=True)
        take_in_words(connection, [str(text) for of, text in named if of != "catalog_number"])
    for _id, formula_keys in _rows(connection, products):
        take_in_formulas(connection, formula_keys)


def _rows(connection: sa.Connection, table: sa.TableClause) -> Iterator[list[tuple[object, ...]]]:
    """The columns of a table, chunk by chunk."""
    last = 0
    while True:
        query = sa.select(*table.c).where(table.c.id > last).order_by(table.c.id).limit(CHUNK)
        rows = connection.execute(query).all()
        if not rows:
            return
        yield list(zip(*rows, strict=True))
        last = rows[-1].id


def downgrade() -> None:
    """Take them away."""
    op.drop_column("products", "in_stock")
    op.drop_table("formula_elements")
    op.drop_table("vocabulary")
