"""The tables in SQLAlchemy Core. Migrations create them; nothing here uses a database.

Times are RFC 3339 UTC texts of fixed width, so they sort by time on either engine. Every constraint has a name, so that
a migration can change it on SQLite too.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    select,
)

from catalog.store.columns import BigKey, TextKey, metadata
from catalog.store.redundant_columns import differs_from_own

suppliers = Table(
    "suppliers",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("key", TextKey, nullable=False),
    Column("slug", TextKey, nullable=False),
    Column("name", Text, nullable=False),
    Column("site", Text),
    Column("contact", Text),
    Column("country", Text),
    Column("created_at", TextKey, nullable=False),
    UniqueConstraint("key"),
    UniqueConstraint("slug"),
)
"""The suppliers. ``key`` never changes and is part of the keys of the products. ``slug``, for addresses, and ``name``
can change. The house has the empty key and the products without a stated supplier."""

supplier_names = Table(
    "supplier_names",
    metadata,
    Column("word", TextKey, nullable=False),
    Column("supplier_id", BigKey, ForeignKey("suppliers.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("word"),
    Index(None, "supplier_id"),
)
"""Every folded name and every slug that a supplier has or had. Imports and old addresses find the supplier by them."""

texts = Table(
    "texts",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("digest"),
)
"""Each document and each set of stated fields of a product or a revision: once, as JSON text, under its SHA-256.
So the rows of ``products`` are short for lists, facets and orders."""

FACET_COLUMNS = ("supplier_id", "status", "storage_code", "assay_min", "elements")
"""The columns of products that facets count. One index has them all, so that one read of it counts them all."""

products = Table(
    "products",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("catalog_number", Text, nullable=False),
    Column("catalog_key", TextKey, nullable=False),
    Column("product_key", TextKey, nullable=False),
    Column("supplier_id", BigKey, ForeignKey("suppliers.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", TextKey, nullable=False),
    Column("status", Text, nullable=False),
    Column("formula_key", TextKey),
    Column("elements", TextKey),
    Column("molecular_weight", Float),
    Column("weight_order", Float, nullable=False),
    Column("monoisotopic_mass", Float),
    Column("inchi_key", TextKey),
    Column("smiles", Text),
    Column("cas_rn", TextKey),
    Column("parent_key", TextKey),
    Column("parent_formula", TextKey),
    Column("assay_min", Float),
    Column("storage_code", TextKey),
    Column("in_stock", Integer, nullable=False, server_default="0"),
    Column("grade", TextKey),
    Column("borrowed_key", TextKey),
    Column("group_key", TextKey, nullable=False, server_default=""),
    Column("catalog_findings", Text),
    Column("revision", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("stated_hash", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("fields_id", BigKey, ForeignKey("texts.id"), nullable=False),
    Column("body_id", BigKey, ForeignKey("texts.id"), nullable=False),
    Column("created_at", TextKey, nullable=False),
    Column("updated_at", TextKey, nullable=False),
    UniqueConstraint("product_key"),
    CheckConstraint("revision >= 1", name="revision_positive"),
    Index(None, "catalog_key"),
    Index(None, *FACET_COLUMNS),
    Index(None, "name_key", "product_key"),
    Index(None, "weight_order", "product_key"),
    Index(None, "formula_key"),
    Index(None, "monoisotopic_mass"),
    Index(None, "inchi_key"),
    Index(None, "borrowed_key"),
    Index(None, "cas_rn"),
    Index(None, "group_key"),
    Index(None, "storage_code"),
    Index(None, "grade", "supplier_id"),
    Index(None, "updated_at", "product_key"),
)
"""The current state: one short row for each product, with the columns for filters and orders. ``body_id`` is the id of
its whole document, ``fields_id`` that of its stated fields. ``catalog_key`` is the catalog number for look-up, and
``product_key`` adds the supplier and identifies the product. ``elements`` has the symbols of a definite formula, each
once, with a blank between: products have few different ones. ``group_key`` is the key of its compound, or its own where
it has none. ``inchi_key`` is that of the stated structure, ``borrowed_key`` that of a borrowed one, and ``smiles`` is
either. ``catalog_findings`` is what the catalog as a whole says of it, as JSON text: see
``catalog.store.compounds.comparing``. The table can be rebuilt from ``revisions``.
"""

_has_none = products.c.smiles.is_(None)
Index(
    "ix_products_without_structure",
    products.c.name_key,
    products.c.product_key,
    sqlite_where=_has_none,
    postgresql_where=_has_none,
)

for _own, _other in (("inchi_key", "parent_key"), ("formula_key", "parent_formula")):
    _differs = differs_from_own(products.c[_own], products.c[_other])
    Index(None, products.c[_other], sqlite_where=_differs, postgresql_where=_differs)

product_identifiers = Table(
    "product_identifiers",
    metadata,
    Column("value", TextKey, nullable=False),
    Column("type", TextKey, nullable=False),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("value", "type", "product_id"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
)
"""Every identifier of a product, with its CAS RNs: the key, which is equal for different spellings, and the
system."""

product_cas_rns = (
    select(product_identifiers.c.value.label("cas_rn"), product_identifiers.c.product_id)
    .where(product_identifiers.c.type == literal_column("'CAS'"))
    .subquery("product_cas_rns")
)
"""All CAS RNs among the identifiers. To look up one is still one read of a range of the index."""

product_facts = Table(
    "product_facts",
    metadata,
    Column("fact", TextKey, nullable=False),
    Column("value", TextKey, nullable=False),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("fact", "value", "product_id"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
)
"""Facts for filters: availability, sizes of packs, grade, pictograms and hazard statements of offers, common
attributes as conditions (``Target=EGFR``), the codes of findings, and in one row (``has``) the words of the fields that
the product states, with a blank between: there are few different sets."""

product_prices = Table(
    "product_prices",
    metadata,
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("currency", TextKey, nullable=False),
    Column("per_gram", Float),
    Column("per_mole", Float),
    Column("per_millilitre", Float),
    PrimaryKeyConstraint("product_id", "currency"),
    sqlite_with_rowid=False,
)
"""The lowest price of a product for each unit, in each currency of its packs. The currency is empty if the price
names none. A product without such a price has no row."""
product_values = Table(
    "product_values",
    metadata,
    Column("kind", TextKey, nullable=False),
    Column("name", TextKey, nullable=False),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("low", Float),
    Column("high", Float),
    Column("unit", TextKey),
    Column("text", TextKey, nullable=False),
    CheckConstraint("kind IN ('spec', 'property', 'attribute')", name="kind_known"),
    PrimaryKeyConstraint("kind", "name", "product_id", "position"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
)
"""The stated values of products, one row for each statement: words, and any numbers in base units."""

for _ends in (("low", "high"), ("high",)):
    _stated = product_values.c[_ends[0]].is_not(None)
    Index(
        f"ix_product_values_{_ends[0]}",
        *(product_values.c[_name] for _name in ("kind", "name", *_ends, "unit", "product_id")),
        sqlite_where=_stated,
        postgresql_where=_stated,
    )

product_names = Table(
    "product_names",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", TextKey, nullable=False),
    CheckConstraint("kind IN ('name', 'synonym', 'catalog_number')", name="kind_known"),
    Index(None, "product_id"),
    Index(None, "folded"),
)
"""All names of a product, as written and folded for search. The word index uses ``folded``."""

vocabulary = Table(
    "vocabulary",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("word", TextKey, nullable=False),
    UniqueConstraint("word"),
    sqlite_autoincrement=True,
)
"""Every word of a name, once. Numbers only grow, so new words have higher numbers. Words of removed products
stay until ``catalog reindex``; they find nothing."""

formula_elements = Table(
    "formula_elements",
    metadata,
    Column("element", TextKey, nullable=False),
    Column("count", Float, nullable=False),
    Column("formula_key", TextKey, nullable=False),
    PrimaryKeyConstraint("element", "count", "formula_key"),
    sqlite_with_rowid=False,
)
"""How many atoms of each element each distinct formula has. All isotopes count alike."""

product_structures = Table(
    "product_structures",
    metadata,
    Column("product_id", BigKey, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("morgan", LargeBinary, nullable=False),
    Column("screen", LargeBinary, nullable=False),
)
"""The fingerprints of every product with a known structure, for structure search."""

revisions = Table(
    "revisions",
    metadata,
    Column("seq", BigKey, primary_key=True),
    Column("catalog_number", Text, nullable=False),
    Column("product_key", TextKey, nullable=False),
    Column("supplier_id", BigKey, ForeignKey("suppliers.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("change", Text, nullable=False),
    Column("changed_fields", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("person_id", BigInteger),
    Column("run", BigInteger),
    Column("undoes_run", BigInteger),
    Column("at", TextKey, nullable=False),
    Column("fields_id", BigKey, ForeignKey("texts.id"), nullable=False),
    Column("body_id", BigKey, ForeignKey("texts.id")),
    Column("content_hash", Text, nullable=False),
    Column("reason", Text),
    UniqueConstraint("product_key", "number"),
    CheckConstraint("change IN ('created', 'changed', 'deleted', 'restored')", name="change_known"),
    Index(None, "run"),
    Index(None, "actor", "seq"),
    Index(None, "supplier_id", "seq"),
    Index(None, "change", "seq"),
    Index(None, "at", "seq"),
    sqlite_autoincrement=True,
)
"""Every accepted change: the whole document after it (none after a deletion), its author with the reason if one was
given, its time and its run."""

structure_numbers = Table(
    "structure_numbers",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("key", TextKey, nullable=False),
    UniqueConstraint("key"),
)
"""The structures that have a number of ours, by InChIKey, in the order in which they were first asked for. Rows are
never deleted, so that no number stands for something else later."""

product_numbers = Table(
    "product_numbers",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("key", TextKey, nullable=False),
    UniqueConstraint("key"),
)
"""The products that have a number of ours, by ``product_key``. Rows are never deleted."""
