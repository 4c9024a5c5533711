"""The review queue of the desk, decided here: withheld texts, warnings, compounds to merge, messages of readers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from catalog.errors import Conflict
from catalog.intake.editing.editing import Condition, RestoredRevision, restore_product
from catalog.store.access.keys import KeyHolder
from catalog.store.access.sessions import Session
from catalog.store.compounds.changes import keep_apart, take_back
from catalog.store.compounds.compounds import brief_compound
from catalog.store.compounds.merging import compare_compounds, differing
from catalog.store.database import Transaction, snapshot
from catalog.store.reading.products import StoredProduct, find_known_product, get_product, identify
from catalog.store.review.compound_pairs import CompoundPair, compound_pairs, count_pairs
from catalog.store.review.reader_messages import REPORTS, REQUESTS
from catalog.store.review.review_queue import WARNINGS, count_warnings, count_withheld, warned_products, withheld_texts
from catalog.store.writing.draft_lists import ALL, count_drafts
from catalog.store.writing.intake_log import get_run
from catalog.store.writing.undoing import undo_run
from catalog.web.http.params import LONGEST_REASON, PageParameters, Text, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.compound import compound_side
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor, session_required
from catalog.web.services.approval import SHORTEST_REASON, may_approve, merge_for_reason
from catalog.web.services.auth import author_of, require_may_undo
from catalog.web.services.review_decisions import (
    ReviewedProduct,
    approve_text,
    leave_warning,
    proposed_repair,
    remove_text,
    repair_warning,
    reviewed_product,
)
from catalog.web.services.services import ProvidedServices, Services
from catalog.web.views.changes import desk_path
from catalog.web.views.finding_words import finding_title
from catalog.web.views.held_drafts import age_of

router = APIRouter(prefix="/editor", include_in_schema=False, default_response_class=Response)

REVIEW = "/editor/review"
AT_ONCE = 20
"""How many items a page shows."""
PAIRS_AT_ONCE = 10
"""How many pairs of compounds a page shows. Each has two drawings."""
Tab = Literal["texts", "warnings", "compounds", "reports", "requests"]
Done = Literal["approved", "removed", "left", "repaired", "merged", "apart", "closed", "answered", "undone"]
Number = Annotated[int, Form(ge=1, le=2**63 - 1)]
Typed = Annotated[TypedText, Form(default_factory=str)]
Stated = Annotated[Text, Form()]
Approver = Annotated[Session, Depends(session_required("approver"))]
DONE_WORDS = {
    "approved": "Published: readers see the text.",
    "removed": "Removed: the text stands in the history only.",
    "left": "Left as stated.",
    "repaired": "Repaired as suggested.",
    "merged": "Merged into one compound.",
    "apart": "Kept apart: two compounds.",
    "closed": "Report closed.",
    "answered": "Request closed.",
    "undone": "Undone. It waits here again.",
}


class ReviewParameters(PageParameters):
    """What is shown, and what was done before.

    ``product``, ``slug`` and ``revision`` say what an undo takes back, or ``run``, or ``report`` (or request, or
    change of compounds).
    """

    tab: Tab = "texts"
    code: Text | None = None
    supplier: Text | None = None
    after: int = Field(0, ge=0, le=2**63 - 1)
    reason: Text = ""
    done: Done | None = None
    product: Text = ""
    slug: Text = ""
    revision: int | None = Field(None, ge=1, le=2**31 - 1)
    run: int | None = Field(None, ge=1, le=2**63 - 1)
    report: int | None = Field(None, ge=1, le=2**63 - 1)

    def path(self, **changes: object) -> str:
        """Return the address of the list with changes, and without what was done."""
        kept = {name: getattr(self, name) for name in ("tab", "code", "supplier", "after", "reason")}
        return f"{REVIEW}?{urlencode({name: text for name, text in {**kept, **changes}.items() if text})}"


@router.get("/review")
def get_review(
    request: Request, services: ProvidedServices, editor: Editor, asked: Annotated[ReviewParameters, Query()]
) -> Response:
    """Show one tab of the queue, the oldest items first."""
    with snapshot(services.database) as transaction:
        warnings = count_warnings(transaction)
        counts = {
            "texts": count_withheld(transaction),
            "held": count_drafts(transaction, ALL),
            "warnings": sum(warnings.values()),
            "compounds": count_pairs(transaction),
            "reports": REPORTS.count(transaction),
            "requests": REQUESTS.count(transaction),
        }
        kind = asked.code if asked.code in WARNINGS else next(iter(warnings), None)
        items = _items(transaction, asked, kind)
    at_once = PAIRS_AT_ONCE if asked.tab == "compounds" else AT_ONCE
    shown = items[:at_once]
    for item in shown:
        item["sides"] = [compound_side(services, compound) for compound in item.get("compounds", ())]
    context: dict[str, Any] = {
        "asked": asked,
        "tabs": _tabs(asked, counts),
        "kind": kind,
        "kinds": [_chip(asked, code, count, kind) for code, count in warnings.items()],
        "items": [{**item, "behind": asked.path(after=item["number"])} for item in shown],
        "following": asked.path(after=shown[-1]["number"]) if len(items) > at_once else None,
        "first": asked.path(after=0) if asked.after else None,
        "may_approve": may_approve(editor),
        "done_words": DONE_WORDS.get(asked.done or ""),
        "longest_reason": LONGEST_REASON,
        "shortest_reason": SHORTEST_REASON,
    }
    return desk_page(request, services, editor, "desk/review.html", context, here=REVIEW)


def _tabs(asked: ReviewParameters, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    words = {
        "texts": "Withheld texts",
        "warnings": "Warnings",
        "compounds": "Compounds to merge",
        "reports": "Reader reports",
        "requests": "Quote requests",
    }
    tabs = [
        {"words": said, "path": f"{REVIEW}?tab={name}", "count": counts[name], "is_chosen": asked.tab == name}
        for name, said in words.items()
    ]
    held = {"words": "Held drafts", "path": "/editor/held", "count": counts["held"], "is_chosen": False}
    return [*tabs, held]


def _chip(asked: ReviewParameters, code: str, count: int, chosen: str | None) -> dict[str, Any]:
    path = asked.path(code=code, after=0, reason="")
    return {"words": finding_title(code), "path": path, "count": count, "is_chosen": code == chosen}


def _items(transaction: Transaction, asked: ReviewParameters, kind: str | None) -> list[dict[str, Any]]:
    """Return the items of a page and one more, each with its number and its product."""
    of = (asked.supplier,) if asked.supplier else ()
    if asked.tab == "texts":
        texts = withheld_texts(transaction, after=asked.after, limit=AT_ONCE + 1, of=of)
        return [{"number": one.number, **_product(one.product), "text": one.text} for one in texts]
    if asked.tab == "warnings":
        if kind is None:
            return []
        warned = warned_products(transaction, kind, after=asked.after, limit=AT_ONCE + 1, of=of)
        return [
            {
                "number": one.number,
                **_product(one.product),
                "findings": one.findings,
                "repair": proposed_repair(one.findings),
            }
            for one in warned
        ]
    if asked.tab == "compounds":
        pairs = compound_pairs(transaction, after=asked.after, limit=PAIRS_AT_ONCE + 1)
        return [_pair(transaction, pair) for pair in pairs]
    if asked.tab == "requests":
        requests = REQUESTS.open(transaction, after=asked.after, limit=AT_ONCE + 1)
        return [{"number": one.number, "request": one, "age": age_of(one.at), **_product(None)} for one in requests]
    reports = REPORTS.open(transaction, after=asked.after, limit=AT_ONCE + 1)
    found = {key: find_known_product(transaction, key) for key in {one.product_key for one in reports}}
    return [
        {"number": one.number, "report": one, "age": age_of(one.at), **_product(found[one.product_key])}
        for one in reports
    ]


def _pair(transaction: Transaction, pair: CompoundPair) -> dict[str, Any]:
    """Return what an item shows of two compounds that probably are one. Their drawings are made later."""
    source, target = brief_compound(transaction, pair.key), brief_compound(transaction, pair.into)
    facts = compare_compounds(source, target)
    shown = {"pair": pair, "facts": facts, "differing": differing(facts), "compounds": (source, target)}
    return {"number": pair.number, **shown, **_product(None), "path": f"/editor/compounds/{quote(pair.key, safe='')}"}


def _product(product: StoredProduct | None) -> dict[str, Any]:
    """Return what an item says of its product, which may have been removed."""
    if product is None:
        return {"product": None, "tag": "", "path": None}
    path = desk_path(product.catalog_number, product.slug)
    return {"product": product.document, "tag": product.etag, "path": path}


def _decided(services: Services, number: str, slug: str, tag: str) -> ReviewedProduct:
    return reviewed_product(services, number, slug, Condition(match=frozenset({tag})))


def _back(tab: Tab, which: str, done: str, **more: object) -> Response:
    """Return to the list with what was done. ``which`` is the query of the list."""
    query = f"{which}&" if which.startswith("tab=") else f"tab={tab}&"
    said = urlencode({"done": done, **{name: text for name, text in more.items() if text}})
    return RedirectResponse(f"{REVIEW}?{query}{said}", HTTPStatus.SEE_OTHER)


def _revised(tab: Tab, which: str, done: str, kept: StoredProduct) -> Response:
    return _back(tab, which, done, product=kept.catalog_number, slug=kept.slug, revision=kept.revision)


@router.post("/review/texts/approve", dependencies=[SameOrigin])
def post_approve(
    services: ProvidedServices, approver: Approver, number: Stated, slug: Stated, tag: Stated, which: Typed
) -> Response:
    """Publish a withheld description. The same text stays published; another one is withheld again."""
    kept = approve_text(services, approver.holder, _decided(services, number, slug, tag))
    return _revised("texts", which, "approved", kept)


@router.post("/review/texts/remove", dependencies=[SameOrigin])
def post_remove_text(
    services: ProvidedServices, editor: Editor, number: Stated, slug: Stated, tag: Stated, which: Typed
) -> Response:
    """Take a withheld description out of its product."""
    kept = remove_text(services, editor, _decided(services, number, slug, tag))
    return _revised("texts", which, "removed", kept)


@router.post("/review/warnings/leave", dependencies=[SameOrigin])
def post_leave(
    services: ProvidedServices,
    editor: Editor,
    number: Stated,
    slug: Stated,
    code: Stated,
    reason: Typed,
    which: Typed,
) -> Response:
    """Leave the warnings of a kind of one product as they are, with a reason."""
    at = reviewed_product(services, number, slug, Condition())
    run = leave_warning(services, editor, at, code, reason)
    return _back("warnings", which, "left", run=run, reason=reason.strip()[:LONGEST_REASON])


@router.post("/review/warnings/repair", dependencies=[SameOrigin])
def post_repair_warning(
    services: ProvidedServices,
    editor: Editor,
    number: Stated,
    slug: Stated,
    tag: Stated,
    code: Stated,
    reason: Typed,
    which: Typed,
) -> Response:
    """Put what the checks propose in the place of the stated text of one field."""
    kept = repair_warning(services, editor, _decided(services, number, slug, tag), code, reason)
    return _revised("warnings", which, "repaired", kept)


@router.post("/review/compounds/merge", dependencies=[SameOrigin])
def post_merge(
    services: ProvidedServices, editor: Editor, key: Stated, into: Stated, reason: Typed, which: Typed
) -> Response:
    """Merge two compounds. Facts that contradict need an approver and a reason."""
    with services.database.write() as transaction:
        made = merge_for_reason(transaction, key, into, editor, reason)
    return _back("compounds", which, "merged", report=made.seq, reason=reason.strip()[:LONGEST_REASON])


@router.post("/review/compounds/apart", dependencies=[SameOrigin])
def post_apart(
    services: ProvidedServices, editor: Editor, key: Stated, into: Stated, reason: Typed, which: Typed
) -> Response:
    """State that two compounds are two. They wait here no more."""
    said = reason.strip()[:LONGEST_REASON]
    with services.database.write() as transaction:
        made = keep_apart(transaction, key, into, editor.name, said or "Kept apart in the review.", editor.person)
    return _back("compounds", which, "apart", report=made.seq, reason=said)


@router.post("/review/reports/close", dependencies=[SameOrigin])
def post_close_report(
    services: ProvidedServices, editor: Editor, report: Number, answer: Typed, which: Typed
) -> Response:
    """Close a report of a reader, with an answer or without."""
    with services.database.write() as transaction:
        REPORTS.close(transaction, report, answer.strip() or None, author_of(editor))
    return _back("reports", which, "closed", report=report)


@router.post("/review/requests/close", dependencies=[SameOrigin])
def post_close_request(
    services: ProvidedServices, editor: Editor, report: Number, answer: Typed, which: Typed
) -> Response:
    """Close a request for quotation, with a remark or without."""
    with services.database.write() as transaction:
        REQUESTS.close(transaction, report, answer.strip() or None, author_of(editor))
    return _back("requests", which, "answered", report=report)


@router.post("/review/undo", dependencies=[SameOrigin])
def post_undo_review(
    services: ProvidedServices,
    editor: Editor,
    tab: Annotated[Tab, Form()],
    number: Typed,
    slug: Typed,
    revision: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
    run: Annotated[int, Form(ge=0, le=2**63 - 1)] = 0,
    report: Annotated[int, Form(ge=0, le=2**63 - 1)] = 0,
) -> Response:
    """Take back the last decision: a revision, an ignored warning, a change of compounds, or a closed message."""
    if run:
        with services.database.read() as transaction:
            require_may_undo(editor, get_run(transaction, run))
        undo_run(services.database, services.import_pool, run, editor.name, editor.person)
    elif report and tab == "compounds":
        with services.database.write() as transaction:
            take_back(transaction, report, editor.name, "Decision of the review undone.", editor.person)
    elif report:
        with services.database.write(by=editor) as transaction:
            (REQUESTS.reopen if tab == "requests" else REPORTS.reopen)(transaction, report)
    elif revision > 1:
        _restore_before(services, editor, number, slug, revision)
    return _back(tab, "", "undone")


def _restore_before(services: Services, editor: KeyHolder, number: str, slug: str, revision: int) -> None:
    """Restore the revision before one, if that is still the latest.

    Raises:
        Conflict: somebody changed the product since.
    """
    with services.database.read() as transaction:
        product, stored = identify(transaction, number, slug), get_product(transaction, number, slug)
    if stored.revision != revision:
        raise Conflict(f"{number} was changed since. Its history restores any revision.")
    condition = Condition(match=frozenset({stored.etag}))
    wanted = RestoredRevision(revision - 1)
    author = author_of(editor, "Decision of the review undone.")
    restore_product(services.database, services.pool, product, wanted, condition, author, services.reference)
