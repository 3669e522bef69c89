"""`stratgraph doctor`: what is broken is found, named with its place, and has a way out."""

from __future__ import annotations

import dataclasses
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from endpoint_servers import Endpoints, endpoint_of, serving, without_language

import stratgraph
from stratgraph import open_graph
from stratgraph.graph.filling import fill
from stratgraph.graph.store_folder import read_manifest, write_manifest

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


# What was loaded ------------------------------------------------------------------------------------------------------


@pytest.fixture
def loaded(town: Path, tmp_path: Path, environment: dict[str, str]) -> Path:
    """A store of a town whose files can be changed."""
    store = tmp_path / "town.store"
    done = run("load", "--store", str(store), "-w", str(town), cwd=tmp_path, environment=environment)
    assert done.returncode == 0, done.stderr
    return store


def test_a_sound_store_has_no_finding(town: Path, loaded: Path, environment: dict[str, str]) -> None:
    code, checks, _ = examined("--store", str(loaded), cwd=town, environment=environment)
    assert (code, findings(checks)) == (0, [])
    assert checks["store"]["message"].startswith(f"{loaded}: every file and every graph as built, ")
    assert checks["store:version"]["message"] == f"built by stratgraph {stratgraph.__version__}"
    assert checks["store:sources"]["message"] == "files it was built from: 1, unchanged"


def test_a_store_that_is_not_there_or_not_ours_is_found(
    town: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    code, checks, _ = examined("--store", str(tmp_path / "none"), cwd=town, environment=environment)
    assert (code, findings(checks)) == (1, ["store"])
    assert checks["store"]["message"].startswith(f"there is no store {tmp_path / 'none'}; build one: ")
    code, checks, _ = examined("--store", str(town), cwd=town, environment=environment)
    assert (code, findings(checks)) == (1, ["store"])
    assert checks["store"]["message"] == f"{town} is no store: it holds no stratgraph-store.json"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("version", "{store} is a store of version 0, this program reads 2; "),
        ("counts", "the store {store} is damaged: it holds "),
        ("digests", "the store {store} is damaged: "),
    ],
)
def test_a_store_of_another_version_or_a_damaged_one_is_found(
    town: Path, loaded: Path, environment: dict[str, str], key: str, said: str
) -> None:
    path = loaded / "stratgraph-store.json"
    manifest = read_manifest(str(loaded))
    if key == "version":
        path.write_text(path.read_text(encoding="utf-8").replace('"version": 2', '"version": 0'), encoding="utf-8")
    elif key == "counts":
        counts = dataclasses.replace(manifest.counts, quads=manifest.counts.quads + 1)
        write_manifest(str(loaded), dataclasses.replace(manifest, counts=counts))
    else:
        write_manifest(str(loaded), dataclasses.replace(manifest, digests=dict.fromkeys(manifest.digests, "0")))
    code, checks, _ = examined("--store", str(loaded), cwd=town, environment=environment)
    assert (code, findings(checks)) == (1, ["store"])
    assert checks["store"]["message"].startswith(said.format(store=loaded))


def test_a_file_that_changed_since_it_was_loaded_is_found(
    town: Path, loaded: Path, environment: dict[str, str]
) -> None:
    path = town / "brunnsby.trig"
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    code, checks, _ = examined("--store", str(loaded), cwd=town, environment=environment)
    assert (code, findings(checks)) == (1, [f"store:source:{path}"])
    assert checks[f"store:source:{path}"]["way_out"].endswith(f"stratgraph load --store {loaded} FILES")
    path.rename(town / "renamed.trig")
    _, checks, _ = examined("--store", str(loaded), "-w", str(BRUNNSBY), cwd=town, environment=environment)
    assert checks[f"store:source:{path}"]["status"] == "note"
    assert checks["store"]["status"] == "ok"


def test_an_endpoint_is_asked_what_is_known(tmp_path: Path, environment: dict[str, str]) -> None:
    graph = open_graph(workspace=str(BRUNNSBY))
    arguments = ("-w", str(BRUNNSBY), "--endpoint")
    with serving() as server:
        fill(graph, endpoint_of(server))
        code, checks, _ = examined(*arguments, server.url, cwd=tmp_path, environment=environment)
        assert (code, findings(checks)) == (0, [])
        assert checks["endpoint:gaps"]["message"] == "as in memory"
    with serving(Endpoints(keep=without_language)) as server:
        fill(graph, endpoint_of(server))
        code, checks, _ = examined(*arguments, server.url, cwd=tmp_path, environment=environment)
        assert code == 1
        assert "endpoint:languages" in findings(checks)
    code, checks, _ = examined(*arguments, server.url, cwd=tmp_path, environment=environment)
    assert (code, findings(checks)) == (1, ["endpoint"])


def test_a_store_is_spoken_of_in_swedish(town: Path, loaded: Path, environment: dict[str, str]) -> None:
    done = run("doctor", "--lang", "sv", "--store", str(loaded), "--format", "csv", cwd=town, environment=environment)
    assert done.returncode == 0
    assert "filer det byggts av: 1, oförändrade" in done.stdout
