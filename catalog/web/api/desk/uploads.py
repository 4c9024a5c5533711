"""The API's uploads: look at a file first, choose its columns, see old → new, then import it in the background."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.responses import Response

from catalog.errors import Conflict, NotFound
from catalog.store.json_text import to_json
from catalog.web.api.schemas.desk import ForetoldRecordsSchema, UploadSchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import ForetoldRecordsParameters, NoParameters, Text
from catalog.web.http.responses import JSON, Responses, conditional_response
from catalog.web.services.auth import Editor
from catalog.web.services.jobs import Job
from catalog.web.services.kept_report import ReportFilter
from catalog.web.services.looked_uploads import (
    EXPIRED,
    begin_upload,
    commit_upload,
    foretold_records,
    kept_look,
    look_again,
    stop_job,
)
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.services.upload_columns import upload_columns

router = APIRouter(prefix="/admin/uploads", tags=["intake"], route_class=JsonRoute)

MISSING: Responses = {404: {"description": "There is no such upload, or it has expired."}}
WORKING: Responses = {409: {"description": "The file is still being looked at, or its import has begun."}}
FOREIGN: Responses = {403: {"description": "Somebody else began it. That needs the role approver."}}
MOST_COLUMNS = 1_000
LONGEST_LABEL = 2_000

Nothing = Annotated[NoParameters, Query()]
Token = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The `id` of the upload.")]
Meaning = Annotated[Text, Field(max_length=LONGEST_LABEL)] | None


class LookRequest(BaseModel):
    """How to read an upload. What is absent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    columns: dict[Annotated[Text, Field(max_length=LONGEST_LABEL)], Meaning] | None = Field(
        None,
        max_length=MOST_COLUMNS,
        description="Import fields by label; `ignore` leaves a column out, null reads it as if nobody chose.",
    )
    supplier: Annotated[Text, Field(max_length=200)] | None = Field(
        None, description="The supplier of the products; an empty text for the house."
    )
    remember: StrictBool = Field(
        default=False, description="Read the next file of this supplier with the same columns in the same way."
    )


@router.post("", status_code=201, response_model=UploadSchema, summary="Upload files to look at")
def post_upload(
    services: ProvidedServices,
    editor: Editor,
    _nothing: Nothing,
    file: Annotated[list[UploadFile], File(description="The files, in any format that import reads.")],
    supplier: Annotated[Text, Form(default_factory=str, max_length=200, description="The supplier of the products.")],
) -> Response:
    """Store files, and find out in the background what their import would do. Nothing is changed.

    Several files are one import.
    """
    files = [(one.filename or "", one.file) for one in file]
    job = begin_upload(services, editor, files, supplier)
    headers = {"Location": f"/api/v1/admin/uploads/{job.token}"}
    return Response(to_json(_document(services, job)), HTTPStatus.CREATED, headers, JSON)


@router.get("/{upload}", response_model=UploadSchema, responses=MISSING, summary="One upload")
def get_upload(
    request: Request, services: ProvidedServices, _editor: Editor, upload: Token, _nothing: Nothing
) -> Response:
    """Return how far the work on an upload is, and what its import would do: by column, and by kind of change.

    An upload that is not imported within a day expires; one whose import was stopped, after 30 days.
    """
    return conditional_response(request, to_json(_document(services, _required(services, upload))), JSON)


@router.patch(
    "/{upload}",
    status_code=202,
    response_model=UploadSchema,
    responses={**MISSING, **WORKING},
    summary="Read an upload in another way",
)
def patch_upload(
    services: ProvidedServices, editor: Editor, upload: Token, asked: LookRequest, _nothing: Nothing
) -> Response:
    """Look at an upload again, in the background, with other meanings of columns or another supplier."""
    job = _required(services, upload)
    if job.is_working:
        raise Conflict("This upload is being worked on. Wait for the end, or stop it.")
    chosen = None
    if asked.columns is not None:
        columns = {**job.columns, **asked.columns}
        chosen = {label: meaning for label, meaning in columns.items() if meaning}
    look_again(services, editor, upload, chosen, supplier=asked.supplier, remember=asked.remember)
    return _accepted(services, upload)


@router.get(
    "/{upload}/changes",
    response_model=ForetoldRecordsSchema,
    responses={**MISSING, 409: {"description": "The file is still being looked at."}},
    summary="What an import would do",
)
def get_upload_changes(
    request: Request,
    services: ProvidedServices,
    _editor: Editor,
    upload: Token,
    wanted: Annotated[ForetoldRecordsParameters, Query()],
) -> Response:
    """Return what would become of each record, product by product, with each field old → new."""
    if _required(services, upload).is_working:
        raise Conflict("This upload is being worked on. Wait for the end.")
    if kept_look(services, upload) is None:
        raise NotFound("There is no dry run of this upload.")
    asked = ReportFilter(wanted.outcome, wanted.field, wanted.code)
    page = foretold_records(services, upload, asked, wanted.after, wanted.limit)
    following = None if page.following is None else str(request.url.include_query_params(after=page.following))
    items = [{"changes": [], **record} for record in page.records]
    return conditional_response(request, to_json({"items": items, "total": None, "next": following}), JSON)


@router.post(
    "/{upload}/commit",
    status_code=202,
    response_model=UploadSchema,
    responses={**MISSING, **WORKING},
    summary="Import an upload",
)
def post_commit(services: ProvidedServices, editor: Editor, upload: Token, _nothing: Nothing) -> Response:
    """Import an upload in the background, or go on with an import that was stopped or interrupted.

    `run` is the number of the run as soon as it has begun; `GET /api/v1/admin/imports/{run}` says how far it is.
    """
    _required(services, upload)
    commit_upload(services, editor, upload)
    return _accepted(services, upload)


@router.post(
    "/{upload}/stop",
    status_code=202,
    response_model=UploadSchema,
    responses={**MISSING, **FOREIGN, 409: {"description": "Nothing works on it."}},
    summary="Stop the work on an upload",
)
def post_upload_stop(services: ProvidedServices, editor: Editor, upload: Token, _nothing: Nothing) -> Response:
    """Stop a dry run or an import after its present chunk. What is imported stays, and the import can go on."""
    job = _required(services, upload)
    if not job.is_working:
        raise Conflict("Nothing works on this upload now.")
    stop_job(services, editor, job)
    return _accepted(services, upload)


def _required(services: Services, token: str) -> Job:
    """Return the job of an upload.

    Raises:
        NotFound: there is none. The undo of a run is no upload.
    """
    job = services.jobs.require(token)
    if job.kind == "undo":
        raise NotFound(EXPIRED)
    return job


def _accepted(services: Services, token: str) -> Response:
    job = services.jobs.require(token)
    headers = {"Location": f"/api/v1/admin/uploads/{token}"}
    return Response(to_json(_document(services, job)), HTTPStatus.ACCEPTED, headers, JSON)


def _document(services: Services, job: Job) -> dict[str, Any]:
    """Return an upload: its work, and what was found if that is done."""
    kept = None if job.is_working else kept_look(services, job.token)
    return {
        "id": job.token,
        "actor": job.actor,
        "person": job.person,
        "supplier": job.supplier or None,
        "run": job.run,
        "work": job.progress(),
        "found": None if kept is None else _found(job, kept),
    }


def _found(job: Job, kept: Mapping[str, Any]) -> dict[str, Any]:
    head = kept["head"]
    columns = upload_columns(head["files"], kept["samples"], job.columns)
    return {
        "summary": head["summary"],
        "files": head["files"],
        "recognized_as": head.get("recognized_as"),
        "columns": [
            {
                "label": one.label,
                "files": list(one.files),
                "samples": one.samples,
                "field": one.meaning or None,
                "reason": one.reason or None,
                "sure": one.sure.replace(" ", "-"),
            }
            for one in columns
        ],
        "remembered": job.is_remembered,
        "kinds": [
            {"outcome": kind["outcome"], "field": kind["field"] or None, "count": kind["count"]}
            for kind in kept["kinds"]
        ],
    }
