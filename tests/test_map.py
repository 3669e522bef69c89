"""What is on the map, and what every box and line rests on: equal to the graph, gaps seen, nothing made up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from stratgraph.graph.evidence import evidence
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.graph.stated import curie
from stratgraph.maps import StrategyMap, strategy_map
from stratgraph.maps.candidates import ANALYSIS, NOT_THERE
from stratgraph.model.table import Code, Entity
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
STOCKHOLM = str(ROOT / "graph_data" / "stockholm-2003")
CITIES = {"stockholm": STOCKHOLM, "brunnsby": BRUNNSBY}

GRAPHS = {name: open_graph(workspace=folder) for name, folder in CITIES.items()}
MAPS = {name: strategy_map(graph) for name, graph in GRAPHS.items()}


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", "map", *arguments]
    given = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=given)


PREFIXES = """@prefix sg: <https://w3id.org/stratgraph/ontology#> .
@prefix b: <https://example.org/b/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def graph_of(text: str, folder: Path) -> Graph:
    (folder / "data.trig").write_text(PREFIXES + text, encoding="utf-8")
    return open_graph(workspace=str(folder / "data.trig"))


def plain(found: StrategyMap) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    return made


def labels(found: StrategyMap, kind: str) -> list[str]:
    return sorted(node.label.en for node in found.nodes if node.kind == kind and node.status != "group")


def sentences(found: StrategyMap, **wanted: str) -> list[str]:
    return sorted(
        edge.sentence.en for edge in found.edges if all(getattr(edge, key) == value for key, value in wanted.items())
    )


def test_each_place_is_what_it_is_to_the_city() -> None:
    found = MAPS["stockholm"]
    assert labels(found, "FocalCity") == ["Stockholm"]
    assert labels(found, "Competitor") == [
        "Amsterdam",
        "Berlin",
        "Copenhagen",
        "Frankfurt am Main",
        "London",
        "Other European capitals",
        "Vienna",
    ]
    assert labels(found, "CompetitorAndPartner") == [
        "Barcelona",
        "Hamburg",
        "Helsinki",
        "Malmö–Copenhagen",
        "Saint Petersburg",
    ]
    assert labels(found, "Partner") == ["Local actors in the EU", "Moscow", "Riga", "Silicon Valley", "Various cities"]
    assert labels(MAPS["brunnsby"], "CompetitorAndPartner") == ["Alvik"]


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("name", ["competitors", "partners"])
def test_whoever_the_questions_name_is_on_the_map(city: str, name: str) -> None:
    graph, found = GRAPHS[city], MAPS[city]
    table = answer(graph, question(graph.workspace, name))
    column = [other.name for other in table.columns].index("competitor" if name == "competitors" else "partner")
    named = {row[column].iri for row in table}  # type: ignore[union-attr]
    assert named
    assert named <= {node.iri for node in found.nodes}


@pytest.mark.parametrize("city", CITIES)
def test_the_open_places_are_the_goals_that_lack_a_network(city: str) -> None:
    graph, found = GRAPHS[city], MAPS[city]
    table = answer(graph, question(graph.workspace, "goals-without-network"))
    wanted = {
        (f"gap:{curie(graph, goal.iri)}", grade.value, places)
        for goal, _, grade, places, _ in table
        if isinstance(goal, Entity) and isinstance(grade, Code)
    }
    assert {(node.id, node.grade, node.evidence) for node in found.nodes if node.status == "missing"} == wanted
    lines = {(edge.start, edge.end) for edge in found.edges if edge.status == "missing"}
    assert lines == {(name.removeprefix("gap:"), name) for name, _, _ in wanted}


def test_a_gap_says_what_there_is_instead() -> None:
    shown = [(n.id, n.short.en, n.short.sv) for n in MAPS["stockholm"].nodes if n.status == "missing"]
    assert sorted(shown) == [
        ("gap:sthlm:goal-1", "Network only proposed", "Nätverk bara föreslaget"),
        ("gap:sthlm:goal-2", "Networks only in general", "Nätverk bara i allmänhet"),
        ("gap:sthlm:goal-4", "No network named", "Inget nätverk nämns"),
        ("gap:sthlm:goal-5", "Networks only in general", "Nätverk bara i allmänhet"),
    ]


def test_proposed_networks_are_proposed_and_their_members_too() -> None:
    found = MAPS["stockholm"]
    assert sorted(node.id for node in found.nodes if node.status == "proposed") == [
        "sthlm:helsinki-bilateral-network",
        "sthlm:test-market-network",
    ]
    assert sentences(found, end="sthlm:test-market-network", status="proposed") == [
        "proposed: Helsinki is a member of Network of leading test markets",
        "proposed: Hong Kong is a member of Network of leading test markets",
        "proposed: San Francisco is a member of Network of leading test markets",
        "proposed: Singapore is a member of Network of leading test markets",
        "proposed: Stockholm is a member of Network of leading test markets",
    ]


def test_a_competition_is_said_with_its_kinds_and_fields() -> None:
    (said,) = sentences(MAPS["stockholm"], start="sthlm:stockholm", end="sthlm:london", relation="competesWith")
    assert said.startswith("Stockholm competes with London (")
    assert [word in said for word in ("TIME", "Finance", "Life Science")] == [True, True, True]


def test_cooperation_that_holds_both_ways_is_one_line_and_sought_is_another() -> None:
    found = MAPS["stockholm"]
    assert sentences(found, start="sthlm:stockholm", end="sthlm:barcelona", relation="cooperatesWith") == [
        "Stockholm cooperates with Barcelona"
    ]
    assert sentences(found, end="sthlm:stockholm", relation="cooperatesWith") == []
    sought = [edge for edge in found.edges if edge.status == "sought" and edge.end == "sthlm:hamburg"]
    assert [(edge.start, edge.relation) for edge in sought] == [("sthlm:stockholm", "cooperatesWith")]


@pytest.mark.parametrize("city", CITIES)
def test_every_line_is_said_where_it_says(city: str) -> None:
    """A line that holds is a fact of the graph of each locator that it names, and of no other."""
    graph, found = GRAPHS[city], MAPS[city]
    iris = {node.id: node.iri for node in found.nodes}
    properties = {relation.id: relation.iri for relation in found.relations}
    stated = [edge for edge in found.edges if edge.status == "existing"]
    assert stated
    for edge in stated:
        triple = f"<{iris[edge.start]}> <{properties[edge.relation]}> <{iris[edge.end]}>"
        query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {triple} }} GRAPH sg:facts {{ ?g a sg:Locator }} }}"
        assert tuple(sorted(str(row["g"]) for row in graph.select(query))) == edge.evidence, edge.sentence


@pytest.mark.parametrize("city", CITIES)
def test_no_fact_between_two_boxes_is_lost(city: str) -> None:
    """Each fact is a line, or the other half of a symmetric one, or said by the more exact relation."""
    graph, found = GRAPHS[city], MAPS[city]
    ids = {node.iri: node.id for node in found.nodes if node.iri}
    lines = {(edge.start, edge.relation, edge.end) for edge in found.edges}
    query = "SELECT DISTINCT ?a ?p ?b { GRAPH ?g { ?a ?p ?b } GRAPH sg:facts { ?g a sg:Locator } FILTER(ISIRI(?b)) }"
    for row in graph.select(query):
        start, end = ids.get(str(row["a"])), ids.get(str(row["b"]))
        name = str(row["p"]).replace("#", "/").rpartition("/")[2]
        if start and end and start != end and name != "type":
            said = {(start, name, end), (end, name, start), (start, name + "AsExample", end)}
            assert said & lines, (start, name, end)


@pytest.mark.parametrize("city", CITIES)
def test_the_places_are_cited_as_people_cite_them(city: str) -> None:
    graph, found = GRAPHS[city], MAPS[city]
    made = plain(found)
    for locator in found.locators:
        known = evidence(graph, locator.iri)
        shown = made["locators"][curie(graph, locator.iri)]
        assert (shown["cite"]["en"], shown["cite"]["sv"], shown["layer"]) == (*known.citation, known.layer)
        assert shown["quote"] is None
    used = {name for part in (*made["nodes"], *made["edges"]) for name in part["evidence"]}
    assert used == set(made["locators"])


def test_a_quotation_is_there_where_someone_gives_it() -> None:
    found = plain(strategy_map(GRAPHS["brunnsby"], quote=lambda iri: f"said at {iri}"))
    assert found["locators"]["b:p1"]["quote"] == "said at https://example.org/brunnsby/p1"
    assert found["locators"]["b:p1"]["lines"] == "3–4"
    assert found["meta"]["attached"] is True


def test_what_nobody_says_has_no_source_and_shows_it() -> None:
    inner = [node for node in plain(MAPS["stockholm"])["nodes"] if node["status"] == "group"]
    assert {tuple(node["evidence"]) for node in inner} == {()}


@pytest.mark.parametrize("city", CITIES)
def test_ids_are_one_and_refer_to_what_is_there(city: str) -> None:
    made = plain(MAPS[city])
    nodes = [node["id"] for node in made["nodes"]]
    assert len(nodes) == len(set(nodes))
    for edge in made["edges"]:
        assert {edge["from"], edge["to"]} <= set(nodes)
        assert edge["relation"] in [relation["id"] for relation in made["relations"]]
    for node in made["nodes"]:
        assert node["type"] in [kind["id"] for kind in made["types"]]
        assert node["group"] is None or node["group"] in nodes
        assert set(node["members"] or ()) <= set(nodes)
    shown = {node["id"] for node in made["nodes"] if node["group"] is None}
    assert set(made["views"]["layered"]["positions"]) == shown


def test_a_label_that_is_missing_in_a_language_is_marked(tmp_path: Path) -> None:
    graph = graph_of(
        """b:d { b:s a sg:Strategy . b:c a sg:City ; rdfs:label "Älvstad"@sv . b:k a sg:City ; rdfs:label "Plain" .
               b:n a sg:Network ; rdfs:label "League"@en . b:m a sg:City . b:p a sg:Passage . }
           b:p { b:s sg:strategyOf b:c . b:c sg:memberOf b:n ; sg:competesWith b:k , b:m . }""",
        tmp_path,
    )
    shown = {node.id.rpartition("/")[2]: node.label.to_dict() for node in strategy_map(graph).nodes}
    assert shown == {
        "c": {"en": "Älvstad", "sv": "Älvstad", "marked": "en"},
        "k": {"en": "Plain", "sv": "Plain"},
        "n": {"en": "League", "sv": "League", "marked": "sv"},
        "m": {"en": "m", "sv": "m"},
    }


def test_labels_fit_a_box_and_break_in_swedish_compounds() -> None:
    for node in MAPS["stockholm"].nodes:
        assert max(len(text.replace("\u00ad", "")) for text in node.short[:2]) <= 28, node.id
    (network,) = (node for node in MAPS["stockholm"].nodes if node.id == "sthlm:test-market-network")
    assert network.short.sv == "Testmarknads\u00adnätverket"


def test_a_screen_holds_what_is_shown_and_nothing_is_lost_in_a_group() -> None:
    found = MAPS["stockholm"]
    assert len(found.layered.positions) <= 60
    groups = {node.id: node.members or () for node in found.nodes if node.status == "group"}
    folded = sorted(node.id for node in found.nodes if node.group is not None)
    assert sorted(member for members in groups.values() for member in members) == folded
    assert groups["group:Action-sthlm:goal-2"] == ("sthlm:goal-2-action-1", "sthlm:goal-2-action-2")
    assert not [node for node in MAPS["brunnsby"].nodes if node.status == "group"]


def test_a_reading_of_an_analyst_is_marked_and_can_be_left_out() -> None:
    served = [edge for edge in MAPS["stockholm"].edges if edge.relation == "serves"]
    assert {edge.layers for edge in served} == {("interpretation",)}
    alone = strategy_map(open_graph(workspace=STOCKHOLM, layers=["document"]))
    assert [edge for edge in alone.edges if edge.layers != ("document",)] == []
    assert len(alone.geographic.labels) == 0


def test_the_year_is_the_documents_and_the_date_an_input() -> None:
    made = plain(strategy_map(GRAPHS["stockholm"], date="2026-11-23"))["meta"]
    assert (made["year"], made["date"], made["focal"]) == ("2003", "2026-11-23", "sthlm:stockholm")
    assert plain(MAPS["stockholm"])["meta"]["date"] is None
    assert made["source"]["sv"] == "Källa: Stockholms stads internationella strategi, omkring 2003; tolkning; omvärld"
    assert made["summary"]["en"].startswith("5 goals · 4 without a named, existing network (1, 2, 4, 5) · 11 networks")


@pytest.mark.parametrize("form", ["json", "svg"])
def test_the_same_bytes_under_any_hash_seed(form: str, tmp_path: Path) -> None:
    made = [run("--format", form, "-w", STOCKHOLM, cwd=tmp_path, PYTHONHASHSEED=seed).stdout for seed in ("1", "77")]
    assert made[0] == made[1] != ""


# Any answer as a map ----------------------------------------------------------------------------------------------


def test_a_question_as_a_map_holds_its_things_and_what_is_said_between_them(tmp_path: Path) -> None:
    done = run("--ask", "memberships", "-p", "city=Helsinki", "--format", "json", "-w", STOCKHOLM, cwd=tmp_path)
    made = json.loads(done.stdout)
    assert made["meta"]["title"]["en"] == "Who is a member of which network, and who holds office?"
    assert {node["id"] for node in made["nodes"]} == {
        "sthlm:eurocities",
        "sthlm:helsinki",
        "sthlm:helsinki-bilateral-network",
        "sthlm:test-market-network",
        "sthlm:ubc",
        "sthlm:ucue",
    }
    said = {(edge["to"], edge["relation"], edge["status"]) for edge in made["edges"]}
    assert ("sthlm:ubc", "memberOf", "existing") in said
    assert ("sthlm:test-market-network", "memberOf", "proposed") in said
    assert all(edge["evidence"] for edge in made["edges"])


def test_a_construct_query_draws_its_triples_and_no_others(tmp_path: Path) -> None:
    query = "CONSTRUCT { ?a sg:leads ?b . ?b sg:about ?a } WHERE { ?a sg:leads ?b }"
    made = json.loads(run("-e", query, "--format", "json", "-w", STOCKHOLM, cwd=tmp_path).stdout)
    assert [(edge["from"], edge["relation"], edge["to"], bool(edge["evidence"])) for edge in made["edges"]] == [
        ("sthlm:barcelona", "leads", "sthlm:metropolis", True),
        ("sthlm:barcelona", "leads", "sthlm:wacla", True),
        ("sthlm:metropolis", "about", "sthlm:barcelona", False),
        ("sthlm:wacla", "about", "sthlm:barcelona", False),
    ]


def test_things_in_one_row_are_joined_where_nothing_else_joins_them(tmp_path: Path) -> None:
    query = "SELECT ?one ?other { VALUES (?one ?other) { (sthlm:riga sthlm:wacla) } }"
    (edge,) = json.loads(run("-e", query, "--format", "json", "-w", STOCKHOLM, cwd=tmp_path).stdout)["edges"]
    assert (edge["relation"], edge["sentence"]["en"], edge["evidence"]) == ("sameRow", "Riga – other: WACLA", [])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-e", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"], "the answer names no things of the graph"),
        (["-e", "ASK { ?s ?p ?o }"], "ASK answers yes or no"),
        (["-e", "SELECT nothing"], "line 1"),
        (["--ask", "competitor-list"], "no question"),
        (["--ask", "competitors", "-e", "ASK {}"], "give one of --ask, --query and -e"),
        (["-p", "city=Riga"], "-p goes with --ask"),
        (["--ask", "competitors", "--candidates"], "--candidates goes with the alliance map"),
        (["--focus", "Helsinky"], "did you mean Helsinki"),
        (["--focus", "Sweden"], "is not on this map"),
        (["--degree", "4"], "--degree is 1, 2 or 3"),
        (["--date", "2026-02-30"], "--date needs a date"),
        (["--story", "story.md"], "--story goes with .html, .json and .pdf, not .svg"),
        (["matrix", "--focus", "Riga"], "--focus goes with the views layered, geographic and ego"),
        (["matrix", "--positions", "p.json"], "--positions goes with the view layered, not matrix"),
        (["sideways"], "not one of layered, geographic, ego, matrix"),
        (["--positions", "absent.json"], "absent.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_drawn_is_said_in_one_line(arguments: list[str], message: str, tmp_path: Path) -> None:
    done = run(*arguments, "-o", "map.svg", "-w", STOCKHOLM, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_story_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    done = run("--story", "absent.md", "--format", "json", "-w", STOCKHOLM, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "absent.md" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["--format", "png"], ["-o", "map.docx"], ["-o", "map.txt"]], ids=" ".join)
def test_a_map_needs_a_file_that_it_fits(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, "-w", STOCKHOLM, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


# Positions, PNG and PDF -------------------------------------------------------------------------------------------


def test_places_from_the_page_are_used_again(tmp_path: Path) -> None:
    kept = {"version": 1, "positions": {"layered": {"b:goal-1": [300, 400.25], "b:gone": [1, 2]}}}
    (tmp_path / "p.json").write_text(json.dumps(kept), encoding="utf-8")
    done = run("--positions", "p.json", "--format", "json", "-w", BRUNNSBY, cwd=tmp_path)
    assert json.loads(done.stdout)["views"]["layered"]["positions"]["b:goal-1"] == [300, 400.2]
    assert done.stderr == "p.json: 1 ids are not on this map and were left out: b:gone\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "p.json, line 1: not JSON"),
        ("[1]", "p.json: expected"),
        ('{"b:goal-1": [1]}', "p.json: expected"),
        ('{"b:goal-1": [1, NaN]}', "p.json: expected"),
        ('{"b:goal-1": [1, 1e9]}', "p.json: expected"),
        ('{"b:goal-1": [true, false]}', "p.json: expected"),
    ],
)
def test_a_bad_file_of_places_is_said_in_one_line(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(text, encoding="utf-8")
    done = run("--positions", "p.json", "--format", "json", "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_picture_has_two_pixels_for_each(tmp_path: Path) -> None:
    done = run("matrix", "-o", "map.png", "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    content = (tmp_path / "map.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (3840, 2160)


def test_a_pdf_is_one_page_of_a4_across(tmp_path: Path) -> None:
    done = run("geographic", "-o", "map.pdf", "-w", STOCKHOLM, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert pages_of(tmp_path / "map.pdf") == [(842, 595)]


def pages_of(path: Path) -> list[tuple[int, int]]:
    """The pages' sizes in points, as the file says them."""
    import re

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", path.read_bytes())
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_without_a_browser_it_says_what_to_do(tmp_path: Path) -> None:
    done = run("-o", "map.png", "-w", BRUNNSBY, cwd=tmp_path, STRATGRAPH_BROWSER=str(tmp_path / "absent"))
    assert done.returncode == 3
    assert "PNG and PDF need Chromium" in done.stderr
    assert "-o map.svg" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_fails_is_said_in_one_line(tmp_path: Path) -> None:
    done = run("-o", "map.pdf", "-w", BRUNNSBY, cwd=tmp_path, STRATGRAPH_BROWSER="false")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert "made no picture" in done.stderr


def test_an_empty_graph_gives_a_map_that_says_so(tmp_path: Path) -> None:
    made = plain(strategy_map(graph_of("b:p a sg:Passage .", tmp_path)))
    assert (made["nodes"], made["edges"], made["locators"]) == ([], [], {})
    assert made["meta"]["empty"]["sv"].startswith("Det finns inget att visa")
    done = run("-o", "map.svg", "-w", "data.trig", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (0, [made["meta"]["empty"]["en"]])


def test_one_thing_and_no_line_is_said_so(tmp_path: Path) -> None:
    text = 'b:d { b:n a sg:Network ; rdfs:label "League"@en . b:p a sg:Passage } b:p { b:n sg:kind sg:Internal }'
    made = plain(strategy_map(graph_of(text, tmp_path)))
    assert [node["label"]["en"] for node in made["nodes"]] == ["League"]
    assert made["meta"]["empty"]["en"] == "The chosen layers name only this one thing, and no relation."


def test_candidates_are_lines_of_their_own_from_goals_that_lack_a_network(tmp_path: Path) -> None:
    done = run("--candidates", "--format", "json", "--story", "none", "-w", STOCKHOLM, cwd=tmp_path)
    if find_spec(ANALYSIS) is None:
        assert (done.returncode, done.stderr) == (2, f"stratgraph: {NOT_THERE.en}\n")
        return
    made = json.loads(done.stdout)
    lines = [edge for edge in made["edges"] if edge["status"] == "candidate"]
    assert {edge["from"] for edge in lines} == {f"sthlm:goal-{number}" for number in (1, 2, 4, 5)}
    assert all(edge["evidence"] and edge["sentence"]["sv"] for edge in lines)


def test_the_page_is_told_what_to_show_first(tmp_path: Path) -> None:
    options = ("ego", "--focus", "goal 1", "--degree", "2", "--theme", "dark")
    made = json.loads(run(*options, "--format", "json", "-w", BRUNNSBY, cwd=tmp_path).stdout)
    assert made["meta"]["start"] == {
        "view": "ego",
        "focus": ["b:goal-1"],
        "degree": 2,
        "theme": "dark",
        "candidates": False,
    }


def test_classes_of_the_same_name_in_two_vocabularies_are_two_types(tmp_path: Path) -> None:
    graph_of(
        """@prefix x: <https://example.org/x/> . @prefix y: <https://example.org/y/> .
           b:d { b:one a x:Goal ; rdfs:label "One" . b:two a sg:Goal ; rdfs:label "Two" . b:p a sg:Passage .
               b:three a x:Thing ; rdfs:label "Three" . b:four a y:Thing ; rdfs:label "Four" . }
           b:p { b:one x:near b:two ; y:near b:three . b:three sg:mentions b:four . }""",
        tmp_path,
    )
    query = "SELECT ?a ?b { ?a ?p ?b FILTER(STRSTARTS(STR(?a), 'https://example.org/b/')) FILTER(ISIRI(?b)) }"
    made = json.loads(run("-e", query, "--format", "json", "-w", "data.trig", cwd=tmp_path).stdout)
    assert {node["label"]["en"]: node["type"] for node in made["nodes"]} == {
        "One": "https://example.org/x/Goal",
        "Two": "Goal",
        "Three": "https://example.org/x/Thing",
        "Four": "Thing",
    }
    assert len({(kind["glyph"], kind["color"]) for kind in made["types"]}) == 4
    assert len({edge["relation"] for edge in made["edges"]}) == 3
