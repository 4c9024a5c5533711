"""How far a search has looked, told while it still goes on: one match may take longer than the whole search may."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class SearchProgress:
    """The progress of a search through its rows.

    Attributes:
        fitting: the rows that fit so far.
        before: the last row that was wholly looked at; -1 where none was.
        row: the row that is looked at; -1 before the first.
        since: since when, by ``time.monotonic``.
    """

    fitting: list[int] = field(default_factory=list)
    before: int = -1
    row: int = -1
    since: float = field(default_factory=time.monotonic)

    def at(self, row: int) -> None:
        """Note the current row."""
        self.before, self.row, self.since = self.row, row, time.monotonic()

    def given_up(self, seconds: float) -> int:
        """Return the row after which an interrupted search continues.

        A row that took more than half of the search's time is given up: the next try would be left there, too.
        """
        return self.row if time.monotonic() - self.since > seconds / 2 else self.before
