"""Hold the verdicts on descriptions against texts of known truth: ``python -m benchmarks.truth_descriptions``.

The texts are not part of this repository; they are found through ``CATALOG_TEST_DATA`` (default ``../shared/data``
beside the repository). The threshold is chosen anew on four fifths of the texts and tried on the fifth left out, in
turn; the word weights come from other texts altogether (docs/decisions/0006-descriptions.md).
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.product.text.description import OFF_TOPIC_BELOW, Subject, Topic, TopicVerdict, judge_description

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 5

Row = tuple[str, int, int]
"""What was counted, how many came out as they should, and of how many."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A text of known truth and what was said of it."""

    label: str
    subject: Subject
    verdict: TopicVerdict


def data_folder() -> Path:
    """Where the texts of known truth are."""
    return (ROOT / os.environ.get("CATALOG_TEST_DATA", "../shared/data")).resolve()


def judged_texts() -> list[Judged]:
    """Judge every text, in the file's order."""
    with (data_folder() / "truth" / "descriptions.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [_judged(row["label"], row["product"], row["description"]) for row in rows]


def _judged(label: str, product: dict[str, object], text: str) -> Judged:
    listed = product["synonyms"] if isinstance(product["synonyms"], list) else []
    synonyms = tuple(str(name) for name in [*listed, product.get("also")] if name)
    formula = product.get("formula")
    subject = Subject(str(product["name"]), synonyms, str(formula) if formula else None)
    return Judged(label, subject, judge_description(text, subject))


def measure(texts: Sequence[Judged]) -> list[Row]:
    """Count the verdicts by label."""
    wanted = {"on_topic": Topic.SUBSTANCE, "off_topic": Topic.OTHER_SUBJECT, "wrong_compound": Topic.OTHER_COMPOUND}
    words = {"on_topic": "on-topic texts pass", "off_topic": "off-topic texts are flagged"}
    words["wrong_compound"] = "texts of another compound are flagged as such"
    rows = []
    for label, topic in wanted.items():
        of_label = [text for text in texts if text.label == label]
        rows.append((words[label], sum(text.verdict.topic is topic for text in of_label), len(of_label)))
    return rows


def cross_validate(texts: Sequence[Judged]) -> list[Row]:
    """Choose the threshold without a fifth of the texts, and count the verdicts on that fifth; five times."""
    scored = [text for text in texts if text.label != "wrong_compound"]
    passed = flagged = 0
    for fold in range(FOLDS):
        threshold = best_threshold([text for index, text in enumerate(scored) if index % FOLDS != fold])
        left_out = [text for index, text in enumerate(scored) if index % FOLDS == fold]
        passed += sum(text.label == "on_topic" and text.verdict.score >= threshold for text in left_out)
        flagged += sum(text.label == "off_topic" and text.verdict.score < threshold for text in left_out)
    on_topic = sum(text.label == "on_topic" for text in scored)
    return [
        ("on-topic texts left out pass", passed, on_topic),
        ("off-topic texts left out are flagged", flagged, len(scored) - on_topic),
    ]


def best_threshold(texts: Sequence[Judged]) -> float:
    """The middle of the widest gap between scores that errs least."""
    scores = sorted({text.verdict.score for text in texts})
    middles = [(low + high) / 2 for low, high in itertools.pairwise(scores)]

    def errors(threshold: float) -> int:
        return sum((text.label == "on_topic") != (text.verdict.score >= threshold) for text in texts)

    gaps = dict(zip(middles, (high - low for low, high in itertools.pairwise(scores)), strict=True))
    return min(middles, key=lambda middle: (errors(middle), -gaps[middle]))


def measure_vendor_texts() -> list[Row]:
    """Count a supplier's own texts that pass, and those that are flagged when put under the next product."""
    with (data_folder() / "products" / "mce_products.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Biological Activity"].strip()]
    subjects = [Subject(row["ProductName"], tuple(row["Synonyms"].split("; "))) for row in rows]
    texts = [row["Biological Activity"] for row in rows]
    # Neighbours in the list are often relatives, so the text of a product far away is taken.
    moved = texts[len(texts) // 2 :] + texts[: len(texts) // 2]
    own = sum(judge_description(t, s).topic is Topic.SUBSTANCE for t, s in zip(texts, subjects, strict=True))
    other = sum(judge_description(t, s).topic is not Topic.SUBSTANCE for t, s in zip(moved, subjects, strict=True))
    return [
        ("a supplier's own texts pass", own, len(rows)),
        ("under another product they are flagged", other, len(rows)),
    ]


def main() -> None:
    """Print the tables; without the texts, say where they were looked for."""
    if not data_folder().is_dir():
        sys.exit(f"There are no texts of known truth in {data_folder()}; name their folder in CATALOG_TEST_DATA.")
    texts = judged_texts()
    print(f"threshold in use {OFF_TOPIC_BELOW:g}; best on these texts {best_threshold(texts):.1f}")
    for what, right, total in [*measure(texts), *cross_validate(texts), *measure_vendor_texts()]:
        print(f"{what:<52}{right:>6} of {total:>6}")


if __name__ == "__main__":
    main()
