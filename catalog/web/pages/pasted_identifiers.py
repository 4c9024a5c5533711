"""Identifiers from a paste box or a small file: one to a line, or one column of a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.errors import InvalidQuery
from catalog.intake.fields.labels import target_of

MOST = 1_000
"""How many identifiers are answered at once."""

FILE_BYTES = 1_000_000
"""The largest file; a thousand InChIs have less."""

IDENTIFIER_FIELDS = ("catalog_number", "cas_rn", "inchi_key", "inchi", "smiles", "identifier", "name", "formula")
"""The fields of a table that identify a product, and the family of those that do, the most telling first."""

DELIMITERS = ("\t", ";", ",")


@dataclass(frozen=True, slots=True)
class PastedIdentifiers:
    """What was given.

    Attributes:
        identifiers: in order, blanks around them gone.
        column: the label of the table's column that they are from, if they are from one.
    """

    identifiers: list[str]
    column: str | None = None


def read_pasted(text: str) -> PastedIdentifiers:
    """Read a pasted text or a file.

    A text whose first line names fields that we know is a table: its most telling column is taken. In any other text
    each line is one identifier, since names and InChIs hold commas and semicolons themselves.

    Raises:
        InvalidQuery: there is nothing in it, or more than is answered at once.

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
