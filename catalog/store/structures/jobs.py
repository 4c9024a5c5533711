"""What searches a structure file: functions for worker processes, which can be ended when a query takes too long."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalog.chemistry.workers.abandoned_work import run_until
from catalog.store.structure_hits import Hits
from catalog.store.structures.criteria import (
    RowCriterion,
    StructureCriterion,
    SubstructureCriterion,
    SuperstructureCriterion,
    possible_rows,
)
from catalog.store.structures.file import BLOCK, Numbers, StructureFile, StructureRow
from catalog.store.structures.keys import KeysFile, keys_file, structure_file
from catalog.store.structures.search_progress import SearchProgress
from catalog.store.structures.similarity import similar_fingerprints, similar_rows
from catalog.store.structures.structure_query import StructureQuery, read_structure_query, similarity_fingerprint

AT_ONCE = 128
"""How many structures are read from the file at once."""


class SearchTarget(NamedTuple):
    """Where to search.

    Attributes:
        path: the structure file.
        crc: what tells it from another one that took its place.
        tail: the rows that are newer than the file, in the order of their catalog keys.
        allowed: ids of the products that pass other filters, as 64-bit numbers, or None without filters.
        keys: where the keys file stands; None for beside it.
    """

    path: str
    crc: int
    tail: tuple[StructureRow, ...] = ()
    allowed: bytes | None = None
    keys: str | None = None

    @property
    def keys_path(self) -> str:
        """The path of the keys file."""
        return self.keys or f"{self.path}-keys"

    @property
    def learned_folder(self) -> Path:
        """The folder of stored answers."""
        return Path(f"{self.path}-learned")


class _ScanBudget(NamedTuple):
    """The limits of a search."""

    after: str | None
    enough: int | None
    seconds: float
    until: float


def find_structures(
    where: SearchTarget, asked: StructureQuery, after: str | None, enough: int | None, seconds: float
) -> Hits:
    """Return the products whose structures are what is asked for, in the order of their catalog keys.

    Args:
        where: where to search.
        asked: what is asked of structures.
        after: the catalog key behind which to begin.
        enough: how many hits end the search; None for all of them.
        seconds: how long it may take.

    Raises:
        InvalidStructure: a structure cannot be read, or is refused.
    """
    going = _ScanBudget(after, enough, seconds, time.monotonic() + seconds)
    file = structure_file(where.path, where.crc)
    questions = _questions(where, asked, file)
    looked = SearchProgress()
    found = run_until(lambda: _find(file, questions, where, going, looked), going.until)
    if found is not None:
        return found
    # One structure takes too long; the search is left there, and goes on behind it.
    rows = np.array(looked.fitting, np.int64)
    last = looked.given_up(seconds)
    return Hits(file.ids[rows], (), file.key(last) if last >= 0 else after or "", out_of_time=True)


def _find(
    file: StructureFile,
    questions: list[StructureCriterion],
    where: SearchTarget,
    going: _ScanBudget,
    looked: SearchProgress,
) -> Hits:
    after, enough = going.after, going.enough
    rows, last = _rows_that_fit(file, questions, where, going, looked)
    out_of_time = last is not None and (enough is None or len(rows) < enough)
    reached = None if last is None else (file.key(last) if last >= 0 else after or "")
    if reached is None and after is None and where.allowed is None and len(questions) == 1:
        questions[0].learn(rows)
    allowed = None if where.allowed is None else frozenset(np.frombuffer(where.allowed, np.int64).tolist())
    tail = tail_that_fits(questions, where.tail, allowed, after, reached)
    if enough is None or len(rows) + len(tail) <= enough:
        return Hits(file.ids[rows], tuple(row.product_id for row in tail), reached, out_of_time)
    old = [(file.key(row), int(file.ids[row])) for row in rows.tolist()]
    return first_hits(old, tail, enough, reached, out_of_time=out_of_time)


def first_hits(
    old: Iterable[tuple[str, int]],
    tail: Sequence[StructureRow],
    enough: int | None,
    reached: str | None,
    *,
    out_of_time: bool,
) -> Hits:
    """Return the first hits by catalog key.

    Args:
        old: catalog keys and ids of what an index found.
        tail: what was found among the rows that are newer than it.
        enough: how many hits; None for all.
        reached: the last searched place, or None if complete.
        out_of_time: whether the time ended the search.
    """
    found = sorted([*((*one, False) for one in old), *((row.product_key, row.product_id, True) for row in tail)])
    if enough is not None and len(found) > enough:
        found = found[:enough]
        reached = found[-1][0]
    ids = np.array([product_id for _, product_id, is_new in found if not is_new], np.int64)
    return Hits(ids, tuple(product_id for _, product_id, is_new in found if is_new), reached, out_of_time)


def find_similar(where: SearchTarget, smiles: str, threshold: float) -> Hits:
    """Return the products whose Morgan fingerprints are like that of a structure, with their Tanimoto coefficients.

    Raises:
        InvalidStructure: the structure cannot be read, or is refused.
    """
    wanted = similarity_fingerprint(smiles)
    file = structure_file(where.path, where.crc)
    rows, values = similar_rows(file, _keys(where, file), wanted, threshold)
    allowed = _allowed(where)
    ids = file.ids[rows]
    if allowed is not None:
        is_allowed = np.isin(ids, allowed)
        ids, values = ids[is_allowed], values[is_allowed]
    close, scores = similar_fingerprints(wanted, [row.morgan for row in where.tail], threshold)
    new = {where.tail[index].product_id: score for index, score in zip(close.tolist(), scores.tolist(), strict=True)}
    if allowed is not None:
        new = {key: score for key, score in new.items() if key in set(allowed.tolist())}
    old = {key: score for key, score in zip(ids.tolist(), values.tolist(), strict=True) if key not in new}
    return Hits(np.array(list(old), np.int64), tuple(new), scores=old | new)


def _questions(where: SearchTarget, asked: StructureQuery, file: StructureFile) -> list[StructureCriterion]:
    questions: list[StructureCriterion] = []
    held, drawn = read_structure_query(asked)
    if held is not None:
        text = asked.substructure or ""
        questions.append(SubstructureCriterion(held, text, file, _keys(where, file), where.learned_folder))
    if drawn is not None:
        questions.append(SuperstructureCriterion(drawn, file))
    return questions


def _keys(where: SearchTarget, file: StructureFile) -> KeysFile | None:
    return keys_file(where.keys_path, file)


def _rows_that_fit(
    file: StructureFile,
    questions: list[StructureCriterion],
    where: SearchTarget,
    going: _ScanBudget,
    looked: SearchProgress,
) -> tuple[Numbers, int | None]:
    """Return the file's rows that fit, and the last searched row (-1 for none) unless all were."""
    open_questions = [question for question in questions if not question.is_answered]
    allowed = _allowed(where)
    first = 0 if going.after is None else file.first_after(going.after)
    held: list[Numbers] = []
    count, last = 0, -1
    for block in range(first // BLOCK, file.blocks):
        if time.monotonic() > going.until:
            return _joined(held), last
        rows = possible_rows(file, questions, block, first, allowed)
        enough = None if going.enough is None else going.enough - count
        found, stopped = _confirmed(file, open_questions, rows, enough, going.until, looked)
        held.append(found)
        count += len(found)
        if stopped is not None:
            return _joined(held), max(stopped, last)
        last = block * BLOCK + file.rows(block) - 1
    return _joined(held), None


def _confirmed(
    file: StructureFile,
    questions: list[StructureCriterion],
    rows: Numbers,
    enough: int | None,
    until: float,
    looked: SearchProgress,
) -> tuple[Numbers, int | None]:
    """Return the rows that fit, until enough or out of time, and then the last searched row."""
    if not questions:
        if enough is not None and len(rows) >= enough:
            return rows[:enough], int(rows[enough - 1])
        return rows, None
    held: list[int] = []
    last = -1
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        for row, smiles in zip(part.tolist(), file.smiles(part), strict=True):
            if time.monotonic() > until:
                return np.array(held, np.int64), last
            last = row
            looked.at(row)
            if all(question.fits(smiles) for question in questions):
                held.append(row)
                looked.fitting.append(row)
                if len(held) == enough:
                    return np.array(held, np.int64), last
    return np.array(held, np.int64), None


def tail_that_fits(
    questions: Sequence[RowCriterion],
    tail: Iterable[StructureRow],
    allowed: Container[int] | None,
    after: str | None,
    reached: str | None,
) -> list[StructureRow]:
    """Return the newer rows that fit, after one catalog key up to another, of the allowed products."""
    return [
        row
        for row in tail
        if (after is None or row.product_key > after)
        and (reached is None or row.product_key <= reached)
        and (allowed is None or row.product_id in allowed)
        and all(question.could_fit(row) and question.fits(row.smiles) for question in questions)
    ]


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _allowed(where: SearchTarget) -> NDArray[np.int64] | None:
    return None if where.allowed is None else np.sort(np.frombuffer(where.allowed, np.int64))
