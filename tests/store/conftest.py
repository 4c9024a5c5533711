"""Fixtures for tests of structure search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catalog.chemistry.workers.pool import WorkerPool
from tests.store.structures_made import seeds


@pytest.fixture(scope="session")
def smiles() -> dict[str, str]:
    """Catalog number to structure, of the project's own demonstration products."""
    return seeds()


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """A worker that searches."""
    with WorkerPool(1, cpu_seconds=60, wall_seconds=120, preload=("catalog.store.structures.jobs",)) as workers:
        yield workers
