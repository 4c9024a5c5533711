"""Uploads on the desk: what an import would do, old → new, with the meanings of the columns; then its commit."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, HTTPException, Path, Query, Request, UploadFile
from pydantic import Field
from starlette.responses import RedirectResponse, Response, StreamingResponse

from catalog.errors import NotFound
from catalog.intake.runs.data_summary import DataSummary
from catalog.product.text.cell_escape import escape_cell
from catalog.web.http.params import PageParameters, Text
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.foretold_changes import (
    column_rows,
    filter_choices,
    filter_query,
    foretold_kinds,
    foretold_row,
    meanings,
)
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.services.jobs import Job
from catalog.web.services.kept_report import ReportFilter, read_records
from catalog.web.services.looked_uploads import (
    begin_upload,
    commit_upload,
    foretold_records,
    kept_look,
    look_again,
    stop_job,
)
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.data_summary import as_html

HERE = "/editor/imports"
SHOWN = 50
"""How many records a page has."""
MOST_COLUMNS = 1_000
"""How many columns one form may give a meaning."""
LONGEST_LABEL = 2_000
WORTH_IMPORTING = ("created", "changed", "unchanged", "held")
"""The outcomes for which an import is offered. A file with other records only gives no product and no draft."""
CSV_HEADINGS = ("file", "place", "supplier", "catalog_number", "outcome", "field", "old", "new", "findings")

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response)
Token = Annotated[str, Path(max_length=32)]
Texts = Annotated[
    list[Annotated[str, Form(max_length=LONGEST_LABEL)]], Form(default_factory=list, max_length=MOST_COLUMNS)
]


class ForetoldParameters(PageParameters):
    """Which records of a dry run to show."""

    outcome: Literal["created", "changed", "held", "refused", "skipped", "unchanged"] | None = None
    field: Text | None = None
    code: Text | None = None
    after: int = Field(0, ge=0, le=2**62)

    def filter(self) -> ReportFilter:
        """Return what to show."""
        return ReportFilter(self.outcome, self.field, self.code)


@router.post("/uploads", dependencies=[SameOrigin])
def post_upload(
    services: ProvidedServices,
    editor: Editor,
    file: Annotated[list[UploadFile], File()],
    supplier: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Store the files, and find out in the background what their import would do. Several files are one import."""
    files = [(one.filename or "", one.file) for one in file]
    return _to_upload(begin_upload(services, editor, files, supplier).token)


def _to_upload(token: str) -> Response:
    return RedirectResponse(f"/editor/uploads/{token}", HTTPStatus.SEE_OTHER)


@router.get("/uploads/{token}")
def get_upload(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    token: Token,
    wanted: Annotated[ForetoldParameters, Query()],
) -> Response:
    """Show what an import would do, or how far the work on it is. If its run has begun, lead there."""
    job = services.jobs.require(token)
    if job.kind != "look" and job.run is not None:
        return RedirectResponse(f"/editor/imports/{job.run}", HTTPStatus.SEE_OTHER)
    context: dict[str, Any] = {"job": job, "head": None}
    kept = None if job.is_working else kept_look(services, token)
    if kept is not None:
        context |= _foretold(services, job, kept, wanted)
    return desk_page(request, services, editor, "desk/upload_report.html", context, here=HERE)


def _foretold(services: Services, job: Job, kept: Mapping[str, Any], wanted: ForetoldParameters) -> dict[str, Any]:
    head, asked = kept["head"], wanted.filter()
    context: dict[str, Any] = {
        "head": head,
        "groups": kept["groups"],
        "can_import": any(head["summary"][outcome] for outcome in WORTH_IMPORTING),
        "is_filtered": asked != ReportFilter(),
        "choices": filter_choices(kept, asked),
        "csv": f"/editor/uploads/{job.token}/changes.csv{filter_query(asked)}",
        "columns": column_rows(head["files"], kept["samples"], job.columns),
        "meanings": meanings(),
    }
    if asked == ReportFilter():
        return {**context, "kinds": foretold_kinds(kept["kinds"]), "following": None, "is_later": False}
    page = foretold_records(services, job.token, asked, wanted.after, SHOWN)
    following = None if page.following is None else filter_query(asked, page.following)
    rows = [foretold_row(record, asked.field) for record in page.records]
    return {**context, "rows": rows, "following": following, "is_later": wanted.after > 0}


@router.get("/uploads/{token}/changes.csv")
def get_changes(
    services: ProvidedServices, _editor: Editor, token: Token, wanted: Annotated[ForetoldParameters, Query()]
) -> Response:
    """Download what an import would do: a row for each field that changes, or for a record that changes none."""
    services.jobs.require(token)
    if kept_look(services, token) is None:
        raise NotFound("There is no dry run of this upload.")
    headers = {"Content-Disposition": 'attachment; filename="changes.csv"'}
    return StreamingResponse(_csv_lines(services, token, wanted.filter()), media_type="text/csv", headers=headers)


def _csv_lines(services: Services, token: str, asked: ReportFilter) -> Iterator[str]:
    yield _csv_line(CSV_HEADINGS)
    with services.uploads.reading(token, "records") as stream:
        if stream is None:
            return
        for _, record in read_records(stream, asked):
            place = " ".join(f"{key} {value}" for key, value in record["place"].items())
            findings = " | ".join(finding["message"] for finding in record["findings"])
            of_record = (record["file"], place, record["supplier"], record["catalog_number"], record["outcome"])
            for change in record.get("changes") or [{"field": None, "old": None, "new": None}]:
                yield _csv_line((*of_record, change["field"], change["old"], change["new"], findings))


def _csv_line(cells: tuple[str | None, ...]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow([escape_cell(cell or "") for cell in cells])
    return stream.getvalue()


@router.post("/uploads/{token}/look", dependencies=[SameOrigin])
def post_look(
    services: ProvidedServices,
    editor: Editor,
    token: Token,
    label: Texts,
    meaning: Texts,
    remember: Annotated[bool, Form()] = False,
) -> Response:
    """Look at the upload again, with the meanings of columns that were chosen. Keep them for its supplier if told."""
    chosen = _chosen_columns(label, meaning) if label or meaning else None
    look_again(services, editor, token, chosen, remember=remember)
    return _to_upload(token)


def _chosen_columns(labels: list[str], meanings: list[str]) -> dict[str, str]:
    """Return the meanings that a form gives to columns, without those that stay as they are read.

    Raises:
        HTTPException: not each column has one.
    """
    if len(labels) != len(meanings):
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "Each column needs one meaning.")
    return {name: said.replace(":*", f":{name}") for name, said in zip(labels, meanings, strict=True) if said}


@router.post("/uploads/{token}/stop", dependencies=[SameOrigin])
def post_stop(services: ProvidedServices, editor: Editor, token: Token) -> Response:
    """Stop the work on an upload, or the undo of a run, after its present chunk."""
    stop_job(services, editor, services.jobs.require(token))
    return _to_upload(token)


@router.get("/uploads/{token}/summary.html")
def get_upload_summary(services: ProvidedServices, _editor: Editor, token: Token) -> Response:
    """Download a page about the data of an upload, to print or to send to the supplier."""
    services.jobs.require(token)
    text = services.uploads.read(token, "summary")
    if text is None:
        raise NotFound("There is no dry run of this upload.")
    services.uploads.find(token)
    page = as_html(DataSummary.of_document(json.loads(text)))
    headers = {"Content-Disposition": 'attachment; filename="summary.html"'}
    return Response(page, media_type="text/html", headers=headers)


@router.post("/imports", dependencies=[SameOrigin])
def post_import(services: ProvidedServices, editor: Editor, token: Annotated[str, Form(max_length=32)]) -> Response:
    """Import an upload in the background, or go on with an import that was stopped or interrupted."""
    commit_upload(services, editor, token)
    return _to_upload(token)
