"""Editing by hand: one product changed, replaced, removed or restored, under the same checks as an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.chemistry.pool import WorkerPool
from catalog.errors import NotFound, RefusedRecord, StaleRevision
from catalog.intake.failures import examine_single
from catalog.product.draft import Draft
from catalog.product.examine import CHECKS_VERSION
from catalog.product.examining import Examined
from catalog.product.folding import catalog_key
from catalog.store.database import Database, Transaction
from catalog.store.entries import Entry, from_json, make_entry, stated_hash
from catalog.store.history import find_revision
from catalog.store.products import StoredProduct, find_product
from catalog.store.writing import Author, keep, kept_rows, remove


def change_fields(
    database: Database, pool: WorkerPool, catalog_number: str, changes: Mapping[str, str], etag: str, actor: str
) -> StoredProduct:
    """Change some stated fields of a product; a field set to ``-`` is erased.

    Raises:
        NotFound: there is no such product.
        StaleRevision: it was changed since it was read.
        RefusedRecord: the checks refuse what it would be.
    """
    with database.read() as transaction:
        fields = _stated(transaction, catalog_number)
    merged = Draft({**changes, "catalog_number": fields["catalog_number"]}).merged_into(Draft(fields))
    return replace_fields(database, pool, catalog_number, merged.fields, etag, actor)


def replace_fields(
    database: Database, pool: WorkerPool, catalog_number: str, fields: Mapping[str, str], etag: str | None, actor: str
) -> StoredProduct:
    """Put a product in place of what is kept, or anew where ``etag`` is None and nothing is kept.

    Raises:
        StaleRevision: what is kept is not what ``etag`` names.
        RefusedRecord: the checks refuse it.
    """
    stated = Draft({**fields, "catalog_number": fields.get("catalog_number") or catalog_number}).merged_into(Draft({}))
    if catalog_key(stated.get("catalog_number")) != catalog_key(catalog_number):
        raise RefusedRecord("The catalog number in the record is not the one in the address.", findings=[])
    examined = examine_single(pool, stated.fields)
    if examined.refused:
        raise _refusal(examined)
    with database.write() as transaction:
        _require_current(transaction, catalog_number, etag)
        keep(transaction, [_entry(transaction, stated.fields, examined, actor)], Author(actor))
        kept = find_product(transaction, catalog_number)
    if kept is None:
        raise NotFound(f"The product {catalog_number!r} was removed meanwhile.")
    return kept


def remove_product(database: Database, catalog_number: str, etag: str, actor: str) -> None:
    """Take a product out of the catalog; its history stays.

    Raises:
        NotFound: there is no such product.
        StaleRevision: it was changed since it was read.
    """
    with database.write() as transaction:
        _stated(transaction, catalog_number)
        _require_current(transaction, catalog_number, etag)
        remove(transaction, [catalog_key(catalog_number)], Author(actor))


def restore_product(
    database: Database, pool: WorkerPool, catalog_number: str, number: int, etag: str | None, actor: str
) -> StoredProduct:
    """Bring back what was stated at a revision, examined by today's checks.

    Raises:
        NotFound: there is no such revision, or nothing stood there.
        StaleRevision: the product was changed since it was read.
        RefusedRecord: today's checks refuse it.
    """
    with database.read() as transaction:
        revision = find_revision(transaction, catalog_number, number)
    if revision is None or revision.body is None:
        raise NotFound(f"There is no revision {number} of {catalog_number!r} that could be restored.")
    return replace_fields(database, pool, catalog_number, revision.fields, etag, actor)


def _stated(transaction: Transaction, catalog_number: str) -> dict[str, str]:
    row = kept_rows(transaction, [catalog_key(catalog_number)]).get(catalog_key(catalog_number))
    if row is None:
        raise NotFound(f"There is no product with the catalog number {catalog_number!r}.")
    return from_json(row["fields"])


def _require_current(transaction: Transaction, catalog_number: str, etag: str | None) -> None:
    kept = find_product(transaction, catalog_number)
    if (None if kept is None else kept.etag) != etag and not (etag == "*" and kept is not None):
        raise StaleRevision(f"The product {catalog_number!r} is not what it was when you read it; read it again.")


def _refusal(examined: Examined) -> RefusedRecord:
    errors = [finding for finding in examined.content["findings"] if finding["severity"] == "error"]
    return RefusedRecord("The checks refuse this record: " + " ".join(e["message"] for e in errors), findings=errors)


def _entry(transaction: Transaction, fields: Mapping[str, str], examined: Examined, actor: str) -> Entry:
    """The entry of an edit: fields whose text it leaves keep their provenance, the others come from the edit."""
    key = catalog_key(fields["catalog_number"])
    row = kept_rows(transaction, [key]).get(key)
    before: dict[str, Any] = {} if row is None else from_json(row["body"])["provenance"]
    kept_fields = {} if row is None else from_json(row["fields"])
    deliveries = before.get("deliveries", [])
    edit: dict[str, Any] = {"source": f"edit by {actor}", "intake_run": None, "record": None, "place": {}}
    origins = before.get("fields", {})
    own = {"delivery": len(deliveries)}
    provenance = {
        "supplier": before.get("supplier"),
        "source": before.get("source", edit["source"]),
        "intake_run": before.get("intake_run"),
        "record": before.get("record"),
        "deliveries": [*deliveries, edit],
        "fields": {
            name: origins[name] if kept_fields.get(name) == text and name in origins else own
            for name, text in fields.items()
        },
    }
    stated, supplier = stated_hash(fields, CHECKS_VERSION), before.get("supplier")
    return make_entry(
        fields, stated, examined.content, provenance, supplier=supplier, fingerprints=examined.fingerprints
    )
