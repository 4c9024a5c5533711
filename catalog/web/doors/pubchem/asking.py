"""What every answer of this door needs: the services, the question, and numbers for what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from catalog.chemistry.anatomy.anatomy import Anatomy, complexity, table_of
from catalog.chemistry.anatomy.anatomy import anatomy as anatomy_of
from catalog.chemistry.anatomy.atom_table import AtomTable
from catalog.chemistry.structure.molblock import write_molblock
from catalog.errors import InvalidQuery, InvalidStructure, OutOfTime, StructureRefused
from catalog.store.compounds.numbers import CIDS, SIDS, numbers_of
from catalog.web.doors.pubchem.questions import Question
from catalog.web.services.services import Services

T = TypeVar("T")
MOST_RECORDS = 1_000
"""The most compounds or substances that one answer describes. Lists of numbers may be longer."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with the services that answer it.

    Attributes:
        services: of the request.
        question: what is asked.
        site: the address of this site, without a slash at its end.
    """

    services: Services
    question: Question
    site: str

    def cids(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the CID of each structure."""
        return numbers_of(self.services.database, CIDS, keys)

    def sids(self, product_keys: Sequence[str]) -> dict[str, int]:
        """Return the SID of each product."""
        return numbers_of(self.services.database, SIDS, product_keys)

    def anatomies(self, smiles: Sequence[str]) -> list[Anatomy | None]:
        """Return the parts of structures, without atoms and bonds."""
        return cast("list[Anatomy | None]", self._kept(anatomy_of, smiles))

    def complexities(self, smiles: Sequence[str]) -> list[float | None]:
        """Return the complexity of structures."""
        return cast("list[float | None]", self._kept(complexity, smiles))

    def tables(self, smiles: Sequence[str]) -> list[AtomTable | None]:
        """Return the atoms and bonds of structures."""
        return self._computed(table_of, smiles)

    def molblocks(self, smiles: Sequence[str]) -> list[str | None]:
        """Return structures as molfiles."""
        return self._computed(write_molblock, smiles)

    def _kept(self, function: Callable[[str], Any], smiles: Sequence[str]) -> list[Any]:
        keys = [(function.__name__, text) for text in smiles]
        kept = self.services.described
        return kept.get_each(keys, lambda missing: self._computed(function, [cast("Any", key)[1] for key in missing]))

    def _computed(self, function: Callable[[str], T], smiles: Sequence[str]) -> list[T | None]:
        """Return what a function says of structures, or None of those that cannot be read.

        Raises:
            OutOfTime: there was no time for all.
        """
        results = self.services.chemistry.run_each(function, [(text,) for text in smiles])
        return [self._or_none(function, text, result) for text, result in zip(smiles, results, strict=True)]

    def _or_none(self, function: Callable[[str], T], smiles: str, result: T | InvalidStructure) -> T | None:
        if isinstance(result, OutOfTime):
            raise result
        if isinstance(result, StructureRefused):
            # One of many has little time, which a worker that has just started can need for itself.
            try:
                return self.services.chemistry.run(function, smiles)
            except OutOfTime:
                raise
            except InvalidStructure:
                return None
        return None if isinstance(result, InvalidStructure) else result


def require_few(found: Sequence[str]) -> None:
    """Check that an answer does not describe too many.

    Raises:
        InvalidQuery: it would.
    """
    if len(found) > MOST_RECORDS:
        message = (
            f"{len(found)} were found; one answer describes {MOST_RECORDS}. Ask for the numbers (cids or sids) first, "
            "or for a part with listkey_start and listkey_count."
        )
        raise InvalidQuery(message, stated=str(len(found)))
