"""What an edit may state about the end of a product: a date, yes or no; and a replacement that the catalog has.

Imports keep what a supplier writes. Somebody who edits is asked at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalog.errors import RefusedRecord
from catalog.product.checks.trade import is_no
from catalog.product.text.folding import catalog_key
from catalog.store.database import Database
from catalog.store.reading.products import find_products

ITSELF = "A product cannot replace itself. Write the catalog number of another one."
_YES = frozenset({"yes", "y", "true", "1"})
_WHOLE = "0000-01-01"
"""What completes a year, or a year and a month, to a date."""


def says_end_of_sale(text: str) -> bool:
    """Tell whether a text says since when a product is not sold any more, or whether it is.

    >>> [says_end_of_sale(text) for text in ("2026-11-30", "2026-11", "2026", "yes", "No")]
    [True, True, True, True, True]
    >>> [says_end_of_sale(text) for text in ("banana", "2026-02-30", "30.11.2026", "2026-13", "")]
    [False, False, False, False, False]
    """
    said = text.strip()
    if said.casefold() in _YES or is_no(said):
        return True
    if len(said) not in (4, 7, 10) or not said.isascii():
        return False
    try:
        return date.fromisoformat(said + _WHOLE[len(said) :]).isoformat().startswith(said)
    except ValueError:
        return False


def require_end_of_sale(database: Database, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Check what an edit newly states about the end of a product. What stands already may stay.

    Args:
        database: the database of the products.
        before: the stated fields before the edit.
        after: the stated fields after it.

    Raises:
        RefusedRecord: it is no date, or no other product has the catalog number of the replacement.
    """
    ended, other = (
        "" if after.get(name, "") == before.get(name) else after.get(name, "").strip()
        for name in ("discontinued", "replaced_by")
    )
    if ended and not says_end_of_sale(ended):
        raise _refused("discontinued", f"{ended!r} is not a date. Write 2026-11-30, 2026-11 or 2026, or yes or no.")
    if not other:
        return
    if replaces_itself(after):
        raise _refused("replaced_by", ITSELF)
    with database.read() as transaction:
        if not find_products(transaction, other):
            raise _refused("replaced_by", f"There is no product {other!r} that could replace it.")


def replaces_itself(fields: Mapping[str, str]) -> bool:
    """Tell whether the stated fields of a product name the product as its own replacement.

    >>> replaces_itself({"catalog_number": "A1", "replaced_by": "a1 "}), replaces_itself({"replaced_by": "A1"})
    (True, False)
    """
    return catalog_key(fields.get("replaced_by", "")) == catalog_key(fields.get("catalog_number", "-"))


def _refused(field: str, message: str) -> RefusedRecord:
    return RefusedRecord(message, findings=[{"field": field, "message": message}])
