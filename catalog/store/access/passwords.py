"""Passwords: which are accepted, and how they are kept (Argon2id, RFC 9106).

One hash takes 46 MiB of memory, and 0.08 s of processor time (measured in 2026). So a process makes one at a time, and
sign-ins that would have to wait too long are refused.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.errors import InvalidQuery, ServerBusy

SHORTEST = 12
LONGEST = 200
"""The lengths of passwords in characters."""
FEWEST_DIFFERENT = 5
"""How many different characters a password has at least."""
PATIENCE_SECONDS = 5.0
"""How long a password waits for its turn to be hashed."""

_HASHER = PasswordHasher(time_cost=1, memory_cost=46 << 10, parallelism=1)
"""The first of the equally strong choices of OWASP's Password Storage Cheat Sheet (2026); memory in KiB."""
_TURN = threading.Lock()


def require_good_password(password: str, *others: str) -> None:
    """Check a new password.

    Args:
        password: as chosen.
        others: what it must not be: the name and the e-mail address of the person.

    Raises:
        InvalidQuery: it is too short, too long, or too simple.
    """
    told = None
    if len(password) < SHORTEST:
        told = f"The new password has {len(password)} characters. Choose one of {SHORTEST} or more."
    elif len(password) > LONGEST:
        told = f"The new password has {len(password)} characters. Choose one of {LONGEST} or fewer."
    elif len(set(password)) < FEWEST_DIFFERENT:
        told = f"The new password has fewer than {FEWEST_DIFFERENT} different characters. Choose another one."
    elif password.casefold() in {other.casefold() for other in others}:
        told = "The new password is the name or e-mail address of the account. Choose another one."
    if told is not None:
        raise InvalidQuery(told, stated="", field="password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, with its salt and parameters.

    Raises:
        ServerBusy: too many passwords are waiting.
    """
    with _turn():
        return _HASHER.hash(_normalized(password))


def is_password(stored: str | None, password: str) -> bool:
    """Tell whether a password is the stored one. Without a stored one it takes the same time.

    Raises:
        ServerBusy: too many passwords are waiting.
    """
    kept = stored if stored is not None else _nobodys()
    with _turn():
        try:
            _HASHER.verify(kept, _normalized(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a stored hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _normalized(password: str) -> bytes:
    """Return a password as bytes. Keyboards differ in how they compose letters (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return hash_password(secrets.token_urlsafe())


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURN.acquire(timeout=PATIENCE_SECONDS):
        raise ServerBusy("Too many people are signing in at once. Try again in 5 s.", retry_after=5)
    try:
        yield
    finally:
        _TURN.release()
