"""The first pass over the files: what there is, how it is labelled, which catalog numbers clash, what cannot be read.

It costs little beside the examination, and it is what lets a file with trouble in its last line be refused whole, two
different records for one catalog number both be refused, and the progress be a true one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from catalog.errors import UnreadableFile
from catalog.intake.drafting import Drafted, Labelling
from catalog.intake.options import IntakeOptions
from catalog.intake.records import RawRecord
from catalog.intake.report import FileReport
from catalog.intake.source import PassedOver, SourceFile, UnreadableSource, open_sources
from catalog.product.folding import catalog_key
from catalog.store.entries import digest


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
        key: the digest of what is imported and how.
    """

    files: list[FileReport] = field(default_factory=list)
    total: int = 0
    clashing: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)
    key: str = ""

    @property
    def unreadable(self) -> frozenset[str]:
        """The files that the second pass must leave out."""
        return frozenset(report.path for report in self.files if report.error or report.passed_over)


def survey(paths: Sequence[Path], options: IntakeOptions) -> Survey:
    """Go over all files once, judging nothing.

    Raises:
        UnreadableFile: a path that was named does not exist.
    """
    found = Survey()
    contents: dict[int, int] = {}
    for source in _sources(paths, options):
        report = _opened(source)
        found.files.append(report)
        if isinstance(source, SourceFile):
            _survey_file(source, report, options, found, contents)
    how = [options.supplier, None if options.mapping is None else options.mapping.document(), options.read.encoding]
    found.key = digest([how, [[report.path, report.sha256, report.error] for report in found.files]])
    return found


def drafted_records(paths: Sequence[Path], options: IntakeOptions, without: frozenset[str]) -> Iterator[DraftedRecord]:
    """The records of all files in order, but for some files."""
    for source in _sources(paths, options):
        if isinstance(source, SourceFile) and source.name not in without:
            labelling = Labelling(options.mapping)
            for number, raw in enumerate(source.records(), start=1):
                yield DraftedRecord(source.name, number, raw, labelling.draft(raw))


def _sources(paths: Sequence[Path], options: IntakeOptions) -> Iterator[SourceFile | UnreadableSource | PassedOver]:
    for path in paths:
        yield from open_sources(path, options.read)


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
    seen: list[tuple[int, int]] = []
    try:
        for raw in source.records():
            count += 1
            drafted = labelling.draft(raw)
            key = catalog_key(drafted.draft.get("catalog_number"))
            if drafted.skipped is None and key:
                seen.append((hash(key), hash(frozenset(drafted.draft.fields.items()))))
    except UnreadableFile as error:
        report.error = str(error)
        return
    for key_hash, content in seen:
        earlier = contents.get(key_hash)
        if earlier is None:
            contents[key_hash] = content
        elif earlier == content:
            found.repeated.add(key_hash)
        else:
            found.clashing.add(key_hash)
    found.total += count
    report.mapping = labelling.mapping_used
    report.unknown_columns = list(labelling.unknown_columns)
