"""Encodings: a byte order mark, or else UTF-8, the stated encoding, or a guess that is shown as one.

Libraries that guess read short texts wrongly without a warning. So the guess here asks only two questions: are the
bytes common Chinese characters (GB 18030), or do they stand alone, as in Western European text (Windows-1252)? If
neither is true, the file is refused with a request to state the encoding.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from catalog.errors import UnreadableFile
from catalog.intake.limits import ReadLimits

CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
COMMON = 0.75
"""From this share of common characters, text is Chinese (0.89 in a supplier's file in traditional characters)."""
ALONE = 0.9
"""From this share of bytes that stand alone, text is Western European."""
EXPLAINED = 0.98
MIXED = "cp1252+gb2312"
"""Not a codec of Python: a mixture that programs on Chinese computers write into Western files."""
DAMAGED = "utf-8+damaged"
"""Not a codec of Python: UTF-8 with some bytes that are not. They stay broken, so that their records are held."""
WHOLE = 0.75
"""From this share of whole characters beyond ASCII, text is UTF-8 with damages."""
_WHOLE_CHARACTERS = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})")
_DECLARED = re.compile(rb"""<(?:meta\s[^>]*charset\s*=\s*|\?xml\s[^>]*encoding\s*=\s*)["']?\s*([\w.:-]{1,40})""", re.I)
_WESTERN = frozenset({"iso8859-1", "ascii", "latin-1"})
"""What pages say that are in Windows-1252 (WHATWG Encoding, 4.2)."""


class Encoding(NamedTuple):
    """The encoding of a text file.

    Attributes:
        codec: Python's name.
        shown: the name in the report, with "(guessed)" after a guess.
    """

    codec: str
    shown: str


def find_encoding(path: Path, stated: str | None) -> Encoding:
    """Return the encoding of a file.

    Raises:
        UnreadableFile: the stated encoding does not exist or does not fit; or none is stated and none can be found.
    """
    codec_stated = None if stated is None else codec_of_text(stated)
    with path.open("rb") as stream:
        head = stream.read(4)
    for mark, codec in MARKS:
        if head.startswith(mark):
            return Encoding(codec, codec)
    if codec_stated is not None:
        wrong = _first_undecodable(path, codec_stated)
        if wrong is not None:
            message = f"The file is not in {stated}: byte {wrong:,} cannot be decoded. Name another encoding."
            raise UnreadableFile(message)
        return Encoding(codec_stated, codec_stated)
    wrong = _first_undecodable(path, "utf-8")
    return Encoding("utf-8", "utf-8") if wrong is None else _declared(path) or _guess(path, wrong)


def _declared(path: Path) -> Encoding | None:
    """Return the encoding that an HTML or XML file says it has, if it can be decoded so."""
    with path.open("rb") as stream:
        found = _DECLARED.search(stream.read(4096))
    if found is None:
        return None
    try:
        codec = codec_of_text(found[1].decode("ascii", "replace"))
    except UnreadableFile:
        return None
    codec = "cp1252" if codec in _WESTERN else codec
    return Encoding(codec, codec) if _first_undecodable(path, codec) is None else None


def codec_of_text(stated: str) -> str:
    """Return Python's name of a stated encoding.

    Raises:
        UnreadableFile: there is none, or it does not decode bytes to text (rot13, base64).
    """
    try:
        "a".encode(stated)
        codecs.getincrementaldecoder(stated)
        return codecs.lookup(stated).name
    except (LookupError, ValueError) as error:
        message = f"{stated!r} is not a text encoding. Common ones: utf-8, cp1252, gb18030."
        raise UnreadableFile(message) from error


def _first_undecodable(path: Path, codec: str) -> int | None:
    decoder = codecs.getincrementaldecoder(codec)()
    position = 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return position + error.start
            if not chunk:
                return None
            position += len(chunk)


def _guess(path: Path, wrong: int) -> Encoding:
    with path.open("rb") as stream:
        sample = stream.read(4 * CHUNK)
    if _chinese_share(sample) >= COMMON and _first_undecodable(path, "gb18030") is None:
        return Encoding("gb18030", "gb18030 (guessed)")
    runs = _HIGH.findall(sample)
    total = sum(map(len, runs))
    alone = sum(len(run) == 1 for run in runs)
    if alone >= ALONE * total:
        codec = "cp1252" if _first_undecodable(path, "cp1252") is None else "latin-1"
        return Encoding(codec, f"{codec} (guessed)")
    if alone + sum(len(run) for run in runs if _is_symbols(run)) >= EXPLAINED * total:
        return Encoding(MIXED, "cp1252, with letters in gb2312 between (guessed)")
    if _whole_share(sample) >= WHOLE:
        return Encoding(DAMAGED, f"utf-8, damaged from byte {wrong:,} on")
    raise UnreadableFile(
        f"The file is not UTF-8 (byte {wrong:,}), and its encoding could not be determined. State it with "
        "--encoding, such as cp1252, gb18030 or shift_jis."
    )


def _whole_share(sample: bytes) -> float:
    """Return the share of the bytes beyond ASCII that belong to whole characters of UTF-8."""
    total = sum(map(len, _HIGH.findall(sample)))
    return sum(map(len, _WHOLE_CHARACTERS.findall(sample))) / total if total else 0.0


def _chinese_share(sample: bytes) -> float:
    """Return the share of common Chinese characters, if the bytes beyond ASCII are decoded as GB 18030.

    Western text in Windows-1252 can often be decoded so too, but it gives rare characters.
    """
    beyond = [char for char in sample.decode("gb18030", errors="replace") if char > "\x7f"]
    common = len("".join(beyond).encode("gb2312", errors="ignore")) // 2
    return common / len(beyond) if beyond else 0.0


def _is_symbols(run: bytes) -> bool:
    """Tell whether bytes are Greek letters and symbols in GB 2312 (rows 1 to 9), as Chinese programs write."""
    return len(run) % 2 == 0 and all(0xA1 <= first <= 0xA9 for first in run[::2]) and _gb2312(run) is not None


def _gb2312(run: bytes) -> str | None:
    try:
        return run.decode("gb2312")
    except UnicodeDecodeError:
        return None


def _mixed_line(line: str) -> str:
    """Return a line that was decoded byte by byte, with its pairs of bytes decoded again."""
    return _HIGH.sub(lambda run: _mixed_run(run.group()), line.encode("latin-1")).decode("utf-8")


def _mixed_run(run: bytes) -> bytes:
    text = _gb2312(run) if _is_symbols(run) else None
    return (text or run.decode("cp1252", errors="replace")).encode("utf-8")


def read_lines(path: Path, codec: str, limits: ReadLimits) -> Iterator[str]:
    """Yield the lines of a text file with their ends. Memory never holds more of a line than the limit.

    Raises:
        UnreadableFile: a line is longer than the limit.
    """
    mixed = codec == MIXED
    with _opened(path, codec) as stream:
        number = 0
        while line := stream.readline(limits.line_characters + 1):
            number += 1
            if len(line) > limits.line_characters:
                raise UnreadableFile(f"Line {number} is longer than {limits.line_characters:,} characters.")
            yield _mixed_line(line) if mixed else line


def read_whole(path: Path, codec: str) -> str:
    """Return the text of a file that has to be read whole."""
    with _opened(path, codec) as stream:
        text = stream.read()
    return _mixed_line(text) if codec == MIXED else text


def _opened(path: Path, codec: str) -> TextIO:
    if codec == DAMAGED:
        return path.open("r", encoding="utf-8", errors="surrogateescape", newline="")
    return path.open("r", encoding="latin-1" if codec == MIXED else codec, errors="strict", newline="")
