"""The graph in rdflib and NetworkX: nothing lost on the way, evidence kept, other layers left out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Quad, RdfFormat, parse
from rdflib import Literal, URIRef

from stratgraph import open_graph
from stratgraph.graph.facts import layers_of_locators
from stratgraph.model.terms import FACTS, LABEL, ONTOLOGY, SG
from stratgraph.questions.asking import StrategyGraph

#: rdflib's own code uses what rdflib itself deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
B = "https://example.org/brunnsby/"


@pytest.fixture(scope="module")
def brunnsby() -> StrategyGraph:
    return open_graph(workspace=BRUNNSBY)


@pytest.fixture(scope="module")
def document() -> StrategyGraph:
    return open_graph(workspace=BRUNNSBY, layers=["document"])


@pytest.fixture(scope="module")
def stockholm() -> StrategyGraph:
    return open_graph(workspace=str(ROOT / "graph_data" / "stockholm-2003"))


def named(quads: Iterable[Quad]) -> set[Quad]:
    """The quads without blank nodes, which bear other names in every library."""
    return {
        quad for quad in quads if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
    }


def test_rdflib_has_every_quad(brunnsby: StrategyGraph) -> None:
    data = brunnsby.to_rdflib().serialize(format="nquads", encoding="utf-8")
    theirs = list(parse(input=data, format=RdfFormat.N_QUADS))
    assert named(theirs) == named(brunnsby.quads())
    assert len(theirs) == len(list(brunnsby.quads()))


def test_rdflib_has_the_graphs_of_the_chosen_layers_alone(brunnsby: StrategyGraph, document: StrategyGraph) -> None:
    graphs = [{str(graph.identifier) for graph in made.to_rdflib().graphs()} for made in (brunnsby, document)]
    assert {B + "p1", B + "note", B + "row", B + "declarations", FACTS, ONTOLOGY} <= graphs[0]
    assert graphs[0] - graphs[1] == {B + "note", B + "row"}


def test_rdflib_reads_the_union_and_each_triple_once(brunnsby: StrategyGraph) -> None:
    dataset = brunnsby.to_rdflib()
    assert dataset.default_union
    said = list(dataset.triples((URIRef(B + "goal-1"), URIRef(SG + "hasAction"), None)))
    assert said == [(URIRef(B + "goal-1"), URIRef(SG + "hasAction"), URIRef(B + "action-1"))]
    labels = set(dataset.objects(URIRef(SG + "Goal"), URIRef(LABEL)))
    assert labels == {Literal("strategic goal", lang="en"), Literal("strategiskt mål", lang="sv")}


def test_rdflib_knows_the_prefixes(brunnsby: StrategyGraph) -> None:
    assert dict(brunnsby.to_rdflib().namespaces())["b"] == URIRef(B)
    (row,) = brunnsby.to_rdflib().query("SELECT ?n { b:goal-4 skos:notation ?n }")
    assert row.n.toPython() == 4  # type: ignore[union-attr]


def test_the_graph_itself_is_left_alone(brunnsby: StrategyGraph) -> None:
    brunnsby.to_rdflib().remove_graph(URIRef(B + "p1"))
    assert len(layers_of_locators(brunnsby.store)) == 5


def test_networkx_has_what_is_declared_and_no_more(brunnsby: StrategyGraph) -> None:
    network = brunnsby.to_networkx()
    assert network.nodes[B + "goal-1"] == {
        "label_en": "Clean harbour",
        "label_sv": "Ren hamn",
        "type": "Goal",
        "number": 1,
    }
    assert network.nodes[B + "torp"] == {"label_sv": "Torp", "type": "City"}
    assert not {B + "plan", B + "p1", B + "note", B + "rival", SG + "Network"} & set(network)
    assert sorted(network) == list(network)


def test_networkx_keeps_parallel_relations_and_their_evidence(brunnsby: StrategyGraph) -> None:
    network = brunnsby.to_networkx()
    between = network.get_edge_data(B + "alvik", B + "harbours")
    assert between == {
        SG + "leads": {"predicate": SG + "leads", "evidence": (B + "p2",), "layer": "document"},
        SG + "memberOf": {"predicate": SG + "memberOf", "evidence": (B + "p1", B + "p2"), "layer": "document"},
    }
    assert network.edges[B + "boats", B + "ships", "http://www.w3.org/2004/02/skos/core#broader"]["layer"] == (
        "interpretation"
    )


def test_networkx_has_no_edge_for_what_is_only_proposed(brunnsby: StrategyGraph) -> None:
    network = brunnsby.to_networkx()
    assert not network.has_edge(B + "brunnsby", B + "towns")
    assert not network.has_edge(B + "alvik", B + "brunnsby")


def test_networkx_has_the_claims_where_asked(brunnsby: StrategyGraph) -> None:
    plain, claims = brunnsby.to_networkx(), brunnsby.to_networkx(claims=True)
    assert set(claims) - set(plain) == {
        B + name for name in ("towns-brunnsby", "harbours-alvik", "harbours-alvik-chair", "rival", "together")
    }
    assert claims.nodes[B + "rival"] == {"type": "Competition", "kind": "Niche"}
    assert claims.nodes[B + "towns-brunnsby"] == {"type": "Membership", "status": "Proposed"}
    assert set(claims.successors(B + "rival")) == {B + "brunnsby", B + "alvik", B + "boats"}
    assert set(plain.edges(keys=True)) < set(claims.edges(keys=True))


def test_networkx_leaves_out_the_other_layers(brunnsby: StrategyGraph, document: StrategyGraph) -> None:
    left_out = set(brunnsby.to_networkx().edges(keys=True)) - set(document.to_networkx().edges(keys=True))
    assert {(source, target) for source, target, _ in left_out} == {
        (B + "boats", B + "ships"),
        (B + "csf-1", B + "goal-1"),
        (B + "action-1", B + "csf-1"),
        (B + "goal-4", B + "harbours"),
    }


def test_every_edge_of_stockholm_has_its_evidence(stockholm: StrategyGraph) -> None:
    network = stockholm.to_networkx()
    for _, _, edge in network.edges(data=True):
        assert edge["evidence"]
        assert edge["layer"]
    assert all("label_en" in data and "label_sv" in data and "type" in data for _, data in network.nodes(data=True))


def test_neither_library_is_imported_before_it_is_asked_for() -> None:
    program = (
        "import sys; from stratgraph import open_graph; open_graph(); "
        "print(sorted({'rdflib', 'networkx'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "[]\n"
