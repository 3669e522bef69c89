"""Gap questions that the shapes give: which X has no Y?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from invented import HEAD, E, graph_of, named, workspace
from pyoxigraph import RdfFormat, serialize

from stratgraph.graph.memory import Graph, Solutions
from stratgraph.graph.opening import open_graph
from stratgraph.model.errors import InputError, NotFound, ParseError
from stratgraph.questions.generated import gap_questions, generated_gaps
from stratgraph.validation.validating import validate

ROOT = Path(__file__).resolve().parent.parent
STOCKHOLM = str(ROOT / "graph_data" / "stockholm-2003")
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")

TERMS = """
e:Pier a owl:Class ; rdfs:label "pier"@en , "pir"@sv .
e:Jetty a owl:Class ; rdfs:subClassOf e:Pier ; rdfs:label "jetty"@en , "brygga"@sv .
e:serves a owl:ObjectProperty ; rdfs:label "serves"@en , "trafikerar"@sv .
e:owner a owl:ObjectProperty ; rdfs:label "has owner"@en , "har ägare"@sv .
"""
SHAPES = """
e:PierShape a sh:NodeShape ; sh:targetClass e:Pier ; sh:property e:ferry , e:owned , e:two , e:far , e:deep , e:off .
e:ferry sh:path [ sh:inversePath e:serves ] ; sh:minCount 1 ; sh:severity sh:Info ;
  sh:name "ferry"@en , "färja"@sv ;
  sh:message "No ferry is said to serve the pier."@en , "Ingen färja sägs trafikera piren."@sv .
e:owned sh:path e:owner ; sh:minCount 1 ; sh:severity sh:Warning .
e:two sh:path e:neighbour ; sh:minCount 2 .
e:far sh:path [ sh:oneOrMorePath e:leadsTo ] ; sh:minCount 1 .
e:deep sh:path ( e:owner [ sh:alternativePath ( e:address [ sh:inversePath e:houses ] ) ] ) ; sh:minCount 1 .
e:off sh:path e:colour ; sh:minCount 1 ; sh:deactivated true .
"""
DECLARED = """e:pier1 a e:Pier ; rdfs:label "First"@en , "Första"@sv .
e:pier2 a e:Pier ; rdfs:label "Second"@en , "Andra"@sv .
e:jetty a e:Jetty ; rdfs:label "Jetty"@en , "Bryggan"@sv .
""" + named("City", "ferry", "mary", "joe")
SAID = """e:ferry e:serves e:pier1 . e:pier1 e:owner e:mary . e:pier2 e:owner e:joe . e:house e:houses e:mary .
e:pier2 e:neighbour e:pier1 , e:jetty . e:pier1 e:neighbour e:pier2 ."""
SETTINGS = 'ontology = ["terms.ttl"]\nshapes = ["own*.ttl"]'


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    folder = workspace(tmp_path / "harbour", DECLARED, SAID, settings=SETTINGS)
    (folder / "terms.ttl").write_text(HEAD + TERMS, encoding="utf-8")
    (folder / "own-shapes.ttl").write_text(HEAD + SHAPES, encoding="utf-8")
    return folder


def lacking(graph: Graph, gap: str, language: str = "en") -> list[tuple[str, int, list[str]]]:
    """Each thing that lacks the relation: its name, how many things it is linked with, where it is said."""
    (found,) = generated_gaps(graph, only=[gap], language=language)
    return [(row[1].label, row[2], list(row[4])) for row in found.table]  # type: ignore[union-attr,arg-type,misc]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stratgraph", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


# A class of a city's own --------------------------------------------------------------------------------------------


def test_a_class_of_the_citys_own_is_asked_for_without_code(harbour: Path) -> None:
    graph = open_graph(workspace=str(harbour))
    own = {entry.id: entry for entry in gap_questions(graph) if entry.id.startswith("e:")}
    assert [(name, entry.title.en, entry.title.sv, entry.severity) for name, entry in own.items()] == [
        (
            "e:Pier/path",
            "Which pier has no value?",
            "Pir: vilka saknar värde?",
            "violation",
        ),
        (
            "e:Pier/e:neighbour",
            "Which pier has less than 2: relation “neighbour”?",
            "Pir: vilka har färre än 2: relationen ”neighbour”?",
            "violation",
        ),
        (
            "e:Pier/e:owner",
            "Which pier has no relation “has owner”?",
            "Pir: vilka saknar relationen ”har ägare”?",
            "warning",
        ),
        (
            "e:Pier/e:owner-2",
            "Which pier has no relation “address” or relation “has owner”?",
            "Pir: vilka saknar relationen ”address” eller relationen ”har ägare”?",
            "violation",
        ),
        ("e:Pier/e:serves", "Which pier has no ferry?", "Pir: vilka saknar färja?", "info"),
    ]
    assert own["e:Pier/e:serves"].reading.sv.startswith("Ingen färja sägs trafikera piren. Formerna kallar detta")


def test_what_lacks_it_comes_by_how_central_it_is(harbour: Path) -> None:
    graph = open_graph(workspace=str(harbour))
    # The second pier is linked with its owner and two neighbours; the jetty, a pier too, with one neighbour.
    assert lacking(graph, "e:Pier/e:serves") == [("Second", 3, [E + "p"]), ("Jetty", 1, [E + "p"])]
    assert lacking(graph, "e:Pier/e:neighbour") == [("First", 3, [E + "p"]), ("Jetty", 1, [E + "p"])]
    assert lacking(graph, "e:Pier/e:owner-2") == [("Second", 3, [E + "p"]), ("Jetty", 1, [E + "p"])]


def test_what_no_question_can_be_made_of_is_said(harbour: Path) -> None:
    (found,) = generated_gaps(open_graph(workspace=str(harbour)), only=["e:Pier/path"])
    assert (found.table.rows, found.question.query) == ((), "")
    assert "no question is made of this path" in found.empty.en


def test_the_workspaces_own_shapes_validate_too(harbour: Path) -> None:
    data, shapes, terms = (str(harbour / name) for name in ("data.trig", "own-shapes.ttl", "terms.ttl"))
    codes = {finding.code for finding in validate([data], shapes=[shapes], ontology=[terms]).findings}
    assert {"ferry", "owned", "two", "far"} <= codes
    assert "ferry" not in {finding.code for finding in validate([data]).findings}
    done = run("validate", "-w", str(harbour), "--severity", "info", "--format", "json", cwd=harbour)
    assert "No ferry is said to serve the pier." in done.stdout


def test_a_file_of_shapes_that_is_missing_or_broken_is_told(harbour: Path) -> None:
    (harbour / "own-shapes.ttl").write_text("e:x a ", encoding="utf-8")
    with pytest.raises(ParseError) as broken:
        gap_questions(open_graph(workspace=str(harbour)))
    assert "own-shapes.ttl" in broken.value.text.en
    (harbour / "own-shapes.ttl").unlink()
    graph = open_graph(workspace=str(harbour))
    with pytest.raises(InputError) as missing:
        gap_questions(graph)
    assert 'no file matches "own*.ttl"' in missing.value.text.en


# The packaged shapes ------------------------------------------------------------------------------------------------


def test_a_number_of_the_packaged_strategy() -> None:
    graph = open_graph(workspace=STOCKHOLM)
    assert [name for name, _, _ in lacking(graph, "Committee/mentions")] == [
        "Trade and Industry Committee",
        "Culture Committee",
    ]
    assert lacking(graph, "Project/participatesIn") == [
        (
            "The Europe Corridor project",
            2,
            ["https://w3id.org/stratgraph/stockholm-2003/passage-appendix-1-direction-sentence-11"],
        )
    ]


def test_a_question_is_found_by_any_property_of_its_path() -> None:
    graph = open_graph(workspace=STOCKHOLM)
    for name in ("Action/task", "Action/responsibleFor", "action/RESPONSIBLEFOR", "sg:Action/sg:task"):
        assert [gap.question.id for gap in generated_gaps(graph, only=[name])] == ["Action/task"]
    with pytest.raises(NotFound) as caught:
        generated_gaps(graph, only=["Action/responsible"])
    assert caught.value.nearest[0] == "Action/task"


def test_no_gap_is_not_the_same_as_no_such_thing(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, named("Company", "firm"), "e:home sg:owns e:firm .")
    found = {gap.question.id: gap.empty.en for gap in generated_gaps(graph) if not gap.table.rows}
    assert found["Company/owns"] == "nothing lacks it"
    assert found["Goal/hasAction"] == "the chosen layers hold no “strategic goal”"


def test_two_engines_give_the_same_rows() -> None:
    graph = open_graph(workspace=BRUNNSBY)
    dataset = rdflib.Dataset()
    dataset.parse(data=serialize(list(graph.quads()), format=RdfFormat.N_QUADS), format="nquads")
    for entry in gap_questions(graph):
        here = graph.query(entry.query, whole=False)
        assert isinstance(here, Solutions)
        rows = {tuple(None if term is None else str(getattr(term, "value", term)) for term in row) for row in here}
        there = {tuple(None if term is None else str(term) for term in row) for row in dataset.query(entry.query)}  # type: ignore[union-attr]
        assert rows == there, entry.id


def test_a_gap_agrees_with_the_validator() -> None:
    graph = open_graph(workspace=STOCKHOLM)
    report = validate([path for path, _ in graph.workspace.files()])
    told = {(finding.code, finding.focus) for finding in report.findings}
    rows = generated_gaps(graph, only=["Network/covers"])[0].table.rows
    mine = {row[1].iri for row in rows}  # type: ignore[union-attr]
    assert mine == {focus for code, focus in told if code == "NetworkLinks-covers"}


# The command --------------------------------------------------------------------------------------------------------


def test_the_command_shows_what_is_lacking_and_what_is_not(harbour: Path) -> None:
    done = run("gaps", "--generated", cwd=harbour)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Which pier has no ferry?\n════════════════════════\n" in done.stdout
    assert "Second      3  p\n" in done.stdout
    assert "the chosen layers hold no “strategic goal”" in " ".join(done.stdout.split())


def test_json_and_the_query(harbour: Path) -> None:
    done = run("gaps", "--gap", "e:Pier/serves", "--format", "json", "--sparql", "--iri", cwd=harbour)
    first, second = json.loads(done.stdout)
    assert first == {
        "gap": "e:Pier/e:serves",
        "subject": "Second",
        "subject_iri": E + "pier2",
        "links": 3,
        "severity": "info",
        "evidence": [E + "p"],
        "layer": "document",
    }
    assert second["subject"] == "Jetty"
    assert "FILTER NOT EXISTS { GRAPH sg:facts { ?value1 <https://example.org/e/serves> ?thing . } }" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--gap", "Goal/hasAct"), 'no generated gap "Goal/hasAct"; did you mean Goal/hasAction'),
        (("--generated", "-p", "city=Riga"), "generated gaps have no parameters: -p city"),
        (("--gap", "Goal/hasAction", "--gap", "actions-without-body"), '"actions-without-body" is no CLASS/PROPERTY'),
    ],
)
def test_what_does_not_belong_here_is_refused_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run("gaps", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert words in done.stderr
