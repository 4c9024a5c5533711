"""Who asks: API keys as ``Authorization: Bearer KEY``, and what each role may do."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from catalog.store.keys import KeyHolder, Role, find_key_holder
from catalog.web.services import Provided

bearer = HTTPBearer(auto_error=False, description="An API key, made by `catalog keys create`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def role_required(role: Role) -> Callable[[Provided, Credentials], KeyHolder]:
    """A dependency that lets only keys of a role (or more) pass."""

    def require(services: Provided, credentials: Credentials) -> KeyHolder:
        if credentials is None:
            raise _unauthorized("This needs an API key: send it as Authorization: Bearer KEY.")
        with services.database.read() as transaction:
            holder = find_key_holder(transaction, credentials.credentials)
        if holder is None:
            raise _unauthorized("This API key is not known.")
        if not holder.may(role):
            raise HTTPException(HTTPStatus.FORBIDDEN, f"This needs a key of the role {role}; yours is {holder.role}.")
        return holder

    return require


def _unauthorized(detail: str) -> HTTPException:
    return HTTPException(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})


Editor = Annotated[KeyHolder, Depends(role_required("editor"))]
