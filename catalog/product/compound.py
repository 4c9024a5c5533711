"""The key of a product's compound, which all products of the compound share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def compound_key(document: Mapping[str, Any]) -> str | None:
    """Return the InChIKey if a structure is known, else the CAS RN, else None.

    >>> compound_key({"structure": None, "cas_rn": "89604-92-2"})
    '89604-92-2'
    """
    structure = document["structure"] or {}
    return structure.get("inchi_key") or document["cas_rn"] or None
