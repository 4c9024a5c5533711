"""PUG REST's faults: what could not be answered, and why."""

from __future__ import annotations

from http import HTTPStatus

from catalog.errors import CatalogError, OutOfTime, StoreUnusable, TooManyRequests
from catalog.web.doors.pubchem.forms import Document
from catalog.web.http.problems import status_of

CODES = {
    HTTPStatus.BAD_REQUEST: "PUGREST.BadRequest",
    HTTPStatus.NOT_FOUND: "PUGREST.NotFound",
    HTTPStatus.INTERNAL_SERVER_ERROR: "PUGREST.ServerError",
    HTTPStatus.NOT_IMPLEMENTED: "PUGREST.Unimplemented",
    HTTPStatus.SERVICE_UNAVAILABLE: "PUGREST.ServerBusy",
    HTTPStatus.GATEWAY_TIMEOUT: "PUGREST.Timeout",
}
"""PubChem's code of each status."""


def fault_status(error: CatalogError) -> HTTPStatus:
    """Return the status that PubChem has for an error."""
    if isinstance(error, OutOfTime):
        return HTTPStatus.GATEWAY_TIMEOUT
    if isinstance(error, TooManyRequests | StoreUnusable):
        return HTTPStatus.SERVICE_UNAVAILABLE
    status = status_of(error)
    if status in CODES:
        return status
    return HTTPStatus.BAD_REQUEST if status < HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.INTERNAL_SERVER_ERROR


def fault(status: HTTPStatus, message: str, details: str = "") -> Document:
    """Return a fault.

    >>> fault(HTTPStatus.NOT_FOUND, "No CID found")
    {'Fault': {'Code': 'PUGREST.NotFound', 'Message': 'No CID found'}}
    """
    said: dict[str, object] = {"Code": CODES[status], "Message": message}
    return {"Fault": said | ({"Details": [details]} if details else {})}
