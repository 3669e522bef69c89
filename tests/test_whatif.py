"""What joining or leaving networks would change, and that nothing is written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stratgraph.analysis.scenario import parse_join, parse_scenario
from stratgraph.analysis.supposing import Change
from stratgraph.analysis.whatif import WhatIf, what_if, what_if_table
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.model.errors import InputError, NotFound, ParseError

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
STOCKHOLM = ROOT / "graph_data" / "stockholm-2003"
S = "https://w3id.org/stratgraph/stockholm-2003/"
SG = "https://w3id.org/stratgraph/ontology#"


@pytest.fixture(scope="module")
def stockholm() -> Graph:
    return open_graph(workspace=str(STOCKHOLM))


def run(*arguments: str, cwd: Path = ROOT, language: str = "C") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stratgraph", "whatif", *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LC_ALL": language, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


def grades(found: WhatIf) -> dict[int | None, tuple[str, str]]:
    before = {verdict.goal: verdict.grade for verdict in found.before.goals}
    return {verdict.number: (before[verdict.goal], verdict.grade) for verdict in found.after.goals}


def test_leaving_the_only_network_that_a_goal_names_leaves_the_goal_without(stockholm: Graph) -> None:
    found = what_if(stockholm, leave=["Eurocities"])
    assert grades(found)[3] == ("named", "generic")
    assert found.lost == (S + "goal-3",)
    assert found.gained == ()
    assert [one.city for one in found.before.reached] == [S + "barcelona", S + "helsinki"]
    assert found.after.reached == ()
    assert Change(S + "stockholm", SG + "activeIn", S + "eurocities", "removed") in found.changes
    assert {change.status for change in found.changes} == {"removed"}


def test_joining_supports_the_stated_goal_and_reaches_the_members(stockholm: Graph) -> None:
    found = what_if(stockholm, join=[parse_join("UBC:member:goal-4")])
    assert grades(found)[4] == ("none", "named")
    assert found.gained == (S + "goal-4",)
    verdict = found.after.goals[3]
    assert verdict.networks == (S + "ubc",)
    assert verdict.layers == ("scenario",)
    helsinki = next(one for one in found.after.reached if one.city == S + "helsinki")
    assert helsinki.networks == (S + "eurocities", S + "ubc")


def test_what_is_joined_never_looks_like_the_document(stockholm: Graph) -> None:
    table = what_if_table(what_if(stockholm, join=[parse_join("UBC:member:4")]), language="sv")
    row = next(row for row in table.to_dicts() if row["change"] == "gained")
    assert (row["layer"], row["after"]) == ("scenario", "namngivet: UBC")
    assert row["evidence"] == ["https://w3id.org/stratgraph/scenario/join-1"]


def test_a_proposed_network_counts_once_it_is_joined(stockholm: Graph) -> None:
    found = what_if(stockholm, join=[parse_join("Network of leading test markets:member:goal-1")])
    assert grades(found)[1] == ("proposed", "named")


def test_a_new_network_is_named_as_new(stockholm: Graph) -> None:
    found = what_if(stockholm, join=[parse_join("new:Ports of the North:active:goal 4+5")])
    assert grades(found)[4] == ("none", "named")
    assert grades(found)[5] == ("generic", "named")
    assert what_if_table(found).title.en == "Stockholm joins Ports of the North"


def test_the_graph_is_left_as_it_is(stockholm: Graph) -> None:
    before = what_if(stockholm, leave=["Eurocities"]).before
    again = what_if(stockholm, join=[parse_join("UBC:member:goal-4")], leave=["Eurocities"]).before
    assert (before.goals, before.reached, before.measures) == (again.goals, again.reached, again.measures)


def test_no_file_is_written(tmp_path: Path) -> None:
    for path in BRUNNSBY.glob("*.t*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.rglob("*")}
    done = run("--join", "new:Somewhere:member", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize(
    ("join", "leave", "said"),
    [
        ([], ["UBC"], "Stockholm cannot leave UBC: no source says that it is a member, active or an officer there"),
        ([], ["Eurocitis"], 'nothing is called "Eurocitis"; did you mean Eurocities'),
        ([], ["Helsinki"], '"Helsinki" is no network (city); `stratgraph ask networks` lists them'),
        (["Atlantis:member:goal-4"], [], "a network that no source names is joined as new:Atlantis:…"),
        (["new:UBC:member:goal-4"], [], '"UBC" is no new network: the graph has UBC; leave out new:'),
        (["UBC:member:goal-9"], [], 'no goal "goal-9"; there are 1, 2, 3, 4, 5'),
        (["UBC:member:Helsinki"], [], '"Helsinki" is no goal (city)'),
        (["Eurocities:active:goal-3"], [], "Stockholm is that to Eurocities already"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(stockholm: Graph, join: list[str], leave: list[str], said: str) -> None:
    with pytest.raises((InputError, NotFound)) as caught:
        what_if(stockholm, join=[parse_join(one) for one in join], leave=leave)
    assert said in caught.value.text.en
    assert "\n" not in caught.value.text.sv


@pytest.mark.parametrize("given", ["UBC", "UBC:chair:goal-4", ":member:goal-4", ""])
def test_a_join_that_cannot_be_read_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="NETWORK:RELATION:GOAL"):
        parse_join(given)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("join:\n- {network: UBC, goal: [4]}\n", 2),
        ("leave: Eurocities\n", 1),
        ("join:\n- relation: member\n", 2),
        ("join:\n- {network: UBC, relation: chair}\n", 2),
        ("join: [\n", 2),
        ("", 1),
        ("join: []\n", 1),
    ],
)
def test_a_scenario_file_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse_scenario(text, path="s.yaml")
    assert caught.value.line == line
    assert caught.value.text.en.startswith(f"s.yaml:{line}: ")


def test_file_and_options_go_together(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("join:\n- {network: UBC, goals: 4}\n", encoding="utf-8")
    done = run("--scenario", "s.yaml", "--leave", "Eurocities", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = {(row["part"], row["subject"]): row["change"] for row in json.loads(done.stdout)}
    assert rows["goal", "A leading role among northern Europe's capitals"] == "gained"
    assert rows["goal", "An active and successful EU partner"] == "lost"
    assert rows["city", "Barcelona"] == "no-longer-reached"
    assert "Nothing was written." in done.stderr


def test_nothing_asked_is_told(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert done.returncode == 2
    assert "--join UBC:member:goal-4" in done.stderr


def test_another_citys_networks_can_be_supposed(stockholm: Graph) -> None:
    found = what_if(stockholm, leave=["UBC"], city=S + "helsinki")
    assert [one.city for one in found.after.reached] == [S + "barcelona", S + "stockholm"]


def test_a_graph_without_goals_says_what_it_can(tmp_path: Path) -> None:
    (tmp_path / "d.trig").write_text(
        "@prefix sg: <https://w3id.org/stratgraph/ontology#> .\n@prefix e: <https://example.org/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'e:a a sg:City ; rdfs:label "A"@en . e:n a sg:Network ; rdfs:label "N"@en . e:p a sg:Passage .\n'
        "e:p { e:a sg:memberOf e:n }\n",
        encoding="utf-8",
    )
    done = run("-w", "d.trig", "--leave", "N", "--city", "A", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {row["part"] for row in json.loads(done.stdout)} == {"measure"}
    told = run("-w", "d.trig", "--leave", "N", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("stratgraph: whose networks?")
