"""How an import is to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.chemistry.structure.systematic_names import NameReader
from catalog.intake.fields.mapping import LabelMapping
from catalog.intake.readers.source import ReadOptions


class Progress:
    """Told how an import goes on; this one tells nobody."""

    def begin(self, total: int) -> None:
        """So many records there are."""

    def advance(self, records: int) -> None:
        """So many more are done."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """How an import is to be done.

    Attributes:
        actor: who imports.
        supplier: whose products they are.
        read: how the files are to be read.
        mapping: labels that the built-in table does not know, or knows otherwise.
        dry_run: only tell what would happen.
        again: import even what a finished run has imported already.
        chunk: how many records are committed together.
        rest_seconds: the pause between commits on SQLite that lets other writers in.
        names: reads systematic names, so that they are held against the structures; None leaves that out.
        report_products: put each document as read into the report.
        should_stop: asked between chunks; true ends the import there, to be resumed.
    """

    actor: str
    supplier: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    mapping: LabelMapping | None = None
    dry_run: bool = False
    again: bool = False
    chunk: int = 80
    rest_seconds: float = 0.004
    should_stop: Callable[[], bool] = _never
    names: NameReader | None = None
    report_products: bool = True
