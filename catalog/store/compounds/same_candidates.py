"""The compounds that may be the same except for ignored features, by indexed keys."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from catalog.chemistry.structure.sameness import SamenessQuery
from catalog.store.redundant_columns import other_column_fits
from catalog.store.tables import products
from catalog.store.words.text_index import begins_with


class SameCandidate(NamedTuple):
    """A compound that may be the same.

    Attributes:
        inchi_key: its InChIKey.
        parent_key: that of its parent.
        smiles: canonical; of several drawings the first by alphabet.
    """

    inchi_key: str
    parent_key: str
    smiles: str


def same_candidates(connection: Connection, question: SamenessQuery, *, limit: int) -> list[SameCandidate]:
    """Return every compound that may be the same, by InChIKey, at most ``limit``.

    Stereo, labels and InChI's own tautomers do not change the first block. Salts share that of their parent. Other
    tautomers have parents of one formula.
    """
    column = products.c
    query = (
        select(column.inchi_key, func.min(column.parent_key), func.min(column.smiles))
        .where(_may_be_same(question), column.inchi_key.is_not(None), column.parent_key.is_not(None))
        .group_by(column.inchi_key)
        .order_by(column.inchi_key)
        .limit(limit)
    )
    return [SameCandidate._make(row) for row in connection.execute(query).all()]


def _may_be_same(question: SamenessQuery) -> ColumnElement[bool]:
    column = products.c
    if "tautomer" in question.ignore:
        return other_column_fits(
            column.formula_key, column.parent_formula, lambda formula: formula == question.parent_formula
        )
    if "salt" in question.ignore:
        return other_column_fits(
            column.inchi_key, column.parent_key, lambda key: begins_with(key, question.block + "-")
        )
    return begins_with(column.inchi_key, question.block + "-")
