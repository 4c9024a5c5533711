"""The stated values of products: one row for each statement, and the conditions that search them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, true

from catalog.product.value_conditions import ValueCondition
from catalog.store.tables import product_values, products


def has_values(conditions: Iterable[ValueCondition]) -> ColumnElement[bool]:
    """Return the condition that a product has a matching statement for each of some conditions."""
    return and_(true(), *map(_has_value, conditions))


def _has_value(wanted: ValueCondition) -> ColumnElement[bool]:
    column = product_values.c
    having = select(column.product_id).where(column.kind == wanted.kind, column.name == wanted.name, _fits(wanted))
    return products.c.id.in_(having)


def _fits(wanted: ValueCondition) -> ColumnElement[bool]:
    """Return the condition for one value. A text matches as a whole, or by its words if it is not a number."""
    column = product_values.c
    numeric = _number_fits(wanted)
    if wanted.text is None:
        return numeric
    fitting = [column.text == wanted.text]
    has_number = wanted.low is not None
    if has_number:
        fitting.append(numeric)
    if wanted.phrases:
        words = [(literal(" ") + column.text + " ").contains(f" {one} ", autoescape=True) for one in wanted.phrases]
        fitting.append(and_(*words, *([column.low.is_(None), column.high.is_(None)] if has_number else ())))
    return or_(*fitting)


def _number_fits(wanted: ValueCondition) -> ColumnElement[bool]:
    column = product_values.c
    conditions: list[Any] = [] if wanted.unit is None else [column.unit == wanted.unit]
    if wanted.low is not None:
        conditions.append(column.low > wanted.low if wanted.sign == ">" else column.low >= wanted.low)
    if wanted.high is not None:
        conditions.append(column.high < wanted.high if wanted.sign == "<" else column.high <= wanted.high)
    if wanted.low is not None and wanted.high is not None:
        # It follows from the other two. With it the engine does not read all rows above.
        conditions.append(column.low <= wanted.high)
    return and_(true(), *conditions)
