"""Candidates: what could close a gap, ranked by reasons that are true and shown."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import rdflib
from invented import E, graph_of, many_cities, named, workspace
from pyoxigraph import Literal, NamedNode, RdfFormat, serialize

from stratgraph.analysis.candidate_table import candidate_objects, candidate_report
from stratgraph.analysis.candidates import Candidate, candidates
from stratgraph.analysis.gaps import GAPS, gaps
from stratgraph.analysis.reasons import PLACEHOLDER, reasons
from stratgraph.graph.memory import FACTS_NODE, Graph, Solutions
from stratgraph.graph.opening import open_graph
from stratgraph.graph.values import with_values
from stratgraph.model.errors import ParseError

ROOT = Path(__file__).resolve().parent.parent
STOCKHOLM = str(ROOT / "graph_data" / "stockholm-2003")
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
S = "https://w3id.org/stratgraph/stockholm-2003/"


@pytest.fixture(scope="module")
def stockholm() -> Graph:
    return open_graph(workspace=STOCKHOLM)


def found(graph: Graph, gap: str, subject: str, **parameters: str) -> tuple[Candidate, ...]:
    """The candidates for one gap."""
    given = candidates(graph, gaps(graph, only=[gap], parameters=parameters), parameters=parameters)
    return next(one.found for one in given if one.subject == subject)


def told(of: tuple[Candidate, ...], language: str = "en") -> list[tuple[str, float, list[str]]]:
    """Each candidate in short: name, score, sentences."""
    return [(one.name.into(language), one.score, [said.sentence.into(language) for said in one.said]) for one in of]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stratgraph", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


# The packaged strategy ----------------------------------------------------------------------------------------------


def test_goal_4_has_the_networks_that_the_sources_speak_for(stockholm: Graph) -> None:
    first, second, *rest = told(found(stockholm, "goals-without-network", S + "goal-4"))
    assert first == (
        "Eurocities",
        8.0,
        [
            "It covers Europe, named by the success factor “Act as a leading European capital”, which supports "
            "the goal",
            "It covers Europe, named by the success factor “Be a partner in demand”, which supports the goal",
            "Barcelona, named as competitor in Innovation and entrepreneurship, is active in it",
            "Helsinki, named as competitor in the Baltic Sea region and in TIME, is a member of it and prioritises it",
            "Stockholm is active in it already",
            "It is named elsewhere, by the goal “An active and successful EU partner”",
        ],
    )
    assert second == (
        "UBC",
        5.0,
        [
            "It covers the Baltic Sea region; Stockholm lies both there and in Northern Europe, named by the action "
            "“Lead joint marketing of northern Europe” and the goal",
            "Helsinki, named as competitor in the Baltic Sea region and in TIME, is a member of it and prioritises it",
            "It covers the Baltic Sea region, where these are named as competitors of Stockholm: Copenhagen, Hamburg, "
            "Helsinki, Malmö–Copenhagen and Saint Petersburg",
            "It covers the Baltic Sea region, where Stockholm lies",
        ],
    )
    # Barcelona's networks come last; those that are only proposed, and the city's own forum, do not come at all.
    assert [name for name, _, _ in rest] == [
        "Informal network of socialist-led big cities",
        "UCUE, capitals of the European Union",
        "IULA",
        "Metropolis",
        "United Towns Organisation (UTO)",
        "WACLA",
    ]


def test_the_same_in_swedish(stockholm: Graph) -> None:
    ubc = next(
        sentences
        for name, _, sentences in told(found(stockholm, "goals-without-network", S + "goal-4"), "sv")
        if name == "UBC"
    )
    assert ubc[1:] == [
        "Helsingfors, som nämns som konkurrent i Östersjöregionen och inom TIME, är medlem i det och prioriterar det",
        "Det täcker Östersjöregionen, där dessa nämns som konkurrenter till Stockholm: Köpenhamn, Hamburg, "
        "Helsingfors, Malmö–Köpenhamn och Sankt Petersburg",
        "Det täcker Östersjöregionen, där Stockholm ligger",
    ]


def test_every_sentence_has_evidence_and_a_score_that_adds_up(stockholm: Graph) -> None:
    given = candidates(stockholm, gaps(stockholm))
    assert {one.gap for one in given} >= {"goals-without-network", "actions-without-body", "regions-without-network"}
    for one in (one for of_gap in given for one in of_gap.found):
        assert one.score == sum(part.points for part in one.parts)
        for part in one.parts:
            assert part.points == part.weight * min(part.count, 3)
            assert all(said.evidence and said.layers for said in part.said), (one.name.en, part.reason)
        for said in one.said:
            assert not re.search(r"[{}]|  ", said.sentence.en + said.sentence.sv)


def test_what_rests_on_more_than_the_document_is_marked(stockholm: Graph) -> None:
    (ubc,) = (one for one in found(stockholm, "goals-without-network", S + "goal-4") if one.name.en == "UBC")
    covers = next(part for part in ubc.parts if part.reason == "covers-home-region")
    assert covers.said[0].layers == ("document", "context")
    table = candidate_report(gaps(stockholm, only=["goals-without-network"]), candidates(stockholm, gaps(stockholm)))
    row = next(row for row in table.to_dicts() if row["subject"] == "A leading role among northern Europe's capitals")
    assert "– It covers the Baltic Sea region, where Stockholm lies [context]" in str(row["reasons"]).splitlines()
    assert row["reasons_layer"] == "document interpretation context"


def test_without_context_nothing_rests_on_it() -> None:
    graph = open_graph(workspace=STOCKHOLM, layers=["document"])
    given = found(graph, "goals-without-network", S + "goal-4")
    assert {layer for one in given for said in one.said for layer in said.layers} == {"document"}
    assert "covers-home-region" not in {part.reason for one in given for part in one.parts}


def test_other_gaps_have_candidates_of_their_own(stockholm: Graph) -> None:
    assert told(found(stockholm, "clusters-without-partner", S + "environmental-technology")) == [
        (
            "Helsinki",
            4.0,
            [
                "Helsinki markets Environment, which is aligned with Environmental technology",
                "Stockholm seeks cooperation with it",
                "Stockholm and Helsinki are both in Eurocities",
            ],
        )
    ]
    assert told(found(stockholm, "competitor-offices", S + "metropolis")) == [
        (
            "Barcelona",
            2.0,
            [
                "Barcelona is a member of and leads Metropolis, and Stockholm cooperates with it and names it as a "
                "candidate partner"
            ],
        )
    ]
    assert told(found(stockholm, "actions-without-body", S + "goal-1-action-4")) == [
        (
            "Business Arena Stockholm (BAS)",
            2.0,
            [
                "It answers for “Attracting foreign investment”, which like the action is about: the prioritised "
                "clusters"
            ],
        )
    ]
    assert found(stockholm, "memberships-without-goal", S + "europaforum") == ()


def test_another_strategys_candidates_are_its_own_citys(stockholm: Graph) -> None:
    name = "Helsinki's international strategy"
    sections = gaps(stockholm, only=["goals-without-network"], parameters={"strategy": name})
    given = candidates(stockholm, sections, parameters={"strategy": name})
    sentences = {said.sentence.en for one in given for each in one.found for said in each.said}
    assert "Helsinki is a member of it already" in sentences
    assert not {sentence for sentence in sentences if "Stockholm is active" in sentence}


# Invented graphs ----------------------------------------------------------------------------------------------------

GOAL = named("Goal", "goal") + named("Network", "league", "dream") + named("City", "rival", "friend")
SAID = """e:strategy sg:hasGoal e:goal . e:goal sg:mentions e:friend .
e:home sg:candidatePartner e:friend .
e:m1 a sg:Membership ; org:member e:friend ; org:organization e:league .
e:m2 a sg:Membership ; org:member e:rival ; org:organization e:league .
e:c1 a sg:Competition ; sg:focal e:home ; sg:competitor e:rival .
e:m3 a sg:Membership ; org:member e:friend ; org:organization e:dream ; sg:status sg:Proposed ."""


def test_a_partner_that_the_goal_names_weighs_most_and_a_proposed_network_nothing(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, GOAL, SAID)
    assert told(found(graph, "goals-without-network", E + "goal")) == [
        (
            "League",
            4.0,
            [
                "Friend, a candidate partner named by the goal, is a member of it",
                "Rival, named as competitor, is a member of it",
            ],
        )
    ]


def test_weights_are_the_workspaces_to_choose_and_0_turns_a_reason_off(tmp_path: Path) -> None:
    settings = "[candidates.weights]\npartner-in-network = 0\ncompetitor-in-network = 2.5"
    graph = graph_of(tmp_path, GOAL, SAID, settings=settings)
    assert told(found(graph, "goals-without-network", E + "goal")) == [
        ("League", 2.5, ["Rival, named as competitor, is a member of it"])
    ]


def test_one_reason_counts_so_often_and_no_more(tmp_path: Path) -> None:
    rivals = [f"rival{number}" for number in range(5)]
    said = "e:strategy sg:hasGoal e:goal .\n" + "\n".join(
        f"e:m-{name} a sg:Membership ; org:member e:{name} ; org:organization e:league .\n"
        f"e:c-{name} a sg:Competition ; sg:focal e:home ; sg:competitor e:{name} ."
        for name in rivals
    )
    declared = named("Goal", "goal") + named("Network", "league") + named("City", *rivals)
    (one,) = found(graph_of(tmp_path / "usual", declared, said), "goals-without-network", E + "goal")
    assert [(part.count, part.points) for part in one.parts] == [(5, 3.0)]
    (one,) = found(
        graph_of(tmp_path / "own", declared, said, settings="[candidates]\nat-most = 4"),
        "goals-without-network",
        E + "goal",
    )
    assert [(part.count, part.points) for part in one.parts] == [(5, 4.0)]


@pytest.mark.parametrize(
    ("settings", "line", "words"),
    [
        ("[candidates.weights]\npartner-in-netwrk = 2", 2, 'no reason "partner-in-netwrk" to weigh; did you mean'),
        ("[candidates.weights]\npartner-in-network = -1", 2, "partner-in-network must be a number from 0"),
        ("[candidates.weights]\npartner-in-network = true", 2, "partner-in-network must be a number from 0"),
        ("[candidates]\nat-most = 0", 2, "at-most must be a whole number from 1"),
        ("[candidates]\nmost = 2", 2, 'unknown key "most"; did you mean at-most?'),
        ("candidates = 3", 1, "[candidates] must be a table"),
        ("shapes = 'own.ttl'", 1, "shapes must be a list of file names"),
    ],
)
def test_a_setting_that_nobody_could_read_is_refused_with_its_line(
    tmp_path: Path, settings: str, line: int, words: str
) -> None:
    folder = workspace(tmp_path, GOAL, SAID, settings=settings)

    def everything() -> None:
        graph = open_graph(workspace=str(folder))
        candidates(graph, gaps(graph, only=["goals-without-network"]))

    with pytest.raises(ParseError) as caught:
        everything()
    assert (caught.value.line, words in caught.value.text.en) == (line, True)
    assert caught.value.text.sv != caught.value.text.en


def test_a_factor_that_nothing_serves_gets_the_actions_of_its_goal(tmp_path: Path) -> None:
    declared = named("CriticalSuccessFactor", "factor") + named("Goal", "goal", "other") + named("Cluster", "boats")
    declared += named("Action", "sail", "wait")
    said = """e:strategy sg:hasCriticalSuccessFactor e:factor ; sg:hasGoal e:goal , e:other .
    e:goal sg:hasAction e:sail . e:other sg:hasAction e:wait .
    e:factor sg:mentions e:boats . e:sail sg:mentions e:boats ."""
    note = 'e:note { e:factor sg:supportsGoal e:goal } e:more { e:note a sg:Note ; sg:rationale "x"@en , "x"@sv . }'
    graph = graph_of(tmp_path, declared, said, more=note)
    assert told(found(graph, "success-factors-without-action", E + "factor")) == [
        (
            "Sail",
            3.0,
            ["It names Boats, as the factor does", "It is an action of the goal “Goal”, which the factor supports"],
        )
    ]


def test_a_region_and_a_committee_and_a_membership(tmp_path: Path) -> None:
    declared = named("Region", "north", "bay") + named("Network", "league", "own") + named("Committee", "board")
    declared += named("Goal", "goal") + named("City", "friend")
    said = """e:strategy sg:emphasises e:north ; sg:hasGoal e:goal . e:bay sg:locatedIn e:north .
    e:league sg:covers e:bay . e:own sg:covers e:bay . e:board sg:emphasises e:bay . e:goal sg:mentions e:bay .
    e:friend sg:locatedIn e:north . e:home sg:candidatePartner e:friend .
    e:m a sg:Membership ; org:member e:home ; org:organization e:own ."""
    graph = graph_of(tmp_path, declared, said)
    assert told(found(graph, "regions-without-network", E + "north")) == [
        ("Friend", 3.0, ["It lies in North, and Home names it as a candidate partner"]),
        ("Own", 3.0, ["It covers Bay, a part of North", "Home is a member of it already"]),
        ("League", 2.0, ["It covers Bay, a part of North"]),
    ]
    assert told(found(graph, "committees-without-network", E + "board")) == [
        ("Own", 4.0, ["It covers Bay, which the committee names", "Home is a member of it already"]),
        ("League", 3.0, ["It covers Bay, which the committee names"]),
    ]
    assert told(found(graph, "memberships-without-goal", E + "own")) == [
        ("Goal", 3.0, ["The network covers Bay, named by the goal"])
    ]


def test_a_body_answers_for_a_sister_action(tmp_path: Path) -> None:
    declared = named("Goal", "goal") + named("Action", "sail", "row") + named("CityBody", "office")
    said = """e:strategy sg:hasGoal e:goal . e:goal sg:hasAction e:sail , e:row .
    e:r a sg:Responsibility ; sg:body e:office ; sg:task e:row ; sg:duty sg:Leads ."""
    graph = graph_of(tmp_path, declared, said)
    assert told(found(graph, "actions-without-body", E + "sail"), "sv") == [
        ("Office", 1.0, ["Det svarar för en annan åtgärd för målet: ”Row”"])
    ]


def test_a_graph_without_networks_goals_or_city_has_no_candidate(tmp_path: Path) -> None:
    no_network = graph_of(tmp_path / "a", named("Goal", "goal"), "e:strategy sg:hasGoal e:goal .")
    assert found(no_network, "goals-without-network", E + "goal") == ()
    done = run("gaps", "-w", str(tmp_path / "a"), "--gap", "goals-without-network", cwd=tmp_path)
    assert (done.returncode, "  the graph knows no candidate\n" in done.stdout) == (0, True)
    empty = graph_of(tmp_path / "b", "", "")
    assert candidates(empty, gaps(empty)) == ()
    done = run("gaps", "-w", str(tmp_path / "b"), "--gap", "goals-without-network", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\n\nthe chosen layers state no goal of the strategy\n")


@pytest.mark.parametrize("gap", [gap.id for gap in GAPS if gap.id != "memberships-without-goal"])
def test_where_there_is_nothing_it_is_not_said_that_all_is_well(tmp_path: Path, gap: str) -> None:
    (section,) = gaps(graph_of(tmp_path, "", ""), only=[gap])
    assert section.unanswered is None
    assert section.empty.en.startswith("the chosen layers")
    assert section.empty.sv.startswith("de valda lagren")


def test_hundreds_of_cities_do_not_change_how_a_reason_reads(tmp_path: Path) -> None:
    graph = open_graph(workspace=str(many_cities(tmp_path)))
    (one, *_) = found(graph, "clusters-without-partner", E + "cluster3")
    assert one.parts[0].reason == "works-with-cluster"
    assert one.parts[0].said[0].sentence.en.endswith("markets Cluster3 itself")


# The reasons' files -------------------------------------------------------------------------------------------------


def test_every_gap_has_reasons_and_every_reason_a_gap() -> None:
    known = {gap.id for gap in GAPS}
    assert {gap for reason in reasons() for gap in reason.gaps} == known
    assert all(set(reason.supporting) <= set(reason.gaps) for reason in reasons())


@pytest.mark.parametrize("reason", reasons(), ids=lambda reason: reason.id)
def test_a_reason_says_only_what_its_query_finds(reason: object) -> None:
    from stratgraph.analysis.reasons import Reason

    assert isinstance(reason, Reason)
    selected = set(re.findall(r"\?(\w+)", reason.query.partition("WHERE")[0]))
    for text in reason.sentences:
        assert {name for name, _ in PLACEHOLDER.findall(text.en)} == {name for name, _ in PLACEHOLDER.findall(text.sv)}
        assert {name for name, _ in PLACEHOLDER.findall(text.en)} <= selected
    assert {name for name, _ in reason.words} | set(reason.lists) <= selected
    used = {part for fact in reason.facts for part in (fact.subject, fact.predicate, *fact.objects)}
    assert {name[1:] for name in used if name.startswith("?")} <= selected
    assert reason.facts


def test_every_reason_is_documented() -> None:
    page = (ROOT / "docs" / "gaps-and-candidates.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([0-9.]+) \|", page, flags=re.MULTILINE))
    assert rows == {reason.id: f"{reason.weight:g}" for reason in reasons()}


@pytest.mark.parametrize("folder", [STOCKHOLM, BRUNNSBY], ids=["stockholm", "brunnsby"])
def test_two_engines_find_the_same(folder: str) -> None:
    graph = open_graph(workspace=folder)
    dataset = rdflib.Dataset()
    dataset.parse(data=serialize(list(graph.quads()), format=RdfFormat.N_QUADS), format="nquads")
    for reason in reasons():
        query = reason.query
        if reason.uses("city") and graph.city:
            query = with_values(query, {"city": [NamedNode(graph.city)]})
        here = graph.query(query, whole=False)
        assert isinstance(here, Solutions)
        rows = {tuple(None if term is None else str(getattr(term, "value", term)) for term in row) for row in here}
        there = {tuple(None if term is None else str(term) for term in row) for row in dataset.query(query)}  # type: ignore[union-attr]
        assert rows == there, reason.id


def test_nothing_that_a_name_holds_is_read_as_query(tmp_path: Path) -> None:
    label = 'x" } ?s ?p ?o . FILTER("'
    declared = f"e:goal a sg:Goal ; rdfs:label {json.dumps(label)}@en , {json.dumps(label)}@sv ."
    graph = graph_of(tmp_path, declared + named("Network", "league"), "e:strategy sg:hasGoal e:goal .")
    assert found(graph, "goals-without-network", E + "goal") == ()
    assert Literal(label, language="en") in {quad.object for quad in graph.quads(None, None, None, FACTS_NODE)}


# The command --------------------------------------------------------------------------------------------------------


def test_the_command_shows_each_part_of_a_score(tmp_path: Path) -> None:
    done = run("gaps", "-w", BRUNNSBY, "--gap", "clusters-without-partner", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.partition("Candidates, with what each reason adds\n")[2].splitlines() == [
        "──────────────────────────────────────",
        "Ships",
        "    4  Alvik",
        "         2  Alvik markets Boats, which is aligned with Ships [interpretation]",
        "         1  Alvik is named as competitor in Boats, which is aligned with Ships [interpretation]",
        "         1  Brunnsby seeks cooperation with it",
        "",
    ]


def test_json_has_objects_and_how_many_is_the_users_to_say(tmp_path: Path) -> None:
    arguments = ("gaps", "--gap", "goals-without-network", "--format", "json")
    everything = json.loads(run(*arguments, cwd=tmp_path).stdout)
    assert [len(gap["candidates"]) for gap in everything] == [8, 8, 8, 8]
    first = json.loads(run(*arguments, "--candidates", "1", "--iri", cwd=tmp_path).stdout)[2]["candidates"]
    assert [(one["candidate"], one["candidate_iri"], one["score"]) for one in first] == [
        ("Eurocities", S + "eurocities", 8)
    ]
    part = first[0]["parts"][-1]
    assert part == {
        "reason": "named-by-another-goal",
        "weight": 1,
        "count": 1,
        "points": 1,
        "sentences": [
            {
                "sentence": "It is named elsewhere, by the goal “An active and successful EU partner”",
                "evidence": [S + "passage-appendix-3-goal-3-bullet-3"],
                "layer": "document",
            }
        ],
    }
    bare = json.loads(run(*arguments, "--candidates", "0", cwd=tmp_path).stdout)
    assert "candidates" not in bare[0]


def test_a_workbook_has_room_for_who_what_and_when(tmp_path: Path) -> None:
    done = run("--lang", "sv", "gaps", "-w", BRUNNSBY, "-o", "luckor.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    sheet = openpyxl.load_workbook(tmp_path / "luckor.xlsx").worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    assert head[-3:] == ("Ansvarig", "Beslut", "Klart senast")
    assert head[6:8] == ("Kandidater", "Skäl")
    assert rows
    assert all(row[-3:] == (None, None, None) for row in rows)
    assert (rows[0][1], rows[0][6]) == ("Känd utomlands", "Hamnförbundet")


def test_the_queries_are_shown_on_request(tmp_path: Path, stockholm: Graph) -> None:
    done = run("gaps", "--gap", "clusters-without-partner", "--sparql", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)
    texts = re.split(r"^# [a-z-]+: .*\n", done.stderr, flags=re.MULTILINE)[1:]
    assert len(texts) == 5
    assert all(isinstance(stockholm.query(text), Solutions) for text in texts)


def test_objects_and_report_have_the_same_gaps(stockholm: Graph) -> None:
    sections = gaps(stockholm)
    given = candidates(stockholm, sections)
    objects = candidate_objects(sections, given)
    assert [row["subject"] for row in objects] == [
        row["subject"] for row in candidate_report(sections, given).to_dicts()
    ]
