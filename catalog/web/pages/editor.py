"""The editor's pages: upload a file, preview the import, commit it, download corrections, undo it.

They need a session (see ``catalog.web.pages.desk``). Forms are accepted from these pages only.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from catalog.intake.readers.source import ReadOptions
from catalog.intake.runs.corrections import write_corrections
from catalog.intake.runs.data_summary import summarize_report
from catalog.intake.runs.importing import import_files
from catalog.intake.runs.options import IntakeOptions
from catalog.store.access.keys import KeyHolder
from catalog.store.access.people import names_of_people
from catalog.store.writing.intake_log import get_run, list_runs, logged_records, summarize
from catalog.store.writing.undoing import undo_run
from catalog.web.http.params import PageParameters
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.sign_in import sign_in_page
from catalog.web.pages.editor_session import CurrentSession, Editor, token_of
from catalog.web.services.auth import may_undo, require_may_undo
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.data_summary import as_html
from catalog.web.views.rendering import render

EXAMPLES = 20
"""The number of records shown for each kind of finding. The corrections file has all held and refused records."""
RUNS = 50
PUBLISHED = "published"
FATES = ("held", "refused", PUBLISHED, "skipped")
"""The outcomes of a record on a report's page. Created, changed and unchanged records are published."""


router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response)
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@dataclass(slots=True)
class FindingGroup:
    """The records with one kind of finding.

    Attributes:
        code, severity: of the finding.
        count: the number of such findings.
        examples: the first of them, each with its place, catalog number and supplier, if known.
    """

    code: str
    severity: str
    count: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)


def group_findings(records: Iterable[dict[str, Any]]) -> dict[str, list[FindingGroup]]:
    """Group findings by the outcome of their records and by kind: errors first, then the most frequent.

    Returns:
        The groups under ``held``, ``refused``, ``published`` and ``skipped``, in this order. Empty ones are missing.
    """
    groups: dict[tuple[str, str], FindingGroup] = {}
    for record in records:
        fate = record["outcome"] if record["outcome"] in FATES else PUBLISHED
        for finding in record["findings"]:
            code = finding["code"]
            group = groups.setdefault((fate, code), FindingGroup(code, finding["severity"]))
            group.count += 1
            if len(group.examples) < EXAMPLES:
                where = {"file": record["file"], "place": record["place"], "number": record["catalog_number"]}
                group.examples.append({**finding, **where, "supplier": record.get("supplier")})
    order = ("error", "warning", "note")
    ranked = sorted(groups.items(), key=lambda item: (order.index(item[1].severity), -item[1].count))
    by_fate = {fate: [group for (own, _code), group in ranked if own == fate] for fate in FATES}
    return {fate: found for fate, found in by_fate.items() if found}


class EditorParameters(PageParameters):
    """Where signing in leads back to."""

    to: str = ""


@router.get("")
def get_editor(
    request: Request,
    services: ProvidedServices,
    session: CurrentSession,
    wanted: Annotated[EditorParameters, Query()],
) -> Response:
    """Show the sign-in form, or the upload form and the runs. Readers have an account only."""
    if session is None:
        problem = "You are signed out: your session has ended." if token_of(request) else None
        return sign_in_page(request, problem, wanted.to)
    if not session.holder.may("editor"):
        return RedirectResponse("/editor/account", HTTPStatus.SEE_OTHER)
    services.uploads.remove_old()
    with services.database.read() as transaction:
        runs = [(run, summarize(transaction, run.number)) for run in list_runs(transaction, before=None, limit=RUNS)]
        names = names_of_people(transaction)
    return render(request, "editor.html", {"q": "", "editor": session.holder, "runs": runs, "people": names})


@router.post("/uploads", dependencies=[SameOrigin])
def post_upload(
    request: Request,
    services: ProvidedServices,
    editor: Editor,
    file: Annotated[UploadFile, File()],
    supplier: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Store the file, and show what its import would do."""
    token = services.uploads.keep(file.filename or "upload", file.file)
    options = replace(_options(services, editor, supplier), dry_run=True)
    with ExitStack() as undoing:
        # The page must show the token, or nobody can commit the upload. A file without records cannot be committed.
        undoing.callback(services.uploads.forget, token)
        report = import_files(services.database, services.import_pool, [services.uploads.find(token)], options)
        head = report.head()
        can_import = head["summary"]["records"] > 0
        if can_import:
            undoing.pop_all()
    context = {
        "q": "",
        "head": head,
        "groups": group_findings(report.records()),
        "token": token if can_import else None,
    }
    report.close()
    return render(request, "editor_report.html", {**context, "supplier": supplier.strip(), "run": None})


@router.get("/uploads/{token}/summary.html")
def get_upload_summary(
    services: ProvidedServices,
    editor: Editor,
    token: Annotated[str, Path(max_length=32)],
    supplier: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Download a page about the data of an upload, to print or to send to the supplier."""
    options = replace(_options(services, editor, supplier), dry_run=True, report_products=True)
    report = import_files(services.database, services.import_pool, [services.uploads.find(token)], options)
    page = as_html(summarize_report(report))
    report.close()
    headers = {"Content-Disposition": 'attachment; filename="summary.html"'}
    return Response(page, media_type="text/html", headers=headers)


def _options(services: Services, editor: KeyHolder, supplier: str) -> IntakeOptions:
    """Return the options for importing an editor's upload."""
    read = ReadOptions(limits=services.read_limits)
    named = supplier.strip() or None
    return IntakeOptions(
        editor.name, named, read, report_products=False, reference=services.reference, person=editor.person
    )


@router.post("/imports", dependencies=[SameOrigin])
def post_import(
    services: ProvidedServices,
    editor: Editor,
    token: Annotated[str, Form(max_length=32)],
    supplier: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Import an upload, and redirect to its run."""
    options = _options(services, editor, supplier)
    report = import_files(services.database, services.import_pool, [services.uploads.find(token)], options)
    report.close()
    services.uploads.forget(token)
    return RedirectResponse(f"/editor/imports/{report.run}", HTTPStatus.SEE_OTHER)


@router.get("/imports/{run}")
def get_import(request: Request, services: ProvidedServices, editor: Editor, run: Number) -> Response:
    """Show what a run did, by finding, with links to its corrections and its undo."""
    with services.database.read() as transaction:
        found = get_run(transaction, run)
        counts = summarize(transaction, run)
        logged = (
            {name: getattr(record, name) for name in ("findings", "file", "place", "catalog_number", "outcome")}
            for record in logged_records(transaction, run)
        )
        groups = group_findings(logged)
    summary = {"records": sum(counts.values()), **counts}
    head = {"summary": summary, "files": found.files, "run": run, "supplier": found.supplier}
    context: dict[str, Any] = {"q": "", "head": head, "groups": groups, "token": None, "supplier": "", "run": found}
    context["may_undo"] = may_undo(editor, found)
    return render(request, "editor_report.html", context)


@router.get("/imports/{run}/corrections.csv")
def get_corrections(services: ProvidedServices, _editor: Editor, run: Number) -> Response:
    """Download the held and refused records in their own columns, for correction."""
    stream = io.StringIO()
    with services.database.read() as transaction:
        write_corrections(transaction, run, stream)
    name = f'attachment; filename="corrections-{run}.csv"'
    return Response(stream.getvalue(), media_type="text/csv", headers={"Content-Disposition": name})


@router.post("/imports/{run}/undo", dependencies=[SameOrigin])
def post_undo(services: ProvidedServices, editor: Editor, run: Number) -> Response:
    """Undo a run, or go on with its undo."""
    with services.database.read() as transaction:
        require_may_undo(editor, get_run(transaction, run))
    undo_run(services.database, services.import_pool, run, editor.name, editor.person)
    return RedirectResponse(f"/editor/imports/{run}", HTTPStatus.SEE_OTHER)
