"""Each example in data/invalid names, in its `#+` lines, what is to be found in it beside the valid example."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph

from stratgraph.graph.labels import local_name
from stratgraph.graph.workspace import packaged_workspace
from stratgraph.model.errors import InputError, ParseError
from stratgraph.validation import Finding, Report, validate
from stratgraph.validation.checks import read_check
from stratgraph.validation.places import TurtleText
from stratgraph.validation.shapes import unknown_terms

DATA = Path(__file__).resolve().parent / "data"
VALID = DATA / "valid" / "small.trig"
EXAMPLES = sorted((DATA / "invalid").glob("*.trig"))


def expected(example: Path) -> list[str]:
    lines = example.read_text(encoding="utf-8").splitlines()
    return sorted(line.removeprefix("#+ ") for line in lines if line.startswith("#+ "))


@cache
def report_of(example: Path) -> Report:
    return validate([str(VALID), str(example)])


def in_short(finding: Finding) -> str:
    return f"{finding.severity} {finding.code} {local_name(finding.focus)}"


def problems(report: Report) -> list[str]:
    return sorted(in_short(finding) for finding in report.at_least("warning"))


def write(folder: Path, text: str, name: str = "town.trig") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    report = validate([str(VALID)])
    assert problems(report) == []
    assert report.conforms
    assert report.files == 1


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_what_is_wrong_is_found_and_nothing_else(example: Path) -> None:
    report = report_of(example)
    assert expected(example), f"{example.name} says nothing of what is to be found"
    assert problems(report) == expected(example)
    assert report.conforms == (not any(line.startswith("violation") for line in expected(example)))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_a_finding_says_what_and_where_in_both_languages(example: Path) -> None:
    for finding in report_of(example).findings:
        assert finding.message.en
        assert finding.message.sv
        assert finding.message.en != finding.message.sv
        if finding.severity != "info":
            assert finding.file
            assert finding.line


def test_the_place_is_the_line_in_the_users_own_file() -> None:
    example = DATA / "invalid" / "never-stated.trig"
    (found,) = report_of(example).at_least("violation")
    assert found.file == str(example)
    assert found.line is not None
    assert example.read_text(encoding="utf-8").splitlines()[found.line - 1].strip() == "ex:fishing a sg:Cluster ;"


def test_findings_come_in_one_order() -> None:
    files = [str(VALID), *map(str, EXAMPLES)]
    first, second = validate(files), validate(files)
    assert first.findings == second.findings
    assert list(first.findings) == sorted(first.findings, key=lambda finding: finding.order)


def test_a_shape_says_what_it_was_put_to() -> None:
    report = validate([str(VALID)])
    assert report.focus_counts["Membership"] == 1
    assert report.focus_counts["Agreement"] == 0
    assert "info Agreement Agreement" in [in_short(finding) for finding in report.findings]
    assert "info Membership Membership" not in [in_short(finding) for finding in report.findings]


def test_a_misspelt_shacl_term_is_found() -> None:
    shapes = Graph().parse(
        data="@prefix sh: <http://www.w3.org/ns/shacl#> . <a:shape> a sh:NodeShape ; sh:minCoutn 1 .", format="turtle"
    )
    assert unknown_terms(shapes) == [("http://www.w3.org/ns/shacl#minCoutn", "a:shape")]


def test_the_shapes_use_no_unknown_shacl_term() -> None:
    assert "unknown-shacl-term" not in {finding.code for finding in validate([str(VALID)]).findings}


@pytest.mark.parametrize(
    ("text", "line"),
    [("<a:s> <a:p> <a:o> .\n<a:s> <a:p> .\n", 2), ("", 1), ("@prefix ex: <a:> .\n\nex:a ex:b eks:c .\n", 3)],
    ids=["no object", "empty", "unknown prefix"],
)
def test_a_file_that_does_not_parse_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(ParseError, match=r"town\.trig") as caught:
        validate([str(VALID), write(tmp_path, text)])
    assert caught.value.line == line


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.trig"):
        validate([str(tmp_path / "missing.trig")])


def test_a_check_without_a_severity_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.rq"
    path.write_text("#+ id: half\nSELECT ?focus {}", encoding="utf-8")
    with pytest.raises(ParseError, match=r"half\.rq"):
        read_check(path)


@pytest.mark.parametrize(
    ("iri", "after", "line"),
    [
        ("https://example.org/a", 1, 3),
        ("https://example.org/a-b", 1, 4),
        ("https://example.org/c", 1, 3),
        ("https://example.org/c", 4, 4),
        ("https://example.org/none", 1, None),
    ],
)
def test_names_are_found_whole(iri: str, after: int, line: int | None) -> None:
    text = "@prefix ex: <https://example.org/> .\n\nex:a ex:b ex:c .\n<https://example.org/a-b> ex:b ex:c .\n"
    assert TurtleText(text).line_of(iri, after=after) == line


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", "validate", *arguments]
    environment = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(DATA.parent.parent)}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def test_the_command_says_what_is_wrong_and_leaves_with_1(tmp_path: Path) -> None:
    example = str(DATA / "invalid" / "never-stated.trig")
    done = run(str(VALID), example, "--format", "json", cwd=tmp_path)
    (row,) = json.loads(done.stdout)
    assert done.returncode == 1
    assert (row["severity"], row["check"], row["about"], row["value"]) == (
        "violation",
        "declared-never-stated",
        "Fishing",
        "sg:Cluster",
    )
    assert (row["file"], row["line"]) == (example, 9)
    assert "1 error, 0 warnings" in done.stderr


def test_the_command_speaks_swedish(tmp_path: Path) -> None:
    done = run(str(VALID), str(DATA / "invalid" / "never-stated.trig"), "--lang", "sv", "--format", "md", cwd=tmp_path)
    assert "Fiske" in done.stdout
    assert "1 fel, 0 varningar" in done.stderr


def test_a_warning_leaves_with_0(tmp_path: Path) -> None:
    done = run(str(VALID), str(DATA / "invalid" / "goal-without-number.trig"), "--format", "csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "GoalNumber" in done.stdout


def test_nothing_found_is_an_empty_list(tmp_path: Path) -> None:
    done = run(str(VALID), "--format", "json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_the_severity_chooses_what_is_shown(tmp_path: Path) -> None:
    done = run(str(VALID), "--severity", "info", "--format", "json", cwd=tmp_path)
    assert {row["severity"] for row in json.loads(done.stdout)} == {"info"}


@pytest.mark.parametrize("arguments", [["missing.trig"], ["."], ["--severity", "grave"]], ids=" ".join)
def test_what_cannot_be_read_leaves_with_2(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stratgraph: ")
    assert len(done.stderr.splitlines()) == 1


def test_the_packaged_strategy_is_valid() -> None:
    report = validate([path for path, _ in packaged_workspace().files()])
    assert [in_short(finding) for finding in report.at_least("violation")] == []
