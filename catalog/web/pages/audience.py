"""Who reads: whether a request comes from somebody who may see prices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import BackgroundTasks, Request
from starlette.concurrency import run_in_threadpool

from catalog.store.access.keys import KeyHolder
from catalog.store.facts.shown_prices import hide_prices
from catalog.web.http.audience import WORDS, Audience
from catalog.web.pages.editor_session import session_of
from catalog.web.services.auth import presented_key
from catalog.web.services.services import ProvidedServices, Services

_SCHEME = "bearer "


def shows_prices_to(audience: Audience) -> Callable[[Request, ProvidedServices, BackgroundTasks], Awaitable[None]]:
    """Return a dependency that hides prices from all but an audience, for all that is done for the request.

    Editors always see them where they sign in or send a key: they could not edit what they do not see.
    """

    async def hide(request: Request, services: ProvidedServices, tasks: BackgroundTasks) -> None:
        """Find out who asks, and hide the prices or not."""
        holder = await run_in_threadpool(_holder_of, request, services, tasks)
        sees = holder is not None and (audience == "signed-in" or holder.may("editor"))
        hide_prices(None if sees else WORDS[audience])

    return hide


def _holder_of(request: Request, services: Services, tasks: BackgroundTasks) -> KeyHolder | None:
    """Return who sent a key or is signed in, or None.

    Raises:
        KeyRefused: the key is unknown, has expired or was revoked.
        TooManyRequests: too many wrong keys came from this client.
    """
    stated = request.headers.get("authorization", "")
    if stated.lower().startswith(_SCHEME):
        key = presented_key(request, services, stated[len(_SCHEME) :].strip())
        tasks.add_task(services.last_uses.note, key)
        return key.holder
    session = session_of(request, services, tasks)
    return None if session is None else session.holder
