"""`stratgraph show`: names that people write, and everything that is said of what they name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stratgraph.analysis.card import Card, card
from stratgraph.analysis.naming import find
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.table import Entity
from stratgraph.model.terms import SG

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
B = "https://example.org/brunnsby/"
STHLM = "https://w3id.org/stratgraph/stockholm-2003/"


@pytest.fixture(scope="module")
def brunnsby() -> Graph:
    return open_graph(workspace=BRUNNSBY)


@pytest.fixture(scope="module")
def stockholm() -> Graph:
    return open_graph(workspace=str(ROOT / "graph_data" / "stockholm-2003"))


def run(*arguments: str, cwd: Path, language: str = "C") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", "show", *arguments]
    environment = {**os.environ, "LC_ALL": language, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def lines(found: Card) -> list[tuple[str, str, str, str, tuple[str, ...], str]]:
    """Each line in short: direction, relation, value, detail, evidence, layers."""
    return [
        (
            line.direction,
            line.relation.label,
            line.value.label if isinstance(line.value, Entity) else str(line.value),
            line.detail,
            tuple(locator.removeprefix(B) for locator in line.evidence),
            " ".join(line.layers),
        )
        for line in found.lines
    ]


# Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Alvik", "alvik"),
        ("älvvik", "alvik"),
        ("ALVVIK", "alvik"),
        ("the bay", "alvik"),
        ("b:alvik", "alvik"),
        (B + "alvik", "alvik"),
        (f"<{B}alvik>", "alvik"),
        ("goal-2", "goal-2"),
        ("goal 2", "goal-2"),
        ("Strategic goal 2", "goal-2"),
        ("mål 2", "goal-2"),
        ("The city’s own forum", "inner"),
        ("  League  of Towns ", "towns"),
        ("p1", "p1"),
        ("rival", "rival"),
    ],
)
def test_a_thing_is_found_by_all_its_names(brunnsby: Graph, name: str, found: str) -> None:
    assert find(brunnsby, name) == B + found


def test_terms_of_the_vocabulary_have_cards_too(brunnsby: Graph) -> None:
    assert find(brunnsby, "sg:Network") == SG + "Network"
    found = card(brunnsby, SG + "Network", language="sv")
    assert (found.entity.label, found.kinds[0].label) == ("nätverk", "klass i vokabulären")
    assert lines(found) == [("in", "efterfrågar", "Fler studenter", "", ("p2",), "document")]


@pytest.mark.parametrize(
    ("name", "near"),
    [("Alvick", "Alvik"), ("sg:Gaol", "sg:Goal"), ("b:goal-44", "b:goal-4"), ("harbour leage", "Harbour League")],
)
def test_a_typo_is_answered_with_the_nearest(brunnsby: Graph, name: str, near: str) -> None:
    with pytest.raises(NotFound) as caught:
        find(brunnsby, name)
    assert caught.value.nearest[0] == near
    assert near in caught.value.text.sv


def test_part_of_a_name_is_answered_with_the_whole(brunnsby: Graph) -> None:
    with pytest.raises(NotFound) as caught:
        find(brunnsby, "own forum")
    assert "The city's own forum" in caught.value.nearest


def test_an_ambiguous_name_is_listed_with_what_each_is(stockholm: Graph) -> None:
    with pytest.raises(InputError) as caught:
        find(stockholm, "action 5")
    assert caught.value.exit_code == 2
    assert caught.value.text.en == (
        '"action 5" is the name of several; give one of these: sthlm:goal-1-action-5 (operational action), '
        "sthlm:goal-3-action-5 (operational action), sthlm:goal-5-action-5 (operational action)"
    )
    assert "(operativ åtgärd)" in caught.value.text.sv


def test_an_iri_that_nothing_bears_has_no_card(brunnsby: Graph) -> None:
    with pytest.raises(NotFound):
        card(brunnsby, B + "nothing")


# Cards ------------------------------------------------------------------------------------------------------------


def test_a_card_says_what_a_thing_is(brunnsby: Graph) -> None:
    found = card(brunnsby, B + "alvik")
    assert found.entity == Entity(B + "alvik", "Alvik")
    assert [kind.label for kind in found.kinds] == ["city"]
    assert found.definition == "A city: the place and its municipality in one."
    assert found.other_names == ("Älvvik", "The Bay")
    assert found.number is None
    assert card(brunnsby, B + "goal-4").number == 4


def test_a_card_has_every_link_both_ways_with_its_qualifiers(brunnsby: Graph) -> None:
    assert lines(card(brunnsby, B + "alvik")) == [
        ("out", "cooperation", "Brunnsby", "status: sought", ("p2",), "document"),
        ("out", "leads", "Harbour League", "office: chair", ("p2",), "document"),
        ("out", "markets the cluster", "Boats", "", ("p3",), "document"),
        ("out", "member of", "Harbour League", "", ("p1", "p2"), "document"),
        ("in", "competes with", "Brunnsby", "domain: Boats; kind: niche competitor", ("p1", "p2"), "document"),
    ]


def test_a_card_speaks_swedish(brunnsby: Graph) -> None:
    assert lines(card(brunnsby, B + "towns", language="sv")) == [
        ("in", "medlemskap", "Brunnsby", "status: föreslagen", ("p1",), "document"),
        ("in", "nämner", "Grunda ett stadsförbund", "", ("p1",), "document"),
    ]


def test_a_claim_in_which_a_thing_is_the_domain_is_told_whole(brunnsby: Graph) -> None:
    assert lines(card(brunnsby, B + "boats")) == [
        ("out", "belongs under", "Ships", "", ("note",), "interpretation"),
        ("in", "domain", "Brunnsby competes with Alvik (kind: niche competitor)", "", ("p1", "p2"), "document"),
        ("in", "markets the cluster", "Alvik", "", ("p3",), "document"),
    ]


def test_what_is_mentioned_as_an_example_is_said_once(brunnsby: Graph) -> None:
    assert lines(card(brunnsby, B + "action-1"))[-1:] == [
        ("in", "has the action", "Clean harbour", "", ("p1", "p2"), "document")
    ]
    relations = [line[1] for line in lines(card(brunnsby, B + "action-1"))]
    assert "mentions as an example" in relations
    assert "mentions" not in relations


def test_a_layer_that_was_not_chosen_is_not_on_the_card() -> None:
    graph = open_graph(workspace=BRUNNSBY, layers=["document"])
    assert {line[-1] for line in lines(card(graph, B + "boats"))} == {"document"}


def test_a_locators_card_says_what_stands_there(brunnsby: Graph) -> None:
    found = card(brunnsby, B + "note", language="sv")
    assert found.place is not None
    assert found.place.rationale is not None
    assert found.place.rationale.sv == "Båtar är små fartyg."
    assert [line[2] for line in lines(found)] == [
        "Båtar hör under Fartyg",
        "Gå med i hamnförbundet bidrar till Välja väl",
        "Välja väl stödjer målet Ren hamn",
    ]


def test_offices_and_duties_are_in_words(stockholm: Graph) -> None:
    found = lines(card(stockholm, STHLM + "barcelona"))
    assert [line[2:4] for line in found if line[1] == "leads"] == [
        ("Metropolis", "office: chair"),
        ("WACLA", "office: chair"),
        ("WACLA", "office: secretariat"),
    ]
    mayor = lines(card(stockholm, STHLM + "barcelona-mayor"))
    assert ("responsible for", "duty: answers for; for: Barcelona") in [(line[1], line[3]) for line in mayor]


# The command --------------------------------------------------------------------------------------------------------


def test_the_command_prints_a_card(tmp_path: Path) -> None:
    done = run("alvik", "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Alvik",
        "city – A city: the place and its municipality in one.",
        "also called: Älvvik; The Bay",
        "",
        "cooperation",
        "  Brunnsby (status: sought) — line 9",
        "",
        "leads",
        "  Harbour League (office: chair) — line 9",
        "",
        "markets the cluster",
        "  Boats — p3",
        "",
        "member of",
        "  Harbour League — lines 3–4; line 9",
        "",
        "… competes with Alvik",
        "  Brunnsby (domain: Boats; kind: niche competitor) — lines 3–4; line 9",
    ]


def test_the_command_speaks_swedish_and_marks_a_layer(tmp_path: Path) -> None:
    done = run("båtar", "-w", BRUNNSBY, "--format", "md", cwd=tmp_path, language="sv_SE.UTF-8")
    assert done.stdout.splitlines()[:8] == [
        "# Båtar",
        "",
        "kluster – En grupp näringsgrenar som stärker varandra på en plats.",
        "",
        "kallas också: Boats",
        "",
        "## hör under",
        "",
    ]
    assert "- Fartyg \\[tolkning\\] — anteckning: note" in done.stdout


def test_the_data_is_a_list_of_statements(tmp_path: Path) -> None:
    done = run("goal", "4", "-w", BRUNNSBY, "--format", "json", "--iri", cwd=tmp_path)
    rows = json.loads(done.stdout)
    assert [row["value"] for row in rows[:4]] == [
        "strategic goal",
        "A lasting result that a strategy sets out to reach.",
        4,
        "Varma vintrar",
    ]
    assert rows[4] == {
        "relation": "has the action",
        "relation_iri": SG + "hasAction",
        "direction": "out",
        "value": "Heat the square",
        "value_iri": B + "action-3",
        "detail": None,
        "evidence": [B + "p3"],
        "layer": "document",
    }
    assert [(row["relation"], row["direction"], row["layer"]) for row in rows[5:]] == [
        ("mentions", "out", "context"),
        ("has the goal", "in", "document"),
    ]


def test_a_passage_is_pointed_to(tmp_path: Path) -> None:
    done = run("sthlm:passage-competitors-bullet-1", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Competitors, bullet 1\npassage – ")
    assert "stratgraph source show passage-competitors-bullet-1" in done.stderr


def test_a_card_goes_into_a_file(tmp_path: Path) -> None:
    done = run("Torp", "-w", BRUNNSBY, "-o", "torp.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "torp.csv").read_text(encoding="utf-8").splitlines()[-1] == (
        "active in,out,Harbour League,,https://example.org/brunnsby/p3,document"
    )


def test_passages_are_cited_under_the_card(tmp_path: Path) -> None:
    done = run("Torp", "-w", BRUNNSBY, "--cite", cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "Torp [sv]",
        "city – A city: the place and its municipality in one.",
        "",
        "active in",
        "  Harbour League — p3",
        "",
        "p3",
    ]


def test_nothing_said_is_told(tmp_path: Path) -> None:
    done = run("Torp", "-w", BRUNNSBY, "--layer", "interpretation", "--format", "json", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "language", "told"),
    [
        (["Alvick"], "C", 'stratgraph: nothing is called "Alvick"; did you mean Alvik'),
        (["Alvick"], "sv_SE.UTF-8", 'stratgraph: ingenting heter "Alvick"; menade du Alvik'),
        ([""], "C", "stratgraph: the name is empty"),
        ([], "C", "stratgraph: NAME... is missing"),
        (["alvik", "--format", "jsn"], "C", 'stratgraph: "jsn" is not one of'),
    ],
)
def test_what_cannot_be_shown_is_told_in_one_line(
    tmp_path: Path, arguments: list[str], language: str, told: str
) -> None:
    done = run(*arguments, "-w", BRUNNSBY, cwd=tmp_path, language=language)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(told), done.stderr
    assert len(done.stderr.splitlines()) == 1
