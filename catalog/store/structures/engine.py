"""The structure index of a database, opened with the worker processes that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from catalog.chemistry.workers.pool import WorkerPool
from catalog.store.database import Database
from catalog.store.structures.cartridge.index import CartridgeIndex
from catalog.store.structures.cartridge.table import require_cartridge
from catalog.store.structures.file_index import FileIndex, structure_path
from catalog.store.structures.index import GRACE_SECONDS, StructureIndex

StructureEngine = Literal["file", "cartridge"]
"""A file beside the database, or PostgreSQL's RDKit extension; both give the same answers."""
WORKER_MEMORY = 8 << 30
"""Address space of a worker that searches: the structure file is mapped into it, and shared between all of them."""

PRELOADED: dict[StructureEngine, tuple[str, ...]] = {
    "file": ("catalog.store.structures.jobs", "catalog.store.structures.preloaded"),
    "cartridge": ("catalog.store.structures.cartridge.jobs",),
}
"""What a worker that searches has loaded when it starts."""
BACKGROUND_SECONDS = 60.0
"""What one job in the background may take by the clock, however busy the machine is; a search has its own time."""
BACKGROUND_CPU_SECONDS = 5.0
"""What it may take of processor time."""
THREADS = 4
"""In so many threads of its worker a search matches at once at most: three that it has given up go on."""


@contextmanager
def open_structure_index(
    database: Database,
    url: str,
    folder: Path | None,
    *,
    engine: StructureEngine,
    workers: int,
    seconds: float,
    serves: bool = False,
) -> Iterator[StructureIndex]:
    """Open the structure index of a database, with its own worker processes until it is closed.

    Searches share none with anything else, so that a heavy query keeps nobody's look-up waiting.

    Args:
        database: what is searched.
        url: its address, by which its structure file is known.
        folder: where the structure file of a PostgreSQL database stands; None for this user's folder for state.
        engine: what searches.
        workers: how many searches go on at once.
        seconds: how long a search may take.
        serves: whether to make in the background what makes searches faster.

    Raises:
        StoreUnusable: the database has no such engine, or others may enter the folder.
    """
    if engine == "cartridge":
        require_cartridge(database)
    limit = seconds + GRACE_SECONDS
    with WorkerPool(
        workers,
        cpu_seconds=max(THREADS * limit, BACKGROUND_CPU_SECONDS),
        wall_seconds=max(limit, BACKGROUND_SECONDS),
        memory_bytes=WORKER_MEMORY,
        preload=PRELOADED[engine],
    ) as pool:
        index: StructureIndex
        if engine == "cartridge":
            index = CartridgeIndex(database, pool, seconds=seconds, serves=serves)
        else:
            path = structure_path(url, folder)
            index = FileIndex(database, pool, path, seconds=seconds, knows_fragments=serves)
        try:
            yield index
        finally:
            index.close()
