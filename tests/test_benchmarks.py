"""What the benchmarks measure: made-up cities that have something to answer to every question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import serve
from benchmarks.generate import OWN_STRATEGY, quads
from stratgraph.graph.disk import open_store
from stratgraph.graph.loading import build_store
from stratgraph.graph.opening import derive_graph
from stratgraph.graph.workspace import Workspace, workspace_of_file
from stratgraph.questions.asking import StrategyGraph
from stratgraph.questions.catalogue import questions

#: The first cities compete with themselves alone, so these ask for all cities.
EVERYTHING = {"strategy": "all", "city": "all"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    file = tmp_path_factory.mktemp("cities") / "cities.nq"
    file.write_text("".join(quads(10_000)), encoding="utf-8")
    return replace(workspace_of_file(str(file)), strategy=OWN_STRATEGY)


@pytest.fixture(scope="module")
def graphs(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[StrategyGraph, StrategyGraph]:
    """The same cities in memory and on disk."""
    folder = str(tmp_path_factory.mktemp("store") / "cities")
    build_store(folder, workspace, [path for path, _ in workspace.files()])
    return StrategyGraph.of(derive_graph(workspace)), StrategyGraph.of(open_store(folder))


def test_the_same_size_gives_the_same_bytes() -> None:
    assert list(quads(2_000)) == list(quads(2_000))


@pytest.mark.parametrize("name", [question.id for question in questions(Workspace(folder="."))])
def test_every_question_has_rows_the_same_in_memory_and_on_disk(
    name: str, graphs: tuple[StrategyGraph, StrategyGraph]
) -> None:
    memory, disk = graphs
    question = next(entry for entry in memory.questions() if entry.id == name)
    wanted = {entry.name: EVERYTHING[entry.name] for entry in question.parameters if entry.name in EVERYTHING}
    rows = memory.ask(name, parameters=wanted).to_dicts()
    assert rows
    assert disk.ask(name, parameters=wanted).to_dicts() == rows


def test_requests_a_second_are_measured_with_no_error_among_them() -> None:
    lines = serve.results(quads=2_000, seconds=1.0, runs=1)
    rows = [line.split(" | ") for line in lines if line.startswith("| stratgraph serve")]
    assert [row[0] for row in rows] == [f"| {serve.OWN}", f"| {serve.OWN_CACHED}"]
    assert all(float(row[1].replace(",", "")) > 0 for row in rows)
    assert sum(line.startswith("| a small query at least") for line in lines) == 1
