"""Who may decide against findings, and merge compounds whose facts contradict."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import HTTPException

from catalog.errors import InvalidQuery
from catalog.store.access.keys import KeyHolder
from catalog.store.compounds.changes import CompoundChange, merge_compounds
from catalog.store.compounds.merging import compare_compounds, compound_to_merge, differing
from catalog.store.database import Transaction

SHORTEST_REASON = 10
"""The fewest letters and digits of a reason to merge compounds whose facts contradict."""


def may_approve(holder: KeyHolder) -> bool:
    """Tell whether a person may publish a record against its findings, or ignore an error of a product."""
    return holder.may("approver")


def merge_for_reason(transaction: Transaction, key: str, into: str, holder: KeyHolder, reason: str) -> CompoundChange:
    """Merge a compound into another, in a writing transaction. Facts that contradict need an approver and a reason.

    Raises:
        NotFound: one of the keys leads to no compound.
        Conflict: they are one compound already, or a key leads to several.
        InvalidQuery: facts contradict, and the reason says nothing.
        HTTPException: facts contradict, and the role is too low.
    """
    source, target = compound_to_merge(transaction, key), compound_to_merge(transaction, into)
    require_may_merge(holder, differing(compare_compounds(source, target)), reason)
    said = reason.strip() or "Nothing contradicts."
    return merge_compounds(transaction, source.key, target.key, holder.name, said, holder.person)


def require_may_merge(holder: KeyHolder, contradicting: Sequence[str], reason: str) -> None:
    """Check that somebody may merge two compounds of which some facts contradict.

    Raises:
        InvalidQuery: the reason says nothing.
        HTTPException: the role is too low.
    """
    if not contradicting:
        return
    words = f"These are two compounds: {', '.join(contradicting)} differ."
    if not may_approve(holder):
        raise HTTPException(HTTPStatus.FORBIDDEN, f"{words} Only an approver merges them all the same.")
    if sum(char.isalnum() for char in reason) < SHORTEST_REASON:
        message = f"{words} Say in {SHORTEST_REASON} letters or more why they are merged all the same."
        raise InvalidQuery(message, stated=reason, field="reason")
