"""What searches a structure file: functions for worker processes, which can be ended when a query takes too long."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalog.chemistry.substructures.fragments import fragments
from catalog.store.structure_hits import Hits
from catalog.store.structures.answers import load_answer, save_answer
from catalog.store.structures.criteria import (
    AnswerFolders,
    HoldsSubstructure,
    HoldsSubstructureInFile,
    IsWithin,
    IsWithinInFile,
    RowCriterion,
    StructureCriterion,
)
from catalog.store.structures.file import BLOCK, Numbers, StructureFile, StructureRow
from catalog.store.structures.matching import FIRST, MOST, Deadline, Matched, match
from catalog.store.structures.parts import FileUnusable
from catalog.store.structures.similarity import similar_fingerprints, similar_rows
from catalog.store.structures.structure_query import StructureQuery, read_structure_query, similarity_fingerprint

REMEMBERING_SECONDS = 0.2
"""Processor time of one job that works out fragments, so that searches have their turn in between."""
FEW = 100
"""A fragment that fewer rows can hold is not worked out: to match them takes no longer than to read an answer."""
LEARNING_SECONDS = 0.01
"""The answer of a search that took less is not stored: to search again costs no more."""


class SearchTarget(NamedTuple):
    """Where to search.

    Attributes:
        path: the structure file.
        crc: what tells it from another one that took its place.
        tail: the rows that are newer than the file, in the order of their catalog keys.
        allowed: ids of the products that pass other filters, as 64-bit numbers, or None without filters.
    """

    path: str
    crc: int
    tail: tuple[StructureRow, ...] = ()
    allowed: bytes | None = None

    @property
    def answers(self) -> AnswerFolders:
        """The folders of answers."""
        return AnswerFolders(Path(f"{self.path}-learned"), Path(f"{self.path}-fragments"))


class FragmentProgress(NamedTuple):
    """How far the work on known fragments came.

    Attributes:
        number: of the fragment that is worked on.
        row: the first row that was not looked at.
        found: rows before it that hold the fragment.
    """

    number: int
    row: int
    found: Numbers


FRAGMENTS_BEGIN = FragmentProgress(0, 0, np.empty(0, np.int64))


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
    deadline = Deadline.after(seconds)
    file = structure_file(where.path, where.crc)
    criteria = _criteria_in_file(asked, file, where)
    allowed = None if where.allowed is None else frozenset(np.frombuffer(where.allowed, np.int64).tolist())
    # Newer rows first, in half of the time at most: whatever the others take, each part gets on.
    newer = possible_tail(criteria, where.tail, allowed, after, None)
    matched = match(criteria, len(newer), lambda part: [row.smiles for row in newer[part]], enough, deadline.part(0.5))
    rows, last = _rows_that_fit(file, criteria, where, after, enough, deadline.part(1))
    if last is None and after is None and allowed is None and len(criteria) == 1 and deadline.used() > LEARNING_SECONDS:
        criteria[0].learn(rows)
    reached_in_file = _key_reached(last, file.key, after)
    ends = (reached_in_file, _key_reached(matched.last, lambda place: newer[place].product_key, after))
    reached = min((end for end in ends if end is not None), default=None)
    tail = [newer[place] for place in matched.places if reached is None or newer[place].product_key <= reached]
    if reached is not None and reached != reached_in_file:
        rows = rows[: int(np.searchsorted(rows, file.first_after(reached)))]
    out_of_time = reached is not None and (enough is None or len(rows) + len(tail) < enough)
    if enough is None or len(rows) + len(tail) <= enough:
        return Hits(file.ids[rows], tuple(row.product_id for row in tail), reached, out_of_time)
    old = [(file.key(row), int(file.ids[row])) for row in rows.tolist()]
    return first_hits(old, tail, enough, reached, out_of_time=out_of_time)


def _key_reached(last: int | None, key_of: Callable[[int], str], after: str | None) -> str | None:
    """Return the catalog key up to which rows were looked at, or None if all were."""
    if last is None:
        return None
    return key_of(last) if last >= 0 else after or ""


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
    rows, values = similar_rows(file, wanted, threshold)
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


def remember_fragments(where: SearchTarget, so_far: FragmentProgress) -> FragmentProgress | None:
    """Work out which rows hold known fragments, for some processor time. Each answer is kept as soon as it is there.

    Args:
        where: the file.
        so_far: how far the last job came.

    Returns:
        How far this one came, or None if nothing is left.

    Raises:
        FileUnusable: another file has taken the place of the one that is meant.
    """
    file, until = structure_file(where.path, where.crc), time.process_time() + REMEMBERING_SECONDS
    if not file.blocks:
        return None  # No product has a structure yet.
    for number, (key, query) in enumerate(fragments().queries.items()):
        if number < so_far.number or load_answer(where.answers.fragments, file, key) is not None:
            continue
        row, found = (so_far.row, so_far.found) if number == so_far.number else (0, FRAGMENTS_BEGIN.found)
        criterion = HoldsSubstructureInFile(query, key, file, where.answers)
        possible = np.concatenate([_possible(file, [criterion], block) for block in range(file.blocks)])
        left = possible[possible >= row] if len(possible) >= FEW else possible[:0]
        for start in range(0, len(left), MOST):
            part = left[start : start + MOST]
            found = np.concatenate((found, part[criterion.fitting(file.smiles(part), None)]))
            row = int(part[-1]) + 1
            if time.process_time() > until:
                return FragmentProgress(number, row, found)
        if len(possible) >= FEW:
            save_answer(where.answers.fragments, file, key, found)
        if time.process_time() > until:
            return FragmentProgress(number + 1, 0, FRAGMENTS_BEGIN.found)
    return None


def structure_criteria(asked: StructureQuery) -> list[RowCriterion]:
    """Read what is asked of structures.

    Raises:
        InvalidStructure: a structure cannot be read, or is refused.
    """
    held, drawn = read_structure_query(asked)
    found: list[RowCriterion | None] = [held and HoldsSubstructure(held), drawn and IsWithin(drawn)]
    return [criterion for criterion in found if criterion is not None]


def _criteria_in_file(asked: StructureQuery, file: StructureFile, where: SearchTarget) -> list[StructureCriterion]:
    held, drawn = read_structure_query(asked)
    criteria: list[StructureCriterion] = []
    if held is not None:
        criteria.append(HoldsSubstructureInFile(held, asked.substructure or "", file, where.answers))
    if drawn is not None:
        criteria.append(IsWithinInFile(drawn, file))
    return criteria


def structure_file(path: str, crc: int) -> StructureFile:
    """Return a structure file, opened once in each process.

    Raises:
        FileUnusable: another one has taken its place, or none.
    """
    try:
        place = os.stat(path)
        # One that is made anew after it was damaged may have the same check sum.
        file = _opened_file(path, place.st_ino, place.st_mtime_ns)
    except OSError as error:
        raise FileUnusable(f"The structure file {path} cannot be opened any more.") from error
    if file.crc != crc:
        raise FileUnusable("Another structure file has taken its place.")
    return file


@lru_cache(maxsize=2)
def _opened_file(path: str, _inode: int, _time: int) -> StructureFile:
    return StructureFile(Path(path))


def _rows_that_fit(
    file: StructureFile,
    criteria: Sequence[StructureCriterion],
    where: SearchTarget,
    after: str | None,
    enough: int | None,
    deadline: Deadline,
) -> tuple[Numbers, int | None]:
    """Return the file's rows that fit, and the last row that was looked at (-1 for none) unless all were."""
    open_criteria = [criterion for criterion in criteria if not criterion.is_answered]
    allowed = _allowed(where)
    first = 0 if after is None else file.first_after(after)
    found = np.empty(0, np.int64)
    pending, last = found, -1
    for block in range(first // BLOCK, file.blocks):
        if deadline.is_over():
            return found, last
        possible = _possible(file, criteria, block)
        rows = possible[_are_allowed(file.ids[possible], allowed) & (possible >= first)]
        pending = np.concatenate((pending, rows))
        end = block * BLOCK + file.rows(block) - 1
        if len(pending) < FIRST and end < len(file) - 1:
            continue
        left = None if enough is None else enough - len(found)
        matched = _match_rows(file, open_criteria, pending, left, deadline)
        found = np.concatenate((found, pending[matched.places]))
        if matched.last is not None:
            return found, last if matched.last < 0 else int(pending[matched.last])
        pending, last = pending[:0], end
    return found, None


def _match_rows(
    file: StructureFile, criteria: Sequence[StructureCriterion], rows: Numbers, enough: int | None, deadline: Deadline
) -> Matched:
    if criteria:
        return match(criteria, len(rows), lambda part: file.smiles(rows[part]), enough, deadline)
    has_enough = enough is not None and len(rows) >= enough
    return Matched(list(range(len(rows)))[:enough], enough - 1 if has_enough and enough is not None else None)


def _possible(file: StructureFile, criteria: Sequence[StructureCriterion], block: int) -> Numbers:
    """Return the rows of a block that all criteria leave possible."""
    packed = np.bitwise_and.reduce([criterion.possible(block) for criterion in criteria])
    return np.flatnonzero(np.unpackbits(packed, count=file.rows(block), bitorder="little")) + block * BLOCK


def _are_allowed(ids: Numbers, allowed: Numbers | None) -> NDArray[np.bool_]:
    """Tell which products are among those that are allowed, which are in ascending order."""
    if allowed is None:
        return np.ones(len(ids), np.bool_)
    if not len(allowed):
        return np.zeros(len(ids), np.bool_)
    places = np.minimum(np.searchsorted(allowed, ids), len(allowed) - 1)
    fitting: NDArray[np.bool_] = allowed[places] == ids
    return fitting


def possible_tail(
    criteria: Sequence[RowCriterion],
    tail: Iterable[StructureRow],
    allowed: Container[int] | None,
    after: str | None,
    reached: str | None,
) -> list[StructureRow]:
    """Return the newer rows that may fit, after one catalog key up to another, of the allowed products."""
    return [
        row
        for row in tail
        if (after is None or row.product_key > after)
        and (reached is None or row.product_key <= reached)
        and (allowed is None or row.product_id in allowed)
        and all(criterion.could_fit(row) for criterion in criteria)
    ]


def _allowed(where: SearchTarget) -> NDArray[np.int64] | None:
    return None if where.allowed is None else np.sort(np.frombuffer(where.allowed, np.int64))
