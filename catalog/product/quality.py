"""Quality: how reliable a product's data are, as a grade from A to E, with reasons and how to improve it.

The grade is about the data, never about the substance. The table below is the whole rule. docs/quality.md prints it,
and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from catalog.chemistry.mass.weight import Verdict
from catalog.product.findings import Severity
from catalog.product.product import Product


class Criterion(NamedTuple):
    """One criterion of a product's data quality.

    Attributes:
        name: a short name.
        points: out of 100.
        met: tells whether a product meets it.
        reason: the sentence if it is met.
        to_raise: the sentence that says what to do if it is not met.
    """

    name: str
    points: int
    met: Callable[[Product], bool]
    reason: str
    to_raise: str


def _weight_agrees(product: Product) -> bool:
    return product.weight is not None and product.weight.verdict in {Verdict.AGREES, Verdict.WITHIN_RANGE}


def _has_structure(product: Product) -> bool:
    return product.structure is not None and not product.structure.generic


def _is_typed(product: Product) -> bool:
    return any(one.comparison is not None for one in product.specifications)


def _has_no_warnings(product: Product) -> bool:
    return all(finding.severity is Severity.NOTE for finding in product.findings)


def _is_described(product: Product) -> bool:
    return product.description is not None and product.description.status == "published"


CRITERIA = (
    Criterion(
        "structure", 20, _has_structure,
        "A structure is stated and can be read.", "State the structure, as SMILES, InChI or molfile.",
    ),
    Criterion(
        "CAS RN", 15, lambda product: product.cas.cas_rn is not None,
        "The CAS RN has a correct check digit.", "State the CAS RN.",
    ),
    Criterion(
        "weight", 15, _weight_agrees,
        "The stated weight agrees with the stated formula.", "State formula and weight, so that they can be compared.",
    ),
    Criterion(
        "warnings", 15, _has_no_warnings,
        "No warnings from the checks.", "Correct or explain the warnings.",
    ),
    Criterion(
        "specification", 10, _is_typed,
        "The specification has a value that can be compared.",
        "State a specification with a value, such as an assay.",
    ),
    Criterion(
        "documents", 10, lambda product: bool(product.documents),
        "There are documents.", "Add the safety data sheet, or another document.",
    ),
    Criterion(
        "hazards", 10, lambda product: product.hazards is not None,
        "Hazards are stated.", "State the hazards, or that there are none.",
    ),
    Criterion(
        "description", 5, _is_described,
        "There is a description of the product.", "Add a description, or approve the withheld one.",
    ),
)  # fmt: skip
"""The criteria, the most points first; 100 points in total."""
_WARNINGS = next(criterion for criterion in CRITERIA if criterion.name == "warnings")

GRADES = (("A", 90), ("B", 75), ("C", 55), ("D", 35), ("E", 0))
"""The minimum points of each grade. A product with a warning has no A."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The grade of a product's data.

    Attributes:
        grade: A to E.
        points: out of 100.
        reasons: sentences for the criteria that are met.
        to_raise: sentences for the others, the most important first.
    """

    grade: str
    points: int
    reasons: tuple[str, ...]
    to_raise: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """Return the grade in the form of the document."""
        reasons, to_raise = list(self.reasons), list(self.to_raise)
        return {"grade": self.grade, "points": self.points, "reasons": reasons, "to_raise": to_raise}


def quality_of(product: Product) -> Quality:
    """Grade an examined product."""
    return _graded(tuple([criterion.met(product) for criterion in CRITERIA]))


@lru_cache(maxsize=256)
def _graded(met: tuple[bool, ...]) -> Quality:
    """Return the grade for the criteria that are met, cached."""
    judged = list(zip(CRITERIA, met, strict=True))
    points = sum([criterion.points for criterion, is_met in judged if is_met])
    reasons = tuple([criterion.reason for criterion, is_met in judged if is_met])
    return Quality(grade_of(points), points, reasons, tuple([one.to_raise for one, is_met in judged if not is_met]))


def with_warning(document: Mapping[str, Any]) -> dict[str, object]:
    """Return the grade of a document, in the form of the document, after a warning that its own checks did not find.

    Documents of earlier versions can have other sentences, so only the points and the findings are read.
    """
    quality = dict(document["quality"])
    if any(finding["severity"] != Severity.NOTE for finding in document["findings"]):
        return quality
    points = quality["points"] - _WARNINGS.points
    reasons = [reason for reason in quality["reasons"] if reason != _WARNINGS.reason]
    places = {criterion.to_raise: place for place, criterion in enumerate(CRITERIA)}
    to_raise = sorted([*quality["to_raise"], _WARNINGS.to_raise], key=lambda words: places.get(words, len(places)))
    return Quality(grade_of(points), points, tuple(reasons), tuple(to_raise)).document()


def grade_of(points: int) -> str:
    """Return the grade for the points.

    >>> grade_of(100), grade_of(89), grade_of(0)
    ('A', 'B', 'E')
    """
    return next(grade for grade, least in GRADES if points >= least)
