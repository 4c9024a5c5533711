"""Editing by hand: one product changed, replaced, removed or restored, under the same checks as an import.

What is kept is read, the edit is worked out over it with no transaction open, and it is written only if the same is
still kept; else all of that is done again. So no edit is lost, whatever condition it was sent under.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import NotFound, RefusedRecord, StaleRevision
from catalog.intake.failures import run_single
from catalog.intake.runs.edits import prepare_edit
from catalog.product.draft import Draft
from catalog.product.text.folding import catalog_key
from catalog.store.database import Database, Transaction, snapshot
from catalog.store.entries import Entry, KeptState
from catalog.store.json_text import from_json
from catalog.store.reading.history import find_revision
from catalog.store.reading.products import ProductIdentity, StoredProduct, find_known_product, no_such_product
from catalog.store.stored_files import NewFile, keep_file
from catalog.store.writing.products import Author, keep_products, kept_states, remove_products

ATTEMPTS = 8
"""How often an edit is worked out anew because somebody else changed the product meanwhile."""

Tags = frozenset[str]
"""Entity tags, each with its quotes; ``*`` among them stands for any."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be kept for an edit to be made.

    Attributes:
        match: there is a product, and one of these is its tag (RFC 9110, 13.1.1); None where nobody asked for that.
        none_match: there is none, or one with another tag (RFC 9110, 13.1.2); None where nobody asked for that.
    """

    match: Tags | None = None
    none_match: Tags | None = None

    def holds(self, tag: str | None) -> bool:
        """Tell whether the product may be edited.

        Args:
            tag: of the product; None where there is none.
        """
        if self.match is not None and (tag is None or self.match.isdisjoint((tag, "*"))):
            return False
        return self.none_match is None or tag is None or self.none_match.isdisjoint((tag, "*"))


NOTHING_KEPT = Condition(none_match=frozenset({"*"}))
"""There is no such product."""


class _CurrentProduct(NamedTuple):
    """What is kept under a number, and its entity tag."""

    state: KeptState
    tag: str


def change_fields(
    database: Database,
    pool: WorkerPool,
    product: ProductIdentity,
    changes: Mapping[str, str],
    condition: Condition,
    actor: str,
    file: NewFile | None = None,
) -> StoredProduct:
    """Change some stated fields of a product; a field set to ``-`` is erased.

    Args:
        database: where it is kept.
        pool: examines it.
        product: which product.
        changes: the fields, each with its text.
        condition: what must be kept.
        actor: who changes it.
        file: what a field names, kept if the change is.

    Raises:
        NotFound: there is no such product.
        StaleRevision: the condition does not hold, or others change the product again and again.
        RefusedRecord: the checks refuse what it would be.
    """

    def changed(current: _CurrentProduct | None) -> Mapping[str, str]:
        if current is None:
            raise no_such_product(product.catalog_number)
        fields = from_json(current.state.fields)
        return Draft({**changes, "catalog_number": fields["catalog_number"]}).merged_into(Draft(fields)).fields

    return _edit(database, pool, product, changed, condition, actor, file)


def replace_fields(
    database: Database,
    pool: WorkerPool,
    product: ProductIdentity,
    fields: Mapping[str, str],
    condition: Condition,
    actor: str,
) -> StoredProduct:
    """Put a product in place of what is kept, or anew where nothing is.

    Raises:
        StaleRevision: the condition does not hold, or others change the product again and again.
        RefusedRecord: the checks refuse it.
    """
    number = product.catalog_number
    stated = Draft({**fields, "catalog_number": fields.get("catalog_number") or number}).merged_into(Draft({}))
    if catalog_key(stated.get("catalog_number")) != catalog_key(number):
        raise RefusedRecord("The catalog number in the record is not the one in the address.", findings=[])
    return _edit(database, pool, product, lambda _current: stated.fields, condition, actor)


def remove_product(database: Database, product: ProductIdentity, condition: Condition, actor: str) -> None:
    """Take a product out of the catalog; its history stays.

    Raises:
        NotFound: there is no such product.
        StaleRevision: the condition does not hold.
    """
    with database.write() as transaction:
        current = _current(transaction, product)
        if current is None:
            raise no_such_product(product.catalog_number)
        _require(condition, product, current)
        remove_products(transaction, [product.key], Author(actor))


def restore_product(
    database: Database, pool: WorkerPool, product: ProductIdentity, number: int, condition: Condition, actor: str
) -> StoredProduct:
    """Bring back what was stated at a revision, examined by today's checks.

    Raises:
        NotFound: there is no such revision, or nothing stood there.
        StaleRevision: the condition does not hold, or others change the product again and again.
        RefusedRecord: today's checks refuse it.
    """
    with database.read() as transaction:
        revision = find_revision(transaction, product.key, number)
    if revision is None or revision.body is None:
        raise NotFound(f"There is no revision {number} of {product.catalog_number!r} that could be restored.")
    return replace_fields(database, pool, product, revision.fields, condition, actor)


def _edit(
    database: Database,
    pool: WorkerPool,
    product: ProductIdentity,
    stated: Callable[[_CurrentProduct | None], Mapping[str, str]],
    condition: Condition,
    actor: str,
    file: NewFile | None = None,
) -> StoredProduct:
    """Keep what is stated over what is kept."""
    for _ in range(ATTEMPTS):
        with snapshot(database) as transaction:
            current = _current(transaction, product)
        fields = stated(current)
        _require(condition, product, current)
        state = None if current is None else current.state
        edit = run_single(pool.run, prepare_edit, dict(fields), state, actor, product.supplier)
        if not isinstance(edit, Entry):
            words = " ".join(str(error["message"]) for error in edit)
            raise RefusedRecord(f"The checks refuse this record: {words}", findings=edit)
        with database.write() as transaction:
            now = _current(transaction, product)
            if (now and now.state.mark) == (current and current.state.mark):
                if file is not None:
                    keep_file(transaction, file, actor)
                keep_products(transaction, [edit], Author(actor))
                kept = find_known_product(transaction, product.key)
                assert kept is not None  # noqa: S101  # It was written just now.
                return kept
    number = product.catalog_number
    raise StaleRevision(f"Others keep changing the product {number!r}; read it again, then change it.")


def _current(transaction: Transaction, product: ProductIdentity) -> _CurrentProduct | None:
    """Return what is kept of a product, or None."""
    kept = find_known_product(transaction, product.key)
    if kept is None:
        return None
    return _CurrentProduct(kept_states(transaction, [product.key])[product.key], kept.etag)


def _require(condition: Condition, product: ProductIdentity, current: _CurrentProduct | None) -> None:
    if not condition.holds(None if current is None else current.tag):
        number = product.catalog_number
        raise StaleRevision(f"The product {number!r} is not what it was when you read it; read it again.")
