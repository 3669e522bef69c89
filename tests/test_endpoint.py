"""A strategy in an endpoint: filled, checked, asked by every command with the same answers, in few requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from endpoint_servers import Endpoints, Request, Response, Server, endpoint_of, serving, store_of, without_language
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

import stratgraph
from stratgraph.analysis.selfcheck import check_endpoint
from stratgraph.cli.main import root
from stratgraph.graph.endpoint import Endpoint
from stratgraph.graph.fetching import Fetcher, query_for
from stratgraph.graph.filling import Filled, everything, fill, graphs_of
from stratgraph.graph.memory import FACTS_NODE, Graph, Row
from stratgraph.graph.opening import open_graph
from stratgraph.graph.remote import RemoteGraph
from stratgraph.graph.stored import STORED
from stratgraph.model.errors import EngineError, InputError, ParseError
from stratgraph.model.terms import DCTERMS, LABEL, SG, TYPE
from stratgraph.sources.attached import HOME

ROOT = Path(__file__).resolve().parent.parent
STOCKHOLM = str(ROOT / "graph_data" / "stockholm-2003")
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")


@pytest.fixture(autouse=True)
def nothing_attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attach no copy of a document: describing its passages takes requests of its own."""
    monkeypatch.setenv(HOME, str(tmp_path / "home"))


@pytest.fixture(scope="module")
def stockholm() -> Iterator[Server]:
    with serving() as server:
        fill(open_graph(workspace=STOCKHOLM), endpoint_of(server))
        yield server


@pytest.fixture
def brunnsby() -> Graph:
    return open_graph(workspace=BRUNNSBY)


def run(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(root, arguments)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found.exit_code, found.stdout, found.stderr


#: How many requests each command makes; one more must have a reason.
REQUESTS = [
    (["ask", "memberships"], 5),
    (["ask", "memberships", "--format", "json"], 3),
    (["ask", "goals-without-network", "--cite"], 5),
    (["ask", "memberships", "-p", "city=Helsinki"], 7),
    (["ask", "memberships", "--values", "city"], 3),
    (["gaps", "--candidates", "0"], 19),
    (["gaps", "--candidates", "0", "--format", "json"], 17),
    # The reasons for candidates are questions of their own, a few for each gap question.
    (["gaps"], 85),
    (["show", "Stockholm"], 12),
    (["show", "goal 4", "--cite"], 11),
    (["show", "sg:Goal"], 5),
    (["path", "Stockholm", "Helsinki"], 17),
    (["path", "goal 4", "UBC", "--all"], 26),
    (["metrics"], 20),
    (["overlaps"], 12),
    (["overlaps", "--align", "--cite"], 14),
    (["whatif", "--join", "UBC:member:goal-4"], 14),
    (["map", "--format", "svg"], 32),
    (["map", "--ask", "memberships", "--format", "svg"], 25),
    (["info"], 5),
    (["query", "-e", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"], 2),
    (["query", "-e", "SELECT ?s { ?s a sg:Goal } ORDER BY ?s"], 3),
    (["query", "-e", "ASK { ?s a sg:Goal }"], 2),
    (["query", "-e", "CONSTRUCT WHERE { ?s sg:capitalOf ?o }", "--format", "nt"], 2),
    (["query", "-e", "SELECT ?s { ?s a sg:Goal . GRAPH ?g { ?x sg:supports ?s } } ORDER BY ?s ?g"], 2),
]


@pytest.mark.parametrize(
    ("command", "count"), REQUESTS, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_each_command_says_the_same_in_few_requests(stockholm: Server, command: list[str], count: int) -> None:
    before = len(stockholm.log)
    answer = run(*command, "--endpoint", stockholm.url)
    assert answer == run(*command)
    assert len(stockholm.log) - before <= count


def test_a_report_is_made_in_few_requests(stockholm: Server, tmp_path: Path) -> None:
    """It asks what `gaps`, `overlaps` and `map` ask, for each language."""
    before = len(stockholm.log)
    assert run("report", "-o", str(tmp_path / "report.html"), "--endpoint", stockholm.url)[0] == 0
    assert len(stockholm.log) - before <= 220


def test_the_library_opens_an_endpoint_as_it_opens_a_folder(stockholm: Server) -> None:
    remote, here = stratgraph.open_graph(endpoint=stockholm.url), stratgraph.open_graph()
    assert remote.ask("goals", language="sv") == here.ask("goals", language="sv")
    assert (remote.strategy, remote.city, remote.layers) == (here.strategy, here.city, here.layers)
    assert remote.to_networkx().edges == here.to_networkx().edges
    assert len(remote.to_rdflib()) == len(here.to_rdflib())


def test_in_an_empty_folder_the_endpoint_says_whose_strategy_it_is(brunnsby: Graph) -> None:
    with serving() as server:
        fill(brunnsby, endpoint_of(server))
        remote = stratgraph.open_graph(endpoint=server.url)
    assert remote.strategy == brunnsby.strategy
    assert remote.workspace.name == brunnsby.workspace.name
    assert remote.workspace.prefixes == brunnsby.workspace.prefixes


def test_a_syntax_error_is_the_users_and_is_not_sent(stockholm: Server) -> None:
    before = len(stockholm.log)
    code, out, err = run("query", "-e", "SELECT ?s\nWHERE { ?s a sg:Goal ", "--endpoint", stockholm.url)
    assert (code, out) == (2, "")
    assert "line 2, column" in err
    assert len(stockholm.log) - before == 1
    with pytest.raises(ParseError):
        stratgraph.open_graph(endpoint=stockholm.url).query("SELECT ?s { SERVICE <http://x.invalid/> { ?s ?p ?o } }")


def test_other_layers_than_the_endpoint_holds_are_refused() -> None:
    with serving() as server:
        fill(open_graph(workspace=BRUNNSBY, layers=["document"]), endpoint_of(server))
        code, _, err = run("ask", "goals", "-w", BRUNNSBY, "--layer", "plan", "--endpoint", server.url)
        assert code == 2
        assert "holds the layers document; for others fill a store of its own" in err
        # What rests on a layer that was not loaded is refused, not answered with no rows.
        code, _, err = run("ask", "competitor-clusters", "-p", "align=true", "-w", BRUNNSBY, "--endpoint", server.url)
        assert (code, "this rests on the interpretation layer" in err) == (2, True)


# Filling ---------------------------------------------------------------------------------------------------------


def test_filling_replaces_what_was_there_and_leaves_the_rest(brunnsby: Graph) -> None:
    store = Endpoints()
    other = Quad(NamedNode("a:s"), NamedNode("a:p"), Literal("theirs"), NamedNode("a:g"))
    store.store.add(other)
    with serving(store) as server:
        assert fill(open_graph(workspace=STOCKHOLM), endpoint_of(server)).removed == 0
        seen: list[tuple[int, int]] = []
        found = fill(brunnsby, endpoint_of(server), progress=lambda done, count: seen.append((done, count)))
        assert found == Filled(8, 3530, 394)
        assert seen == [(number, 8) for number in range(1, 9)]
        assert other in store.store
        ours = set(brunnsby.quads(None, None, None, FACTS_NODE))
        assert set(store.store.quads_for_pattern(None, None, None, FACTS_NODE)) == ours
        assert server.log[-1].graph.value == STORED


def test_a_file_for_a_bulk_loader_holds_all_that_filling_writes(brunnsby: Graph, tmp_path: Path) -> None:
    path = tmp_path / "brunnsby.nq"
    serialize(everything(brunnsby), str(path), format=RdfFormat.N_QUADS)
    loaded = Endpoints()
    loaded.store.bulk_load(path=str(path))
    with serving(loaded) as server:
        checks = check_endpoint(brunnsby, RemoteGraph(endpoint_of(server), brunnsby.workspace))
    assert [check.name for check in checks if not check.right] == []


def test_a_filling_that_broke_off_is_told_from_a_whole_one(brunnsby: Graph) -> None:
    store = Endpoints()

    def breaking(request: Request) -> Response:
        full = request.method == "PUT" and request.graph == FACTS_NODE
        return Response(507, "text/plain", b"disk full") if full else store(request)

    with serving(store) as good:
        fill(brunnsby, endpoint_of(good))
    with Server(breaking) as server:
        with pytest.raises(EngineError, match=r"the server failed \(507\) \(disk full\).*while <.*#facts> was written"):
            fill(brunnsby, endpoint_of(server))
        with pytest.raises(EngineError, match="holds no strategy that was loaded to the end"):
            RemoteGraph(endpoint_of(server), brunnsby.workspace)


def test_without_the_address_to_write_to_the_usual_ones_are_named(brunnsby: Graph) -> None:
    with serving() as server, pytest.raises(InputError, match=r"give --graph-store URL.*sparql-graph-crud-auth"):
        fill(brunnsby, Endpoint(server.url))


def test_load_fills_checks_and_says_so() -> None:
    with serving() as server:
        given = ["load", "-w", BRUNNSBY, "--endpoint", server.url]
        code, out, err = run(*given, "--graph-store", store_of(server), "--format", "csv")
        assert code == 0
        assert [line.split(",")[1] for line in out.splitlines()] == ["result", *["right"] * 9]
        assert err.startswith(f"{server.url}: 8 graphs, 3530 triples written, 0 of an earlier filling removed\n")
        before = len(server.log)
        assert run(*given, "--check")[0] == 0
        assert {request.method for request in server.log[before:]} == {"POST"}


# The self-check ----------------------------------------------------------------------------------------------------


def test_virtuoso_passes_the_check(virtuoso_endpoint: Endpoint) -> None:
    graph = open_graph(workspace=STOCKHOLM)
    fill(graph, virtuoso_endpoint)
    checks = check_endpoint(graph, RemoteGraph(virtuoso_endpoint, graph.workspace))
    assert [check for check in checks if not check.right] == []


def lossy(quads: list[Quad]) -> list[Quad]:
    return [quad for number, quad in enumerate(quads) if number % 3]


def merging(quads: list[Quad]) -> list[Quad]:
    """Keep all passages' facts in one graph."""
    return [
        Quad(q.subject, q.predicate, q.object, NamedNode("https://example.org/brunnsby/p1"))
        if "/brunnsby/p" in str(q.graph_name)
        else q
        for q in quads
    ]


def rounding(quads: list[Quad]) -> list[Quad]:
    """Write numbers as text."""
    number = "http://www.w3.org/2001/XMLSchema#integer"
    return [
        Quad(q.subject, q.predicate, Literal(q.object.value), q.graph_name)
        if isinstance(q.object, Literal) and q.object.datatype.value == number
        else q
        for q in quads
    ]


def repeating(answer: dict[str, object]) -> object:
    """Count what stands in two graphs twice, and give each row twice."""
    results = answer.get("results")
    if isinstance(results, dict):
        rows = results["bindings"]
        for row in rows:
            if set(row) == {"n"}:
                row["n"]["value"] = str(int(row["n"]["value"]) + 7)
        results["bindings"] = [row for row in rows for _ in range(1 if "n" in row else 2)]
    return answer


def cutting(answer: dict[str, object]) -> object:
    results = answer.get("results")
    if isinstance(results, dict):
        results["bindings"] = results["bindings"][:100]
    return answer


@pytest.mark.parametrize(
    ("store", "failing"),
    [
        (lambda: Endpoints(keep=without_language), {"languages"}),
        (lambda: Endpoints(keep=lossy), {"facts", "repeats", "own-queries", "gaps", "questions"}),
        (lambda: Endpoints(keep=merging), {"graphs", "gaps", "questions", "own-queries"}),
        (lambda: Endpoints(keep=rounding), {"literals"}),
        (lambda: Endpoints(spoil=repeating), {"repeats", "own-queries", "gaps", "questions", "whole-answers"}),
    ],
    ids=["drops languages", "loses facts", "merges graphs", "changes literals", "repeats rows"],
)
def test_a_store_that_would_answer_wrongly_is_told(
    brunnsby: Graph, store: Callable[[], Endpoints], failing: set[str]
) -> None:
    with serving(store()) as server:
        fill(brunnsby, endpoint_of(server))
        checks = check_endpoint(brunnsby, RemoteGraph(endpoint_of(server), brunnsby.workspace))
        given = ["load", "-w", BRUNNSBY, "--endpoint", server.url, "--check", "--lang", "en", "--format", "json"]
        code, _, err = run(*given)
    assert failing <= {check.name for check in checks if not check.right}
    assert code == 3
    assert err.startswith(f"stratgraph: {server.url} would answer wrongly: ")
    assert all(check.detail.en != check.detail.sv for check in checks)


def nothing_but(*words: str) -> Callable[[list[Quad]], list[Quad]]:
    """Keep the graphs whose names hold one of the words."""
    return lambda quads: [quad for quad in quads if any(word in str(quad.graph_name) for word in words)]


def nobodys(quads: list[Quad]) -> list[Quad]:
    """Lose whose strategy it is."""
    return [quad for quad in quads if quad.predicate.value != DCTERMS + "subject"]


@pytest.mark.parametrize("keep", [nothing_but(), nobodys], ids=["keeps nothing", "loses the strategy"])
def test_a_store_that_does_not_give_back_what_was_written_is_told(keep: Callable[[list[Quad]], list[Quad]]) -> None:
    with serving(Endpoints(keep=keep)) as server:
        given = ["load", "-w", BRUNNSBY, "--endpoint", server.url]
        code, out, err = run(*given, "--graph-store", store_of(server))
    assert (code, out) == (3, "")
    assert err.splitlines()[1].startswith(f"stratgraph: {server.url} does not give back what was written")


def test_a_store_without_any_fact_has_lost_facts(brunnsby: Graph) -> None:
    with serving(Endpoints(keep=nothing_but("#stored", "/brunnsby/", "ontology>"))) as server:
        fill(brunnsby, endpoint_of(server))
        checks = check_endpoint(brunnsby, RemoteGraph(endpoint_of(server), brunnsby.workspace))
    assert {check.name: check.right for check in checks}["facts"] is False


def test_answers_cut_in_silence_are_told(brunnsby: Graph) -> None:
    with serving(Endpoints(spoil=cutting)) as server:
        fill(brunnsby, endpoint_of(server))
        checks = check_endpoint(brunnsby, RemoteGraph(endpoint_of(server, page=50), brunnsby.workspace))
    [found] = [check for check in checks if not check.right]
    largest = max(map(len, graphs_of(brunnsby).values()))
    assert found.name == "whole-answers"
    assert found.detail.en.startswith(f"1 (100 / {largest}): long answers are cut")


def test_another_strategy_than_the_workspaces_is_no_fault_of_the_store(stockholm: Server, brunnsby: Graph) -> None:
    code, out, err = run("load", "-w", BRUNNSBY, "--endpoint", stockholm.url, "--check")
    assert (code, out) == (2, "")
    assert f"holds the strategy <{open_graph().strategy}>, the workspace <{brunnsby.strategy}>" in err


# Fetching ------------------------------------------------------------------------------------------------------------

PATTERNS = [
    (None, None, None, FACTS_NODE),
    (None, NamedNode(TYPE), None, FACTS_NODE),
    (None, NamedNode(TYPE), NamedNode(SG + "City"), FACTS_NODE),
    (NamedNode("https://example.org/brunnsby/brunnsby"), None, None, None),
    (None, None, NamedNode("https://example.org/brunnsby/brunnsby"), None),
]


@pytest.mark.parametrize("page", [2, 3, 10, 5_000])
def test_whatever_the_page_nothing_is_lost(brunnsby: Graph, page: int) -> None:
    with serving() as server:
        fill(brunnsby, endpoint_of(server))
        for pattern in PATTERNS:
            remote = RemoteGraph(endpoint_of(server, page=page), brunnsby.workspace)
            here = set(brunnsby.quads(*pattern))
            assert set(remote.quads(*pattern)) == here
            before = remote.requests
            assert set(remote.quads(*pattern)) == here
            assert remote.requests == before


def test_what_is_known_is_not_fetched_again() -> None:
    asked: list[str] = []

    def ask(query: str) -> list[tuple[None, ...]]:
        asked.append(query)
        return []

    fetcher = Fetcher(ask, page=10)
    wide = (None, NamedNode(LABEL), None, FACTS_NODE)
    fetcher.fetch([wide, (NamedNode("a:b"), None, None, FACTS_NODE)])
    fetcher.fetch([(NamedNode("a:c"), NamedNode(LABEL), None, FACTS_NODE), wide])
    fetcher.fetch([(NamedNode("a:b"), NamedNode(TYPE), None, FACTS_NODE)])
    assert len(asked) == 1


ROW = (NamedNode("a:b"), NamedNode("a:c"), NamedNode("a:d"), FACTS_NODE)


@pytest.mark.parametrize(
    ("rows", "why"), [([ROW] * 12, "more rows than LIMIT allows"), ([ROW] * 10, "the same rows again")]
)
def test_a_store_that_gives_no_pages_is_told_and_not_asked_for_ever(rows: list[Row], why: str) -> None:
    for pattern in ((None, None, None, FACTS_NODE), (None, None, None, None)):
        with pytest.raises(EngineError, match=why):
            Fetcher(lambda query: [*rows, ROW] if "LIMIT 11" in query else rows, page=10).fetch([pattern])


def test_a_query_for_several_patterns_is_one() -> None:
    patterns = [(NamedNode(iri), None, None, FACTS_NODE) for iri in ("a:b", "a:c")]
    assert query_for(list(patterns)) == (
        "SELECT ?s ?p ?o ?g WHERE { VALUES ?s { <a:b> <a:c> } "
        f"GRAPH {FACTS_NODE} {{ ?s ?p ?o }} BIND({FACTS_NODE} AS ?g) }}"
    )


def test_the_pages_of_a_question_come_in_one_order(stockholm: Server) -> None:
    tables = [stratgraph.open_graph(endpoint=stockholm.url).ask("memberships") for _ in range(2)]
    assert all(one == other for one, other in pairwise(tables))
