"""SD files: molfiles V2000 or V3000 with data fields, one record after the other, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.chemistry.structure.molblock import is_own_molblock
from catalog.errors import UnreadableFile
from catalog.intake.limits import ReadLimits
from catalog.intake.records import TITLE, Place, RawRecord
from catalog.product.text.sdf_lines import unescape_lines
from catalog.surprises import Surprise, attempt

END = "$$$$"
_HEADER = re.compile(r">[^<]*<(.*)>(?:\s*\([^()]*\))?\s*(?:[A-Z]{2})?[0-9]*\s*$")
"""A data header: the name in angle brackets, with field and record numbers around it (CTfile formats, "Data
Header"). Other lines with ``>`` at the start are values, such as ``> 98 %, water < 0.5 %``."""


def read_sdf(lines: Iterator[str], limits: ReadLimits) -> Iterator[RawRecord]:
    """Yield the records of an SD file (CTfile formats, BIOVIA 2020, "SDfiles").

    The molfile is kept unchanged as ``molfile``. One without atoms is left out, and so is one that our own export
    drew from the structure in its data. The title line comes last, as ``label``, since many suppliers give a better
    name in the data.

    Raises:
        UnreadableFile: a record is larger than a cell may be.
    """
    record: list[str] = []
    size, begins, number = 0, 1, 0
    for count, line in enumerate(lines, start=1):
        text = line.rstrip("\r\n")
        if text.startswith(END):
            number += 1
            yield _record(record, number, begins)
            record, size, begins = [], 0, count + 1
            continue
        record.append(text)
        size += len(text)
        if size > limits.cell_characters:
            raise UnreadableFile(f"The record that begins at line {begins} is larger than {limits.cell_characters:,}.")
    if any(line.strip() for line in record):
        yield _record(record, number + 1, begins)


def _record(lines: list[str], number: int, begins: int) -> RawRecord:
    record = attempt(_parted, lines, number, begins)
    if isinstance(record, Surprise):
        return RawRecord({"record": number}, ("text",), ("\n".join(lines),), (_place(begins),), failed=record)
    return record


def _parted(lines: list[str], number: int, begins: int) -> RawRecord:
    data_at = next((index for index, line in enumerate(lines) if _HEADER.match(line) is not None), len(lines))
    block = lines[:data_at]
    ends = next((index for index, line in enumerate(block) if line.startswith("M  END")), len(block) - 1)
    molblock = "\n".join(block[: ends + 1]) + "\n"
    labels, texts, places = list[str](), list[str](), list[Place]()
    if not _is_empty(block) and not is_own_molblock(molblock):
        labels.append("molfile")
        texts.append(molblock)
        places.append(_place(begins))
    data = list(_data(lines, data_at))
    # Only our own export has exactly this tag. There, lines that would break the file begin with a blank.
    is_own = any(label == "catalog_number" for label, _, _ in data)
    for label, text, at in data:
        labels.append(label)
        texts.append(unescape_lines(text) if is_own else text)
        places.append({"tag": label, "line": begins + at})
    labels.append(TITLE)
    texts.append(block[0] if block else "")
    places.append(_place(begins))
    return RawRecord({"record": number}, tuple(labels), tuple(texts), tuple(places))


def _place(line: int) -> Place:
    return {"line": line}


def _is_empty(block: list[str]) -> bool:
    """Tell whether a molfile has no atoms: its counts line, or the COUNTS line of V3000, begins with 0."""
    for line in block:
        if line.startswith("M  V30 COUNTS"):
            return line.split()[3:4] == ["0"]
    counts = block[3] if len(block) > 3 else ""
    return counts[:3].strip() in ("", "0") and "V3000" not in counts


def _data(lines: list[str], start: int) -> Iterator[tuple[str, str, int]]:
    """Yield the data fields: a header ``> <TAG>``, then lines of text up to the next one."""
    label, text, at = "", list[str](), start
    for index in range(start, len(lines)):
        line = lines[index]
        header = _HEADER.match(line)
        if header is not None:
            if label:
                yield label, "\n".join(text).strip("\n"), at
            label, text, at = header[1].strip(), [], index
        elif label:
            text.append(line)
    if label:
        yield label, "\n".join(text).strip("\n"), at
