"""Connections to an endpoint: bounded in time, with TLS verified, redirects refused and challenges answered.

urllib's own time-out is that of one read: a server that sends a byte now and then holds it for ever. Here all that is
done for one attempt has the time that remains of it.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import urllib.error
import urllib.request
import warnings
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from stratgraph.graph.endpoint import Credentials, Endpoint, ascii_url, is_loopback

#: How many bytes are sent at a time.
PIECE = 65_536
#: How long a system can wait at once: milliseconds in 32 bits.
MOST_SECONDS = 2_000_000.0


class Deadline:
    """When an attempt has to be over."""

    def __init__(self) -> None:
        self._end = 0.0

    def start(self, seconds: float) -> None:
        """Give it so many seconds from now on."""
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Return how many seconds remain.

        Raises TimeoutError where there are none.
        """
        if (seconds := self._end - monotonic()) <= 0:
            raise TimeoutError("the time is up")
        return min(seconds, MOST_SECONDS)


class _Reader(io.RawIOBase):
    """The bytes that a socket receives; each read waits no longer than what remains."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._deadline = deadline
        # It keeps the socket open for as long as the reply is read.
        self._raw = connected.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A reply whose reason phrase is that of the standard: what a server writes there is shown to nobody."""

    def __init__(self, sock: socket.socket, *given: Any, deadline: Deadline, **named: Any) -> None:
        super().__init__(sock, *given, **named)
        self.fp.close()
        self.fp = io.BufferedReader(_Reader(sock, deadline))

    def begin(self) -> None:
        super().begin()
        self.reason = http.client.responses.get(self.status, "")


class _Plain(http.client.HTTPConnection):
    """A connection in clear text."""

    def __init__(self, *given: Any, deadline: Deadline, **named: Any) -> None:
        super().__init__(*given, **named)
        self.deadline = deadline
        self.response_class = partial(_Response, deadline=deadline)  # type: ignore[assignment]

    def connect(self) -> None:
        self.timeout = self.deadline.left()
        super().connect()

    def send(self, data: Any) -> None:
        """Send bytes, in pieces of which each waits no longer than what remains.

        A server that refuses a request may hang up before it has read all of it: its reply says why.
        """
        if self.sock is None:
            self.connect()
        with suppress(BrokenPipeError, ConnectionResetError):
            for start in range(0, len(data), PIECE):
                self.sock.settimeout(self.deadline.left())
                self.sock.sendall(data[start : start + PIECE])


class _Secure(_Plain, http.client.HTTPSConnection):
    """A connection over TLS."""


class _Connecting(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """Opens the connections of both kinds."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(context=ssl.create_default_context())
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Plain, deadline=self._deadline), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Secure, deadline=self._deadline), req, context=self._context)  # type: ignore[attr-defined]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a query and its credentials go to the address that the user gave, and nowhere else."""

    def http_error_302(self, *_given: Any) -> None:
        """Refuse."""

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302  # type: ignore[assignment]


class Answering(urllib.request.BaseHandler):
    """Answers a challenge where it can, and closes the reply that held it: urllib leaves its connection open."""

    def http_error_401(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Return the reply to the request with credentials, None where the challenge is none that is understood."""
        found = fp
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = super().http_error_401(req, fp, code, msg, headers)  # type: ignore[misc]
        except ValueError:
            found = None
        except urllib.error.URLError as error:
            # So urllib says that it knows no such way of a digest; any other failure is one of the second request.
            if not isinstance(error.reason, str) or isinstance(error, urllib.error.HTTPError):
                raise
            found = None
        finally:
            if found is not None:
                fp.close()
        return found


class Digest(Answering, urllib.request.HTTPDigestAuthHandler):
    """Answers with a digest of the password."""


class Basic(Answering, urllib.request.HTTPBasicAuthHandler):
    """Answers with the password itself."""


def opener(endpoint: Endpoint, credentials: Credentials | None, deadline: Deadline) -> urllib.request.OpenerDirector:
    """Return what sends requests.

    A password itself is sent over TLS or within this machine alone; a digest of it may go over any line. What goes to
    this machine goes through no proxy.
    """
    handlers: list[urllib.request.BaseHandler] = [NoRedirect(), _Connecting(deadline)]
    if is_loopback(endpoint.url):
        handlers.append(urllib.request.ProxyHandler({}))
    if credentials is not None and credentials.user:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        for url in filter(None, (endpoint.url, endpoint.store)):
            known.add_password(None, ascii_url(url), credentials.user, credentials.password)
        handlers.append(Digest(known))
        if endpoint.encrypted:
            handlers.append(Basic(known))
    return urllib.request.build_opener(*handlers)
