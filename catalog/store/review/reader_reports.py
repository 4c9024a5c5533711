"""Reports of readers: what somebody without an account says is wrong about a product, until an editor closes it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from catalog.errors import Conflict, NotFound
from catalog.store.audit.chain import note
from catalog.store.clock import now
from catalog.store.log_tables import reader_reports
from catalog.store.reading.products import StoredProduct
from catalog.store.writing.products import Author


class ReaderReport(NamedTuple):
    """A report.

    Attributes:
        number: of the report.
        product_key: the product.
        catalog_number: as printed when it was reported.
        revision: the revision that the reader may have seen, the present one at that time.
        text: what is wrong, in the reader's words.
        email: where to answer, or None.
        at: when it came.
        closed_at: when it was closed, or None while it is open.
        answer: what the editor who closed it says, or None.
        actor: who closed it.
    """

    number: int
    product_key: str
    catalog_number: str
    revision: int
    text: str
    email: str | None
    at: str
    closed_at: str | None
    answer: str | None
    actor: str | None


_COLUMNS = [reader_reports.c.id.label("number"), *(reader_reports.c[name] for name in ReaderReport._fields[1:])]


def keep_report(connection: Connection, product: StoredProduct, text: str, email: str | None) -> int:
    """Save a report in a writing transaction, and return its number."""
    values = {
        "product_key": product.key,
        "catalog_number": product.catalog_number,
        "revision": product.revision,
        "text": text,
        "email": email,
        "at": now(),
    }
    statement = insert(reader_reports).values(values).returning(reader_reports.c.id)
    return int(connection.execute(statement).scalar_one())


def count_reports(connection: Connection) -> int:
    """Return how many reports are open."""
    return connection.scalar(select(func.count()).where(reader_reports.c.closed_at.is_(None))) or 0


def open_reports(connection: Connection, *, after: int = 0, limit: int) -> list[ReaderReport]:
    """Return open reports, the oldest first.

    Args:
        connection: for reading.
        after: the number of the last one of the page before.
        limit: the largest number of them.
    """
    column = reader_reports.c
    query = select(*_COLUMNS).where(column.closed_at.is_(None), column.id > after).order_by(column.id).limit(limit)
    return [ReaderReport(*row) for row in connection.execute(query)]


def get_report(connection: Connection, number: int) -> ReaderReport:
    """Return one report.

    Raises:
        NotFound: there is no such report.
    """
    row = connection.execute(select(*_COLUMNS).where(reader_reports.c.id == number)).first()
    if row is None:
        raise NotFound(f"There is no report {number}.")
    return ReaderReport(*row)


def close_report(connection: Connection, number: int, answer: str | None, author: Author) -> None:
    """Close a report in a writing transaction, with an answer or without.

    Raises:
        NotFound: there is no such report.
        Conflict: somebody closed it already.
    """
    get_report(connection, number)
    values = {"closed_at": now(), "answer": answer, "actor": author.actor, "person_id": author.person}
    column = reader_reports.c
    closing = update(reader_reports).where(column.id == number, column.closed_at.is_(None)).values(values)
    if not connection.execute(closing).rowcount:
        raise Conflict(f"Report {number} was closed already.")
    note(connection, reader_reports, [number], f"report {number} closed")


def reopen_report(connection: Connection, number: int) -> None:
    """Open a closed report again in a writing transaction.

    Raises:
        NotFound: there is no such report.
    """
    get_report(connection, number)
    values = dict.fromkeys(("closed_at", "answer", "actor", "person_id"))
    connection.execute(update(reader_reports).where(reader_reports.c.id == number).values(values))
    note(connection, reader_reports, [number], f"report {number} opened again")
