"""Questions about the parents of products, asked so that an index answers each part.

Most products are their own parent, and the indexes of what they are hold that already. So those of parents hold only
the products that have another one, and an import writes fewer pages (docs/decisions/0013-import-speed.md).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, func, literal_column, or_


def has_other_parent(own: ColumnElement[str], parent: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition of the indexes of parents: there is a parent, and what it has is not what the product has.

    A product that has a parent but nothing of its own is among them; no key and no formula is empty. Planners use such
    an index only where a question holds this same condition.

    Args:
        own: a column that tells of the product.
        parent: the column that tells the same of its parent.
    """
    # SQLite compares the terms of a question with the index's as they are written, so the empty text is no parameter.
    return parent != func.coalesce(own, literal_column("''"))


def of_parent(
    own: ColumnElement[str],
    parent: ColumnElement[str],
    asked: Callable[[ColumnElement[str]], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """The products for whose parents something holds.

    Args:
        own: as for ``has_other_parent``.
        parent: as for ``has_other_parent``.
        asked: the condition on a column, a range or an equality that an index can answer.
    """
    return or_(and_(asked(own), asked(parent)), and_(asked(parent), has_other_parent(own, parent)))
