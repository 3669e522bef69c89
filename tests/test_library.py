"""The graph as a library user meets it: what every command answers, as a method."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import stratgraph
from stratgraph.library import StrategyGraph
from stratgraph.model.errors import InputError, NotFound

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"


@pytest.fixture(scope="module")
def brunnsby() -> StrategyGraph:
    return stratgraph.open_graph(workspace=str(BRUNNSBY))


def test_the_methods_answer_for_another_city(brunnsby: StrategyGraph) -> None:
    gaps = brunnsby.gaps("goals-without-network", language="sv").to_dicts()
    assert [(row["subject"], row["grade"]) for row in gaps] == [
        ("Känd utomlands", "proposed"),
        ("Fler studenter", "generic"),
        ("Varma vintrar", "none"),
    ]
    assert [row["subject"] for row in brunnsby.candidates("goals-without-network", language="sv").to_dicts()] == [
        row["subject"] for row in gaps
    ]
    assert [row["competitor"] for row in brunnsby.overlaps().to_dicts()] == ["Alvik"]
    # What Torp is tied to no source says; Alvik markets boats, and the city gives priority to ships.
    assert [(row["other"], row["jaccard"]) for row in brunnsby.similar().to_dicts()] == [("Alvik", 0.0)]
    assert brunnsby.similar(align=True).to_dicts()[0]["shared"] == ["Ships"]
    assert [row["sentence"] for row in brunnsby.path("Torp", "Harbour League").to_dicts()] == [
        "Torp is active in Harbour League"
    ]


def test_metrics_are_asked_for_by_name(brunnsby: StrategyGraph) -> None:
    found = brunnsby.metrics("degree", node="Harbour League", language="sv").to_dicts()
    assert [(row["thing"], row["value"], row["others"]) for row in found] == [("Hamnförbundet", 2, ["Torp", "Älvvik"])]
    with pytest.raises(NotFound, match="degree"):
        brunnsby.metrics("degrees")


def test_what_if_takes_names_as_on_the_command_line(brunnsby: StrategyGraph) -> None:
    found = brunnsby.whatif(join=["Harbour League:member:goal-3"], city="Brunnsby")
    assert found.summary().en == (
        "Brunnsby joins Harbour League: goals gaining support: 3; goals losing it: none; cities reached: 2; "
        "no longer reached: 0. Nothing was written."
    )
    goals = [row for row in found.table(language="sv").to_dicts() if row["part"] == "goal"]
    assert [(row["subject"], row["change"]) for row in goals] == [
        ("Ren hamn", "same"),
        ("Känd utomlands", "same"),
        ("Fler studenter", "gained"),
        ("Varma vintrar", "same"),
    ]


def test_a_difference_of_open_graphs_names_their_layers(brunnsby: StrategyGraph) -> None:
    document = stratgraph.open_graph(workspace=str(BRUNNSBY), layers=["document"])
    found = document.diff(brunnsby)
    assert found.summary().en == "from Brunnsby's strategy (document) to Brunnsby's strategy: 4 relations gained"
    assert sorted(item.sentence.en for item in found.items if item.part == "relation") == [
        "Boats belongs under Ships",
        "Choose well supports the goal Clean harbour",
        "Join the harbour league serves Choose well",
        "Warm winters mentions Harbour League",
    ]
    assert [row["part"] for row in found.table().to_dicts() if row["part"] == "relation"] == ["relation"] * 4


def test_the_map_has_the_story_of_its_workspace_unless_a_layer_is_left_out(brunnsby: StrategyGraph) -> None:
    assert brunnsby.map().story is None
    story = stratgraph.open_graph().map().story
    assert story is not None
    assert story.steps[-1].id == "next"
    assert stratgraph.open_graph(layers=["document"]).map().story is None


def test_a_map_shows_itself_in_its_language(brunnsby: StrategyGraph) -> None:
    page = brunnsby.map(language="sv")._repr_html_()
    assert page.startswith("<svg ")
    assert "Ren hamn" in page
    assert brunnsby.map().svg("matrix").startswith("<?xml")


def test_a_report_is_a_page_or_markdown(brunnsby: StrategyGraph) -> None:
    report = brunnsby.report(goal="3", languages=("sv", "en"))
    assert "<h1" in report.html()
    assert report.markdown().startswith("# Mål 3: Fler studenter")


def test_names_that_there_are_not_are_told_with_the_nearest(brunnsby: StrategyGraph) -> None:
    with pytest.raises(NotFound, match="did you mean"):
        brunnsby.gaps("goals-without-netwrok")
    with pytest.raises(NotFound, match="Alvik"):
        brunnsby.similar("Alvikk")
    with pytest.raises(NotFound):
        brunnsby.path("Torp", "Atlantis")


def test_a_graph_without_a_city_asks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "one.trig"
    path.write_text("@prefix e: <https://example.org/> . e:p { e:a e:b e:c }", "utf-8")
    with pytest.raises(InputError, match="whose networks"):
        stratgraph.open_graph(workspace=str(path)).similar()


def test_opening_a_graph_loads_no_heavy_library() -> None:
    code = (
        "import sys, stratgraph; stratgraph.open_graph().ask('goals');"
        "print(sorted({'networkx', 'rdflib', 'openpyxl', 'pyvis', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"
