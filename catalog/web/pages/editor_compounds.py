"""The editor's pages of compounds: preview a merger or split, give a reason, and carry it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import Conflict, InvalidQuery
from catalog.store.access.keys import KeyHolder
from catalog.store.compounds.change_preview import Effect, make_change, preview_change
from catalog.store.compounds.changes import (
    SPLIT_MARK,
    CompoundChange,
    compound_history,
    merge_compounds,
    split_compound,
)
from catalog.store.compounds.compounds import Compound
from catalog.store.compounds.merging import compare_compounds, compound_to_merge, differing
from catalog.store.database import Transaction
from catalog.web.api.compound_keys import read_compound, read_key
from catalog.web.http.params import PageParameters, Text, TypedText
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.compound import compound_side, compound_title
from catalog.web.pages.desk.shell import desk_page
from catalog.web.pages.editor_session import Editor
from catalog.web.services.approval import SHORTEST_REASON, may_approve, require_may_merge
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(prefix="/editor/compounds", include_in_schema=False, default_response_class=Response)

COMPOUNDS = "/editor/compounds"
Key = Annotated[Text, Form(min_length=1)]
Reason = Annotated[TypedText, Form(default_factory=str)]
Numbers = Annotated[list[Text], Form(default_factory=list, max_length=500)]
Change = Callable[[Transaction, KeyHolder, str], CompoundChange]
"""Makes a change in a transaction, with the editor and the reason."""


class CompoundParameters(PageParameters):
    """The compound to find."""

    key: Text | None = None


@router.get("")
def find_editor_compound(
    request: Request, services: ProvidedServices, editor: Editor, wanted: Annotated[CompoundParameters, Query()]
) -> Response:
    """Redirect to a compound by CAS RN or InChIKey, or show the form that asks for one."""
    if wanted.key is None:
        return desk_page(request, services, editor, "desk/compounds.html", {}, here=COMPOUNDS)
    return RedirectResponse(_path(read_key(wanted.key.strip())), HTTPStatus.SEE_OTHER)


@router.get("/{key}")
def get_editor_compound(request: Request, services: ProvidedServices, editor: Editor, key: str) -> Response:
    """Show a compound with its products, the forms to merge or split it, and its changes by editors."""
    found = read_compound(request, services, key)
    if not isinstance(found, Compound):
        return found
    with services.database.read() as transaction:
        history = compound_history(transaction, found.key)
    document = found.document()
    beside = [*(key for one in document["conflicts"] for key in one["compounds"])]
    beside += [group["key"] for group in document["related"] if group["key"]]
    context = {
        "compound": document,
        "title": compound_title(found),
        "history": history,
        "beside": [other for other in dict.fromkeys(beside) if other != found.key],
    }
    return desk_page(request, services, editor, "editor_compound.html", context, here=COMPOUNDS)


@router.post("/{key}/merge/look", dependencies=[SameOrigin])
def look_at_merger(request: Request, services: ProvidedServices, editor: Editor, key: str, into: Key) -> Response:
    """Show what merging a compound into another would move. Nothing is changed."""
    source, target = _to_merge(services, key, into)
    effect = _foretold(services, editor, source.key, _merger(source.key, target.key))
    facts = compare_compounds(source, target)
    pair = {
        "facts": facts,
        "differing": differing(facts),
        "sides": [compound_side(services, source), compound_side(services, target)],
        "may_approve": may_approve(editor),
        "shortest_reason": SHORTEST_REASON,
    }
    return _look(request, services, editor, effect, "merge", into=effect.change.target, pair=pair)


@router.post("/{key}/merge", dependencies=[SameOrigin])
def post_merger(
    services: ProvidedServices, editor: Editor, key: str, into: Key, reason: Reason, n: Numbers
) -> Response:
    """Merge a compound into another, if this still moves the products that were shown."""
    source, target = _to_merge(services, key, into)
    _require_reason(reason)
    require_may_merge(editor, differing(compare_compounds(source, target)), reason)
    return _made(services, editor, source.key, _merger(source.key, target.key), reason, n)


@router.post("/{key}/split/look", dependencies=[SameOrigin])
def look_at_split(request: Request, services: ProvidedServices, editor: Editor, key: str, n: Numbers) -> Response:
    """Show where products would go if they were split off. Nothing is changed."""
    source = read_key(key)
    effect = _foretold(services, editor, source, _split(source, n))
    return _look(request, services, editor, effect, "split", into=None)


@router.post("/{key}/split", dependencies=[SameOrigin])
def post_split(services: ProvidedServices, editor: Editor, key: str, reason: Reason, n: Numbers) -> Response:
    """Split products off a compound, if this still moves the products that were shown."""
    source = read_key(key)
    return _made(services, editor, source, _split(source, n), reason, n)


def _merger(source: str, target: str) -> Change:
    return lambda transaction, editor, reason: merge_compounds(
        transaction, source, target, editor.name, reason, editor.person
    )


def _to_merge(services: Services, key: str, into: str) -> tuple[Compound, Compound]:
    """Return the compound that goes and the one that stays.

    Raises:
        InvalidCasRn, NotFound, Conflict: a key leads to no compound, or to several.
    """
    source, target = read_key(key), read_key(into.strip())
    with services.database.read() as transaction:
        return compound_to_merge(transaction, source), compound_to_merge(transaction, target)


def _split(source: str, numbers: list[str]) -> Change:
    if not numbers:
        raise InvalidQuery("No product is selected. Select the products of another compound.", stated="", field="n")
    return lambda transaction, editor, reason: split_compound(
        transaction, source, numbers, editor.name, reason, person=editor.person
    )


def _foretold(services: Services, editor: KeyHolder, key: str, change: Change) -> Effect:
    with services.database.write() as transaction:
        return preview_change(transaction, key, partial(change, transaction, editor, ""))


def _made(
    services: Services, editor: KeyHolder, key: str, change: Change, reason: str, expected: list[str]
) -> Response:
    """Make a change with its reason, and redirect to the compound that the products now belong to.

    Raises:
        InvalidQuery: no reason is given.
        Conflict: the change would move other products than were shown; nothing is changed.
    """
    _require_reason(reason)
    with services.database.write() as transaction:
        effect = make_change(transaction, key, partial(change, transaction, editor, reason.strip()))
        if set(effect.moved_numbers()) != set(expected):
            raise Conflict("The products of these compounds have changed since the preview. Preview again.")
    return RedirectResponse(_path(effect.change.target), HTTPStatus.SEE_OTHER)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        message = "A reason is missing. It is shown in the compound's history."
        raise InvalidQuery(message, stated=reason, field="reason")


def _look(
    request: Request,
    services: Services,
    editor: KeyHolder,
    effect: Effect,
    doing: str,
    into: str | None,
    pair: dict[str, Any] | None = None,
) -> Response:
    source, target = effect.source, effect.target
    moved = set(effect.moved_numbers())
    context: dict[str, Any] = {
        "doing": doing,
        "into": into,
        "key": effect.change.key,
        "moved": effect.moved,
        "target": target.document(),
        "target_title": compound_title(target),
        "is_new": SPLIT_MARK in target.key and doing == "split",
        "there": [product for product in target.document()["products"] if product["catalog_number"] not in moved],
        "source": None if source is None else source.document(),
        "pair": pair,
    }
    return desk_page(request, services, editor, "editor_compound_look.html", context, here=COMPOUNDS)


def _path(key: str) -> str:
    return f"/editor/compounds/{quote(key, safe='')}"
