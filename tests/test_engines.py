"""The same answers everywhere: every question of the catalogue, on every engine, for two cities.

Each engine is held against pyoxigraph in memory, row by row and term by term: languages and datatypes count, the order
of rows does not. A question is asked with its defaults, and as every case of expected rows asks it.

An engine that does not answer in time ends its test at once, so that none waits for it question by question.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from endpoint_servers import endpoint_of, serving
from own_server import own_server
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, serialize

from stratgraph.graph.disk import open_store
from stratgraph.graph.endpoint import Endpoint
from stratgraph.graph.filling import fill
from stratgraph.graph.loading import build_store
from stratgraph.graph.memory import FACTS_NODE, Graph, Solutions, Term, bind
from stratgraph.graph.opening import open_graph
from stratgraph.graph.remote import RemoteGraph
from stratgraph.model.terms import SG, TYPE
from stratgraph.questions import checking
from stratgraph.questions.binding import bindings
from stratgraph.questions.catalogue import question, questions
from stratgraph.questions.question import Question

ROOT = Path(__file__).resolve().parent.parent
CITIES = {"stockholm": ROOT / "graph_data" / "stockholm-2003", "brunnsby": ROOT / "tests" / "cities" / "brunnsby"}
#: How many seconds a question may take, many times what the slowest one takes in the slowest engine.
PATIENCE = 600

Rows = Counter[tuple[Term | None, ...]]
Ask = Callable[[Question, Mapping[str, Term]], Rows]


@pytest.fixture(scope="module", params=CITIES)
def graph(request: pytest.FixtureRequest) -> Graph:
    """Pyoxigraph in memory, with which the others are compared."""
    return open_graph(workspace=str(CITIES[request.param]))


def asked(graph: Graph) -> Iterator[tuple[Question, dict[str, str]]]:
    """Yield every query with its defaults, and with the parameters of every case of either city.

    Two questions may share a query; it is asked once.
    """
    known: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    cases: list[tuple[str, dict[str, str]]] = [(one.id, {}) for one in questions(graph.workspace)]
    cases += [(case.question, dict(case.parameters)) for city in CITIES.values() for case in cases_of(city)]
    for name, parameters in cases:
        what = question(graph.workspace, name)
        key = what.query, tuple(sorted(parameters.items()))
        if key not in known:
            known.add(key)
            yield what, parameters


def cases_of(city: Path) -> list[checking.Case]:
    return checking.cases(str(city / "expected"))


def rows(graph: Graph, what: Question, terms: Mapping[str, Term]) -> Rows:
    found = graph.query(what.query, bindings=terms, whole=False)
    assert isinstance(found, Solutions)
    return Counter(found.rows)


# The engines, each as a graph ----------------------------------------------------------------------------------------


@contextmanager
def on_disk(graph: Graph, folder: Path) -> Iterator[Graph]:
    """The store that `stratgraph load --store` builds, opened from disk."""
    build_store(str(folder / "store"), graph.workspace)
    yield open_store(str(folder / "store"))


@contextmanager
def on_our_server(graph: Graph, folder: Path) -> Iterator[Graph]:
    """`stratgraph serve` over the workspace's files."""
    with own_server(folder, "-w", graph.workspace.folder) as server:
        yield remote(graph, Endpoint(server.url))


@contextmanager
def on_our_server_on_disk(graph: Graph, folder: Path) -> Iterator[Graph]:
    """`stratgraph serve` over a store."""
    build_store(str(folder / "store"), graph.workspace)
    with own_server(folder, "--store", str(folder / "store")) as server:
        yield remote(graph, Endpoint(server.url))


@contextmanager
def on_a_filled_server(graph: Graph, _: Path) -> Iterator[Graph]:
    """An endpoint that was filled by the Graph Store Protocol."""
    with serving() as server:
        fill(graph, endpoint_of(server))
        yield remote(graph, endpoint_of(server))


def remote(graph: Graph, endpoint: Endpoint) -> Graph:
    return RemoteGraph(replace(endpoint, timeout=PATIENCE, retries=0), graph.workspace)


Engine = Callable[[Graph, Path], AbstractContextManager[Graph]]
ENGINES: dict[str, Engine] = {
    "disk": on_disk,
    "our-server": on_our_server,
    "our-server-on-disk": on_our_server_on_disk,
    "filled-server": on_a_filled_server,
}
VIRTUOSO = "virtuoso"


@pytest.fixture(scope="module", params=[*ENGINES, VIRTUOSO])
def engine(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    if request.param == VIRTUOSO:
        endpoint: Endpoint = request.getfixturevalue("virtuoso_endpoint")
        fill(graph, endpoint)
        yield remote(graph, endpoint)
        return
    with ENGINES[request.param](graph, tmp_path_factory.mktemp(request.param)) as found:
        yield found


def test_an_engine_gives_the_same_rows(graph: Graph, engine: Graph) -> None:
    differing = []
    for what, parameters in asked(graph):
        terms = bindings(graph, what, parameters)
        # What a parameter's words stand for is looked up in the engine too.
        same = bindings(engine, what, parameters) == terms
        if not same or rows(engine, what, terms) != rows(graph, what, terms):
            differing.append((what.id, parameters))
    assert differing == []


def assert_as_expected(graph: Graph) -> None:
    """Check every case of expected rows, and that each question without any is answered."""
    outcomes = list(checking.check(graph))
    assert [one for one in outcomes if one.result in (checking.CHANGED, checking.FAILED)] == []
    assert sum(one.result == checking.AS_EXPECTED for one in outcomes) >= 10


def test_every_answer_is_as_expected_in_memory(graph: Graph) -> None:
    assert_as_expected(graph)


def test_every_answer_is_as_expected_in_an_engine(engine: Graph) -> None:
    assert_as_expected(engine)


# rdflib, which has its own values for terms ---------------------------------------------------------------------------

#: Questions that keep rdflib busy for three to twelve seconds each over all of Stockholm: it works out each GRAPH after
#: VALUES in full before it joins them. They are asked of a part of Stockholm, and of all of Brunnsby.
SLOW_IN_RDFLIB = {"network-support", "policy-areas", "projects", "regions", "strategies-compared"}
#: One locator of so many is in that part.
PART = 6
XSD = "http://www.w3.org/2001/XMLSchema#"
#: Numbers of these types may be written in several ways: rdflib writes them anew.
NUMBERS = {NamedNode(XSD + name) for name in ("integer", "decimal", "double", "float")}


def whole(term: Term | None) -> Term | None:
    """Return a term, a number in one of the ways in which its value can be written."""
    if isinstance(term, Literal) and term.datatype in NUMBERS:
        return Literal(str(Decimal(term.value).normalize()), datatype=term.datatype)
    return term


def term_of(node: rdflib.term.Node | str | None) -> Term | None:
    """Return rdflib's term as the engine's."""
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if not isinstance(node, rdflib.Literal):
        return None if node is None else BlankNode(str(node))
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype or XSD + "string")))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Literal("7"), Literal(7), False),
        (Literal("Alvik"), Literal("Alvik", language="sv"), False),
        (Literal("Alvik", language="en"), Literal("Alvik", language="sv"), False),
        (Literal("a:b"), NamedNode("a:b"), False),
        (Literal("1.0", datatype=NamedNode(XSD + "decimal")), Literal(1), False),
        (
            Literal("1.50", datatype=NamedNode(XSD + "decimal")),
            Literal("1.5", datatype=NamedNode(XSD + "decimal")),
            True,
        ),
    ],
)
def test_terms_are_compared_whole(one: Term, other: Term, same: bool) -> None:
    """Also after a way through rdflib."""
    others = [whole(other), whole(term_of(rdflib.util.from_n3(str(other))))]
    assert [whole(one) == term for term in others] == [same, same]


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Fail where the block takes longer; rdflib, written in Python, can be interrupted."""

    def give_up(*_: object) -> None:
        pytest.fail(f"no answer in {seconds} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def in_rdflib(graph: Graph) -> Ask:
    """Return what gives the rows of rdflib over the quads of a graph."""
    dataset = rdflib.Dataset()
    dataset.parse(data=serialize(list(graph.quads()), format=RdfFormat.N_QUADS), format="nquads")

    def ask(what: Question, terms: Mapping[str, Term]) -> Rows:
        with at_most(PATIENCE):
            found = dataset.query(bind(what.query, terms), initNs=graph.workspace.prefixes)
            return Counter(tuple(whole(term_of(node)) for node in row) for row in found)  # type: ignore[union-attr]

    return ask


def part_of(graph: Graph) -> Graph:
    """Return the graph with one locator of six, in the order of their names, and the facts that these alone give."""
    locators = graph.subjects(TYPE, SG + "Locator")
    left_out = {NamedNode(iri) for number, iri in enumerate(locators) if number % PART}
    quads = [quad for quad in graph.quads() if quad.subject not in left_out]
    kept = [quad for quad in quads if quad.graph_name not in left_out]
    said = {quad.triple for quad in kept if quad.graph_name != FACTS_NODE}
    lost = {quad.triple for quad in quads if quad.graph_name in left_out} - said
    store = Store()
    store.extend(quad for quad in kept if quad.triple not in lost)
    return Graph(store, graph.workspace, layers=graph.layers, strategy=graph.strategy, city=graph.city)


def test_rdflib_gives_the_same_rows(graph: Graph) -> None:
    part = part_of(graph) if graph.workspace.packaged else graph
    ask, ask_part = in_rdflib(graph), in_rdflib(part)
    slow = {question(graph.workspace, name).query for name in SLOW_IN_RDFLIB}
    differing = []
    for what, parameters in asked(graph):
        terms = bindings(graph, what, parameters)
        held, engine = (part, ask_part) if what.query in slow else (graph, ask)
        mine: Rows = Counter(tuple(map(whole, row)) for row in rows(held, what, terms).elements())
        if engine(what, terms) != mine:
            differing.append((what.id, parameters))
    assert differing == []
