"""The findings of an import, by what became of their records and by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

EXAMPLES = 20
"""The number of records shown for each kind of finding. The corrections file has all held and refused records."""
PUBLISHED = "published"
FATES = ("held", "refused", PUBLISHED, "skipped")
"""The outcomes of a record on a report's page. Created, changed and unchanged records are published."""


@dataclass(slots=True)
class FindingGroup:
    """The records with one kind of finding.

    Attributes:
        code, severity: of the finding.
        count: the number of such findings.
        examples: the first of them, each with its place, catalog number and supplier, if known.
    """

    code: str
    severity: str
    count: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


def group_findings(records: Iterable[dict[str, Any]]) -> dict[str, list[FindingGroup]]:
    """Group findings by the outcome of their records and by kind: errors first, then the most frequent.

    Returns:
        The groups under ``held``, ``refused``, ``published`` and ``skipped``, in this order. Empty ones are missing.
    """
    groups: dict[tuple[str, str], FindingGroup] = {}
    for record in records:
        fate = record["outcome"] if record["outcome"] in FATES else PUBLISHED
        for finding in record["findings"]:
            code = finding["code"]
            group = groups.setdefault((fate, code), FindingGroup(code, finding["severity"]))
            group.count += 1
            if len(group.examples) < EXAMPLES:
                where = {"file": record["file"], "place": record["place"], "number": record["catalog_number"]}
                group.examples.append({**finding, **where, "supplier": record.get("supplier")})
    order = ("error", "warning", "note")
    ranked = sorted(groups.items(), key=lambda item: (order.index(item[1].severity), -item[1].count))
    by_fate = {fate: [group for (own, _code), group in ranked if own == fate] for fate in FATES}
    return {fate: found for fate, found in by_fate.items() if found}
