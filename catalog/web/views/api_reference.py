"""The API's description (OpenAPI) as the documentation page shows it: operations by subject, and documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup, escape

Description = Mapping[str, Any]

SUBJECTS = {
    "products": "Products",
    "search": "Search",
    "compounds": "Compounds",
    "suppliers": "Suppliers",
    "lists": "Regulatory lists",
    "documents": "Documents",
    "checks": "Checks",
    "history": "History and changes",
    "editing": "Editing",
    "intake": "Imports and drafts",
    "review": "Review",
    "people": "People and keys",
    "operation": "Is it running?",
}
"""The headings of the subjects, in their order on the page. Other subjects come last, under their own name."""

_COMPONENT = "#/components/"
_CODE = re.compile(r"`([^`]+)`")


class TypeWords(NamedTuple):
    """What kind of value is expected.

    Attributes:
        text: in words.
        schema: the name of the schema with the details, or None.
    """

    text: str
    schema: str | None


class FieldRow(NamedTuple):
    """A parameter of a request, or a field of a document.

    Attributes:
        name: its name.
        place: "path", "query", "header", or nothing for a field of a document.
        type: its kind of value.
        is_required: whether it must be there.
        says: what it means.
    """

    name: str
    place: str
    type: TypeWords
    is_required: bool
    says: str


class Content(NamedTuple):
    """A body of a request or of an answer, with its media type."""

    media_type: str
    type: TypeWords


class Answer(NamedTuple):
    """An answer, with its status and meaning."""

    status: str
    says: str
    contents: tuple[Content, ...]


class Operation(NamedTuple):
    """One method of one path.

    Attributes:
        anchor: its place on the page.
        method: in capitals.
        path: with the names of its parts in braces.
        summary: in a few words.
        says: what it does.
        needs_key: whether it needs a key.
        fields: its parameters.
        bodies: what may be sent.
        answers: what may come back.
    """

    anchor: str
    method: str
    path: str
    summary: str
    says: str
    needs_key: bool
    fields: tuple[FieldRow, ...]
    bodies: tuple[Content, ...]
    answers: tuple[Answer, ...]


class Subject(NamedTuple):
    """Operations of one subject."""

    anchor: str
    title: str
    operations: tuple[Operation, ...]


class Schema(NamedTuple):
    """What a document holds."""

    name: str
    says: str
    fields: tuple[FieldRow, ...]


def subjects(api: Description) -> list[Subject]:
    """Return all operations, by subject."""
    found: dict[str, list[Operation]] = {subject: [] for subject in SUBJECTS}
    for path, methods in api["paths"].items():
        for method, says in methods.items():
            found.setdefault(says["tags"][0], []).append(_operation(api, path, method, says))
    return [Subject(subject, SUBJECTS.get(subject, subject), tuple(some)) for subject, some in found.items() if some]


def schemas(api: Description) -> list[Schema]:
    """Return what the documents hold that requests and answers name."""
    return [
        Schema(schema_words(name), says.get("description", ""), tuple(_properties(says)))
        for name, says in sorted(api["components"]["schemas"].items())
    ]


def type_words(schema: Description) -> TypeWords:
    """Return what kind of value a schema expects.

    >>> type_words({"type": "array", "items": {"$ref": "#/components/schemas/FindingSchema"}})
    TypeWords(text='list of Finding', schema='Finding')
    >>> type_words({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}).text
    'integer, 1 or more, or null'
    """
    if "$ref" in schema:
        name = schema_words(schema["$ref"].rpartition("/")[2])
        return TypeWords(name, name)
    if "anyOf" in schema:
        return _any_of([type_words(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return TypeWords(" | ".join(f"“{one}”" if isinstance(one, str) else str(one) for one in schema["enum"]), None)
    if schema.get("type") == "array":
        inner = type_words(schema.get("items", {}))
        return TypeWords(f"list of {inner.text}", inner.schema)
    return TypeWords(_plain_words(schema), None)


def _any_of(some: list[TypeWords]) -> TypeWords:
    texts = list(dict.fromkeys(one.text for one in some))
    text = " or ".join(texts) if all("," not in one for one in texts) else ", or ".join(texts)
    return TypeWords(text, next((one.schema for one in some if one.schema), None))


def _plain_words(schema: Description) -> str:
    words = [str(schema.get("type", "any value"))]
    if "const" in schema:
        words = [repr(schema["const"])]
    if "format" in schema:
        words.append(schema["format"])
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        words.append(f"{low} to {high}")
    elif low is not None:
        words.append(f"{low} or more")
    elif high is not None:
        words.append(f"{high} or less")
    return ", ".join(words)


def schema_words(name: str) -> str:
    """Return the name of a schema as it is shown.

    >>> schema_words("ProductSchema"), schema_words("Problem")
    ('Product', 'Problem')
    """
    return name.removesuffix("Schema") or name


def prose(text: str) -> Markup:
    """Return a text with its paragraphs, its lists, and its code as HTML.

    >>> str(prose("Use `q` < 3.\\n\\n- one\\n- `two`"))
    '<p>Use <code>q</code> &lt; 3.</p><ul><li>one</li><li><code>two</code></li></ul>'
    """
    blocks = []
    for block in text.strip().split("\n\n"):
        if block.startswith("- "):
            items = Markup().join(Markup("<li>{}</li>").format(inline(one)) for one in block[2:].split("\n- "))
            blocks.append(Markup("<ul>{}</ul>").format(items))
        elif block:
            blocks.append(Markup("<p>{}</p>").format(inline(block)))
    return Markup().join(blocks)


def inline(text: str) -> Markup:
    """Return a line of text with its code as HTML."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # Escaped.


def _operation(api: Description, path: str, method: str, says: Description) -> Operation:
    answers = [(status, _resolved(api, answer)) for status, answer in sorted(says["responses"].items())]
    return Operation(
        anchor=says["operationId"],
        method=method.upper(),
        path=path,
        summary=says.get("summary", path),
        says=says.get("description", ""),
        needs_key="security" in says,
        fields=tuple(_parameter(parameter) for parameter in says.get("parameters", ())),
        bodies=_contents(_resolved(api, says.get("requestBody", {}))),
        answers=tuple(Answer(status, _meaning(answer), _contents(answer)) for status, answer in answers),
    )


def _meaning(answer: Description) -> str:
    says = str(answer["description"])
    return "" if says == "Successful Response" else says


def _resolved(api: Description, part: Description) -> Description:
    reference = part.get("$ref")
    if reference is None:
        return part
    kind, name = reference.removeprefix(_COMPONENT).split("/")
    found: Description = api["components"][kind][name]
    return found


def _contents(part: Description) -> tuple[Content, ...]:
    return tuple(
        Content(media_type, type_words(content.get("schema", {})))
        for media_type, content in part.get("content", {}).items()
    )


def _parameter(parameter: Description) -> FieldRow:
    return FieldRow(
        parameter["name"],
        parameter["in"],
        type_words(parameter["schema"]),
        parameter.get("required", False),
        parameter.get("description", ""),
    )


def _properties(schema: Description) -> Iterator[FieldRow]:
    required = schema.get("required", ())
    for name, says in schema.get("properties", {}).items():
        yield FieldRow(name, "", type_words(says), name in required, says.get("description", ""))
