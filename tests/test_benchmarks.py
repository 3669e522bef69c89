"""What the benchmarks measure: made-up cities that have something to answer to every question."""

from __future__ import annotations

import platform
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from benchmarks import serve
from benchmarks.engines import ENGINES, one
from benchmarks.generate import OWN_STRATEGY, quads
from benchmarks.measuring import run
from benchmarks.page import SECTIONS
from benchmarks.sections import WHAT
from stratgraph.graph.disk import open_store
from stratgraph.graph.loading import build_store
from stratgraph.graph.opening import derive_graph
from stratgraph.graph.workspace import Workspace, workspace_of_file
from stratgraph.questions.asking import StrategyGraph
from stratgraph.questions.catalogue import questions

ROOT = Path(__file__).resolve().parent.parent
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


# The command ---------------------------------------------------------------------------------------------------------


OTHERS = "oxrdflib,virtuoso,arq"
SERVE = ("--serve-quads", "2000", "--serve-seconds", "1")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sections of the page that the command writes, by title."""
    path = tmp_path_factory.mktemp("page") / "benchmarks.md"
    sizes = ["--sizes", "1000,2000", "--runs", "1", "--cold-runs", "1", "--limit", "1"]
    command = [sys.executable, "-m", "benchmarks", *sizes, *SERVE, "--others", OTHERS, "--output", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    _, *parts = path.read_text(encoding="utf-8").split("\n## ")
    return {title: text.strip() for title, _, text in (part.partition("\n") for part in parts)}


def rows(section: str) -> list[list[str]]:
    """The cells of a section's tables, without their heads."""
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    heads = {place for place, line in enumerate(lines[1:]) if set(line) <= set("|-: ")}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for place, line in enumerate(lines)
        if place not in heads and place - 1 not in heads
    ]


def test_every_section_appears_and_says_something(page: dict[str, str]) -> None:
    assert list(page) == list(SECTIONS)
    assert all(page.values())


def test_the_page_says_what_was_measured_and_how_noisy_it_was(page: dict[str, str]) -> None:
    about = page["What was measured"]
    assert f"Python {platform.python_version()}" in about
    assert f"pyoxigraph {version('pyoxigraph')}" in about
    assert all((ENGINES[name].found() or ENGINES[name].title) in about for name in ("oxrdflib", "virtuoso", "arq"))
    assert "the same piece of work was timed" in page["Noise"]


def test_every_goal_stands_in_the_table_with_its_figure(page: dict[str, str]) -> None:
    goals = rows(page["Goals"])
    assert len(goals) == 18
    assert {met for _, _, met in goals} <= {"yes", "no", "–"}
    assert all(figure == "not in this run" for _, figure, met in goals if met == "–")
    assert [met for goal, _, met in goals if "opening" in goal] != ["–"]


def test_every_load_and_question_has_a_row(page: dict[str, str]) -> None:
    assert [what for _, what, *_ in rows(page["Loading and opening"])] == [*WHAT.values()] * 2
    asked = {question.id for question in questions(Workspace(folder="."))}
    assert {name for name, *_ in rows(page["Questions over all cities: growth"])} == asked
    assert {name for name, *_ in rows(page["Beside other engines"])} >= asked


def test_requests_a_second_are_measured_of_each_server_that_is_installed(page: dict[str, str]) -> None:
    found = rows(page["Requests a second"])
    others = [serve.OTHER, serve.OTHER_OXIGRAPH] if serve.has_other() else []
    assert [name for name, *_ in found] == [serve.OWN, serve.OWN_CACHED, *others]
    assert all(float(rate.replace(",", "")) > 0 for _, rate, *_ in found)


def test_engines_that_are_installed_give_as_many_rows(page: dict[str, str]) -> None:
    told = {cells[2]: cells for cells in rows(page["Beside other engines"]) if len(cells) == 11}
    installed = {ENGINES[name].title for name in ("oxrdflib", "virtuoso", "arq") if ENGINES[name].found()}
    assert set(told) == installed
    assert {cells[9] for cells in told.values()} <= {"none"}


def test_an_engine_that_takes_too_long_or_fails_is_said_to() -> None:
    graph = '<urn:s> <urn:p> "1" <urn:g> .\n' * 3
    with NamedTemporaryFile("w", suffix=".nq") as file:
        file.write(graph)
        file.flush()
        slow = "SELECT * { " + " ".join(f"{{ VALUES ?v{n} {{ {'1 ' * 100} }} }}" for n in range(5)) + " }"
        asked = {"slow": slow, "wrong": "SELECT", "right": "SELECT * { GRAPH ?g { ?s ?p ?o } }"}
        found = {line.pop("question"): line for line in one("rdflib", file.name, asked, 0.2) if "question" in line}
    assert found["slow"] == {"over": True}
    assert "Expected" in found["wrong"]["error"]
    assert found["right"]["rows"] == 1


def test_what_a_process_had_no_time_for_is_missing_alone(tmp_path: Path) -> None:
    file = tmp_path / "cities.nq"
    file.write_text("".join(quads(20_000)), encoding="utf-8")
    found = run("worker", ["memory", file, tmp_path], 0.3)
    assert found["stopped"] == 0.3
    whole = [name for name, figures in found["questions"].items() if "all" in figures]
    assert len(whole) < len(questions(Workspace(folder=".")))


def test_the_figures_of_scale_go_into_their_section_alone(tmp_path: Path) -> None:
    page = tmp_path / "scale.md"
    page.write_text("# Scale\n\nText.\n\n## Figures\n\nold\n\n## After\n\nMore.\n", encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.scale", "--sizes", "1000,2000", "--page", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, figures, after = page.read_text(encoding="utf-8").split("\n## ")
    assert (before, after) == ("# Scale\n\nText.\n", "After\n\nMore.\n")
    assert "old" not in figures
    assert [(size, quads, cities) for size, quads, cities, *_ in rows(figures)] == [
        ("a city", "1,637", "2"),
        ("a city", "2,459", "3"),
    ]
