"""Who asks: API keys as ``Authorization: Bearer KEY``, what each role may do, and the slowing down of guesses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import BackgroundTasks, Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from catalog.errors import KeyRefused
from catalog.store.access.keys import ApiKey, KeyHolder, Role, find_key
from catalog.web.http.limiter import WRONG_KEYS, client_of
from catalog.web.services.services import ProvidedServices, Services

logger = logging.getLogger("catalog.web")

bearer = HTTPBearer(auto_error=False, description="An API key, made by `catalog keys create`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def role_required(role: Role) -> Callable[[Request, ProvidedServices, Credentials, BackgroundTasks], KeyHolder]:
    """A dependency that lets only keys of a role (or more) pass."""

    def require(
        request: Request, services: ProvidedServices, credentials: Credentials, tasks: BackgroundTasks
    ) -> KeyHolder:
        if credentials is None:
            raise KeyRefused("This needs an API key: send it as Authorization: Bearer KEY.")
        key = presented_key(request, services, credentials.credentials)
        if not key.holder.may(role):
            message = f"This needs a key of the role {role}; yours is {key.holder.role}."
            raise HTTPException(HTTPStatus.FORBIDDEN, message)
        tasks.add_task(services.last_uses.note, key)
        return key.holder

    return require


def presented_key(request: Request, services: Services, text: str) -> ApiKey:
    """The key that a client presents.

    Raises:
        TooManyRequests: too many wrong ones came from there; this one is not even looked at.
        KeyRefused: it is not known, has expired or was revoked.
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
    """Do nothing where a client has not guessed too often.

    Raises:
        TooManyRequests: it has; whatever it presents is not to be looked at, or the limit would not slow guesses.
    """
    services.limiter.require(WRONG_KEYS, client_of(request.scope))


def count_guess(request: Request, services: Services) -> None:
    """Count and log that a client presented what opens nothing."""
    client = client_of(request.scope)
    services.limiter.spend(WRONG_KEYS, client)
    logger.warning(
        "A wrong key came from %s, number %d within a minute", client, services.limiter.used(WRONG_KEYS, client)
    )


Editor = Annotated[KeyHolder, Depends(role_required("editor"))]
