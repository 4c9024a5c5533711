"""The API's people: accounts, their roles and one-time links, for admins."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from catalog.store.access.links import WELCOME_PATH, make_link
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
from catalog.store.access.roles import Role
from catalog.store.access.sessions import count_sessions
from catalog.store.database import Transaction
from catalog.store.json_text import to_json
from catalog.store.writing.forgetting import forget_person
from catalog.web.api.schemas.people import PeopleSchema, PersonLinkSchema, PersonSchema
from catalog.web.http.json_bodies import JsonRoute
from catalog.web.http.params import FilledText, NoParameters, Text, schema_constraint
from catalog.web.http.responses import JSON, Responses, conditional_response, site_address
from catalog.web.services.accounts import require_another
from catalog.web.services.auth import Admin
from catalog.web.services.passwords import forget_wrong_passwords
from catalog.web.services.services import ProvidedServices

router = APIRouter(prefix="/admin/users", tags=["people"], route_class=JsonRoute)

Nothing = Annotated[NoParameters, Query()]
Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="The person's number.")]
MISSING: Responses = {404: {"description": "There is no such person."}}
TAKEN: Responses = {409: {"description": "There is an account for this e-mail address already."}}
OWN: Responses = {409: {"description": "It is the account of the key itself, which another admin must change."}}
DISABLED: Responses = {409: {"description": "The person is disabled."}}
PRIVATE = {"Cache-Control": "no-store"}


class NewPerson(BaseModel):
    """A person to invite."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[FilledText, schema_constraint(format="visible-text", maxLength=LONGEST_NAME)] = Field(
        description="Shown in histories."
    )
    email: Annotated[FilledText, schema_constraint(format="email-address", maxLength=LONGEST_EMAIL)] = Field(
        description="For signing in."
    )
    role: Role


class PersonChanges(BaseModel):
    """Changes to a person. A field that is missing stays as it is."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = Field(None, description="Holds at once, also in open sessions and for the person's keys.")
    disabled: bool | None = Field(None, description="Ends the sessions and the one-time link, and refuses the keys.")


class ForgottenNames(BaseModel):
    """What else is forgotten with a person."""

    model_config = ConfigDict(extra="forbid")

    also: list[Text] = Field(
        [], max_length=20, description="Names without an account in the history that mean this person too."
    )


@router.get("", response_model=PeopleSchema, summary="All people")
def get_people(request: Request, services: ProvidedServices, _admin: Admin, _nothing: Nothing) -> Response:
    """Return everybody with an account, oldest first."""
    with services.database.read() as transaction:
        sessions = count_sessions(transaction)
        items = [_document(person, sessions.get(person.number, 0)) for person in list_people(transaction)]
    return conditional_response(request, to_json({"items": items}), JSON)


@router.post("", status_code=201, response_model=PersonLinkSchema, responses=TAKEN, summary="Invite a person")
def post_person(
    request: Request, services: ProvidedServices, admin: Admin, wanted: NewPerson, _nothing: Nothing
) -> Response:
    """Add a person, and return the one-time link with which they choose a password. No mail is sent."""
    with services.database.write(by=admin) as transaction:
        person = create_person(transaction, wanted.name, wanted.email, wanted.role)
        token = make_link(transaction, person.number)
        document = _present(transaction, person.number)
    return _answer({"person": document, "link": f"{site_address(request)}{WELCOME_PATH}{token}"}, 201)


@router.get("/{user}", response_model=PersonSchema, responses=MISSING, summary="One person")
def get_one_person(
    request: Request, services: ProvidedServices, _admin: Admin, user: Number, _nothing: Nothing
) -> Response:
    """Return one person."""
    with services.database.read() as transaction:
        document = _present(transaction, user)
    return conditional_response(request, to_json(document), JSON)


@router.patch("/{user}", response_model=PersonSchema, responses={**MISSING, **OWN}, summary="Change a person")
def patch_person(
    services: ProvidedServices, admin: Admin, user: Number, changes: PersonChanges, _nothing: Nothing
) -> Response:
    """Change the role of a person, or let the person in no more or again. Nobody changes their own account so."""
    with services.database.write(by=admin) as transaction:
        get_person(transaction, user)
        require_another(admin, user, "your own account")
        if changes.role is not None:
            change_role(transaction, user, changes.role)
        if changes.disabled is not None:
            (disable_person if changes.disabled else enable_person)(transaction, user)
        document = _present(transaction, user)
    return _answer(document)


@router.post(
    "/{user}/forget", response_model=PersonSchema, responses={**MISSING, **OWN}, summary="Forget the name of a person"
)
def post_forget(
    services: ProvidedServices, admin: Admin, user: Number, wanted: ForgottenNames, _nothing: Nothing
) -> Response:
    """Put a pseudonym in the place of a person's name and e-mail address everywhere, and disable the account for good.

    The audit chain stays whole. Texts that people wrote themselves, such as reasons, stay.
    """
    require_another(admin, user, "your own account")
    forget_person(services.database, user, wanted.also, by=admin)
    with services.database.read() as transaction:
        document = _present(transaction, user)
    return _answer(document)


@router.post(
    "/{user}/link",
    status_code=201,
    response_model=PersonLinkSchema,
    responses={**MISSING, **DISABLED},
    summary="Make a one-time link",
)
def post_link(request: Request, services: ProvidedServices, _admin: Admin, user: Number, _nothing: Nothing) -> Response:
    """Return a new one-time link for choosing a password. The former link is void; the former password still works."""
    with services.database.write() as transaction:
        token = make_link(transaction, user)
        document = _present(transaction, user)
    forget_wrong_passwords(services, document["email"])
    return _answer({"person": document, "link": f"{site_address(request)}{WELCOME_PATH}{token}"}, 201)


def _present(transaction: Transaction, number: int) -> dict[str, Any]:
    """Return the document of a person as it is now."""
    return _document(get_person(transaction, number), count_sessions(transaction).get(number, 0))


def _document(person: Person, sessions: int) -> dict[str, Any]:
    return {
        "id": person.number,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "state": person.state,
        "created_at": person.created_at,
        "signed_in_at": person.signed_in_at,
        "disabled_at": person.disabled_at,
        "link_expires_at": person.link_expires_at,
        "sessions": sessions,
    }


def _answer(document: dict[str, Any], status: int = 200) -> Response:
    return Response(to_json(document), status, media_type=JSON, headers=PRIVATE)
