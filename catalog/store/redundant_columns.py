"""Queries about a column that is mostly equal to another one, written so that an index answers each part.

Most products are their own parent. The products' own indexes have these values already. So the indexes of parents have
only the products with another value, and an import writes fewer pages (docs/decisions/0013-import-speed.md).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, func, literal_column, or_


def differs_from_own(own: ColumnElement[str], other: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the index's condition: the other column has a value that differs from the product's own.

    A product without a value in its own column is included; no key and no formula is empty. Planners use such an
    index only if a query has this same condition.

    Args:
        own: the column of the product itself.
        other: the column that is mostly equal to it.
    """
    # SQLite compares the terms of a query with the index's as they are written, so the empty text is no parameter.
    return other != func.coalesce(own, literal_column("''"))


def other_column_fits(
    own: ColumnElement[str],
    other: ColumnElement[str],
    asked: Callable[[ColumnElement[str]], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """Return the products with another column that fulfils a condition.

    Args:
        own: as for ``differs_from_own``.
        other: as for ``differs_from_own``.
        asked: the condition on a column: a range or an equality that an index can answer.
    """
    return or_(and_(asked(own), asked(other)), and_(asked(other), differs_from_own(own, other)))
