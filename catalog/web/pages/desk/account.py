"""One's own account: password, sessions and API keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidQuery, KeyRefused, NotFound
from catalog.store.access.keys import create_key, get_key, list_keys, revoke_key
from catalog.store.access.passwords import LONGEST, SHORTEST, hash_password, require_good_password
from catalog.store.access.people import LONGEST_NAME, Person, get_person, keep_password, visible_name
from catalog.store.access.roles import ROLES, Role
from catalog.store.access.sessions import Session, end_numbered_session, end_sessions, sessions_of
from catalog.store.clock import stored_time
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.private import DoneParameters, private_page
from catalog.web.pages.editor_session import PATH, SignedIn
from catalog.web.services.passwords import person_of_password
from catalog.web.services.services import ProvidedServices, Services

ACCOUNT = f"{PATH}/account"
LONGEST_KEY_DAYS = 3_650
DONE = {
    "password": "The password is changed. Your other sessions have ended.",
    "session": "The session has ended.",
    "sessions": "Your other sessions have ended.",
    "key": "The key is revoked. Its sessions have ended.",
}
"""What the page says after something was done, by the word in its address."""

router = APIRouter(prefix=ACCOUNT, include_in_schema=False, default_response_class=Response)

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Password = Annotated[str, Form(max_length=1_000)]


def own_person(services: ProvidedServices, me: SignedIn) -> Person:
    """Return the person who signed in, with a password or with a key.

    Raises:
        HTTPException: it was a key that belongs to nobody.
    """
    if me.holder.person is None:
        message = "You signed in with an API key that belongs to nobody. It has no password and no keys of its own."
        raise HTTPException(HTTPStatus.FORBIDDEN, message)
    with services.database.read() as transaction:
        return get_person(transaction, me.holder.person)


OwnPerson = Annotated[Person, Depends(own_person)]


@router.get("")
def get_account(
    request: Request, services: ProvidedServices, me: SignedIn, shown: Annotated[DoneParameters, Query()]
) -> Response:
    """Show the account of the person who signed in. A key without a person has a page that says so."""
    return _page(request, services, me, done=DONE.get(shown.done))


@router.post("/password", dependencies=[SameOrigin])
def post_password(
    request: Request,
    services: ProvidedServices,
    me: SignedIn,
    person: OwnPerson,
    current: Password = "",
    password: Password = "",
) -> Response:
    """Change the password. Other sessions of the person end."""
    try:
        require_good_password(password, person.name, person.email)
        person_of_password(request, services, person.email, current)
    except InvalidQuery as error:
        return _page(request, services, me, problem=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except KeyRefused:
        problem = "The present password is wrong. Nothing was changed."
        return _page(request, services, me, problem=problem, status=HTTPStatus.FORBIDDEN)
    hashed = hash_password(password)
    with services.database.write(by=me.holder) as transaction:
        keep_password(transaction, person.number, hashed)
        end_sessions(transaction, person.number, but=me.digest)
    return _done("password")


@router.post("/sessions/end", dependencies=[SameOrigin])
def post_end_others(services: ProvidedServices, me: SignedIn, person: OwnPerson) -> Response:
    """End all other sessions of the person."""
    with services.database.write() as transaction:
        end_sessions(transaction, person.number, but=me.digest)
    return _done("sessions")


@router.post("/sessions/{number}/end", dependencies=[SameOrigin])
def post_end_session(services: ProvidedServices, person: OwnPerson, number: Number) -> Response:
    """End one session of the person."""
    with services.database.write() as transaction:
        end_numbered_session(transaction, person.number, number)
    return _done("session")


@router.post("/keys", dependencies=[SameOrigin])
def post_key(
    request: Request,
    services: ProvidedServices,
    me: SignedIn,
    person: OwnPerson,
    role: Annotated[Role, Form()],
    name: Annotated[str, Form(max_length=2 * LONGEST_NAME)] = "",
    days: Annotated[int | None, Form(ge=1, le=LONGEST_KEY_DAYS)] = None,
) -> Response:
    """Make a key of the person, and show it this once."""
    if not me.holder.may(role):
        message = f"A key of the role {role} would have more rights than you. Your role is {me.holder.role}."
        raise HTTPException(HTTPStatus.FORBIDDEN, message)
    try:
        named = visible_name(name)
    except InvalidQuery as error:
        return _page(request, services, me, problem=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    expires_at = None if days is None else stored_time(datetime.now(UTC) + timedelta(days=days))
    with services.database.write(by=me.holder) as transaction:
        key = create_key(transaction, role, named, expires_at, person.number)
    return _page(request, services, me, made=(named, key))


@router.post("/keys/{number}/revoke", dependencies=[SameOrigin])
def post_revoke(services: ProvidedServices, me: SignedIn, person: OwnPerson, number: Number) -> Response:
    """Revoke a key of the person."""
    with services.database.write(by=me.holder) as transaction:
        if get_key(transaction, number).holder.person != person.number:
            raise NotFound(f"You have no key {number}.")
        revoke_key(transaction, number)
    return _done("key")


def _page(
    request: Request,
    services: Services,
    me: Session,
    *,
    done: str | None = None,
    problem: str | None = None,
    made: tuple[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    context: dict[str, Any] = {"person": None, "sessions": [], "keys": []}
    number = me.holder.person
    if number is not None:
        with services.database.read() as transaction:
            context = {
                "person": get_person(transaction, number),
                "sessions": sessions_of(transaction, number),
                "keys": list_keys(transaction, number),
            }
    context |= {"done": done, "problem": problem, "made": made, "now": stored_time(datetime.now(UTC))}
    context |= {"roles": [role for role in ROLES if me.holder.may(role)], "shortest": SHORTEST, "longest": LONGEST}
    return private_page(request, services, me, "desk_account.html", context, here="/editor/account", status=status)


def _done(word: str) -> Response:
    return RedirectResponse(f"{ACCOUNT}?done={word}", HTTPStatus.SEE_OTHER)
