"""The graph that is derived ahead of time is the one that would be derived now, or is not used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stratgraph.graph import prebuilt
from stratgraph.graph.evidence import evidence
from stratgraph.graph.facts import layers_of_locators
from stratgraph.graph.labels import labels
from stratgraph.graph.memory import Graph, Solutions
from stratgraph.graph.opening import derive_graph
from stratgraph.graph.packaged import data_folder
from stratgraph.graph.workspace import packaged_workspace

ROOT = Path(__file__).resolve().parent.parent
FILES = (prebuilt.FACTS, prebuilt.NAMES, prebuilt.REST)
DECLARATIONS = Path("graph_data/stockholm-2003/declarations.trig")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package and its data, with the graph built ahead in it."""
    for folder in ("stratgraph", "ontology", "graph_data"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "_built"))
    assert program(tmp_path, "stratgraph.graph.prebuilt", "stratgraph/_built").returncode == 0
    return tmp_path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the graph built ahead."""
    folder = tmp_path_factory.mktemp("built")
    prebuilt.build(folder)
    return str(folder)


@pytest.fixture(scope="module")
def derived() -> Graph:
    return derive_graph(packaged_workspace())


def program(checkout: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout), "LC_ALL": "C"},
    )


def goals(checkout: Path) -> list[str]:
    done = program(checkout, "stratgraph", "ask", "goals", "--format", "json")
    assert done.returncode == 0, done.stderr
    return [row["goal"] for row in json.loads(done.stdout)]


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        prebuilt.build(tmp_path / folder)
    for name in (*FILES, prebuilt.INDEX):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_is_built_is_what_is_derived(tmp_path: Path) -> None:
    prebuilt.build(tmp_path)
    lines = [line for name in FILES for line in (tmp_path / name).read_text("utf-8").splitlines()]
    statements = [line for line in lines if not line.startswith("#")]
    assert len(statements) == len(set(statements)) == len(list(derive_graph(packaged_workspace()).quads()))


def test_a_stale_graph_is_not_used(checkout: Path) -> None:
    before = goals(checkout)
    file = checkout / DECLARATIONS
    old, new = '"Northern Europe\'s most exciting city"@en', '"The most exciting city"@en'
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")
    assert goals(checkout) == ["The most exciting city", *before[1:]]


def test_a_built_graph_is_used(checkout: Path) -> None:
    file = checkout / "stratgraph" / "_built" / prebuilt.INDEX
    old, new = "\tNorthern Europe's most exciting city\t", "\tRead from the built file\t"
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")
    assert goals(checkout)[0] == "Read from the built file"


def test_a_built_graph_gives_every_expected_answer(checkout: Path) -> None:
    done = program(checkout, "stratgraph", "ask", "--check", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert {row["result"] for row in json.loads(done.stdout)} == {"as-expected"}


@pytest.mark.parametrize(
    "pattern",
    [
        "?s a ?o ; sg:hasAction ?x",
        "?s a sg:Network",
        "?s a/rdfs:subClassOf* sg:Network",
        "?s sg:serves ?o",
        "?s ?p sg:Network",
        "?s ?p ?o . ?o a sg:Goal",
        "?s sg:hasGoal ?x ; ?p ?o . ?o a sg:Goal",
        "sthlm:stockholm ?o sthlm:eurocities",
        "?s rdf:type ?o ; sg:hasAction ?x FILTER NOT EXISTS { ?s sg:serves|sg:hasVision ?y }",
        "?s !a ?o . ?o a sg:Goal",
        "?s !(a|sg:serves) ?o . ?o a sg:Goal",
        "?s a sg:Cluster ; skos:broader? ?o",
        "VALUES ?p { sg:serves sg:hasGoal } ?s ?p ?o",
        "?s (sg:hasGoal/sg:hasAction) ?o",
        "?s ^sg:hasGoal ?o",
    ],
)
def test_a_query_finds_what_it_finds_in_the_whole_graph(
    pattern: str, built: str, derived: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prebuilt, "built_folder", lambda: built)
    graph = prebuilt.read(data_folder())
    assert graph
    query = f"SELECT * WHERE {{ GRAPH sg:facts {{ {pattern} }} }}"
    part, whole = graph.query(query, whole=False), derived.query(query)
    assert isinstance(part, Solutions)
    assert isinstance(whole, Solutions)
    assert sorted(map(str, part)) == sorted(map(str, whole)) != []


def test_labels_and_citations_are_those_of_the_graph(tmp_path: Path) -> None:
    prebuilt.build(tmp_path)
    graph = derive_graph(packaged_workspace())
    rows = [line.split("\t") for line in (tmp_path / prebuilt.INDEX).read_text("utf-8").splitlines()]
    for kind, iri, en, sv in (row for row in rows if row[0] in ("label", "citation")):
        found = labels(graph, iri) if kind == "label" else evidence(graph, iri).citation._asdict()
        assert found == {"en": en, "sv": sv}
    locators = {node.value for node in layers_of_locators(graph.store)}
    assert {iri for kind, iri, *_ in rows if kind == "citation"} == locators


def test_a_layer_that_is_left_out_is_left_out_of_the_built_graph_too(checkout: Path) -> None:
    done = program(checkout, "stratgraph", "ask", "interpretation", "--layer", "document")
    assert done.returncode == 2
    assert "interpretation layer" in done.stderr
