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
from stratgraph.graph.opening import derive_graph
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


def test_labels_and_citations_are_those_of_the_graph(tmp_path: Path) -> None:
    prebuilt.build(tmp_path)
    graph = derive_graph(packaged_workspace())
    rows = [line.split("\t") for line in (tmp_path / prebuilt.INDEX).read_text("utf-8").splitlines()]
    for kind, iri, en, sv in rows:
        found = labels(graph, iri) if kind == "label" else evidence(graph, iri).citation._asdict()
        assert found == {"en": en, "sv": sv}
    locators = {node.value for node in layers_of_locators(graph.store)}
    assert {iri for kind, iri, *_ in rows if kind == "citation"} == locators


def test_a_layer_that_is_left_out_is_left_out_of_the_built_graph_too(checkout: Path) -> None:
    done = program(checkout, "stratgraph", "ask", "interpretation", "--layer", "document")
    assert done.returncode == 2
    assert "interpretation layer" in done.stderr
