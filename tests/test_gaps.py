"""`stratgraph gaps`: every gap question in one report, and what is not known said as such."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stratgraph.analysis.gaps import GAPS, gaps, report
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.model.errors import NotFound
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
STOCKHOLM = str(ROOT / "graph_data" / "stockholm-2003")
B = "https://example.org/brunnsby/"


@pytest.fixture(scope="module")
def stockholm() -> Graph:
    return open_graph(workspace=STOCKHOLM)


def run(*arguments: str, cwd: Path, language: str = "C") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", "gaps", *arguments]
    environment = {**os.environ, "LC_ALL": language, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def rows(graph: Graph, *only: str, language: str = "en") -> list[tuple[object, ...]]:
    """Each row in short: gap, subject, grade, detail, evidence."""
    found = report(gaps(graph, only=only, language=language)).to_dicts()
    return [(row["gap"], row["subject"], row["grade"], row["detail"], row["evidence"]) for row in found]


def test_every_gap_of_a_small_city() -> None:
    assert rows(open_graph(workspace=BRUNNSBY)) == [
        ("goals-without-network", "Known abroad", "proposed", None, [B + "p1"]),
        ("goals-without-network", "More students", "generic", None, [B + "p2"]),
        ("goals-without-network", "Warm winters", "none", None, [B + "p1", B + "p3"]),
        ("success-factors-without-action", "Be seen", "none", None, [B + "p1"]),
        ("clusters-without-partner", "Ships", "none", None, [B + "p1"]),
        ("actions-without-body", "Join the harbour league", "none", "Clean harbour", [B + "p1", B + "p2"]),
        ("actions-without-body", "Found a league of towns", "none", "Known abroad", [B + "p1"]),
        ("actions-without-body", "Heat the square", "none", "Warm winters", [B + "p3"]),
        ("competitor-offices", "Harbour League", "none", "Alvik: chair", [B + "p2"]),
    ]


def test_the_goals_of_stockholm(stockholm: Graph) -> None:
    found = rows(stockholm, "goals-without-network", language="sv")
    assert [row[1:3] for row in found] == [
        ("Norra Europas mest spännande stad", "proposed"),
        ("Europas ledande kunskapshuvudstad", "generic"),
        ("Ledarroll bland norra Europas huvudstäder", "none"),
        ("En ledande nod mot Nordamerika", "generic"),
    ]


def test_competitors_hold_offices_that_stockholm_does_not(stockholm: Graph) -> None:
    assert [row[1:4] for row in rows(stockholm, "competitor-offices")] == [
        ("Metropolis", "none", "Barcelona: chair"),
        ("WACLA", "none", "Barcelona: chair"),
        ("WACLA", "none", "Barcelona: secretariat"),
    ]


@pytest.mark.parametrize("gap", [gap.id for gap in GAPS])
def test_the_report_has_the_rows_of_the_question(stockholm: Graph, gap: str) -> None:
    (section,) = gaps(stockholm, only=[gap])
    assert section.unanswered is None
    assert len(section.table) == len(answer(stockholm, question(stockholm.workspace, gap)))
    assert all(row[4] for row in section.table), "a gap without evidence"


def test_a_lack_is_said_of_the_document_not_of_the_world(stockholm: Graph) -> None:
    words = {
        str(row[2].label)  # type: ignore[union-attr]
        for language in ("en", "sv")
        for section in gaps(stockholm, language=language)
        for row in section.table
        if row[2].value == "none"  # type: ignore[union-attr]
    }
    assert {"the document names none", "dokumentet nämner inget"} <= words
    assert not {word for word in words if "there is" in word or "finns" in word}


def test_what_the_layers_cannot_answer_is_said() -> None:
    found = gaps(open_graph(workspace=BRUNNSBY, layers=["document"]))
    unanswered = {section.id: section.unanswered for section in found if section.unanswered}
    assert list(unanswered) == ["success-factors-without-action"]
    assert "--layer interpretation" in unanswered["success-factors-without-action"].sv
    assert [note.en.partition(":")[0] for note in report(found).notes] == ["success-factors-without-action"]


def test_another_strategys_gaps_can_be_asked_for(stockholm: Graph) -> None:
    found = gaps(
        stockholm, only=["goals-without-network"], parameters={"strategy": "Helsinki's international strategy"}
    )
    own = gaps(stockholm, only=["goals-without-network"])
    assert found[0].table.rows
    assert {row[1] for row in found[0].table}.isdisjoint({row[1] for row in own[0].table})


@pytest.mark.parametrize("parameters", [{"stratgy": "all"}, {"city": "Stokholm"}])
def test_an_unknown_parameter_or_value_is_refused(stockholm: Graph, parameters: dict[str, str]) -> None:
    with pytest.raises(NotFound) as caught:
        gaps(stockholm, parameters=parameters)
    assert caught.value.nearest[0] in ("strategy", "Stockholm")


def test_an_unknown_gap_is_answered_with_the_nearest(stockholm: Graph) -> None:
    with pytest.raises(NotFound) as caught:
        gaps(stockholm, only=["goal-without-network"])
    assert caught.value.nearest[0] == "goals-without-network"


# The command --------------------------------------------------------------------------------------------------------


def test_the_command_prints_how_to_read_each_section(tmp_path: Path) -> None:
    done = run("-w", BRUNNSBY, "--gap", "clusters-without-partner", "--gap", "regions-without-network", cwd=tmp_path)
    reading = question(open_graph(workspace=BRUNNSBY).workspace, "clusters-without-partner").reading.en
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Which prioritised clusters have no partner city?\n═══")
    assert reading in " ".join(done.stdout.split())
    assert "Ships  the document names none  lines 3–4\n" in done.stdout
    assert done.stdout.endswith("\n\nthe chosen layers state no region that the strategy emphasises\n")


def test_the_command_speaks_swedish_in_markdown(tmp_path: Path) -> None:
    done = run("-w", BRUNNSBY, "--gap", "goals-without-network", "--format", "md", cwd=tmp_path, language="sv_SE.UTF-8")
    assert done.stdout.splitlines()[0] == "## Vilka mål saknar nätverk?"
    assert (
        done.stdout.splitlines()[-5:]
        == [
            "| Vad | Grad | Belägg |",
            "| --- | --- | --- |",
            "| Känd utomlands | bara föreslaget | rad 3–4 |",
            "| Fler studenter | bara i allmänhet | rad 9 |",
            "| Varma vintrar | dokumentet nämner inget | rad 3–4<br>p3 |",
        ]
        or "| Varma vintrar | dokumentet nämner inget |" in done.stdout
    )


def test_the_data_is_a_list_of_gaps(tmp_path: Path) -> None:
    done = run(
        "-w", BRUNNSBY, "--gap", "competitor-offices", "--candidates", "0", "--format", "json", "--iri", cwd=tmp_path
    )
    assert json.loads(done.stdout) == [
        {
            "gap": "competitor-offices",
            "subject": "Harbour League",
            "subject_iri": B + "harbours",
            "grade": "none",
            "detail": "Alvik: chair",
            "evidence": [B + "p2"],
            "layer": "document",
        }
    ]
    assert done.stderr == ""


def test_what_cannot_be_answered_leaves_with_0(tmp_path: Path) -> None:
    arguments = ("-w", BRUNNSBY, "--layer", "document", "--gap", "success-factors-without-action")
    data = run(*arguments, "--format", "json", cwd=tmp_path)
    assert (data.returncode, json.loads(data.stdout)) == (0, [])
    assert data.stderr.startswith("success-factors-without-action: ")
    shown = run(*arguments, cwd=tmp_path, language="sv_SE.UTF-8")
    assert shown.returncode == 0
    assert "detta vilar på lagret interpretation" in shown.stdout


def test_passages_are_cited_under_the_report(tmp_path: Path) -> None:
    done = run("-w", BRUNNSBY, "--gap", "competitor-offices", "--candidates", "0", "--cite", cwd=tmp_path)
    assert done.stdout.endswith(
        "Harbour League  the document names no office of the city  Alvik: chair  line 9\n\nline 9\n"
    )


def test_a_typo_is_told_in_one_line(tmp_path: Path) -> None:
    done = run("--gap", "goal-without-network", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('stratgraph: no gap "goal-without-network"; did you mean goals-without-network')
    assert len(done.stderr.splitlines()) == 1
