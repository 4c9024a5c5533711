"""Watching a folder: what arrives is imported, and moved to ``done`` or ``held`` with its report beside it.

The folder is looked at again and again, since no system tells of files that arrive on every kind of network share. A
file that changes between two looks is still being written, and is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from catalog.errors import CatalogError, ImportStopped, StoreUnusable
from catalog.intake.readers.source import printable_path
from catalog.intake.runs.report import Report
from catalog.store.clock import now
from catalog.store.json_text import to_json
from catalog.store.writing.intake_log import OUTCOMES

DONE, HELD = "done", "held"
"""The folders for files of which everything was imported, and for all others."""
QUIET_SECONDS = 5.0
"""How long a file must not have changed. A slow upload pauses for a second or two."""
LOOK_SECONDS = 1.0
"""The pause between two looks."""
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".temp", ".swp")
"""Suffixes of files that programs rename when they are complete."""


class ImportedFile(NamedTuple):
    """A file that was imported and moved.

    Attributes:
        name: its name in the watched folder.
        moved_to: where it is now. Its report is beside it.
        said: the outcome in words.
    """

    name: str
    moved_to: Path
    said: str


@dataclass(slots=True)
class WatchedFolder:
    """A folder whose files are imported.

    Attributes:
        folder: the folder. Only files directly in it are imported, but no hidden ones.
        import_file: imports a file and returns its report, which is closed here.
        quiet_seconds: how long a file must not have changed.
        clock: tells the time in seconds.
    """

    folder: Path
    import_file: Callable[[Path], Report]
    quiet_seconds: float = QUIET_SECONDS
    clock: Callable[[], float] = time.monotonic
    _seen: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict)

    def watch(self, should_stop: Callable[[], bool], look_seconds: float = LOOK_SECONDS) -> Iterator[ImportedFile]:
        """Import what is in the folder and what arrives, until the caller asks to stop.

        Raises:
            StoreUnusable: the database cannot be used. The file stays, and is imported after a restart.
        """
        while not should_stop():
            for path in self.ready():
                if should_stop():
                    return
                try:
                    yield self._imported(path)
                except ImportStopped:
                    # The file stays where it is, and the same import goes on after a restart.
                    return
            time.sleep(look_seconds)

    def ready(self) -> list[Path]:
        """Return the files that are complete, the oldest first."""
        at, seen = self.clock(), dict[Path, tuple[tuple[int, int], float]]()
        ready: list[tuple[int, Path]] = []
        for path in self.folder.iterdir():
            state = _state(path)
            if state is None:
                continue
            before, since = self._seen.get(path, (state, at))
            seen[path] = (state, since if before == state else at)
            if at - seen[path][1] >= self.quiet_seconds:
                ready.append((state[1], path))
        self._seen = seen
        return [path for _, path in sorted(ready)]

    def _imported(self, path: Path) -> ImportedFile:
        try:
            report = self.import_file(path)
        except (ImportStopped, StoreUnusable):
            raise
        except CatalogError as error:
            target = self._target(path, HELD)
            _write(target, [to_json({"error": str(error)}), "\n"])
            return self._moved(path, target, str(error))
        target = self._target(path, HELD if report.has_trouble() else DONE)
        _write(target, report.parts())
        said = _in_words(report)
        report.close()
        return self._moved(path, target, said)

    def _target(self, path: Path, kind: str) -> Path:
        """Return the new path of a file. The same name may come every night, so the time is part of it."""
        folder = self.folder / kind
        folder.mkdir(exist_ok=True)
        at = now()[:19].replace(":", "")
        names = (f"{at}{extra}-{path.name}" for extra in ("", *(f".{number}" for number in range(2, 1000))))
        return next(folder / name for name in names if not (folder / name).exists())

    def _moved(self, path: Path, target: Path, said: str) -> ImportedFile:
        path.rename(target)
        self._seen.pop(path, None)
        return ImportedFile(printable_path(Path(path.name)), target, said)


def _state(path: Path) -> tuple[int, int] | None:
    """Return the size and the time of a file to import, or None if it is no such file, or is gone."""
    if path.name.startswith((".", "~$")) or path.suffix.lower() in _UNFINISHED or path.is_symlink():
        return None
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return (stat.st_size, stat.st_mtime_ns) if path.is_file() else None


def _write(target: Path, parts: Iterator[str] | list[str]) -> None:
    """Write the report of a file beside its new place."""
    with target.with_name(f"{target.name}.report.json").open("w", encoding="utf-8") as stream:
        stream.writelines(parts)


def _in_words(report: Report) -> str:
    counts = report.summary()
    outcomes = ", ".join(f"{counts[name]:,} {name}" for name in OUTCOMES if counts[name])
    errors = [str(file.error) for file in report.files if file.error is not None]
    return "; ".join([*errors, outcomes or "no records"])
