"""A story's steps: read from Markdown or YAML, refused with the line, printed a page each, true to the graph."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from stratgraph.graph.opening import open_graph
from stratgraph.maps import strategy_map
from stratgraph.maps.story import Story, read_story, story_of
from stratgraph.model.errors import InputError

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
STOCKHOLM = ROOT / "graph_data" / "stockholm-2003"

MARKDOWN = """# A story | En berättelse
<!-- for the council -->

## gaps: What is missing | Vad som saknas
view: layered
focus: Gap; goal 1, Alvik
degree: 2
direction: out
types: Goal, Network
relations: mentions

en: Two lines
of text.

sv: En rad.

notes-en: Speak slowly.
notes-sv: Tala långsamt.

## The rest | Resten
en: All of it.
sv: Allt.
"""

YAML = """title: {en: A story, sv: En berättelse}
steps:
  - id: gaps
    title: {en: What is missing, sv: Vad som saknas}
    view: layered
    focus: [Gap, goal 1, Alvik]
    degree: 2
    direction: out
    types: [Goal, Network]
    relations: mentions
    text:
      en: |
        Two lines
        of text.
      sv: En rad.
    notes: {en: Speak slowly., sv: Tala långsamt.}
  - title: {en: The rest, sv: Resten}
    text: {en: All of it., sv: Allt.}
"""

STEPS = [
    {
        "id": "gaps",
        "title": {"en": "What is missing", "sv": "Vad som saknas"},
        "text": {"en": "Two lines of text.", "sv": "En rad."},
        "notes": {"en": "Speak slowly.", "sv": "Tala långsamt."},
        "view": "layered",
        "focus": ["gap:b:goal-2", "gap:b:goal-3", "gap:b:goal-4", "b:goal-1", "b:alvik"],
        "degree": 2,
        "direction": "out",
        "types": ["Goal", "Network"],
        "relations": ["mentions"],
    },
    {
        "id": "step-2",
        "title": {"en": "The rest", "sv": "Resten"},
        "text": {"en": "All of it.", "sv": "Allt."},
        "notes": None,
        "view": "layered",
        "focus": [],
        "degree": None,
        "direction": "both",
        "types": None,
        "relations": None,
    },
]


def read(text: str, name: str = "story.md") -> Story:
    graph = open_graph(workspace=BRUNNSBY)
    return story_of(read_story(text, name), strategy_map(graph), graph)


@pytest.mark.parametrize(("text", "name"), [(MARKDOWN, "story.md"), (YAML, "story.yaml"), (YAML, "STORY.YML")])
def test_a_story_is_read_from_either_form(text: str, name: str) -> None:
    assert read(text, name).to_dict() == {"title": {"en": "A story", "sv": "En berättelse"}, "steps": STEPS}


def test_a_title_in_one_language_stands_in_for_the_other_and_is_marked() -> None:
    (step,) = read("## | Bara svenska\nsv: Text.\n").steps
    assert step.title.to_dict() == {"en": "Bara svenska", "sv": "Bara svenska", "marked": "en"}


STEP = "## a: One | Ett\nen: x\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (STEP + "view: layerd\n", 'story.md, line 3: no view "layerd"; did you mean layered?'),
        (STEP + "degree: 4\n", 'story.md, line 3: degree is 1, 2 or 3, not "4"'),
        (STEP + "direction: up\n", 'story.md, line 3: no direction "up"'),
        (STEP + "types: Gaol\n", 'story.md, line 3: no type on the map "Gaol"; did you mean Goal'),
        (STEP + "relations: mention\n", 'story.md, line 3: no relation on the map "mention"; did you mean mentions'),
        (STEP + "focus: Alvvikk\n", 'story.md, line 3: nothing is called "Alvvikk"; did you mean'),
        (STEP + "focus: Goal, b:nowhere\n", 'story.md, line 3: nothing is called "b:nowhere"'),
        (STEP + "focus: b:strategy\n", 'story.md, line 3: no box "b:strategy"'),
        ("## a: One\nview: layered\nfocs: Alvik\nen: x\n", 'story.md, line 3: no field "focs"; did you mean focus?'),
        (STEP + "\nen: again\n", 'story.md, line 4: "en:" stands twice in one step'),
        ("## a: One\nsome words\n", 'story.md, line 2: "some words" is no field'),
        ("words\n", "story.md, line 1: a step begins with"),
        ("# Title\n", "story.md: the story has no step"),
        ("## a: One\nview: layered\n", "story.md, line 1: the step has no text"),
        (STEP + STEP, 'story.md, line 3: two steps have the id "a"'),
    ],
)
def test_a_mistake_in_markdown_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read(text)
    assert message in raised.value.text.en
    assert "\n" not in raised.value.text.en


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps: [", "s.yaml, line 1:"),
        ("steps:\n  a: 1\n", 's.yaml, line 2: "steps:" is a list of steps'),
        ("step:\n", 's.yaml, line 1: no field "step"; did you mean steps?'),
        ("steps:\n- title: T\n  text: x\n  focus: [Alvvikk]\n", 's.yaml, line 4: nothing is called "Alvvikk"'),
        ("steps:\n- title: T\n  text: x\n  degre: 1\n", 's.yaml, line 4: no field "degre"; did you mean degree?'),
        ("steps:\n- title: T\n  text: {de: x}\n", 's.yaml, line 3: no field "de"'),
        ("steps:\n- title: T\n  text: x\n  focus: {a: b}\n", "s.yaml, line 4: expected a text"),
        ("- a\n", "s.yaml, line 1: expected names with values"),
        ("", "s.yaml: the story has no step"),
        ("a: \x00", "s.yaml"),
    ],
)
def test_a_mistake_in_yaml_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read(text, "s.yaml")
    assert message in raised.value.text.en
    assert "\n" not in raised.value.text.en


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stratgraph", "map", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def test_the_steps_are_printed_a_page_each(tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text(MARKDOWN, encoding="utf-8")
    done = run("--story", "story.md", "-o", "steps.pdf", "-w", BRUNNSBY, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "steps.pdf").read_bytes())
    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [(842, 595)] * 2


def test_an_unknown_name_in_a_story_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text(STEP + "focus: Alvvikk\n", encoding="utf-8")
    done = run("--story", "story.md", "-o", "steps.pdf", "-w", BRUNNSBY, cwd=tmp_path)
    assert done.returncode == 2
    assert "story.md, line 3" in done.stderr
    assert not (tmp_path / "steps.pdf").exists()


# The packaged story -----------------------------------------------------------------------------------------------


def packaged() -> Story:
    graph = open_graph(workspace=str(STOCKHOLM))
    text = (STOCKHOLM / "story.md").read_text(encoding="utf-8")
    return story_of(read_story(text, "story.md"), strategy_map(graph), graph)


def test_the_story_of_stockholm_goes_from_vision_to_what_to_do() -> None:
    story = packaged()
    assert [step.id for step in story.steps] == [
        "vision",
        "goals",
        "gaps",
        "proposed",
        "rivals",
        "partners",
        "networks",
        "next",
    ]
    for step in story.steps:
        assert step.title.marked is step.text.marked is None
        assert step.title.en != step.title.sv


def test_what_the_story_says_is_what_the_graph_says() -> None:
    graph = open_graph(workspace=str(STOCKHOLM))
    count = {
        "goals": "SELECT ?x { sthlm:strategy sg:hasGoal ?x }",
        "actions": "SELECT ?x { sthlm:strategy sg:hasGoal/sg:hasAction ?x }",
        "actions of goal 3": "SELECT ?x { sthlm:goal-3 sg:hasAction ?x }",
        "rivals": "SELECT DISTINCT ?x { sthlm:stockholm sg:competesWith ?x . ?x a ?c . "
        "FILTER(?c IN (sg:City, sg:CityRegion)) }",
        "offices of Barcelona": "SELECT DISTINCT ?x { sthlm:barcelona sg:leads ?x }",
        "memberships of Helsinki": "SELECT ?x { sthlm:helsinki sg:memberOf ?x }",
        "prioritised clusters": "SELECT ?x { sthlm:stockholm sg:prioritisesCluster ?x }",
        "positions of the vision": "SELECT ?x { sthlm:vision sg:seeksPosition ?x }",
    }
    assert {name: len(graph.select(query)) for name, query in count.items()} == {
        "goals": 5,
        "actions": 27,
        "actions of goal 3": 9,
        "rivals": 11,
        "offices of Barcelona": 2,
        "memberships of Helsinki": 3,
        "prioritised clusters": 4,
        "positions of the vision": 3,
    }
    kinds = [node.kind for node in strategy_map(graph).nodes if node.status != "group"]
    assert kinds.count("CompetitorAndPartner") == 5


def test_the_maps_own_story_is_there_unless_it_is_left_out(tmp_path: Path) -> None:
    own = json.loads(run("--format", "json", "-w", str(STOCKHOLM), cwd=tmp_path).stdout)["story"]
    assert own == packaged().to_dict()
    none = json.loads(run("--format", "json", "--story", "none", "-w", str(STOCKHOLM), cwd=tmp_path).stdout)["story"]
    assert none is None
    assert json.loads(run("--format", "json", "-w", BRUNNSBY, cwd=tmp_path).stdout)["story"] is None
