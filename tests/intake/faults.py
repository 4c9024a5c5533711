"""Faults put into the program on purpose: a mapping under which it fails at some records, here and in its workers.

A worker process finds this module by its name, and takes the faults in with the mapping that it is sent.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence

from catalog.intake.columns.labels import Target
from catalog.intake.columns.mapping import LabelMapping
from catalog.intake.columns.words import normalize_label
from catalog.product import examination_jobs
from catalog.product.checks.naming.systematic import StatedReading
from catalog.product.checks.structures.structure import ReadStructure
from catalog.product.draft import Draft
from catalog.product.examine import examine
from catalog.product.product import Product
from catalog.reference.reference import Reference


def unlucky(
    draft: Draft, *, named: Sequence[StatedReading] | None, read_structure: ReadStructure, reference: Reference
) -> Product:
    """Examine, but fail at products of one name."""
    if draft.get("name") == "fails when it is examined":
        raise fault()
    return examine(draft, named=named, read_structure=read_structure, reference=reference)


def fault(*_arguments: object) -> LookupError:
    """What nobody expected; with as many arguments as it is called with."""
    return LookupError("nobody expected it")


def fail(*_arguments: object) -> None:
    """Stand in for any function, and fail."""
    raise fault()


class FaultyMapping(LabelMapping):
    """A mapping under which the program fails at the labels ``fails`` and, in a worker process, ``dies``."""

    def target_of(self, label: str) -> Target | None:
        """See ``LabelMapping``."""
        word = normalize_label(label)
        if word == "fails":
            raise fault()
        if word == "dies" and multiprocessing.parent_process() is not None:
            os._exit(1)
        return super().target_of(label)

    def __reduce__(self) -> tuple[Callable[[Mapping[str, str]], FaultyMapping], tuple[Mapping[str, str]]]:
        return in_worker, (self.labels,)


def in_worker(labels: Mapping[str, str]) -> FaultyMapping:
    """Take the faults into a worker process."""
    vars(examination_jobs)["examine"] = unlucky
    return FaultyMapping(labels)
