"""Identifiers from a paste box or a small file: one per line, or one column of a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.errors import InvalidQuery
from catalog.intake.columns.labels import target_of

MOST = 1_000
"""The most identifiers in one lookup."""

FILE_BYTES = 1_000_000
"""The largest file, in bytes. A thousand InChIs are smaller."""

IDENTIFIER_FIELDS = ("catalog_number", "cas_rn", "inchi_key", "inchi", "smiles", "identifier", "name", "formula")
"""The table fields that identify a product, and the family of further ones, the most specific first."""

DELIMITERS = ("\t", ";", ",")


@dataclass(frozen=True, slots=True)
class PastedIdentifiers:
    """The identifiers of a pasted text or file.

    Attributes:
        identifiers: in order, without outer blanks.
        column: the label of their table column, if they come from a table.
    """

    identifiers: list[str]
    column: str | None = None


def read_pasted(text: str) -> PastedIdentifiers:
    """Read a pasted text or the text of a file.

    If the first line names fields that we know, the text is a table, and its most specific column is read. Otherwise
    each line is one identifier, since names and InChIs contain commas and semicolons.

    Raises:
        InvalidQuery: there are no identifiers, or too many.

    >>> read_pasted("50-78-2\\n\\n N,N-dimethylformamide ").identifiers
    ['50-78-2', 'N,N-dimethylformamide']
    >>> read_pasted("Pos;CAS No.;Menge\\n1;50-78-2;3\\n2;64-17-5;1")
    PastedIdentifiers(identifiers=['50-78-2', '64-17-5'], column='CAS No.')
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines:
        raise InvalidQuery("Nothing to look up. Paste identifiers, one per line.", stated="", field="text")
    pasted = _table(lines) or PastedIdentifiers(lines)
    if len(pasted.identifiers) > MOST:
        message = f"These are {len(pasted.identifiers):,} identifiers; the limit is {MOST:,}."
        raise InvalidQuery(message, stated=pasted.identifiers[MOST], field="text")
    return pasted


def _table(lines: Sequence[str]) -> PastedIdentifiers | None:
    delimiter = next((char for char in DELIMITERS if char in lines[0]), ",")
    labels = [label.strip() for label in next(csv.reader(lines[:1], delimiter=delimiter))]
    targets = ((index, target) for index, label in enumerate(labels) if (target := target_of(label)) is not None)
    columns = {target.field.partition(":")[0]: index for index, target in targets}
    chosen = next((columns[field] for field in IDENTIFIER_FIELDS if field in columns), None)
    if chosen is None or (len(labels) == 1 and len(lines) == 1):
        return None
    rows = csv.reader(lines[1:], delimiter=delimiter)
    cells = [row[chosen].strip() for row in rows if len(row) > chosen and row[chosen].strip()]
    return PastedIdentifiers(cells, labels[chosen])
