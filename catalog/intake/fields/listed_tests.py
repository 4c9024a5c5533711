"""Tests in one text: ``Assay: ≥98 %; Water: ≤0.1 %`` states two specifications."""

from __future__ import annotations

import re

from catalog.intake.columns.labels import PROPERTY_SECTIONS, SPECIFICATION_SECTIONS
from catalog.intake.columns.words import normalize_label

_PARTS = re.compile(r"[;|\n•]")
_TEST = re.compile(r"[-*–\s]*([^\W\d][^:：=]{0,59}?)\s*[:：=]\s*(\S.*)", re.DOTALL)
"""A test and its value. A test begins with a letter, so that times and ratios are not tests."""


def listed_tests(label: str, text: str) -> list[tuple[str, str]]:
    """Return the tests of a text below a label such as ``Specifications``: each as a path of labels, and its value.

    The list is empty if any part is something else, or if the label does not announce tests.

    >>> listed_tests("Specifications", "Assay: ≥98 % (GC); Water: ≤0.1 %")
    [('specification.Assay', '≥98 % (GC)'), ('specification.Water', '≤0.1 %')]
    >>> listed_tests("Specification", "conforms to USP"), listed_tests("Notes", "Assay: 98 %")
    ([], [])
    """
    section = normalize_label(label.rpartition(".")[2])
    if section in SPECIFICATION_SECTIONS:
        section = "specification"
    elif section in PROPERTY_SECTIONS:
        section = "properties"
    else:
        return []
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    found = [_TEST.fullmatch(part) for part in parts]
    if not all(found):
        return []
    # Dots in a test would be read as further sections.
    return [(f"{section}.{' '.join(test[1].replace('.', ' ').split())}", test[2].strip()) for test in found if test]
