"""The options of an import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.chemistry.names.systematic_names import NameReader
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.readers.source import ReadOptions
from catalog.product.offer.supplier_name import require_supplier_name
from catalog.reference.reference import NO_REFERENCE, Reference


class Progress:
    """Receives the progress of an import. This base class ignores it."""

    def begin(self, total: int) -> None:
        """Receive the total number of records."""

    def open_run(self, run: int, done: int) -> None:
        """Receive the number of the run, and how many of its records were finished before."""

    def advance(self, records: int) -> None:
        """Receive the number of further finished records."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """The options of an import.

    Attributes:
        actor: who imports.
        person: the number of that person, if known.
        supplier: the supplier of the products.
        read: how to read the files.
        mapping: labels that are missing or different in the built-in table. If it is None, the meanings of columns that
            editors kept for the stated supplier are used.
        dry_run: only report what would happen.
        again: import the files even if a finished run has imported them already.
        complete: the files are the whole list of their suppliers. What they lack is discontinued.
        force: accept a complete list that lacks many products.
        chunk: how many records are committed together, or None for as many as other writers can wait for.
        rest_seconds: the pause between commits on SQLite, in which others can write.
        names: reads systematic names, to compare them with the structures, or None to leave this out.
        reference: what is known of CAS RNs and names, to compare the records with.
        report_products: put each document as read into the report.
        should_stop: called between chunks. True stops the import there; it can be resumed.
    """

    actor: str
    supplier: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    mapping: LabelMapping | None = None
    dry_run: bool = False
    again: bool = False
    complete: bool = False
    force: bool = False
    chunk: int | None = None
    rest_seconds: float = 0.004
    should_stop: Callable[[], bool] = _never
    names: NameReader | None = None
    reference: Reference = NO_REFERENCE
    report_products: bool = True
    person: int | None = None

    def __post_init__(self) -> None:
        """Refuse a supplier without a name."""
        if self.supplier is not None:
            require_supplier_name(self.supplier)
