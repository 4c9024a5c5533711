"""Files of products: uploaded by editors, served to everybody, never as something that runs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from catalog.errors import InvalidQuery, NotFound
from catalog.intake.editing.editing import change_fields
from catalog.product.offer.file_kinds import EXTENSIONS, media_type_of
from catalog.store.reading.products import StoredProduct, get_product
from catalog.store.writing.stored_files import find_file, new_file
from catalog.web.api.admin_products import MISSING as NO_PRODUCT
from catalog.web.api.admin_products import Why, identified
from catalog.web.api.schemas.product import ProductSchema
from catalog.web.http.attachments import attachment
from catalog.web.http.params import NoParameters, schema_constraint
from catalog.web.http.preconditions import ChangeCondition
from catalog.web.http.responses import Responses, conditional_response, product_response
from catalog.web.services.auth import Editor, author_of
from catalog.web.services.product_address import OF_SUPPLIER, Address, OfPresentSupplier, ProductAddress
from catalog.web.services.product_route import ProductRoute
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(tags=["documents"], route_class=ProductRoute)
editing = APIRouter(tags=["documents"], route_class=ProductRoute)
pages = APIRouter(include_in_schema=False, route_class=ProductRoute)

LONGEST_NAME = 100
"""The greatest length of a document's name, in characters."""
MOST_FIELDS = 4
"""The most other fields that a form may have beside the file. They are ignored."""
SAFE_HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
"""Lets a file run nothing and load nothing, even if a browser shows it."""

MISSING: Responses = {404: {"description": "There is no file of this name."}}
FILE: Responses = {200: {"description": "The file.", "content": {kind: {} for kind in EXTENSIONS}}, **MISSING}
REFUSED: Responses = {
    **NO_PRODUCT,
    413: {"description": "The file is larger than CATALOG_DOCUMENT_BYTES."},
    415: {"description": "Content of this kind is not accepted."},
}
FILE_CONTENT = {"type": "string", "format": "binary", "minLength": 1}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, or the part `file` of a form.",
        "content": {
            **{kind: {"schema": FILE_CONTENT} for kind in EXTENSIONS},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": FILE_CONTENT},
                    "required": ["file"],
                    "additionalProperties": {"type": "string"},
                    "maxProperties": 1 + MOST_FIELDS,
                }
            },
        },
    }
}

Nothing = Annotated[NoParameters, Query()]
Name = Annotated[str, schema_constraint(format="document-name", maxLength=LONGEST_NAME)]


async def uploaded_content(request: Request, services: ProvidedServices, _editor: Editor) -> bytes:
    """Return the file in a request: its body, or the part ``file`` of a form. Stop reading at the size limit."""
    limit = services.document_bytes
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            part = form.get("file")
            if not isinstance(part, UploadFile):
                raise InvalidQuery("The form has no file in a part named `file`.", stated="", field="file")
            content = await part.read(limit + 1)
    else:
        received = bytearray()
        async for chunk in request.stream():
            received += chunk
            if len(received) > limit:
                break
        content = bytes(received)
    if len(content) > limit:
        raise HTTPException(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The document is too large. The limit is {limit:,} bytes."
        )
    return content


Content = Annotated[bytes, Depends(uploaded_content)]


@editing.put(
    "/products/{catalog_number:path}/documents/{name}",
    response_model=ProductSchema,
    responses=REFUSED,
    openapi_extra=BODY,
    summary="Store a document",
)
def put_document(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    name: Name,
    condition: ChangeCondition,
    content: Content,
    why: Why,
) -> Response:
    """Store a file as a document of a product, such as `SDS (en, rev 2.1)`. The product gets a revision that names it.

    PDF, PNG, JPEG, JCAMP-DX and plain text are accepted. The content decides, not the stated media type.
    """
    field, media_type = _field(name), media_type_of(content)
    if media_type is None:
        message = f"Content of this kind is not accepted. Accepted: {', '.join(EXTENSIONS)}."
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message)
    file = new_file(content, media_type)
    changes, database, pool = {field: file.kept.text()}, services.database, services.pool
    product, author = identified(services, address), author_of(editor, why.stated())
    changed = change_fields(database, pool, product, changes, condition, author, file, services.reference)
    return product_response(request, changed)


@editing.delete(
    "/products/{catalog_number:path}/documents/{name}",
    status_code=204,
    responses=NO_PRODUCT,
    summary="Remove a document",
)
def delete_document(
    services: ProvidedServices,
    editor: Editor,
    address: Address,
    name: Name,
    condition: ChangeCondition,
    why: Why,
) -> Response:
    """Remove a document or a link from a product. The file stays for the revisions that name it."""
    with services.database.read() as transaction:
        product = get_product(transaction, *address)
    entry = _entry(product, name) or _entry(product, _label(name))
    if entry is None:
        raise NotFound(f"The product {address.catalog_number!r} has no document {name!r}.")
    changes = {f"document:{entry['title']}": "-"}
    database, pool, known = services.database, services.pool, identified(services, address)
    author = author_of(editor, why.stated())
    change_fields(database, pool, known, changes, condition, author, reference=services.reference)
    return Response(status_code=204)


@router.get(
    "/products/{catalog_number:path}/documents/{name}",
    response_class=Response,
    responses=FILE,
    summary="A stored document",
)
def get_document(
    request: Request, services: ProvidedServices, address: Address, name: str, _nothing: Nothing
) -> Response:
    """Return a file of a product. Its entity tag is its digest."""
    return _file_response(request, services, address, name)


@pages.get("/products/{catalog_number:path}/documents/{name}")
@pages.get(f"{OF_SUPPLIER}/products/{{catalog_number:path}}/documents/{{name}}", dependencies=[OfPresentSupplier])
def get_linked_document(request: Request, services: ProvidedServices, address: Address, name: str) -> Response:
    """Return the same file at the address that pages link to."""
    return _file_response(request, services, address, name)


def _file_response(request: Request, services: Services, address: ProductAddress, name: str) -> Response:
    with services.database.read() as transaction:
        product = get_product(transaction, *address)
    entry = _entry(product, name)
    if entry is None or entry.get("sha256") is None:
        raise NotFound(f"The product {address.catalog_number!r} has no file {name!r}.")
    with services.database.read() as transaction:
        file = find_file(transaction, entry["sha256"])
    if file is None:
        raise NotFound(f"The product states the file {name!r}, but it is not stored here.")
    saved_as = attachment(f"{product.catalog_number} {name}", EXTENSIONS[file.media_type])
    headers = {"Content-Disposition": saved_as, **SAFE_HEADERS}
    return conditional_response(request, file.content, file.media_type, etag=f'"{entry["sha256"]}"', **headers)


def _entry(product: StoredProduct, name: str) -> dict[str, Any] | None:
    """Return the document of a product with this name, or None."""
    return next((entry for entry in product.document["documents"] if entry.get("title") == name), None)


def _label(name: str) -> str:
    return " ".join(name.split())


def _field(name: str) -> str:
    """Return the name of the field that states a document.

    Raises:
        InvalidQuery: the name cannot be used in an address or in a table header.
    """
    label = _label(name)
    if not any(map(str.isalnum, label)) or len(label) > LONGEST_NAME or "/" in label or not label.isprintable():
        message = (
            f"The name of a document needs a letter or digit, at most {LONGEST_NAME} visible characters, and no slash."
        )
        raise InvalidQuery(message, stated=name, field="name")
    return f"document:{label}"
