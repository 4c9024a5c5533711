"""Product pages as text: ``Label | value |`` lines, a specification section, free text below.

Colons, tabs and gaps may also separate labels from values. A value may be in the line below its label. One file may
contain pages of several products.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from catalog.errors import UnreadableFile
from catalog.intake.columns.labels import (
    LISTED_FIELDS,
    SPECIFICATION_SECTIONS,
    could_be_a_test,
    field_of,
)
from catalog.intake.columns.words import normalize_label
from catalog.intake.limits import ReadLimits
from catalog.intake.readers.page_analysis import AnalysisTable, analysis_table
from catalog.intake.readers.page_lines import HEADING_LENGTH, NO_LABEL, PageLine, is_prose, read_lines
from catalog.intake.readers.page_packs import pack_cells, priced_size, split_cells
from catalog.intake.readers.safety_data_sheet import is_safety_data_sheet, safety_data_sheet
from catalog.intake.readers.sideways import heading_roles, pack_columns
from catalog.intake.records import TITLE, Place, RawRecord


def read_page(lines: Iterable[str], _limits: ReadLimits) -> Iterator[RawRecord]:
    """Yield the record of a page: labelled lines, those of the specification section marked, and the free text.

    A safety data sheet is read by its sections.
    If further catalog numbers follow below the first, each begins a page of its own.

    Raises:
        UnreadableFile: no line has a label.
    """
    lines = list(lines)
    if is_safety_data_sheet(lines):
        yield safety_data_sheet(lines)
        return
    read = read_lines(lines)
    for begin, end in pairwise([0, *_further_products(read), len(read)]):
        page = _PageDraft(1 if begin == 0 else read[begin].number)
        for line in read[begin:end]:
            page.take(line)
        yield page.record()


def _further_products(lines: Sequence[PageLine]) -> list[int]:
    """Return the indices where the second and later products begin, with the title above them, if there is one."""
    keys = [normalize_label(line.label) if line.is_known else "" for line in lines]
    numbered = [index for index, line in enumerate(lines) if line.is_known and field_of(line.label) == "catalog_number"]
    if len({lines[index].value for index in numbered}) < 2 or len({keys[index] for index in numbered}) > 1:
        return []
    first = next(filter(None, keys))
    begins = [index for index, key in enumerate(keys) if key == first]
    # If the products do not begin alike, each begins with its number.
    begins = begins if len(begins) == len(numbered) else numbered
    return [index - _has_title(lines, index) for index in begins[1:]]


def _has_title(lines: Sequence[PageLine], index: int) -> bool:
    """Tell whether a title is directly above a product, or apart from the text above it, and not a sentence."""
    above, line, below = lines[max(0, index - 2)], lines[index - 1], lines[index]
    is_near = line.number == below.number - 1 or line.number > above.number + 1 or above.is_rule
    is_text = not line.label and not line.is_rule and not line.is_sentence
    return is_near and is_text and not is_prose(line.text)


_TITLE_MARKS = re.compile(r"(?<![ ,;|(\[-])[ ,;|(\[-]*\bCAS\b.*$", re.IGNORECASE)
"""The text after the name in a title."""
_NO_NAMES = re.compile(
    r"\b(?:products?|data ?sheet|details?|information|specifications?|certificate|catalog|technical|safety)\b|[:/@]",
    re.IGNORECASE,
)
"""Titles with such words name a page, not a substance."""
_LONGEST_NAME = 100


def name_in_title(title: str) -> str:
    """Return the name in a page's title, or "" if it seems to have none.

    >>> name_in_title("BPTA CAS:89604-92-2"), name_in_title("Vanillin"), name_in_title("Product data sheet")
    ('BPTA', 'Vanillin', '')
    """
    name = _TITLE_MARKS.sub("", title).strip()
    is_name = any(map(str.isalpha, name)) and len(name) <= _LONGEST_NAME and _NO_NAMES.search(name) is None
    return name if is_name and not name.endswith(".") else ""


@dataclass(slots=True)
class _PageDraft:
    """A page that is being read.

    Attributes:
        begins: the number of its first line.
        labels, texts, places: the labelled lines so far.
        free: the lines without a label after them: the description, unless labels follow.
        described: lines of the description before that.
        section: the prefix of labels, from the heading above them.
        title: the first line above all labels.
        pack_header: the labels of the current table of packs.
        packs: the number of packs so far.
        analysis: the current table of tests.
        is_certificate: whether the page has one.
        guessed: the labels of lines between others, which may be running text.
    """

    begins: int
    labels: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    free: list[PageLine] = field(default_factory=list)
    described: list[PageLine] = field(default_factory=list)
    section: str = ""
    title: PageLine | None = None
    pack_header: tuple[str, ...] = ()
    packs: int = 0
    analysis: AnalysisTable | None = None
    is_certificate: bool = False
    guessed: set[str] = field(default_factory=set)

    def take(self, line: PageLine) -> None:
        """Add one line."""
        if self._is_of_packs(line) or self._is_of_tests(line):
            return
        if normalize_label(line.text) in SPECIFICATION_SECTIONS:
            self.section = "specification."
        elif line.is_rule or heading_roles((line.label, line.value)) is not None:
            return
        elif line.label and self._is_field(line):
            self._keep_free_lines()
            self._add(self._sectioned(line.label), line.value, line.number)
        elif line.text.startswith("|") and self.labels and not self.free:
            self._go_on(line.text.strip("| "))
        elif not self._is_heading(line):
            self.free.append(line)
        elif self.title is None:
            self.title = line

    def _is_of_packs(self, line: PageLine) -> bool:
        """Add a line of a table of packs. Tell whether it was one."""
        cells = split_cells(line.text)
        if pack_columns(cells):
            self.pack_header = tuple(cells)
            self._keep_free_lines()
            return True
        pack = list(pack_cells(self.pack_header, cells, self.packs + 1)) if self.pack_header else priced_size(line.text)
        if pack:
            self._keep_free_lines()
        for label, text in pack:
            self._add(label, text, line.number)
        self.packs += bool(pack)
        if not pack and not line.is_rule:
            self.pack_header = ()
        return bool(pack)

    def _is_of_tests(self, line: PageLine) -> bool:
        """Add a line of a table of tests. Tell whether it was one."""
        if line.is_rule:
            return False
        table = analysis_table(line.text)
        cells = [] if self.analysis is None else self.analysis.cells(line.text)
        if table is not None or cells:
            self._keep_free_lines()
        for label, text in cells:
            self._add(label, text, line.number)
        self.is_certificate = self.is_certificate or bool(cells)
        # A title may be between its rows; a line with another label ends it.
        self.analysis = table or (self.analysis if cells or not line.label else None)
        return table is not None or bool(cells)

    def _is_field(self, line: PageLine) -> bool:
        """Tell whether a line is a field. Below the description, only a short line between labels is one."""
        if not self.free:
            return True
        return line.is_known and not (self.labels and any(is_prose(free.text) for free in self.free))

    def _is_heading(self, line: PageLine) -> bool:
        """Tell whether a line is the page's heading, as ``BPTA CAS:89604-92-2``. Lines below repeat its facts."""
        is_above_all = line.number - self.begins < 3 and not self.labels and not self.free
        return is_above_all and len(line.text) <= 300 and not (line.is_sentence and len(line.text) > HEADING_LENGTH)

    def _keep_free_lines(self) -> None:
        """Keep sentences between labels as description. Other lines keep their label, even an unknown one."""
        for line in self.free:
            if (line.is_sentence and not self.is_certificate) or is_prose(line.text):
                self.described.append(line)
                continue
            label, value = line.guessed
            self.guessed.add(label)
            if label == NO_LABEL in self.labels:
                self.texts[self.labels.index(label)] += f"\n{value}"
            else:
                self._add(label, value, line.number)
        self.free.clear()

    def _add(self, label: str, text: str, number: int) -> None:
        self.labels.append(label)
        self.texts.append(text)
        self.places.append({"line": number})

    def _go_on(self, text: str) -> None:
        between = "\n" if field_of(self.labels[-1]) in LISTED_FIELDS else " "
        self.texts[-1] = f"{self.texts[-1]}{between}{text}".strip()

    def _sectioned(self, label: str) -> str:
        """Return the label with its section, if it could be a test. Dots in it would be read as further sections."""
        is_within = self.section and could_be_a_test(field_of(label))
        return self.section + label.replace(".", " ") if is_within else label

    def _describe(self, lines: Sequence[PageLine]) -> None:
        """Keep the free text as description, or as the continuation of a line that is labelled so."""
        if not lines:
            return
        text = "\n".join(line.text for line in lines)
        labelled = next((at for at, label in enumerate(self.labels) if field_of(label) == "description"), None)
        if labelled is None:
            self._add("description", text, lines[0].number)
        else:
            self.texts[labelled] = f"{self.texts[labelled]}\n{text}".strip()

    def record(self) -> RawRecord:
        """Return the whole page.

        Raises:
            UnreadableFile: no line has a label.
        """
        if not self.labels:
            raise UnreadableFile("No line of the page has a label. Expected: 'CAS | 89604-92-2 |'.")
        if self.is_certificate:
            # Who approved it describes no product.
            self._keep_free_lines()
        self._describe([*self.described, *self.free])
        is_named = any(field_of(label) in ("name", "iupac_name") for label in self.labels)
        if self.title is not None and not is_named and (name := name_in_title(self.title.text)):
            self._add(TITLE, name, self.title.number)
        prose = {label for label, text in zip(self.labels, self.texts, strict=True) if "\n" in text or is_prose(text)}
        guessed = frozenset(self.guessed | prose)
        return RawRecord(
            {"line": self.begins}, tuple(self.labels), tuple(self.texts), tuple(self.places), guessed=guessed
        )
