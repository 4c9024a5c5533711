"""Questions about a column that mostly says what another one says, asked so that an index answers each part.

Most products are their own parent, and the compound of a product with a structure is called by its InChIKey; the
indexes of what the products themselves are hold that already. So those of parents and compounds hold only the products
for which they say something else, and an import writes fewer pages (docs/decisions/0013-import-speed.md).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, func, literal_column, or_


def differs_from_own(own: ColumnElement[str], other: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the index's condition: the other column has a value that differs from the product's own.

    A product for which the own column says nothing is among them; no key and no formula is empty. Planners use such an
    index only where a question holds this same condition.

    Args:
        own: a column that tells of the product.
        other: the column that mostly tells the same.
    """
    # SQLite compares the terms of a question with the index's as they are written, so the empty text is no parameter.
    return other != func.coalesce(own, literal_column("''"))


def other_column_fits(
    own: ColumnElement[str],
    other: ColumnElement[str],
    asked: Callable[[ColumnElement[str]], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """Return the products whose other column fulfils a condition.

    Args:
        own: as for ``differs_from_own``.
        other: as for ``differs_from_own``.
        asked: the condition on a column, a range or an equality that an index can answer.
    """
    return or_(and_(asked(own), asked(other)), and_(asked(other), differs_from_own(own, other)))
