"""Where a request reads: from the standby if it is near, else from the primary. If one fails, the other answers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.store.standby import Reading, Standby, reading

_READS = frozenset({"GET", "HEAD"})
"""Methods that can be answered once more. All others read what can be written: the primary."""


class StandbyReads:
    """ASGI middleware that answers a request to read once more from the other database if the first one failed."""

    def __init__(self, app: ASGIApp, standby: Standby) -> None:
        self.app = app
        self.standby = standby

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] not in _READS:
            await self.app(scope, receive, send)
            return
        first, before = Reading(from_standby=self.standby.is_near()), dict(scope)
        if not await self._is_answered(first, scope, receive, send):
            # The layers around this one read there which route answered.
            scope.clear()
            scope.update(before)
            with reading(Reading(from_standby=not first.from_standby)):
                await self.app(scope, receive, send)

    async def _is_answered(self, how: Reading, scope: Scope, receive: Receive, send: Send) -> bool:
        """Pass an answer on, unless it only says that the database has failed."""
        is_held = False

        async def send_unless_failed(message: Message) -> None:
            """Pass a message on, or hold the whole answer back."""
            nonlocal is_held
            if message["type"] == "http.response.start":
                is_held = how.has_failed and message["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR
            if not is_held:
                await send(message)

        with reading(how):
            await self.app(scope, receive, send_unless_failed)
        return not is_held
