"""The other forms of a product: JSON, CSV, SD file, molfile, drawing, specification sheet; by suffix or ``Accept``."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import NamedTuple

from fastapi import HTTPException, Request
from starlette.responses import Response

from catalog.chemistry.structure.molblock import write_molblock
from catalog.errors import NotFound
from catalog.feeds.csv_feed import write_csv
from catalog.feeds.sdf_feed import sdf_record, stated_block
from catalog.store.database import Transaction
from catalog.store.reading.exporting import Export, ExportedProduct
from catalog.store.reading.filters import ProductFilter
from catalog.store.reading.products import StoredProduct, find_product, no_such_product
from catalog.web.api.products import draw_product, drawing_tag
from catalog.web.api.sheet import product_sheet
from catalog.web.http.attachments import attachment
from catalog.web.http.negotiation import choose_offer
from catalog.web.http.responses import JSON, conditional_response, is_unmodified, tagged_response
from catalog.web.services.product_address import ProductAddress
from catalog.web.services.services import Services

Maker = Callable[[Request, Services, StoredProduct], str | bytes]


class Representation(NamedTuple):
    """One form of a product.

    Attributes:
        media_type: its media type.
        make: builds the answer.
        saved: whether a browser should save it instead of showing it.
    """

    media_type: str
    make: Maker
    saved: bool


class RepresentationRequest(NamedTuple):
    """The product and form that an address names.

    Attributes:
        product: the product.
        suffix: the suffix of the form, or None if the address has none.
    """

    product: StoredProduct
    suffix: str | None


def find_representation(
    transaction: Transaction, address: ProductAddress, suffixes: Sequence[str]
) -> RepresentationRequest:
    """Return the product with a name, or else the product with the name without one of these suffixes.

    A catalog number may contain dots and slashes, so the whole name is tried first.

    Raises:
        NotFound: there is no such product.
        SeveralSuppliers: several suppliers have the number.
    """
    name, supplier = address
    product = find_product(transaction, name, supplier)
    if product is not None:
        return RepresentationRequest(product, None)
    for suffix in suffixes:
        if name.endswith(suffix) and len(name) > len(suffix):
            product = find_product(transaction, name.removesuffix(suffix), supplier)
            if product is not None:
                return RepresentationRequest(product, suffix)
    raise no_such_product(name, supplier)


def preferred_suffix(accept: str | None, favourite: str | None = None) -> str:
    """Return the suffix of the form that a client prefers.

    Args:
        accept: its ``Accept`` header.
        favourite: another media type, preferred to the forms; its suffix is the empty text.

    Raises:
        HTTPException: 406, the client accepts none of the forms.
    """
    offers = [(form.media_type.partition(";")[0], suffix) for suffix, form in FORMS.items()]
    if favourite is not None:
        offers.insert(0, (favourite, ""))
    suffix = choose_offer(accept, offers)
    if suffix is None:
        there = ", ".join(media_type for media_type, _suffix in offers)
        detail = f"A product is available as {there}."
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, detail, headers={"Vary": "Accept"})
    return suffix


def represent(request: Request, services: Services, product: StoredProduct, suffix: str) -> Response:
    """Return a product in the form that a suffix names.

    Raises:
        NotFound: the product does not exist in this form.
    """
    form = FORMS[suffix]
    etag = _tag(product, suffix)
    headers = {"Content-Disposition": attachment(product.catalog_number, suffix)} if form.saved else {}
    if is_unmodified(request, etag):
        return tagged_response(None, None, etag, **headers)
    return conditional_response(request, form.make(request, services, product), form.media_type, etag=etag, **headers)


def _tag(product: StoredProduct, suffix: str) -> str:
    if suffix == ".json":
        return product.etag
    return drawing_tag(product) if suffix == ".svg" else f'{product.etag[:-1]}{suffix}"'


def _json(_request: Request, _services: Services, product: StoredProduct) -> str:
    return product.body


def _csv(_request: Request, services: Services, product: StoredProduct) -> bytes:
    stream = io.BytesIO()
    with services.database.read() as transaction:
        write_csv(_export(transaction, product), stream)
    return stream.getvalue()


def _export(transaction: Transaction, product: StoredProduct) -> Export:
    return Export(transaction, ProductFilter(product_key=product.key))


def _exported(services: Services, product: StoredProduct) -> ExportedProduct:
    with services.database.read() as transaction:
        exported = next(iter(_export(transaction, product)), None)
    if exported is None:
        raise no_such_product(product.catalog_number)
    return exported


def _sdf(_request: Request, services: Services, product: StoredProduct) -> str:
    return services.chemistry.draw(sdf_record, _exported(services, product))


def _mol(_request: Request, services: Services, product: StoredProduct) -> str:
    stated = stated_block(_exported(services, product).fields.get("molfile", ""))
    if stated is not None:
        return stated
    structure = product.document["structure"]
    if structure is None:
        raise NotFound(f"No structure is known for {product.catalog_number}.")
    return services.chemistry.draw(write_molblock, structure["smiles"])


def _svg(_request: Request, services: Services, product: StoredProduct) -> str:
    return draw_product(services, product)


FORMS: Mapping[str, Representation] = MappingProxyType(
    {
        ".json": Representation(JSON, _json, saved=False),
        ".csv": Representation("text/csv; charset=utf-8", _csv, saved=True),
        ".sdf": Representation("chemical/x-mdl-sdfile", _sdf, saved=True),
        ".mol": Representation("chemical/x-mdl-molfile", _mol, saved=True),
        ".svg": Representation("image/svg+xml", _svg, saved=False),
        ".pdf": Representation("application/pdf", product_sheet, saved=False),
    }
)
"""Every form by its suffix, the preferred form first."""

STRUCTURE_SUFFIXES = tuple(f"/structure{suffix}" for suffix in (".svg", ".sdf", ".mol"))
"""Other names in the API for the forms that show the structure."""
