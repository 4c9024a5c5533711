"""How an engine answers the statements that a question sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

Parameters = Sequence[Any] | Mapping[str, Any]
Sent = tuple[str, Parameters]
WHOLE_TABLE = re.compile(r"\bSCAN \w+$|Seq Scan(?! on suppliers)", re.MULTILINE)
"""What a plan says of a table that is read whole."""


@contextmanager
def noted_statements(connection: Connection) -> Iterator[list[Sent]]:
    """What is sent to the database meanwhile, each with its parameters."""
    sent: list[Sent] = []

    def note(
        _connection: Connection, _cursor: DBAPICursor, statement: str, parameters: Parameters,
        _context: ExecutionContext | None, _many: bool,
    ) -> None:  # fmt: skip
        sent.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


def plan_of(connection: Connection, ask: Callable[[Connection], object], words: str) -> str:
    """How the one statement with these words in it, of those that a question sends, is answered."""
    with noted_statements(connection) as sent:
        ask(connection)
    [(statement, parameters)] = [one for one in sent if words in one[0]]
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(line[-1] for line in connection.exec_driver_sql(f"{explain} {statement}", parameters))
