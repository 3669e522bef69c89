"""The installed command: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"


def run(
    *arguments: str, cwd: Path = ROOT, text: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    environ |= {"PYTHONPATH": str(ROOT), "STRATGRAPH_HOME": "/nonexistent/stratgraph", **environment}
    return subprocess.run(
        [sys.executable, "-m", "stratgraph", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env=environ,
        input=text,
    )


def rows(*arguments: str) -> list[dict[str, object]]:
    done = run(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_which_goals_lack_a_network() -> None:
    found = rows("ask", "goals-without-network")
    assert [(row["number"], row["support"]) for row in found] == [
        (1, "proposed"),
        (2, "generic"),
        (4, "none"),
        (5, "generic"),
    ]
    read = {str(iri).rpartition("/")[2] for iri in found[2]["evidence"]}  # type: ignore[attr-defined]
    assert {f"passage-appendix-3-goal-4-bullet-{number}" for number in (1, 2, 3, 4)} < read
    assert "passage-appendix-3-goal-4-factor-1" in read
    assert {row["layer"] for row in found} == {"document"}


def test_the_one_network_that_supports_a_goal() -> None:
    found = [row for row in rows("ask", "network-support") if row["support"] == "named"]
    assert [(row["number"], row["network"]) for row in found] == [(3, "Eurocities")]


def test_coded_values_are_the_same_in_both_languages() -> None:
    english, swedish = (rows("ask", "memberships", "--lang", language) for language in ("en", "sv"))
    codes = ("relation", "office", "status", "layer")
    assert sorted([str(row[code]) for code in codes] for row in english) == sorted(
        [str(row[code]) for code in codes] for row in swedish
    )
    assert {row["city"] for row in swedish} >= {"Helsingfors", "Stockholm"}


def test_csv_is_what_a_csv_reader_reads() -> None:
    done = run("ask", "actions", "--format", "csv", "--iri")
    read = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(read) == 27
    assert read[0].keys() >= {"goal", "goal_iri", "action", "action_iri", "mentions", "evidence", "layer"}


def test_a_file_is_written_in_the_format_of_its_ending(tmp_path: Path) -> None:
    for ending, first in (("csv", "number,"), ("json", "["), ("md", "| No."), ("tsv", "number\t"), ("jsonl", "{")):
        file = tmp_path / f"answer.{ending}"
        done = run("ask", "critical-success-factors", "-o", str(file))
        assert (done.returncode, done.stdout) == (0, "")
        assert file.read_text("utf-8").startswith(first)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"answer.{ending}" for ending in ("csv", "json", "md", "tsv", "jsonl")
    )


def test_no_attached_document_is_said_and_the_passages_are_printed_all_the_same() -> None:
    done = run("ask", "goals-without-network", "--cite")
    assert "Appendix 3, goal 4, bullet 3; lines 1338–1344" in done.stdout
    assert "stratgraph source attach" in done.stderr


def test_an_attached_document_is_quoted(strategy_document: Path, tmp_path: Path) -> None:
    attached = run("source", "attach", str(strategy_document), STRATGRAPH_HOME=str(tmp_path))
    assert attached.returncode == 0, attached.stderr
    done = run("ask", "goals-without-network", "--cite", STRATGRAPH_HOME=str(tmp_path))
    text = " ".join(strategy_document.read_text("utf-8").split("\n")[1345:1347]).replace("•", "")
    assert " ".join(text.split()) in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("query", "stdout", "stderr"),
    [
        ("ASK { ?x a sg:Goal }", "true\n", ""),
        ("ASK { ?x a sg:Gaol }", "false\n", "no row: there is no sg:Gaol; did you mean sg:Goal?\n"),
        (
            "SELECT ?x WHERE { ?x a sg:Goal . ?x a sg:City }",
            "",
            "no row: each pattern has a match, but nothing that meets the others meets ?x a sg:City\n",
        ),
    ],
)
def test_queries(query: str, stdout: str, stderr: str) -> None:
    done = run("query", "-e", query)
    assert done.returncode == 0
    assert done.stdout == stdout
    assert done.stderr.startswith(stderr)


def test_a_query_from_stdin_answers_with_labels() -> None:
    done = run(
        "query", "-", "--format", "json", "--lang", "sv", text="SELECT ?n { sthlm:goal-3-action-3 sg:mentions ?n }"
    )
    assert {row["n"] for row in json.loads(done.stdout)} == {"Eurocities", "EU:s policyfrågor"}


def test_the_facts_hold_each_fact_once() -> None:
    text = "SELECT (COUNT(*) AS ?n) { sthlm:strategy sg:hasGoal ?g }"
    assert rows("query", "-e", text) == [{"n": 5}]


@pytest.mark.parametrize(
    ("arguments", "english", "swedish"),
    [
        (["aks"], 'no command "aks"; did you mean ask?', 'kommandot "aks" finns inte; menade du ask?'),
        (["ask", "gaols"], 'no question "gaols"; did you mean goals', 'frågan "gaols" finns inte; menade du goals'),
        (["ask", "goals", "-p", "x=y"], '"goals" has no parameter "x"', '"goals" har ingen parameter "x"'),
        (["ask", "goals", "-p", "x"], '-p needs name=value, not "x"', '-p behöver namn=värde, inte "x"'),
        (["ask", "goals", "--format", "cvs"], '"cvs" is not one of table, csv', '"cvs" är inte något av table, csv'),
        (["ask", "goals", "--layer", "plans"], '"plans" is not one of document', '"plans" är inte något av document'),
        (["ask", "goals", "--formt", "csv"], "no option --formt", "flaggan --formt finns inte"),
        (["ask", "goals", "-o", "x.foo"], "x.foo: cannot tell the format", "x.foo: formatet är okänt"),
        (["ask", "goals", "-o", "no/x.csv"], "cannot write no/x.csv", "kan inte skriva no/x.csv"),
        (["query", "missing.rq"], "no file missing.rq", "filen missing.rq finns inte"),
        (["query", "tests"], "tests is a folder", "tests är en mapp"),
        (["query", "-e", "SELECT ?x {\n ?x a }"], "line 2, column 8", "rad 2, kolumn 8"),
        (["query", "-e", "CLEAR ALL"], "line 1, column 1: CLEAR is not accepted", "rad 1, kolumn 1: CLEAR godtas inte"),
        (["-w", "tests", "ask"], "tests is no workspace", "tests är ingen arbetsyta"),
    ],
)
def test_errors_are_one_line_with_exit_code_2(arguments: list[str], english: str, swedish: str) -> None:
    for language, start in (("en", english), ("sv", swedish)):
        done = run("--lang", language, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"stratgraph: {start}"), done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", ":1:1: not UTF-8"),
        (b"@prefix b: <https://example.org/> .\nb:x b:y .\n", ":2:"),
        (b"", "is empty"),
    ],
)
def test_a_broken_data_file_is_named_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "stratgraph.toml").write_text('[[data]]\nfiles = ["x.trig"]\n', encoding="utf-8")
    (tmp_path / "x.trig").write_bytes(content)
    done = run("ask", "goals", cwd=tmp_path)
    assert done.returncode == 2
    assert "x.trig" in done.stderr
    assert message in done.stderr


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    for path in BRUNNSBY.glob("*.t*"):
        mark = b"\xef\xbb\xbf" if path.suffix == ".trig" else b""
        (tmp_path / path.name).write_bytes(mark + path.read_bytes())
    done = run("ask", "competitors", "--format", "json", cwd=tmp_path)
    assert [row["competitor"] for row in json.loads(done.stdout)] == ["Alvik"]


@pytest.mark.parametrize(
    ("environment", "word"),
    [({"LANG": "sv_SE.UTF-8"}, "Användning"), ({"LANG": "C"}, "Usage"), ({"LC_ALL": "C", "LANG": "sv_SE"}, "Usage")],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], word: str) -> None:
    assert run("--help", **environment).stdout.startswith(word)  # type: ignore[arg-type]


def test_swedish_letters_survive_the_c_locale() -> None:
    assert "Mål" in run("ask", "goals", "--lang", "sv", LC_ALL="C").stdout


def test_an_empty_answer_is_valid_and_explained() -> None:
    done = run("ask", "to-leave", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert done.stderr == "no source says that a membership is to be left\n"


def test_stdout_closed_early_is_no_error() -> None:
    command = f"'{sys.executable}' -m stratgraph ask responsibilities | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stderr == ""


def test_check_says_which_answer_changed(tmp_path: Path) -> None:
    for path in BRUNNSBY.glob("*.t*"):
        (tmp_path / path.name).write_bytes(path.read_bytes().replace(b"sg:kind sg:Niche", b"sg:kind sg:Geographic"))
    (tmp_path / "expected").mkdir()
    for path in (BRUNNSBY / "expected").iterdir():
        (tmp_path / "expected" / path.name).write_bytes(path.read_bytes())
    done = run("ask", "--check", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert {row["question"] for row in json.loads(done.stdout) if row["result"] == "changed"} == {
        "competitors",
        "coopetition",
    }


def test_the_list_of_questions_is_data() -> None:
    found = rows("ask")
    assert len(found) >= 40
    assert all(row.keys() >= {"id", "title", "description", "group", "parameters"} for row in found)
    assert {row["group"] for row in found} == {"strategist", "analyst", "presenter", "steward"}


def test_info_counts() -> None:
    counts = {row["class"]: row["count"] for row in rows("info")}
    assert (counts["operational action"], counts["critical success factor"]) == (27, 10)


def test_a_data_file_can_be_asked_by_itself() -> None:
    done = run("-w", str(BRUNNSBY / "brunnsby.trig"), "ask", "competitors", "--format", "json")
    assert [row["competitor"] for row in json.loads(done.stdout)] == ["Alvik"]
