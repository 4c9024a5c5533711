"""Systematic names read into structures by OPSIN (doi:10.1021/ci100384d), where it and Java are there.

OPSIN comes with the optional package py2opsin (the extra ``names``). It is kept running and is asked name by name,
which takes half a millisecond; starting it anew for each would take half a second.
"""

from __future__ import annotations

import importlib.util
import re
import selectors
import shutil
import subprocess
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import NamedTuple

ANSWER_SECONDS = 10.0
"""How long one name may take; the first waits for Java to start."""
CHARACTERS = 1_000
"""The longest systematic name in 71,347 real compounds has 947."""
_MEMORY = "-Xmx256m"


_LOCANT = re.compile(r"(?<![A-Za-z0-9])(?:[0-9]+[a-z]?'*|N)(?:,(?:[0-9]+[a-z]?'*|N)){0,60}-[A-Za-z(\[]")


_LOWER_NITROGEN = re.compile(r"(?<![A-Za-z0-9])n(?=(?:,n)*[,']*-[a-z(\[])|(?<=n,)n(?=[,-])")
"""A locant on nitrogen in a name without capitals. It looks like the prefix of unbranched groups."""


def is_systematic(name: str) -> bool:
    """Tell whether a name has locants.

    OPSIN reads trivial names too, and many of them otherwise than chemists do: `phenoxyethanol` and `methyldopa` are
    ambiguous without locants, and `nitrogen` is read as the atom.

    >>> is_systematic("2-acetoxybenzoic acid"), is_systematic("N,N-dimethylformamide"), is_systematic("Methyldopa")
    (True, True, False)
    """
    return _LOCANT.search(name) is not None


class NameReading(NamedTuple):
    """The result of reading a name.

    Attributes:
        smiles: the structure that it means; empty where it is no systematic name.
        not_run: why nothing was tried; empty where it was.
        other_smiles: what it means if each ``n-`` is nitrogen; empty if it has none.
    """

    smiles: str = ""
    not_run: str = ""
    other_smiles: str = ""


class NameReader:
    """Reads names one by one. Threads can share it. Close it, or use it in a ``with``."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._missing = missing_requirements()

    def __enter__(self) -> NameReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def read(self, name: str) -> NameReading:
        """Return the structure of a systematic name. A name with ``n-`` is also read with ``N-``."""
        if self._missing:
            return NameReading(not_run=self._missing)
        line = " ".join(name.split())
        other = _LOWER_NITROGEN.sub("N", line)
        if len(line) > CHARACTERS or not is_systematic(other) or not _is_text(line):
            return NameReading()
        with self._lock:
            reading = self._ask(line)
            if other == line or reading.not_run:
                return reading
            second = self._ask(other)
        if not reading.smiles:
            return second
        return reading._replace(other_smiles=second.smiles)

    def close(self) -> None:
        """End the program."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _ask(self, line: str) -> NameReading:
        process = self._started()
        if process.stdin is None or process.stdout is None:
            return NameReading(not_run="OPSIN has no pipes")
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
        except OSError as error:
            self.close()
            return NameReading(not_run=f"OPSIN has ended: {error.strerror}")
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(ANSWER_SECONDS):
                self.close()
                return NameReading(not_run=f"OPSIN took longer than {ANSWER_SECONDS:g} s for this name")
        answer = process.stdout.readline()
        if not answer:
            self.close()
            return NameReading(not_run="OPSIN has ended")
        return NameReading(answer.strip())

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603  # Names go to its standard input only.
                ["java", _MEMORY, "-jar", str(_jar()), "-osmi"],  # noqa: S607  # The operator's own Java.
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
        return self._process


def _is_text(line: str) -> bool:
    """Tell whether a line can be encoded: half of a surrogate pair cannot."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def missing_requirements() -> str:
    """Return what is missing to read names, in words, or an empty text."""
    if _jar() is None:
        return "the extra `names` (py2opsin) is not installed"
    return "" if shutil.which("java") else "the program java is not installed"


def _jar() -> Path | None:
    """Return OPSIN's file in py2opsin, without importing it."""
    found = importlib.util.find_spec("py2opsin")
    if found is None or found.origin is None:
        return None
    return next(iter(sorted(Path(found.origin).parent.glob("opsin-*.jar"))), None)
