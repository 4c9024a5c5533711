"""Authentication: API keys as ``Authorization: Bearer KEY``, the rights of each role, and a limit on guesses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import BackgroundTasks, Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from catalog.errors import KeyRefused
from catalog.store.access.keys import ApiKey, KeyHolder, find_key
from catalog.store.access.roles import Role
from catalog.store.writing.intake_log import Run
from catalog.store.writing.products import Author
from catalog.web.http.limiter import WRONG_KEYS, client_of
from catalog.web.services.services import ProvidedServices, Services

logger = logging.getLogger("catalog.web")

bearer = HTTPBearer(auto_error=False, description="An API key, made by `catalog keys create`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def role_required(role: Role) -> Callable[[Request, ProvidedServices, Credentials, BackgroundTasks], KeyHolder]:
    """Return a dependency that accepts only keys of a role or a higher one."""

    def require(
        request: Request, services: ProvidedServices, credentials: Credentials, tasks: BackgroundTasks
    ) -> KeyHolder:
        """Return the holder of the request's key."""
        if credentials is None:
            raise KeyRefused("This needs an API key. Send it as Authorization: Bearer KEY.")
        key = presented_key(request, services, credentials.credentials)
        if not key.holder.may(role):
            message = f"This needs a key of the role {role}; yours is {key.holder.role}."
            raise HTTPException(HTTPStatus.FORBIDDEN, message)
        tasks.add_task(services.last_uses.note, key)
        return key.holder

    return require


def presented_key(request: Request, services: Services, text: str) -> ApiKey:
    """Return the key that a client presents.

    Raises:
        TooManyRequests: too many wrong keys came from this client; this one is not even looked at.
        KeyRefused: the key is unknown, has expired or was revoked.
    """
    require_few_guesses(request, services)
    with services.database.read() as transaction:
        key = find_key(transaction, text)
    if key is None:
        count_guess(request, services)
        raise KeyRefused("This API key is not known.")
    key.require_usable()
    return key


def require_few_guesses(request: Request, services: Services) -> None:
    """Check that a client has not guessed too often.

    Raises:
        TooManyRequests: it has. Its key must not be looked at, or the limit would not slow down guesses.
    """
    services.limiter.require(WRONG_KEYS, client_of(request.scope))


def count_guess(request: Request, services: Services) -> None:
    """Count and log a wrong key or token of a client."""
    client = client_of(request.scope)
    services.limiter.spend(WRONG_KEYS, client)
    logger.warning(
        "A wrong key came from %s, number %d within a minute", client, services.limiter.used(WRONG_KEYS, client)
    )


def author_of(holder: KeyHolder, reason: str | None = None) -> Author:
    """Return the author of a change that the holder of a key or session makes, with the reason if one is given."""
    return Author(holder.name, person=holder.person, reason=(reason or "").strip() or None)


def is_own(holder: KeyHolder, actor: str, person: int | None) -> bool:
    """Tell whether somebody began a piece of work: the same person, or a key of the same name."""
    return (person, actor) == (None, holder.name) if holder.person is None else person == holder.person


def may_undo(holder: KeyHolder, run: Run) -> bool:
    """Tell whether somebody may undo or redo a run.

    Editors may if the same person began it, or a key of the same name.
    """
    return holder.may("editor" if is_own(holder, run.actor, run.person) else "approver")


def require_may_undo(holder: KeyHolder, run: Run) -> None:
    """Check that somebody may undo or redo a run.

    Raises:
        HTTPException: it is the run of somebody else.
    """
    if not may_undo(holder, run):
        message = f"Run {run.number} was begun by {run.actor}. Undoing or redoing it needs the role approver"
        raise HTTPException(HTTPStatus.FORBIDDEN, f"{message}; yours is {holder.role}.")


def require_own(holder: KeyHolder, actor: str, person: int | None, doing: str) -> None:
    """Check that somebody began a piece of work, or is an approver.

    Raises:
        HTTPException: it was begun by somebody else.
    """
    if not is_own(holder, actor, person) and not holder.may("approver"):
        message = f"This was begun by {actor}. {doing} needs the role approver"
        raise HTTPException(HTTPStatus.FORBIDDEN, f"{message}; yours is {holder.role}.")


Editor = Annotated[KeyHolder, Depends(role_required("editor"))]
Admin = Annotated[KeyHolder, Depends(role_required("admin"))]
