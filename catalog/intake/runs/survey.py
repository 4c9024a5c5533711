"""The first pass over the files: their records and labels, clashing catalog numbers, and unreadable files.

It costs little compared with the examination. Because of it, a file with an error in its last line is refused as a
whole, two different records with one catalog number are both refused, and the progress has a true total.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import UnreadableFile
from catalog.intake.failures import log_failure, unreadable_file
from catalog.intake.fields.attributes import ATTRIBUTE
from catalog.intake.fields.drafting import NUMBER_FIELDS, RecordDrafter
from catalog.intake.fields.joined_rows import join_pack_rows
from catalog.intake.fields.mapping import NO_MAPPING, LabelMapping
from catalog.intake.fields.shop_exports import join_shop_rows
from catalog.intake.fields.stated_currency import with_stated_currency
from catalog.intake.readers.source import EXPECTED, SourceFile, open_sources, open_upload
from catalog.intake.records import RawRecord
from catalog.intake.runs.guessed_columns import TableSamples, near_labels_of, notices
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.preparing import IncomingRecord
from catalog.intake.runs.structure_keys import with_structure_keys
from catalog.product.checks.presence import replace_broken
from catalog.product.draft import Draft
from catalog.product.findings import Finding
from catalog.product.text.folding import product_key, supplier_key
from catalog.store.entries import SupplierName
from catalog.store.json_text import digest
from catalog.surprises import Surprise, attempt_each


class Upload(NamedTuple):
    """A file with another name than the one on disk."""

    name: str
    path: Path


Inbox = Sequence[Path | Upload]
"""The files, folders and uploads to import."""


@dataclass(slots=True)
class Survey:
    """The results of the first pass.

    Attributes:
        files: all files, with their labels as read.
        total: the number of records in the readable files.
        clashing: files, each with the hash of a product's key that two different records of it have.
        repeated: hashes of the products' keys that occur more than once for another reason.
        unnumbered: the files without any catalog numbers, except product pages, with hashes of the substitute numbers
            that several different records share.
        guessed: the mappings of the files with columns that are understood by their contents.
        notices: findings about the columns of a file.
        key: the digest of the files and of the options.
    """

    files: list[SourceFile] = field(default_factory=list)
    total: int = 0
    clashing: set[tuple[str, int]] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)
    unnumbered: dict[str, frozenset[int]] = field(default_factory=dict)
    guessed: dict[str, LabelMapping] = field(default_factory=dict)
    notices: dict[str, list[Finding]] = field(default_factory=dict)
    key: str = ""

    @property
    def readable(self) -> dict[str, None]:
        """Return the files that the second pass reads."""
        return {file.path: None for file in self.files if file.error is None and file.passed_over is None}

    def drafter_of(self, file: str, options: IntakeOptions) -> RecordDrafter:
        """Return a drafter for a file."""
        return RecordDrafter(self.guessed.get(file, options.mapping))


def survey(inbox: Inbox, options: IntakeOptions, pool: WorkerPool | None = None) -> Survey:
    """Read all files once, without any checks.

    Only the catalog numbers of the records are read. If two records have the same number, their other cells are
    read again and compared.

    Args:
        inbox: the files.
        options: the options of the import.
        pool: makes InChIKeys for records that nothing else identifies.

    Raises:
        UnreadableFile: a stated path does not exist.
    """
    found = Survey()
    # The hashes are in a plain array, so that the pass over a million records needs little memory.
    numbers = array("q")
    for source in _sources(inbox, options):
        found.files.append(source)
        if source.passed_over is None:
            _survey_file(source, options, found, numbers, pool)
    again = _more_than_once(numbers)
    if again:
        _compare(inbox, options, found, again, pool)
    how = [options.supplier, None if options.mapping is None else options.mapping.document(), options.read.encoding]
    what = [file.sha256 or [file.path, str(file.error)] for file in found.files if file.passed_over is None]
    found.key = digest([how, what])
    return found


def incoming_records(
    inbox: Inbox, options: IntakeOptions, surveyed: Survey, pool: WorkerPool | None = None
) -> Iterator[IncomingRecord]:
    """Yield the records of all files in order, except files that cannot be read to the end."""
    for source in _readable(inbox, options, surveyed):
        try:
            yield from _incoming_of(source, options, surveyed, pool)
        except UnreadableFile as error:
            raise _changed(source.path, error) from error


def _incoming_of(
    source: SourceFile, options: IntakeOptions, surveyed: Survey, pool: WorkerPool | None
) -> Iterator[IncomingRecord]:
    labelling = surveyed.drafter_of(source.path, options)
    among = surveyed.unnumbered.get(source.path)
    for number, raw in enumerate(_records(source, labelling, pool), start=1):
        if among is None:
            yield _incoming(source.path, number, labelling.identity(raw), options, raw)
        else:
            stands_in = labelling.draft(raw, shared=False).draft.get("catalog_number")
            supplier = labelling.identity(raw)[1]
            shared = _key_hash(stands_in, supplier, options) in among
            if shared:
                stands_in = labelling.draft(raw, shared=True).draft.get("catalog_number")
            yield _incoming(source.path, number, (stands_in, supplier), options, raw, shared)


def _incoming(
    path: str,
    number: int,
    identity: tuple[str, str],
    options: IntakeOptions,
    raw: RawRecord,
    shared: bool | None = None,
) -> IncomingRecord:
    """Return a record to prepare. No product is stored under a catalog number with broken characters."""
    stated, named = identity
    name = replace_broken(named) or options.supplier or ""
    supplier = SupplierName(supplier_key(name), name)
    key = product_key(stated, supplier.key) if stated and replace_broken(stated) == stated else ""
    return IncomingRecord(path, number, key, _key_hash(stated, named, options), supplier, raw, shared)


def _readable(inbox: Inbox, options: IntakeOptions, surveyed: Survey) -> Iterator[SourceFile]:
    """Yield the files that the survey could read.

    Raises:
        UnreadableFile: one of them cannot be read any more.
    """
    readable = surveyed.readable
    missing = dict(readable)
    for source in _sources(inbox, options):
        if source.path not in readable:
            continue
        missing.pop(source.path, None)
        if source.error is not None:
            raise _changed(source.path, source.error)
        yield source
    for name in missing:
        raise _changed(name, "The file does not exist any more.")


def _changed(name: str, error: UnreadableFile | str) -> UnreadableFile:
    """Return the error that ends an import because a surveyed file cannot be read any more."""
    return UnreadableFile(f"{name}: {error} It was readable before. Imported records stay. Run the import again.")


def _records(
    source: SourceFile, labelling: RecordDrafter, pool: WorkerPool | None, samples: TableSamples | None = None
) -> Iterator[RawRecord]:
    """Yield the records of a file, with the data from the rows around them.

    Raises:
        UnreadableFile: the file is damaged, or the program fails at it.
    """
    try:
        stated = source.records() if samples is None else samples.watched(source.records())
        joined = join_pack_rows(with_stated_currency(join_shop_rows(stated), labelling), labelling)
        for record in attempt_each(with_structure_keys(joined, labelling, pool), passed=EXPECTED):
            if isinstance(record, Surprise):
                raise unreadable_file(record)
            yield record
    except OSError as error:
        raise UnreadableFile(f"The file cannot be read: {error.strerror or error}.") from error


def _sources(inbox: Inbox, options: IntakeOptions) -> Iterator[SourceFile]:
    read = replace(options.read, mapping=options.mapping or NO_MAPPING)
    for item in inbox:
        if isinstance(item, Upload):
            yield from open_upload(item.name, item.path, read)
        else:
            yield from open_sources(item, read)


class _Numbers(NamedTuple):
    """The catalog numbers of a file.

    Attributes:
        labelling: knows its labels.
        records: how many records it has.
        own: the hashes of the products' keys.
        standing_in: for records without a number, the hash of the substitute's key and that of the content, in turn.
    """

    labelling: RecordDrafter
    records: int
    own: array[int]
    standing_in: array[int]


def _survey_file(
    source: SourceFile, options: IntakeOptions, found: Survey, numbers: array[int], pool: WorkerPool | None
) -> None:
    samples = TableSamples()
    read = _numbers_of(source, options, found.drafter_of(source.path, options), pool, samples)
    guesses = [] if read is None else samples.guesses(source, options.mapping, options.reference)
    if guesses:
        meanings = {guess.label: guess.field for guess in guesses}
        found.guessed[source.path] = (options.mapping or NO_MAPPING).extended(meanings)
        read = _numbers_of(source, options, found.drafter_of(source.path, options), pool)
    if read is None:
        return
    labelling = read.labelling
    near = near_labels_of(source, labelling)
    source.guesses = [one.document() for one in guesses]
    source.nearly_known = {label: one.label for label, one in near.items()}
    found.notices[source.path] = notices(guesses, near)
    # A number is not made up where a typing error in a heading may hide the stated one.
    hides_numbers = any(one.field in NUMBER_FIELDS for one in near.values())
    if source.format != "page" and not labelling.gives_numbers and not hides_numbers:
        found.unnumbered[source.path], repeated = _shared(read.standing_in)
        found.repeated |= repeated
    numbers.extend(read.own)
    found.total += read.records
    source.mapping, source.unknown_columns = labelling.mapping_used, labelling.unknown_columns


def _numbers_of(
    source: SourceFile,
    options: IntakeOptions,
    labelling: RecordDrafter,
    pool: WorkerPool | None,
    samples: TableSamples | None = None,
) -> _Numbers | None:
    """Return the numbers of a file, or None if it cannot be read. Later passes skip such a file."""
    count, own, standing_in = 0, array("q"), array("q")
    try:
        for raw in _records(source, labelling, pool, samples):
            count += 1
            number, supplier = labelling.identity(raw)
            if number:
                own.append(_key_hash(number, supplier, options))
            elif not own and raw.skipped is None:
                draft = labelling.draft(raw, shared=False).draft
                key_hash = _key_hash(draft.get("catalog_number"), supplier, options)
                standing_in.extend((key_hash, _content_hash(draft)))
    except UnreadableFile as error:
        source.error = error
        if error.surprise is not None:
            log_failure(source.path, error.surprise)
        return None
    return _Numbers(labelling, count, own, standing_in)


def _key_hash(number: str, supplier: str, options: IntakeOptions) -> int:
    return hash(product_key(number, supplier_key(supplier or options.supplier or "")))


def _content_hash(draft: Draft) -> int:
    """Return the hash of a draft. Rows with the same hash are one product."""
    return hash(frozenset(item for item in draft.fields.items() if not item[0].startswith(ATTRIBUTE)))


def _shared(standing_in: array[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Return hashes of the numbers that different records have, and of the numbers that one record repeats."""
    first: dict[int, int] = {}
    shared: set[int] = set()
    repeated: set[int] = set()
    for key_hash, content in zip(standing_in[::2], standing_in[1::2], strict=True):
        if key_hash not in first:
            first[key_hash] = content
        else:
            (repeated if first[key_hash] == content else shared).add(key_hash)
    return frozenset(shared), frozenset(repeated - shared)


def _more_than_once(numbers: array[int]) -> frozenset[int]:
    """Return the hashes that occur more than once. To sort a million of them as Python's numbers would take 40 MB."""
    ordered = np.sort(np.array(numbers, dtype=np.int64))
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def _compare(
    inbox: Inbox, options: IntakeOptions, found: Survey, again: frozenset[int], pool: WorkerPool | None
) -> None:
    """Separate the catalog numbers that different records of one file have from other repeated numbers: those with the
    same content, or in several files (the later record is merged over the earlier one).
    """
    for source in _readable(inbox, options, found):
        labelling = found.drafter_of(source.path, options)
        contents: dict[int, int] = {}
        for raw in _records(source, labelling, pool):
            key_hash = _key_hash(*labelling.identity(raw), options)
            if key_hash in again:
                content = _content_hash(labelling.draft(raw).draft)
                found.repeated.add(key_hash)
                if contents.setdefault(key_hash, content) != content:
                    found.clashing.add((source.path, key_hash))
