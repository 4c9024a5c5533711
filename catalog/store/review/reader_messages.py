"""Messages of readers without an account: reports of what is wrong, and requests for quotation. Each is open until
somebody of the desk closes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Column, Connection, Table, func, insert, select, update

from catalog.errors import Conflict, NotFound
from catalog.store.audit.chain import note
from catalog.store.clock import now
from catalog.store.log_tables import quote_requests, reader_reports
from catalog.store.reading.products import StoredProduct
from catalog.store.suppliers import Supplier
from catalog.store.writing.products import Author


class ReaderReport(NamedTuple):
    """What a reader says is wrong about a product.

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


class QuoteRequest(NamedTuple):
    """What a reader asks of a supplier.

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


Message = TypeVar("Message", bound=ReaderReport | QuoteRequest)


@dataclass(frozen=True)
class Inbox(Generic[Message]):
    """The messages of one kind.

    Attributes:
        table: where they are kept.
        kind: the class of a message.
        fields: its fields. They are columns of the table, but for the number, which is the id.
        noun: what one is called.
    """

    table: Table
    kind: type[Message]
    fields: tuple[str, ...]
    noun: str

    def keep(self, connection: Connection, values: Mapping[str, object]) -> int:
        """Save a message in a writing transaction, and return its number."""
        statement = insert(self.table).values({**values, "at": now()}).returning(self.table.c.id)
        return int(connection.execute(statement).scalar_one())

    def count(self, connection: Connection) -> int:
        """Return how many are open."""
        return connection.scalar(select(func.count()).where(self.table.c.closed_at.is_(None))) or 0

    def open(self, connection: Connection, *, after: int = 0, limit: int) -> list[Message]:
        """Return open messages, the oldest first.

        Args:
            connection: for reading.
            after: the number of the last one of the page before.
            limit: the largest number of them.
        """
        column = self.table.c
        query = select(*self._columns()).where(column.closed_at.is_(None), column.id > after)
        return [self.kind(*row) for row in connection.execute(query.order_by(column.id).limit(limit))]

    def get(self, connection: Connection, number: int) -> Message:
        """Return one message.

        Raises:
            NotFound: there is none with this number.
        """
        row = connection.execute(select(*self._columns()).where(self.table.c.id == number)).first()
        if row is None:
            raise NotFound(f"There is no {self.noun} {number}.")
        return self.kind(*row)

    def close(self, connection: Connection, number: int, answer: str | None, author: Author) -> None:
        """Close a message in a writing transaction, with an answer or without.

        Raises:
            NotFound: there is none with this number.
            Conflict: somebody closed it already.
        """
        self.get(connection, number)
        values = {"closed_at": now(), "answer": answer, "actor": author.actor, "person_id": author.person}
        closing = update(self.table).where(self.table.c.id == number, self.table.c.closed_at.is_(None)).values(values)
        if not connection.execute(closing).rowcount:
            raise Conflict(f"{self.noun.capitalize()} {number} was closed already.")
        note(connection, self.table, [number], f"{self.noun} {number} closed")

    def reopen(self, connection: Connection, number: int) -> None:
        """Open a closed message again in a writing transaction.

        Raises:
            NotFound: there is none with this number.
        """
        self.get(connection, number)
        values = dict.fromkeys(("closed_at", "answer", "actor", "person_id"))
        connection.execute(update(self.table).where(self.table.c.id == number).values(values))
        note(connection, self.table, [number], f"{self.noun} {number} opened again")

    def _columns(self) -> list[Column[Any]]:
        return [self.table.c.id, *(self.table.c[name] for name in self.fields[1:])]


REPORTS = Inbox(reader_reports, ReaderReport, ReaderReport._fields, "report")
REQUESTS = Inbox(quote_requests, QuoteRequest, QuoteRequest._fields, "request")


def keep_report(connection: Connection, product: StoredProduct, text: str, email: str | None) -> int:
    """Save a report of a product in a writing transaction, and return its number."""
    shown = {"catalog_number": product.catalog_number, "revision": product.revision}
    return REPORTS.keep(connection, {"product_key": product.key, **shown, "text": text, "email": email})


def keep_request(connection: Connection, supplier: Supplier, request: str, text: str, email: str) -> int:
    """Save a request to a supplier in a writing transaction, and return its number."""
    named = {"supplier_key": supplier.key, "supplier": supplier.name}
    return REQUESTS.keep(connection, {**named, "request": request, "text": text, "email": email})
