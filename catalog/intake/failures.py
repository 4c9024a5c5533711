"""What is said of a record or a file with which the program failed by a fault of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from catalog.errors import RefusedRecord, UnreadableFile, WorkerFailed
from catalog.product.document import finding_document
from catalog.product.findings import Code, Finding
from catalog.surprises import Surprise

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

logger = logging.getLogger("catalog.intake")


def failure_of(surprise: Surprise) -> Finding:
    """The finding that refuses a record with which the program failed."""
    message = (
        f"The program failed at this record, which no record should make it do ({surprise.what}), so the record is "
        "refused. Its log has the details; please report them."
    )
    return Finding(Code.RECORD_FAILED, "record", message)


def log_failure(what: str, surprise: Surprise) -> None:
    """Log what the program failed at, with the traceback."""
    logger.error("The program failed at %s:\n%s", what, surprise.traceback)


def unreadable_file(surprise: Surprise) -> UnreadableFile:
    """The error that refuses a file with which the program failed."""
    message = (
        f"The program failed at this file, which no file should make it do ({surprise.what}). Its log has the details; "
        "please report them."
    )
    return UnreadableFile(message, surprise=surprise)


def refused_failure(surprise: Surprise) -> RefusedRecord:
    """The error that refuses a single record with which the program failed; it is logged."""
    log_failure("a single record", surprise)
    failure = failure_of(surprise)
    return RefusedRecord(failure.message, findings=[finding_document(failure)])


def run_single(run: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
    """Have a worker do something with a record that comes alone: ``run(function, …)``.

    Raises:
        StructureRefused: it costs more than a record may.
        RefusedRecord: the program failed at it.
    """
    try:
        return run(*arguments)
    except WorkerFailed as error:
        raise refused_failure(error.surprise) from error
