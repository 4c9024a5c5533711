"""What searches a structure file: functions for worker processes, which can be ended when a query takes too long."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from catalog.chemistry.fingerprints import morgan_fingerprint
from catalog.chemistry.guard import vet_smiles
from catalog.chemistry.parser_words import first_words, parser_words
from catalog.chemistry.substructure import SubstructureQuery, read_substructure_query
from catalog.errors import InvalidStructure
from catalog.store.structure_file import BLOCK, Numbers, StructureFile, StructureRow
from catalog.store.structure_keys import KeysFile, keys_file, structure_file
from catalog.store.structure_questions import Holding, Question, Within, possible_rows
from catalog.store.structure_similarity import similar_fingerprints, similar_rows

AT_ONCE = 128
"""How many structures are read from the file at once."""


class Searched(NamedTuple):
    """Where to search.

    Attributes:
        path: the structure file.
        crc: what tells it from another one that took its place.
        tail: the rows that are newer than the file, in the order of their catalog keys.
        allowed: ids of the products that other filters leave, as bytes of 64-bit numbers; None where there are none.
    """

    path: str
    crc: int
    tail: tuple[StructureRow, ...] = ()
    allowed: bytes | None = None

    @property
    def keys_path(self) -> str:
        """Where the keys file stands."""
        return f"{self.path}-keys"

    @property
    def learned_folder(self) -> Path:
        """Where answers stand that were worked out before."""
        return Path(f"{self.path}-learned")


class Asked(NamedTuple):
    """What is asked of structures; where it is both, both must be true.

    Attributes:
        substructure: a SMILES, a SMARTS or a molfile that they hold.
        superstructure: a SMILES or a molfile that holds them.
    """

    substructure: str | None = None
    superstructure: str | None = None


class Hits(NamedTuple):
    """What was found.

    Attributes:
        from_file: ids of products that are found in the file (and may have changed since).
        from_tail: ids of products that are found in the tail.
        reached: the last catalog key that was looked at, where products behind it were not.
        out_of_time: whether the time ended the search.
        scores: Tanimoto coefficients by id, of a search for similar ones.
    """

    from_file: Numbers
    from_tail: tuple[int, ...]
    reached: str | None = None
    out_of_time: bool = False
    scores: Mapping[int, float] | None = None


class _Going(NamedTuple):
    """How far a search goes."""

    after: str | None
    enough: int | None
    until: float


def find_structures(where: Searched, asked: Asked, after: str | None, enough: int | None, seconds: float) -> Hits:
    """The products whose structures are what is asked for, in the order of their catalog keys.

    Args:
        where: where to search.
        asked: what is asked of structures.
        after: the catalog key behind which to begin.
        enough: how many hits end the search; None for all of them.
        seconds: how long it may take.

    Raises:
        InvalidStructure: a structure cannot be read, or is refused.
    """
    going = _Going(after, enough, time.monotonic() + seconds)
    file = structure_file(where.path, where.crc)
    questions = _questions(where, asked, file)
    rows, last = _rows_that_fit(file, questions, where, going)
    out_of_time = last is not None and (enough is None or len(rows) < enough)
    reached = None if last is None else (file.key(last) if last >= 0 else after or "")
    if reached is None and after is None and where.allowed is None and len(questions) == 1:
        questions[0].learn(rows)
    tail = _tail_that_fits(questions, where, going, reached)
    if enough is None or len(rows) + len(tail) <= enough:
        return Hits(file.ids[rows], tuple(row.product_id for row in tail), reached, out_of_time)
    found = [(file.key(row), int(file.ids[row]), False) for row in rows.tolist()]
    found += [(row.catalog_key, row.product_id, True) for row in tail]
    found = sorted(found)[:enough]
    old = np.array([product_id for _, product_id, is_new in found if not is_new], np.int64)
    new = tuple(product_id for _, product_id, is_new in found if is_new)
    return Hits(old, new, found[-1][0], out_of_time)


def find_similar(where: Searched, smiles: str, threshold: float) -> Hits:
    """The products whose Morgan fingerprints are like that of a structure, with their Tanimoto coefficients.

    Raises:
        InvalidStructure: the structure cannot be read, or is refused.
    """
    with _named("similar_to"):
        wanted = _morgan_of(smiles)
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


def _questions(where: Searched, asked: Asked, file: StructureFile) -> list[Question]:
    questions: list[Question] = []
    if asked.substructure is not None:
        with _named("substructure"):
            query = _query(asked.substructure)
        questions.append(Holding(query, asked.substructure, file, _keys(where, file), where.learned_folder))
    if asked.superstructure is not None:
        with _named("superstructure"):
            questions.append(Within(asked.superstructure, file))
    return questions


@contextmanager
def _named(field: str) -> Iterator[None]:
    """Let an error say which of the structures cannot be read."""
    try:
        yield
    except InvalidStructure as error:
        error.field = field
        raise


@lru_cache(maxsize=64)
def _query(text: str) -> SubstructureQuery:
    """A query, read once: its next pages need not read it again."""
    return read_substructure_query(text)


def _keys(where: Searched, file: StructureFile) -> KeysFile | None:
    return keys_file(where.keys_path, file)


def _rows_that_fit(
    file: StructureFile, questions: list[Question], where: Searched, going: _Going
) -> tuple[Numbers, int | None]:
    """The file's rows that fit; and the last one that was looked at (-1 for none), unless all were."""
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
        found, stopped = _confirmed(file, open_questions, rows, enough, going.until)
        held.append(found)
        count += len(found)
        if stopped is not None:
            return _joined(held), max(stopped, last)
        last = block * BLOCK + file.rows(block) - 1
    return _joined(held), None


def _confirmed(
    file: StructureFile, questions: list[Question], rows: Numbers, enough: int | None, until: float
) -> tuple[Numbers, int | None]:
    """Those of some rows that fit, until there are enough or the time is over; and the last that was looked at then."""
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
            if all(question.fits(smiles) for question in questions):
                held.append(row)
                if len(held) == enough:
                    return np.array(held, np.int64), last
    return np.array(held, np.int64), None


def _tail_that_fits(
    questions: list[Question], where: Searched, going: _Going, reached: str | None
) -> list[StructureRow]:
    """The newer rows that fit, as far as the file was searched."""
    allowed = None if where.allowed is None else frozenset(np.frombuffer(where.allowed, np.int64).tolist())
    return [
        row
        for row in where.tail
        if (going.after is None or row.catalog_key > going.after)
        and (reached is None or row.catalog_key <= reached)
        and (allowed is None or row.product_id in allowed)
        and all(question.could_fit(row) and question.fits(row.smiles) for question in questions)
    ]


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _allowed(where: Searched) -> NDArray[np.int64] | None:
    return None if where.allowed is None else np.sort(np.frombuffer(where.allowed, np.int64))


def _morgan_of(smiles: str) -> bytes:
    vet_smiles(smiles)
    with parser_words() as heard:
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if mol is None or not mol.GetNumAtoms():
        raise InvalidStructure(f"The structure cannot be read: {first_words(heard)}", stated=smiles[:80])
    return morgan_fingerprint(mol)
