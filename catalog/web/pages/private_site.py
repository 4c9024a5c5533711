"""A private site: whoever has not signed in and sends no key sees the sign-in, and nothing of the catalog."""

from __future__ import annotations

from fastapi import BackgroundTasks, Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from catalog.errors import CatalogError, KeyRefused
from catalog.web.http.problems import ProblemPage, problem_response_of
from catalog.web.http.security import STATIC
from catalog.web.pages.editor_session import PATH, SIGN_IN_PATHS, session_of, to_sign_in
from catalog.web.services.auth import presented_key
from catalog.web.services.services import Services

OPEN = ("/healthz", "/readyz", "/favicon.ico", "/brand/logo", "/brand/accent.css", *SIGN_IN_PATHS)
"""What anybody may see: health, what the sign-in page is made of, and the sign-in."""
OPEN_BELOW = (STATIC, f"{PATH}/welcome/")
"""The beginnings of further such paths: static files, and one-time links."""
METRICS = "/metrics"
"""It may have a token of its own."""


class PrivateSite:
    """ASGI middleware that lets only those in who are known: by a session, or by a key of any role."""

    def __init__(self, app: ASGIApp, services: Services, problem_page: ProblemPage) -> None:
        self.app = app
        self.services = services
        self.problem_page = problem_page
        self.open = OPEN if services.site.metrics_token is None else (*OPEN, METRICS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or lead to the sign-in."""
        if scope["type"] != "http" or scope["path"] in self.open or scope["path"].startswith(OPEN_BELOW):
            await self.app(scope, receive, send)
            return
        request, tasks = Request(scope, receive), BackgroundTasks()
        try:
            is_known = await run_in_threadpool(self._is_known, request, tasks)
        except CatalogError as error:
            await problem_response_of(self.problem_page, request, error)(scope, receive, send)
            return
        if is_known:
            await self.app(scope, receive, send)
            await tasks()
            return
        answer = to_sign_in(request)
        if answer is None:
            refused = KeyRefused(f"This catalog is private. Sign in at {PATH}, or send an API key.")
            answer = problem_response_of(self.problem_page, request, refused)
        await answer(scope, receive, send)

    def _is_known(self, request: Request, tasks: BackgroundTasks) -> bool:
        """Tell whether a request has a session or a key.

        Raises:
            KeyRefused: its key is not known, has expired or was revoked.
            TooManyRequests: too many wrong keys came from this client.
        """
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            tasks.add_task(self.services.last_uses.note, presented_key(request, self.services, key.strip()))
            return True
        return session_of(request, self.services, tasks) is not None
