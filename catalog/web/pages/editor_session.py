"""The session of an editor. Its token is in a cookie that scripts cannot read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import BackgroundTasks, Depends, HTTPException, Request
from starlette.responses import Response

from catalog.store.access.keys import ApiKey, KeyHolder
from catalog.store.access.sessions import LONGEST, Session, begin_session, end_session, find_session
from catalog.web.services.services import ProvidedServices, Services

COOKIE = "catalog_session"
PATH = "/editor"
MARK = "catalog_desk"
"""The cookie that tells the scripts of public pages that an editor is signed in. It opens nothing: public pages are the
same for everybody, and a script shows the links to the desk that each of them has.
"""


def token_of(request: Request) -> str:
    """Return the token that a browser sent, or an empty text."""
    return request.cookies.get(COOKIE, "")


def session_of(request: Request, services: ProvidedServices, tasks: BackgroundTasks) -> Session | None:
    """Return an editor's session, or None if there is none, it has ended, or its key may not edit."""
    token = token_of(request)
    if not token:
        return None
    with services.database.read() as transaction:
        session = find_session(transaction, token)
    if session is None or not session.key.holder.may("editor"):
        return None
    tasks.add_task(services.last_uses.note, session.key, session)
    return session


CurrentSession = Annotated[Session | None, Depends(session_of)]


def signed_in_editor(session: CurrentSession) -> KeyHolder:
    """Return the editor who is signed in.

    Raises:
        HTTPException: nobody is signed in.
    """
    if session is None:
        raise HTTPException(HTTPStatus.FORBIDDEN, "Sign in at /editor with a key of the role editor.")
    return session.key.holder


Editor = Annotated[KeyHolder, Depends(signed_in_editor)]


def sign_in(request: Request, services: Services, key: ApiKey, answer: Response) -> None:
    """Begin a session with a new token, and send the token to the browser. A former session of the browser ends."""
    with services.database.write() as transaction:
        end_session(transaction, token_of(request))
        token = begin_session(transaction, key)
    seconds = int(LONGEST.total_seconds())
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=seconds, path=PATH, httponly=True, samesite="lax", secure=secure)
    answer.set_cookie(MARK, "1", max_age=seconds, path="/", samesite="lax", secure=secure)


def sign_out(request: Request, services: Services, answer: Response) -> None:
    """End the browser's session, and delete its cookie."""
    token = token_of(request)
    if token:
        with services.database.write() as transaction:
            end_session(transaction, token)
    secure = request.url.scheme == "https"
    answer.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax", secure=secure)
    answer.delete_cookie(MARK, path="/", samesite="lax", secure=secure)
