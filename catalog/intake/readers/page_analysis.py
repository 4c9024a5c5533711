"""Tables of tests within pages: the rows of a certificate of analysis below ``Test   Specification   Result``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.intake.columns.labels import could_be_a_test, field_of, is_known
from catalog.intake.readers.page_packs import split_cells
from catalog.intake.readers.sideways import heading_roles


@dataclass(frozen=True, slots=True)
class AnalysisTable:
    """The heading of a table of tests.

    Attributes:
        roles: what each column holds: ``specification``, ``result``, ``unit`` or ``note``.
        begins: where the columns begin in a line without bars.
    """

    roles: dict[int, str]
    begins: tuple[int, ...]

    def cells(self, text: str) -> list[tuple[str, str]]:
        """Return the labels and texts of a row. A line that is no row of the table has none.

        >>> table = analysis_table("Test         Specification    Result")
        >>> table.cells("Purity (GC)  NLT 98.0%        99.4%")
        [('specification.Purity (GC)', 'NLT 98.0%'), ('Lot Purity (GC)', '99.4%')]
        >>> table.cells("Appearance   White, crystals  White crystals")[1], table.cells("Approved by: QA")
        (('Lot Appearance', 'White crystals'), [])
        """
        texts = self._split(text)
        test = texts[0] if texts else ""
        if len(texts) < 2 or not test or not could_be_a_test(field_of(test)) or test.endswith(":"):
            return []
        return list(self._labelled(test, texts))

    def _labelled(self, test: str, texts: list[str]) -> Iterator[tuple[str, str]]:
        unit = next((texts[at] for at, role in self.roles.items() if role == "unit" and at < len(texts)), "")
        label = f"{test} ({unit})" if unit.strip("-–/ ") else test
        for at, role in self.roles.items():
            if role == "unit" or at >= len(texts) or not texts[at]:
                continue
            if role == "specification":
                # Dots would be read as further sections.
                yield f"specification.{label.replace('.', ' ')}", texts[at]
            else:
                yield f"Lot {label}" if role == "result" else f"note on {test}", texts[at]

    def _split(self, text: str) -> list[str]:
        """Return the cells of a row, or nothing if it is not certain which columns they are in."""
        width = len(self.begins)
        if "|" in text or "\t" in text:
            cells = [cell.strip() for cell in text.strip("| ").split("|" if "|" in text else "\t")]
            return cells if len(cells) <= width else []
        cells = split_cells(text)
        if len(cells) == width:
            return cells
        if all(begin >= len(text) or text[begin - 1].isspace() for begin in self.begins[1:]):
            return [text[begin:end].strip() for begin, end in zip(self.begins, [*self.begins[1:], None], strict=True)]
        return []


def analysis_table(text: str) -> AnalysisTable | None:
    """Return the table of tests below a line, or None if the line is no heading with a column of results.

    >>> analysis_table("Test | Specification | Result").roles, analysis_table("Property   Value")
    ({1: 'specification', 2: 'result'}, None)
    """
    cells = split_cells(text)
    roles = heading_roles(cells)
    if roles is None or "result" not in roles.values() or is_known(text):
        return None
    begins, at = [], 0
    for cell in cells:
        at = text.index(cell, at)
        begins.append(at)
        at += len(cell)
    return AnalysisTable(roles, tuple(begins))
