"""The journal as CSV: a row for each field of each change, or one for a change of no stated field."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import StreamingResponse

from catalog.feeds.csv_feed import csv_line
from catalog.product.text.cell_escape import escape_cell
from catalog.store.reading.journal import JournalEntry, JournalFilter, journal
from catalog.web.services.services import Services

AT_ONCE = 500
"""How many changes are read at a time."""
COLUMNS = (
    "seq", "at", "actor", "supplier", "catalog_number", "revision", "change", "field", "old", "new", "reason", "run",
    "undoes_run", "changed_fields",
)  # fmt: skip


def journal_csv(services: Services, wanted: JournalFilter) -> StreamingResponse:
    """Return the changes that fit a filter, newest first, as a file."""
    headers = {"Content-Disposition": 'attachment; filename="journal.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_lines(services, wanted), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(services: Services, wanted: JournalFilter) -> Iterator[bytes]:
    yield csv_line(COLUMNS)
    before = None
    while True:
        with services.database.read() as transaction:
            page = journal(transaction, wanted, AT_ONCE, before)
        yield b"".join(map(_rows, page.entries))
        if page.before is None:
            return
        before = page.before


def _rows(entry: JournalEntry) -> bytes:
    which = (entry.seq, entry.at, entry.actor, entry.supplier, entry.catalog_number, entry.number, entry.change)
    rest = (entry.reason, entry.run, entry.undoes_run, " ".join(entry.changed_fields))
    changes = [tuple(change) for change in entry.fields] or [(None, None, None)]
    return b"".join(csv_line(_cell(value) for value in (*which, *change, *rest)) for change in changes)


def _cell(value: object) -> str:
    return "" if value is None else escape_cell(str(value))
