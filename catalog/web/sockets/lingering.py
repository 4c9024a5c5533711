"""A transport that closes slowly, so that the client can still read its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class LingeringTransport(asyncio.Transport):
    """A transport that closes in two steps while the client still sends (RFC 9112, 9.6).

    First the server says that it is done, and discards what still comes: after a reset, the client could not read
    its answer. Then the client closes, or its time is over.
    """

    def __init__(self, transport: asyncio.Transport, still_sends: Callable[[], bool]) -> None:
        super().__init__()
        self._transport = transport
        self._still_sends = still_sends
        self.is_lingering = False

    def close(self) -> None:
        """Close after everything is sent. Linger if the client still sends."""
        if self._still_sends():
            self.linger()
        else:
            self.end()

    def linger(self) -> None:
        """Close the server's side after everything is sent."""
        if not self.is_closing():
            self.is_lingering = True
            self._transport.write_eof()
            self._transport.resume_reading()

    def end(self) -> None:
        """Close after everything is sent."""
        self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def is_closing(self) -> bool:
        """Tell whether nothing more can be sent."""
        return self.is_lingering or self._transport.is_closing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send data."""
        self._transport.write(data)

    def get_write_buffer_size(self) -> int:
        """Return how many bytes the client has not taken yet."""
        return self._transport.get_write_buffer_size()

    def pause_reading(self) -> None:
        """Stop reading from the client for now."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Read from the client again."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """Return a fact about the transport."""
        return self._transport.get_extra_info(name, default)
