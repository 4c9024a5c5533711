"""Repairs of wrong CAS RNs to numbers that are in the catalog."""

from __future__ import annotations

from typing import Any

from catalog.chemistry.identifiers.cas_rn import repair_candidates
from catalog.product.checks.cas_rn import check_cas_rn
from catalog.product.document import finding_document
from catalog.product.findings import Code
from catalog.store.database import Transaction
from catalog.store.reading.products import known_cas_rns


def with_known_repairs(transaction: Transaction, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the findings. Propose repairs of a wrong CAS RN if a stored product has the repaired number.

    The examination itself has no database, so it cannot know these numbers.
    """
    return [_repaired(transaction, finding) for finding in findings]


def _repaired(transaction: Transaction, finding: dict[str, Any]) -> dict[str, Any]:
    if finding["code"] != Code.CAS_INVALID.value or finding["expected"] or not finding["stated"]:
        return finding
    candidates = list(repair_candidates(finding["stated"]))
    known = known_cas_rns(transaction, candidates) if candidates else set()
    if not known:
        return finding
    anew = [found for found in check_cas_rn(finding["stated"], known.__contains__).findings if found.expected]
    return {**finding, **finding_document(anew[0])} if anew else finding
