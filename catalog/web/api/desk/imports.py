"""The API's imports: upload a file, see the result of every record, download corrections, undo, redo."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Header, Path, Query, Request, UploadFile
from pydantic import WithJsonSchema
from starlette.responses import Response, StreamingResponse

from catalog.errors import InvalidQuery
from catalog.intake.readers.recognise import FORMATS
from catalog.intake.readers.source import ReadOptions
from catalog.intake.runs.corrections import write_corrections
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.intake.runs.survey import Upload
from catalog.store.access.keys import KeyHolder
from catalog.store.json_text import to_json
from catalog.store.writing.intake_log import OUTCOMES, Run, get_run, list_runs, logged_records, summarize
from catalog.store.writing.redoing import foretell_redo, redo_run
from catalog.store.writing.undoing import foretell_undo, undo_run
from catalog.web.api.schemas.intake import (
    ForetoldUndoSchema,
    ReportSchema,
    RunRecordsSchema,
    RunsSchema,
    RunWithWorkSchema,
    UndoResultSchema,
)
from catalog.web.http.params import (
    NoParameters,
    RunListParameters,
    RunRecordsParameters,
    Text,
    UndoParameters,
    schema_constraint,
)
from catalog.web.http.preconditions import wants_no_waiting
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.auth import Editor, require_may_undo
from catalog.web.services.looked_uploads import Undoing, begin_undo, continue_run, require_undoable, stop_run
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(prefix="/admin/imports", tags=["intake"])

MISSING: Responses = {404: {"description": "There is no such run."}}
CONFLICT: Responses = {409: {"description": "Later changes depend on it, it has not finished, or it is undone."}}

FOREIGN: Responses = {403: {"description": "Somebody else began it. That needs the role approver."}}
ACCEPTED: dict[str, Any] = {
    "model": RunWithWorkSchema,
    "description": "The work goes on in the background, as `Prefer: respond-async` asked.",
}

Nothing = Annotated[NoParameters, Query()]
Prefer = Annotated[str | None, Header(description="`respond-async`: do not wait for the end (RFC 7240).")]
"""A part of a form is a text or is missing. It is never null."""
FORMAT_NAMES = schema_constraint(enum=["", *FORMATS])
SPELLINGS = ["true", "false", "1", "0", "yes", "no", "on", "off", "y", "n", "t", "f"]
YES_OR_NO = WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "enum": SPELLINGS}]})
DryRun = Annotated[bool, Form(description="Report only; change nothing."), YES_OR_NO]
Complete = Annotated[
    bool, Form(description="The file is the supplier's whole list: products that it lacks are discontinued."), YES_OR_NO
]
Force = Annotated[
    bool, Form(description="With `complete`: discontinue even more than 20 % of a supplier's products."), YES_OR_NO
]
Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The run's number.")]


async def _require_one_file(request: Request) -> None:
    """Check that a form has one file. Only the last of several would be read.

    Raises:
        InvalidQuery: it has several.
    """
    count = len((await request.form()).getlist("file"))
    if count > 1:
        message = f"These are {count} files. Send one at a time, or all of them to /api/v1/admin/uploads."
        raise InvalidQuery(message, stated="", field="file")


@router.post("", status_code=201, response_model=ReportSchema, summary="Import a file")
def post_import(
    services: ProvidedServices,
    editor: Editor,
    _nothing: Nothing,
    _one: Annotated[None, Depends(_require_one_file)],
    file: Annotated[UploadFile, File(description="The file, in any format that import reads.")],
    *,
    dry_run: DryRun = False,
    supplier: Annotated[Text, Form(default_factory=str, max_length=200, description="The supplier of the products.")],
    format: Annotated[Text, Form(default_factory=str, max_length=20), FORMAT_NAMES],  # noqa: A002  # The contract's name.
    encoding: Annotated[Text, Form(default_factory=str, max_length=40)],
    complete: Complete = False,
    force: Force = False,
) -> StreamingResponse:
    """Import one file. The answer is the run's report, as ``catalog import --report`` writes it."""
    options = IntakeOptions(
        actor=editor.name,
        person=editor.person,
        supplier=supplier or None,
        read=ReadOptions(format=format or None, encoding=encoding or None, limits=services.read_limits),
        dry_run=dry_run,
        complete=complete,
        force=force,
        reference=services.reference,
    )
    with _on_disk(file) as upload:
        report = import_files(services.database, services.import_pool, [upload], options)

    def parts() -> Iterator[str]:
        """Yield the JSON of the report."""
        # If the client leaves, closing this generator closes the report too.
        with closing(report):
            yield from report.parts()

    location = {} if report.run is None else {"Location": f"/api/v1/admin/imports/{report.run}"}
    return StreamingResponse(parts(), 201, media_type=JSON, headers=location)


@contextmanager
def _on_disk(file: UploadFile) -> Iterator[Upload]:
    """Yield the upload as a file with a name of our own, so that a hostile name cannot become a path."""
    with tempfile.TemporaryDirectory(prefix="catalog-upload-") as folder:
        path = FilePath(folder) / "upload"
        with path.open("wb") as stream:
            shutil.copyfileobj(file.file, stream)
        yield Upload(FilePath(file.filename or "upload").name, path)


@router.get("", response_model=RunsSchema, summary="The import runs")
def get_imports(
    request: Request, services: ProvidedServices, _editor: Editor, paging: Annotated[RunListParameters, Query()]
) -> Response:
    """Return the runs, newest first."""
    with services.database.read() as transaction:
        runs = list_runs(transaction, before=paging.before, limit=paging.limit)
        items = [_run_document(run, summarize(transaction, run.number)) for run in runs]
    full = len(runs) == paging.limit
    following = str(request.url.include_query_params(before=runs[-1].number)) if full else None
    return conditional_response(request, to_json({"items": items, "total": None, "next": following}), JSON)


@router.get("/{run}", response_model=RunWithWorkSchema, responses=MISSING, summary="One run")
def get_import(
    request: Request, services: ProvidedServices, _editor: Editor, run: Number, _nothing: Nothing
) -> Response:
    """Return what was imported, when, by whom, how many records had each outcome, and how far work on it is."""
    return conditional_response(request, to_json(_with_work(services, run)), JSON)


def _with_work(services: Services, run: int) -> dict[str, Any]:
    # The work is read first. If it ends meanwhile, the run may be further than the work, but never behind it.
    job = services.jobs.of_run(run)
    with services.database.read() as transaction:
        document = _run_document(get_run(transaction, run), summarize(transaction, run))
    return {**document, "work": None if job is None else job.progress()}


def _run_document(run: Run, summary: dict[str, int]) -> dict[str, Any]:
    return {
        "run": run.number,
        "state": run.state,
        "actor": run.actor,
        "person": run.person,
        "supplier": run.supplier,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "summary": {"files": len(run.files), "records": sum(summary.values()), **summary},
        "files": run.files,
    }


@router.get(
    "/{run}/records",
    response_model=RunRecordsSchema,
    responses=MISSING,
    summary="The records of a run",
)
def get_records(
    request: Request,
    services: ProvidedServices,
    _editor: Editor,
    run: Number,
    wanted: Annotated[RunRecordsParameters, Query()],
) -> Response:
    """Return the result of each record, or of those with one outcome. Held and refused records have their raw cells."""
    with services.database.read() as transaction:
        get_run(transaction, run)
        outcomes = OUTCOMES if wanted.outcome is None else (wanted.outcome,)
        found = logged_records(transaction, run, outcomes=outcomes, after=wanted.after, limit=wanted.limit)
        items = [record._asdict() for record in found]
    full = len(items) == wanted.limit
    following = str(request.url.include_query_params(after=items[-1]["position"])) if full else None
    return conditional_response(request, to_json({"items": items, "total": None, "next": following}), JSON)


@router.get(
    "/{run}/corrections.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, **MISSING},
    summary="Corrections",
)
def get_corrections(
    request: Request, services: ProvidedServices, _editor: Editor, run: Number, _nothing: Nothing
) -> Response:
    """Return the held and refused records in their own columns, with problems and suggestions, for correction."""
    stream = io.StringIO()
    with services.database.read() as transaction:
        write_corrections(transaction, run, stream)
    headers = {"Content-Disposition": f'attachment; filename="corrections-{run}.csv"'}
    return conditional_response(request, stream.getvalue(), "text/csv", **headers)


@router.get(
    "/{run}/undo",
    response_model=ForetoldUndoSchema,
    responses={**MISSING, **FOREIGN, **CONFLICT},
    summary="What an undo would do",
)
def get_undo(request: Request, services: ProvidedServices, editor: Editor, run: Number, _nothing: Nothing) -> Response:
    """Return how many products an undo would remove and restore, and how many were changed later."""
    with services.database.read() as transaction:
        require_may_undo(editor, get_run(transaction, run))
    foretold = foretell_undo(services.database, run)
    return conditional_response(request, to_json({"run": run, **foretold._asdict()}), JSON)


@router.post(
    "/{run}/undo",
    response_model=UndoResultSchema,
    responses={202: ACCEPTED, **MISSING, **FOREIGN, **CONFLICT},
    summary="Undo",
)
def post_undo(
    services: ProvidedServices,
    editor: Editor,
    run: Number,
    undoing: Annotated[UndoParameters, Query()],
    prefer: Prefer = None,
) -> Response:
    """Undo a run: what it created is removed, what it changed returns to its former state.

    The work goes in small steps, so that nobody else waits. Until it ends, the run's state is `undoing`. The answer
    comes at the end. The work goes on if the client leaves. If the server was stopped, repeat the call to go on.
    Products that somebody changes meanwhile stay as they are, and `left` names them.

    With `Prefer: respond-async` the answer is 202 at once. The run's `work` then says how far it is.
    """
    return _undone(services, editor, run, prefer, "undo", force=undoing.force)


@router.get(
    "/{run}/redo",
    response_model=ForetoldUndoSchema,
    responses={**MISSING, **FOREIGN, 409: {"description": "It is not undone."}},
    summary="What a redo would do",
)
def get_redo(request: Request, services: ProvidedServices, editor: Editor, run: Number, _nothing: Nothing) -> Response:
    """Return how many products the redo of an undone run would remove and restore, and how many were changed since."""
    with services.database.read() as transaction:
        require_may_undo(editor, get_run(transaction, run))
    foretold = foretell_redo(services.database, run)
    return conditional_response(request, to_json({"run": run, **foretold._asdict()}), JSON)


@router.post(
    "/{run}/redo",
    response_model=UndoResultSchema,
    responses={202: ACCEPTED, **MISSING, **FOREIGN, 409: {"description": "Later changes depend on it, or it stands."}},
    summary="Redo",
)
def post_redo(
    services: ProvidedServices,
    editor: Editor,
    run: Number,
    undoing: Annotated[UndoParameters, Query()],
    prefer: Prefer = None,
) -> Response:
    """Redo an undone run: what its undo took back is put back as the run had left it.

    It goes like an undo, with `Prefer` as there. Until it ends, the run's state is `redoing`. Then it is `done` again,
    and can be undone again. Products that were changed since the undo stay as they are, and `left` names them.
    """
    return _undone(services, editor, run, prefer, "redo", force=undoing.force)


def _undone(
    services: Services, editor: KeyHolder, run: int, prefer: str | None, kind: Undoing, *, force: bool
) -> Response:
    """Undo or redo a run, and answer at the end or at once."""
    with services.database.read() as transaction:
        require_may_undo(editor, get_run(transaction, run))
    if wants_no_waiting(prefer):
        require_undoable(services, run, force=force, kind=kind)
        begin_undo(services, editor, run, force=force, kind=kind)
        return _accepted(services, run)
    do = undo_run if kind == "undo" else redo_run
    undone = do(services.database, services.import_pool, run, editor.name, editor.person, force=force)
    body = {"run": run, "removed": undone.removed, "restored": undone.restored, "left": undone.left}
    return Response(to_json(body), media_type=JSON)


def _accepted(services: Services, run: int) -> Response:
    headers = {"Location": f"/api/v1/admin/imports/{run}", "Preference-Applied": "respond-async"}
    return Response(to_json(_with_work(services, run)), HTTPStatus.ACCEPTED, headers, JSON)


@router.post(
    "/{run}/stop",
    status_code=202,
    response_model=RunWithWorkSchema,
    responses={**MISSING, **FOREIGN, 409: {"description": "Nothing works on it."}},
    summary="Stop the work on a run",
)
def post_stop(services: ProvidedServices, editor: Editor, run: Number, _nothing: Nothing) -> Response:
    """Stop an import, an undo or a redo in the background after its present chunk. What is done stays."""
    stop_run(services, editor, run)
    return Response(to_json(_with_work(services, run)), HTTPStatus.ACCEPTED, media_type=JSON)


@router.post(
    "/{run}/continue",
    status_code=202,
    response_model=RunWithWorkSchema,
    responses={**MISSING, **FOREIGN, 409: {"description": "There is nothing to continue."}},
    summary="Continue the work on a run",
)
def post_continue(services: ProvidedServices, editor: Editor, run: Number, _nothing: Nothing) -> Response:
    """Go on with an import, an undo or a redo that was stopped or interrupted, after its last chunk."""
    continue_run(services, editor, run)
    return Response(to_json(_with_work(services, run)), HTTPStatus.ACCEPTED, media_type=JSON)
