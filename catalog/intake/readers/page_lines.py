"""The lines of product pages: find their labels and values."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from catalog.intake.columns.labels import SPECIFICATION_SECTIONS, field_of, is_known
from catalog.intake.columns.words import normalize_label

SEPARATORS = ("|", "\t", ":", "：")
HEADING_LENGTH = 60
"""The largest length of a label."""
LONGEST_TITLE = 100
"""A longer line is running text."""
LONGEST_LINE = 5_000
"""A longer line is not split into several labels."""
NO_LABEL = "text"
"""The label of a line between others that has none. No field has it, and the report names it."""
LEAST_STACKED = 3
"""The number of labels with values in the lines below from which a text is a page."""
_HEADINGS = frozenset({"storage", "appearance", "assay", "synonyms"})
"""Fields whose label may be a heading above the value, on pages with the other labels beside their values."""
SHORTEST_RULE = 3
"""The number of strokes from which a line is a rule."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_PARTS = re.compile(r"\||\t+| {2,}|; ")
"""Separators of several labels and values in one line."""
_WITHOUT_COLON = re.compile(r"(CAS(?: ?(?:No\.?|RN|Number|#))?) ([0-9]{2,7}-[0-9]{2}-[0-9])", re.IGNORECASE)
_GAP = re.compile(r" {2,}|\u3000+| *\.{3,} *| += +| +[-–—] +")
"""Separators of labels and values in hand-set columns."""
_BULLETS = ("- ", "* ", "• ", "· ", "– ", "| ")


class PageLine(NamedTuple):
    """A line of a page.

    Attributes:
        number: its number in the file.
        text: its text without blanks around it; with the next line, if that has the value.
        label, value: as written; empty if it has no label.
        is_known: whether suppliers use the label.
    """

    number: int
    text: str
    label: str = ""
    value: str = ""
    is_known: bool = False

    @property
    def is_rule(self) -> bool:
        """Tell whether the line is drawn: ``|---|---|`` below a table's heading, or ``=====`` between products."""
        return len(self.text) >= SHORTEST_RULE and set(self.text) <= set("|-–—=_*~#+: ")

    @property
    def is_sentence(self) -> bool:
        """Tell whether the line ends like a sentence."""
        return self.text.endswith((".", "。"))

    @property
    def guessed(self) -> tuple[str, str]:
        """Return the label and value of a line between labelled lines, even if the label is unknown."""
        label, found, value = re.sub("[\t：]", ":", self.text).partition(":")
        is_label = bool(found and value.strip()) and len(label) <= HEADING_LENGTH and not value.startswith("//")
        return (label.strip(), value.strip()) if is_label else (NO_LABEL, self.text)


def read_lines(lines: Iterable[str]) -> list[PageLine]:
    """Return the lines with content, each with its label, if any, and the value from this line or the next."""
    filled = [(number, text) for number, line in enumerate(lines, start=1) if (text := _without_markup(line))]
    stacked = _stacked([text for _, text in filled])
    read: list[PageLine] = []
    answered_to = 0
    for index, (number, text) in enumerate(filled):
        if index < answered_to:
            continue
        several = _several(text)
        if several:
            read += [PageLine(number, text, label, value, is_known=True) for label, value in several]
            continue
        line = _read(number, text)
        below = filled[index + 1][1] if index + 1 < len(filled) else ""
        if index in stacked or ((_is_open(line) or _is_heading(text)) and _could_be_a_value(below)):
            label = line.label or text
            answered_to = _answer_ends(filled, index, label)
            value = "\n".join(answer for _, answer in filled[index + 1 : answered_to])
            line = PageLine(number, f"{text}\n{value}", label, value, is_known=True)
        read.append(line)
    return read


def _answer_ends(filled: Sequence[tuple[int, str]], index: int, label: str) -> int:
    """Return the index after the value below a label: one line, or all lines of a list of synonyms."""
    end = index + 2
    if field_of(label) != "synonyms":
        return end
    while end < len(filled) and filled[end][0] == filled[end - 1][0] + 1 and _could_be_a_value(filled[end][1]):
        end += 1
    return end


def _without_markup(line: str) -> str:
    """Return a line without remains of Markdown and HTML. A heading that is a label has its value below.

    >>> _without_markup("## Storage"), _without_markup("## Aniline"), _without_markup("**CAS:** 62-53-3")
    ('Storage:', 'Aniline', 'CAS: 62-53-3')
    """
    text = unescape_entities(line).replace("**", "").strip()
    title = text.lstrip("#")
    if title == text or not title.startswith(" "):
        return text
    return f"{title.strip()}:" if is_known(title) else title.strip()


def unescape_entities(text: str) -> str:
    """Return a line without the HTML entities of its web page.

    >>> unescape_entities("&ge; 98 %, 2&ndash;8 &deg;C, R&D; AT&T")
    '≥ 98 %, 2–8 °C, R&D; AT&T'
    """
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def known_labels(line: str) -> int:
    """Return how many known labels with values a line has.

    >>> known_labels("CAS: 58-08-2; Formula: C8H10N4O2"), known_labels("Assay | 99% |"), known_labels("Dear Sir: a")
    (2, 1, 0)
    """
    pair = split_line(line)
    return len(_several(line.strip())) or int(pair is not None and is_known(pair[0]))


def _several(text: str) -> list[tuple[str, str]]:
    """Return the labels and values of a line that has several, or none if any part of it is something else.

    >>> _several("CAS No. 58-08-2   Formula: C8H10N4O2"), _several("CAS | 58-08-2 |"), _several("Use: dyes; CAS: 1")
    ([('CAS No.', '58-08-2'), ('Formula', 'C8H10N4O2')], [], [])
    """
    pairs: list[tuple[str, str]] = []
    if len(text) > LONGEST_LINE:
        return pairs
    for part in _PARTS.split(text.strip("| ")):
        label, found, value = part.strip().replace("：", ":").partition(":")
        bare = _WITHOUT_COLON.fullmatch(part.strip())
        if bare is not None:
            pairs.append((bare[1], bare[2]))
        elif found and value.strip() and is_known(label):
            pairs.append((label.strip(), value.strip()))
        else:
            return []
    return pairs if len(pairs) > 1 else []


def split_line(line: str) -> tuple[str, str] | None:
    """Return the label and value of a line, or None.

    A bar always separates them. A tab, a colon or a gap only does so after a label that suppliers use.

    >>> split_line("CAS | 89604-92-2 |"), split_line("- Assay: 99% min"), split_line("Note: see below")
    (('CAS', '89604-92-2'), ('Assay', '99% min'), None)
    >>> split_line("Appearance |White | powder|"), split_line("M.W. ..... 93.13"), split_line("| CAS | 62-53-3 |")
    (('Appearance', 'White | powder'), ('M.W.', '93.13'), ('CAS', '62-53-3'))
    """
    text = line.strip()
    bullet = next((bullet for bullet in _BULLETS if text.startswith(bullet)), "")
    text = text[len(bullet) :].lstrip()
    if bullet == "| " and not text.partition("|")[2].strip():
        return None
    for separator in SEPARATORS:
        label, found, value = text.partition(separator)
        label = label.strip()
        if not found or not label or len(label) > HEADING_LENGTH:
            continue
        if separator == "|":
            return label, value.strip().removesuffix("|").rstrip()
        if is_known(label):
            return label, value.strip()
    label, *rest = _GAP.split(text, maxsplit=1)
    return (label, rest[0].strip()) if rest and is_known(label) else None


def is_stacked_page(lines: Iterable[str]) -> bool:
    """Tell whether labels have lines of their own, with their values in the lines below.

    >>> is_stacked_page(["Catalog No.", "A-1", "Name", "Aniline", "CAS", "62-53-3"])
    True
    """
    return bool(_stacked([text for line in lines if (text := line.strip())]))


def is_prose(text: str) -> bool:
    """Tell whether a line is part of a running text.

    >>> is_prose("Safety first!"), is_prose("苯胺是一种有机化合物。")
    (False, True)
    """
    return len(text) > LONGEST_TITLE or text.endswith("。") or (len(text) > HEADING_LENGTH and text.endswith("."))


def _read(number: int, text: str) -> PageLine:
    pair = split_line(text)
    return PageLine(number, text) if pair is None else PageLine(number, text, *pair, is_known(pair[0]))


def _stacked(texts: Sequence[str]) -> set[int]:
    """Return the indices of labels with values in the lines below, or none if they are too few for a page."""
    stacked = {
        index
        for index, (text, below) in enumerate(pairwise(texts))
        if is_known(text) and field_of(text) != "description" and _could_be_a_value(below)
    }
    return stacked if len(stacked) >= LEAST_STACKED else set()


def _is_open(line: PageLine) -> bool:
    """Tell whether a line is a known label with a colon and no value. Free text follows a description anyway."""
    return line.is_known and not line.value and "|" not in line.text and field_of(line.label) != "description"


def _is_heading(text: str) -> bool:
    """Tell whether a line is only the label of a field that is often a heading above its value."""
    return is_known(text) and field_of(text) in _HEADINGS


def _could_be_a_value(text: str) -> bool:
    is_section = normalize_label(text) in SPECIFICATION_SECTIONS
    return bool(text) and not is_section and split_line(text) is None and not is_known(text) and not is_prose(text)
