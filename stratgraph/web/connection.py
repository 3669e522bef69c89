"""One client's connection: requests in, responses out in the same order, and no more patience than was agreed.

httptools (the parser of Node.js) reads HTTP strictly: what two readers could take for different requests is refused.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from email.utils import formatdate
from functools import lru_cache
from typing import Any, NamedTuple

import httptools

from stratgraph.web import messages
from stratgraph.web.messages import MOST_BODY, MOST_HEAD, MOST_TARGET, Refused, Request, Response, reason

#: What is read of a body with all its chunk sizes, as a multiple of what the body itself may have.
CHUNK_OVERHEAD = 8
#: Seconds for which a client that is refused may go on sending, so that it lives to read why.
LINGER = 2.0
#: Seconds that are left to a query whose client has closed its end.
LAST_WISH = 1.0

Respond = Callable[[Request], Response | Coroutine[Any, Any, Response]]
Log = Callable[[str, str, Response, float], None]


class Patience(NamedTuple):
    """Seconds for a request to arrive in, for a connection to be idle, for an answer to be taken."""

    request: float = 10.0
    idle: float = 60.0
    taking: float = 60.0


class Desk(NamedTuple):
    """What all connections share: who answers, in which words to refuse, the log, and who is connected."""

    respond: Respond
    refuse: Callable[[Refused, Request], Response]
    log: Log | None
    connections: set[Connection]
    most: int
    patience: Patience


class _Entry(NamedTuple):
    """What waits for its turn: a request, or the refusal of one that could not be read."""

    request: Request
    keep: bool
    refusal: Refused | None = None


class Connection(asyncio.Protocol):
    """Reads requests of one client and writes their responses."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.deadline = time.monotonic() + desk.patience.request
        self._parser = httptools.HttpRequestParser(self)
        self._queue: deque[_Entry] = deque()
        self._task: asyncio.Task[None] | None = None
        self._busy = False
        self._deaf = False
        self._gone = False
        self._leaving = False
        self._full = False
        self._begin()

    def _begin(self) -> None:
        """Make room for the next request."""
        self._target = bytearray()
        self._headers: dict[str, str] = {}
        self._hosts = 0
        self._head = 0
        self._raw = 0
        self._in_body = False
        self._body = bytearray()
        self._started = False

    # What asyncio tells -----------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a client in, or tell it that there are too many."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a socket is both
        self._transport = transport
        self._local = str(transport.get_extra_info("sockname")[0])
        self.peer = str(transport.get_extra_info("peername")[0])
        crowded = len(self.desk.connections) >= self.desk.most
        self.desk.connections.add(self)
        if crowded:
            self._refuse(Refused(503, messages.TOO_MANY, ("Retry-After", "1")))
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio hands it over
        """Forget the client; what is still worked on for it ends."""
        self._gone = True
        self.desk.connections.discard(self)
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()

    def eof_received(self) -> bool:
        """Let a client that sends no more have what it has asked for, if that is soon done."""
        self._leaving = True
        self.deadline = time.monotonic() + LAST_WISH
        return self._busy or bool(self._queue)

    def pause_writing(self) -> None:
        """Wait with the next response: the client does not take the last."""
        self._full = True

    def resume_writing(self) -> None:
        """Go on."""
        self._full = False
        self._next()

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self._deaf:
            return
        if not self._started and not self._busy:
            self.deadline = time.monotonic() + self.desk.patience.request
        self._raw += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Nothing but HTTP/1.1 is spoken here; the request itself is answered.
            pass
        except httptools.HttpParserInvalidMethodError:
            self._refuse(Refused(501, messages.NO_METHOD))
        except httptools.HttpParserError as error:
            self._refuse(Refused(400, messages.BAD_REQUEST.format(why=str(error).lower())))
        self._check_raw()
        self._next()
        if self._queue:
            # Until their turn comes nothing more is read.
            self._transport.pause_reading()

    def _check_raw(self) -> None:
        """Bound what the parser keeps for itself of a request that is not whole."""
        if not self._in_body and self._raw > MOST_TARGET + MOST_HEAD:
            self._refuse(Refused(431, messages.HEAD_TOO_LARGE.format(most=MOST_HEAD)))
        elif self._in_body and self._raw > MOST_TARGET + MOST_HEAD + MOST_BODY * CHUNK_OVERHEAD:
            self._refuse(Refused(413, messages.BODY_TOO_LARGE.format(most=MOST_BODY)))

    # What the parser tells --------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._begin()
        self._started = True

    def on_url(self, piece: bytes) -> None:
        """Take a part of the target."""
        self._target += piece
        if len(self._target) > MOST_TARGET:
            self._refuse(Refused(414, messages.TARGET_TOO_LONG.format(most=MOST_TARGET)))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field; those after a body in chunks mean nothing here."""
        self._head += len(name) + len(value) + 4
        if self._head > MOST_HEAD:
            self._refuse(Refused(431, messages.HEAD_TOO_LARGE.format(most=MOST_HEAD)))
        if self._in_body or self._deaf:
            return
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        self._hosts += key == "host"
        self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        """Decide whether the body is wanted."""
        if self._deaf:
            return
        self._in_body, self._raw = True, 0
        try:
            self._check_body()
        except Refused as error:
            self._refuse(error)

    def _check_body(self) -> None:
        headers, version = self._headers, self._parser.get_http_version()
        if not version.startswith("1."):
            raise Refused(505, messages.NO_VERSION)
        coding, length = headers.get("transfer-encoding"), headers.get("content-length")
        if coding is not None and coding.strip().lower() != "chunked":
            raise Refused(501, messages.NO_CODING)
        if length is not None and int(length) > MOST_BODY:
            raise Refused(413, messages.BODY_TOO_LARGE.format(most=MOST_BODY))
        if coding is None and length is None and self._parser.get_method() == b"POST":
            raise Refused(411, messages.NO_LENGTH)
        expected = headers.get("expect")
        # HTTP/1.0 knows no expectations: they are passed over (RFC 9110, 10.1.1).
        if expected is not None and version != "1.0":
            if expected.lower() != "100-continue":
                raise Refused(417, messages.NO_EXPECTATION)
            if not self._busy and not self._queue:
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, piece: bytes) -> None:
        """Take a part of the body."""
        if self._deaf:
            return
        self._body += piece
        if len(self._body) > MOST_BODY:
            self._refuse(Refused(413, messages.BODY_TOO_LARGE.format(most=MOST_BODY)))

    def on_message_complete(self) -> None:
        """Put the request in the queue."""
        if self._deaf:
            return
        keep = self._parser.should_keep_alive() and not self._parser.should_upgrade()
        version = self._parser.get_http_version()
        request = self._request(version)
        refusal = None
        if self._hosts > 1 or (not self._hosts and version != "1.0"):
            refusal = Refused(400, messages.BAD_REQUEST.format(why=messages.ONE_HOST), close=True)
        self._begin()
        self._put(_Entry(request, keep, refusal))

    def _request(self, version: str) -> Request:
        method = self._parser.get_method().decode("latin-1") if self._started else ""
        return Request(method, self._target.decode("latin-1"), self._headers, bytes(self._body), self._local, version)

    # Answering --------------------------------------------------------------------------------------------------------

    def _refuse(self, error: Refused) -> None:
        """Answer what came with a refusal, and hear no more."""
        if self._deaf:
            return
        error.close = True
        self._put(_Entry(Request("", self._target.decode("latin-1"), self._headers, b""), keep=False, refusal=error))

    def _put(self, entry: _Entry) -> None:
        self._queue.append(entry)
        if not entry.keep:
            self._deaf = True

    def _next(self) -> None:
        """Answer what waits, one after the other."""
        while self._queue and not self._busy and not self._full and not self._gone:
            entry = self._queue.popleft()
            self._busy, start = True, time.monotonic()
            found = self._response(entry)
            if isinstance(found, Response):
                self._send(entry, found, start)
            else:
                self._task = asyncio.ensure_future(self._wait(entry, found, start))
        if not self._queue and not self._busy and not self._gone:
            self._transport.resume_reading()

    def _response(self, entry: _Entry) -> Response | Awaitable[Response]:
        if entry.refusal is not None:
            return self.desk.refuse(entry.refusal, entry.request)
        return self.desk.respond(entry.request)

    async def _wait(self, entry: _Entry, found: Awaitable[Response], start: float) -> None:
        try:
            response = await found
        except BaseException:
            self._transport.abort()
            raise
        self._task = None
        if not self._gone:
            self._send(entry, response, start)
            self._next()

    def _send(self, entry: _Entry, response: Response, start: float) -> None:
        request = entry.request
        close = response.close or not entry.keep or self._leaving
        body = b"" if request.method == "HEAD" else response.body
        self._transport.write(head_of(response, request, close=close) + body)
        if self.desk.log is not None:
            self.desk.log(self.peer, f"{request.method} {request.target}", response, time.monotonic() - start)
        self._busy = False
        self.deadline = time.monotonic() + self.desk.patience.idle
        if close:
            self._close(linger=response.close)

    def _close(self, *, linger: bool) -> None:
        self._queue.clear()
        self._deaf = True
        if linger and not self._leaving and self._transport.can_write_eof():
            self._transport.write_eof()
            self.deadline = time.monotonic() + LINGER
        else:
            self._transport.close()
            self.deadline = time.monotonic() + self.desk.patience.taking

    # What the server tells --------------------------------------------------------------------------------------------

    def check(self, now: float) -> None:
        """End what takes too long: a request that trickles in, an answer that is not taken, a connection unused."""
        if now < self.deadline:
            return
        if self._busy and not self._leaving:
            return
        unread = self._transport.get_write_buffer_size()
        if self._started and not self._deaf and not self._leaving:
            self._refuse(Refused(408, messages.TOO_SLOW))
            self._next()
        elif unread or self._deaf or self._leaving:
            self._transport.abort()
        else:
            self._transport.close()

    def leave(self) -> bool:
        """End the connection once nothing is under way; return whether anything is."""
        if self._busy or self._queue:
            self._leaving = True
            self.deadline = float("inf")
            return True
        self._transport.close()
        return bool(self._transport.get_write_buffer_size())

    def drop(self) -> None:
        """End the connection at once."""
        self._transport.abort()


def head_of(response: Response, request: Request, *, close: bool) -> bytes:
    """Return the status line and the header fields."""
    length = "" if response.status == 204 else f"Content-Length: {len(response.body)}\r\n"
    lasting = "Connection: close\r\n" if close else "Connection: keep-alive\r\n" if request.version == "1.0" else ""
    fields = "".join([f"{name}: {value}\r\n" for name, value in response.headers])
    return (
        f"HTTP/1.1 {response.status} {reason(response.status)}\r\nDate: {_date(int(time.time()))}\r\n"
        f"{fields}{length}{lasting}\r\n"
    ).encode("latin-1")


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
