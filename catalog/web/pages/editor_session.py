"""The session of a browser that signed in. Its token is in a cookie that scripts cannot read."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import BackgroundTasks, Depends, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from catalog.store.access.keys import ApiKey, KeyHolder
from catalog.store.access.people import Person
from catalog.store.access.roles import Right, Role
from catalog.store.access.sessions import (
    LONGEST,
    Session,
    begin_persons_session,
    begin_session,
    end_session,
    find_session,
)
from catalog.web.http.negotiation import choose_offer
from catalog.web.services.services import ProvidedServices, Services

COOKIE = "catalog_session"
PATH = "/editor"
EVERYWHERE = "/"
SIGN_IN_PATHS = (PATH, f"{PATH}/sign-in", f"{PATH}/sign-out")
"""The page of the sign-in, which is that of the desk for whoever has signed in, and where its forms go."""
MARK = "catalog_desk"
"""The cookie that tells the scripts of public pages that an editor is signed in. It opens nothing: a script shows the
links to the desk that each public page has.
"""
EDITING = Right("Have links to the desk on public pages", "editor")
FORMS = (("application/json", "problem"), ("text/html", "page"))
"""What a signed-out client may want: a browser is led to the sign-in page, a program is told."""


def token_of(request: Request) -> str:
    """Return the token that a browser sent, or an empty text."""
    return request.cookies.get(COOKIE, "")


def session_of(request: Request, services: ProvidedServices, tasks: BackgroundTasks) -> Session | None:
    """Return the session of a browser, or None if there is none or it has ended."""
    token = token_of(request)
    if not token:
        return None
    with services.database.read() as transaction:
        session = find_session(transaction, token)
    if session is not None:
        tasks.add_task(services.last_uses.note, session.key, session)
    return session


CurrentSession = Annotated[Session | None, Depends(session_of)]


class SignedOut(HTTPException):
    """Nobody is signed in. To a form that was sent, the answer for a browser keeps what was typed."""

    def __init__(self) -> None:
        """Set the words that a program reads."""
        super().__init__(HTTPStatus.FORBIDDEN, "Sign in at /editor with a key of the role editor, or as a person.")


def session_required(role: Role) -> Callable[[Request, CurrentSession], Session]:
    """Return a dependency that lets in only those who signed in and have a role or a higher one."""

    def require(request: Request, session: CurrentSession) -> Session:
        """Return the session.

        Raises:
            HTTPException: nobody is signed in, or the role is too low. A browser that wants to read a page is sent to
                the sign-in page, which leads back.
        """
        if session is None:
            raise _signed_out(request)
        require_role(session, role)
        return session

    return require


def require_role(session: Session, role: Role) -> KeyHolder:
    """Return who signed in.

    Raises:
        HTTPException: the role is too low.
    """
    if not session.holder.may(role):
        message = f"This page needs the role {role}; yours is {session.holder.role}."
        raise HTTPException(HTTPStatus.FORBIDDEN, message)
    return session.holder


def _signed_out(request: Request) -> HTTPException:
    address = _sign_in_address(request)
    return (
        SignedOut() if address is None else HTTPException(HTTPStatus.SEE_OTHER, "Sign in first.", {"Location": address})
    )


def to_sign_in(request: Request) -> Response | None:
    """Return the way to the sign-in page, which leads back, or None if a page is not what the client wants."""
    address = None if request.url.path.startswith("/api/") else _sign_in_address(request)
    return None if address is None else RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _sign_in_address(request: Request) -> str | None:
    if request.method != "GET" or choose_offer(request.headers.get("accept"), FORMS) != "page":
        return None
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{PATH}?to={quote(wanted, safe='/')}"


SignedIn = Annotated[Session, Depends(session_required("reader"))]
AdminSession = Annotated[Session, Depends(session_required("admin"))]


def signed_in_editor(session: Annotated[Session, Depends(session_required("editor"))]) -> KeyHolder:
    """Return the editor who is signed in."""
    return session.holder


def signed_in_approver(session: Annotated[Session, Depends(session_required("approver"))]) -> KeyHolder:
    """Return the approver who is signed in."""
    return session.holder


Editor = Annotated[KeyHolder, Depends(signed_in_editor)]
Approver = Annotated[KeyHolder, Depends(signed_in_approver)]


def sign_in(request: Request, services: Services, who: ApiKey | Person, answer: Response) -> None:
    """Begin a session with a new token, and send the token to the browser. A former session of the browser ends."""
    browser = request.headers.get("user-agent", "")
    with services.database.write() as transaction:
        end_session(transaction, token_of(request))
        if isinstance(who, Person):
            token = begin_persons_session(transaction, who, browser)
        else:
            token = begin_session(transaction, who, browser)
    seconds = int(LONGEST.total_seconds())
    secure = request.url.scheme == "https"
    path, other = (EVERYWHERE, PATH) if _is_known_everywhere(services) else (PATH, EVERYWHERE)
    answer.set_cookie(COOKIE, token, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure)
    # One from before the setting changed would be sent too.
    answer.delete_cookie(COOKIE, path=other, httponly=True, samesite="lax", secure=secure)
    if EDITING.belongs_to(who.role if isinstance(who, Person) else who.holder.role):
        answer.set_cookie(MARK, "1", max_age=seconds, path="/", samesite="lax", secure=secure)


def sign_out(request: Request, services: Services, answer: Response) -> None:
    """End the browser's session, and delete its cookie."""
    token = token_of(request)
    if token:
        with services.database.write() as transaction:
            end_session(transaction, token)
    secure = request.url.scheme == "https"
    for path in (PATH, EVERYWHERE):
        answer.delete_cookie(COOKIE, path=path, httponly=True, samesite="lax", secure=secure)
    answer.delete_cookie(MARK, path="/", samesite="lax", secure=secure)


def _is_known_everywhere(services: Services) -> bool:
    """Tell whether the browser sends the session everywhere, not to the desk alone: other pages ask who reads them."""
    return services.site.is_private or services.site.prices == "signed-in"
