"""Product pages as text: ``Label | value |`` lines, a specification section, free text below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalog.errors import UnreadableFile
from catalog.intake.labels import SPECIFICATION_SECTIONS, is_known, normalized
from catalog.intake.records import Place, RawRecord

SEPARATORS = ("|", "\t", ":", "：")
HEADING_LENGTH = 60


def split_line(line: str) -> tuple[str, str] | None:
    """The label and value of a line; None where it is neither.

    A bar always parts them; a tab or colon only where the label is one that suppliers use.

    >>> split_line("CAS | 89604-92-2 |"), split_line("Assay: 99% min"), split_line("Note: see below")
    (('CAS', '89604-92-2'), ('Assay', '99% min'), None)
    >>> split_line("Appearance |White | powder|")
    ('Appearance', 'White | powder')
    """
    text = line.strip()
    for separator in SEPARATORS:
        label, found, value = text.partition(separator)
        label = label.strip()
        if not found or not label or len(label) > HEADING_LENGTH:
            continue
        if separator == "|":
            return label, value.strip().removesuffix("|").rstrip()
        if is_known(label):
            return label, value.strip()
    return None


def read_page(lines: Iterable[str]) -> Iterator[RawRecord]:
    """The one record of a page: labelled lines, those under a specification heading marked so, and the free text.

    Raises:
        UnreadableFile: no line has a label.
    """
    labels: list[str] = []
    texts: list[str] = []
    places: list[Place] = []
    free: list[tuple[int, str]] = []
    section = ""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        pair = split_line(text)
        if normalized(text) in SPECIFICATION_SECTIONS:
            section = "specification."
        elif pair is not None and not free:
            labels.append(_sectioned(section, pair[0]))
            texts.append(pair[1])
            places.append({"line": number})
        elif text and not _is_heading(number, text, labels):
            free.append((number, text))
    if not labels:
        raise UnreadableFile("No line of the page has a label, as in 'CAS | 89604-92-2 |'.")
    if free:
        labels.append("description")
        texts.append("\n".join(text for _, text in free))
        places.append({"line": free[0][0]})
    yield RawRecord({"line": 1}, tuple(labels), tuple(texts), tuple(places))


def _sectioned(section: str, label: str) -> str:
    """The label within its section; dots in it would read as further sections."""
    return section + label.replace(".", " ") if section else label


def _is_heading(number: int, text: str, labels: list[str]) -> bool:
    """The line above all others, such as ``BPTA CAS:89604-92-2``, repeats what the lines below it say."""
    return number <= 3 and not labels and len(text) <= 300
