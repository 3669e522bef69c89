"""What a worker process does: one request after the other over a socket, each frame with its length before it."""

from __future__ import annotations

import json
import os
import re
import socket
import struct
from typing import Any, NamedTuple, cast

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

from stratgraph.graph.guard import check_query, names_dataset
from stratgraph.graph.memory import Graph
from stratgraph.graph.worker import limit_memory, shut_off
from stratgraph.model.errors import StratgraphError
from stratgraph.model.language import Text
from stratgraph.model.terms import FACTS
from stratgraph.web.negotiating import OF_ROWS, OF_TRIPLES, best

LENGTH = struct.Struct("!I")
TOO_MUCH = Text(en="the answer is too large for this format", sv="svaret är för stort för formatet")
NOT_ACCEPTABLE = Text(en="no such format; there are: {known}", sv="formatet finns inte; det finns: {known}")
BAD_IRI = Text(en="a graph's name is not a valid IRI", sv="en grafs namn är ingen giltig IRI")
UNBEARABLE = Text(en="the query failed: {why}", sv="frågan misslyckades: {why}")

#: Where a row ends that is followed by another, and what closes an answer that is cut there.
_CUTS: dict[str, tuple[bytes, bytes]] = {
    "srj": (b'"}},', b']},"cut":true}'),
    "srx": (b"</result>", b"</results><!-- cut --></sparql>"),
    "csv": (b"\r\n", b""),
    "tsv": (b"\n", b""),
    "ttl": (b" .\n", b"# cut\n"),
    "nt": (b" .\n", b"# cut\n"),
}


class Reply(NamedTuple):
    """An HTTP status, the media type, whether the answer was cut, and the body or the sentences of an error."""

    status: int
    media: str
    cut: bool
    body: bytes


class _Full(Exception):
    pass


class _Sink:
    """A file that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        self.data = bytearray()
        self.most = most

    def write(self, piece: bytes) -> int:
        self.data += piece
        if len(self.data) > self.most:
            raise _Full
        return len(piece)

    def flush(self) -> None:
        """There is nothing to flush."""


def work(graph: Graph, channel: socket.socket, *, memory: int, most: int) -> None:
    """Answer requests until the channel closes; from here on the process reaches neither network nor files."""
    _ = graph.store
    graph.query("ASK {}")
    limit_memory(memory)
    shut_off()
    with channel.makefile("rwb") as stream:
        while head := stream.read(LENGTH.size):
            request = json.loads(stream.read(*LENGTH.unpack(head)))
            reply = answer(graph, request, most=most)
            about = json.dumps((reply.status, reply.media, reply.cut)).encode()
            stream.write(LENGTH.pack(len(about)) + about + LENGTH.pack(len(reply.body)) + reply.body)
            stream.flush()
    os._exit(0)


def answer(graph: Graph, request: dict[str, Any], *, most: int) -> Reply:
    """Return the reply to one request, errors included."""
    try:
        return _answer(graph, request, most)
    except StratgraphError as error:
        return refusal(400, error.text)
    except ValueError:
        return refusal(400, BAD_IRI)
    except (RuntimeError, MemoryError, OSError) as error:
        return refusal(500, UNBEARABLE.format(why=type(error).__name__))


def refusal(status: int, text: Text) -> Reply:
    """Return the reply that says in both languages what is wrong; the front chooses one."""
    return Reply(status, "text/plain", False, json.dumps(text).encode())


def _answer(graph: Graph, request: dict[str, Any], most: int) -> Reply:
    query, default, named = request["query"], request["default"], request["named"]
    check_query(query)
    if default or named:
        found = graph.evaluate(query, default=default, named=named)
    else:
        found = graph.evaluate(query, default=None if names_dataset(query) else [FACTS], named=None)
    triples = isinstance(found, QueryTriples)
    known = OF_TRIPLES if triples else OF_ROWS
    media = best(request["accept"], known)
    if media is None:
        return refusal(406, NOT_ACCEPTABLE.format(known=", ".join(known)))
    form = known[media]
    if not isinstance(found, QueryTriples) and not hasattr(found, "variables") and form in ("csv", "tsv"):
        return Reply(200, media, False, (b"true\n" if found else b"false\n"))
    sink = _Sink(most)
    kind: Any = RdfFormat if triples else QueryResultsFormat
    written = kind.from_media_type(media)
    try:
        found.serialize(cast(Any, sink), format=written)
    except _Full:
        return cut(bytes(sink.data), form, media, most)
    return Reply(200, media, False, bytes(sink.data))


def cut(body: bytes, form: str, media: str, most: int) -> Reply:
    """Return the whole rows of a body that is too large, with a mark that says so."""
    if form not in _CUTS:
        return refusal(500, TOO_MUCH)
    between, end = _CUTS[form]
    if form == "srj":
        rows = [found.start() + 3 for found in re.finditer(rb'"}},\{"', body[:most])]
        place = rows[-1] if rows else 0
    else:
        place = body.rfind(between, 0, most) + len(between)
        # A line break between quotation marks belongs to a value of CSV.
        while form == "csv" and place > len(between) and body.count(b'"', 0, place) % 2:
            place = body.rfind(between, 0, place - len(between)) + len(between)
    return Reply(200, media, True, body[:place] + end) if place > len(between) else refusal(500, TOO_MUCH)
