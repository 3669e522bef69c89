"""Servers on loopback for the tests of endpoints: good ones, ones that spoil what they hold, ones that do as told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from benchmarks.virtuoso import running
from stratgraph.graph.endpoint import Endpoint

JSON = "application/sparql-results+json"


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode())

    @property
    def graph(self) -> NamedNode:
        return NamedNode(parse_qs(urlsplit(self.path).query)["graph"][0])


@dataclass
class Response:
    status: int = 200
    kind: str = JSON
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    #: The length that is announced, where it is not the body's.
    length: int | None = None
    #: How many seconds pass before the body is sent.
    delay: float = 0.0


Answer = Callable[[Request], Response]


class Server:
    """A server whose answers are made by a function; `log` holds the requests."""

    def __init__(self, answer: Answer) -> None:
        self.log: list[Request] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _handle(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Request(self.command, self.path, dict(self.headers.items()), body)
                outer.log.append(request)
                response = answer(request)
                self.send_response(response.status)
                self.send_header("Content-Type", response.kind)
                self.send_header("Content-Length", str(response.length or len(response.body)))
                for name, value in response.headers.items():
                    self.send_header(name, value)
                with suppress(ConnectionError):
                    self.end_headers()
                    time.sleep(response.delay)
                    self.wfile.write(response.body)

            do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - http.server calls them so

            def log_message(self, *_: object) -> None:
                """Write nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/sparql"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def answering(*responses: Response) -> Server:
    """Return a server that gives the responses in turn, the last one for ever."""
    waiting = list(responses)

    def answer(_: Request) -> Response:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return Server(answer)


def rows(*values: str) -> Response:
    bindings = [{"x": {"type": "literal", "value": value}} for value in values]
    return Response(body=json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}}).encode())


class Endpoints:
    """An endpoint over a pyoxigraph store, with SPARQL and the Graph Store Protocol.

    `keep` makes of the quads that are put there those that are kept; `spoil` makes of an answer another one.
    """

    def __init__(
        self,
        *,
        keep: Callable[[list[Quad]], list[Quad]] = list,
        spoil: Callable[[dict[str, object]], object] | None = None,
    ) -> None:
        self.store = Store()
        self.keep = keep
        self.spoil = spoil

    def __call__(self, request: Request) -> Response:
        path = urlsplit(request.path).path
        if path == "/store":
            return self.change(request)
        return self.query(request) if path == "/sparql" else Response(404, "text/plain", b"no such path")

    def change(self, request: Request) -> Response:
        graph = request.graph
        if request.method in ("PUT", "DELETE"):
            if request.method == "DELETE" and graph not in set(self.store.named_graphs()):
                return Response(404)
            self.store.remove_graph(graph)
        if request.method in ("PUT", "POST"):
            triples = parse(request.body, format=RdfFormat.TURTLE)
            self.store.extend(self.keep([Quad(one.subject, one.predicate, one.object, graph) for one in triples]))
        return Response(204)

    def query(self, request: Request) -> Response:
        form = request.form
        chosen: list[NamedNode | BlankNode | DefaultGraph] = [
            NamedNode(iri) for iri in form.get("default-graph-uri", [])
        ] or [DefaultGraph()]
        try:
            found = self.store.query(form["query"][0], default_graph=chosen)
        except SyntaxError as error:
            return Response(400, "text/plain", str(error).encode())
        if isinstance(found, QueryTriples):
            body = serialize(list(found), format=RdfFormat.TURTLE)
            return Response(kind="text/turtle", body=body or b"")
        body = found.serialize(format=QueryResultsFormat.JSON) or b""
        if self.spoil is not None:
            body = json.dumps(self.spoil(json.loads(body))).encode()
        return Response(body=body)


@contextmanager
def serving(endpoints: Endpoints | None = None) -> Iterator[Server]:
    """Serve an endpoint; its Graph Store Protocol is at /store."""
    with Server(endpoints or Endpoints()) as server:
        yield server


def store_of(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}/store"


def endpoint_of(server: Server, **settings: object) -> Endpoint:
    return Endpoint(server.url, store=store_of(server), **{"retries": 0, "timeout": 20.0, **settings})  # type: ignore[arg-type]


def without_language(quads: list[Quad]) -> list[Quad]:
    from pyoxigraph import Literal

    def bare(term: object) -> object:
        return Literal(term.value) if isinstance(term, Literal) and term.language else term

    return [Quad(q.subject, q.predicate, bare(q.object), q.graph_name) for q in quads]  # type: ignore[arg-type]


#: A name, so that the credentials of the tests go to this server alone.
VIRTUOSO_NAME = "virtuoso-of-tests"


@contextmanager
def virtuoso(folder: Path) -> Iterator[Endpoint]:
    """Run a Virtuoso server of our own in a folder until the end of the block."""
    with running(folder) as server:
        yield Endpoint(server.sparql, name=VIRTUOSO_NAME, store=server.graph_store, timeout=120.0)
