"""Requests and responses as values, and the refusals that every wrong request ends in."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from stratgraph.model.language import Text

#: The body of a request may have so many bytes, a target (path and query) so many, all header fields together so many.
MOST_BODY = 100_000
MOST_TARGET = 65_536
MOST_HEAD = 32_768


class Request(NamedTuple):
    """A request as it came: names of header fields in lower case, repeated ones joined with commas."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    #: The address that the client spoke to, without port.
    local: str = ""
    version: str = "1.1"

    def header(self, name: str) -> str:
        """Return the value of a header field, empty where there is none."""
        return self.headers.get(name, "")


class Response(NamedTuple):
    """A status, header fields and a body; `close` ends the connection after it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    close: bool = False

    def adding(self, *headers: tuple[str, str]) -> Response:
        """Return the response with more header fields."""
        return self._replace(headers=(*self.headers, *headers))


class Refused(Exception):
    """A request that is not answered: the status, why in both languages, and header fields that belong to it."""

    def __init__(self, status: int, text: Text, *headers: tuple[str, str], close: bool = False) -> None:
        super().__init__(text.en)
        self.status = status
        self.text = text
        self.headers = headers
        self.close = close


def plain(status: int, sentence: str, *headers: tuple[str, str], close: bool = False) -> Response:
    r"""Return a response that is one line of text.

    >>> plain(404, "no such page").body
    b'no such page\n'
    """
    return Response(
        status, (("Content-Type", "text/plain; charset=utf-8"), *headers), f"{sentence}\n".encode(), close=close
    )


def refused(error: Refused, language: str) -> Response:
    """Return the response to a request that is refused."""
    return plain(error.status, error.text.into(language), *error.headers, close=error.close)


def reason(status: int) -> str:
    """Return the phrase of a status line.

    >>> reason(431)
    'Request Header Fields Too Large'
    """
    return HTTPStatus(status).phrase


BAD_REQUEST = Text(en="this is no valid HTTP request: {why}", sv="det här är ingen giltig HTTP-begäran: {why}")
ONE_HOST = Text(en="it must name one Host", sv="den måste ange en Host")
NO_METHOD = Text(en="there is no such method", sv="metoden finns inte")
TARGET_TOO_LONG = Text(
    en="the address is longer than {most} bytes; send the query with POST",
    sv="adressen är längre än {most} byte; skicka frågan med POST",
)
HEAD_TOO_LARGE = Text(en="the header fields are larger than {most} bytes", sv="huvudfälten är större än {most} byte")
BODY_TOO_LARGE = Text(en="the body is larger than {most} bytes", sv="innehållet är större än {most} byte")
NO_LENGTH = Text(
    en="how long is the body? send Content-Length, or Transfer-Encoding: chunked",
    sv="hur långt är innehållet? skicka Content-Length eller Transfer-Encoding: chunked",
)
NO_CODING = Text(en="no transfer coding but chunked is known", sv="ingen annan överföringskodning än chunked är känd")
NO_VERSION = Text(en="HTTP/1.1 and HTTP/1.0 are spoken here", sv="här talas HTTP/1.1 och HTTP/1.0")
NO_EXPECTATION = Text(en="nothing but 100-continue can be expected", sv="inget annat än 100-continue kan förväntas")
TOO_SLOW = Text(en="the request did not arrive in time", sv="begäran kom inte fram i tid")
TOO_MANY = Text(en="too many connections; try again soon", sv="för många anslutningar; försök snart igen")
BROKEN = Text(en="the server has an error of its own", sv="servern har ett eget fel")
