"""Examining many drafts at a time, in a form that travels between processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalog.chemistry.names import NameReading
from catalog.product.document import document_of
from catalog.product.draft import Draft
from catalog.product.examine import examine


class Examined(NamedTuple):
    """What an examination gives, as plain values.

    Attributes:
        content: the product document without revision, times and provenance.
        refused: whether a finding keeps it out of the catalog.
    """

    content: dict[str, Any]
    refused: bool


class Question(NamedTuple):
    """One draft to be examined.

    Attributes:
        fields: what was stated.
        named: what its name means as a systematic one; None where nobody asked.
    """

    fields: Mapping[str, str]
    named: NameReading | None = None


def examine_fields(fields: Mapping[str, str], named: NameReading | None = None) -> Examined:
    """Examine one draft, given by its fields."""
    product = examine(Draft(fields), named=named)
    return Examined(document_of(product), product.is_refused)


def examine_many(questions: Sequence[Question]) -> list[Examined]:
    """Examine several drafts, one after the other."""
    return [examine_fields(*question) for question in questions]
