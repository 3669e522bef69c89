"""`stratgraph path`: one shortest way, always the same, in words and with evidence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stratgraph.analysis.naming import find
from stratgraph.analysis.paths import Path as Way, in_short, path_table, shortest_path
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.graph.stated import claim_nodes
from stratgraph.model.terms import SG

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
B = "https://example.org/brunnsby/"


@pytest.fixture(scope="module")
def brunnsby() -> Graph:
    return open_graph(workspace=BRUNNSBY)


@pytest.fixture(scope="module")
def stockholm() -> Graph:
    return open_graph(workspace=str(ROOT / "graph_data" / "stockholm-2003"))


def way(graph: Graph, start: str, end: str) -> Way:
    return shortest_path(graph, find(graph, start), find(graph, end))


def sentences(graph: Graph, start: str, end: str, language: str = "en") -> list[object]:
    return [row[4] for row in path_table(graph, way(graph, start, end), language=language)]


def run(*arguments: str, cwd: Path, language: str = "C") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", "path", *arguments]
    environment = {**os.environ, "LC_ALL": language, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def test_each_step_is_a_sentence_as_it_is_stated(brunnsby: Graph) -> None:
    assert sentences(brunnsby, "goal 1", "Torp") == [
        "Clean harbour has the action Join the harbour league",
        "Join the harbour league mentions as an example Harbour League",
        "Torp is active in Harbour League",
    ]
    assert sentences(brunnsby, "Torp", "goal 1", "sv") == [
        "Torp är aktiv i Hamnförbundet",
        "Gå med i hamnförbundet nämner som exempel Hamnförbundet",
        "Ren hamn har åtgärden Gå med i hamnförbundet",
    ]


def test_a_step_tells_the_qualifiers_of_its_claim(brunnsby: Graph) -> None:
    assert sentences(brunnsby, "Brunnsby", "Alvik") == [
        "Brunnsby competes with Alvik (domain: Boats; kind: niche competitor)"
    ]


def test_what_is_only_proposed_or_sought_is_no_link(brunnsby: Graph) -> None:
    assert len(sentences(brunnsby, "League of Towns", "Brunnsby")) == 4
    assert "cooperates" not in str(sentences(brunnsby, "Alvik", "Brunnsby"))


def test_claims_classes_and_locators_are_no_stops(stockholm: Graph) -> None:
    claims = claim_nodes(stockholm)
    for start, end in (("Vienna", "goal 4"), ("Helsinki", "test-market-network"), ("Metropolis", "goal 5")):
        stops = {stop for step in way(stockholm, start, end).steps for stop in (step.start, step.end)}
        assert not stops & set(claims)
        assert not {stop for stop in stops if stop.startswith(SG) or "/passage-" in stop}


def test_a_class_leads_nowhere(brunnsby: Graph) -> None:
    assert not way(brunnsby, "goal 3", "sg:Network").found
    assert not way(brunnsby, "goal 3", "p2").found


def test_the_same_way_is_found_each_time(stockholm: Graph) -> None:
    other = open_graph(workspace=str(ROOT / "graph_data" / "stockholm-2003"))
    for start, end in (("goal 4", "UBC"), ("Bangalore", "goal 5"), ("Vienna", "Metropolis")):
        assert way(stockholm, start, end) == way(other, start, end)


def test_the_way_back_is_as_long(stockholm: Graph) -> None:
    for start, end in (("goal 4", "UBC"), ("Bangalore", "goal 5")):
        assert len(way(stockholm, start, end).steps) == len(way(stockholm, end, start).steps)


def test_vienna_and_metropolis_meet_in_barcelona(stockholm: Graph) -> None:
    assert sentences(stockholm, "Wien", "Metropolis", "sv") == [
        "Wien är aktiv i Informellt nätverk av socialistiskt styrda storstäder",
        "Barcelona är aktiv i Informellt nätverk av socialistiskt styrda storstäder",
        "Barcelona leder Metropolis (uppdrag: ordförande)",
    ]


def test_the_layers_decide_what_is_a_link(brunnsby: Graph) -> None:
    document = open_graph(workspace=BRUNNSBY, layers=["document"])
    assert sentences(brunnsby, "Boats", "Ships") == ["Boats belongs under Ships"]
    assert [row[6].value for row in path_table(brunnsby, way(brunnsby, "Boats", "Ships"))] == ["interpretation"]  # type: ignore[union-attr]
    assert sentences(document, "Boats", "Ships") == [
        "Alvik markets the cluster Boats",
        "Brunnsby competes with Alvik (domain: Boats; kind: niche competitor)",
        "Brunnsby prioritises the cluster Ships",
    ]


def test_one_sentence_says_how_far_it_is(brunnsby: Graph) -> None:
    assert in_short(brunnsby, way(brunnsby, "Torp", "Torp")).en == "both names are of the same thing: Torp"
    assert in_short(brunnsby, way(brunnsby, "Torp", "Alvik")).sv == "Torp och Älvvik: 2 steg"
    assert in_short(brunnsby, way(brunnsby, "Boats", "Ships")).en == "Boats and Ships: one step"
    assert in_short(brunnsby, way(brunnsby, "goal 3", "p2")).en == (
        "the chosen layers connect More students and p2 by no chain of facts"
    )


# The command --------------------------------------------------------------------------------------------------------


def test_the_command_prints_steps_with_evidence(tmp_path: Path) -> None:
    done = run("Torp", "älvvik", "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Step  In words                                    Evidence",
        "────  ──────────────────────────────────────────  ────────",
        "   1  Torp is active in Harbour League            p3",
        "   2  Alvik leads Harbour League (office: chair)  line 9",
    ]


def test_the_data_is_a_list_of_steps(tmp_path: Path) -> None:
    done = run("Torp", "alvik", "-w", BRUNNSBY, "--format", "json", cwd=tmp_path, language="sv_SE.UTF-8")
    assert json.loads(done.stdout) == [
        {
            "from": "Torp",
            "relation": "aktiv i",
            "to": "Hamnförbundet",
            "direction": "forward",
            "sentence": "Torp är aktiv i Hamnförbundet",
            "evidence": [B + "p3"],
            "layer": "document",
        },
        {
            "from": "Hamnförbundet",
            "relation": "leder",
            "to": "Älvvik",
            "direction": "backward",
            "sentence": "Älvvik leder Hamnförbundet (uppdrag: ordförande)",
            "evidence": [B + "p2"],
            "layer": "document",
        },
    ]
    assert done.stderr == "Torp och Älvvik: 2 steg\n"


@pytest.mark.parametrize(
    ("end", "language", "told"),
    [
        ("p2", "C", "the chosen layers connect More students and p2 by no chain of facts\n"),
        ("p2", "sv_SE.UTF-8", "de valda lagren förbinder inte Fler studenter och p2 genom någon kedja av uppgifter\n"),
        ("More students", "C", "both names are of the same thing: More students\n"),
    ],
)
def test_no_way_is_an_answer(tmp_path: Path, end: str, language: str, told: str) -> None:
    done = run("goal 3", end, "-w", BRUNNSBY, "--format", "json", cwd=tmp_path, language=language)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], told)
    plain = run("goal 3", end, "-w", BRUNNSBY, cwd=tmp_path, language=language)
    assert (plain.returncode, plain.stdout, plain.stderr) == (0, "", told)


def test_passages_are_cited_under_the_way(tmp_path: Path) -> None:
    done = run("Torp", "Harbour League", "-w", BRUNNSBY, "--cite", "--format", "md", cwd=tmp_path)
    assert done.stdout.splitlines()[-3:] == ["| 1 | Torp is active in Harbour League | p3 |", "", "p3"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Torp", "Alvick"], 'nothing is called "Alvick"; did you mean Alvik'),
        (["Torp"], "TO is missing"),
        (["Torp", "Alvik", "Boats"], "too many arguments: Boats"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = run(*arguments, "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stratgraph: " + told)
    assert len(done.stderr.splitlines()) == 1
