"""`stratgraph path` with several ways: counted again by our own search, by relation, with reasons, and on the map."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stratgraph.analysis.naming import find
from stratgraph.analysis.paths import Path as Way, neighbours, shortest_path
from stratgraph.analysis.ways import MOST, Wish, relations_of, ways, ways_in_short, ways_table
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.maps.ways import map_of_ways
from stratgraph.model.errors import InputError, NotFound
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


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", *arguments]
    given = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=given)


def stops(path: Way) -> tuple[str, ...]:
    return (path.start, *(step.end for step in path.steps))


def every_way(graph: Graph, start: str, end: str, longest: int) -> set[tuple[str, ...]]:
    """Every way that passes nothing twice, by a search of our own."""
    around = {iri: {step.end for step in steps} for iri, steps in neighbours(graph).items()}

    def further(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if way[-1] == end:
            yield way
        elif len(way) <= longest:
            for other in around[way[-1]] - set(way):
                yield from further((*way, other))

    return set(further((start,)))


def test_all_ways_up_to_a_length_are_found(brunnsby: Graph) -> None:
    start, end = B + "goal-1", B + "brunnsby"
    for longest in (1, 2, 3, 4, 5, 6, 7):
        found = ways(brunnsby, start, end, Wish(longest=longest))
        assert {stops(path) for path in found.paths} == every_way(brunnsby, start, end, longest)
        assert not found.more
        lengths = [len(path.steps) for path in found.paths]
        assert lengths == sorted(lengths)


def test_all_the_shortest_are_found(stockholm: Graph) -> None:
    start, end = find(stockholm, "goal 4"), find(stockholm, "UBC")
    found = ways(stockholm, start, end, Wish(shortest=True))
    assert {stops(path) for path in found.paths} == every_way(stockholm, start, end, 4)
    assert {len(path.steps) for path in found.paths} == {4}


@pytest.mark.parametrize(("one", "other"), [("goal 4", "UBC"), ("Helsinki", "Vienna"), ("Bangalore", "goal 5")])
def test_the_first_way_is_the_one_that_stands_alone(stockholm: Graph, one: str, other: str) -> None:
    start, end = find(stockholm, one), find(stockholm, other)
    alone = shortest_path(stockholm, start, end)
    assert ways(stockholm, start, end).paths == (alone,)
    for wish in (Wish(shortest=True), Wish(most=1), Wish(most=7)):
        assert ways(stockholm, start, end, wish).paths[0] == alone


def test_as_many_as_are_asked_for_the_shortest_first(brunnsby: Graph) -> None:
    start, end = B + "goal-1", B + "brunnsby"
    every = sorted(len(way) - 1 for way in every_way(brunnsby, start, end, 12))
    for most in range(1, len(every) + 2):
        found = ways(brunnsby, start, end, Wish(most=most))
        assert [len(path.steps) for path in found.paths] == every[:most]
        assert found.more == (most < len(every))
        assert len({stops(path) for path in found.paths}) == len(found.paths)


def test_what_cannot_be_counted_is_cut_and_said(stockholm: Graph) -> None:
    start, end = find(stockholm, "goal 1"), find(stockholm, "Helsinki")
    found = ways(stockholm, start, end, Wish(longest=9))
    assert (len(found.paths), found.more) == (MOST, True)
    assert ways_in_short(stockholm, found).en.endswith("there are more (--count shows more)")


def test_steps_keep_to_the_chosen_relations(stockholm: Graph) -> None:
    start, end = find(stockholm, "Helsinki"), find(stockholm, "Metropolis")
    only = Wish(most=5, only=(SG + "memberOf", SG + "activeIn"))
    found = ways(stockholm, start, end, only)
    assert {step.fact.predicate for path in found.paths for step in path.steps} == set(only.only)
    relations = {step.fact.predicate for step in ways(stockholm, start, end).paths[0].steps}
    assert SG + "marketsCluster" in relations
    without = ways(stockholm, start, end, Wish(most=5, without=(SG + "marketsCluster",)))
    assert SG + "marketsCluster" not in {step.fact.predicate for path in without.paths for step in path.steps}


def test_a_relation_is_known_by_its_names(brunnsby: Graph) -> None:
    for name in ("memberOf", "sg:memberOf", "member of", "Medlem i", "MEMBER OF", SG + "memberOf"):
        assert relations_of(brunnsby, ["leads", name]) == (SG + "leads", SG + "memberOf")
    with pytest.raises(NotFound) as error:
        relations_of(brunnsby, ["membrOf"])
    assert error.value.nearest[0] == "memberOf"
    with pytest.raises(NotFound, match="between things here there are activeIn, "):
        relations_of(brunnsby, ["leads", "zzzzzz"])


@pytest.mark.parametrize("wish", [Wish(most=0), Wish(longest=0)])
def test_numbers_begin_at_one(brunnsby: Graph, wish: Wish) -> None:
    with pytest.raises(InputError, match="is a number from 1, not 0"):
        ways(brunnsby, B + "torp", B + "alvik", wish)


@pytest.mark.parametrize(
    ("start", "end", "wish", "why"),
    [
        (
            "torp",
            "brunnsby",
            Wish(longest=1),
            "the shortest way is longer than was asked for (steps: 3, --max-length 1)",
        ),
        (
            "torp",
            "brunnsby",
            Wish(only=(SG + "activeIn",)),
            "only by the chosen relations is there none: with all of them there is a way (steps: 3)",
        ),
    ],
)
def test_why_there_is_none(brunnsby: Graph, start: str, end: str, wish: Wish, why: str) -> None:
    found = ways(brunnsby, B + start, B + end, wish)
    assert (found.paths, found.why_none and found.why_none.en) == ((), why)


ISLANDS = """@prefix sg: <https://w3id.org/stratgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix b: <https://example.org/b/> .
b:d { b:p a sg:Passage . b:a a sg:City ; rdfs:label "A"@en . b:b a sg:City ; rdfs:label "B"@en .
  b:c a sg:City ; rdfs:label "C"@en . b:e a sg:City ; rdfs:label "E"@en . b:f a sg:City ; rdfs:label "F"@en .
  b:n a sg:Network ; rdfs:label "N"@en . }
b:p { b:a sg:memberOf b:n . b:c sg:memberOf b:n . b:b sg:cooperatesWith b:e . b:f sg:callsFor sg:Network . }
"""


def test_islands_and_lone_things_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "data.trig").write_text(ISLANDS, encoding="utf-8")
    apart = run("path", "A", "B", "-w", "data.trig", "--all", cwd=tmp_path)
    assert (apart.returncode, apart.stdout) == (0, "")
    assert apart.stderr.splitlines() == [
        "the chosen layers connect A and B by no chain of facts",
        "A is linked to 2 other things and B to 1, and nothing links the two groups",
    ]
    alone = run("path", "A", "F", "-w", "data.trig", "--format", "json", cwd=tmp_path)
    assert (alone.returncode, json.loads(alone.stdout)) == (0, [])
    assert alone.stderr.splitlines()[1] == "F has no link to any other thing"


# The command --------------------------------------------------------------------------------------------------------


def test_several_ways_are_numbered(tmp_path: Path) -> None:
    words = ("--count", "2", "--layer", "document", "--format", "md")
    done = run("path", "goal 1", "Brunnsby", "-w", BRUNNSBY, *words, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "| Way | Step | In words | Evidence |",
        "| ---: | ---: | --- | --- |",
        "| 1 | 1 | Brunnsby's strategy has the goal Clean harbour | lines 3–4<br>line 9 |",
        "| 1 | 2 | Brunnsby's strategy is the strategy of Brunnsby | lines 3–4 |",
        "| 2 | 1 | Clean harbour has the action Join the harbour league | lines 3–4<br>line 9 |",
        "| 2 | 2 | Join the harbour league mentions as an example Harbour League | lines 3–4<br>line 9 |",
        "| 2 | 3 | Alvik leads Harbour League (office: chair) | line 9 |",
        "| 2 | 4 | Brunnsby competes with Alvik (domain: Boats; kind: niche competitor) | lines 3–4<br>line 9 |",
    ]
    assert done.stderr == "Clean harbour and Brunnsby; ways: 2, steps: 2 to 4\n"


def test_the_data_has_way_and_step(brunnsby: Graph) -> None:
    table = ways_table(brunnsby, ways(brunnsby, B + "torp", B + "alvik", Wish(most=2)), language="sv")
    assert [row[:2] for row in table.rows[:3]] == [(1, 1), (1, 2), (2, 1)]
    assert [row[6] for row in table.rows[:2]] == [
        "Torp är aktiv i Hamnförbundet",
        "Älvvik leder Hamnförbundet (uppdrag: ordförande)",
    ]
    assert [row[7] for row in table.rows[:2]] == [(B + "p3",), (B + "p2",)]


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    words = ("path", "goal 1", "Helsinki", "--count", "12", "--format", "csv")
    texts = {run(*words, cwd=tmp_path, PYTHONHASHSEED=seed).stdout for seed in ("1", "2", "3")}
    assert len(texts) == 1
    measured = {run("metrics", "--format", "csv", cwd=tmp_path, PYTHONHASHSEED=seed).stdout for seed in ("1", "2", "3")}
    assert len(measured) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--relation", "membrOf"], 'no relation "membrOf"; did you mean memberOf?'),
        (["--without", "membrOf"], 'no relation "membrOf"; did you mean memberOf?'),
        (["--count", "0"], '--count needs a whole number of at least 1, not "0"'),
        (["--max-length", "x"], '--max-length needs a whole number of at least 1, not "x"'),
        (["--map", "x.gif"], '--map needs a file that ends in .svg, .png, .pdf or .json, not "x.gif"'),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = run("path", "Torp", "Alvik", *arguments, "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"stratgraph: {told}\n")


# On the map ---------------------------------------------------------------------------------------------------------


def test_the_map_holds_the_steps_alone_a_column_each(brunnsby: Graph) -> None:
    found = ways(brunnsby, B + "goal-1", B + "torp")
    drawn = map_of_ways(brunnsby, found)
    columns = {node.id: node.column for node in drawn.nodes}
    assert columns == {"b:goal-1": 0, "b:action-1": 1, "b:harbours": 2, "b:torp": 3}
    assert [(edge.start, edge.end, edge.evidence) for edge in drawn.edges] == [
        ("b:action-1", "b:harbours", (B + "p1", B + "p2")),
        ("b:goal-1", "b:action-1", (B + "p1", B + "p2")),
        ("b:torp", "b:harbours", (B + "p3",)),
    ]
    assert [heading.en for heading in drawn.headings().values()] == ["From", "Step 1", "Step 2", "To"]


def test_both_commands_draw_it(tmp_path: Path) -> None:
    done = run("path", "goal 1", "Torp", "-w", BRUNNSBY, "--map", "one.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    drawn = run("map", "--path", "goal 1", "Torp", "-w", BRUNNSBY, "-o", "two.svg", cwd=tmp_path)
    assert (drawn.returncode, drawn.stderr) == (0, "")
    one, two = ((tmp_path / name).read_text(encoding="utf-8") for name in ("one.svg", "two.svg"))
    assert one == two
    assert re.search(r"Harbour League", one)
    given = run("path", "goal 1", "Torp", "-w", BRUNNSBY, "--count", "3", "--map", "x.json", cwd=tmp_path)
    assert given.returncode == 0
    assert len(json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["edges"]) > 3


def test_without_a_way_both_ends_are_drawn_and_the_reason_said(tmp_path: Path) -> None:
    (tmp_path / "data.trig").write_text(ISLANDS, encoding="utf-8")
    done = run("map", "--path", "A", "B", "-w", "data.trig", "-o", "x.json", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "the chosen layers connect A and B by no chain of facts",
        "A is linked to 2 other things and B to 1, and nothing links the two groups",
        "The chosen layers state no relation between these.",
    ]
    drawn = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert len(drawn["nodes"]) == 2
    assert drawn["edges"] == []


def test_a_path_goes_with_no_other_answer(tmp_path: Path) -> None:
    done = run("map", "--path", "goal 1", "Torp", "--ask", "networks", "-w", BRUNNSBY, "-o", "x.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "stratgraph: --path goes without --ask, --query, -e and --candidates\n",
    )
