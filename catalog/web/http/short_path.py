"""The short path: ``GET /api/v1/products/{catalog_number}`` and ``…/products?cas=…``, answered before routing.

It answers only what it can answer exactly like the general path. It passes everything else on: unknown products, values
that cannot be read, other parameters, other representations. So every rule stays in one place, and none is here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import NamedTuple, Protocol

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.chemistry.identifiers.cas_rn import parse_cas_rn
from catalog.errors import CatalogError, InvalidCasRn
from catalog.store.database import Database
from catalog.store.reading.listing import Page
from catalog.store.reading.short_reads import FoundProducts, PostgresReads, ShortQuery, SqliteReads, short_reads
from catalog.store.standby import Reading, reading
from catalog.web.http.compression import (
    LEAST_BYTES,
    accepts_gzip,
    compressed_headers,
    compressed_tag,
    gzip,
    varies,
    with_compressed_tag,
    with_variation,
)
from catalog.web.http.preconditions import has_tag, names_tag
from catalog.web.http.responses import JSON, content_tag, list_body, tagged_response, whole
from catalog.web.http.security import RAW_HEADERS

PAGE = 25
"""How many products a list holds if no limit is given. Longer lists have a next page and take the general path."""

KEPT_BYTES = 64 << 20
"""How many bytes of answers one process keeps."""

_LIST = "/api/v1/products"
_ONE = _LIST + "/"
_CAS_QUERY = re.compile(rb"cas=([0-9]{2,7}-[0-9]{2}-[0-9])")
_JSON_ACCEPTED = frozenset({b"*/*", b"application/json", b"application/json, text/plain, */*"})
"""``Accept`` headers of clients that take JSON. The general path reads all others."""


@dataclass(slots=True)
class PreparedAnswer:
    """An answer that can be sent again and again.

    Attributes:
        etag: its entity tag.
        start: the start of the answer with its headers.
        body: the rest.
        unchanged: the start of a 304.
    """

    etag: str
    start: Message
    body: Message
    unchanged: Message
    _compressed: PreparedAnswer | None = None

    def compressed(self) -> PreparedAnswer:
        """Return the answer for clients that accept gzip. It is made once; a short one is not compressed."""
        if self._compressed is None:
            content = self.body["body"]
            if len(content) < LEAST_BYTES:
                return self
            small = gzip(content)
            self._compressed = PreparedAnswer(
                compressed_tag(self.etag.encode()).decode(),
                {**self.start, "headers": compressed_headers(self.start["headers"], len(small))},
                {**self.body, "body": small},
                {**self.unchanged, "headers": with_compressed_tag(self.unchanged["headers"])},
            )
        return self._compressed


class AnswerSource(Protocol):
    """A source of answers."""

    async def find(self, path: str, query: bytes) -> PreparedAnswer | None:
        """Return the answer to a path and query, or None if the general path must answer.

        Raises:
            CatalogError: the store cannot answer now.
        """

    def close(self) -> None:
        """Release what the source holds."""


@dataclass(slots=True)
class CachedAnswers:
    """Answers from SQLite, kept until the next commit by anybody: each request asks the database for commits."""

    reads: SqliteReads
    _state: int = -1
    _bytes: int = 0
    _kept: dict[tuple[str, bytes], PreparedAnswer] = field(default_factory=dict)

    async def find(self, path: str, query: bytes) -> PreparedAnswer | None:
        """Return the answer, from memory or by one read. Both take microseconds, so the event loop may wait."""
        state = self.reads.state()
        if state != self._state:
            self._kept.clear()
            self._state, self._bytes = state, 0
        kept = self._kept.get((path, query))
        if kept is not None:
            return kept
        question = question_of(path, query)
        if question is None:
            return None
        # A commit between the two statements makes this newer than the state it is kept under. It is dropped with that.
        answer = answer_to(question, self.reads.read(question))
        if answer is not None:
            self._keep((path, query), answer)
        return answer

    def close(self) -> None:
        """Close the connection."""
        self.reads.close()

    def _keep(self, key: tuple[str, bytes], answer: PreparedAnswer) -> None:
        size = len(answer.body["body"])
        if self._bytes + size > KEPT_BYTES:
            self._kept.clear()
            self._bytes = 0
        self._kept[key] = answer
        self._bytes += size


@dataclass(slots=True)
class BatchedAnswers:
    """Answers from PostgreSQL: requests that arrive during one round trip share the next one.

    Every answer is read after its request arrived. So no answer is outdated, and none has to be kept.
    """

    reads: PostgresReads
    _executor: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "catalog-short-path"))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: set[ShortQuery] = field(default_factory=set)
    _trip: asyncio.Task[dict[ShortQuery, PreparedAnswer | None]] | None = None

    async def find(self, path: str, query: bytes) -> PreparedAnswer | None:
        """Return the answer from the next round trip."""
        question = question_of(path, query)
        if question is None:
            return None
        if self._trip is None:
            self._trip = asyncio.create_task(self._travel())
        self._waiting.add(question)
        # A client that disconnects must not cancel the answers of the others.
        return (await asyncio.shield(self._trip)).get(question)

    def close(self) -> None:
        """Wait for the current round trip."""
        self._executor.shutdown()

    async def _travel(self) -> dict[ShortQuery, PreparedAnswer | None]:
        async with self._turn:
            questions, self._waiting, self._trip = self._waiting, set(), None
            return await asyncio.get_running_loop().run_in_executor(self._executor, self._read, questions)

    def _read(self, questions: set[ShortQuery]) -> dict[ShortQuery, PreparedAnswer | None]:
        standby = self.reads.database.standby
        with reading(Reading(standby is not None and standby.is_near())):
            found = self.reads.read_all(questions)
        return {question: answer_to(question, products) for question, products in found.items()}


def short_answers(database: Database) -> AnswerSource | None:
    """Return the short path for a database, or None if it has none."""
    # One more than a page holds shows whether there is a next page.
    reads = short_reads(database, PAGE + 1)
    if reads is None:
        return None
    return CachedAnswers(reads) if isinstance(reads, SqliteReads) else BatchedAnswers(reads)


def question_of(path: str, query: bytes) -> ShortQuery | None:
    """Return what a request asks for, or None if the short path cannot answer it.

    >>> question_of("/api/v1/products/XD95283", b"").catalog_number
    'XD95283'
    >>> question_of("/api/v1/products.csv", b"") is None
    True
    >>> question_of("/api/v1/products", b"cas=64-17-5").cas_rn, question_of("/api/v1/products", b"cas=64-17-6")
    ('64-17-5', None)
    """
    if path == _LIST:
        stated = _CAS_QUERY.fullmatch(query)
        if stated is None:
            return None
        try:
            return ShortQuery(parse_cas_rn(stated[1].decode()))
        except InvalidCasRn:
            return None
    number = path[len(_ONE) :] if path.startswith(_ONE) else ""
    # U+FFFD may stand for bytes that are not text.
    is_plain = number and number.isprintable() and "/" not in number and "\ufffd" not in number
    return ShortQuery(None, number) if is_plain and not query else None


def answer_to(question: ShortQuery, found: FoundProducts) -> PreparedAnswer | None:
    """Return the answer of the general path, ready to be sent, or None if the general path must answer."""
    if question.cas_rn is None:
        return _ready(found[0].body, found[0].etag) if len(found) == 1 else None
    if len(found) > PAGE:
        return None
    return _ready(list_body(Page(found, len(found), None), whole, None))


def _ready(body: str, etag: str | None = None) -> PreparedAnswer:
    content = body.encode()
    tag = etag or content_tag(content)
    answer = tagged_response(content, JSON, tag)
    return PreparedAnswer(
        tag, _start(answer), {"type": "http.response.body", "body": content}, _start(tagged_response(None, None, tag))
    )


def _start(response: Response) -> Message:
    headers = [*response.raw_headers, *RAW_HEADERS]
    if response.status_code == HTTPStatus.NOT_MODIFIED or varies(headers, len(response.body)):
        headers = with_variation(headers)
    return {"type": "http.response.start", "status": response.status_code, "headers": headers}


_EMPTY: Message = {"type": "http.response.body", "body": b""}


class ShortPath:
    """ASGI middleware, outside all others: it answers what it can, and passes everything else on."""

    def __init__(self, app: ASGIApp, answers: AnswerSource, count: Callable[[], None]) -> None:
        self.app = app
        self.answers = answers
        self.count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(_LIST):
            wishes = _wishes(scope)
            answer = await self._find(scope) if wishes.is_plain else None
            if answer is not None:
                self.count()
                await _send(send, answer, wishes)
                return
        await self.app(scope, receive, send)

    async def _find(self, scope: Scope) -> PreparedAnswer | None:
        try:
            return await self.answers.find(scope["path"], scope["query_string"])
        except CatalogError:
            # The general path meets the same error, and reports it.
            return None


class _Wishes(NamedTuple):
    """What the headers of a request ask for.

    Attributes:
        is_plain: whether the client takes JSON, and the site is served at the root.
        if_none_match: the entity tags that the client has.
        accepts_gzip: whether the client accepts gzip, and asks for no range of bytes.
    """

    is_plain: bool
    if_none_match: str | None
    accepts_gzip: bool


def _wishes(scope: Scope) -> _Wishes:
    tags, plain, accepts, compressed, has_range = None, not scope.get("root_path"), 0, False, False
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            if tags is None:
                tags = value.decode("latin-1")
        elif name == b"accept-encoding":
            compressed = compressed or accepts_gzip(value)
        elif name == b"range":
            has_range = True
        elif name == b"accept":
            accepts += 1
            plain = plain and value in _JSON_ACCEPTED and accepts == 1
    return _Wishes(plain, tags, compressed and not has_range)


async def _send(send: Send, answer: PreparedAnswer, wishes: _Wishes) -> None:
    """Send an answer, compressed if the client accepts that, or 304 if the client has it in either form."""
    form, tags = answer.compressed() if wishes.accepts_gzip else answer, wishes.if_none_match
    if tags is not None and names_tag(tags, form.etag):
        await send(form.unchanged)
        await send(_EMPTY)
    elif tags is not None and has_tag(tags, answer.etag):
        await send(answer.unchanged)
        await send(_EMPTY)
    else:
        await send(form.start)
        await send(form.body)
