"""The first pass over the files: their records and labels, repeated catalog numbers, and unreadable files.

It costs little compared with the examination. Because of it, a file with an error in its last line is refused as a
whole, rows of one product are joined wherever they stand, and the progress has a true total.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import NamedTuple

import numpy as np

from catalog.chemistry.workers.pool import WorkerPool
from catalog.errors import UnreadableFile
from catalog.intake.columns.mapping import NO_MAPPING, LabelMapping
from catalog.intake.columns.shop_exports import join_shop_rows
from catalog.intake.failures import log_failure, unreadable_file
from catalog.intake.fields.attributes import ATTRIBUTE
from catalog.intake.fields.drafting import NUMBER_FIELDS, RecordDrafter
from catalog.intake.fields.joined_rows import join_pack_rows
from catalog.intake.fields.stated_currency import with_stated_currency
from catalog.intake.readers.recognise import WORKBOOKS
from catalog.intake.readers.source import EXPECTED, SourceFile, open_sources, open_upload
from catalog.intake.records import RawRecord
from catalog.intake.runs.guessed_columns import TableSamples, near_labels_of, notices
from catalog.intake.runs.joined_substitutes import agreeing_keys
from catalog.intake.runs.number_owners import NumberOwners, key_hash, number_hash
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.preparing import IncomingRecord
from catalog.intake.runs.repeated_rows import RepeatedRows, RowJoiner
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


LEAST_BLANK = 3
"""The fewest records of a file whose column of catalog numbers is blank as a whole. In fewer, they were forgotten."""


class SharedNumbers(NamedTuple):
    """The substitute numbers of a file without catalog numbers that several records would get, by their hashes.

    Attributes:
        numbers: those of different records.
        contents: the contents of such records that come more than once.
    """

    numbers: frozenset[int]
    contents: frozenset[int]


@dataclass(slots=True)
class Survey:
    """The results of the first pass.

    Attributes:
        files: all files, with their labels as read.
        total: the number of records in the readable files.
        repeated: hashes of the products' keys that occur more than once.
        rows: the rows of the repeated keys, except those of files without catalog numbers.
        unnumbered: the files without any catalog numbers, except product pages, with the substitute numbers that
            several records share.
        joined: for each of these files, the hashes of the substitute numbers of which all records are one product.
        owners: for each workbook in which only some sheets name suppliers, whose its numbers are.
        guessed: the mappings of the files with columns that are understood by their contents.
        notices: findings about the columns of a file.
        key: the digest of the files and of the options.
    """

    files: list[SourceFile] = field(default_factory=list)
    total: int = 0
    repeated: set[int] = field(default_factory=set)
    rows: RepeatedRows = field(default_factory=RepeatedRows)
    unnumbered: dict[str, SharedNumbers] = field(default_factory=dict)
    joined: dict[str, frozenset[int]] = field(default_factory=dict)
    owners: dict[str, NumberOwners] = field(default_factory=dict)
    guessed: dict[str, LabelMapping] = field(default_factory=dict)
    notices: dict[str, list[Finding]] = field(default_factory=dict)
    key: str = ""

    @property
    def readable(self) -> dict[str, None]:
        """Return the files that the second pass reads."""
        return {file.path: None for file in self.files if file.error is None and file.passed_over is None}

    def drafter_of(self, file: str, options: IntakeOptions) -> RecordDrafter:
        """Return a drafter for a file."""
        return RecordDrafter(self.guessed.get(file, options.mapping), options.supplier)

    def close(self) -> None:
        """Close the temporary file of repeated rows."""
        self.rows.close()


def survey(inbox: Inbox, options: IntakeOptions, pool: WorkerPool | None = None) -> Survey:
    """Read all files once, without any checks.

    Only the catalog numbers of the records are read. The records that share one are read again and kept in a temporary
    file. The caller closes the survey.

    Args:
        inbox: the files.
        options: the options of the import.
        pool: makes InChIKeys for records that nothing else identifies.

    Raises:
        UnreadableFile: a stated path does not exist.
        UnwritableFile: there is no room for the temporary file.
    """
    with ExitStack() as cleanup:
        found = Survey()
        cleanup.callback(found.close)
        _survey_into(found, inbox, options, pool)
        cleanup.pop_all()
    return found


def _survey_into(found: Survey, inbox: Inbox, options: IntakeOptions, pool: WorkerPool | None) -> None:
    # The hashes are in a plain array, so that the pass over a million records needs little memory.
    numbers = array("q")
    for source in sources_of(inbox, options):
        found.files.append(source)
        if source.passed_over is None:
            _survey_file(source, options, found, numbers, pool)
    again = _more_than_once(numbers).union(*found.joined.values())
    if again:
        _keep_repeated(inbox, options, found, again, pool)
    mapping = options.mapping.document() if options.mapping is not None and options.mapping.labels else None
    how: list[object] = [options.supplier, mapping, options.read.encoding]
    how += [options.read.format, options.complete] if options.read.format or options.complete else []
    what = [file.sha256 or [file.path, str(file.error)] for file in found.files if file.passed_over is None]
    found.key = digest([how, what])


def incoming_records(
    inbox: Inbox, options: IntakeOptions, surveyed: Survey, pool: WorkerPool | None = None
) -> Iterator[IncomingRecord]:
    """Yield the records of all files in order, except files that cannot be read to the end."""
    names = [PurePath(path).name for path in surveyed.readable]
    for order, source in enumerate(_readable(inbox, options, surveyed)):
        labelling = surveyed.drafter_of(source.path, options)
        joiner = RowJoiner(surveyed.rows, labelling, order, names)
        is_numbered = source.path not in surveyed.unnumbered
        try:
            for single in _incoming_of(source, labelling, surveyed, pool):
                is_joined = is_numbered or single.key_hash in surveyed.joined[source.path]
                is_repeated = is_joined and single.key and single.key_hash in surveyed.repeated
                record = joiner.join(single) if is_repeated else single
                yield record._replace(is_listed=True) if options.complete else record
        except UnreadableFile as error:
            raise _changed(source.path, error) from error


def _incoming_of(
    source: SourceFile, labelling: RecordDrafter, surveyed: Survey, pool: WorkerPool | None
) -> Iterator[IncomingRecord]:
    owners, among = surveyed.owners.get(source.path), surveyed.unnumbered.get(source.path)
    for number, raw in enumerate(_records(source, labelling, pool), start=1):
        stated, supplier = _identity(raw, labelling, owners)
        if among is None:
            yield _incoming(source.path, number, stated, supplier, raw)
        else:
            draft = labelling.draft(raw, shared=False).draft
            stands_in = draft.get("catalog_number")
            shared = _key_hash(stands_in, supplier) in among.numbers
            if shared:
                stands_in = labelling.draft(raw, shared=True).draft.get("catalog_number")
                if _content_hash(draft) in among.contents:
                    surveyed.repeated.add(_key_hash(stands_in, supplier))
            yield _incoming(source.path, number, stands_in, supplier, raw, shared)


def _identity(raw: RawRecord, labelling: RecordDrafter, owners: NumberOwners | None) -> tuple[str, str]:
    """Return the catalog number and the supplier of a record, each empty if there is none."""
    number, supplier = labelling.identity(raw)
    if supplier is None and owners is not None and number:
        return number, owners.owner(number_hash(number))
    return number, supplier or ""


def _incoming(
    path: str, number: int, stated: str, supplier: str, raw: RawRecord, shared: bool | None = None
) -> IncomingRecord:
    """Return a record to prepare. No product is stored under a catalog number with broken characters."""
    name = replace_broken(supplier)
    owner = SupplierName(supplier_key(name), name)
    key = product_key(stated, owner.key) if stated and replace_broken(stated) == stated else ""
    return IncomingRecord(path, number, key, _key_hash(stated, supplier), owner, raw, shared)


def _readable(inbox: Inbox, options: IntakeOptions, surveyed: Survey) -> Iterator[SourceFile]:
    """Yield the files that the survey could read.

    Raises:
        UnreadableFile: one of them cannot be read any more.
    """
    readable = surveyed.readable
    missing = dict(readable)
    for source in sources_of(inbox, options):
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


def sources_of(inbox: Inbox, options: IntakeOptions) -> Iterator[SourceFile]:
    """Yield the files of an import, ready to be read."""
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
        owners: whose the numbers are, if the records name suppliers.
        standing_in: for records without a number, the hash of the substitute's key and that of the content, in turn.
    """

    labelling: RecordDrafter
    records: int
    own: array[int]
    owners: NumberOwners | None
    standing_in: array[int]

    @property
    def has_numbers(self) -> bool:
        """Tell whether the file gives numbers. A column of numbers that is blank in several rows gives none."""
        return self.labelling.gives_numbers and (bool(self.own) or self.records < LEAST_BLANK)


def _survey_file(
    source: SourceFile, options: IntakeOptions, found: Survey, numbers: array[int], pool: WorkerPool | None
) -> None:
    samples = TableSamples()
    read = _numbers_of(source, found.drafter_of(source.path, options), pool, samples)
    guesses = [] if read is None else samples.guesses(source, options.mapping, options.reference)
    if guesses:
        meanings = {guess.label: guess.field for guess in guesses}
        found.guessed[source.path] = (options.mapping or NO_MAPPING).extended(meanings)
        read = _numbers_of(source, found.drafter_of(source.path, options), pool)
    if read is None:
        return
    labelling = read.labelling
    near = near_labels_of(source, labelling)
    source.guesses = [one.document() for one in guesses]
    source.nearly_known = {label: one.label for label, one in near.items()}
    found.notices[source.path] = notices(guesses, near)
    # A number is not made up where a typing error in a heading may hide the stated one.
    hides_numbers = any(one.field in NUMBER_FIELDS for one in near.values())
    if source.format != "page" and not read.has_numbers and not hides_numbers:
        found.unnumbered[source.path], repeated = _shared(read.standing_in)
        found.repeated |= repeated
        # Until the rows are compared, all are candidates.
        found.joined[source.path] = found.unnumbered[source.path].numbers | repeated
    if read.owners is not None:
        found.owners[source.path] = read.owners
    numbers.extend(read.own)
    found.total += read.records
    source.mapping, source.unknown_columns = labelling.mapping_used, labelling.unknown_columns


def _numbers_of(
    source: SourceFile, labelling: RecordDrafter, pool: WorkerPool | None, samples: TableSamples | None = None
) -> _Numbers | None:
    """Return the numbers of a file, or None if it cannot be read. Later passes skip such a file."""
    count, owners = 0, NumberOwners()
    own, standing_in, unowned = array("q"), array("q"), array("q")
    try:
        for raw in _records(source, labelling, pool, samples):
            count += 1
            number, supplier = labelling.identity(raw)
            if number and supplier is None:
                unowned.append(number_hash(number))
            elif number:
                own.append(_key_hash(number, supplier or ""))
                if supplier:
                    owners.add(number_hash(number), supplier)
            elif not own and not unowned and raw.skipped is None:
                draft = labelling.draft(raw, shared=False).draft
                standing_in.extend((_key_hash(draft.get("catalog_number"), supplier or ""), _content_hash(draft)))
    except UnreadableFile as error:
        source.error = error
        if error.surprise is not None:
            log_failure(source.path, error.surprise)
        return None
    whose = owners if unowned and owners and source.format in WORKBOOKS else None
    own.extend(key_hash(of_number, "" if whose is None else whose.owner(of_number)) for of_number in unowned)
    return _Numbers(labelling, count, own, whose, standing_in)


def _key_hash(number: str, supplier: str) -> int:
    return key_hash(number_hash(number), supplier)


def _content_hash(draft: Draft) -> int:
    """Return the hash of a draft. Rows with the same hash are one product."""
    return hash(frozenset(item for item in draft.fields.items() if not item[0].startswith(ATTRIBUTE)))


def _shared(standing_in: array[int]) -> tuple[SharedNumbers, frozenset[int]]:
    """Return the numbers that different records have, and the hashes of those that one record repeats."""
    if not standing_in:
        return SharedNumbers(frozenset(), frozenset()), frozenset()
    pairs, counts = np.unique(np.array(standing_in, dtype=np.int64).reshape(-1, 2), axis=0, return_counts=True)
    shared = _more_than_once(pairs[:, 0])
    again = pairs[counts > 1].tolist()
    contents = frozenset(content for of_key, content in again if of_key in shared)
    return SharedNumbers(shared, contents), frozenset(of_key for of_key, _ in again) - shared


def _more_than_once(numbers: array[int] | np.ndarray) -> frozenset[int]:
    """Return the hashes that occur more than once. To sort a million of them as Python's numbers would take 40 MB."""
    ordered = np.sort(np.array(numbers, dtype=np.int64))
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def _keep_repeated(
    inbox: Inbox, options: IntakeOptions, found: Survey, again: frozenset[int], pool: WorkerPool | None
) -> None:
    """Keep the rows of catalog numbers that occur more than once, in one file or in several."""
    found.repeated |= again
    for order, source in enumerate(_readable(inbox, options, found)):
        labelling = found.drafter_of(source.path, options)
        for number, raw in enumerate(_records(source, labelling, pool), start=1):
            stated, supplier = _identity(raw, labelling, found.owners.get(source.path))
            if source.path in found.unnumbered:
                stated = labelling.draft(raw, shared=False).draft.get("catalog_number")
            of_key = _key_hash(stated, supplier)
            if of_key in again:
                content = hash(frozenset(labelling.draft(raw).fields.items()))
                found.rows.add(of_key, order, number, content, raw)
    for order, path in enumerate(found.readable):
        if path in found.joined:
            labelling = found.drafter_of(path, options)
            found.joined[path] = agreeing_keys(found.rows, labelling, order, found.joined[path])
            shared = found.unnumbered[path]
            found.unnumbered[path] = shared._replace(numbers=shared.numbers - found.joined[path])
