"""The grade of a product's data: one table, in the code and in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.quality import CRITERIA, GRADES, grade_of, quality_of, with_warning

PAGE = Path(__file__).resolve().parents[2] / "docs" / "quality.md"

WHOLE = {
    "catalog_number": "A1", "name": "Acetone", "cas_rn": "67-64-1", "formula": "C3H6O", "molecular_weight": "58.08",
    "smiles": "CC(=O)C", "assay": "99 % min", "document:SDS (en)": "https://example.org/sds.pdf",
    "signal_word": "Danger", "hazard_statements": "H225|H319|H336",
    "description": "Acetone is a colourless liquid and a common solvent for organic compounds.",
}  # fmt: skip


def test_the_page_prints_the_rule() -> None:
    rows = re.findall(r"^\| ([A-Za-z ]+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    stated = {name: int(points) for name, points in rows}
    assert stated == {criterion.name: criterion.points for criterion in CRITERIA} | dict(GRADES)


def test_the_points_are_of_a_hundred() -> None:
    assert sum(criterion.points for criterion in CRITERIA) == 100


@pytest.mark.parametrize(
    ("points", "grade"),
    [(100, "A"), (90, "A"), (89, "B"), (75, "B"), (55, "C"), (54, "D"), (35, "D"), (34, "E"), (0, "E")],
)
def test_the_least_points_of_a_grade(points: int, grade: str) -> None:
    assert grade_of(points) == grade


def test_a_product_of_which_all_is_known_is_an_a() -> None:
    quality = quality_of(examine(Draft(WHOLE)))
    assert (quality.grade, quality.points, quality.to_raise) == ("A", 100, ())
    assert len(quality.reasons) == len(CRITERIA)


LACKS = [
    ("smiles", "structure", "B"),
    ("cas_rn", "CAS RN", "B"),
    ("molecular_weight", "weight", "B"),
    ("assay", "specification", "A"),
    ("document:SDS (en)", "documents", "A"),
    ("description", "description", "A"),
]


@pytest.mark.parametrize(("field", "criterion", "grade"), LACKS)
def test_what_is_missing_is_what_would_raise_it(field: str, criterion: str, grade: str) -> None:
    quality = quality_of(examine(Draft({name: text for name, text in WHOLE.items() if name != field})))
    assert quality.grade == grade
    assert quality.to_raise == tuple(one.to_raise for one in CRITERIA if one.name == criterion)


def test_an_open_warning_forbids_an_a() -> None:
    quality = quality_of(examine(Draft(WHOLE | {"spec:Water": "120 %"})))
    assert (quality.grade, quality.points) == ("B", 85)


def test_nothing_but_a_name_is_an_e() -> None:
    assert document_of(examine(Draft({"catalog_number": "A1", "name": "x"})))["quality"]["grade"] == "E"


NOTE, WARNING = ({"code": "x", "severity": severity} for severity in ("note", "warning"))


@pytest.mark.parametrize(
    ("points", "findings", "expected"),
    [(100, [], ("B", 85)), (90, [NOTE], ("B", 75)), (60, [], ("D", 45)), (60, [NOTE, WARNING], ("C", 60))],
)
def test_a_warning_from_outside_lowers_the_grade_once(
    points: int, findings: list[dict[str, str]], expected: tuple[str, int]
) -> None:
    """The sentences of an earlier release do not matter."""
    quality = {"grade": grade_of(points), "points": points, "reasons": ["Old words."], "to_raise": ["Other words."]}
    lowered = with_warning({"quality": quality, "findings": findings})
    assert (lowered["grade"], lowered["points"]) == expected
    assert ("Correct or explain the warnings." in str(lowered["to_raise"])) == (WARNING not in findings)
    assert "Old words." in str(lowered["reasons"])


def test_a_warning_from_outside_is_graded_like_one_of_the_checks() -> None:
    product = examine(Draft(WHOLE))
    document = document_of(product)
    lowered = with_warning(document)
    assert "No warnings from the checks." not in str(lowered["reasons"])
    points = {one.reason: one.points for one in CRITERIA}
    reasons = lowered["reasons"]
    assert isinstance(reasons, list)
    assert lowered["points"] == sum(points[reason] for reason in reasons)
