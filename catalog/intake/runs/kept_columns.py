"""The meanings that editors gave to the columns of a supplier's files, for the next files of the same shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from catalog.errors import Conflict, UnreadableFile
from catalog.intake.columns.mapping import NO_MAPPING
from catalog.intake.readers.source import SourceFile
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.survey import Inbox, sources_of
from catalog.product.text.folding import supplier_key
from catalog.store.database import Database
from catalog.store.writing.column_choices import find_column_choices, has_column_choices, shape_of

LOOKED_AT = 50
"""From how many records the samples of columns are taken."""
SAMPLES = 3
"""How many samples a column has."""
LONGEST_SAMPLE = 60
"""The most characters of a sample."""

Samples = dict[str, list[str]]
"""The first different texts of each column."""


def column_samples(inbox: Inbox, options: IntakeOptions) -> Samples:
    """Return the samples of the columns of some files, as far as they can be read."""
    samples: Samples = {}
    for source in sources_of(inbox, options):
        _add_samples(samples, source)
    return samples


def _add_samples(samples: Samples, source: SourceFile) -> None:
    if source.error is not None or source.passed_over is not None:
        return
    try:
        for record in islice(source.records(), LOOKED_AT):
            for label, text in zip(record.labels, record.texts, strict=True):
                kept = samples.setdefault(label, [])
                said = text.strip()[:LONGEST_SAMPLE]
                if said and said not in kept and len(kept) < SAMPLES:
                    kept.append(said)
    except UnreadableFile:
        # The report tells it.
        return


def kept_columns(database: Database, supplier: str, samples: Samples) -> dict[str, str]:
    """Return the kept meanings of the columns of a supplier's file, or nothing."""
    with database.read() as transaction:
        return find_column_choices(transaction, supplier_key(supplier), shape_of(samples))


def with_kept_columns(database: Database, inbox: Inbox, options: IntakeOptions) -> IntakeOptions:
    """Return the options with the kept meanings for the files of a stated supplier. A stated mapping comes first.

    Raises:
        Conflict: two files of the inbox have different kept meanings of one label.
    """
    if options.supplier is None or options.mapping is not None:
        return options
    with database.read() as transaction:
        if not has_column_choices(transaction, supplier_key(options.supplier)):
            return options
    each = list(_samples_of_each(inbox, options))
    # An upload of several files has one choice for all of them.
    together: Samples = {label: texts for _, samples in each for label, texts in samples.items()}
    meanings = kept_columns(database, options.supplier, together)
    for path, samples in [] if meanings else each:
        for label, field in kept_columns(database, options.supplier, samples).items():
            if meanings.setdefault(label, field) != field:
                raise Conflict(
                    f"The column {label!r} of {path} was read as {field}, and that of another file as "
                    f"{meanings[label]}. Import these files one by one."
                )
    return replace(options, mapping=NO_MAPPING.extended(meanings)) if meanings else options


def _samples_of_each(inbox: Inbox, options: IntakeOptions) -> Iterator[tuple[str, Samples]]:
    """Yield the samples of each file that somebody could upload: an archive is one."""
    for item in inbox:
        samples: dict[str, Samples] = {}
        for source in sources_of([item], options):
            _add_samples(samples.setdefault(source.path.partition("!")[0], {}), source)
        yield from samples.items()
