"""Signing in by password or API key, signing out, and the page of a one-time link."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from catalog.errors import InvalidQuery, KeyRefused, NotFound
from catalog.store.access.keys import ApiKey
from catalog.store.access.links import find_link, use_link
from catalog.store.access.passwords import LONGEST, SHORTEST, hash_password, require_good_password
from catalog.store.access.people import LONGEST_EMAIL, Person
from catalog.web.http.params import TypedText
from catalog.web.http.return_path import return_path
from catalog.web.http.same_origin import SameOrigin
from catalog.web.pages.desk.private import lone_page
from catalog.web.pages.editor_session import PATH, sign_in, sign_out
from catalog.web.services.auth import count_guess, presented_key, require_few_guesses
from catalog.web.services.passwords import forget_wrong_passwords, person_of_password
from catalog.web.services.services import ProvidedServices, Services

router = APIRouter(prefix=PATH, include_in_schema=False, default_response_class=Response)

Token = Annotated[str, Path(max_length=100)]
Password = Annotated[str, Form(max_length=1_000)]


def sign_in_page(request: Request, problem: str | None, to: str, email: str = "", status: int = 200) -> Response:
    """Return the page with the sign-in form. ``to`` is where it leads afterwards."""
    context = {"problem": problem, "to": return_path(to, PATH), "email": email}
    return lone_page(request, "desk_sign_in.html", context, status)


@router.post("/sign-in", dependencies=[SameOrigin])
def post_sign_in(
    request: Request,
    services: ProvidedServices,
    key: Annotated[str, Form(max_length=200)] = "",
    email: Annotated[TypedText, Form(max_length=2 * LONGEST_EMAIL)] = "",
    password: Password = "",
    to: Annotated[str, Form(max_length=4_000)] = "",
) -> Response:
    """Begin a session with a password or a key. The browser stores the session's token, and neither of these."""
    if not key and not email:
        raise InvalidQuery("Fill in the e-mail address and the password, or an API key.", stated="", field="email")
    try:
        who = _who(request, services, key.strip(), email, password)
    except KeyRefused as error:
        return sign_in_page(request, str(error), to, email, HTTPStatus.FORBIDDEN)
    answer = RedirectResponse(return_path(to, PATH), HTTPStatus.SEE_OTHER)
    sign_in(request, services, who, answer)
    return answer


def _who(request: Request, services: Services, key: str, email: str, password: str) -> ApiKey | Person:
    """Return who signs in.

    Raises:
        KeyRefused: nobody does. The text says why.
    """
    if email:
        return person_of_password(request, services, email, password)
    creation = "An operator creates keys: catalog keys create --role editor"
    try:
        presented = presented_key(request, services, key)
    except KeyRefused as error:
        raise KeyRefused(f"{error} {creation}") from error
    if not presented.holder.may("editor"):
        raise KeyRefused(f"This key has the role {presented.holder.role}, not editor. {creation}")
    return presented


@router.post("/sign-out", dependencies=[SameOrigin])
def post_sign_out(request: Request, services: ProvidedServices) -> Response:
    """End the session."""
    answer = RedirectResponse(PATH, HTTPStatus.SEE_OTHER)
    sign_out(request, services, answer)
    return answer


@router.get("/welcome/{token}")
def get_welcome(request: Request, services: ProvidedServices, token: Token) -> Response:
    """Show the form for a password. Looking does not use the link, since programs look at links in messages."""
    person = _person_of_link(request, services, token)
    return _welcome_page(request, person, None)


@router.post("/welcome/{token}", dependencies=[SameOrigin])
def post_welcome(request: Request, services: ProvidedServices, token: Token, password: Password = "") -> Response:
    """Use the link: keep the password, end former sessions of the person, and sign in."""
    person = _person_of_link(request, services, token)
    try:
        require_good_password(password, person.name, person.email)
    except InvalidQuery as error:
        return _welcome_page(request, person, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    hashed = hash_password(password)
    with services.database.write() as transaction:
        person = use_link(transaction, token, hashed)
    forget_wrong_passwords(services, person.email)
    answer = RedirectResponse(f"{PATH}/account", HTTPStatus.SEE_OTHER)
    sign_in(request, services, person, answer)
    return answer


def _person_of_link(request: Request, services: Services, token: str) -> Person:
    require_few_guesses(request, services)
    with services.database.read() as transaction:
        person = find_link(transaction, token)
    if person is None:
        count_guess(request, services)
        raise NotFound("This link was used already, was replaced, or is too old. Ask an admin for a new one.")
    return person


def _welcome_page(request: Request, person: Person, problem: str | None, status: int = 200) -> Response:
    context = {"person": person, "problem": problem, "shortest": SHORTEST, "longest": LONGEST}
    return lone_page(request, "desk_welcome.html", context, status)
