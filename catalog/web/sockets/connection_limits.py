"""Limits of what one connection may cost the parser: heads and chunks of bodies are limited before they are read.

This also applies the rules of RFC 9112 that h11 leaves to its user.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import h11

HEAD_BYTES = 16 << 10
"""The largest head of a request: its first line and its header lines."""
HEAD_LINES = 100
"""The largest number of lines in a head. h11 takes some 5 µs for each, whatever it contains."""
READ_BYTES = 64 << 10
"""How many bytes are read at once."""
FREE_PIECES = 4_000
PIECE_BYTES = 512
"""A body may have 4,000 chunks of any size (RFC 9112, 7.1), which take h11 70 ms. With more chunks, the
average must be 512 bytes."""

_ABSOLUTE = re.compile(rb"https?://([^/?#]*)([^#]*)", re.IGNORECASE)
"""A target in absolute form: the host and the path (RFC 9112, 3.2.2)."""
_HOST = re.compile(rb"(?:[\w.~!$&'()*+,;=%-]*|\[[0-9A-Za-z:.]+\])(?::[0-9]*)?")
"""A host, with or without a port (RFC 3986, 3.2.2)."""
_HEAD_END = re.compile(rb"\n\r?\n")


class StrictConnection(h11.Connection):
    """h11's reader of requests, with the limits that it lacks."""

    _pieces = 0
    _piece_bytes = 0

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Return the next event of the connection.

        Raises:
            RemoteProtocolError: the bytes are not a request, or one that would take too long to read.
        """
        if self.their_state is h11.IDLE:
            self._check_head()
        event = super().next_event()
        if isinstance(event, h11.Data):
            self._pieces += 1
            self._piece_bytes += len(event.data)
            if self._pieces > FREE_PIECES + self._piece_bytes / PIECE_BYTES:
                raise h11.RemoteProtocolError("The body has too many small chunks. Send larger ones")
        elif isinstance(event, h11.Request):
            self._pieces = self._piece_bytes = 0
            return _as_it_counts(event)
        return event

    def _check_head(self) -> None:
        held = self.trailing_data[0]
        end = _HEAD_END.search(held)
        head = held if end is None else held[: end.start()]
        if len(head) > HEAD_BYTES or head.count(b"\n") >= HEAD_LINES:
            message = f"The head is too long. The limits are {HEAD_BYTES:,} bytes and {HEAD_LINES} lines"
            raise h11.RemoteProtocolError(message, error_status_hint=HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def _as_it_counts(request: h11.Request) -> h11.Request:
    """Return a request without contradictions in its head: the target's host counts, and so do the body's chunks.

    Raises:
        RemoteProtocolError: its host is not valid.
    """
    target, headers = request.target, list(request.headers)
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is not None:
        target = absolute[2] if absolute[2].startswith(b"/") else b"/" + absolute[2]
        headers = [(b"host", absolute[1]), *(pair for pair in headers if pair[0] != b"host")]
    if not all(_HOST.fullmatch(value) for name, value in headers if name == b"host"):
        raise h11.RemoteProtocolError("The host is not valid")
    if {b"content-length", b"transfer-encoding"} <= {name for name, _value in headers}:
        # A proxy may have read the length otherwise, so nothing after this request is read (RFC 9112, 6.3).
        headers = [(b"connection", b"close"), *(pair for pair in headers if pair[0] != b"content-length")]
    if target == request.target and headers == list(request.headers):
        return request
    return h11.Request(method=request.method, target=target, headers=headers, http_version=request.http_version)
