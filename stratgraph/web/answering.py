"""One query and its answer as bytes in the format that the client asked for, errors included."""

from __future__ import annotations

import json
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from stratgraph.graph.filling import others
from stratgraph.graph.guard import check_query, words_of
from stratgraph.graph.memory import Graph
from stratgraph.graph.stored import STORED, stored_quads
from stratgraph.model.errors import EngineError, StratgraphError
from stratgraph.model.language import Text
from stratgraph.model.terms import FACTS
from stratgraph.web.cutting import AFTER_TRIPLES, cut_rows, may_exceed
from stratgraph.web.negotiating import OF_ROWS, OF_TRIPLES, best

TOO_MUCH = Text(
    en="a single row is larger than an answer may be ({most} bytes)",
    sv="en enda rad är större än ett svar får vara ({most} byte)",
)
NOT_ACCEPTABLE = Text(en="no such format; there are: {known}", sv="formatet finns inte; det finns: {known}")
BAD_IRI = Text(en="a graph's name is not a valid IRI", sv="en grafs namn är ingen giltig IRI")
UNBEARABLE = Text(en="the query failed: {why}", sv="frågan misslyckades: {why}")

#: Functions whose value differs from one call to the next.
VOLATILE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
#: With prefixes an answer in Turtle is shorter and easier to read; N-Triples has none.
_NO_PREFIXES = ("nt", "jsonld")


class Asked(NamedTuple):
    """A query, the Accept header, and the dataset that the request names."""

    query: str
    accept: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Reply(NamedTuple):
    """An HTTP status, a media type, the number of rows where rows are missing, and the body.

    The body of an error is its sentence in both languages (`sentences`). `same` says that the same request gives the
    same answer each time.
    """

    status: int
    media: str
    cut: int | None
    body: bytes
    same: bool = False


class Most(NamedTuple):
    """How many rows or triples an answer may have, and how many bytes."""

    rows: int = 100_000
    bytes: int = 64_000_000


class Served:
    """A graph, and beside it what the endpoint says of it: the graph `sg:stored`, which `--endpoint` reads first."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def about(self) -> Graph:
        """The graph `sg:stored` alone, made when it is first asked for."""
        names = {node.value for node in self.graph.store.named_graphs() if isinstance(node, NamedNode)}
        store = Store()
        store.extend(stored_quads(self.graph, others(self.graph, names)))
        return Graph(store, self.graph.workspace)


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


def answer(served: Served, asked: Asked, most: Most) -> Reply:
    """Return the reply to one request, errors included."""
    try:
        return _answer(served, asked, most)
    except EngineError as error:
        return refusal(500, error.text)
    except StratgraphError as error:
        return refusal(400, error.text, same=True)
    except ValueError:
        return refusal(400, BAD_IRI)
    except (RuntimeError, MemoryError, OSError) as error:
        return refusal(500, UNBEARABLE.format(why=str(error) or type(error).__name__))


def refusal(status: int, text: Text, *, same: bool = False) -> Reply:
    """Return the reply that says in both languages what is wrong; the front chooses one."""
    return Reply(status, "text/plain", None, json.dumps(text).encode(), same)


def sentences(reply: Reply) -> Text:
    """Return what a refusal says."""
    return Text(*json.loads(reply.body))


def _answer(served: Served, asked: Asked, most: Most) -> Reply:
    check_query(asked.query)
    words = words_of(asked.query)
    found = _evaluate(served, asked, own_dataset="FROM" in words)
    known = OF_TRIPLES if isinstance(found, QueryTriples) else OF_ROWS
    media = best(asked.accept, known)
    if media is None:
        return refusal(406, NOT_ACCEPTABLE.format(known=", ".join(known)), same=True)
    if isinstance(found, QueryTriples):
        reply = _triples(found, media, most, served.graph.workspace.prefixes)
    else:
        reply = _rows(found, media, most)
    return reply._replace(same=reply.status == 200 and words.isdisjoint(VOLATILE))


def _evaluate(served: Served, asked: Asked, *, own_dataset: bool) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Evaluate over the dataset of the request, else that of the query, else the facts with all named graphs."""
    graph = served.graph
    if STORED in asked.query or STORED in asked.default + asked.named:
        graph = served.about
    if asked.default or asked.named:
        return graph.evaluate(asked.query, default=asked.default, named=asked.named)
    return graph.evaluate(asked.query, default=None if own_dataset else [FACTS], named=None)


def _rows(found: QuerySolutions | QueryBoolean, media: str, most: Most) -> Reply:
    form = OF_ROWS[media]
    if isinstance(found, QueryBoolean) and form in ("csv", "tsv"):
        return Reply(200, media, None, b"true\r\n" if found else b"false\r\n")
    sink, full = _Sink(most.bytes), False
    try:
        found.serialize(cast(Any, sink), format=_RESULTS[form])
    except _Full:
        full = True
    body = bytes(sink.data)
    if isinstance(found, QuerySolutions) and (full or may_exceed(body, form, most.rows)):
        part = cut_rows(body, form, rows=most.rows, whole=not full)
        if part is not None:
            return Reply(200, media, part.rows, part.body) if part.rows else _too_much(most)
    return Reply(200, media, None, body)


def _triples(found: QueryTriples, media: str, most: Most, prefixes: dict[str, str]) -> Reply:
    """Return as many triples as there may be: half of them, and so on, where they have too many bytes."""
    form = OF_TRIPLES[media]
    triples = list(islice(found, most.rows + 1))
    count = min(len(triples), most.rows)
    known = None if form in _NO_PREFIXES else prefixes
    while True:
        body = serialize(triples[:count], format=_TRIPLES[form], prefixes=known) or b""
        if len(body) <= most.bytes or not count:
            break
        count //= 2
    if count == len(triples):
        return Reply(200, media, None, body)
    if not count:
        return _too_much(most)
    mark = AFTER_TRIPLES[form]
    body += b"" if body.endswith(b"\n") or not mark else b"\n"
    return Reply(200, media, count, body + (mark % count if mark else b""))


def _too_much(most: Most) -> Reply:
    return refusal(500, TOO_MUCH.format(most=most.bytes))


_RESULTS = {
    "srj": QueryResultsFormat.JSON,
    "srx": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_TRIPLES = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
