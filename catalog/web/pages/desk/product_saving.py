"""Saving a product from its form: examined, compared with what others saved meanwhile, then written.

What is typed is never lost: each refusal gives back the form with all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from catalog.errors import CatalogError, RefusedRecord, StaleRevision
from catalog.intake.editing.editing import ERASE, NOTHING_KEPT, Condition, change_fields, replace_fields
from catalog.product.draft import APPROVED_DESCRIPTION, Draft
from catalog.product.examination_jobs import ExaminationResult
from catalog.product.field_changes import FieldChange, MergedChanges, field_changes, merge_changes
from catalog.store.access.keys import KeyHolder
from catalog.store.json_text import from_json
from catalog.store.reading.journal import JournalEntry, JournalFilter, journal
from catalog.store.reading.products import ProductIdentity, StoredProduct, find_known_product
from catalog.store.writing.products import kept_states
from catalog.web.api.check import examined_draft
from catalog.web.services.auth import author_of
from catalog.web.services.services import Services
from catalog.web.views.field_verdicts import FieldVerdict, field_verdicts
from catalog.web.views.product_form import TypedProduct, typed_fields


@dataclass(slots=True)
class EditedProduct:
    """A product in its form.

    Attributes:
        typed: what stands in the form.
        base: the stored fields that the form began with; empty for a new product.
        reason: why, as typed.
        examined: what the examination made of the typed fields, or None.
        verdicts: what the checks say of each field.
        merged: the changes of somebody else and these, if they met.
        other: the latest change of somebody else, if they met.
        problem: why it is not saved, or None.
        status: the status of the page that shows it.
    """

    typed: TypedProduct
    base: dict[str, str]
    reason: str = ""
    examined: ExaminationResult | None = None
    verdicts: list[FieldVerdict] = field(default_factory=list)
    merged: MergedChanges | None = None
    other: JournalEntry | None = None
    problem: str | None = None
    status: int = HTTPStatus.OK

    def mine(self) -> dict[str, str]:
        """Return the typed fields. A text that differs in blanks around it alone is the stored one."""
        return {
            name: self.base[name] if name in self.base and self.base[name].strip() == text.strip() else text
            for name, text in self.typed.fields().items()
        }

    def is_refused(self) -> bool:
        """Tell whether it cannot be saved as it stands, as far as that is known."""
        return bool(self.typed.troubles()) or (self.examined is not None and self.examined.refused)

    def changes(self) -> tuple[FieldChange, ...]:
        """Return what the form changes."""
        return field_changes(self.base, self.mine())


@dataclass(frozen=True, slots=True)
class StoredFields:
    """The stored product and its stated fields.

    Attributes:
        product: the product.
        fields: what is stated.
    """

    product: StoredProduct
    fields: dict[str, str]


def stored_fields(services: Services, product: ProductIdentity) -> StoredFields | None:
    """Return the stored product with its stated fields, or None."""
    with services.database.read() as transaction:
        kept = find_known_product(transaction, product.key)
        if kept is None:
            return None
        fields = from_json(kept_states(transaction, [product.key])[product.key].fields)
    # No form states it; an edit keeps it.
    fields.pop(APPROVED_DESCRIPTION, None)
    return StoredFields(kept, fields)


def read_base(text: str) -> dict[str, str]:
    """Return the fields that a form began with. Anything else than a form's own text is an empty product."""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(value, dict):
        return {}
    return {name: said for name, said in value.items() if isinstance(name, str) and isinstance(said, str)}


def examine(services: Services, edited: EditedProduct) -> None:
    """Examine the typed fields, and put what the checks say beside them."""
    fields = edited.typed.fields()
    troubles = edited.typed.troubles()
    try:
        edited.examined = examined_draft(services, Draft(fields))
    except CatalogError as error:
        edited.verdicts, edited.problem = troubles, str(error)
        return
    edited.verdicts = [*troubles, *field_verdicts(fields, edited.examined.content)]


def with_choices(edited: EditedProduct, choices: Mapping[str, str]) -> EditedProduct:
    """Return the form with the other one's text where that was chosen. It is the stored text by now."""
    typed = edited.typed
    for name, choice in choices.items():
        if choice == "theirs":
            typed = typed.with_field(name, edited.base.get(name))
    return replace(edited, typed=typed)


def save_changes(
    services: Services, editor: KeyHolder, product: ProductIdentity, edited: EditedProduct
) -> StoredProduct | None:
    """Save what the form changes. Return the saved product, or None with the form saying why not."""
    if edited.typed.troubles():
        _refused(services, edited, _ROWS)
        return None
    stored = stored_fields(services, product)
    if stored is None:
        edited.base = {}
        _refused(services, edited, _GONE)
        return None
    if stored.fields != edited.base:
        _met(services, product, edited, stored)
        return None
    changes = {change.field: ERASE if change.new is None else change.new for change in edited.changes()}
    if not changes:
        return stored.product
    condition = Condition(match=frozenset({stored.product.etag}))
    author = author_of(editor, edited.reason)
    try:
        return change_fields(
            services.database, services.pool, product, changes, condition, author, reference=services.reference
        )
    except RefusedRecord as error:
        _refused(services, edited, str(error))
        return None
    except StaleRevision:
        now = stored_fields(services, product)
        if now is None:
            _refused(services, edited, _GONE)
        else:
            _met(services, product, edited, now)
        return None


_GONE = "Somebody removed this product meanwhile. What you typed is still here, and can be published again."
_ROWS = "Some rows cannot be kept."


def save_new(
    services: Services, editor: KeyHolder, product: ProductIdentity, edited: EditedProduct
) -> StoredProduct | None:
    """Save a new product. Return it, or None with the form saying why not."""
    if edited.typed.troubles():
        _refused(services, edited, _ROWS)
        return None
    author = author_of(editor, edited.reason)
    fields = edited.typed.fields()
    try:
        return replace_fields(
            services.database, services.pool, product, fields, NOTHING_KEPT, author, services.reference
        )
    except RefusedRecord as error:
        _refused(services, edited, str(error))
        return None
    except StaleRevision:
        number = product.catalog_number
        _refused(services, edited, f"The supplier has a product {number!r} already.")
        edited.verdicts.insert(0, FieldVerdict("catalog_number", "error", "This number is taken. Write another."))
        edited.status = HTTPStatus.CONFLICT
        return None


def _refused(services: Services, edited: EditedProduct, problem: str) -> None:
    examine(services, edited)
    edited.problem, edited.status = problem, HTTPStatus.UNPROCESSABLE_ENTITY


def _met(services: Services, product: ProductIdentity, edited: EditedProduct, stored: StoredFields) -> None:
    """Put the changes of somebody else into the form: taken over, or shown beside these where both wrote."""
    merged = merge_changes(edited.base, stored.fields, edited.mine())
    with services.database.read() as transaction:
        edited.other = journal(transaction, JournalFilter(product_key=product.key), 1).entries[0]
    edited.merged, edited.base, edited.status = merged, stored.fields, HTTPStatus.CONFLICT
    edited.typed = typed_fields(merged.fields)
    examine(services, edited)


def chosen_first(edited: EditedProduct) -> Sequence[str]:
    """Return the disagreements in which the other one's text is chosen at first: the typed one fails a check."""
    failing = {verdict.field for verdict in edited.verdicts if verdict.standing in ("error", "warning")}
    found = () if edited.merged is None else edited.merged.disagreements
    return [one.field for one in found if one.field in failing and one.theirs is not None]
