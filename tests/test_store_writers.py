"""Who writes and who reads a store at the same time, and what a killed load leaves. Real processes throughout."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stores import DATA, ROOT, command, entries, many, run, subjects

from stratgraph import open_graph
from stratgraph.graph.disk import check_store
from stratgraph.graph.loading import build_store
from stratgraph.graph.store_folder import read_manifest
from stratgraph.graph.workspace import workspace_of_file


def test_a_second_writer_is_told_in_one_line(store: Path) -> None:
    from stratgraph.graph.store_lock import writing

    with writing(str(store)):
        done = run("load", "--store", store, DATA)
        assert run("ask", "goals", "--store", store).returncode == 0
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"stratgraph: another load is writing to {store}; wait until it is done\n"
    assert run("load", "--store", store, DATA).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")
def test_killed_at_any_moment_the_store_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    folder, old, new = tmp_path / "s", many(tmp_path / "old.nq", "old"), many(tmp_path / "new.nq", "new")
    assert run("load", "--store", folder, old).returncode == 0
    start = time.monotonic()
    assert run("load", "--store", folder, new).returncode == 0
    takes = time.monotonic() - start
    found = []
    for moment in range(24):
        assert run("load", "--store", folder, old).returncode == 0
        process = subprocess.Popen(command("load", "--store", folder, new), stderr=subprocess.DEVNULL, cwd=ROOT)
        time.sleep(takes * (0.1 + moment * 0.9 / 20))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found.append(subjects(folder))
        check_store(str(folder))
    assert all(cities in ({"https://x.example/old"}, {"https://x.example/new"}) for cities in found)
    assert run("load", "--store", folder, new).returncode == 0
    assert entries(folder) == {read_manifest(str(folder)).build, "stratgraph-store.json", "stratgraph-store.lock"}


def test_killed_while_the_first_store_is_built_the_folder_is_still_ours(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    (folder / "build-1").mkdir(parents=True)
    (folder / "build-1" / "CURRENT").write_text("half", encoding="utf-8")
    (folder / "build-1.nq").write_text("half", encoding="utf-8")
    (folder / "stratgraph-store.lock").touch()
    opened = run("ask", "goals", "--store", folder)
    assert opened.stderr == (
        f"stratgraph: the store {folder} is empty; build one: stratgraph load --store {folder} FILES\n"
    )
    assert run("load", "--store", folder, DATA).returncode == 0
    assert entries(folder) == {read_manifest(str(folder)).build, "stratgraph-store.json", "stratgraph-store.lock"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files by itself")
def test_a_reader_keeps_its_build_while_new_ones_come(tmp_path: Path) -> None:
    folder, old, new = tmp_path / "s", many(tmp_path / "old.nq", "old"), many(tmp_path / "new.nq", "new")
    build_store(str(folder), workspace_of_file(str(old)), [str(old)])
    reader, other = open_graph(store=str(folder)), open_graph(store=str(folder))
    for _ in range(2):
        assert run("load", "--store", folder, new).returncode == 0
    assert "build-1" in entries(folder)
    asked = "SELECT ?s { GRAPH ?g { ?s a sg:City } }"
    assert reader.select(asked) == other.select(asked) == [{"s": "https://x.example/old"}]
    assert subjects(folder) == {"https://x.example/new"}
    del reader, other
    assert run("load", "--store", folder, new).returncode == 0
    assert "build-1" not in entries(folder)


def test_many_readers_at_once_while_a_store_is_built_again_and_again(tmp_path: Path) -> None:
    folder, data = tmp_path / "s", many(tmp_path / "old.nq", "old")
    assert run("load", "--store", folder, data).returncode == 0
    program = (
        "import sys, time\n"
        "from stratgraph import open_graph\n"
        "end = time.monotonic() + 4\n"
        "while time.monotonic() < end:\n"
        "    rows = open_graph(store=sys.argv[1]).select('SELECT ?s { GRAPH ?g { ?s a sg:City } }')\n"
        "    assert rows == [{'s': 'https://x.example/old'}], rows\n"
    )
    readers = [subprocess.Popen([sys.executable, "-c", program, str(folder)], cwd=ROOT) for _ in range(3)]
    while any(reader.poll() is None for reader in readers):
        assert run("load", "--store", folder, data).returncode == 0
    assert [reader.returncode for reader in readers] == [0, 0, 0]
