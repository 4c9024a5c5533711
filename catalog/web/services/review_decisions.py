"""The decisions of the review: on withheld descriptions, and on warnings of published products.

The pages of the desk and the API both use this, so that both have the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.errors import Conflict, InvalidQuery, StaleRevision
from catalog.intake.editing.editing import ERASE, Condition, change_fields
from catalog.product.draft import APPROVED_DESCRIPTION, approval_mark
from catalog.product.mending import is_proposed_whole
from catalog.store.access.keys import KeyHolder
from catalog.store.json_text import from_json
from catalog.store.reading.products import ProductIdentity, StoredProduct, get_product, identify
from catalog.store.reading.withheld_texts import is_withheld
from catalog.store.review.review_queue import WARNINGS, leave_warnings, warnings_of
from catalog.store.writing.products import kept_states
from catalog.web.http.params import LONGEST_REASON
from catalog.web.services.auth import author_of
from catalog.web.services.services import Services


class ReviewedProduct(NamedTuple):
    """The product that somebody decides on.

    Attributes:
        product: what it is known by.
        stored: as it is now.
        condition: that it is still as it was shown.
    """

    product: ProductIdentity
    stored: StoredProduct
    condition: Condition


def reviewed_product(services: Services, number: str, slug: str, condition: Condition) -> ReviewedProduct:
    """Return the product that somebody decides on.

    Raises:
        NotFound: it was removed meanwhile.
    """
    with services.database.read() as transaction:
        product, stored = identify(transaction, number, slug), get_product(transaction, number, slug)
    return ReviewedProduct(product, stored, condition)


def approve_text(services: Services, approver: KeyHolder, at: ReviewedProduct) -> StoredProduct:
    """Publish a withheld description. The same text stays published; another one is withheld again.

    Raises:
        Conflict: none is withheld any more.
        StaleRevision: the product was changed meanwhile.
    """
    _require_withheld(at)
    with services.database.read() as transaction:
        state = kept_states(transaction, [at.product.key]).get(at.product.key)
    text = "" if state is None else from_json(state.fields).get("description", "")
    if not text:
        raise _nothing_withheld(at)
    return _changed(services, approver, at, {APPROVED_DESCRIPTION: approval_mark(text)}, "Description approved.")


def remove_text(services: Services, editor: KeyHolder, at: ReviewedProduct) -> StoredProduct:
    """Take a withheld description out of its product.

    Raises:
        Conflict: none is withheld any more.
        StaleRevision: the product was changed meanwhile.
    """
    _require_withheld(at)
    return _changed(services, editor, at, {"description": ERASE}, "Description declined.")


def _require_withheld(at: ReviewedProduct) -> None:
    if at.condition.holds(at.stored.etag) and not is_withheld(at.stored.document):
        raise _nothing_withheld(at)


def _nothing_withheld(at: ReviewedProduct) -> Conflict:
    return Conflict(f"No description of {at.stored.catalog_number} is withheld any more.")


def leave_warning(services: Services, editor: KeyHolder, at: ReviewedProduct, code: str, reason: str) -> int:
    """Leave the warnings of a kind of one product as they are, with a reason. Return the run, which can be undone.

    Raises:
        InvalidQuery: the reason is missing.
        NotFound: the product was removed meanwhile.
        StaleRevision: it was changed meanwhile.
        Conflict: it has no such warning any more.
    """
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise InvalidQuery("A reason is missing. It stands beside the warning.", stated=reason, field="reason")
    number = at.stored.catalog_number
    with services.database.write() as transaction:
        now = get_product(transaction, number, at.stored.slug)
        if not at.condition.holds(now.etag):
            raise StaleRevision(f"The product {number!r} was changed after you read it. Read it again.")
        warned = warnings_of(transaction, now, code)
        if code not in WARNINGS or not warned.findings:
            raise Conflict(f"{number} has no such warning any more.")
        return leave_warnings(transaction, warned, reason, author_of(editor))


def repair_warning(services: Services, editor: KeyHolder, at: ReviewedProduct, code: str, reason: str) -> StoredProduct:
    """Put what the checks propose in the place of the stated text of one field.

    Raises:
        Conflict: they propose nothing any more.
        StaleRevision: the product was changed meanwhile.
    """
    with services.database.read() as transaction:
        repair = proposed_repair(warnings_of(transaction, at.stored, code).findings)
    if repair is None:
        raise Conflict(f"The checks propose nothing for {at.stored.catalog_number} any more.")
    changes = {repair["field"]: repair["expected"]}
    return _changed(services, editor, at, changes, reason.strip() or "Repaired as suggested.")


def proposed_repair(findings: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the one finding that proposes a text for a whole field, or None."""
    proposals = [one for one in findings if one["expected"] and is_proposed_whole(one["field"])]
    return proposals[0] if len(proposals) == 1 else None


def _changed(
    services: Services, editor: KeyHolder, at: ReviewedProduct, changes: Mapping[str, str], reason: str
) -> StoredProduct:
    author = author_of(editor, reason[:LONGEST_REASON])
    database, pool = services.database, services.pool
    return change_fields(database, pool, at.product, changes, at.condition, author, reference=services.reference)
