"""What changed between two drafts of one product, field by field: old → new. And the merger of two people's changes.

One value says it everywhere: in the history, in a dry run, in a form before it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from catalog.product.draft import FIELD_FAMILIES, PLAIN_FIELDS

_PLACES = {name: place for place, name in enumerate((*PLAIN_FIELDS, *FIELD_FAMILIES))}

Fields = Mapping[str, str]
"""The stated text of each canonical field."""


class FieldChange(NamedTuple):
    """One field of a draft that changed.

    Attributes:
        field: the canonical field.
        old, new: the stated texts before and after, or None where the field was not stated.
    """

    field: str
    old: str | None
    new: str | None


def field_changes(old: Fields, new: Fields) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the canonical fields, members of a family as stated.

    >>> field_changes({"name": "BPTA", "assay": "98%"}, {"name": "BPTA", "assay": "97%"})
    (FieldChange(field='assay', old='98%', new='97%'),)
    >>> [change.field for change in field_changes({"assay": "98%", "storage": "RT"}, {"pack:5 g": "9 EUR"})]
    ['storage', 'assay', 'pack:5 g']
    """
    differing = (name for name in {**old, **new} if old.get(name) != new.get(name))
    return tuple(FieldChange(name, old.get(name), new.get(name)) for name in in_order(differing))


def in_order(fields: Iterable[str]) -> list[str]:
    """Return fields in the order of the canonical fields. Members of a family keep their order."""
    return sorted(fields, key=lambda field: _PLACES.get(field.partition(":")[0], len(_PLACES)))


class Disagreement(NamedTuple):
    """A field that two people changed in different ways.

    Attributes:
        field: the canonical field.
        base: its text that both began with, or None.
        theirs: what the other one saved, or None if they took the field out.
        mine: what is not saved yet, or None.
    """

    field: str
    base: str | None
    theirs: str | None
    mine: str | None


class MergedChanges(NamedTuple):
    """The changes of two people to one draft.

    Attributes:
        fields: the fields with the changes of both; where they disagree, with mine.
        taken: the changes that only the other one made.
        disagreements: the fields that both changed in different ways.
    """

    fields: dict[str, str]
    taken: tuple[FieldChange, ...]
    disagreements: tuple[Disagreement, ...]


def merge_changes(base: Fields, theirs: Fields, mine: Fields) -> MergedChanges:
    """Merge the changes of two people, each compared with the draft that both began with.

    >>> base = {"name": "A", "assay": "98%"}
    >>> merge_changes(base, {**base, "assay": "99%"}, {**base, "name": "B"}).fields
    {'name': 'B', 'assay': '99%'}
    >>> merge_changes({"assay": "98%"}, {"assay": "99%"}, {"assay": "97%"}).disagreements
    (Disagreement(field='assay', base='98%', theirs='99%', mine='97%'),)
    """
    own = {change.field for change in field_changes(base, mine)}
    others = field_changes(base, theirs)
    taken = tuple(change for change in others if change.field not in own)
    disagreements = tuple(
        Disagreement(change.field, change.old, change.new, mine.get(change.field))
        for change in others
        if change.field in own and change.new != mine.get(change.field)
    )
    fields = dict(mine)
    for change in taken:
        if change.new is None:
            fields.pop(change.field, None)
        else:
            fields[change.field] = change.new
    return MergedChanges(fields, taken, disagreements)
