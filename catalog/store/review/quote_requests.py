"""Requests for quotation: what a reader without an account asks of a supplier, until a seller closes it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from catalog.errors import Conflict, NotFound
from catalog.store.clock import now
from catalog.store.log_tables import quote_requests
from catalog.store.suppliers import Supplier
from catalog.store.writing.products import Author


class QuoteRequest(NamedTuple):
    """A request.

    Attributes:
        number: of the request.
        supplier: the name of the supplier when it came.
        request: the list as plain text.
        text: what else the reader says.
        email: where to answer.
        at: when it came.
        closed_at: when it was closed, or None while it is open.
        answer: what the seller who closed it says, or None.
        actor: who closed it.
    """

    number: int
    supplier: str
    request: str
    text: str
    email: str
    at: str
    closed_at: str | None
    answer: str | None
    actor: str | None


_COLUMNS = [quote_requests.c.id.label("number"), *(quote_requests.c[name] for name in QuoteRequest._fields[1:])]


def keep_request(connection: Connection, supplier: Supplier, request: str, text: str, email: str) -> int:
    """Save a request to a supplier in a writing transaction, and return its number."""
    named = {"supplier_key": supplier.key, "supplier": supplier.name}
    values = {**named, "request": request, "text": text, "email": email, "at": now()}
    statement = insert(quote_requests).values(values).returning(quote_requests.c.id)
    return int(connection.execute(statement).scalar_one())


def count_requests(connection: Connection) -> int:
    """Return how many requests are open."""
    return connection.scalar(select(func.count()).where(quote_requests.c.closed_at.is_(None))) or 0


def open_requests(connection: Connection, *, after: int = 0, limit: int) -> list[QuoteRequest]:
    """Return open requests, the oldest first.

    Args:
        connection: for reading.
        after: the number of the last one of the page before.
        limit: the largest number of them.
    """
    column = quote_requests.c
    query = select(*_COLUMNS).where(column.closed_at.is_(None), column.id > after).order_by(column.id).limit(limit)
    return [QuoteRequest(*row) for row in connection.execute(query)]


def get_request(connection: Connection, number: int) -> QuoteRequest:
    """Return one request.

    Raises:
        NotFound: there is no such request.
    """
    row = connection.execute(select(*_COLUMNS).where(quote_requests.c.id == number)).first()
    if row is None:
        raise NotFound(f"There is no request {number}.")
    return QuoteRequest(*row)


def close_request(connection: Connection, number: int, answer: str | None, author: Author) -> None:
    """Close a request in a writing transaction, with a remark or without.

    Raises:
        NotFound: there is no such request.
        Conflict: somebody closed it already.
    """
    get_request(connection, number)
    values = {"closed_at": now(), "answer": answer, "actor": author.actor, "person_id": author.person}
    column = quote_requests.c
    closing = update(quote_requests).where(column.id == number, column.closed_at.is_(None)).values(values)
    if not connection.execute(closing).rowcount:
        raise Conflict(f"Request {number} was closed already.")


def reopen_request(connection: Connection, number: int) -> None:
    """Open a closed request again in a writing transaction.

    Raises:
        NotFound: there is no such request.
    """
    get_request(connection, number)
    values = dict.fromkeys(("closed_at", "answer", "actor", "person_id"))
    connection.execute(update(quote_requests).where(quote_requests.c.id == number).values(values))
