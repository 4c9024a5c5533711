"""Responses: stored JSON bodies, entity tags and 304, and lists with a link to their next page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from catalog.errors import InvalidQuery
from catalog.store.compounds.related_products import summary_of
from catalog.store.json_text import to_json
from catalog.store.reading.listing import Page
from catalog.store.reading.products import StoredProduct
from catalog.web.http.preconditions import has_tag, names_tag

JSON = "application/json"
Shown = Callable[[StoredProduct], str]
"""What a list shows of a product, as JSON text."""
SUMMARY_FIELDS = ("catalog_number", "name", "cas_rn", "hill_formula", "molecular_weight", "supplier")
SUMMARY_NAME = 80
"""The longest name in a summary, in characters."""
Responses = dict[int | str, dict[str, Any]]
"""The other responses of a path, for the description of the API."""


def site_address(request: Request) -> str:
    """Return the address of this site without a slash at its end: from the settings, or else from the request."""
    return str(request.base_url).rstrip("/")


def is_unmodified(request: Request, etag: str) -> bool:
    """Tell whether the client names the entity tag that an answer would have, so that the answer need not be made.

    For ``*`` the answer must be made, since it may not exist.
    """
    return request.method == "GET" and names_tag(request.headers.get("if-none-match"), etag)


def conditional_response(
    request: Request, body: str | bytes, media_type: str, *, etag: str | None = None, **headers: str
) -> Response:
    """Return a response with its entity tag, or 304 without a body if the client has it already (RFC 9110, 13.1.2)."""
    content = body.encode() if isinstance(body, str) else body
    tag = etag or content_tag(content)
    if request.method == "GET" and has_tag(request.headers.get("if-none-match"), tag):
        return tagged_response(None, None, tag, **headers)
    return tagged_response(content, media_type, tag, **headers)


def tagged_response(content: bytes | None, media_type: str | None, tag: str, **headers: str) -> Response:
    """Return a response with its entity tag, or a 304 if there is no content."""
    all_headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept", **headers}
    if content is None:
        return Response(status_code=304, headers=all_headers)
    return Response(content, media_type=media_type, headers=all_headers)


def content_tag(content: bytes) -> str:
    """Return a strong entity tag, computed from the content alone."""
    return f'"{hashlib.sha256(content).hexdigest()[:24]}"'


def product_response(request: Request, product: StoredProduct) -> Response:
    """Return one product document, as stored."""
    return conditional_response(request, product.body, JSON, etag=product.etag)


def list_response(request: Request, page: Page, shown: Shown, extra: Mapping[str, Any] | None = None) -> Response:
    """Return a page of product documents. ``next`` and the ``Link`` header (RFC 8288) lead to the next page."""
    following = following_address(request, page)
    body = list_body(page, shown, following, extra)
    return conditional_response(request, body, JSON, **link_header(following))


def following_address(request: Request, page: Page) -> str | None:
    """Return the address of the next page, or None on the last one."""
    return None if page.cursor is None else str(request.url.include_query_params(cursor=page.cursor))


def link_header(following: str | None) -> dict[str, str]:
    """Return the ``Link`` header that leads to the next page (RFC 8288)."""
    return {} if following is None else {"Link": f'<{following}>; rel="next"'}


def list_body(page: Page, shown: Shown, following: str | None, extra: Mapping[str, Any] | None = None) -> str:
    """Return the JSON of a page of product documents. ``extra`` comes before the items."""
    added: list[dict[str, Any]] = [{} for _ in page.items]
    for more, score in zip(added, page.similarities or (), strict=False):
        more["similarity"] = score
    for more, offers in zip(added, page.offers or (), strict=False):
        items = [summary_of(one.document) for one in offers.products]
        more["offers"] = {"compound": offers.compound, "total": offers.total, "items": items}
    bodies = ",".join(_with(shown(item), more) for item, more in zip(page.items, added, strict=True))
    rates = {} if page.rates is None else {"rates": page.rates.document()}
    head = json.dumps({**(extra or {}), **rates}, ensure_ascii=False)[1:-1]
    complete = "" if page.complete is None else f',"complete":{json.dumps(page.complete)}'
    tail = f'"items":[{bodies}],"total":{json.dumps(page.total)},"next":{json.dumps(following)}{complete}}}'
    return "{" + (head + "," if head else "") + tail


def _with(body: str, more: Mapping[str, Any]) -> str:
    """Return a document with what the list says of it."""
    if not more:
        return body
    return f"{body[:-1]}{',' if body != '{}' else ''}{json.dumps(more, ensure_ascii=False)[1:]}"


def whole(product: StoredProduct) -> str:
    """Return the whole document of a product, as JSON text."""
    return product.body


def only(fields: Sequence[str]) -> Shown:
    """Return what shows some fields of a document."""

    def shown(product: StoredProduct) -> str:
        """Return these fields of a product, as JSON text."""
        document = product.document
        return json.dumps({name: document[name] for name in fields if name in document}, ensure_ascii=False)

    return shown


def summary(product: StoredProduct) -> str:
    """Return what a reader of a list needs to choose from it, with a name of at most 80 characters."""
    document = product.document
    chosen = {name: document[name] for name in SUMMARY_FIELDS}
    return to_json({**chosen, "name": shortened(document["name"], SUMMARY_NAME)})


def shortened(text: str, most: int) -> str:
    """Return a text with at most so many characters. An ellipsis stands for what is cut off.

    >>> shortened("Ethanol", 7), shortened("Ethanol", 6)
    ('Ethanol', 'Ethan…')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def read_fields(text: str, known: Sequence[str]) -> list[str]:
    """Return the names in ``fields=a,b``.

    Raises:
        InvalidQuery: one of them is not a field of the document.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        message = f"The document has no field {', '.join(unknown)}. Use {', '.join(known)}."
        raise InvalidQuery(message, stated=text, field="fields")
    return names
