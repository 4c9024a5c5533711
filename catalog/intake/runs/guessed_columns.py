"""The columns of one file that are understood by their contents, and the headings that are nearly known ones.

A file is read for its labels in any case. Only if there is a guess, this is done once more with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from catalog.intake.columns.column_contents import LEAST_CELLS, ColumnGuess, guess_columns
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.columns.near_labels import NearLabel, near_label
from catalog.intake.columns.words import normalize_label, words_of
from catalog.intake.fields.attributes import ATTRIBUTE
from catalog.intake.fields.drafting import RecordDrafter
from catalog.intake.readers.source import SourceFile
from catalog.intake.records import TITLE, RawRecord
from catalog.product.findings import Code, Finding
from catalog.reference.reference import Reference
from catalog.surprises import Surprise, attempt

LOOKED_AT = 2_000
"""The number of records from the start among which tables are looked for."""
OF_A_TABLE = 300
"""The number of records of one table that are looked at."""
MOST_LABELS = 300
"""The number of labels of a table that are looked at."""
TABLES = frozenset({"csv", "tsv", "xlsx", "xls", "ods", "sdf", "json", "jsonl", "html", "aligned"})
"""The formats with labels for each record. Tags of SD files and keys of JSON are columns too."""


_NESTED = re.compile(r"[^\s.]\.[^\s.]")
"""The dot of a path of keys. In tables it is that of an abbreviation: ``M.h.``."""


class TableSamples:
    """The first records of the tables of a file, kept while the file is read."""

    def __init__(self) -> None:
        self._tables: dict[str | int, list[RawRecord]] = {}

    def watched(self, records: Iterable[RawRecord]) -> Iterator[RawRecord]:
        """Yield the records. Some of the first ones are kept."""
        for number, record in enumerate(records):
            if number < LOOKED_AT and record.is_readable:
                some = self._tables.setdefault(record.place.get("sheet", ""), [])
                if len(some) < OF_A_TABLE:
                    some.append(record)
            yield record

    def guesses(self, source: SourceFile, mapping: LabelMapping | None, reference: Reference) -> list[ColumnGuess]:
        """Return the guesses for the columns of the file, one for each label."""
        if source.format not in TABLES:
            return []
        has_paths = source.format in ("json", "jsonl")
        found = attempt(self._guesses, RecordDrafter(mapping), reference, has_paths)
        return [] if isinstance(found, Surprise) else found

    def _guesses(self, labelling: RecordDrafter, reference: Reference, has_paths: bool) -> list[ColumnGuess]:
        guesses: dict[str, ColumnGuess] = {}
        for records in self._tables.values():
            columns = _columns(records)
            if has_paths:
                # They may be about a part of the product, or about its transport.
                columns = {label: texts for label, texts in columns.items() if not _NESTED.search(label)}
            fields = {label: field for label in columns if (field := _own_field(label, labelling))}
            if len(fields) < len(columns):
                for guess in guess_columns(columns, fields, reference):
                    guesses.setdefault(guess.label, guess)
            for label, texts in columns.items():
                if _means_running_numbers(label, labelling) and are_running(texts):
                    guesses.setdefault(label, _of_running_numbers(label, texts[0]))
            for guess in _one_name_for_all(columns, labelling):
                guesses.setdefault(guess.label, guess)
        return list(guesses.values())


def _one_name_for_all(columns: Mapping[str, Sequence[str]], labelling: RecordDrafter) -> Iterator[ColumnGuess]:
    """Yield the columns of names that have one text for all records: the name of a library is none of its compounds.

    Rows of one product have one name too. So another column must have different names, except beside molfiles.
    """
    names = {label: texts for label, texts in columns.items() if _own_field(label, labelling) == "name"}
    is_named = any(len(set(texts)) > 1 for texts in names.values())
    for label, texts in names.items():
        if len(texts) >= LEAST_CELLS and len(set(texts)) == 1 and texts[0].strip() and (is_named or label == TITLE):
            field = "ignore" if label == TITLE else f"{ATTRIBUTE}{label}"
            yield ColumnGuess(label, field, "all records have the same", (texts[0],))


def _columns(records: Sequence[RawRecord]) -> dict[str, list[str]]:
    """Return the texts of some records by their labels, with a blank one where a record does not have a label."""
    rows = [dict(zip(record.labels, record.texts, strict=True)) for record in records]
    labels = dict.fromkeys(label for row in rows for label in row)
    return {label: [row.get(label, "") for row in rows] for label in islice(labels, MOST_LABELS)}


def _means_running_numbers(label: str, labelling: RecordDrafter) -> bool:
    target = labelling.target_of(label)
    is_number = target is not None and target.field == "catalog_number" and target.weak
    return is_number and normalize_label(label) in words_of("heading: number")


def _of_running_numbers(label: str, first: str) -> ColumnGuess:
    return ColumnGuess(label, "ignore", "its cells are the numbers of the rows", (first,))


def are_running(texts: Sequence[str]) -> bool:
    """Tell whether cells are the numbers of their rows, which another order of the rows would change.

    >>> are_running(["1", "2", "3"]), are_running(["1", "2", "4"]), are_running(["7", "8", "9"])
    (True, False, False)
    """
    if len(texts) < LEAST_CELLS or texts[0].strip() not in ("0", "1"):
        return False
    first = int(texts[0])
    return all(text.strip() == str(number) for number, text in enumerate(texts, start=first))


def _own_field(label: str, labelling: RecordDrafter) -> str:
    """Return the field that a label means by itself. An attribute under its own name says nothing."""
    target = labelling.target_of(label)
    return "" if target is None or (target.field.startswith(ATTRIBUTE) and label != target.field) else target.field


def near_labels_of(source: SourceFile, labelling: RecordDrafter) -> dict[str, NearLabel]:
    """Return the labels of a file without a field that are nearly known ones."""
    if source.format not in TABLES:
        return {}
    used = labelling.mapping_used.items()
    labels = [label for label, field in used if field.startswith(ATTRIBUTE) and label != field]
    return {label: near for label in [*labels, *labelling.unknown_columns] if (near := near_label(label)) is not None}


def notices(guesses: Iterable[ColumnGuess], near: Mapping[str, NearLabel]) -> list[Finding]:
    """Return the findings about the columns of a file. Its first record gets them."""
    told = [
        Finding(Code.COLUMN_GUESSED, "record", _told(guess), stated=guess.label, expected=guess.field)
        for guess in guesses
    ]
    return told + [
        Finding(
            Code.LABEL_NEARLY_KNOWN,
            "record",
            f"The heading ‘{label}’ is nearly ‘{known.label}’, but is not read as that. Correct it, or write "
            f"{known.field} for it in a mapping file.",
            stated=label,
            expected=known.label,
        )
        for label, known in near.items()
    ]


def _told(guess: ColumnGuess) -> str:
    if guess.field == "ignore":
        return f"The column ‘{guess.label}’ is left out: {guess.reason}. Else name its field in a mapping file."
    return (
        f"The column ‘{guess.label}’ is read as {guess.field}: {guess.reason}, such as {', '.join(guess.samples)}. "
        "If this is wrong, write ignore for it in a mapping file."
    )
