"""Who may decide against findings."""

from __future__ import annotations

from catalog.store.access.keys import KeyHolder


def may_approve(holder: KeyHolder) -> bool:
    """Tell whether a person may publish a record against its findings, or ignore an error of a product."""
    return holder.may("approver")
