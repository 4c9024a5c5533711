"""RDKit's messages: kept off stderr, and collected to explain a refusal."""

from __future__ import annotations

import logging
import re
import threading
from types import TracebackType

from rdkit import rdBase

_LOGGER = logging.getLogger("rdkit")
_CLOCK = re.compile(r"^\[[0-9:]{8}\] ")
_MOST_WORDS = 300


class _Listener(logging.Handler):
    """Passes each message to the listener of the thread that caused it, or drops it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.ears = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message if this thread listens."""
        heard: list[str] | None = getattr(self.ears, "heard", None)
        if heard is not None:
            heard.append(_CLOCK.sub("", record.getMessage()).strip())


def _route_to_listener() -> _Listener:
    """Send RDKit's messages through Python's logging.

    ``rdBase.BlockLogs`` changes the streams of the whole process, so two threads would undo each other's blocks.
    """
    rdBase.LogToPythonLogger()
    listener = _Listener()
    for handler in list(_LOGGER.handlers):
        _LOGGER.removeHandler(handler)
    _LOGGER.addHandler(listener)
    _LOGGER.propagate = False
    return listener


_LISTENER = _route_to_listener()


class parser_words:  # noqa: N801  # It is used like the functions of contextlib; as a generator it cost thrice as much.
    """Collect RDKit's messages of this thread inside the block, one entry per line."""

    __slots__ = ()

    def __enter__(self) -> list[str]:
        heard: list[str] = []
        _LISTENER.ears.heard = heard
        return heard

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _LISTENER.ears.heard = None


def first_words(heard: list[str]) -> str:
    """Return the line with the error, without the line that points to the place.

    >>> first_words(["SMILES Parse Error: extra open parentheses while parsing: C(C", "C(C", "~^"])
    'SMILES Parse Error: extra open parentheses while parsing: C(C'
    >>> first_words(["****\\nPost-condition Violation\\nElement 'Qq' not found"])
    "Element 'Qq' not found"
    >>> first_words([])
    'RDKit gives no reason.'
    """
    for line in (line.strip() for text in heard for line in text.splitlines()):
        if any(map(str.isalpha, line)) and not line.startswith(("~", "^")) and not line.endswith("ondition Violation"):
            return " ".join(line.split())[:_MOST_WORDS]
    return "RDKit gives no reason."
