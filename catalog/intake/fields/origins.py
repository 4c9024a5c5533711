"""The origin of each field of a record: its label, its place, and what a rule changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from catalog.intake.records import Place


class FieldOrigin(NamedTuple):
    """The origin of a field.

    Attributes:
        label: the label of the cell.
        place: the place of the cell.
        rule: the rule that changed its text, if any.
        stated: the stated text, if it had markup or broken characters.
    """

    label: str
    place: Place
    rule: str | None = None
    stated: str | None = None


Origins = Mapping[str, FieldOrigin]
"""The origins of a record's fields, by their names."""
