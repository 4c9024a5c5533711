"""The cartridge's table: every structure as PostgreSQL's RDKit extension reads it, with GiST indexes.

It is made from the tables and never the truth: it can be thrown away at any time. It is no part of the migrations, so
that nobody needs the extension who does not search with it, and nothing that is written to the catalog touches it: it
knows up to which change it is right, and is brought up to date by those who search.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from rdkit import rdBase
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    Table,
    Text,
    cast,
    false,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.types import UserDefinedType

from catalog.chemistry.structure.fingerprints import SCREEN_BITS, SCREEN_VERSION
from catalog.errors import StoreUnusable
from catalog.store.columns import TextKey
from catalog.store.database import Database

FORMAT = f"2, RDKit {rdBase.rdkitVersion}, screen {SCREEN_VERSION}"
"""What the table holds; one of another format is made anew."""


class MoleculeType(UserDefinedType[str]):
    """The extension's molecules; they are never sent, since its RDKit is another release than ours."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type's name."""
        return "mol"


class BitFingerprint(UserDefinedType[bytes]):
    """The extension's fingerprints of bits."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type's name."""
        return "bfp"


cartridge_metadata = MetaData()
structure_mols = Table(
    "structure_mols",
    cartridge_metadata,
    Column("product_id", BigInteger, primary_key=True, autoincrement=False),
    Column("product_key", TextKey, nullable=False),
    Column("smiles", Text, nullable=False),
    Column("screen", BIT(SCREEN_BITS), nullable=False),
    Column("morgan", BitFingerprint, nullable=False),
    Column("mol", MoleculeType),
    Index("ix_structure_mols_product_key", "product_key"),
)
"""One row for each product with a structure. ``mol`` is empty where the extension reads it otherwise than we do."""

structure_mols_state = Table(
    "structure_mols_state",
    cartridge_metadata,
    Column("format", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("filled_to", TextKey),
)
"""One row: what the table holds, the last change that it knows of, and, while it is filled, how far it is."""

FINISH = (
    "CREATE INDEX IF NOT EXISTS ix_structure_mols_mol ON structure_mols USING gist (mol)",
    "CREATE INDEX IF NOT EXISTS ix_structure_mols_morgan ON structure_mols USING gist (morgan)",
    "CREATE INDEX IF NOT EXISTS ix_structure_mols_unread ON structure_mols (product_key) WHERE mol IS NULL",
    "ANALYZE structure_mols",
)
"""What is done when the table is full: row by row the indexes would cost several times as much."""


class TableState(NamedTuple):
    """The state of a table.

    Attributes:
        format: what it holds.
        seq: the last change of the catalog that it knows of.
        filled_to: the last catalog key that it holds while it is filled; None when it is full.
    """

    format: str
    seq: int
    filled_to: str | None

    @property
    def is_full(self) -> bool:
        """Whether it can be searched."""
        return self.filled_to is None


def read_table_state(connection: Connection) -> TableState | None:
    """Return the table's state, or None without one of this format. It stays during the transaction."""
    column = structure_mols_state.c
    # Both are named, so that nobody can take one away after the other was read.
    both = structure_mols_state.outerjoin(structure_mols, false())
    try:
        with connection.begin_nested():
            row = connection.execute(select(column.format, column.seq, column.filled_to).select_from(both)).first()
    except ProgrammingError as error:
        if not has_error_code(error, "42P01"):
            raise
        return None
    return TableState(*row) if row is not None and row.format == FORMAT else None


def has_error_code(error: DBAPIError, *codes: str) -> bool:
    """Tell whether PostgreSQL's own error has one of some codes (its manual's appendix A)."""
    return getattr(error.orig, "sqlstate", None) in codes


def screen_bits(bits: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the bits of a fingerprint that is given as bytes."""
    return cast(func.concat("x", func.encode(bits, "hex")), BIT(SCREEN_BITS))


def require_cartridge(database: Database) -> None:
    """Make sure that the database has the extension.

    Raises:
        StoreUnusable: it has not, and it cannot be created; with what to do.
    """
    instead = "or set CATALOG_STRUCTURE_ENGINE to `file`, which gives the same answers."
    if database.is_sqlite:
        raise StoreUnusable(
            "The structure engine `cartridge` needs PostgreSQL with the extension rdkit. This database is SQLite. "
            f"Set CATALOG_DATABASE_URL to postgresql+psycopg://…, {instead}"
        )
    with database.connect() as connection:
        try:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS rdkit"))
            connection.commit()
        except DBAPIError as error:
            said = str(error.orig).strip().splitlines()[0]
            raise StoreUnusable(
                f"The structure engine `cartridge` needs PostgreSQL's extension rdkit, which cannot be created: "
                f"{said}. Install it (on Debian: postgresql-15-rdkit) and run CREATE EXTENSION rdkit in this database "
                f"as an administrator (see docs/operating.md), {instead}"
            ) from error
