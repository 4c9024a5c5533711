"""Every error that this program raises on purpose.

Errors in a record are data (a ``Finding``) and are not raised outside the check. Errors with a request, a file or
the database are one of these::

    CatalogError
    ├── InvalidValue            a value cannot be read
    │   ├── InvalidCasRn
    │   ├── InvalidFormula
    │   ├── InvalidWeight
    │   ├── InvalidStructure
    │   │   └── StructureRefused    refused by the guard, or by the limits of the worker that tried it
    │   │       └── OutOfTime       the time of its request was over
    │   └── InvalidQuery        a request's parameter
    ├── NotFound                nothing has this name
    ├── Conflict                the change does not fit the present data
    │   └── StaleRevision       somebody changed it after it was read
    ├── RefusedRecord           the checks refuse a record to be saved
    ├── UnreadableFile          a file as a whole cannot be read
    ├── KeyRefused              an API key is missing, unknown, expired or revoked
    ├── TooManyRequests         one client sends too many requests
    │   └── ServerBusy          the server has too many requests
    ├── UnwritableFile          a file cannot be written
    ├── WorkerFailed            a worker process had an unexpected error
    ├── NoWorker                no worker process can take a job
    ├── ImportStopped           an import was stopped on request; the same command resumes it
    ├── InvalidSetting          a CATALOG_… variable has a wrong name or value
    └── StoreUnusable           the database cannot be used by this program
        ├── StoreNewer          it was written by a newer release
        ├── StoreFull           there is no room left
        ├── StoreReadOnly       it can be read but not written
        └── StoreBusy           others are using it; try again later
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from catalog.surprises import Surprise


class CatalogError(Exception):
    """The base of every error that this program raises on purpose. Its text is a sentence for a person."""

    def __reduce__(self) -> tuple[Callable[..., CatalogError], tuple[object, ...]]:
        """Support pickling, whatever the arguments of a class are."""
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[CatalogError], arguments: tuple[object, ...], attributes: dict[str, object]) -> CatalogError:
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(attributes)
    return error


class InvalidValue(CatalogError):
    """One value cannot be read.

    Attributes:
        stated: the value as it was given.
        expected: the likely correct text, if exactly one is plausible.
        field: the field or parameter with the value, if known.
    """

    def __init__(self, message: str, *, stated: str, expected: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.stated = stated
        self.expected = expected
        self.field = field


class InvalidCasRn(InvalidValue):
    """The text is not a CAS Registry Number: its form or its check digit is wrong."""


class InvalidFormula(InvalidValue):
    """The text is not a chemical formula.

    Attributes:
        position: the index in ``stated`` (from 0) of the first character that cannot be read.
    """

    def __init__(self, message: str, *, stated: str, position: int, expected: str | None = None) -> None:
        super().__init__(message, stated=stated, expected=expected)
        self.position = position


class InvalidWeight(InvalidValue):
    """The text is not a positive number."""


class InvalidStructure(InvalidValue):
    """The structure cannot be parsed or sanitized. The message contains the parser's own words."""


class StructureRefused(InvalidStructure):
    """The structure was refused: it is too large, takes too much time, or has an impossible atom."""


class OutOfTime(StructureRefused):
    """The work was not done, because the time for one request was over."""


class InvalidQuery(InvalidValue):
    """A parameter of a request cannot be read."""


class NotFound(CatalogError):
    """Nothing has this name."""


class SeveralSuppliers(CatalogError):
    """Several suppliers have a catalog number, and none of them was named.

    Attributes:
        catalog_number: as requested.
        choices: for each supplier its slug, its name, and its spelling of the number.
        documents: the document of each choice, in the same order; none for products that were removed.
    """

    def __init__(
        self,
        catalog_number: str,
        choices: Sequence[tuple[str, str, str]],
        documents: Sequence[Mapping[str, object] | None] = (),
    ) -> None:
        """Name the suppliers in the message."""
        self.catalog_number, self.choices = catalog_number, tuple(choices)
        self.documents = tuple(documents) or (None,) * len(self.choices)
        named = ", ".join(f"{name} ({slug})" for slug, name, _ in self.choices)
        super().__init__(f"Several suppliers have the catalog number {catalog_number!r}: {named}. Name the supplier.")


class Conflict(CatalogError):
    """The change does not fit the present data."""


class StaleRevision(Conflict):
    """Somebody changed the product after it was read."""


class RefusedRecord(CatalogError):
    """The checks refuse a record to be saved.

    Attributes:
        findings: the findings that refuse it, in the form of the contract.
    """

    def __init__(self, message: str, *, findings: Sequence[Mapping[str, str | None]]) -> None:
        super().__init__(message)
        self.findings = findings


class UnreadableFile(CatalogError):
    """A file as a whole cannot be read.

    Attributes:
        surprise: the unexpected error, if the program failed.
    """

    def __init__(self, message: str, *, surprise: Surprise | None = None) -> None:
        super().__init__(message)
        self.surprise = surprise


class KeyRefused(CatalogError):
    """An API key is missing, unknown, expired or revoked."""


class TooManyRequests(CatalogError):
    """One client sends too many requests.

    Attributes:
        retry_after: seconds to wait before the next request.
    """

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ServerBusy(TooManyRequests):
    """The server has too many requests, and this one had to wait too long."""


class UnwritableFile(CatalogError):
    """A report, export or temporary file cannot be written."""


class WorkerFailed(CatalogError):
    """A worker process had an unexpected error.

    Attributes:
        surprise: the error.
    """

    def __init__(self, message: str, *, surprise: Surprise) -> None:
        super().__init__(message)
        self.surprise = surprise


class NoWorker(CatalogError):
    """No worker process can take a job: none can start, or the pool is closed."""


class ImportStopped(CatalogError):
    """An import was stopped on request. Committed records stay, and the same command resumes it."""


class InvalidSetting(CatalogError):
    """A ``CATALOG_…`` variable has a wrong name or value."""


class StoreUnusable(CatalogError):
    """This program cannot use the database as it is.

    Attributes:
        public: the part that anybody may read. The message itself names files and servers of the operator.
    """

    def __init__(self, message: str, *, public: str | None = None) -> None:
        super().__init__(message)
        self.public = message if public is None else public


class StoreNewer(StoreUnusable):
    """The database was written by a newer release of this program."""


class StoreFull(StoreUnusable):
    """There is no room left to store this. Committed data stay, and can still be read."""


class StoreReadOnly(StoreUnusable):
    """The database can be read but not written."""


class StoreBusy(StoreUnusable):
    """Others are using the database. Try again later."""
