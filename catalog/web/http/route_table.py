"""What the routes are together: the methods that a path has, and the whole template of the route that answers.

FastAPI keeps an included router whole, so a route knows nothing of the prefix it was included under, and a path whose
methods are several routes is refused by the first of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

UNKNOWN = "(no such route)"


def allowed_methods(request: Request) -> list[str]:
    """The methods that this path has, whichever route has them; HEAD goes where GET does."""
    found = {
        method
        for route in iter_route_contexts(request.app.routes)
        if route.methods and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods
    }
    # What is mounted are files to be read.
    methods = found or {"GET"}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


class RouteTemplates:
    """The templates of an application's routes, as the public sees them: with their prefix."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        # Routes that are not FastAPI's own are known in a request by what answers it.
        self._templates: Mapping[int, str] = {
            id(route.original_route if isinstance(route.original_route, APIRoute) else route.endpoint or route.app): (
                route.path or UNKNOWN
            )
            for route in iter_route_contexts(routes)
        }

    def of(self, scope: Scope) -> str:
        """The template of the route that answered a request."""
        return self._templates.get(id(scope.get("route") or scope.get("endpoint")), UNKNOWN)
