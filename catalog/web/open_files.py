"""How many files, connections among them, a process may open."""

from __future__ import annotations

import resource

MOST = 1 << 16
"""What a process asks for at most; more would only make room for more idle connections."""


def open_files() -> int:
    """How many files this process may open, or ``MOST`` where that is less."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST if soft == resource.RLIM_INFINITY else min(soft, MOST)


def raise_open_files() -> None:
    """Let this process, and those that it starts, open as many files as the system allows it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if open_files() < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
