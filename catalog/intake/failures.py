"""Findings and errors for a record or a file at which the program itself failed."""

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
    """Return the finding that refuses a record at which the program failed."""
    message = (
        f"The program failed at this record ({surprise.what}). The record is refused. This is an error in the program. "
        "The log has the details; please report them."
    )
    return Finding(Code.RECORD_FAILED, "record", message)


def log_failure(what: str, surprise: Surprise) -> None:
    """Log where the program failed, with the traceback."""
    logger.error("The program failed at %s:\n%s", what, surprise.traceback)


def unreadable_file(surprise: Surprise) -> UnreadableFile:
    """Return the error that refuses a file at which the program failed."""
    message = (
        f"The program failed at this file ({surprise.what}). This is an error in the program. The log has the details; "
        "please report them."
    )
    return UnreadableFile(message, surprise=surprise)


def refused_failure(surprise: Surprise) -> RefusedRecord:
    """Return the error that refuses a single record at which the program failed. Log the failure."""
    log_failure("a single record", surprise)
    failure = failure_of(surprise)
    return RefusedRecord(failure.message, findings=[finding_document(failure)])


def run_single(run: Callable[[*Arguments], T], *arguments: *Arguments) -> T:
    """Let a worker process a single record: ``run(function, …)``.

    Raises:
        StructureRefused: the record costs more than is allowed.
        RefusedRecord: the program failed at the record.
    """
    try:
        return run(*arguments)
    except WorkerFailed as error:
        raise refused_failure(error.surprise) from error
