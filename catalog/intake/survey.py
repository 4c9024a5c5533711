"""The first pass over the files: what there is, how it is labelled, which catalog numbers clash, what cannot be read.

It costs little beside the examination, and it is what lets a file with trouble in its last line be refused whole, two
different records for one catalog number both be refused, and the progress be a true one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from catalog.errors import UnreadableFile
from catalog.intake.drafting import Drafted, Labelling, cas_rn_of
from catalog.intake.options import IntakeOptions
from catalog.intake.records import RawRecord
from catalog.intake.report import FileReport
from catalog.intake.source import PassedOver, SourceFile, UnreadableSource, open_sources, open_upload
from catalog.product.folding import catalog_key
from catalog.store.entries import digest


class Upload(NamedTuple):
    """A file under another name than that of its place on disk."""

    name: str
    path: Path


Inbox = Sequence[Path | Upload]
"""What is to be imported: files, folders and uploads."""


class DraftedRecord(NamedTuple):
    """One record of a file, drafted.

    Attributes:
        file: the file's path as named.
        number: which record of the file it is, from 1.
        raw: as it stands in the file.
        drafted: as labelled.
    """

    file: str
    number: int
    raw: RawRecord
    drafted: Drafted

    @property
    def key(self) -> str:
        """The catalog number as it is looked up; empty where there is none."""
        return catalog_key(self.drafted.draft.get("catalog_number"))


@dataclass(slots=True)
class Survey:
    """What the first pass found.

    Attributes:
        files: one report for each file.
        total: how many records the readable files hold.
        clashing: hashes of the catalog keys that two different records claim.
        repeated: hashes of the catalog keys that stand more than once with the same content.
        unnumbered: the files, product pages apart, that give no catalog numbers at all; with hashes of the CAS RNs that
            several of their records share.
        key: the digest of what is imported and how.
    """

    files: list[FileReport] = field(default_factory=list)
    total: int = 0
    clashing: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)
    unnumbered: dict[str, frozenset[int]] = field(default_factory=dict)
    key: str = ""

    @property
    def unreadable(self) -> frozenset[str]:
        """The files that the second pass must leave out."""
        return frozenset(report.path for report in self.files if report.error or report.passed_over)


def survey(inbox: Inbox, options: IntakeOptions) -> Survey:
    """Go over all files once, judging nothing.

    Raises:
        UnreadableFile: a path that was named does not exist.
    """
    found = Survey()
    contents: dict[int, int] = {}
    for source in _sources(inbox, options):
        report = _opened(source)
        found.files.append(report)
        if isinstance(source, SourceFile):
            _survey_file(source, report, options, found, contents)
    how = [options.supplier, None if options.mapping is None else options.mapping.document(), options.read.encoding]
    what = [report.sha256 or [report.path, report.error] for report in found.files if not report.passed_over]
    found.key = digest([how, what])
    return found


def drafted_records(inbox: Inbox, options: IntakeOptions, surveyed: Survey) -> Iterator[DraftedRecord]:
    """The records of all files in order, but for those that cannot be read to their end."""
    without = surveyed.unreadable
    for source in _sources(inbox, options):
        if isinstance(source, SourceFile) and source.name not in without:
            labelling = Labelling(options.mapping, surveyed.unnumbered.get(source.name))
            for number, raw in enumerate(source.records(), start=1):
                yield DraftedRecord(source.name, number, raw, labelling.draft(raw))


def _sources(inbox: Inbox, options: IntakeOptions) -> Iterator[SourceFile | UnreadableSource | PassedOver]:
    for item in inbox:
        if isinstance(item, Upload):
            yield from open_upload(item.name, item.path, options.read)
        else:
            yield from open_sources(item, options.read)


def _opened(source: SourceFile | UnreadableSource | PassedOver) -> FileReport:
    if isinstance(source, UnreadableSource):
        return FileReport(source.name, error=str(source.error))
    if isinstance(source, PassedOver):
        return FileReport(source.name, passed_over=source.reason)
    return FileReport(source.name, source.format, source.encoding, source.sha256)


def _survey_file(
    source: SourceFile, report: FileReport, options: IntakeOptions, found: Survey, contents: dict[int, int]
) -> None:
    labelling = Labelling(options.mapping)
    count = 0
    # Hashes in plain arrays, so that the pass over a million records costs little memory.
    seen, by_cas_rn = array("q"), array("q")
    try:
        for raw in source.records():
            count += 1
            drafted = labelling.draft(raw)
            if drafted.skipped is None:
                content = hash(frozenset(drafted.draft.fields.items()))
                _note(seen, drafted.draft.get("catalog_number"), content)
                _note(by_cas_rn, "" if seen else cas_rn_of(drafted.draft), content)
    except UnreadableFile as error:
        report.error = str(error)
        return
    if source.format != "page" and not labelling.gives_numbers:
        found.unnumbered[source.name] = _shared(by_cas_rn)
    _find_clashes(seen, found, contents)
    found.total += count
    report.mapping = labelling.mapping_used
    report.unknown_columns = list(labelling.unknown_columns)


def _note(seen: array[int], number: str, content: int) -> None:
    if number:
        seen.extend((hash(catalog_key(number)), content))


def _shared(by_cas_rn: array[int]) -> frozenset[int]:
    """Hashes of the CAS RNs under which different records stand."""
    first: dict[int, int] = {}
    pairs = zip(by_cas_rn[::2], by_cas_rn[1::2], strict=True)
    return frozenset(key_hash for key_hash, content in pairs if first.setdefault(key_hash, content) != content)


def _find_clashes(seen: array[int], found: Survey, contents: dict[int, int]) -> None:
    for key_hash, content in zip(seen[::2], seen[1::2], strict=True):
        earlier = contents.get(key_hash)
        if earlier is None:
            contents[key_hash] = content
        elif earlier == content:
            found.repeated.add(key_hash)
        else:
            found.clashing.add(key_hash)
