"""Printed catalogs as text: entries with a name, other names, a CAS RN in brackets, facts, and order codes below.

The text of a page with columns is in pieces: pack sizes are apart from their order codes, and the name of the next
entry may come first. So an entry is found by its CAS RN. Its name is looked for above it, everything else below.

Each order number of an entry gives its own record, since they differ in quality.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalog.errors import UnreadableFile
from catalog.intake.limits import ReadLimits
from catalog.intake.records import Place, RawRecord

_DASH = "[-\u2010\u2011\u2012\u2013]"
_CAS_RN = re.compile(rf"\[([0-9]{{2,7}}{_DASH}[0-9]{{2}}{_DASH}[0-9])\]")
_ORDER_CODE = re.compile(r"([A-Z]{0,3}[0-9]{4,8})-(?:SAMPLE|[0-9][0-9.,X×]*[A-Z]+)(?:-[A-Z0-9]+)?")
_SIZE = re.compile(r"(?:[0-9]+ ?[×x] ?)?[0-9][0-9.,]* ?(?:mg|g|kg|ml|mL|L|l|EA|ea)")
_WEIGHT = re.compile(r"(?<!\S)(\S{1,300}) (?:FW|MW|M\.W\.|Mol\. Wt\.):? ?([0-9][0-9.,]*)")
_ORNAMENT = re.compile("[\ue000-\uf8ff]")
"""Pictograms in the catalog's own font."""
_REFERENCE = re.compile(r"\bsee\b.*|\bPage [0-9]+$|^>")
_QUALITY = re.compile(
    r"[≥>≤<]=? ?[0-9.,]{1,20} ?%|[0-9.,]{1,20}[-–][0-9.,]{1,20} ?%|\b(?:FCC|FG|USP|Ph\. Eur\.|natural|ACS reagent)\b"
)
_NOT_A_NAME = re.compile(r"[0-9 .,]+|.*(?:@|www\.|\.com\b|®|Place an order).*")

LEAST_ENTRIES = 3
"""The number of CAS RNs in brackets at line starts from which a text is a printed catalog."""
NAME_LINES = 30
"""The number of lines above a CAS RN in which the name is looked for."""


class _PrintLine(NamedTuple):
    number: int
    text: str


def is_print_text(lines: Iterable[str]) -> bool:
    """Tell whether lines are from a printed catalog.

    >>> is_print_text(["Acetone", "[67-64-1] C3H6O FW 58.08", "[64-19-7]", "[75-07-0]"]), is_print_text(["[1] Note"])
    (True, False)
    """
    found = 0
    for line in lines:
        found += _CAS_RN.match(line.strip()) is not None
        if found >= LEAST_ENTRIES:
            return True
    return False


def read_print_text(lines: Iterable[str], _limits: ReadLimits) -> Iterator[RawRecord]:
    """Yield the records of a printed catalog, one for each order number.

    Raises:
        UnreadableFile: there is no entry with a CAS RN in brackets.
    """
    above: list[_PrintLine] = []
    entry: list[_PrintLine] = []
    name: list[_PrintLine] = []
    found = False
    for number, text in enumerate(lines, start=1):
        line = _PrintLine(number, _ORNAMENT.sub(" ", text).rstrip())
        if _CAS_RN.match(line.text.strip()):
            yield from _records(name, entry)
            name, entry, found = _heading(above), [], True
            above = []
        entry.append(line)
        above = [*above[-NAME_LINES + 1 :], line]
    if not found:
        raise UnreadableFile("No entry begins with a CAS RN in brackets. Expected: '[67-64-1]'.")
    yield from _records(name, entry)


def _heading(above: list[_PrintLine]) -> list[_PrintLine]:
    """Return the names of the entry with the next CAS RN: at most two pieces of text above it."""
    near = _piece(above)
    if not near:
        return []
    first = above.index(near[0])
    upper = _piece(above[:first])
    # A name apart from other text is a line by itself. The lines directly below it are other names.
    apart = above[first - 1].text.strip() == "" or _is_size(above[first - 1].text)
    return [*upper[-1:], *near] if apart and len(upper) == 1 and above[-1] == near[-1] else near


def _piece(lines: list[_PrintLine]) -> list[_PrintLine]:
    """Return the last adjacent lines that could be names. Blank lines and pack sizes below them are skipped."""
    piece: list[_PrintLine] = []
    for line in reversed(lines):
        text = line.text.strip()
        if not text or _is_size(text):
            if piece:
                break
            continue
        if not _is_name(line.text):
            break
        piece.append(line)
    return piece[::-1]


def _is_size(text: str) -> bool:
    return _SIZE.fullmatch(text.strip()) is not None


def _is_name(text: str) -> bool:
    """Tell whether a line can be a name: not an order code, fact, quality, cross-reference or page ornament."""
    stripped = text.strip()
    others = (_ORDER_CODE, _NOT_A_NAME)
    if any(pattern.fullmatch(stripped) for pattern in others) or _REFERENCE.search(stripped):
        return False
    facts = ("Organoleptic:", "FEMA ", "Flavis ", "Arc. ", "Fen. ", "CoE ", "FW ", "Halal", "Kosher", "NI")
    return not stripped.startswith(facts) and _QUALITY.search(stripped) is None and not text.startswith(" ")


def _records(heading: list[_PrintLine], entry: list[_PrintLine]) -> Iterator[RawRecord]:
    if not entry or _CAS_RN.match(entry[0].text.strip()) is None:
        return
    shared = _facts(heading, entry)
    quality = ""
    codes: dict[str, tuple[int, str, list[str]]] = {}
    for line in entry:
        text = line.text.strip()
        code = _ORDER_CODE.fullmatch(text)
        if code is not None:
            codes.setdefault(code[1], (line.number, quality, []))[2].append(text)
        elif _QUALITY.search(text) and not text.startswith("["):
            quality = text
    for number, own, orders in codes.values():
        yield _record({"line": number}, {**shared, _quality_label(own): own, "skus": " ".join(orders)})
    if not codes:
        yield _record({"line": entry[0].number}, {**shared, _quality_label(quality): quality})


def _quality_label(quality: str) -> str:
    return "Purity" if "%" in quality else "Grade"


def _facts(heading: list[_PrintLine], entry: list[_PrintLine]) -> dict[str, str]:
    """Return the facts that all order numbers of an entry share."""
    names = [line.text.strip() for line in heading]
    number = _CAS_RN.match(entry[0].text.strip())
    # The facts end at the order codes. A formula may be on the line before its weight.
    lines = [line.text.strip() for line in entry]
    end = next((index for index, text in enumerate(lines) if _ORDER_CODE.fullmatch(text)), len(lines))
    facts = " ".join(text for text in lines[:end] if text)
    weight = _WEIGHT.search(facts)
    fema = re.search(r"FEMA ([0-9]{4})", facts)
    return {
        "Name": names[0] if names else "",
        "Synonyms": "; ".join(" ".join(names[1:]).split("; ")) if len(names) > 1 else "",
        "CAS": number[1] if number else "",
        "Formula": weight[1] if weight and not weight[1].startswith("[") else "",
        "FW": weight[2] if weight else "",
        "FEMA": fema[1] if fema else "",
        "Organoleptic": _scents(lines[:end]),
    }


def _scents(lines: list[str]) -> str:
    """Return the odour. The list continues while lines end with a semicolon."""
    first = next((index for index, text in enumerate(lines) if text.startswith("Organoleptic:")), None)
    if first is None:
        return ""
    last = first
    while lines[last].endswith(";") and last + 1 < len(lines):
        last += 1
    return " ".join(lines[first : last + 1]).removeprefix("Organoleptic:").strip()


def _record(place: Place, cells: dict[str, str]) -> RawRecord:
    return RawRecord(place, tuple(cells), tuple(cells.values()))
