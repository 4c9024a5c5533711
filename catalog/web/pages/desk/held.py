"""Held drafts at the desk: the list with findings at the cells, one draft, and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidQuery
from catalog.intake.editing.draft_changes import DraftChange
from catalog.intake.editing.mending import MOST, mend_drafts
from catalog.product.checks.presence import has_broken
from catalog.product.draft import PLAIN_FIELDS, is_field
from catalog.product.text.folding import product_key
from catalog.store.access.keys import KeyHolder
from catalog.store.database import Transaction
from catalog.store.suppliers import HOUSE, known_keys
from catalog.store.writing.draft_lists import (
    ALL,
    DraftFilter,
    count_drafts,
    count_kinds,
    draft_numbers,
    held_fields,
    held_runs,
    held_suppliers,
    list_drafts,
)
from catalog.store.writing.draft_mending import IgnoredFinding, ignored_for, still_held
from catalog.store.writing.held_drafts import StoredDraft, get_draft
from catalog.store.writing.intake_log import get_run, summarize
from catalog.store.writing.products import Author
from catalog.store.writing.undoing import undo_run
from catalog.web.http.params import PageParameters, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Approver, Editor
from catalog.web.services.approval import may_approve
from catalog.web.services.auth import require_may_undo
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.finding_words import finding_title, finding_words
from catalog.web.views.held_drafts import COLUMNS, age_of, draft_row, mending_words, shown_findings

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response)

HELD = "/editor/held"
AT_ONCE = 50
"""How many drafts a page shows."""
RUNS = 50
"""How many runs can be chosen from."""
MOST_FIELDS = 1_000
"""How many fields a form of one draft may have."""
KINDS = 12
"""How many kinds of findings have a chip."""
_NUMBER = re.compile("[0-9]{1,18}")
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class HeldParameters(PageParameters):
    """Which page of drafts is shown, and what was done before. The filter is read by ``filter_of``."""

    before: int | None = Field(None, ge=1, le=2**63 - 1)
    done: int | None = Field(None, ge=1, le=2**63 - 1)
    untouched: int = Field(0, ge=0, le=MOST)
    undone: int | None = Field(None, ge=1, le=2**63 - 1)


def filter_of(query: Mapping[str, str]) -> DraftFilter:
    """Return the filter in a query. What cannot be read is no condition."""
    run, query = query.get("run", ""), {name: text for name, text in query.items() if not has_broken(text)}
    supplier = query.get("supplier", "")
    return DraftFilter(
        run=int(run) if _NUMBER.fullmatch(run) else None,
        of=(supplier,) if supplier else (),
        code=query.get("code") or None,
        field=query.get("field") or None,
        is_repairable=query.get("repairable") == "true",
    )


def query_of(wanted: DraftFilter, **more: int | None) -> str:
    """Return a filter, and more parameters, as a query."""
    query = {"run": wanted.run, "supplier": wanted.of[0] if wanted.of else None, "code": wanted.code}
    query |= {"field": wanted.field, "repairable": "true" if wanted.is_repairable else None, **more}
    return urlencode({name: value for name, value in query.items() if value})


def address(wanted: DraftFilter, **more: int | None) -> str:
    """Return the address of a list."""
    query = query_of(wanted, **more)
    return f"{HELD}?{query}" if query else HELD


@router.get("/held")
def get_held(
    request: Request, services: ProvidedServices, editor: Editor, asked: Annotated[HeldParameters, Query()]
) -> Response:
    """Show the open drafts, newest first, with findings at the cells."""
    wanted = filter_of(request.query_params)
    with services.database.read() as transaction:
        drafts = list_drafts(transaction, wanted, before=asked.before, limit=AT_ONCE + 1)
        ignored = _ignored(transaction, drafts)
        kinds = count_kinds(transaction, wanted)
        context: dict[str, Any] = {
            # The rail has the count of all already.
            "matching": None if wanted == ALL else count_drafts(transaction, wanted),
            "suppliers": held_suppliers(transaction),
            "runs": held_runs(transaction, RUNS),
            "fields": held_fields(transaction),
            "done": None if asked.done is None else _what_was_done(transaction, asked.done),
        }
    shown = drafts[:AT_ONCE]
    context |= {
        "wanted": wanted,
        "which": query_of(wanted),
        "rows": [draft_row(one, ignored.get(one.number, ())) for one in shown],
        "columns": [label for label, _ in COLUMNS],
        "kinds": _chips(wanted, kinds),
        "following": address(wanted, before=shown[-1].number) if len(drafts) > AT_ONCE else None,
        "first": address(wanted) if asked.before else None,
        "may_approve": may_approve(editor),
        "settable": PLAIN_FIELDS,
        "most": MOST,
        "untouched": asked.untouched,
        "undone": asked.undone,
    }
    return desk_page(request, services, editor, "desk/held.html", context, here=HELD)


def _chips(wanted: DraftFilter, kinds: dict[str, int]) -> list[dict[str, Any]]:
    """Return a chip for each of the most frequent kinds, after one for all."""
    shown = list(kinds)[:KINDS]
    if wanted.code and wanted.code not in shown:
        shown.append(wanted.code)
    every = {"words": "All", "path": address(wanted._replace(code=None)), "count": None, "is_chosen": not wanted.code}
    return [
        every,
        *(
            {
                "words": finding_title(code),
                "path": address(wanted._replace(code=code)),
                "count": kinds.get(code, 0),
                "is_chosen": code == wanted.code,
            }
            for code in shown
        ),
    ]


def _ignored(transaction: Transaction, drafts: list[StoredDraft]) -> dict[int, list[IgnoredFinding]]:
    """Return what is ignored for the products of some drafts, by the drafts' numbers."""
    keys = known_keys(transaction, {one.draft.supplier for one in drafts if one.draft.supplier})
    products = {
        one.number: product_key(one.draft.catalog_key, keys.get(one.draft.supplier or "", HOUSE))
        for one in drafts
        if one.draft.catalog_key
    }
    found = ignored_for(transaction, sorted(set(products.values())))
    return {number: found[key] for number, key in products.items() if key in found}


def _what_was_done(transaction: Transaction, run: int) -> dict[str, Any]:
    """Return what a run of mending did, for the line above the list."""
    found, counts = get_run(transaction, run), summarize(transaction, run)
    words = mending_words(found.files[0]["path"].removeprefix("Held drafts: ")) if found.files else ""
    published = counts["created"] + counts["changed"] + counts["unchanged"]
    held = len(still_held(transaction, run))
    return {"run": run, "words": words, "published": published, "held": held, "can_undo": found.state == "done"}


def _in_words(done: str) -> str:
    """Return what was done, with the title of a finding in the place of its code.

    >>> _in_words("repaired as suggested: cas-invalid"), _in_words("set storage")
    ('repaired as suggested: CAS RN: format or check digit', 'set storage')
    """
    before, _, code = done.rpartition(": ")
    return f"{before}: {finding_title(code)}" if code in finding_words() else done


@router.get("/held/{draft}")
def get_held_draft(request: Request, services: ProvidedServices, editor: Editor, draft: Number) -> Response:
    """Show one draft: what it states, what holds it, and the forms to mend it."""
    with services.database.read() as transaction:
        stored = get_draft(transaction, draft)
        ignored = _ignored(transaction, [stored]).get(draft, [])
    context = {
        "draft": stored,
        "age": age_of(stored.created_at),
        "findings": shown_findings(stored.draft.findings, ignored),
        "fields": {**dict.fromkeys(_asked_fields(stored), ""), **stored.draft.fields},
        "may_approve": may_approve(editor),
    }
    return desk_page(request, services, editor, "desk/held_draft.html", context, here=HELD)


def _asked_fields(stored: StoredDraft) -> list[str]:
    """Return the fields that the form has, stated or not: the number, the name, and those with findings."""
    named = [finding["field"] for finding in stored.draft.findings if is_field(finding["field"])]
    return list(dict.fromkeys(["catalog_number", "name", *named]))


@router.get("/findings/{code}")
def get_finding(request: Request, services: ProvidedServices, editor: Editor, code: str) -> Response:
    """Explain a kind of finding."""
    words = finding_words().get(code)
    if words is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no finding {code!r}.")
    with services.database.read() as transaction:
        count = count_drafts(transaction, DraftFilter(code=code))
    context = {"code": code, "words": words, "count": count, "path": address(DraftFilter(code=code))}
    return desk_page(request, services, editor, "desk/finding.html", context, here=HELD)


Chosen = Annotated[list[Annotated[int, Form(ge=1, le=2**63 - 1)]], Form(default_factory=list, max_length=MOST)]
OneOf = Annotated[TypedText, Form(max_length=200)]
Reason = Annotated[TypedText, Form(default_factory=str)]
Which = Annotated[TypedText, Form(max_length=2_000)]
Every = Annotated[bool, Form()]


@router.post("/held/repair", dependencies=[SameOrigin])
def post_repair(
    services: ProvidedServices,
    editor: Editor,
    n: Chosen,
    one: OneOf = "",
    which: Which = "",
    every: Every = False,
) -> Response:
    """Repair drafts as suggested: one field of one draft, the selected ones, or all of the list."""
    number, _, field = one.partition(" ")
    if _NUMBER.fullmatch(number):
        return _mended(services, editor, [int(number)], DraftChange("repair", field=field or None), which)
    code = _filter_of(which).code
    return _mended(services, editor, _numbers(services, n, which, every), DraftChange("repair", code=code), which)


@router.post("/held/set", dependencies=[SameOrigin])
def post_set(
    services: ProvidedServices,
    editor: Editor,
    n: Chosen,
    field: Annotated[TypedText, Form(max_length=200)],
    text: Annotated[TypedText, Form(default_factory=str)],
    which: Which = "",
    every: Every = False,
) -> Response:
    """Set a field of the selected drafts, or of all of the list. Without a text the field is erased."""
    if not is_field(field):
        raise InvalidQuery(f"There is no field {field!r}.", stated=field, field="field")
    change = DraftChange("set", fields={field: text.strip() or "-"})
    return _mended(services, editor, _numbers(services, n, which, every), change, which)


@router.post("/held/ignore", dependencies=[SameOrigin])
def post_ignore(
    services: ProvidedServices,
    approver: Approver,
    n: Chosen,
    code: Annotated[TypedText, Form(max_length=200)],
    reason: Reason,
    field: Annotated[TypedText, Form(max_length=200)] = "",
    which: Which = "",
    every: Every = False,
) -> Response:
    """Ignore a kind of finding for the products of the selected drafts, with the reason of an approver."""
    change = DraftChange("ignore", code=code, field=field or None, reason=_required(reason))
    return _mended(services, approver, _numbers(services, n, which, every), change, which)


@router.post("/held/publish", dependencies=[SameOrigin])
def post_publish(
    services: ProvidedServices, approver: Approver, n: Chosen, reason: Reason, which: Which = ""
) -> Response:
    """Publish the selected drafts against their findings, with the reason of an approver."""
    change = DraftChange("publish", reason=_required(reason))
    return _mended(services, approver, _numbers(services, n, which, every=False), change, which)


@router.post("/held/runs/{run}/undo", dependencies=[SameOrigin])
def post_undo_mending(services: ProvidedServices, editor: Editor, run: Number, which: Which = "") -> Response:
    """Undo what was done with drafts, and show the list again."""
    with services.database.read() as transaction:
        require_may_undo(editor, get_run(transaction, run))
    undo_run(services.database, services.import_pool, run, editor.name, editor.person)
    return RedirectResponse(address(_filter_of(which), undone=run), HTTPStatus.SEE_OTHER)


@router.post("/held/{draft}", dependencies=[SameOrigin])
async def read_draft_form(request: Request, services: ProvidedServices, editor: Editor, draft: Number) -> Response:
    """Save the fields of one draft's form. What passes is published."""
    form = await request.form(max_fields=MOST_FIELDS)
    texts = {name: text for name, text in form.items() if isinstance(text, str)}
    return await run_in_threadpool(_saved, services, editor, draft, texts)


def _saved(services: Services, editor: KeyHolder, draft: int, texts: Mapping[str, str]) -> Response:
    """Set the fields that differ from those of a draft.

    Raises:
        InvalidQuery: a name is not an import field.
    """
    with services.database.read() as transaction:
        stated = get_draft(transaction, draft).draft.fields
    for name in texts:
        if not is_field(name):
            raise InvalidQuery(f"There is no field {name!r}.", stated=name, field=name)
    texts = {name: text.replace("\r\n", "\n").strip() for name, text in texts.items()}
    changes = {name: text or "-" for name, text in texts.items() if text != stated.get(name, "").strip()}
    return _mended(services, editor, [draft], DraftChange("set", fields=changes), "")


def _required(reason: str) -> str:
    if not reason.strip():
        message = "A reason is missing. It stands in the history of the product."
        raise InvalidQuery(message, stated=reason, field="reason")
    return reason.strip()


def _filter_of(which: str) -> DraftFilter:
    """Return the filter of the list from which a form was sent, given by its query."""
    return filter_of(dict(parse_qsl(which)))


def _numbers(services: Services, chosen: list[int], which: str, every: bool) -> list[int]:
    """Return the selected drafts, or as many of the list as one action takes.

    Raises:
        InvalidQuery: none is selected, or the list cannot be read. It might be longer than what was shown.
    """
    if every:
        wanted = _filter_of(which)
        if dict(parse_qsl(query_of(wanted))) != dict(parse_qsl(which)):
            raise InvalidQuery("This list cannot be read. Go back and filter it anew.", stated=which, field="which")
        with services.database.read() as transaction:
            return draft_numbers(transaction, wanted, limit=MOST)
    if not chosen:
        raise InvalidQuery("No draft is selected. Go back and select some.", stated="", field="n")
    return chosen


def _mended(services: Services, editor: KeyHolder, numbers: list[int], change: DraftChange, which: str) -> Response:
    database, pool, reference = services.database, services.import_pool, services.reference
    done = mend_drafts(database, pool, numbers, change, Author(editor.name, person=editor.person), reference)
    wanted = _filter_of(which)
    return RedirectResponse(address(wanted, done=done.run, untouched=len(done.untouched)), HTTPStatus.SEE_OTHER)
