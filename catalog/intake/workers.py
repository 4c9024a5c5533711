"""The worker processes of an import."""

from __future__ import annotations

from catalog.chemistry.workers.pool import WorkerPool

CPU_SECONDS = 60.0
"""How long a worker may take for a segment of records before its records are tried one by one."""
PRELOAD = ("catalog.intake.runs.preparing", "catalog.intake.readers.sheets.workbook")
"""The modules that all workers need, also those that read workbooks. They are loaded once, because each worker would
take a fifth of a second."""
NICENESS = 5
"""The workers' lower priority. It favours the single writing process, for which all of them wait, and the programs that
serve others meanwhile."""


def import_workers(number: int) -> WorkerPool:
    """Return a number of worker processes that prepare records. Close the pool, or use it in a ``with``."""
    return WorkerPool(number, cpu_seconds=CPU_SECONDS, wall_seconds=2 * CPU_SECONDS, preload=PRELOAD, niceness=NICENESS)
