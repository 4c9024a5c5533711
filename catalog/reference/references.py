"""Several references as one, and opening those of a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from pathlib import Path

from catalog.reference.reference import Reference, ReferenceEntry
from catalog.reference.reference_file import SHIPPED, ReferenceFile


class References:
    """Several reference files; a ``Reference``. What an earlier one says of a CAS RN counts before the later ones.

    A pickle holds the paths only. A process opens each set of files once.
    """

    def __init__(self, paths: tuple[Path, ...]) -> None:
        """Open the files.

        Raises:
            UnreadableFile: one of them cannot be read.
        """
        self._paths = paths
        self._files = tuple(map(ReferenceFile, paths))

    def __reduce__(self) -> tuple[Callable[[tuple[Path, ...]], Reference], tuple[tuple[Path, ...]]]:
        return opened_references, (self._paths,)

    def find(self, cas_rn: str) -> ReferenceEntry | None:
        """See ``Reference``."""
        return next((entry for file in self._files if (entry := file.find(cas_rn)) is not None), None)

    def knows(self, cas_rn: str) -> bool:
        """See ``Reference``."""
        return any(file.knows(cas_rn) for file in self._files)

    def names_of(self, cas_rn: str) -> tuple[str, ...]:
        """See ``Reference``."""
        return _united(file.names_of(cas_rn) for file in self._files)

    def numbers_of_name(self, folded: str) -> tuple[str, ...]:
        """See ``Reference``."""
        return _united(file.numbers_of_name(folded) for file in self._files)

    def numbers_of_key(self, inchi_key: str) -> tuple[str, ...]:
        """See ``Reference``."""
        return _united(file.numbers_of_key(inchi_key) for file in self._files)

    def numbers_of_ec(self, ec_number: str) -> tuple[str, ...]:
        """See ``Reference``."""
        return _united(file.numbers_of_ec(ec_number) for file in self._files)


def open_references(own: Path | None = None) -> Reference:
    """Open the reference of this release, with an operator's own file before it if there is one.

    Raises:
        UnreadableFile: the operator's file cannot be read.
    """
    return opened_references((own, SHIPPED) if own is not None and own.exists() else (SHIPPED,))


@lru_cache(maxsize=4)
def opened_references(paths: tuple[Path, ...]) -> References:
    """Return the references of these files, opened once in each process."""
    return References(paths)


def _united(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return texts of several files, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(texts)))
