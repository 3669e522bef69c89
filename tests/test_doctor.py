"""`stratgraph doctor`: what is broken is found, named with its place, and has a way out."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
HAVSVIK = ROOT / "tests" / "data" / "sources" / "havsvik"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "STRATGRAPH_HOME": str(tmp_path / "home"),
    }


def run(*arguments: str, cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def examined(*arguments: str, cwd: Path, environment: dict[str, str]) -> tuple[int, dict[str, dict[str, str]], str]:
    """The exit code, what each check found, and what stderr says."""
    done = run("doctor", *arguments, "--format", "json", cwd=cwd, environment=environment)
    return done.returncode, {row["check"]: row for row in json.loads(done.stdout)}, done.stderr


def findings(checks: dict[str, dict[str, str]]) -> list[str]:
    return [name for name, row in checks.items() if row["status"] == "finding"]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    shutil.copytree(BRUNNSBY, folder)
    return folder


def test_a_sound_set_up_has_no_finding(tmp_path: Path, environment: dict[str, str]) -> None:
    code, checks, told = examined("-w", str(BRUNNSBY), cwd=tmp_path, environment=environment)
    assert (code, findings(checks)) == (0, [])
    assert told == "nothing is wrong with the set-up\n"
    assert {"python", "library:pyoxigraph", "packaged-data", "workspace", "questions", "encoding", "data-folder"} <= (
        set(checks)
    )
    assert checks["workspace"]["message"] == f"{BRUNNSBY}: data files: 1"
    assert all(
        row["way_out"] for row in checks.values() if row["status"] == "note" and row["check"] != "optional:browser"
    )


def test_it_speaks_swedish(tmp_path: Path, environment: dict[str, str]) -> None:
    done = run("doctor", "--lang", "sv", "-w", str(BRUNNSBY), cwd=tmp_path, environment=environment)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].split() == ["Vad", "Läge", "Resultat", "Åtgärd"]
    assert done.stderr == "inget är fel med installationen\n"


def test_a_broken_question_is_named_with_its_line(town: Path, environment: dict[str, str]) -> None:
    (town / "questions").mkdir()
    path = town / "questions" / "half.rq"
    path.write_text("#+ id: half\n#+ titel-en: What?\nSELECT * WHERE { ?s ?p ?o }\n", encoding="utf-8")
    code, checks, told = examined(cwd=town, environment=environment)
    assert (code, findings(checks)) == (1, ["question:half"])
    assert checks["question:half"]["message"].startswith(f"{path}:2: ")
    assert told == "findings: 1\n"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("stratgraph.toml", "[[data]]\nfile = ['*.trig']\n", "stratgraph.toml:2: "),
        ("brunnsby.trig", "@prefix b: <a:> .\nb:a b:b .\n", "brunnsby.trig:2:"),
        ("stratgraph.toml", "[[data]]\nfiles = ['*.ttl']\n", "stratgraph.toml: "),
    ],
    ids=["key", "data", "no file"],
)
def test_a_broken_workspace_is_named_with_its_place(
    town: Path, environment: dict[str, str], name: str, text: str, place: str
) -> None:
    (town / name).write_text(text, encoding="utf-8")
    code, checks, _ = examined(cwd=town, environment=environment)
    assert (code, findings(checks)) == (1, ["workspace"])
    assert place in checks["workspace"]["message"]
    assert checks["workspace"]["way_out"]


def test_a_folder_that_is_no_workspace_is_found(tmp_path: Path, environment: dict[str, str]) -> None:
    code, checks, _ = examined("-w", str(tmp_path), cwd=tmp_path, environment=environment)
    assert (code, findings(checks)) == (1, ["workspace"])


def test_the_attached_document_is_held_against_its_digest(tmp_path: Path, environment: dict[str, str]) -> None:
    copy = tmp_path / "copy.txt"
    shutil.copy(HAVSVIK / "havsvik.txt", copy)
    attach = run("source", "attach", str(copy), "-w", str(HAVSVIK), cwd=tmp_path, environment=environment)
    assert attach.returncode == 0, attach.stderr
    arguments = ("-w", str(HAVSVIK))
    _, checks, _ = examined(*arguments, cwd=tmp_path, environment=environment)
    assert (checks["document"]["status"], checks["document"]["message"]) == ("ok", f"{copy}, unchanged")
    copy.write_text(copy.read_text(encoding="utf-8") + "x", encoding="utf-8")
    code, checks, _ = examined(*arguments, cwd=tmp_path, environment=environment)
    assert (code, findings(checks)) == (1, ["document"])
    copy.unlink()
    code, checks, _ = examined(*arguments, cwd=tmp_path, environment=environment)
    assert (code, findings(checks)) == (1, ["document"])
    assert checks["document"]["way_out"] == "stratgraph source attach FILE"


def test_a_data_folder_that_cannot_be_written_is_found(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    environment["STRATGRAPH_HOME"] = str(tmp_path / "file" / "home")
    code, checks, _ = examined("-w", str(BRUNNSBY), cwd=tmp_path, environment=environment)
    assert code == 1
    assert "data-folder" in findings(checks)
    assert "STRATGRAPH_HOME" in checks["data-folder"]["way_out"]


@pytest.mark.parametrize(
    ("place", "status", "way_out"),
    [("stratgraph/_packaged", "finding", "--force-reinstall"), (".", "note", "stratgraph.graph.prebuilt")],
    ids=["installed", "checkout"],
)
def test_what_was_built_from_other_files_is_told(
    tmp_path: Path, environment: dict[str, str], place: str, status: str, way_out: str
) -> None:
    left_out = shutil.ignore_patterns("__pycache__", "_built", "_packaged")
    shutil.copytree(ROOT / "stratgraph", tmp_path / "stratgraph", ignore=left_out)
    for name in ("ontology", "graph_data"):
        shutil.copytree(ROOT / name, tmp_path / place / name)
    (tmp_path / "stratgraph" / "_built").mkdir()
    (tmp_path / "stratgraph" / "_built" / "stockholm-2003.nq").write_text("# digest 0\n", encoding="utf-8")
    environment["PYTHONPATH"] = str(tmp_path)
    code, checks, _ = examined(cwd=tmp_path, environment=environment)
    assert (code, checks["packaged-data"]["status"]) == (int(status == "finding"), status)
    assert way_out in checks["packaged-data"]["way_out"]


def test_a_terminal_without_utf8_is_found(tmp_path: Path, environment: dict[str, str]) -> None:
    environment["PYTHONIOENCODING"] = "latin-1"
    command = [sys.executable, "-m", "stratgraph", "doctor", "-w", str(BRUNNSBY), "--format", "csv"]
    outer, inner = pty.openpty()
    with subprocess.Popen(command, stdout=inner, stderr=subprocess.DEVNULL, cwd=tmp_path, env=environment) as process:
        os.close(inner)
        shown = b""
        while chunk := read(outer):
            shown += chunk
    os.close(outer)
    assert process.returncode == 1
    (line,) = [line for line in shown.decode("latin-1").splitlines() if line.startswith("encoding,")]
    assert line.startswith("encoding,finding,writes iso8859-1,")
    assert "PYTHONUTF8=1" in line


def read(terminal: int) -> bytes:
    """What the other end has written; nothing once it is closed."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
