"""Facts about all routes together: the methods of a path, and the full template of the route that answered.

FastAPI does not merge included routers, so a route does not know the prefix under which it was included. If several
routes share a path, the first one refuses the methods of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

UNKNOWN = "(no such route)"


def allowed_methods(request: Request) -> list[str]:
    """Return the methods that this path has in any route. A path with GET also has HEAD."""
    found = {
        method
        for route in iter_route_contexts(request.app.routes)
        if route.methods and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods
    }
    # Only files for reading are mounted.
    methods = found or {"GET"}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


class RouteTemplates:
    """The templates of an application's routes with their prefix, as clients see them."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        # A request names the routes that are not FastAPI's own only by their endpoint.
        self._templates: Mapping[int, str] = {
            id(route.original_route if isinstance(route.original_route, APIRoute) else route.endpoint or route.app): (
                route.path or UNKNOWN
            )
            for route in iter_route_contexts(routes)
        }

    def of(self, scope: Scope) -> str:
        """Return the template of the route that answered a request."""
        return self._templates.get(id(scope.get("route") or scope.get("endpoint")), UNKNOWN)
