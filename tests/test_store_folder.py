"""The folder of a store: what is ours, of which version, whole or damaged, and what a full disk leaves."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from stores import BRUNNSBY, DATA, LIMITED, ROOT, entries, run

from stratgraph import open_graph
from stratgraph.graph.disk import check_store
from stratgraph.graph.loading import build_store
from stratgraph.graph.store_folder import MANIFEST, read_manifest, write_manifest
from stratgraph.graph.workspace import read_workspace, workspace_of_file
from stratgraph.model.errors import EngineError, ParseError


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    done = run("load", "--store", tmp_path, DATA)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f'stratgraph: {tmp_path} holds "letter.txt", which no store does; name a new or an empty folder\n'
    )
    opened = run("info", "--store", tmp_path)
    assert opened.stderr == f"stratgraph: {tmp_path} is no store: it holds no stratgraph-store.json\n"
    assert entries(tmp_path) == {"letter.txt"}


def test_no_store_says_how_to_build_one(tmp_path: Path) -> None:
    done = run("ask", "goals", "--store", tmp_path / "none")
    folder = tmp_path / "none"
    assert (done.returncode, done.stderr) == (
        3,
        f"stratgraph: there is no store {folder}; build one: stratgraph load --store {folder} FILES\n",
    )
    assert not folder.exists()


def test_a_store_of_another_version_is_refused_and_can_be_rebuilt(store: Path) -> None:
    manifest = store / "stratgraph-store.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"version": 2', '"version": 99'), encoding="utf-8")
    done = run("ask", "goals", "--store", store)
    assert (done.returncode, done.stderr) == (
        3,
        f"stratgraph: {store} is a store of version 99, this program reads 2; "
        f"build it again: stratgraph load --store {store} FILES\n",
    )
    assert run("load", "--store", store, DATA).returncode == 0
    assert run("ask", "goals", "--store", store).returncode == 0
    assert entries(store) == {"build-2", "stratgraph-store.json", "stratgraph-store.lock"}


def test_a_manifest_that_was_touched_is_told(store: Path) -> None:
    path = store / "stratgraph-store.json"
    path.write_text(path.read_text("utf-8").replace('"context"', '"kontext"'), encoding="utf-8")
    done = run("ask", "goals", "--store", store)
    assert (done.returncode, done.stderr) == (
        3,
        f"stratgraph: the store {store} is damaged: its manifest is not as it was written; "
        f"build it again: stratgraph load --store {store} FILES\n",
    )


def test_a_folder_that_no_load_has_begun_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "build-1").mkdir()
    (tmp_path / "build-1" / "result.bin").write_text("mine", encoding="utf-8")
    done = run("load", "--store", tmp_path, DATA)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f'stratgraph: {tmp_path} holds "build-1", which no store does; ')
    assert entries(tmp_path) == {"build-1"}
    assert (tmp_path / "build-1" / "result.bin").read_text("utf-8") == "mine"


@pytest.mark.parametrize("kind", ["file", "link", "manifest"])
def test_what_is_no_folder_of_a_store_is_one_line(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    if kind == "file":
        folder.write_text("mine", encoding="utf-8")
    elif kind == "link":
        folder.symlink_to(tmp_path / "nowhere")
    else:
        (folder / MANIFEST).mkdir(parents=True)
        (folder / "build-1").mkdir()
    said = {"file": "is a file; name a folder", "link": "is a link to no folder", "manifest": f'holds "{MANIFEST}"'}
    with pytest.raises(EngineError, match=said[kind]):
        build_store(str(folder), workspace_of_file(str(DATA)), [str(DATA)])
    with pytest.raises(EngineError, match="cannot be read" if kind == "manifest" else said[kind]):
        open_graph(store=str(folder))
    if kind == "manifest":
        assert entries(folder) == {MANIFEST, "build-1"}


@pytest.mark.parametrize("change", ['"version": 99', "{"], ids=["version", "damaged"])
def test_an_unusable_store_stays_until_the_new_one_is_complete(change: str, store: Path, tmp_path: Path) -> None:
    manifest = store / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace('"version": 2', change), encoding="utf-8")
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    broken = tmp_path / "broken.nq"
    broken.write_text("<a b>\n", encoding="utf-8")
    with pytest.raises(ParseError):
        build_store(str(store), workspace_of_file(str(DATA)), [str(broken)])
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before
    build_store(str(store), workspace_of_file(str(DATA)), [str(DATA)])
    assert entries(store) == {"build-2", MANIFEST, "stratgraph-store.lock"}


def test_a_file_whose_name_is_not_utf8_can_be_loaded(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xe5.trig")
    try:
        shutil.copy(DATA, path)
    except OSError:
        pytest.skip("this file system has no such names")
    build_store(str(tmp_path / "s"), workspace_of_file(str(DATA)), [path])
    assert [source.path for source in read_manifest(str(tmp_path / "s")).sources] == [path]


def test_a_build_that_cannot_be_read_is_not_called_missing(store: Path) -> None:
    identity = store / read_manifest(str(store)).build / "IDENTITY"
    identity.unlink()
    # It stands for a file without permission, which the tests' user may have.
    identity.symlink_to("IDENTITY")
    done = run("ask", "goals", "--store", store)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"stratgraph: {store} cannot be read: Too many levels of symbolic links\n"


def test_too_few_open_files_are_not_called_damage(store: Path) -> None:
    program = [sys.executable, "-c", LIMITED.replace("FSIZE, (20_000, 20_000)", "NOFILE, (64, 64)")]
    done = subprocess.run(
        [*program, "ask", "goals", "--store", str(store)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"stratgraph: {store} cannot be read: ")
    assert "file descriptors" in done.stderr


def test_a_copied_store_is_a_store(store: Path, tmp_path: Path) -> None:
    shutil.copytree(store, tmp_path / "copy", copy_function=shutil.copyfile)
    assert run("ask", "goals", "--store", tmp_path / "copy").stdout == run("ask", "goals", "--store", store).stdout
    assert run("load", "--store", tmp_path / "copy", "--check").returncode == 0


def largest(store: Path) -> Path:
    return max((store / read_manifest(str(store)).build).glob("*.sst"), key=lambda path: path.stat().st_size)


def test_a_file_that_lost_its_end_is_found_at_opening(store: Path) -> None:
    path = largest(store)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(size - 7)
    done = run("ask", "goals", "--store", store)
    name = f"{path.parent.name}/{path.name}"
    assert (done.returncode, done.stderr) == (
        3,
        f"stratgraph: the store {store} is damaged: {name} has {size - 7} bytes, not {size}; "
        f"build it again: stratgraph load --store {store} FILES\n",
    )


def test_a_build_that_is_gone_is_told(store: Path) -> None:
    shutil.rmtree(store / read_manifest(str(store)).build)
    done = run("ask", "goals", "--store", store)
    assert done.returncode == 3
    assert done.stderr.startswith(f"stratgraph: the store {store} is damaged: build-1 is missing; ")


def test_changed_bytes_are_found_at_opening_and_by_the_check(store: Path) -> None:
    assert run("load", "--store", store, "--check").returncode == 0
    path = largest(store)
    content = bytearray(path.read_bytes())
    for place in range(200, min(len(content), 2000)):
        content[place] ^= 0x5A
    path.write_bytes(content)
    for words in (["load", "--check"], ["ask", "goals"]):
        done = run(*words, "--store", store)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == (
            f"stratgraph: the store {store} is damaged: {path.parent.name}/{path.name} has changed; "
            f"build it again: stratgraph load --store {store} FILES\n"
        )


@pytest.mark.parametrize("part", [0.02, 0.4, 0.8])
def test_bytes_that_a_disk_changes_are_one_line_wherever_they_are_met(store: Path, part: float) -> None:
    for path in (store / read_manifest(str(store)).build).glob("*.sst"):
        content = bytearray(path.read_bytes())
        for place in range(int(len(content) * part), min(len(content), int(len(content) * part) + 300)):
            content[place] ^= 0x5A
        written = path.stat().st_mtime_ns
        path.write_bytes(content)
        # No program has written to it, as far as the system knows.
        os.utime(path, ns=(written, written))
    everything = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    for words in (["ask", "goals"], ["gaps"], ["query", "-e", everything], ["show", "Brunnsby"], ["metrics"]):
        done = run(*words, "--store", store)
        assert "Traceback" not in done.stderr
        # A command that reads none of these bytes is right.
        assert done.returncode in (0, 3), done.stderr
        if done.returncode:
            assert done.stdout == ""
            assert done.stderr.count("\n") == 1
            assert "stratgraph load" in done.stderr
    assert run("load", "--store", store, "--check").returncode == 3


def test_other_counts_are_found_by_the_check(store: Path) -> None:
    manifest = read_manifest(str(store))
    counts = replace(manifest.counts, quads=manifest.counts.quads + 1)
    write_manifest(str(store), replace(manifest, counts=counts))
    with pytest.raises(EngineError, match=r"is damaged: it holds \d+ quads in 8 graphs, not the \d+ in 8 that were"):
        check_store(str(store))


def test_a_full_disk_leaves_the_old_store(store: Path) -> None:
    before = read_manifest(str(store))
    program = [sys.executable, "-c", LIMITED, "load", "--store", str(store)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"stratgraph: the store {store} was not built: ")
    assert done.stderr.endswith("; what was there before is unchanged\n")
    assert read_manifest(str(store)) == before
    assert entries(store) == {before.build, "stratgraph-store.json", "stratgraph-store.lock"}
    check_store(str(store))


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        # As the engine says it.
        OSError(f"IO error: {os.strerror(errno.ENOSPC)}: While appending to file: x.sst: {os.strerror(errno.ENOSPC)}"),
    ],
)
def test_a_full_disk_is_told_as_such(store: Path, error: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise error

    before = read_manifest(str(store))
    monkeypatch.setattr("stratgraph.graph.loading._load_build", full)
    with pytest.raises(EngineError) as raised:
        build_store(str(store), read_workspace(str(BRUNNSBY)))
    en, sv = raised.value.text
    assert en.endswith(
        "was not built: the disk is full (make room, then load again); what was there before is unchanged"
    )
    assert sv.endswith(
        "byggdes inte: disken är full (frigör utrymme och ladda sedan om); det som fanns där är oförändrat"
    )
    assert read_manifest(str(store)) == before
    assert entries(store) == {before.build, "stratgraph-store.json", "stratgraph-store.lock"}
