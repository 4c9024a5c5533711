"""The one decision between held and refused: whether a record with errors states a product that a person can mend."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.product.draft import STRUCTURE_FIELDS, Draft
from catalog.product.findings import REFUSING

_TELLING_FIELDS = frozenset({"catalog_number", "name", "cas_rn", "formula", *STRUCTURE_FIELDS, "synonyms"})
_TELLING_FAMILIES = frozenset({"identifier", "synonym"})
"""The fields that tell which product or substance a record is about. A weight, a price or an assay does not."""


def is_mendable(draft: Draft, codes: Iterable[str]) -> bool:
    """Tell whether a record with errors is held as a draft; else it is refused.

    It is held if it tells what product it is about, and no finding refuses it as a whole.

    Args:
        draft: what the record itself states.
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
    """Tell whether a field identifies anything: signs alone, such as a dash, do not."""
    is_telling = field in _TELLING_FIELDS or field.partition(":")[0] in _TELLING_FAMILIES
    return is_telling and any(char.isalnum() for char in text)
