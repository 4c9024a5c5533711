"""Names of suppliers: which texts name one."""

from __future__ import annotations

from catalog.errors import InvalidQuery

NOTHING = frozenset(
    {"", "n/a", "na", "n.a.", "n.a", "none", "null", "nan", "#n/a", "not available", "not applicable", "—", "–", "--"}
)
"""Suppliers' texts for an empty cell. ``-`` and ``\\N`` are not among them, because they erase a field."""
LONGEST_NOTHING = max(map(len, NOTHING))
NOBODY = NOTHING | {"-", r"\n", "unknown"}
"""Texts that name no supplier."""
LONGEST_SUPPLIER = 200
"""The longest name of a supplier, in characters."""


def names_nobody(text: str) -> bool:
    r"""Tell whether a text names no supplier. Its products belong to the house.

    >>> [names_nobody(text) for text in (" ", "-", "\\N", "N/A", "Unknown", "NA Chem")]
    [True, True, True, True, True, False]
    """
    return text.strip().casefold() in NOBODY


def require_supplier_name(text: str, field: str = "name") -> str:
    """Return a supplier's name or slug without outer blanks.

    Args:
        text: the name or slug.
        field: which of them it is, ``name`` or ``slug``.

    Raises:
        InvalidQuery: it names nobody, or is too long.
    """
    name = text.strip()
    if names_nobody(name):
        message = f"{text!r} is not a {field} of a supplier. Files use such texts for an empty cell. Use another one."
        raise InvalidQuery(message, stated=text, field=field)
    if len(name) > LONGEST_SUPPLIER:
        message = f"The supplier's {field} has {len(name):,} characters; the limit is {LONGEST_SUPPLIER}. Shorten it."
        raise InvalidQuery(message, stated=name[:LONGEST_SUPPLIER], field=field)
    return name
