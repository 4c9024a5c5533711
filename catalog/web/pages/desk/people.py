"""People, for admins: invite, change roles, make links, disable, and everybody's API keys."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import CatalogError, Conflict, InvalidQuery
from catalog.store.access.keys import list_keys, revoke_key
from catalog.store.access.links import LIFETIME, WELCOME_PATH, make_link, withdraw_link
from catalog.store.access.people import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    Person,
    change_role,
    create_person,
    disable_person,
    enable_person,
    get_person,
    list_people,
)
from catalog.store.access.roles import RIGHTS, ROLES, Role
from catalog.store.access.sessions import Session, count_sessions, end_sessions
from catalog.store.clock import stored_time
from catalog.store.writing.forgetting import forget_person
from catalog.web.http.problems import status_of
from catalog.web.http.responses import site_address
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.private import DoneParameters, private_page
from catalog.web.pages.editor_session import PATH, AdminSession
from catalog.web.services.accounts import require_another
from catalog.web.services.passwords import forget_wrong_passwords
from catalog.web.services.services import ProvidedServices, Services

PEOPLE = f"{PATH}/people"
DONE = {
    "role": "The role is changed. It holds at once, also in open sessions.",
    "disabled": "The account is disabled. Its sessions have ended, and its keys are refused.",
    "enabled": "The account is enabled again.",
    "forgotten": "A pseudonym stands for the name now, also in the history. The account is disabled.",
    "sessions": "The sessions have ended.",
    "link": "The link is void.",
    "key": "The key is revoked. Its sessions have ended.",
}
"""What the page says after something was done, by the word in its address."""

router = APIRouter(prefix=PEOPLE, include_in_schema=False, default_response_class=Response)

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("")
def get_people(
    request: Request, services: ProvidedServices, me: AdminSession, shown: Annotated[DoneParameters, Query()]
) -> Response:
    """Show all people and all keys."""
    return _page(request, services, me, done=DONE.get(shown.done))


@router.post("", dependencies=[SameOrigin])
def post_person(
    request: Request,
    services: ProvidedServices,
    me: AdminSession,
    role: Annotated[Role, Form()],
    name: Annotated[str, Form(max_length=2 * LONGEST_NAME)] = "",
    email: Annotated[str, Form(max_length=2 * LONGEST_EMAIL)] = "",
) -> Response:
    """Add a person, and show the one-time link this once."""
    try:
        with services.database.write(by=me.holder) as transaction:
            person = create_person(transaction, name, email, role)
            token = make_link(transaction, person.number)
    except (InvalidQuery, Conflict) as error:
        return _page(request, services, me, error=error, typed={"name": name, "email": email, "role": role})
    return _page(request, services, me, link=(person, _address(request, token)))


@router.post("/{number}/role", dependencies=[SameOrigin])
def post_role(services: ProvidedServices, me: AdminSession, number: Number, role: Annotated[Role, Form()]) -> Response:
    """Change a role."""
    require_another(me.holder, number, "your own role")
    with services.database.write(by=me.holder) as transaction:
        change_role(transaction, number, role)
    return _done("role")


@router.post("/{number}/disable", dependencies=[SameOrigin])
def post_disable(services: ProvidedServices, me: AdminSession, number: Number) -> Response:
    """Let a person in no more."""
    require_another(me.holder, number, "your own account")
    with services.database.write(by=me.holder) as transaction:
        disable_person(transaction, number)
    return _done("disabled")


@router.post("/{number}/enable", dependencies=[SameOrigin])
def post_enable(services: ProvidedServices, me: AdminSession, number: Number) -> Response:
    """Let a person in again."""
    with services.database.write(by=me.holder) as transaction:
        enable_person(transaction, number)
    return _done("enabled")


@router.post("/{number}/forget", dependencies=[SameOrigin])
def post_forget(services: ProvidedServices, me: AdminSession, number: Number) -> Response:
    """Put a pseudonym in the place of a person's name and e-mail address everywhere."""
    require_another(me.holder, number, "your own account")
    forget_person(services.database, number, by=me.holder)
    return _done("forgotten")


@router.post("/{number}/link", dependencies=[SameOrigin])
def post_link(request: Request, services: ProvidedServices, me: AdminSession, number: Number) -> Response:
    """Make a new one-time link, and show it this once."""
    with services.database.write() as transaction:
        token = make_link(transaction, number)
        person = get_person(transaction, number)
    forget_wrong_passwords(services, person.email)
    return _page(request, services, me, link=(person, _address(request, token)))


@router.post("/{number}/link/withdraw", dependencies=[SameOrigin])
def post_withdraw(services: ProvidedServices, _me: AdminSession, number: Number) -> Response:
    """Make the open link of a person void."""
    with services.database.write() as transaction:
        get_person(transaction, number)
        withdraw_link(transaction, number)
    return _done("link")


@router.post("/{number}/sessions/end", dependencies=[SameOrigin])
def post_end_sessions(services: ProvidedServices, me: AdminSession, number: Number) -> Response:
    """End the sessions of a person; one's own present one stays."""
    with services.database.write() as transaction:
        get_person(transaction, number)
        end_sessions(transaction, number, but=me.digest)
    return _done("sessions")


@router.post("/keys/{number}/revoke", dependencies=[SameOrigin])
def post_revoke(services: ProvidedServices, me: AdminSession, number: Number) -> Response:
    """Revoke anybody's key."""
    with services.database.write(by=me.holder) as transaction:
        revoke_key(transaction, number)
    return _done("key")


def _address(request: Request, token: str) -> str:
    return f"{site_address(request)}{WELCOME_PATH}{token}"


def _page(
    request: Request,
    services: Services,
    me: Session,
    *,
    done: str | None = None,
    error: CatalogError | None = None,
    typed: dict[str, str] | None = None,
    link: tuple[Person, str] | None = None,
) -> Response:
    with services.database.read() as transaction:
        sessions = count_sessions(transaction)
        people = [(person, sessions.get(person.number, 0)) for person in list_people(transaction)]
        keys = list_keys(transaction)
    context = {"people": people, "keys": keys, "rights": RIGHTS, "roles": ROLES, "done": done, "link": link}
    context |= {
        "problem": None if error is None else str(error),
        "typed": typed or {"name": "", "email": "", "role": "editor"},
    }
    context |= {"now": stored_time(datetime.now(UTC)), "link_days": LIFETIME.days}
    status = HTTPStatus.OK if error is None else status_of(error)
    return private_page(request, services, me, "desk_people.html", context, here="/editor/people", status=status)


def _done(word: str) -> Response:
    return RedirectResponse(f"{PEOPLE}?done={word}", HTTPStatus.SEE_OTHER)
