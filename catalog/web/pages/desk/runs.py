"""The runs on the desk: their list, what each did, how far it is, its corrections, its undo and redo."""

from __future__ import annotations

import io
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from pydantic import BeforeValidator, Field
from starlette.responses import RedirectResponse, Response

from catalog.intake.runs.corrections import write_corrections
from catalog.store.access.keys import KeyHolder
from catalog.store.access.people import names_of_people
from catalog.store.database import Transaction
from catalog.store.writing.intake_log import (
    EVERY_RUN,
    Run,
    RunFilter,
    get_run,
    list_runs,
    logged_records,
    run_choices,
    summarize,
)
from catalog.web.http.params import PageParameters, Text
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.services.auth import is_own, may_undo, require_may_undo
from catalog.web.services.finding_groups import FindingGroup, group_findings
from catalog.web.services.looked_uploads import FORETELL, Undoing, begin_undo
from catalog.web.services.services import ProvidedServices, Services

HERE = "/editor/imports"
RUNS = 50
"""How many runs a page of the list has."""

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response)
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _given(text: object) -> object:
    """Return what a field of a form states, or None if it is left empty."""
    return None if isinstance(text, str) and not text.strip() else text


Empty = BeforeValidator(_given)


class RunPageParameters(PageParameters):
    """Which runs to show."""

    state: Annotated[Literal["running", "done", "undoing", "undone", "redoing"] | None, Empty] = None
    supplier: Annotated[Text | None, Empty] = None
    actor: Annotated[Text | None, Empty] = None
    before: int | None = Field(None, ge=1, le=2**63 - 1)

    def filter(self) -> RunFilter:
        """Return which runs to show."""
        return RunFilter(self.state, self.supplier, self.actor)


def counted_runs(services: Services, before: int | None, limit: int, wanted: RunFilter = EVERY_RUN) -> dict[str, Any]:
    """Return some runs, newest first, each with the counts of its records by outcome, and the names of people."""
    with services.database.read() as transaction:
        runs = list_runs(transaction, before=before, limit=limit, wanted=wanted)
        return {
            "runs": [(run, summarize(transaction, run.number)) for run in runs],
            "people": names_of_people(transaction),
        }


@router.get("/imports")
def get_imports(
    request: Request, services: ProvidedServices, editor: Editor, wanted: Annotated[RunPageParameters, Query()]
) -> Response:
    """Show the upload form and the runs, newest first."""
    services.uploads.remove_old()
    asked = wanted.filter()
    found = counted_runs(services, wanted.before, RUNS + 1, asked)
    shown: Sequence[tuple[Run, dict[str, int]]] = found["runs"][:RUNS]
    with services.database.read() as transaction:
        choices = run_choices(transaction)
    following = None
    if len(found["runs"]) > RUNS:
        following = f"?{request.url.include_query_params(before=shown[-1][0].number).query}"
    context = {
        **found,
        "runs": shown,
        "following": following,
        "choices": choices,
        "asked": {name: request.query_params.get(name, "") for name in ("state", "supplier", "actor")},
        "is_filtered": asked != EVERY_RUN,
    }
    return desk_page(request, services, editor, "desk/imports.html", context, here=HERE)


@router.get("/imports/{run}")
def get_import(request: Request, services: ProvidedServices, editor: Editor, run: Number) -> Response:
    """Show how far a run is, or what it did, by finding, with links to its corrections, its undo and redo."""
    job = services.jobs.of_run(run)
    with services.database.read() as transaction:
        found = get_run(transaction, run)
        counts = summarize(transaction, run)
        is_working = job is not None and job.is_working
        # While it goes on, the page is asked for again and again. What is logged stays as it is.
        known = (run, found.records_done)
        groups = {} if is_working else services.run_findings.get(known, lambda: _grouped(transaction, run))
    summary = {"records": sum(counts.values()), **counts}
    head = {"summary": summary, "files": found.files, "run": run, "supplier": found.supplier}
    context: dict[str, Any] = {"head": head, "groups": groups, "run": found, "job": job}
    context["may_undo"] = may_undo(editor, found)
    context["may_stop"] = job is not None and (is_own(editor, job.actor, job.person) or editor.may("approver"))
    return desk_page(request, services, editor, "editor_report.html", context, here=HERE)


def _grouped(transaction: Transaction, run: int) -> dict[str, list[FindingGroup]]:
    names = ("findings", "file", "place", "catalog_number", "outcome")
    logged = logged_records(transaction, run, with_findings=True)
    return group_findings({name: getattr(record, name) for name in names} for record in logged)


@router.get("/imports/{run}/corrections.csv")
def get_corrections(services: ProvidedServices, _editor: Editor, run: Number) -> Response:
    """Download the held and refused records in their own columns, for correction."""
    stream = io.StringIO()
    with services.database.read() as transaction:
        write_corrections(transaction, run, stream)
    name = f'attachment; filename="corrections-{run}.csv"'
    return Response(stream.getvalue(), media_type="text/csv", headers={"Content-Disposition": name})


@router.get("/imports/{run}/undo")
def get_undo(request: Request, services: ProvidedServices, editor: Editor, run: Number) -> Response:
    """Ask before a run is undone: how many products would be removed and restored, and which were changed later."""
    return _asked(request, services, editor, run, "undo")


@router.get("/imports/{run}/redo")
def get_redo(request: Request, services: ProvidedServices, editor: Editor, run: Number) -> Response:
    """Ask before an undone run is redone: how many products would be put back, and which were changed since."""
    return _asked(request, services, editor, run, "redo")


def _asked(request: Request, services: Services, editor: KeyHolder, run: int, kind: Undoing) -> Response:
    with services.database.read() as transaction:
        found = get_run(transaction, run)
    require_may_undo(editor, found)
    context = {"run": found, "foretold": FORETELL[kind](services.database, run), "kind": kind}
    return desk_page(request, services, editor, "desk/undo.html", context, here=HERE)


@router.post("/imports/{run}/undo", dependencies=[SameOrigin])
def post_undo(
    services: ProvidedServices, editor: Editor, run: Number, force: Annotated[bool, Form()] = False
) -> Response:
    """Undo a run in the background, or go on with its undo."""
    begin_undo(services, editor, run, force=force)
    return RedirectResponse(f"/editor/imports/{run}", HTTPStatus.SEE_OTHER)


@router.post("/imports/{run}/redo", dependencies=[SameOrigin])
def post_redo(
    services: ProvidedServices, editor: Editor, run: Number, force: Annotated[bool, Form()] = False
) -> Response:
    """Redo an undone run in the background, or go on with its redo."""
    begin_undo(services, editor, run, force=force, kind="redo")
    return RedirectResponse(f"/editor/imports/{run}", HTTPStatus.SEE_OTHER)
