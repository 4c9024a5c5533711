"""The numbers of names: what digests contain in the place of the name under which somebody acted."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Protocol

import orjson
from sqlalchemy import Connection, bindparam, func, insert, select

from catalog.store.audit.audit_tables import audit_names
from catalog.store.json_text import to_json

NOBODY = 0
"""The person of names that no person is known for."""
SALT_BYTES = 16
EDITED = '"source":"edit by '
"""How a document, as JSON text, begins to name the editor that a field comes from."""
_SOURCE = re.compile(r'"source":("edit by (?:[^"\\]|\\.)*")')
_PREFIX = "edit by "

_FIND = select(audit_names.c.number).where(
    audit_names.c.name == bindparam("of_name"), audit_names.c.person == bindparam("of_person")
)
_FIND_ANY = select(func.min(audit_names.c.number)).where(audit_names.c.name == bindparam("of_name"))


class Actor(Protocol):
    """Somebody who acts: a person, or the holder of a key."""

    @property
    def name(self) -> str:
        """The name of the person or key."""

    @property
    def person(self) -> int | None:
        """The number of the person, or None."""


class ActorNames:
    """The numbers of names in one transaction."""

    def __init__(self, connection: Connection, *, keeps: bool, digests: Mapping[str, bytes] | None = None) -> None:
        """Begin with nothing read.

        Args:
            connection: a transaction.
            keeps: whether names without a number get one, in a writing transaction.
            digests: the SHA-256 of texts, where they are known already.
        """
        self._connection = connection
        self._keeps = keeps
        self._digests = digests or {}
        self._numbers: dict[tuple[str, int], int | None] = {}
        self._any: dict[str, int | None] = {}
        self.new: list[int] = []

    def number(self, name: str, person: int | None) -> int | None:
        """Return the number of a name of a person or of nobody known, or None if it has none."""
        wanted = (name, person or NOBODY)
        if wanted not in self._numbers:
            found = self._connection.scalar(_FIND, {"of_name": name, "of_person": person or NOBODY})
            self._numbers[wanted] = self._kept(*wanted) if found is None and self._keeps else found
        return self._numbers[wanted]

    def number_in_text(self, name: str) -> int | None:
        """Return the number of a name in a document, which says nothing of the person: the lowest with this name."""
        if name not in self._any:
            found = self._connection.scalar(_FIND_ANY, {"of_name": name})
            self._any[name] = self._kept(name, NOBODY) if found is None and self._keeps else found
        return self._any[name]

    def text_digest(self, text: str | None) -> str | None:
        """Return the SHA-256 of a text in hexadecimal digits. In a document, numbers stand for the names of editors."""
        if text is None:
            return None
        if EDITED not in text:
            known = self._digests.get(text)
            return _sha256(text) if known is None else known.hex()
        numbers: list[int | None] = []

        def take_out(found: re.Match[str]) -> str:
            """Note the number of a name, and return the field without it."""
            numbers.append(self.number_in_text(_editor(found)))
            return '"source":""'

        return _sha256(to_json([_sha256(_SOURCE.sub(take_out, text)), numbers]))

    def _kept(self, name: str, person: int) -> int:
        values = {"name": name, "person": person, "salt": secrets.token_hex(SALT_BYTES)}
        statement = insert(audit_names).values(values).returning(audit_names.c.number)
        number = int(self._connection.execute(statement).scalar_one())
        self.new.append(number)
        return number


def renamed(text: str, old: str, new: str) -> str:
    """Return a document, as JSON text, in which an editor has another name.

    >>> renamed('{"source":"edit by Ada"}', "Ada", "Person 4")
    '{"source":"edit by Person 4"}'
    """

    def rename(found: re.Match[str]) -> str:
        """Return the field with the new name, if it has the old one."""
        return f'"source":{to_json(_PREFIX + new)}' if _editor(found) == old else found[0]

    return _SOURCE.sub(rename, text) if EDITED in text else text


def _editor(found: re.Match[str]) -> str:
    try:
        said: str = orjson.loads(found[1])
    except ValueError:
        return found[1]  # It has half of a surrogate pair, which orjson does not read.
    return said.removeprefix(_PREFIX)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
