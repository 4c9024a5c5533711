"""The decision between held and refused: whether a person can correct a record with errors."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.product.draft import STRUCTURE_FIELDS, Draft
from catalog.product.findings import REFUSING, Code

_TELLING_FIELDS = frozenset({"catalog_number", "name", "cas_rn", "formula", *STRUCTURE_FIELDS, "synonyms"})
_TELLING_FAMILIES = frozenset({"identifier", "synonym"})
"""The fields that identify a product or substance. A weight, a price or an assay does not."""


MUST_BE_MENDED = REFUSING | {
    Code.CATALOG_NUMBER_MISSING,
    Code.CATALOG_NUMBER_INVALID,
    Code.NAME_MISSING,
    Code.TEXT_INVALID,
}
"""The errors that nobody can ignore: without the fact there is no product, or its text could not be stored."""


def is_mendable(draft: Draft, codes: Iterable[str]) -> bool:
    """Tell whether a record with errors is held as a draft. Otherwise it is refused.

    It is held if it identifies its product, and no finding refuses the whole record.

    Args:
        draft: the stated texts of the record itself.
        codes: the codes of its findings.

    >>> is_mendable(Draft({"name": "BPTA"}), ["catalog-number-missing"])
    True
    >>> is_mendable(Draft({"assay": "98 %"}), ["catalog-number-missing", "name-missing"])
    False
    >>> is_mendable(Draft({"catalog_number": "XD95283"}), ["record-failed"])
    False
    """
    return REFUSING.isdisjoint(codes) and any(_tells(field, text) for field, text in draft.fields.items())


def _tells(field: str, text: str) -> bool:
    """Tell whether a text identifies anything. Signs alone, such as a dash, do not."""
    is_telling = field in _TELLING_FIELDS or field.partition(":")[0] in _TELLING_FAMILIES
    return is_telling and any(char.isalnum() for char in text)
