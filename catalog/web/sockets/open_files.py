"""The number of files that a process may open, which limits the connections that it keeps."""

from __future__ import annotations

import resource

MOST_FILES = 1 << 14
"""The largest number of files that a process asks for."""
MOST_CONNECTIONS = 7_500
"""The largest number of connections of a process: an idle connection takes 20 kB."""
MOST_WAITING = 2_048
"""How many connections may wait to be accepted."""


def open_files() -> int:
    """Return how many files this process may open, up to the number that it needs."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_FILES if soft == resource.RLIM_INFINITY else min(soft, MOST_FILES)


def max_connections() -> int:
    """Return how many connections this process keeps. A quarter of its files is for everything else."""
    return min(MOST_CONNECTIONS, open_files() * 3 // 4)


def max_backlog() -> int:
    """Return how many connections may wait to be accepted.

    asyncio accepts all waiting connections before it looks at any of them, up to three times. Files for
    all of them must still be free when connections that waited too long are ended.
    """
    return min(MOST_WAITING, (open_files() - max_connections()) // 3)


def raise_open_files() -> None:
    """Let this process, and those that it starts, open as many files as the system allows."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if open_files() < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
