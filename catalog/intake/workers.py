"""The worker processes of an import."""

from __future__ import annotations

from catalog.chemistry.workers.pool import WorkerPool

CPU_SECONDS = 60.0
"""What a whole segment of records may cost a worker before its records are tried one by one."""
PRELOAD = ("catalog.intake.runs.preparing", "catalog.intake.readers.workbook")
"""What the workers need, those that read workbooks too, loaded once for all; each would take a fifth of a second for
it."""
NICENESS = 5
"""How far the workers stand back: for the one process that writes, which all of them wait for, and for whatever serves
others meanwhile."""


def import_workers(number: int) -> WorkerPool:
    """So many worker processes that prepare the records of imports; close them, or use them in a ``with``."""
    return WorkerPool(number, cpu_seconds=CPU_SECONDS, wall_seconds=2 * CPU_SECONDS, preload=PRELOAD, niceness=NICENESS)
