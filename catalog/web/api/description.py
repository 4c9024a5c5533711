"""The API's description (OpenAPI). The errors that any route may answer are added here.

Each route states only its own answers, such as what a 404 or 409 means there. The answers that follow from the
kind of a route are defined here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.routing import APIRoute

from catalog.web.http.params import FORMATS
from catalog.web.http.problems import MEDIA_TYPE, Problem
from catalog.web.http.responses import Responses
from catalog.web.views.api_examples import CAS_RN, NUMBER, Example, examples
from catalog.web.views.api_reference import SUBJECTS

ApiDescription = dict[str, Any]

INVALID: Responses = {422: {"model": Problem}}
"""Given to every route, so that the description includes the schema of problems and its texts."""

WORDS = "\n".join(
    (
        "Errors are problem documents (RFC 9457). Some parameters have a chemical `format` that no schema can check.",
        "Other texts are answered with 422:",
        "",
        *(f"- `{name}`: {says}" for name, says in FORMATS.items()),
    )
)
"""The introduction to the whole API."""

TAGS = [{"name": name, "description": title} for name, title in SUBJECTS.items()]
"""The subjects of the operations, for programs that group them."""

CONTENT: ApiDescription = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Operation(NamedTuple):
    """One method of one path, as the description has it."""

    path: str
    method: str
    says: ApiDescription

    def is_public_api(self) -> bool:
        """Tell whether it is under the API's address. Parameters are read strictly there, and clients are limited."""
        return self.path.startswith("/api/")

    def needs_key(self) -> bool:
        """Tell whether it needs a key."""
        return "security" in self.says

    def names_one(self) -> bool:
        """Tell whether its path names something that may not exist."""
        return "{" in self.path

    def has_body(self) -> bool:
        """Tell whether the request has a body."""
        return "requestBody" in self.says

    def writes(self) -> bool:
        """Tell whether it changes stored data."""
        return self.needs_key() and self.method != "get"

    def reads(self) -> bool:
        """Tell whether its answers carry an entity tag. A route whose answer is a stream states its headers itself."""
        states_headers = "headers" in self.says["responses"].get("200", {})
        return self.is_public_api() and self.method == "get" and not states_headers

    def has_precondition(self) -> bool:
        """Tell whether it needs the entity tag of what it changes."""
        return any(parameter["name"] == "if-match" for parameter in self.says.get("parameters", ()))


class CommonResponse(NamedTuple):
    """An answer that every operation of a kind may give.

    Attributes:
        status: its HTTP status.
        name: its name among the components of the description.
        says: when it is given.
        given_by: tells which operations give it.
        headers: the meaning of each header, by name; all are always sent.
        content: its media types.
    """

    status: int
    name: str
    says: str
    given_by: Callable[[Operation], bool]
    headers: Mapping[str, str] = {}
    content: ApiDescription = CONTENT

    def reference(self) -> str:
        """Return the reference to it."""
        return f"#/components/responses/{self.name}"

    def document(self) -> ApiDescription:
        """Return it as a component of the description."""
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
"""For errors before the application is reached: the server itself answers in plain text."""

ANSWERS = (
    CommonResponse(304, "NotModified", "The client has this answer (`If-None-Match`).", Operation.reads, TAG, {}),
    CommonResponse(400, "BadRequest", "The request or its body cannot be read.", _every, {}, BY_SERVER),
    CommonResponse(
        401,
        "Unauthorized",
        "The key is missing or not known.",
        Operation.needs_key,
        {"WWW-Authenticate": "How to send a key."},
    ),
    CommonResponse(403, "Forbidden", "The key may not do this.", Operation.needs_key),
    CommonResponse(404, "NotFound", "Not found.", Operation.names_one),
    CommonResponse(
        405,
        "MethodNotAllowed",
        "The address does not take this method.",
        _every,
        {"Allow": "The methods that it takes."},
    ),
    CommonResponse(408, "RequestTimeout", "The request took too long to arrive.", _every),
    CommonResponse(409, "Conflict", "The change does not fit the present data.", Operation.writes),
    CommonResponse(412, "PreconditionFailed", "It was changed after you read it.", Operation.has_precondition),
    CommonResponse(413, "ContentTooLarge", "The body is too large.", Operation.has_body),
    CommonResponse(
        422,
        "UnprocessableContent",
        "A value cannot be read; `errors` names it.",
        Operation.is_public_api,
    ),
    CommonResponse(428, "PreconditionRequired", "If-Match is missing.", Operation.has_precondition),
    CommonResponse(431, "RequestHeaderFieldsTooLarge", "The address and headers together are too long.", _every),
    CommonResponse(
        429,
        "TooManyRequests",
        "You have sent too many requests.",
        Operation.is_public_api,
        {"Retry-After": "Seconds to wait before the next request."},
    ),
    CommonResponse(500, "InternalServerError", "An unexpected error; it was logged.", _every),
    CommonResponse(
        503,
        "ServiceUnavailable",
        "The database is not available, or the server is too busy.",
        _every,
        {},
        BY_SERVER,
    ),
    CommonResponse(507, "InsufficientStorage", "There is no room left to store this.", Operation.writes),
)


class DescribedApplication(FastAPI):
    """An application that describes every answer."""

    def openapi(self) -> ApiDescription:
        """Return the description. It is built once."""
        if self.openapi_schema is None:
            self.openapi_schema = describe_answers(super().openapi())
        return self.openapi_schema


def operation_id(route: APIRoute) -> str:
    """Return the name of an operation, which generated clients give to their function.

    It is the name of the route's function. A product's address with its supplier is another operation.
    """
    return f"{route.name}_of_supplier" if "/suppliers/{supplier}/products/{" in route.path else route.name


def describe_answers(description: ApiDescription) -> ApiDescription:
    """Add the common answers to the operations of a description, and examples. All errors are problems.

    No key is needed unless an operation says so.
    """
    description["security"] = []
    operations = [
        Operation(path, method, says)
        for path, methods in description["paths"].items()
        for method, says in methods.items()
    ]
    for operation in operations:
        _describe(operation)
    used = {answer["$ref"] for one in operations for answer in one.says["responses"].values() if "$ref" in answer}
    description["components"]["responses"] = {
        answer.name: answer.document() for answer in ANSWERS if answer.reference() in used
    }
    by_name = {operation.says["operationId"]: operation for operation in operations}
    for example in examples(NUMBER, CAS_RN):
        _give_example(by_name[example.operation], example)
    return description


def _give_example(operation: Operation, example: Example) -> None:
    """Add an example to the parameters and the body of its operation. Examples with a file are only on the page."""
    stated = {**example.parts, **example.query}
    for parameter in operation.says.get("parameters", ()):
        if parameter["name"] in stated:
            value = _typed(stated[parameter["name"]], parameter["schema"])
            parameter.setdefault("examples", {})[example.anchor] = {"summary": example.title, "value": value}
    if example.body is not None:
        content = operation.says["requestBody"]["content"]["application/json"]
        content.setdefault("examples", {})[example.anchor] = {"summary": example.title, "value": dict(example.body)}


def _typed(text: str, schema: ApiDescription) -> str | int:
    return int(text) if schema.get("type") == "integer" else text


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
            responses.setdefault(str(answer.status), {"$ref": answer.reference()})
    if operation.reads():
        responses["200"]["headers"] = {
            name: {"description": says, "required": True, "schema": {"type": "string"}} for name, says in TAG.items()
        }


def _leave_out_null(schema: ApiDescription) -> None:
    """Remove null from a parameter's schema: an address cannot hold null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema.update(kinds[0])
