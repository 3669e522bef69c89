"""What changed between two states, in words: files, workspaces, stores, years of plans."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import Quad, RdfFormat, parse, serialize

from stratgraph import open_graph
from stratgraph.analysis.diff import Difference, compare, diff
from stratgraph.analysis.diff_table import diff_table, summary
from stratgraph.cli.main import root as program
from stratgraph.cli.map import FORMATS, TO_STDOUT
from stratgraph.graph.memory import Graph
from stratgraph.graph.state import State, open_state
from stratgraph.maps.changes import map_of_difference
from stratgraph.maps.kinds import BLUE, VERMILLION
from stratgraph.maps.pictures import picture
from stratgraph.model.language import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
STOCKHOLM = ROOT / "graph_data" / "stockholm-2003"
B = "https://example.org/brunnsby/"
SVG = "{http://www.w3.org/2000/svg}"

#: What is done to Brunnsby's file, from the text that goes to the text that comes.
EDITS = (
    ('"Ren hamn"@sv', '"Renare hamn"@sv'),
    ("b:torp sg:activeIn b:harbours .", "b:torp sg:activeIn b:harbours ; sg:memberOf b:towns ."),
    ("org:organization b:towns ; sg:status sg:Proposed .", "org:organization b:towns ."),
    ("  b:alvik sg:marketsCluster b:boats .\n", ""),
    ("  b:goal-3 sg:callsFor sg:Network .\n", ""),
    ("  b:goal-2 sg:hasAction b:action-2 .\n", ""),
    (
        "b:p3 {\n",
        'b:p3 {\n  b:goal-2 sg:hasAction b:action-2 .\n  b:riga a sg:City ; rdfs:label "Riga"@en , "Riga"@sv .\n'
        "  b:brunnsby sg:cooperatesWith b:riga .\n  b:riga sg:cooperatesWith b:brunnsby .\n",
    ),
    ("sg:firstLine 3 ; sg:lastLine 4", "sg:firstLine 2 ; sg:lastLine 4"),
)


class Run(NamedTuple):
    code: int
    out: str
    err: str


def run(*arguments: str, cwd: Path = ROOT, command: str = "diff") -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "stratgraph", command, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    return Run(done.returncode, done.stdout, done.stderr)


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("changed") / "brunnsby.trig"
    path.write_text(edited((BRUNNSBY / "brunnsby.trig").read_text("utf-8"), *EDITS), "utf-8")
    return path


@pytest.fixture(scope="module")
def found(changed: Path) -> Difference:
    return compare(open_state(str(BRUNNSBY)), open_state(str(changed), workspace=str(BRUNNSBY)))


def short(iris: tuple[str, ...]) -> list[str]:
    return [iri.rpartition("/")[2] for iri in iris]


def told(found: Difference) -> list[tuple[str, str, str, list[str], list[str]]]:
    return [
        (item.part, item.change, item.sentence.en, short(item.evidence_before), short(item.evidence_after))
        for item in found.items
    ]


def test_every_change_is_told_in_words_with_the_places_of_both_sides(found: Difference) -> None:
    proposed = "Brunnsby is a member of League of Towns"
    assert told(found) == [
        ("relation", "removed", "Alvik markets the cluster Boats", ["p3"], []),
        ("relation", "added", "Brunnsby cooperates with Riga", [], ["p3"]),
        ("relation", "changed", f"proposed: {proposed} → {proposed}", ["p1"], ["p1"]),
        ("value", "changed", "Clean harbour: name in Swedish “Ren hamn” → “Renare hamn”", [], []),
        ("value", "removed", "More students: calls for network", ["p2"], []),
        ("entity", "added", "new: Riga (city)", [], ["p3"]),
        ("relation", "added", "Torp is a member of League of Towns", [], ["p3"]),
        ("evidence", "changed", "Known abroad has the action Found a league of towns", ["p1"], ["p3"]),
        ("source", "changed", "lines 2–4: first line 3 → 2", [], []),
    ]


def test_the_same_in_swedish(found: Difference) -> None:
    said = [item.sentence.sv for item in found.items]
    assert said[0] == "Älvvik marknadsför klustret Båtar"
    assert said[2] == "föreslagen: Brunnsby är medlem i Stadsförbundet → Brunnsby är medlem i Stadsförbundet"
    assert said[3] == "Renare hamn: namn på svenska ”Ren hamn” → ”Renare hamn”"
    assert said[5] == "tillkommer: Riga (stad)"
    assert summary(found).sv == (
        f"från {BRUNNSBY} till {found.after.name}: 1 ny sak; 2 nya samband; 1 samband borta; 1 ändrat samband; "
        "1 värde borta; 1 ändrat värde; 1 uppgift med annat belägg; 1 ändring i hur källor beskrivs"
    )


def test_the_other_way_round_what_came_goes(found: Difference) -> None:
    back = compare(found.after, found.before)
    swap = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((item.part, swap[item.change], item.subject) for item in back.items) == sorted(
        (item.part, item.change, item.subject) for item in found.items
    )
    assert "no longer there: Riga (city)" in [item.sentence.en for item in back.items]


def test_a_table_has_codes_layers_and_the_language_of_a_text(found: Difference) -> None:
    rows = diff_table(found, language="sv").to_dicts(iri=True)
    assert rows[3] == {
        "part": "value",
        "subject": "Renare hamn",
        "subject_iri": B + "goal-1",
        "change": "changed",
        "sentence": "Renare hamn: namn på svenska ”Ren hamn” → ”Renare hamn”",
        "relation": "namn",
        "relation_iri": "http://www.w3.org/2000/01/rdf-schema#label",
        "before": "”Ren hamn”",
        "after": "”Renare hamn”",
        "language": "sv",
        "evidence_before": [],
        "evidence_after": [],
        "layer": None,
    }
    assert [row["layer"] for row in rows[:3]] == ["document"] * 3
    keys = [{key: row[key] for key in ("part", "change", "subject_iri", "language")} for row in rows]
    assert keys == [
        {key: row[key] for key in ("part", "change", "subject_iri", "language")}
        for row in diff_table(found, language="en").to_dicts(iri=True)
    ]


# The same data under another form -----------------------------------------------------------------------------------


def shuffled(seed: int) -> list[Quad]:
    quads = list(parse(path=str(BRUNNSBY / "brunnsby.trig")))
    random.Random(seed).shuffle(quads)  # noqa: S311 - an order, no secret
    return quads


@pytest.mark.parametrize("ending", ["nq", "trig", "jsonld", "nq.gz", "trig.gz"])
def test_order_prefixes_and_format_are_no_difference(tmp_path: Path, ending: str) -> None:
    form = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}[ending.removesuffix(".gz")]
    data = serialize(shuffled(3), format=form, prefixes=None if form == RdfFormat.N_QUADS else {"zz": B}) or b""
    path = tmp_path / f"other.{ending}"
    path.write_bytes(gzip.compress(data) if ending.endswith("gz") else data)
    assert run(str(BRUNNSBY), str(path)) == Run(
        0, "", f"no difference: {BRUNNSBY} and {path} say the same (145 statements)\n"
    )


def test_a_store_and_its_workspace_say_the_same(tmp_path: Path) -> None:
    built = run("--store", str(tmp_path / "store"), "-w", str(STOCKHOLM), command="load")
    assert built.code == 0, built.err
    assert compare(open_state(str(tmp_path / "store")), open_state(str(STOCKHOLM))).items == ()
    assert compare(open_state(str(STOCKHOLM)), open_state(str(tmp_path / "store"))).items == ()
    manifest = tmp_path / "store" / "stratgraph-store.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"version": 2', '"version": 7'), "utf-8")
    refused = run(str(tmp_path / "store"), str(STOCKHOLM))
    assert (refused.code, refused.out) == (3, "")
    assert refused.err == (
        f"stratgraph: {tmp_path}/store is a store of version 7, this program reads 2; "
        f"build it again: stratgraph load --store {tmp_path}/store FILES\n"
    )


NAMELESS = """@prefix e: <https://example.org/> .
e:a e:p [ e:q 1 ; e:r [ e:s 2 ] ] , [ e:q 2 ] . [] e:z e:a ."""
RENAMED = """@prefix : <https://example.org/> .
_:k :q 2 . :a :p _:k , _:b . _:b :r _:c ; :q 01 . _:c :s 2 . _:u :z :a ."""


def states(tmp_path: Path, *texts: str, ending: str = "ttl") -> list[State]:
    made = []
    for number, text in enumerate(texts):
        path = tmp_path / f"{number}.{ending}"
        path.write_text(text, "utf-8")
        made.append(open_state(str(path), workspace=str(BRUNNSBY)))
    return made


def test_blank_nodes_are_compared_by_what_is_said_of_them(tmp_path: Path) -> None:
    one, other, third = states(tmp_path, NAMELESS, RENAMED, RENAMED.replace(":s 2", ":s 3"))
    assert compare(one, other).items == ()
    assert [item.sentence.en for item in compare(one, third).items] == [
        "https://example.org/a: https://example.org/p [https://example.org/q: 1; https://example.org/r: "
        "[https://example.org/s: 2]] → [https://example.org/q: 1; https://example.org/r: [https://example.org/s: 3]]"
    ]


def test_a_group_of_blank_nodes_counts_as_often_as_it_is_there(tmp_path: Path) -> None:
    head = "@prefix e: <https://example.org/> . "
    once, twice = states(tmp_path, head + "e:a e:p [ e:q 1 ] .", head + "e:a e:p [ e:q 1 ] , [ e:q 1 ] .")
    assert [(item.part, item.change) for item in compare(once, twice).items] == [("value", "added")]


def test_a_fact_that_is_repeated_counts_once(tmp_path: Path) -> None:
    text = (BRUNNSBY / "brunnsby.trig").read_text("utf-8")
    less = edited(text, ("  b:action-1 sg:mentionsAsExample b:harbours .\n", ""))
    before, after = states(tmp_path, text, less, ending="trig")
    # Said in two passages, and a rule writes that what is an example is mentioned: one relation lost.
    assert told(compare(before, after)) == [
        ("relation", "removed", "Join the harbour league mentions as an example Harbour League", ["p1", "p2"], [])
    ]


def test_a_fact_that_stands_in_one_passage_less_is_said_elsewhere(tmp_path: Path) -> None:
    text = (BRUNNSBY / "brunnsby.trig").read_text("utf-8")
    half = text.replace("  b:action-1 sg:mentionsAsExample b:harbours .\n", "", 1)
    before, after = states(tmp_path, text, half, ending="trig")
    assert told(compare(before, after)) == [
        ("evidence", "changed", "Join the harbour league mentions as an example Harbour League", ["p1", "p2"], ["p2"])
    ]


def test_a_claim_is_one_change_however_many_statements_it_has(tmp_path: Path) -> None:
    text = (BRUNNSBY / "brunnsby.trig").read_text("utf-8")
    chair = (
        "b:harbours-alvik-chair a sg:Membership ; org:member b:alvik ; org:organization b:harbours ; "
        "org:role sg:Chair ."
    )
    before, after = states(
        tmp_path,
        text,
        # Another IRI for the same claim is no difference; another kind of competition is a change of it.
        edited(text, (chair, chair.replace("b:harbours-alvik-chair", "b:other")), ("sg:Niche", "sg:Geographic")),
        ending="trig",
    )
    assert [(item.part, item.change, item.sentence.en) for item in compare(before, after).items] == [
        (
            "relation",
            "changed",
            "Brunnsby competes with Alvik (domain: Boats; kind: niche competitor) → "
            "Brunnsby competes with Alvik (domain: Boats; kind: geographic competitor)",
        )
    ]
    gone = edited(text, (chair, ""))
    before, after = states(tmp_path, text, gone, ending="trig")
    assert told(compare(before, after)) == [
        ("relation", "removed", "Alvik leads Harbour League (office: chair)", ["p2"], [])
    ]


def test_a_claim_without_a_name_is_the_same_claim_when_it_has_changed(tmp_path: Path) -> None:
    text = (BRUNNSBY / "brunnsby.trig").read_text("utf-8")
    nameless = text.replace("b:towns-brunnsby a sg:Membership", "[] a sg:Membership")
    held = edited(nameless, ("org:organization b:towns ; sg:status sg:Proposed .", "org:organization b:towns ."))
    proposed = "Brunnsby is a member of League of Towns"
    before, after = states(tmp_path, nameless, held, ending="trig")
    assert told(compare(before, after)) == [
        ("relation", "changed", f"proposed: {proposed} → {proposed}", ["p1"], ["p1"])
    ]
    # That it has got a name is no difference.
    assert compare(open_state(str(BRUNNSBY)), before).items == ()


def test_a_graph_without_a_name_is_no_evidence(tmp_path: Path) -> None:
    text = '@prefix b: <https://example.org/brunnsby/> . _:g { b:torp b:note "x" . }'
    before, after = states(tmp_path, text, text.replace('"x"', '"y"'), ending="trig")
    assert [(item.change, item.evidence_before, item.evidence_after) for item in compare(before, after).items] == [
        ("changed", (), ())
    ]


def test_plain_turtle_without_passages_is_compared_too(tmp_path: Path) -> None:
    head = "@prefix sg: <https://w3id.org/stratgraph/ontology#> . @prefix b: <https://example.org/brunnsby/> . "
    names = (
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        'b:brunnsby a sg:City ; rdfs:label "Brunnsby"@en . b:x a sg:Network ; rdfs:label "X"@en . '
    )
    before, after = states(tmp_path, head + names, head + names + "b:brunnsby sg:memberOf b:x .")
    assert told(compare(before, after)) == [("relation", "added", "Brunnsby is a member of X", [], [])]


def test_layers_are_chosen_on_both_sides(changed: Path) -> None:
    sides = [open_state(str(path), workspace=str(BRUNNSBY), layers=["interpretation"]) for path in (BRUNNSBY, changed)]
    assert [item.part for item in compare(*sides).items] == ["value", "source"]
    sources = run(str(BRUNNSBY), str(changed), "--layer", "interpretation", "--format", "json")
    assert [row["part"] for row in json.loads(sources.out)] == ["value", "source"]


# Two years of plans ---------------------------------------------------------------------------------------------------

PLANS = """@prefix sg: <https://w3id.org/stratgraph/ontology#> .
@prefix c: <https://example.org/plans/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

c:declarations {
  c:culture a sg:Committee ; rdfs:label "Culture committee"@en , "Kulturnämnden"@sv .
  c:town a sg:City ; rdfs:label "Town"@en , "Stad"@sv .
  c:ports a sg:Network ; rdfs:label "Ports"@en , "Hamnar"@sv .
  c:museums a sg:Network ; rdfs:label "Museums"@en , "Museer"@sv .
  c:plan-a a sg:Source ; rdfs:label "Plan"@en , "Plan"@sv ; sg:layer "plan" ; dcterms:date "2003-11-01"^^xsd:date .
  c:plan-b a sg:Source ; rdfs:label "Plan"@en , "Plan"@sv ; sg:layer "plan" ; sg:fileName "plan_2004.xlsx" .
  c:row-a a sg:Record ; sg:inSource c:plan-a ; sg:row 4 .
  c:row-b a sg:Record ; sg:inSource c:plan-b ; sg:row 9 .
  c:row-c a sg:Record ; sg:inSource c:plan-b ; sg:row 10 .
}
c:row-a {
  c:m1 a sg:Membership ; org:member c:town ; org:organization c:ports ; sg:year "2003"^^xsd:gYear .
  c:culture sg:prioritises c:ports .
}
c:row-b { c:m2 a sg:Membership ; org:member c:town ; org:organization c:ports ; sg:year "2004"^^xsd:gYear . }
c:row-c { c:culture sg:prioritises c:museums . }
"""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    (tmp_path / "stratgraph.toml").write_text('[[data]]\nfiles = ["*.trig"]\n', "utf-8")
    (tmp_path / "plans.trig").write_text(PLANS, "utf-8")
    return tmp_path


def test_two_years_of_plans_are_compared_without_their_own_year(plans: Path) -> None:
    done = run("plans:2003", "plans:2004", "-w", str(plans), "--format", "json")
    rows = [(row["change"], row["sentence"], row["layer"]) for row in json.loads(done.out)]
    assert rows == [
        ("added", "Culture committee prioritises Museums", "plan"),
        ("removed", "Culture committee prioritises Ports", "plan"),
    ]
    assert done.err == "from plans:2003 to plans:2004: 1 relation gained; 1 relation lost\n"
    in_words = run("plans:2003", "plans:2004", "--format", "md", cwd=plans).out
    assert (
        "| Culture committee | + added | Culture committee prioritises Museums |  | plan_2004.xlsx, row 10 | plan |"
        in (in_words)
    )


def test_a_year_without_plans_is_one_line_with_those_there_are(plans: Path) -> None:
    assert run("plans:2003", "plans:2005", "-w", str(plans)).err == (
        f"stratgraph: {plans} holds no plans of 2005; there are those of 2003, 2004\n"
    )
    assert run("plans:2003", "plans:next", "-w", str(plans)).err == (
        "stratgraph: plans:next: give a year, as plans:2004\n"
    )
    none = run("plans:2003", "plans:2004", "-w", str(BRUNNSBY))
    assert none == Run(2, "", f"stratgraph: {BRUNNSBY} holds no plans: none of its sources is of the layer plan\n")


# What people see ------------------------------------------------------------------------------------------------------


def test_the_terminal_shows_sentence_and_places_and_says_the_rest_beside(changed: Path) -> None:
    done = run(str(BRUNNSBY), str(changed), "--format", "md", "-w", str(BRUNNSBY))
    assert done.code == 0
    assert done.out.splitlines()[:3] == [
        "| What | Change | In words | Evidence in A | Evidence in B | Layer |",
        "| --- | --- | --- | --- | --- | --- |",
        "| Alvik | − removed | Alvik markets the cluster Boats | p3 |  | document |",
    ]
    assert "| Known abroad | ↷ said elsewhere | Known abroad has the action Found a league of towns |" in done.out
    assert done.err.startswith(f"from {BRUNNSBY} to {changed}: 1 new thing; 2 relations gained; ")


def test_a_place_that_is_cited_otherwise_is_cited_both_ways(changed: Path) -> None:
    out = run(str(BRUNNSBY), str(changed), "--format", "md", "-w", str(BRUNNSBY)).out
    row = next(line for line in out.splitlines() if "proposed: Brunnsby" in line)
    assert row.endswith("| lines 3–4; in B: lines 2–4 | lines 3–4; in B: lines 2–4 | document |")


def test_passages_of_both_sides_stand_under_the_answer(changed: Path) -> None:
    done = run(str(BRUNNSBY), str(changed), "--cite", "--format", "md", "-w", str(BRUNNSBY))
    assert done.out.split("\n\n")[1].splitlines() == ["p3", "lines 2–4", "line 9"]


def test_a_page_has_a_heading_and_the_places(changed: Path, tmp_path: Path) -> None:
    page = tmp_path / "diff.html"
    assert run(str(BRUNNSBY), str(changed), "-o", str(page), "--lang", "sv").code == 0
    text = page.read_text("utf-8")
    assert f"<h1>Vad som ändrats från {BRUNNSBY} till {changed}</h1>" in text
    assert "Renare hamn: namn på svenska ”Ren hamn” → ”Renare hamn”" in text
    assert text.index(f"<p>från {BRUNNSBY} till {changed}: 1 ny sak; ") < text.index("<table")


@pytest.mark.parametrize(("flag", "code"), [((), 0), (("--exit-code",), 1)])
def test_a_difference_is_no_failure_unless_it_is_asked_for(changed: Path, flag: tuple[str, ...], code: int) -> None:
    assert run(str(BRUNNSBY), str(changed), *flag).code == code
    assert run(str(BRUNNSBY), str(BRUNNSBY), *flag).code == 0


def test_two_cities_are_said_to_be_two() -> None:
    done = run(str(BRUNNSBY), str(STOCKHOLM), "--format", "jsonl")
    assert done.code == 0
    assert done.err.splitlines()[0] == (
        "A is about Brunnsby and B about Stockholm: this compares two cities, not two states of one; "
        "give two states of the same strategy to see what changed"
    )


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("nowhere", None, "no file or folder {path}; give a data file, a workspace's folder, a store's folder, "),
        ("table.csv", b"a,b\n", "{path}: cannot tell the format; known endings are .ttl, .trig, "),
        ("empty.ttl", b" \n", "{path} is empty; give a file with statements"),
        ("broken.ttl", b"@prefix : <https://e.org/> .\n:a :b\n  :c :d .", "{path}:3:6: "),
        ("broken.nq.gz", b"no gzip", "{path} cannot be read: "),
        ("folder", b"", "{path} is neither a workspace (it holds no stratgraph.toml) nor a store; "),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes | None, error: str) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    for sides in ((path, BRUNNSBY), (BRUNNSBY, path)):
        done = run(*map(str, sides))
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("stratgraph: " + error.format(path=path))
        assert done.err.count("\n") == 1


def test_nothing_on_both_sides_is_no_difference(tmp_path: Path) -> None:
    before, after = states(tmp_path, "@prefix a: <a:> .", "# nothing\n")
    found = compare(before, after)
    assert found.items == ()
    assert summary(found).en == (
        f"no difference: neither {before.name} nor {after.name} says anything in the chosen layers"
    )
    assert map_of_difference(found).meta.empty == (
        "No relation between things differs, so there is nothing to draw.",
        "Inget samband mellan saker skiljer sig, så det finns inget att rita.",
        None,
    )


def test_the_same_question_gives_the_same_bytes(changed: Path) -> None:
    one, other = (run(str(STOCKHOLM), str(changed), "--format", "csv", "--iri").out for _ in range(2))
    assert one == other
    assert len(one.splitlines()) > 1000


def test_two_open_graphs_are_compared_for_the_layers_of_each() -> None:
    found = diff(open_graph(), open_graph(layers=["document"]))
    assert {layer for row in diff_table(found).to_dicts() for layer in str(row["layer"] or "").split()} >= {
        "interpretation",
        "context",
    }
    assert found.counts()["relation", "added"] == 0


# Cost -----------------------------------------------------------------------------------------------------------------


def towns(path: Path, number: int, *, moved: bool) -> State:
    """A file with so many towns in networks; where `moved`, every tenth is in another one."""
    lines = ["@prefix sg: <https://w3id.org/stratgraph/ontology#> .", f"@prefix b: <{B}> ."]
    for town in range(number):
        network = (town * 7 + (moved and town % 10 == 0)) % 50
        lines.append(f"b:p{town} a sg:Passage . b:t{town} a sg:City . b:n{network} a sg:Network .")
        lines.append(f"b:p{town} {{ b:t{town} sg:memberOf b:n{network} }}")
    path.write_text("\n".join(lines), "utf-8")
    return open_state(str(path))


def test_the_work_grows_with_the_data_and_not_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = 0
    quads = Graph.quads

    def counted(self: Graph, *pattern: object) -> object:
        nonlocal reads
        for quad in quads(self, *pattern):  # type: ignore[arg-type]
            reads += 1
            yield quad

    work = []
    for number in (200, 800):
        sides = [towns(tmp_path / f"{number}-{moved}.trig", number, moved=moved) for moved in (False, True)]
        reads = 0
        with monkeypatch.context() as patch:
            patch.setattr(Graph, "quads", counted)
            found = compare(*sides)
            assert diff_table(found).rows
        assert found.counts()["relation", "added"] == found.counts()["relation", "removed"] == number // 10
        work.append(reads)
    assert work[1] < 5 * work[0]


# The map --------------------------------------------------------------------------------------------------------------


def texts_of(path: Path) -> list[str | None]:
    tree = ET.parse(path)  # noqa: S314 - our own picture
    return [text.text for text in tree.getroot().iter(f"{SVG}text")]


def test_the_map_shows_what_came_and_went_and_what_is_as_before(found: Difference) -> None:
    made = map_of_difference(found)
    edges = {(edge.status, edge.sentence.en) for edge in made.edges}
    assert edges == {
        ("removed", "Alvik markets the cluster Boats"),
        ("added", "Brunnsby cooperates with Riga"),
        ("removed", "proposed: Brunnsby is a member of League of Towns"),
        ("added", "Brunnsby is a member of League of Towns"),
        ("added", "Torp is a member of League of Towns"),
        ("existing", "Brunnsby competes with Alvik (domain: Boats; kind: niche competitor)"),
        ("sought", "sought: Alvik cooperates with Brunnsby"),
    }
    assert {node.short.en for node in made.nodes} == {"Alvik", "Boats", "Brunnsby", "League of Towns", "+ Riga", "Torp"}
    assert made.to_dict()["meta"]["summary"] == {  # type: ignore[index]
        "en": "+ 3 relations added · − 2 removed · 6 things",
        "sv": "+ 3 samband tillkomna · − 2 borttagna · 6 saker",
    }


def test_colour_dash_and_sign_say_the_same(found: Difference) -> None:
    scene = picture(map_of_difference(found))
    assert {(line.status, line.color) for line in scene.lines if line.status in ("added", "removed")} == {
        ("added", BLUE),
        ("removed", VERMILLION),
    }
    signs = sorted((mark.glyph, mark.title) for mark in scene.marks)
    assert signs == sorted(
        ("+" if line.status == "added" else "−", line.title)
        for line in scene.lines
        if line.status in ("added", "removed")
    )
    for mark in scene.marks:
        assert not [box.id for box in scene.boxes if box.left < mark.x < box.right and box.top < mark.y < box.bottom]
    places = [(mark.x, mark.y) for mark in scene.marks]
    assert len(set(places)) == len(places) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_explains_its_signs(changed: Path, tmp_path: Path, language: str) -> None:
    path = tmp_path / "diff.svg"
    assert run(str(BRUNNSBY), str(changed), "-o", str(path), "--lang", language).code == 0
    texts = texts_of(path)
    legend = {"en": ["as before", "proposed or sought", "added", "removed"]}
    legend["sv"] = ["som förut", "föreslaget eller eftersökt", "tillkommet", "borttaget"]
    assert texts[-4:] == legend[language]
    assert "+ Riga" in texts


def test_the_signs_are_seen_in_a_browser(changed: Path, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "diff.svg"
    run(str(BRUNNSBY), str(changed), "-o", str(path))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(path.as_uri())
        circles = page.evaluate(
            "[...document.querySelectorAll('circle[r=\"11\"]')].map(c => { const b = c.getBoundingClientRect();"
            " const top = document.elementFromPoint(b.x + b.width / 2, b.y + 4); return [b.width > 15, top === c] })"
        )
        browser.close()
    # Five on lines, two in the legend; nothing lies over them.
    assert circles == [[True, True]] * 7


def test_what_if_is_drawn_with_the_same_signs(tmp_path: Path) -> None:
    done = run("--join", "UBC:member:goal-4", "--leave", "Eurocities", "--map", "--format", "json", command="whatif")
    made = json.loads(done.out)
    edges = {(edge["status"], edge["sentence"]["en"]) for edge in made["edges"] if edge["status"] != "existing"}
    assert edges >= {
        ("added", "Stockholm is a member of UBC"),
        ("removed", "Stockholm is active in Eurocities"),
    }
    assert {status for status, _ in edges} <= {"added", "removed", "proposed", "sought", "candidate"}
    path = tmp_path / "whatif.svg"
    assert run("--leave", "Eurocities", "-o", str(path), command="whatif").code == 0
    texts = texts_of(path)
    assert "Stockholm leaves Eurocities" in texts
    assert "removed" in texts
    assert "added" not in texts


def test_a_network_that_no_source_names_is_new_on_the_map() -> None:
    made = json.loads(run("--join", "new:Atlantis:member:goal-4", "--map", "--format", "json", command="whatif").out)
    new = [node for node in made["nodes"] if node["label"]["sv"] == "Atlantis"]
    assert [(node["short"]["sv"], node["note"]["sv"], node["type"]) for node in new] == [
        ("+ Atlantis", "tillkommen", "Network")
    ]
    assert {edge["status"] for edge in made["edges"] if new[0]["id"] in (edge["from"], edge["to"])} == {"added"}


def test_two_sides_with_other_prefixes_are_on_one_map() -> None:
    found = compare(open_state(str(BRUNNSBY)), open_state(str(STOCKHOLM)))
    made = map_of_difference(found)
    ids = {node.id for node in made.nodes}
    assert {B + "torp", "sthlm:riga"} <= ids
    assert all(edge.start in ids and edge.end in ids for edge in made.edges)
    assert picture(made).boxes
    # Of so many only what the alliance map is made of is drawn, and the map says so.
    assert made.meta.summary.en.endswith(" · 578 other things with changes are not drawn")


def test_of_very_many_things_those_with_most_changes_are_drawn(tmp_path: Path) -> None:
    head = "@prefix b: <https://example.org/brunnsby/> . "
    body = "".join(f"b:a b:p b:t{number} . b:t{number} a b:Thing . " for number in range(300))
    made = map_of_difference(compare(*states(tmp_path, head, head + "b:a a b:Thing . " + body)))
    assert len([node for node in made.nodes if node.status != "group"]) == 120
    assert "b:a" in {node.id for node in made.nodes}
    assert made.meta.summary.sv.endswith(" · 181 andra saker med ändringar är inte ritade")


def test_a_map_needs_a_place_to_go(changed: Path) -> None:
    done = run(str(BRUNNSBY), str(changed), "--map")
    assert (done.code, done.out) == (2, "")
    known = ", ".join("." + form for form in FORMATS)
    assert done.err == (
        f"stratgraph: a map needs a file, -o with one of {known}; "
        f"--map --format {'|'.join(TO_STDOUT)} goes to stdout too\n"
    )
    assert run(str(BRUNNSBY), str(changed), "--map", "--format", "csv").err.startswith(
        f"stratgraph: csv is no format of a map; those are {known}"
    )


def test_the_command_is_in_the_help() -> None:
    assert "diff" in program.list_commands(None)  # type: ignore[arg-type]
