"""Room for suppliers, for keys that hold the supplier, and for documents apart from the rows that are scanned.

``catalog migrate`` moves the documents by the chunk, and revision 0014 takes the old columns away. Whatever stops it,
the next one goes on from there.
"""

from __future__ import annotations

import hashlib
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LONGEST = 72
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT_KEY = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
MARK = """INSERT INTO unfilled (what, filled_to) VALUES ('texts of products', 0), ('texts of revisions', 0)
    ON CONFLICT (what) DO NOTHING"""


def upgrade() -> None:
    """Make the room, and name every supplier that products, revisions or runs name."""
    op.create_table(
        "suppliers",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("key", TEXT_KEY, nullable=False),
        sa.Column("slug", TEXT_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("created_at", TEXT_KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suppliers"),
        sa.UniqueConstraint("key", name="uq_suppliers_key"),
        sa.UniqueConstraint("slug", name="uq_suppliers_slug"),
    )
    op.create_table(
        "supplier_names",
        sa.Column("word", TEXT_KEY, nullable=False),
        sa.Column("supplier_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name="fk_supplier_names_supplier_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", name="pk_supplier_names"),
    )
    op.create_index("ix_supplier_names_supplier_id", "supplier_names", ["supplier_id"])
    op.create_table(
        "texts",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
        sa.UniqueConstraint("digest", name="uq_texts_digest"),
    )
    if _has_lz4():
        op.execute("ALTER TABLE texts ALTER COLUMN text SET COMPRESSION lz4")
    for table in ("products", "revisions"):
        for name, kind in (
            ("product_key", TEXT_KEY), ("supplier_id", BIG_KEY), ("fields_id", BIG_KEY), ("body_id", BIG_KEY),
        ):  # fmt: skip
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _name_suppliers(op.get_bind())
    op.execute(MARK)


def _name_suppliers(connection: sa.Connection) -> None:
    """Give every row its supplier, and the key that holds it."""
    named = "SELECT supplier FROM products UNION SELECT supplier FROM revisions UNION SELECT supplier FROM runs"
    ids = {"": _add(connection, "", "house", "House")}
    _remember(connection, "house", ids[""])
    for name in sorted(name for name in connection.scalars(sa.text(named)) if name and name.strip()):
        key = _folded(name)
        if key not in ids:
            ids[key] = _add(connection, key, key.replace(" ", "-"), name)
            _remember(connection, key, ids[key])
        for table in ("products", "revisions"):
            _set(connection, table, "supplier = :name", {"name": name, "supplier": ids[key], "key": key})
    for table in ("products", "revisions"):
        _set(connection, table, "supplier_id IS NULL", {"supplier": ids[""], "key": ""})
    connection.execute(
        sa.text(
            """UPDATE compound_moves SET moved = coalesce((SELECT product_key FROM products
            WHERE products.catalog_key = compound_moves.moved), moved || :tab) WHERE kind = 'product'"""
        ),
        {"tab": "\t"},
    )


def _add(connection: sa.Connection, key: str, slug: str, name: str) -> int:
    statement = """INSERT INTO suppliers (key, slug, name, created_at)
        VALUES (:key, :slug, :name, '2026-11-30T00:00:00.000000Z') RETURNING id"""
    return int(connection.execute(sa.text(statement), {"key": key, "slug": slug, "name": name}).scalar_one())


def _remember(connection: sa.Connection, word: str, supplier: int) -> None:
    statement = "INSERT INTO supplier_names (word, supplier_id) VALUES (:word, :supplier)"
    connection.execute(sa.text(statement), {"word": word, "supplier": supplier})


def _set(connection: sa.Connection, table: str, condition: str, values: dict[str, object]) -> None:
    statement = f"""UPDATE {table} SET supplier_id = :supplier, product_key = catalog_key || :tab || :key
        WHERE {condition}"""
    connection.execute(sa.text(statement), {"tab": "\t", **values})


def _folded(name: str) -> str:
    """Return a name in lower-case words of letters and digits. Its bytes stand for one that has none, and a digest for
    the end of a long one.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(char))
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    whole = (" ".join(words) or f"x{name.strip().encode(errors='replace').hex()}").encode(errors="replace")
    if len(whole) <= LONGEST:
        return whole.decode()
    return f"{whole[:52].decode(errors='ignore').rstrip()} {hashlib.sha256(whole).hexdigest()[:12]}"


def _has_lz4() -> bool:
    """Tell whether this is a PostgreSQL that was built with LZ4, as nearly all are."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return False
    kinds = connection.scalar(sa.text("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"))
    return "lz4" in (kinds or ())


def downgrade() -> None:
    """Take the room away; the documents are in the rows again."""
    connection = op.get_bind()
    place = "strpos" if connection.dialect.name == "postgresql" else "instr"
    statement = f"UPDATE compound_moves SET moved = substr(moved, 1, {place}(moved, :tab) - 1) WHERE kind = 'product'"
    connection.execute(sa.text(statement), {"tab": "\t"})
    said, document = (f"(SELECT text FROM texts WHERE texts.id = {name}_id)" for name in ("fields", "body"))
    for table in ("products", "revisions"):
        # Those that have moved already.
        op.execute(f"UPDATE {table} SET fields = {said}, body = {document} WHERE fields_id IS NOT NULL")
        for name in ("product_key", "supplier_id", "fields_id", "body_id"):
            op.drop_column(table, name)
    op.execute("DELETE FROM unfilled WHERE what IN ('texts of products', 'texts of revisions')")
    for table in ("texts", "supplier_names", "suppliers"):
        op.drop_table(table)
