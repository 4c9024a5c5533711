"""Changes of stated facts: which field of a product changed, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class FieldChange(NamedTuple):
    """The change of one stated field.

    Attributes:
        field: the canonical name of the field.
        old: its text before, or None if it is new.
        new: its text after, or None if it is erased.
    """

    field: str
    old: str | None
    new: str | None


def field_changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[FieldChange]:
    """Return the changes between the stated fields of a product before and after, in the order of the fields.

    >>> for change in field_changes({"assay": "98%", "storage": "RT"}, {"assay": "99%", "grade": "ACS"}):
    ...     print(*change)
    assay 98% 99%
    storage RT None
    grade None ACS
    """
    fields = dict.fromkeys([*before, *after])
    pairs = ((field, before.get(field), after.get(field)) for field in fields)
    return [FieldChange(field, old, new) for field, old, new in pairs if old != new]
