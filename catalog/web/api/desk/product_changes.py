"""The API's changes of many products: foretold for a list, then done for the products that were shown, as one run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.intake.editing.product_changes import (
    MOST,
    ChangedProduct,
    ProductChange,
    change_products,
    foretell_changes,
)
from catalog.product.checks.presence import MAX_CHARACTERS
from catalog.store.json_text import to_json
from catalog.store.reading.history import products_of_revisions
from catalog.store.reading.listing import Page, list_products
from catalog.store.reading.sorts import Sort
from catalog.web.api.admin_products import FIELD_NAMES, FieldText
from catalog.web.api.list_params import ListFilters
from catalog.web.api.products import read_filters
from catalog.web.api.schemas.desk import ForetoldListChangeSchema, ListChangeSchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import LONGEST_REASON, NoParameters, Text, clean_text, schema_constraint
from catalog.web.http.responses import JSON
from catalog.web.services.auth import Editor, author_of
from catalog.web.services.product_list_changes import AT_ONCE, Doing, found_list, stated_change
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(prefix="/admin/product-changes", tags=["editing"], route_class=JsonRoute)

ORDER = Sort("catalog_number")
SetFields = Annotated[
    dict[str, Annotated[FieldText, Field(max_length=MAX_CHARACTERS), AfterValidator(clean_text)] | None],
    schema_constraint(propertyNames={"pattern": FIELD_NAMES}),
]


class ListChangeRequest(BaseModel):
    """What to do with each product.

    ``set`` states ``fields`` anew. ``repair`` states what the checks propose, where they propose one text for a field.
    ``discontinue`` states since when products are not sold any more, and what replaces them; with neither, they are
    sold again.
    """

    model_config = ConfigDict(extra="forbid")

    action: Doing
    fields: SetFields | None = Field(None, description="Import fields and their texts, for `set`; null deletes.")
    discontinued: Text | None = Field(
        None, description="For `discontinue`: a date (2026-11-30, 2026-11 or 2026), yes or no."
    )
    replaced_by: Text | None = Field(None, description="For `discontinue`: the catalog number to order instead.")

    def change(self) -> ProductChange:
        """Return the change.

        Raises:
            InvalidQuery: there is nothing to set, or a field that cannot be set for many products.
        """
        fields = {name: text or "" for name, text in (self.fields or {}).items()}
        return stated_change(self.action, fields, self.discontinued or "", self.replaced_by or "")


class ShownChangeRequest(ListChangeRequest):
    """What to do with the products that were shown, and why."""

    revisions: list[Annotated[int, Field(ge=1, le=2**53 - 1)]] = Field(
        min_length=1, max_length=MOST, description="The `seq` of each product that was shown."
    )
    reason: Annotated[Text, Field(max_length=LONGEST_REASON)] | None = Field(
        None, description="Why. The history shows it to editors."
    )


@router.post("/look", response_model=ForetoldListChangeSchema, summary="What a change of a list would do")
def post_look(
    services: ProvidedServices,
    _editor: Editor,
    asked: ListChangeRequest,
    listed: Annotated[ListFilters, Query()],
) -> Response:
    """Return old → new of each product of a list, the first 500 by catalog number. Nothing is changed."""
    change = asked.change()
    found = found_list(lambda cursor: _page(services, listed, cursor))
    keys = [product.key for product in found.products]
    foretold = foretell_changes(services.database, services.pool, keys, change, services.reference)
    body = {
        "total": found.total,
        "products": len(keys),
        "changed": _products(foretold.changed),
        "refused": _products(foretold.refused),
        "unchanged": foretold.unchanged,
    }
    return Response(to_json(body), media_type=JSON)


def _page(services: Services, listed: ListFilters, cursor: str | None) -> Page:
    wanted, structures = read_filters(services, listed), listed.structures()
    if structures is not None:
        return services.chemistry.list_products(wanted, structures, ORDER, limit=AT_ONCE, cursor=cursor)
    with services.database.read() as transaction:
        return list_products(transaction, wanted, ORDER, limit=AT_ONCE, cursor=cursor)


@router.post("", response_model=ListChangeSchema, summary="Change the products that were shown")
def post_change(
    services: ProvidedServices, editor: Editor, asked: ShownChangeRequest, _nothing: Annotated[NoParameters, Query()]
) -> Response:
    """Change products as one run. What somebody changed since it was shown stays as it is."""
    change = asked.change()
    with services.database.read() as transaction:
        shown = products_of_revisions(transaction, asked.revisions)
    author = author_of(editor, asked.reason)
    done = change_products(services.database, services.pool, shown, change, author, services.reference)
    body = {
        "run": done.run,
        "changed": _products(done.changed),
        "refused": _products(done.refused),
        "unchanged": done.unchanged,
        # A number that no revision has is no product that was shown.
        "stale": len(set(asked.revisions)) - len(done.changed) - len(done.refused) - done.unchanged,
    }
    return Response(to_json(body), media_type=JSON)


def _products(products: Sequence[ChangedProduct]) -> list[dict[str, Any]]:
    return [
        {
            "catalog_number": one.catalog_number,
            "supplier": one.supplier,
            "seq": one.seq,
            "changes": [change._asdict() for change in one.changes],
            "refusals": one.refusals,
        }
        for one in products
    ]
