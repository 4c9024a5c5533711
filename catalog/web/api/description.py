"""The API's description (OpenAPI): to what the routes say of themselves it adds the errors that any of them may answer.

Routes state what is theirs alone: what a 404 or 409 means there. What follows from a route's kind stands here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fastapi import FastAPI

from catalog.web.http.params import FORMATS
from catalog.web.http.problems import MEDIA_TYPE, Problem
from catalog.web.http.responses import Responses

ApiDescription = dict[str, Any]

INVALID: Responses = {422: {"model": Problem}}
"""What a route is told, so that the schema of problems is in the description; its words come from here too."""

WORDS = "\n".join(
    (
        "Errors are problems as RFC 9457 describes them. Some texts are of a kind that only chemistry can tell; their",
        "`format` says which, and what is not of it is answered with 422:",
        "",
        *(f"- `{name}`: {says}" for name, says in FORMATS.items()),
    )
)
"""What there is to say of the whole API."""

CONTENT: ApiDescription = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Operation(NamedTuple):
    """One method of one path, as it is described."""

    path: str
    method: str
    says: ApiDescription

    def is_public_api(self) -> bool:
        """Whether it is under the API's address, where parameters are read strictly and clients are limited."""
        return self.path.startswith("/api/")

    def needs_key(self) -> bool:
        """Whether it is for those with a key."""
        return "security" in self.says

    def names_one(self) -> bool:
        """Whether its path names something that may not be there."""
        return "{" in self.path

    def has_body(self) -> bool:
        """Whether something is sent to it."""
        return "requestBody" in self.says

    def writes(self) -> bool:
        """Whether it changes what is kept."""
        return self.needs_key() and self.method != "get"

    def reads(self) -> bool:
        """Whether its answers carry an entity tag."""
        return self.is_public_api() and self.method == "get"

    def has_precondition(self) -> bool:
        """Whether it changes only what is as the client knows it."""
        return any(parameter["name"] == "if-match" for parameter in self.says.get("parameters", ()))


class CommonResponse(NamedTuple):
    """An answer that every operation of some kind may give.

    Attributes:
        status: its status.
        name: its name among the components of the description.
        says: when it is given.
        given_by: tells the operations that give it.
        headers: what its headers mean, by name; all of them are always there.
        content: its media types.
    """

    status: int
    name: str
    says: str
    given_by: Callable[[Operation], bool]
    headers: Mapping[str, str] = {}
    content: ApiDescription = CONTENT

    def document(self) -> ApiDescription:
        """It as a component of the description."""
        headers = {
            name: {"description": says, "required": True, "schema": {"type": "string"}}
            for name, says in self.headers.items()
        }
        parts = {"description": self.says, "headers": headers, "content": self.content}
        return {name: part for name, part in parts.items() if part}


def _every(_operation: Operation) -> bool:
    return True


TAG = {"ETag": "The entity tag of the answer."}
BY_SERVER = {**CONTENT, "text/plain": {"schema": {"type": "string"}}}
"""Of what never reaches the application: the server itself answers that in plain text."""

ANSWERS = (
    CommonResponse(304, "NotModified", "`If-None-Match` names what would be answered.", Operation.reads, TAG, {}),
    CommonResponse(400, "BadRequest", "The request, or its body, cannot be read.", _every, {}, BY_SERVER),
    CommonResponse(
        401,
        "Unauthorized",
        "No key, or one that is not known.",
        Operation.needs_key,
        {"WWW-Authenticate": "How to send a key."},
    ),
    CommonResponse(403, "Forbidden", "The key may not do this.", Operation.needs_key),
    CommonResponse(404, "NotFound", "There is no such thing.", Operation.names_one),
    CommonResponse(
        405,
        "MethodNotAllowed",
        "To any other method at this address.",
        _every,
        {"Allow": "The methods that there are."},
    ),
    CommonResponse(408, "RequestTimeout", "The request did not come to its end in time.", _every),
    CommonResponse(409, "Conflict", "The change does not fit what is kept now.", Operation.writes),
    CommonResponse(412, "PreconditionFailed", "It was changed since it was read.", Operation.has_precondition),
    CommonResponse(413, "ContentTooLarge", "The body is larger than is taken.", Operation.has_body),
    CommonResponse(
        422,
        "UnprocessableContent",
        "Something that was sent cannot be read; `errors` names it.",
        Operation.is_public_api,
    ),
    CommonResponse(428, "PreconditionRequired", "If-Match is missing.", Operation.has_precondition),
    CommonResponse(
        431, "RequestHeaderFieldsTooLarge", "The address and the headers together are longer than is taken.", _every
    ),
    CommonResponse(
        429,
        "TooManyRequests",
        "You have asked for more than your share.",
        Operation.is_public_api,
        {"Retry-After": "Seconds after which to ask again."},
    ),
    CommonResponse(500, "InternalServerError", "Something went wrong that should not have; it was logged.", _every),
    CommonResponse(
        503,
        "ServiceUnavailable",
        "The database cannot be used just now, or the server has too much to do.",
        _every,
        {},
        BY_SERVER,
    ),
    CommonResponse(507, "InsufficientStorage", "There is no room left to keep this.", Operation.writes),
)


class DescribedApplication(FastAPI):
    """An application whose description tells every answer."""

    def openapi(self) -> ApiDescription:
        """The description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = describe_answers(super().openapi())
        return self.openapi_schema


def describe_answers(description: ApiDescription) -> ApiDescription:
    """Add to a description what its operations do not say of themselves; all errors are problems."""
    description["components"]["responses"] = {answer.name: answer.document() for answer in ANSWERS}
    for path, methods in description["paths"].items():
        for method, says in methods.items():
            _describe(Operation(path, method, says))
    return description


def _describe(operation: Operation) -> None:
    for parameter in operation.says.get("parameters", ()):
        _leave_out_null(parameter["schema"])
    responses = operation.says["responses"]
    del responses["422"]
    for status, stated in responses.items():
        if status.startswith(("4", "5")):
            stated["content"] = CONTENT
    for answer in ANSWERS:
        if answer.given_by(operation):
            responses.setdefault(str(answer.status), {"$ref": f"#/components/responses/{answer.name}"})
    if operation.reads():
        responses["200"]["headers"] = {
            name: {"description": says, "required": True, "schema": {"type": "string"}} for name, says in TAG.items()
        }


def _leave_out_null(schema: ApiDescription) -> None:
    """A parameter is a text or it is not there: there is no null in an address."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema.update(kinds[0])
