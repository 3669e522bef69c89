"""Filling an endpoint: each graph is put there by the SPARQL 1.1 Graph Store HTTP Protocol.

What says that the endpoint is filled is taken away first and written last, so that a filling that breaks off is told
from a whole one.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, serialize

from stratgraph.graph.endpoint import Endpoint, ascii_url, checked_url
from stratgraph.graph.memory import FACTS_NODE, Graph
from stratgraph.graph.stored import STORED, stored_quads
from stratgraph.graph.transport import DONE, Transport
from stratgraph.model.errors import EngineError, InputError
from stratgraph.model.language import Text
from stratgraph.model.terms import FACTS, SG, TYPE

#: How many triples go into one request: servers limit a body's size.
PIECE = 20_000
#: Where the usual stores have their Graph Store Protocol, beside which query address.
USUAL = "Virtuoso …/sparql-graph-crud-auth, Fuseki …/data, GraphDB …/rdf-graphs/service, Oxigraph …/store"

NO_STORE = Text(
    en="{url}: where is its Graph Store Protocol? give --graph-store URL, or `store` of the endpoint in "
    "stratgraph.toml (usual: {usual})",
    sv="{url}: var finns dess Graph Store Protocol? ange --graph-store URL, eller `store` för endpointen i "
    "stratgraph.toml (vanligt: {usual})",
)

Progress = Callable[[int, int], None]


class Filled(NamedTuple):
    """What was put into an endpoint."""

    graphs: int
    triples: int
    removed: int


def fill(graph: Graph, endpoint: Endpoint, *, store: str | None = None, progress: Progress | None = None) -> Filled:
    """Put a graph into an endpoint: facts, locators' graphs, declarations and ontology, each graph whole.

    `store` is the URL of its Graph Store Protocol (default: the endpoint's own). `progress` is told how many graphs are
    there, of how many. Graphs of locators that an earlier filling left and that are no more are removed; all other
    graphs of the endpoint stay as they are. Triples of the data's default graph are in the facts graph, where they say
    anything of it, and are not put anywhere else.

    Raises InputError where the URL of the protocol is not known, EngineError where the endpoint refuses.
    """
    target = _target(endpoint, store)
    graphs = graphs_of(graph)
    before = _locators_there(Transport(target))
    # What fails while writing is to be said of the address that is written to.
    sender = _Sender(Transport(replace(target, url=target.store or "")))
    sender.remove(STORED)
    gone = sorted(before - graphs.keys())
    for name in gone:
        sender.remove(name)
    names = [*sorted(graphs.keys() - {FACTS}), *({FACTS} & graphs.keys())]
    for done, name in enumerate(names, start=1):
        sender.put(name, graphs[name])
        if progress is not None:
            progress(done, len(names))
    if FACTS not in graphs:
        sender.remove(FACTS)
    sender.put(STORED, stored_quads(graph, others(graph, graphs)))
    return Filled(len(graphs), sum(map(len, graphs.values())), len(gone))


def everything(graph: Graph) -> Iterator[Quad]:
    """Yield what `fill` puts into an endpoint, the graph that says so included: for a file for a bulk loader."""
    names = set()
    for quad in graph.quads():
        if isinstance(quad.graph_name, NamedNode):
            names.add(quad.graph_name.value)
            yield quad
    yield from stored_quads(graph, others(graph, names))


def _target(endpoint: Endpoint, store: str | None) -> Endpoint:
    found = checked_url(store) if store else endpoint.store
    if found is None:
        raise InputError(NO_STORE.format(url=endpoint.shown, usual=USUAL))
    return replace(endpoint, store=found)


def graphs_of(graph: Graph) -> dict[str, list[Quad]]:
    """Return the named graphs that an endpoint is filled with, each with its quads."""
    found: dict[str, list[Quad]] = {}
    for quad in graph.quads():
        if isinstance(quad.graph_name, NamedNode):
            found.setdefault(quad.graph_name.value, []).append(quad)
    return found


def others(graph: Graph, graphs: Collection[str]) -> list[str]:
    """Return those of the names that are neither the facts graph's nor those of locators of the chosen layers."""
    locators = set(graph.subjects(TYPE, SG + "Locator"))
    return sorted(set(graphs) - locators - {FACTS})


def _locators_there(transport: Transport) -> set[str]:
    """Return the locators that an earlier filling has left; none where the endpoint has no facts graph."""
    from stratgraph.graph.fetching import QUAD, Fetcher
    from stratgraph.graph.replies import read_rows

    def ask(query: str) -> list[tuple[object, ...]]:
        return list(read_rows(transport.query(query, form="rows"), transport.endpoint, QUAD))

    fetcher = Fetcher(ask, page=transport.endpoint.page)  # type: ignore[arg-type]
    pattern = (None, NamedNode(TYPE), NamedNode(SG + "Locator"), FACTS_NODE)
    return {quad.subject.value for quad in fetcher.matching(pattern) if isinstance(quad.subject, NamedNode)}


class _Sender:
    """Puts graphs into a store and takes them out."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def put(self, name: str, quads: list[Quad]) -> None:
        """Replace a graph by the triples, in requests of bounded size."""
        method = "PUT"
        for piece in _pieces(quads):
            body = serialize(sorted((quad.triple for quad in piece), key=str), format=RdfFormat.N_TRIPLES)
            self._send(method, name, body)
            method = "POST"

    def remove(self, name: str) -> None:
        """Take a graph out; there need be none."""
        self._send("DELETE", name, None)

    def _send(self, method: str, name: str, body: bytes | None) -> None:
        url = ascii_url(self.transport.endpoint.url)
        joint = "&" if "?" in url else "?"
        # Triples alone are Turtle too, which every store takes.
        headers = {"Content-Type": "text/turtle; charset=utf-8"} if body is not None else {}
        request = urllib.request.Request(  # noqa: S310 - checked_url lets nothing but http and https through
            f"{url}{joint}graph={quote(name, safe='')}", data=body, headers=headers, method=method
        )
        try:
            self.transport.send(request, states=(*DONE, 404) if method == "DELETE" else DONE)
        except EngineError as error:
            raise EngineError(NOT_PUT.format(why=error.text, graph=name)) from error


NOT_PUT = Text(
    en="{why} (while <{graph}> was written; what is there is not whole, so run it again)",
    sv="{why} (medan <{graph}> skrevs; det som finns där är inte helt, så kör igen)",
)


def _pieces(quads: list[Quad]) -> Iterator[list[Quad]]:
    """Return quads in pieces; those with blank nodes in one, since two requests would make two nodes of one."""
    tied = [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]
    known = set(tied)
    free = [quad for quad in quads if quad not in known]
    room = max(PIECE - len(tied), 1)
    yield [*tied, *free[:room]]
    for start in range(room, len(free), PIECE):
        yield free[start : start + PIECE]
