"""Safety data sheets as text: the facts of their 16 sections (UN GHS, annex 4; REACH, annex II).

Facts of a product are in the sections 1 (names, numbers), 2 (label), 3 (composition), 7 (storage), 9 (properties) and
14 (transport). The other text is about safety at work. It is no description of the product, and the report names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalog.intake.columns.labels import field_of, is_known
from catalog.intake.readers.page_lines import HEADING_LENGTH, unescape_entities
from catalog.intake.records import Place, RawRecord

_SECTION = re.compile(
    r"(?:SECTION|ABSCHNITT|RUBRIQUE|SECTION\s+N°|SECCIÓN|SEZIONE|SEÇÃO|SECÇÃO|SEKCJA|РАЗДЕЛ|RUBRIEK|第)\s*"
    r"([1-9]|1[0-6])(?![0-9])\s*(?:部分)?\s*[:.\-–—]?\s*(.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"([1-9]|1[0-6])\.?\s+([^\W\d].*)")
"""A heading without a word for "section": ``3. Composition/information on ingredients``."""
_SUBSECTION = re.compile(r"([1-9]|1[0-6])\.([1-9])\.?\s+(.*)")
LEAST_SECTIONS, LEAST_NUMBERED = 5, 12
"""The number of headings in order, with such a word and without one, from which a text is a safety data sheet."""
LONGEST_HEADING = 120

_ITEM = re.compile(r"(?:\(?[a-z]{1,2}\)|[-•*])\s+(?=\S)")
"""The mark before a property in section 9: ``a) Physical state``."""
_GAP = re.compile(r"\s*[:：]\s+|\s*[:：]$|\t+| {2,}|\s*\|\s*")
_H_CODE = re.compile(r"(?:EUH|H)[0-9]{3}[A-Za-z]{0,2}\b")
_P_CODE = re.compile(r"P[0-9]{3}\b")
_NO_DATA = re.compile(
    r"(?:no (?:data|information)|not (?:available|applicable|determined|known|relevant)|n/?[ad]\b|none\b"
    r"|keine (?:daten|angaben|informationen)|nicht (?:anwendbar|verfügbar|bestimmt)|sans? données|non applicable"
    r"|pas de données|no hay (?:datos|información)|没有|无).*",
    re.IGNORECASE | re.DOTALL,
)
_MODE = re.compile(
    r"\b(?:ADR(?:/RID)?(?:/ADN)?|ADN|RID|DOT(?: \(US\))?|TDG|IMDG|IATA(?:-DGR)?|ICAO)\b\s*[:：]?\s*", re.I
)
MOST_WORDS = 3
"""A line of more words below a heading of section 14 is a sentence."""
_TRANSPORT = {"1": "un_number", "3": "hazard_class", "4": "packing_group"}
"""The subsections of section 14 with a field."""
_FACTUAL = frozenset({2, 3, 7, 14})
"""The sections in which lines with known labels are facts of the product. In 9, all labels are properties."""


class _SheetLine(NamedTuple):
    """A line with its number, section and subsection."""

    number: int
    section: int
    subsection: str
    text: str


def is_safety_data_sheet(lines: Iterable[str]) -> bool:
    """Tell whether lines are a safety data sheet: its section headings follow each other.

    >>> is_safety_data_sheet([f"SECTION {number}: Title" for number in range(1, 17)])
    True
    >>> is_safety_data_sheet(["1. Water", "2. Ice"]), is_safety_data_sheet([f"{n}. Title" for n in range(1, 17)])
    (False, True)
    """
    return _headings(list(lines)) is not None


def _headings(lines: Sequence[str]) -> re.Pattern[str] | None:
    """Return the form of the section headings, or None if the lines are no safety data sheet."""
    for form, least in ((_SECTION, LEAST_SECTIONS), (_NUMBERED, LEAST_NUMBERED)):
        last = found = 0
        for line in lines:
            number = _heading(line, form)
            if number is not None and number > last:
                last, found = number, found + 1
        if found >= least:
            return form
    return None


def _heading(line: str, form: re.Pattern[str]) -> int | None:
    """Return the number of a section if the line is its heading."""
    text = line.strip().lstrip("#*= ").rstrip("*= ")
    found = form.match(text)
    return None if found is None or len(text) > LONGEST_HEADING else int(found[1])


def safety_data_sheet(lines: Iterable[str]) -> RawRecord:
    """Return the record of a safety data sheet."""
    read = list(lines)
    sheet = _Sheet()
    for line in _sectioned(read, _headings(read) or _SECTION):
        sheet.take(line)
    return sheet.record()


def _sectioned(lines: Iterable[str], form: re.Pattern[str]) -> Iterator[_SheetLine]:
    section, subsection = 0, ""
    for number, raw in enumerate(lines, start=1):
        text = unescape_entities(raw).replace("**", "").strip()
        heading = _heading(text, form)
        if heading is not None and heading >= section:
            section, subsection = heading, ""
            continue
        within = _SUBSECTION.match(text)
        if within is not None and int(within[1]) == section:
            subsection, text = within[2], within[3].strip()
            if not _pair(text)[1]:
                continue
        if text and not _is_title(text):
            yield _SheetLine(number, section, subsection, text)


def _is_title(text: str) -> bool:
    """Tell whether a line only announces the statements below it."""
    return field_of(text.rstrip(":")) in ("hazard_statements", "precautionary_statements", "pictograms")


@dataclass(slots=True)
class _Sheet:
    """A sheet that is being read.

    Attributes:
        cells: labels, texts and lines of the facts.
        statements: the statements of the label, by the field, each with its line.
        classified: the H codes of the classification, for a sheet without a label.
        transport: the stated texts of each field of section 14.
        unread: the text of each section that states no facts, with its first line.
        ingredients: the facts of section 3.
        label: a label whose value is in the next line, or an empty text.
        last: the field of the statement that the next line may continue, or an empty text.
    """

    cells: list[tuple[str, str, int]] = field(default_factory=list)
    statements: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    classified: list[tuple[str, int]] = field(default_factory=list)
    transport: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    unread: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    ingredients: list[tuple[str, str, int]] = field(default_factory=list)
    label: str = ""
    last: str = ""

    def take(self, line: _SheetLine) -> None:
        """Add one line."""
        if line.section == 2 and self._take_label(line):
            return
        if line.section == 14 and line.subsection in _TRANSPORT and self._take_transport(line):
            return
        label, value = _property(line.text) if line.section == 9 else _pair(line.text)
        if not value and self.label:
            label, value = self.label, line.text
        self.label = "" if value else _label_alone(line)
        if self.label:
            return
        if value and not _NO_DATA.fullmatch(value) and self._is_fact(line, label):
            cells = self.ingredients if line.section == 3 else self.cells
            cells.append((f"properties.{label.replace('.', ' ')}" if line.section == 9 else label, value, line.number))
        elif not _NO_DATA.fullmatch(value or line.text):
            self.unread.setdefault(line.section, []).append((line.text, line.number))

    def _is_fact(self, line: _SheetLine, label: str) -> bool:
        if line.section == 1:
            # Further down are the company and its telephone numbers.
            return line.subsection in ("", "1") and field_of(label) != "description"
        is_known_fact = is_known(label) and field_of(label) != "description"
        return line.section == 9 or (line.section in _FACTUAL and is_known_fact)

    def _take_label(self, line: _SheetLine) -> bool:
        """Add a statement of the label, or its further line. Tell whether it was one."""
        bare = line.text.lstrip("-•* ")
        name = "hazard_statements" if _H_CODE.match(bare) else "precautionary_statements" if _P_CODE.match(bare) else ""
        if name:
            self.statements.setdefault(name, []).append((" ".join(bare.split()), line.number))
            self.last = name
            return True
        if line.subsection == "1" and (codes := _H_CODE.findall(bare)):
            self.classified += [(code, line.number) for code in codes]
            return True
        if self.last and bare[:1].islower() and not _GAP.search(bare):
            text, number = self.statements[self.last].pop()
            self.statements[self.last].append((f"{text} {bare}", number))
            return True
        self.last = ""
        return False

    def _take_transport(self, line: _SheetLine) -> bool:
        """Add what section 14 states of each mode of transport. Tell whether it was so."""
        parts = [part.strip(" :-–") for part in _MODE.split(line.text)]
        values = [part for part in parts[1:] if part]
        if not _MODE.search(line.text):
            value = _pair(line.text)[1]
            values = [value] if value and not _NO_DATA.fullmatch(value) else []
            if not value and len(line.text.split()) <= MOST_WORDS and not _NO_DATA.fullmatch(line.text):
                values = [line.text]
        name = _TRANSPORT[line.subsection]
        self.transport.setdefault(name, []).extend((value, line.number) for value in values)
        return bool(values)

    def record(self) -> RawRecord:
        """Return the whole sheet."""
        if "hazard_statements" not in self.statements and self.classified:
            self.statements["hazard_statements"] = self.classified
        for name, found in self.statements.items():
            self.cells.append((name, "|".join(dict.fromkeys(text for text, _ in found)), found[0][1]))
        for name, found in self.transport.items():
            # The modes of transport mostly agree; others are further columns that the draft compares.
            self.cells += [(name, text, number) for text, number in dict(found).items()]
        numbers = {text for label, text, _ in self.ingredients if field_of(label) == "cas_rn"}
        if len(numbers) > 1:
            # The facts are those of the ingredients of a mixture.
            self.unread[3] = [
                *self.unread.get(3, []),
                *((f"{label}: {text}", at) for label, text, at in self.ingredients),
            ]
        else:
            self.cells += [cell for cell in self.ingredients if field_of(cell[0]) != "name"]
        guessed = set()
        for section, found in self.unread.items():
            label = f"text of section {section}" if section else "text above section 1"
            guessed.add(label)
            self.cells.append((label, "\n".join(text for text, _ in found), found[0][1]))
        places: tuple[Place, ...] = tuple({"line": number} for _, _, number in self.cells)
        labels, texts = tuple(label for label, _, _ in self.cells), tuple(text for _, text, _ in self.cells)
        return RawRecord({"line": 1}, labels, texts, places, guessed=frozenset(guessed))


def _pair(text: str) -> tuple[str, str]:
    """Return the label and the value of a line, both empty without a gap or a colon."""
    label, *rest = _GAP.split(text, maxsplit=1)
    return (label.strip(), rest[0].strip()) if rest and len(label) <= HEADING_LENGTH else ("", "")


def _label_alone(line: _SheetLine) -> str:
    """Return the label of a line without a value, whose value may be in the next line."""
    label = _ITEM.sub("", line.text, count=1) if line.section == 9 else line.text
    label = label.rstrip(" :：")
    if line.section == 9:
        return _plain_property(label)
    return label if line.section in (1, 2, 3) and is_known(label) else ""


def _property(text: str) -> tuple[str, str]:
    """Return a property of section 9 and its value.

    >>> _property("e) Melting point/freezing point   Melting point/range: -48 °C")
    ('Melting point', '-48 °C')
    >>> _property("h) Flash point   2.0 °C - closed cup"), _property("pH 7.0 at 20 °C")
    (('Flash point', '2.0 °C - closed cup'), ('pH', '7.0 at 20 °C'))
    """
    bare = _ITEM.sub("", text, count=1)
    label, value = _pair(bare)
    if not value:
        words = bare.split(" ")
        counts = range(min(len(words) - 1, 5), 0, -1)
        known = next((count for count in counts if is_known(" ".join(words[:count]))), None)
        return ("", "") if known is None else (" ".join(words[:known]), " ".join(words[known:]))
    inner, further = _pair(value)
    label = _plain_property(label) or label
    is_again = bool(further) and (_plain_property(inner) == label or inner[:4].casefold() == label[:4].casefold())
    return label, further if is_again else value


def _plain_property(label: str) -> str:
    """Return the known property that a heading of section 9 means, or an empty text.

    >>> _plain_property("Initial boiling point and boiling range"), _plain_property("Particle characteristics")
    ('boiling point', '')
    """
    bare = re.sub(r"^(?:initial|relative vapou?r)\s+", "", label, flags=re.IGNORECASE)
    forms = (label, bare, *(re.split(r"\s*/\s*|\s+(?:and|und|et|y|e)\s+|\s*[(,]", text)[0] for text in (label, bare)))
    return next((form for form in forms if form and is_known(form)), "")
