"""How many files a process may open, and so how many connections it keeps."""

from __future__ import annotations

import resource

MOST_FILES = 1 << 14
"""What a process asks for at most."""
MOST_CONNECTIONS = 7_500
"""What a process keeps at most: an idle connection takes 20 kB."""
MOST_WAITING = 2_048
"""How many connections may wait to be taken."""


def open_files() -> int:
    """How many files this process may open, as far as it needs to know."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_FILES if soft == resource.RLIM_INFINITY else min(soft, MOST_FILES)


def max_connections() -> int:
    """How many connections this process keeps; a quarter of its files is for all else."""
    return min(MOST_CONNECTIONS, open_files() * 3 // 4)


def max_backlog() -> int:
    """How many connections may wait to be taken.

    asyncio takes all that wait before it looks at any of them, three times over: so many files must be free still when
    connections that have waited long are ended.
    """
    return min(MOST_WAITING, (open_files() - max_connections()) // 3)


def raise_open_files() -> None:
    """Let this process, and those that it starts, open as many files as the system allows it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if open_files() < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
