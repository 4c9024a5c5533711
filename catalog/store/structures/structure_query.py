"""What is asked of structures, and how it is read: in a worker process, since it comes from strangers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

from rdkit import Chem

from catalog.chemistry.structure.fingerprints import morgan_fingerprint
from catalog.chemistry.structure.guard import vet_smiles
from catalog.chemistry.structure.parser_words import first_words, parser_words
from catalog.chemistry.structure.substructure import SubstructureQuery, read_structure_drawn, read_substructure_query
from catalog.errors import InvalidStructure


class StructureQuery(NamedTuple):
    """A structure search. If it has two parts, both must match.

    Attributes:
        substructure: a SMILES, a SMARTS or a molfile that they hold.
        superstructure: a SMILES or a molfile that holds them.
    """

    substructure: str | None = None
    superstructure: str | None = None


def read_structure_query(asked: StructureQuery) -> tuple[SubstructureQuery | None, SubstructureQuery | None]:
    """Read the substructure and the superstructure of a search.

    Raises:
        InvalidStructure: one cannot be read, or is refused; ``field`` says which.
    """
    held = drawn = None
    if asked.substructure is not None:
        with _named("substructure"):
            held = cached_query(asked.substructure)
    if asked.superstructure is not None:
        with _named("superstructure"):
            drawn = read_structure_drawn(asked.superstructure)
    return held, drawn


def similarity_fingerprint(smiles: str) -> bytes:
    """Return the Morgan fingerprint of the structure of a similarity search.

    Raises:
        InvalidStructure: it cannot be read, or is refused.
    """
    with _named("similar_to"):
        return _morgan_of(smiles)


@contextmanager
def _named(field: str) -> Iterator[None]:
    """Add to an error which of the structures cannot be read."""
    try:
        yield
    except InvalidStructure as error:
        error.field = field
        raise


@lru_cache(maxsize=64)
def cached_query(text: str) -> SubstructureQuery:
    """Return a query, read once for all its pages."""
    return read_substructure_query(text)


def _morgan_of(smiles: str) -> bytes:
    vet_smiles(smiles)
    with parser_words() as heard:
        mol: Chem.Mol | None = Chem.MolFromSmiles(smiles)
    if mol is None or not mol.GetNumAtoms():
        raise InvalidStructure(f"The structure cannot be read: {first_words(heard)}", stated=smiles[:80])
    return morgan_fingerprint(mol)
