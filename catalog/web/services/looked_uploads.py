"""Uploads that are looked at before they are imported: begun, looked at again, imported and stopped; undos and redos.

The pages of the desk and the API both use this, so that both have the same rules.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO, Any, Literal

from catalog.errors import Conflict, InvalidQuery, NotFound
from catalog.intake.columns.mapping import is_meaning
from catalog.product.text.folding import supplier_key
from catalog.store.access.keys import KeyHolder
from catalog.store.writing.column_choices import keep_column_choices
from catalog.store.writing.intake_log import get_run
from catalog.store.writing.redoing import foretell_redo
from catalog.store.writing.undoing import foretell_undo
from catalog.web.services.auth import author_of, require_may_undo, require_own
from catalog.web.services.import_jobs import job_options, start_commit, start_look, start_undo
from catalog.web.services.jobs import Job, undo_job
from catalog.web.services.kept_report import KeptRecords, ReportFilter, page_of_records
from catalog.web.services.services import Services

EXPIRED = "This upload has expired. Upload the file again."


def begin_upload(services: Services, holder: KeyHolder, files: Sequence[tuple[str, IO[bytes]]], supplier: str) -> Job:
    """Store files, and find out in the background what their import would do. Several files are one import.

    Raises:
        InvalidValue: these are too many files, or what is stated is no supplier's name. Nothing is kept.
    """
    most = services.read_limits.members
    if len(files) > most:
        message = f"These are {len(files):,} files; the limit is {most:,}. Import the others afterwards."
        raise InvalidQuery(message, stated="", field="file")
    job = Job("", "look", holder.name, holder.person, supplier.strip())
    job_options(services, job)
    job = replace(job, token=services.uploads.keep((name or "upload", content) for name, content in files))
    start_look(services, job, remembers=True)
    return services.jobs.require(job.token)


def kept_look(services: Services, token: str) -> dict[str, Any] | None:
    """Return what a dry run found, or None if there is none. Whoever reads it keeps the upload."""
    text = services.uploads.read(token, "head")
    if text is None:
        return None
    services.uploads.find(token)
    kept: dict[str, Any] = json.loads(text)
    return kept


def look_again(
    services: Services,
    holder: KeyHolder,
    token: str,
    chosen: Mapping[str, str] | None = None,
    *,
    supplier: str | None = None,
    remember: bool = False,
) -> None:
    """Look at an upload again.

    Args:
        services: the services of the server.
        holder: who wants it.
        token: of the upload.
        chosen: the meanings of columns that were chosen; None leaves them as they are.
        supplier: another supplier of the products, or None.
        remember: keep the chosen meanings for the supplier.

    Raises:
        NotFound: the upload has expired.
        InvalidValue: something is no meaning, or no supplier's name.
        Conflict: its import has begun.
    """
    job = services.jobs.require(token)
    services.uploads.find(token)
    for said in (chosen or {}).values():
        if not is_meaning(said):
            raise InvalidQuery(f"There is no field {said!r}.", stated=said, field="columns")
    if job.kind != "look":
        raise Conflict("The import of this upload has begun. Upload the file again to read it in another way.")
    if supplier is not None:
        job = replace(job, supplier=supplier.strip())
        job_options(services, job)
        if job.is_remembered:
            # They were kept for the former supplier.
            job = replace(job, columns={}, is_remembered=False)
    if chosen is None:
        start_look(services, job, remembers=not job.columns)
        return
    kept = kept_look(services, token)
    if remember and kept is not None and job.supplier:
        with services.database.write() as transaction:
            shape, supplier_of = kept["shape"], supplier_key(job.supplier)
            keep_column_choices(transaction, supplier_of, shape, dict(chosen), author_of(holder))
    start_look(services, replace(job, columns=dict(chosen), is_remembered=False), remembers=False)


def foretold_records(services: Services, token: str, asked: ReportFilter, after: int, limit: int) -> KeptRecords:
    """Return records of a dry run that fit a filter, behind a place.

    Raises:
        NotFound: the upload has expired.
    """
    with services.uploads.reading(token, "records") as stream:
        page = None if stream is None else page_of_records(stream, asked, after, limit)
    if page is None:
        raise NotFound(EXPIRED)
    return page


def commit_upload(services: Services, holder: KeyHolder, token: str) -> Job:
    """Import an upload in the background, or go on with an import that was stopped or interrupted.

    Raises:
        NotFound: the upload has expired.
        Conflict: its dry run is not done.
    """
    job = services.jobs.require(token)
    if job.kind == "look" and job.state != "done":
        raise Conflict("Nobody has seen yet what this import would do. Wait for the dry run.")
    if job.kind in ("undo", "redo"):
        raise NotFound(EXPIRED)
    if job.state != "done" or job.kind == "look":
        services.uploads.find(token)
        start_commit(services, replace(job, actor=holder.name, person=holder.person))
    return services.jobs.require(token)


def stop_job(services: Services, holder: KeyHolder, job: Job) -> None:
    """Stop the work on an upload, or the undo or redo of a run, after its present chunk.

    Raises:
        HTTPException: somebody else began it, and the role is too low.
    """
    require_own(holder, job.actor, job.person, "Stopping it")
    services.jobs.stop(job.token)


Undoing = Literal["undo", "redo"]
FORETELL = {"undo": foretell_undo, "redo": foretell_redo}
"""What tells what the undo or the redo of a run would do."""


def begin_undo(services: Services, holder: KeyHolder, run: int, *, force: bool, kind: Undoing = "undo") -> None:
    """Undo or redo a run in the background, or go on with that.

    Raises:
        NotFound: there is no such run.
        HTTPException: somebody else began the run, and the role is too low.
    """
    with services.database.read() as transaction:
        require_may_undo(holder, get_run(transaction, run))
    job = services.jobs.of_run(run)
    if job is None or not job.is_working:
        start_undo(services, undo_job(kind, run, holder.name, holder.person, force=force))


def require_undoable(services: Services, run: int, *, force: bool, kind: Undoing = "undo") -> None:
    """Check that a run can be undone or redone now, as that itself does when it begins.

    Raises:
        NotFound: there is no such run.
        Conflict: its state forbids it; or products were changed later, and ``force`` is not set.
    """
    foretold = FORETELL[kind](services.database, run)
    if foretold.later and not force:
        named = ", ".join(foretold.named)
        raise Conflict(f"{foretold.later} products of run {run} were changed later: {named}. `force` leaves them.")


def stop_run(services: Services, holder: KeyHolder, run: int) -> None:
    """Stop the work on a run after its present chunk.

    Raises:
        NotFound: there is no such run.
        Conflict: nothing works on it.
        HTTPException: somebody else began the work, and the role is too low.
    """
    job = _job_of(services, run)
    if job is None or not job.is_working:
        raise Conflict(f"Nothing works on run {run} now.")
    stop_job(services, holder, job)


def continue_run(services: Services, holder: KeyHolder, run: int) -> None:
    """Go on with an import, an undo or a redo that was stopped or interrupted.

    Raises:
        NotFound: there is no such run, or its upload has expired.
        Conflict: there is nothing to continue.
        HTTPException: it is the undo or redo of somebody else's run, and the role is too low.
    """
    job = _job_of(services, run)
    if job is None or job.state not in ("stopped", "failed", "interrupted"):
        raise Conflict(f"There is nothing to continue with run {run}.")
    if job.kind in ("undo", "redo"):
        begin_undo(services, holder, run, force=job.force, kind=job.kind)
    else:
        commit_upload(services, holder, job.token)


def _job_of(services: Services, run: int) -> Job | None:
    with services.database.read() as transaction:
        get_run(transaction, run)
    return services.jobs.of_run(run)
