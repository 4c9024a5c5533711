"""The API's compounds: one compound, related products, and how editors merge and split compounds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.store.compounds.changes import (
    CasRelation,
    CompoundChange,
    compound_history,
    relate_cas_rn,
    split_compound,
)
from catalog.store.compounds.compounds import Compound
from catalog.store.compounds.related_products import RelatedProduct, find_relatives
from catalog.store.json_text import Document, to_json
from catalog.store.reading.products import no_such_product
from catalog.web.api.compound_keys import read_compound, read_key
from catalog.web.api.schemas.compounds import (
    CompoundChangeSchema,
    CompoundChangesSchema,
    CompoundSchema,
    RelatedProductsSchema,
)
from catalog.web.http.params import BoundedText, CasRn, CompoundKey, NoParameters, Text, schema_constraint
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.approval import merge_for_reason
from catalog.web.services.auth import Editor
from catalog.web.services.product_address import Address
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(tags=["compounds"], route_class=ProductRoute)
of_product = APIRouter(tags=["compounds"], route_class=ProductRoute)

MISSING: Responses = {
    308: {"description": "The compound has another key, or the key is spelled differently; see `Location`."},
    404: {"description": "There is no such compound."},
}
EDITING: Responses = {
    404: {"description": "There is no such compound."},
    409: {"description": "The change does not fit the present compounds."},
}
NO_PRODUCT: Responses = {404: {"description": "There is no such product."}}
Nothing = Annotated[NoParameters, Query()]


class MergeRequest(BaseModel):
    """The compound to merge into, and the reason."""

    model_config = ConfigDict(extra="forbid")

    into: Annotated[BoundedText, schema_constraint(format="compound-key")] = Field(
        description="The key of the compound that stays."
    )
    reason: Text = Field(min_length=1)


class SplitRequest(BaseModel):
    """The products that belong to another compound, and the reason."""

    model_config = ConfigDict(extra="forbid")

    catalog_numbers: list[Text] = Field(min_length=1, max_length=500)
    supplier: Text | None = Field(None, description="The supplier's slug, if several have these numbers.")
    reason: Text = Field(min_length=1)


class CasRelationRequest(BaseModel):
    """The relation of a CAS RN to a compound, and its source."""

    model_config = ConfigDict(extra="forbid")

    cas_rn: CasRn
    relation: CasRelation
    reason: Text = Field(min_length=1)


@router.get("/compounds/{key}", response_model=CompoundSchema, responses=MISSING, summary="One compound")
def get_compound(request: Request, services: ProvidedServices, key: CompoundKey, _nothing: Nothing) -> Response:
    """Return a compound by CAS RN or InChIKey, with its computed properties, products, relatives and conflicts."""
    found = read_compound(request, services, key)
    if not isinstance(found, Compound):
        return found
    return conditional_response(request, to_json(compound_document(services, found)), JSON)


def compound_document(services: Services, compound: Compound) -> Document:
    """Return the compound as the API shows it."""
    smiles = None if compound.form is None else compound.form.smiles
    properties = [] if smiles is None else [one._asdict() for one in services.computed.of(services.chemistry, smiles)]
    return {**compound.document(), "properties": properties}


@router.get(
    "/compounds/{key}/changes",
    response_model=CompoundChangesSchema,
    responses={404: MISSING[404]},
    summary="What editors changed about a compound",
)
def get_compound_changes(request: Request, services: ProvidedServices, key: CompoundKey, _nothing: Nothing) -> Response:
    """Return mergers, splits and statements about CAS RNs, newest first. The list may be empty."""
    wanted = read_key(key)
    with services.database.read() as transaction:
        history = compound_history(transaction, wanted)
    return conditional_response(request, to_json({"items": [change_document(change) for change in history]}), JSON)


@of_product.get(
    "/products/{catalog_number:path}/related",
    response_model=RelatedProductsSchema,
    responses=NO_PRODUCT,
    summary="Related products",
)
def get_related(request: Request, services: ProvidedServices, address: Address, _nothing: Nothing) -> Response:
    """Return products of the same compound, then salts, hydrates, stereoisomers and labelled forms; 50 at most."""
    with services.database.read() as transaction:
        relatives = find_relatives(transaction, address.identify(transaction).key)
    if relatives is None:
        raise no_such_product(*address)
    return conditional_response(
        request, to_json({"items": [related_document(one) for one in relatives.related()]}), JSON
    )


def related_document(related: RelatedProduct) -> Document:
    """Return one related product as the API shows it."""
    kin = None if related.kin is None else related.kin.value
    return {"relation": kin, "words": related.words, "compound": related.compound, "product": related.product}


@router.post(
    "/admin/compounds/{key}/merge",
    status_code=201,
    response_model=CompoundChangeSchema,
    responses=EDITING,
    summary="Merge a compound into another",
)
def post_merge(
    services: ProvidedServices, editor: Editor, key: CompoundKey, merging: MergeRequest, _nothing: Nothing
) -> Response:
    """Move the products of one compound to another. The old address then redirects to the other compound.

    If their formula, CAS RN or InChIKey differ, this needs the role approver, and a reason of ten letters or more.
    """
    source, target = read_key(key), read_key(merging.into)
    with services.database.write() as transaction:
        return _made(merge_for_reason(transaction, source, target, editor, merging.reason))


@router.post(
    "/admin/compounds/{key}/split",
    status_code=201,
    response_model=CompoundChangeSchema,
    responses=EDITING,
    summary="Split products off a compound",
)
def post_split(
    services: ProvidedServices, editor: Editor, key: CompoundKey, splitting: SplitRequest, _nothing: Nothing
) -> Response:
    """Move some products to a compound of their own. To reverse a merger, give all products that it moved."""
    source = read_key(key)
    with services.database.write() as transaction:
        return _made(
            split_compound(
                transaction,
                source,
                splitting.catalog_numbers,
                editor.name,
                splitting.reason,
                splitting.supplier,
                editor.person,
            )
        )


@router.post(
    "/admin/compounds/{key}/cas-rns",
    status_code=201,
    response_model=CompoundChangeSchema,
    responses=EDITING,
    summary="State the relation of a CAS RN to a compound",
)
def post_cas_rn(
    services: ProvidedServices, editor: Editor, key: CompoundKey, relating: CasRelationRequest, _nothing: Nothing
) -> Response:
    """State what structures do not show: that a CAS RN was replaced, or names a mixture, salt or hydrate."""
    source, number = read_key(key), parse_cas_rn(relating.cas_rn)
    with services.database.write() as transaction:
        return _made(
            relate_cas_rn(transaction, source, number, relating.relation, editor.name, relating.reason, editor.person)
        )


def _made(change: CompoundChange) -> Response:
    return Response(to_json(change_document(change)), 201, media_type=JSON)


def change_document(change: CompoundChange) -> Document:
    """Return one change as the API shows it, with the compounds that it joined or separated."""
    values = change._asdict()
    values["into"] = values.pop("target")
    return values
