"""What can be done with a held draft: repair it as suggested, set fields, ignore errors, or publish it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from catalog.product.draft import Draft, is_field
from catalog.product.mending import MUST_BE_MENDED
from catalog.store.writing.draft_mending import IgnoredKind, kind_of
from catalog.store.writing.held_drafts import HeldDraft

Doing = Literal["repair", "set", "ignore", "publish"]


class DraftChange(NamedTuple):
    """A change of drafts.

    Attributes:
        doing: ``repair`` puts the suggested text in the place of the stated one. ``set`` states fields anew. ``ignore``
            ignores errors for the product. ``publish`` ignores all its errors that can be ignored.
        code, field: for ``repair`` and ``ignore``, only errors of this kind and field; None for any.
        fields: for ``set``, the fields and their texts; ``-`` erases one.
        reason: why, for ``ignore`` and ``publish``.
    """

    doing: Doing
    code: str | None = None
    field: str | None = None
    fields: Mapping[str, str] = MappingProxyType({})
    reason: str = ""

    @property
    def words(self) -> str:
        """Return what is done, in a few words."""
        of = f": {', '.join(part for part in (self.code, self.field) if part)}" if self.code or self.field else ""
        if self.doing == "set":
            return f"set {', '.join(self.fields)}"
        if self.doing == "repair":
            return f"repaired as suggested{of}"
        return f"{'finding ignored' if self.doing == 'ignore' else 'published'}{of}. {self.reason}".strip()

    def fields_of(self, draft: HeldDraft) -> dict[str, str] | None:
        """Return what a draft states after the change, or None if the change does not apply to it."""
        if self.doing == "set":
            fields = dict(Draft(self.fields).merged_into(Draft(draft.fields)).fields)
            return fields if fields != draft.fields else None
        if self.doing == "repair":
            repairs = suggested_repairs(self._chosen(draft))
            return {**draft.fields, **repairs} if repairs else None
        return dict(draft.fields)

    def ignored_of(self, draft: HeldDraft) -> list[IgnoredKind]:
        """Return the errors of a draft that the change ignores for its product."""
        if self.doing not in ("ignore", "publish") or not self.reason:
            return []
        return [kind_of(finding) for finding in self._chosen(draft) if finding["code"] not in MUST_BE_MENDED]

    def _chosen(self, draft: HeldDraft) -> list[Mapping[str, Any]]:
        return [
            finding
            for finding in draft.findings
            if finding["severity"] == "error"
            and self.code in (None, finding["code"])
            and self.field in (None, finding["field"])
        ]


def suggested_repairs(findings: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the suggested texts by field. A field with two different suggestions has none.

    >>> suggested_repairs([{"field": "cas_rn", "expected": "108-88-3"}, {"field": "name", "expected": None}])
    {'cas_rn': '108-88-3'}
    """
    texts: dict[str, set[str]] = {}
    for finding in findings:
        if finding["expected"] and is_field(finding["field"]):
            texts.setdefault(finding["field"], set()).add(finding["expected"])
    return {name: found.pop() for name, found in texts.items() if len(found) == 1}
