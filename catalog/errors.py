"""Everything that is raised on purpose.

Trouble inside a record is data (a ``Finding``) and is never raised to a caller outside the check; trouble with a
request, a file or the database is one of these::

    CatalogError
    ├── InvalidValue            one value cannot be read as what it should be
    │   ├── InvalidCasRn
    │   ├── InvalidFormula
    │   ├── InvalidWeight
    │   ├── InvalidStructure
    │   │   └── StructureRefused    refused by the guard, or by the limits of the worker that tried it
    │   │       └── OutOfTime       the time of its request was over
    │   └── InvalidQuery        a request's parameter
    ├── NotFound                nothing is kept under this name
    ├── Conflict                the change does not fit what is kept now
    │   └── StaleRevision       somebody changed it since it was read
    ├── RefusedRecord           the checks refuse what somebody wants to keep
    ├── UnreadableFile          a file as a whole cannot be read
    ├── KeyRefused              an API key is missing, unknown, expired or revoked
    ├── TooManyRequests         one client asks for more than its share
    │   └── ServerBusy          others ask for so much that there was no turn in time
    ├── UnwritableFile          a file cannot be written where it should stand
    ├── WorkerFailed            a worker process met an error that nobody expected
    ├── NoWorker                no worker process can take a job
    ├── ImportStopped           somebody asked an import to stop; the same command resumes it
    ├── InvalidSetting          a CATALOG_… variable is misspelt, or holds what it cannot
    └── StoreUnusable           the database cannot be used by this program
        ├── StoreNewer          it was written by a newer release
        ├── StoreFull           there is no room for what is to be kept
        ├── StoreReadOnly       it can be read, and not written
        └── StoreBusy           others keep it busy; the same works a little later
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from catalog.surprises import Surprise


class CatalogError(Exception):
    """The root of every error that this program raises on purpose; its text is a sentence for a person."""

    def __reduce__(self) -> tuple[Callable[..., CatalogError], tuple[object, ...]]:
        """Travel between processes whole, whatever a class's own arguments are."""
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
        expected: what it probably should be, where exactly one repair is plausible.
        field: the field or parameter that held it, where the raiser knows it.
    """

    def __init__(self, message: str, *, stated: str, expected: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.stated = stated
        self.expected = expected
        self.field = field


class InvalidCasRn(InvalidValue):
    """Not a CAS Registry Number: wrong shape, or the check digit does not fit."""


class InvalidFormula(InvalidValue):
    """Not a chemical formula.

    Attributes:
        position: the index in ``stated`` (from 0) of the first character that cannot be read.
    """

    def __init__(self, message: str, *, stated: str, position: int, expected: str | None = None) -> None:
        super().__init__(message, stated=stated, expected=expected)
        self.position = position


class InvalidWeight(InvalidValue):
    """Not a positive number."""


class InvalidStructure(InvalidValue):
    """Cannot be parsed or sanitized; the message holds the parser's own words."""


class StructureRefused(InvalidStructure):
    """Refused before or while it was read, because it is too large, costs too much, or states an impossible atom."""


class OutOfTime(StructureRefused):
    """Not done, because the time that one request may take was over."""


class InvalidQuery(InvalidValue):
    """A parameter of a request that cannot be answered."""


class NotFound(CatalogError):
    """Nothing is kept under this name."""


class SeveralSuppliers(CatalogError):
    """Several suppliers have a catalog number, and nobody said which one is meant.

    Attributes:
        catalog_number: as asked for.
        choices: of each supplier its slug, its name, and the number as it prints it.
    """

    def __init__(self, catalog_number: str, choices: Sequence[tuple[str, str, str]]) -> None:
        """Say which suppliers have it."""
        self.catalog_number, self.choices = catalog_number, tuple(choices)
        named = ", ".join(f"{name} ({slug})" for slug, name, _ in self.choices)
        super().__init__(f"Several suppliers have the catalog number {catalog_number!r}: {named}. Say which is meant.")


class Conflict(CatalogError):
    """The change does not fit what is kept now."""


class StaleRevision(Conflict):
    """Somebody changed the product since it was read."""


class RefusedRecord(CatalogError):
    """The checks refuse what somebody wants to keep.

    Attributes:
        findings: the findings that refuse it, as the contract writes them.
    """

    def __init__(self, message: str, *, findings: Sequence[Mapping[str, str | None]]) -> None:
        super().__init__(message)
        self.findings = findings


class UnreadableFile(CatalogError):
    """A file as a whole cannot be read.

    Attributes:
        surprise: the error that nobody expected, where the program failed at it.
    """

    def __init__(self, message: str, *, surprise: Surprise | None = None) -> None:
        super().__init__(message)
        self.surprise = surprise


class KeyRefused(CatalogError):
    """An API key is missing, unknown, expired or revoked."""


class TooManyRequests(CatalogError):
    """One client asks for more than its share.

    Attributes:
        retry_after: in how many seconds it may ask again.
    """

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ServerBusy(TooManyRequests):
    """Others ask for so much that there was no turn in time."""


class UnwritableFile(CatalogError):
    """A file cannot be written where it should stand: a report, an export, a temporary file."""


class WorkerFailed(CatalogError):
    """A worker process met an error that nobody expected.

    Attributes:
        surprise: the error.
    """

    def __init__(self, message: str, *, surprise: Surprise) -> None:
        super().__init__(message)
        self.surprise = surprise


class NoWorker(CatalogError):
    """No worker process can take a job: none can start, or the pool is closed."""


class ImportStopped(CatalogError):
    """Somebody asked an import to stop; what is committed stays, and the same command resumes it."""


class InvalidSetting(CatalogError):
    """A ``CATALOG_…`` variable is misspelt, or holds what it cannot."""


class StoreUnusable(CatalogError):
    """The database cannot be used by this program as it is.

    Attributes:
        public: what a stranger may read of it; the message itself names the operator's files and servers.
    """

    def __init__(self, message: str, *, public: str | None = None) -> None:
        super().__init__(message)
        self.public = message if public is None else public


class StoreNewer(StoreUnusable):
    """The database was written by a newer release of this program."""


class StoreFull(StoreUnusable):
    """There is no room for what is to be kept. What was committed stays, and reading goes on."""


class StoreReadOnly(StoreUnusable):
    """The database can be read, and not written."""


class StoreBusy(StoreUnusable):
    """Others keep the database busy; the same works a little later."""
