"""Editing by hand: change, replace, remove or restore one product, with the same checks as an import.

The stored product is read, and the new one is computed with no transaction open. It is written only if the stored
product is still the same; else all of this is done again. So no edit is lost, with any condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import NotFound, RefusedRecord, StaleRevision
from catalog.intake.editing.edits import prepare_edit
from catalog.intake.editing.end_of_sale import require_end_of_sale
from catalog.intake.failures import run_single
from catalog.product.draft import APPROVED_DESCRIPTION, Draft
from catalog.product.text.folding import catalog_key
from catalog.reference.reference import NO_REFERENCE, Reference
from catalog.store.database import Database, Transaction, snapshot
from catalog.store.entries import Entry, KeptState
from catalog.store.json_text import from_json
from catalog.store.reading.history import find_revision
from catalog.store.reading.products import ProductIdentity, StoredProduct, find_known_product, no_such_product
from catalog.store.writing.draft_mending import ignored_kinds
from catalog.store.writing.products import Author, keep_products, kept_states, remove_products
from catalog.store.writing.stored_files import NewFile, keep_file

ATTEMPTS = 8
"""How often an edit is computed again because somebody else changed the product meanwhile."""

ERASE = "-"
"""The text that takes a field out."""

Tags = frozenset[str]
"""Entity tags, each with its quotes. ``*`` means any tag."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition on the stored product for an edit.

    Attributes:
        match: the product exists and has one of these tags (RFC 9110, 13.1.1), or None for no such condition.
        none_match: there is no product with one of these tags (RFC 9110, 13.1.2), or None for no such condition.
    """

    match: Tags | None = None
    none_match: Tags | None = None

    def holds(self, tag: str | None) -> bool:
        """Tell whether the product may be edited.

        Args:
            tag: the tag of the product, or None if there is no product.
        """
        if self.match is not None and (tag is None or self.match.isdisjoint((tag, "*"))):
            return False
        return self.none_match is None or tag is None or self.none_match.isdisjoint((tag, "*"))


NOTHING_KEPT = Condition(none_match=frozenset({"*"}))
"""The condition that there is no such product."""


class _CurrentProduct(NamedTuple):
    """The stored product under a number, and its entity tag."""

    state: KeptState
    tag: str


def change_fields(
    database: Database,
    pool: WorkerPool,
    product: ProductIdentity,
    changes: Mapping[str, str],
    condition: Condition,
    author: Author,
    file: NewFile | None = None,
    reference: Reference = NO_REFERENCE,
) -> StoredProduct:
    """Change some stated fields of a product. The text ``-`` erases a field.

    Args:
        database: the database of the product.
        pool: the workers that examine it.
        product: the product.
        changes: the fields, each with its text.
        condition: the condition on the stored product.
        author: who changes it, and why.
        file: a file that a field names. It is saved with the change.
        reference: what is known of CAS RNs and names.

    Raises:
        NotFound: there is no such product.
        StaleRevision: the condition is not met, or others change the product again and again.
        RefusedRecord: the checks refuse the changed product, or the changes state another catalog number, or an end of
            sale that is no date, or an unknown replacement.
    """
    stated = partial(_with_changes, product, changes)
    return _edit(database, pool, product, stated, condition, author, reference, file)


def _with_changes(
    product: ProductIdentity, changes: Mapping[str, str], current: _CurrentProduct | None
) -> Mapping[str, str]:
    """Return the stored fields of a product with changes.

    Raises:
        NotFound: there is no such product.
        RefusedRecord: the changes state another catalog number.
    """
    if current is None:
        raise no_such_product(product.catalog_number)
    fields = from_json(current.state.fields)
    number = changes.get("catalog_number", "").strip() or fields["catalog_number"]
    stated = Draft({**fields, **changes, "catalog_number": number})
    return _of_number(stated.merged_into(Draft({})), product).fields


def replace_fields(
    database: Database,
    pool: WorkerPool,
    product: ProductIdentity,
    fields: Mapping[str, str],
    condition: Condition,
    author: Author,
    reference: Reference = NO_REFERENCE,
) -> StoredProduct:
    """Replace the stored product, or add a new one if there is none.

    Raises:
        StaleRevision: the condition is not met, or others change the product again and again.
        RefusedRecord: the checks refuse it, or it states another catalog number.
    """
    number = fields.get("catalog_number", "").strip() or product.catalog_number
    stated = Draft({**fields, "catalog_number": number}).merged_into(Draft({}))
    fields = _of_number(stated, product).fields

    def replaced(current: _CurrentProduct | None) -> Mapping[str, str]:
        """Return the new fields. An approval of the description stays, and is worth nothing for another text."""
        kept = {} if current is None else from_json(current.state.fields)
        return {**{name: kept[name] for name in (APPROVED_DESCRIPTION,) if name in kept}, **fields}

    return _edit(database, pool, product, replaced, condition, author, reference)


def _of_number(stated: Draft, product: ProductIdentity) -> Draft:
    """Return a draft that states the product's own catalog number, in whatever case."""
    if catalog_key(stated.get("catalog_number")) != catalog_key(product.catalog_number):
        message = "The catalog numbers in the record and in the address differ. A number cannot be changed."
        raise RefusedRecord(message, findings=[{"field": "catalog_number", "message": message}])
    return stated


def remove_product(database: Database, product: ProductIdentity, condition: Condition, author: Author) -> None:
    """Remove a product from the catalog. Its history stays.

    Raises:
        NotFound: there is no such product.
        StaleRevision: the condition is not met.
    """
    with database.write() as transaction:
        current = _current(transaction, product)
        if current is None:
            raise no_such_product(product.catalog_number)
        _require(condition, product, current)
        remove_products(transaction, [product.key], author)


class RestoredRevision(NamedTuple):
    """What to restore.

    Attributes:
        number: the number of the revision.
        fields: only these fields of it, or None for all. A field that the revision does not state is taken out.
    """

    number: int
    fields: Sequence[str] | None = None


def restore_product(
    database: Database,
    pool: WorkerPool,
    product: ProductIdentity,
    wanted: RestoredRevision,
    condition: Condition,
    author: Author,
    reference: Reference = NO_REFERENCE,
) -> StoredProduct:
    """Restore the stated fields of a revision, or some of them, examined by the current checks.

    Raises:
        NotFound: there is no such revision, or the product was deleted in it. Or some fields are to be restored, and
            the product is removed.
        StaleRevision: the condition is not met, or others change the product again and again.
        RefusedRecord: the current checks refuse it.
    """
    with database.read() as transaction:
        revision = find_revision(transaction, product.key, wanted.number)
    if revision is None or revision.body is None:
        raise NotFound(f"{product.catalog_number!r} has no revision {wanted.number} that can be restored.")
    fields, some = revision.fields, wanted.fields

    def restored(current: _CurrentProduct | None) -> Mapping[str, str]:
        """Return the fields of the revision, or the stored ones with some of them."""
        if some is None:
            return fields
        return _with_changes(product, {name: fields.get(name, ERASE) for name in some}, current)

    return _edit(database, pool, product, restored, condition, author, reference, is_new=False)


def _edit(
    database: Database,
    pool: WorkerPool,
    product: ProductIdentity,
    stated: Callable[[_CurrentProduct | None], Mapping[str, str]],
    condition: Condition,
    author: Author,
    reference: Reference,
    file: NewFile | None = None,
    *,
    is_new: bool = True,
) -> StoredProduct:
    """Save the stated fields over the stored product. ``is_new``: somebody states them now, and is asked at once."""
    for _ in range(ATTEMPTS):
        with snapshot(database) as transaction:
            current = _current(transaction, product)
            ignored = ignored_kinds(transaction, [product.key]).get(product.key, frozenset())
        fields = stated(current)
        _require(condition, product, current)
        state = None if current is None else current.state
        if is_new:
            require_end_of_sale(database, {} if state is None else from_json(state.fields), fields)
        whose = (ignored, author.actor, product.supplier)
        edit = run_single(pool.run, prepare_edit, dict(fields), state, *whose, reference)
        if not isinstance(edit, Entry):
            words = " ".join(str(error["message"]) for error in edit)
            raise RefusedRecord(f"The checks refuse this record: {words}", findings=edit)
        with database.write() as transaction:
            now = _current(transaction, product)
            if (now and now.state.mark) == (current and current.state.mark):
                if file is not None:
                    keep_file(transaction, file, author.actor, author.person)
                keep_products(transaction, [edit], author)
                kept = find_known_product(transaction, product.key)
                assert kept is not None  # noqa: S101  # It was written just now.
                return kept
    number = product.catalog_number
    raise StaleRevision(f"Others changed the product {number!r} at the same time. Read it again, then change it.")


def _current(transaction: Transaction, product: ProductIdentity) -> _CurrentProduct | None:
    """Return the stored product, or None."""
    kept = find_known_product(transaction, product.key)
    if kept is None:
        return None
    return _CurrentProduct(kept_states(transaction, [product.key])[product.key], kept.etag)


def _require(condition: Condition, product: ProductIdentity, current: _CurrentProduct | None) -> None:
    if not condition.holds(None if current is None else current.tag):
        number = product.catalog_number
        raise StaleRevision(f"The product {number!r} was changed after you read it. Read it again.")
