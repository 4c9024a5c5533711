"""Hold the reading of specifications against real ones: ``python -m benchmarks.truth_specifications``.

The data are not part of this repository; they are found through ``CATALOG_TEST_DATA`` (default ``../shared/data``
beside the repository). Of a row without an expected value three things can become: it stays text; it is read, every
number of the reading standing in the text; or a number is invented.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.product.offer.storage import read_storage
from catalog.product.specification.label import read_label
from catalog.product.specification.specification import Specification, read_specification

ROOT = Path(__file__).resolve().parent.parent
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_INSTRUMENTAL = frozenset({"HPLC", "GC", "NMR", "qNMR", "total nitrogen"})


@dataclass(slots=True)
class Kind:
    """The counts of one kind of rows: with an expected value, how many came out right; without, what became of them."""

    expected: int = 0
    right: int = 0
    free: int = 0
    kept: int = 0
    read: int = 0
    invented: int = 0


@dataclass(slots=True)
class Measure:
    """What was measured: counts by kind, pairs of statements that agree, and every row that is worth looking at."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    pairs: int = 0
    equal: int = 0
    contradicting: int = 0
    wrong: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)

    @property
    def right_share(self) -> float:
        """The part of the expected values that came out exactly right."""
        return sum(kind.right for kind in self.kinds.values()) / sum(kind.expected for kind in self.kinds.values())

    @property
    def invented(self) -> int:
        """How many rows got a number that does not stand in them."""
        return sum(kind.invented for kind in self.kinds.values())


def truth_folder() -> Path:
    """Where the truth files are."""
    return Path(os.environ.get("CATALOG_TEST_DATA", ROOT / "../shared/data")) / "truth"


def measure(folder: Path) -> Measure:
    """Read every row of both truth files, and count."""
    result = Measure()
    for row in _rows(folder / "spec_strings.jsonl"):
        kind = result.kinds.setdefault(row["kind"], Kind())
        if row["expected"] is None:
            _count_free(result, kind, row)
        else:
            kind.expected += 1
            right = _storage_right(row) if row["kind"] == "storage" else _right(row)
            kind.right += right
            if not right:
                result.wrong.append(f"{row['field']}: {row['raw']}")
    for row in _rows(folder / "tci_assay_cross_field.jsonl"):
        _count_pair(result, row)
    return result


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _right(row: Mapping[str, Any]) -> bool:
    expected = row["expected"]
    read = read_specification(row["field"], row["raw"])
    values = (read.comparison, read.value, read.low, read.high, _plain_unit(read.unit))
    unit = _plain_unit(expected.get("unit"))
    return (
        read.text == row["raw"]
        and values == (expected["op"], expected.get("value"), expected.get("low"), expected.get("high"), unit)
        and _keeps_words(read, [expected.get("qualifier"), expected.get("rest")])
    )


def _keeps_words(read: Specification, stated: list[str | None]) -> bool:
    """The conditions hold the words that stand beside the value, whatever is between them.

    The one notation that the truth keeps as words and we expand is that of the refractive index.
    """
    kept = _letters(read.conditions or "")
    return all(_letters(words.removeprefix("n20/D")) in kept for words in stated if words)


def _letters(words: str) -> str:
    return "".join(character for character in words.lower() if character.isalnum())


def _plain_unit(unit: str | None) -> str | None:
    """A unit without regard to case and to the sign that multiplies."""
    return unit.lower().replace("·", "-") if unit else None


def _storage_right(row: Mapping[str, Any]) -> bool:
    expected = row["expected"]
    read = read_storage(row["raw"])
    names = {"protect from light": "dark"}
    conditions = {names.get(condition, condition) for condition in expected.get("conditions", ())}
    stated = (read.low_c, read.high_c, set(read.conditions))
    return stated == (expected.get("low"), expected.get("high"), conditions)


def _count_free(result: Measure, kind: Kind, row: Mapping[str, Any]) -> None:
    kind.free += 1
    read = read_specification(row["field"], row["raw"])
    if read.comparison is None:
        kind.kept += 1
        return
    stated = {number.rstrip(".,").replace(",", "") for number in _NUMBER.findall(row["raw"])}
    numbers = {float(number) for number in stated if number.count(".") < 2}
    typed = {abs(number) for number in (read.value, read.low, read.high) if number is not None}
    known = read_label(row["field"]).test.name or read.unit is not None
    invented = not (typed <= numbers and known)
    kind.invented += invented
    kind.read += not invented
    result.readings.append(f"{row['field']}: {row['raw']} -> {read.document()}")


def _count_pair(result: Measure, row: Mapping[str, Any]) -> None:
    """Two statements of one assay: the headline, and the detailed specification by the same method."""
    result.pairs += 1
    headline = read_specification("purity / analysis method", row["headline"])
    details = [read_specification(label, text) for label, text in row["specifications"].items()]
    alike = [detail for detail in details if _methods(detail) & _methods(headline)]
    if any(detail.least == headline.least is not None for detail in alike):
        result.equal += 1
    else:
        result.unequal.append(f"{row['code']}: {row['headline']} against {row['specifications']}")
        numbers = [number for text in row["specifications"].values() for number in _NUMBER.findall(text)]
        result.contradicting += not any(float(number) == headline.value for number in numbers)


def _methods(specification: Specification) -> set[str]:
    """The methods, any wet chemistry counting as titration, as the headline's letter T means it."""
    methods = (specification.method or "").split(", ")
    return {method if method in _INSTRUMENTAL else "titration" for method in methods}


def main() -> None:
    """Print the tables."""
    result = measure(truth_folder())
    print(f"{'kind':32}{'expected':>9}{'right':>7}{'share':>9}{'free':>7}{'text':>6}{'read':>6}{'invented':>9}")
    for name, kind in sorted(result.kinds.items()):
        share = f"{kind.right / kind.expected:.1%}" if kind.expected else "-"
        counts = f"{kind.free:7}{kind.kept:6}{kind.read:6}{kind.invented:9}"
        print(f"{name:32}{kind.expected:9}{kind.right:7}{share:>9}{counts}")
    print(f"exactly right in all: {result.right_share:.2%} (at least 95 %); invented: {result.invented} (none)")
    print(
        f"two statements of one assay: {result.equal} of {result.pairs} equal; "
        f"{result.contradicting} differ in the supplier's own words"
    )
    for title, lines in (
        ("not right", result.wrong),
        ("read beyond the truth", result.readings),
        ("not equal", result.unequal),
    ):
        print(f"\n{title}: {len(lines)}")
        for line in lines:
            print(f"  {line}")


if __name__ == "__main__":
    main()
