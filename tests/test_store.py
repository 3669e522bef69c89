"""A store on disk: what `stratgraph load` builds, and what every command then answers. Real processes throughout."""

from __future__ import annotations

import bz2
import errno
import gzip
import json
import lzma
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from benchmarks.generate import quads
from stratgraph import open_graph
from stratgraph.graph.disk import check_store
from stratgraph.graph.labels import entities, entity
from stratgraph.graph.loading import build_store
from stratgraph.graph.memory import Answer, Graph
from stratgraph.graph.store_folder import MANIFEST, read_manifest, write_manifest
from stratgraph.graph.workspace import read_workspace, workspace_of_file
from stratgraph.model.errors import EngineError, InputError, ParseError

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
DATA = BRUNNSBY / "brunnsby.trig"

#: Limits the size of any file that the program writes, as a full disk would.
LIMITED = (
    "import resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    "from stratgraph.cli.main import main\n"
    "main()\n"
)


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "stratgraph", *map(str, words)]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of another city's data."""
    folder = tmp_path_factory.mktemp("stores") / "town.store"
    done = run("load", "--store", folder, "-w", BRUNNSBY)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A copy of that store, to be spoilt."""
    return Path(shutil.copytree(built, tmp_path / "town.store"))


def triples(graph: Graph) -> set[str]:
    return {str(quad) for quad in graph.quads() if "_:" not in str(quad)}


def subjects(folder: Path) -> set[str]:
    return {str(row["s"]) for row in open_graph(store=str(folder)).select("SELECT ?s { GRAPH ?g { ?s a sg:City } }")}


# Equal answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "goals-without-network", "--format", "json"],
        ["ask", "memberships", "--cite"],
        ["query", "-e", "SELECT ?s ?n { ?s a sg:Goal ; skos:notation ?n } ORDER BY ?n"],
        ["query", "-e", "CONSTRUCT WHERE { GRAPH sg:facts { ?s a sg:City } }"],
        ["path", "Brunnsby", "Kommuner i nät"],
        ["gaps"],
        ["show", "Brunnsby"],
        ["info"],
        ["ask", "--check"],
    ],
    ids=" ".join,
)
def test_every_command_answers_as_without_a_store(words: list[str], built: Path) -> None:
    with_store, without = run(*words, "--store", built), run(*words, "-w", BRUNNSBY)
    assert (with_store.returncode, with_store.stdout) == (without.returncode, without.stdout)


def test_a_store_holds_what_memory_holds(built: Path) -> None:
    assert triples(open_graph(store=str(built))) == triples(open_graph(workspace=str(BRUNNSBY)))


def test_many_things_are_named_as_one_after_another(built: Path) -> None:
    graph = open_graph(store=str(built))
    things = sorted({quad.subject.value for quad in graph.quads() if isinstance(quad.subject, NamedNode)})
    for language in ("sv", "en"):
        found = entities(graph, things, language)
        assert found
        assert found == {iri: entity(graph, iri, language) for iri in found}
        assert {entity(graph, iri, language).fallback for iri in things if iri not in found} != {None}


def test_what_an_answer_shows_is_named_in_few_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of queries grows with the portions of what is named, not with the rows."""
    asked: list[str] = []

    def query(graph: Graph, text: str, **options: Any) -> Answer:
        asked.append(text)
        return plain_query(graph, text, **options)

    plain_query = Graph.query
    monkeypatch.setattr(Graph, "query", query)
    for count in (1000, 4000):
        data = tmp_path / f"{count}.nq"
        data.write_text("".join(quads(count)), encoding="utf-8")
        folder = tmp_path / f"{count}.store"
        build_store(str(folder), workspace_of_file(str(data)), [str(data)])
        graph = open_graph(store=str(folder))
        asked.clear()
        assert len(graph.ask("committees").rows) > count / 100
        assert len(asked) == 2


def test_a_store_keeps_strategy_prefixes_and_name(built: Path) -> None:
    graph, original = open_graph(store=str(built)), open_graph(workspace=str(BRUNNSBY))
    assert (graph.strategy, graph.city) == (original.strategy, original.city)
    assert graph.workspace.prefixes == original.workspace.prefixes
    assert graph.workspace.name == original.workspace.name


def test_a_store_of_some_layers_answers_for_them_and_refuses_others(tmp_path: Path) -> None:
    folder = tmp_path / "document.store"
    assert run("load", "--store", folder, "-w", BRUNNSBY, "--layer", "document").returncode == 0
    on_disk = run("gaps", "--store", folder)
    assert on_disk.stdout == run("gaps", "-w", BRUNNSBY, "--layer", "document").stdout
    refused = run("ask", "goals", "--store", folder, "--layer", "plan")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"stratgraph: the store {folder} holds the facts of document; "
        "build another: stratgraph load --store OTHER --layer plan\n"
    )


# Files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "pack"),
    [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)],
    ids=("gz", "bz2", "xz"),
)
def test_packed_files_are_the_same_as_plain_ones(ending: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    packed = tmp_path / f"town.trig{ending}"
    packed.write_bytes(pack(b"\xef\xbb\xbf" + DATA.read_bytes()))
    build_store(str(tmp_path / "a"), workspace_of_file(str(packed)), [str(packed)])
    build_store(str(tmp_path / "b"), workspace_of_file(str(DATA)), [str(DATA)])
    assert triples(open_graph(store=str(tmp_path / "a"))) == triples(open_graph(store=str(tmp_path / "b")))


def test_a_packed_file_that_was_cut_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "town.trig.gz"
    packed.write_bytes(gzip.compress(DATA.read_bytes())[:-200])
    done = run("load", "--store", tmp_path / "s", packed)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"stratgraph: {packed} cannot be read: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.nt", '_:b0 <https://x.example/p> "{n}" .'),
        ("a.nq", '_:b0 <https://x.example/p> "{n}" .'),
        ("a.ttl", '_:b0 <https://x.example/p> "{n}" .'),
        ("a.trig", '_:b0 <https://x.example/p> "{n}" .'),
        ("a.jsonld", '{{"@id": "_:b0", "https://x.example/p": "{n}"}}'),
    ],
)
def test_blank_nodes_of_two_files_stay_two(name: str, text: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}{name}" for number in (1, 2)]
    for number, path in enumerate(paths):
        path.write_text(text.format(n=number), encoding="utf-8")
    build_store(str(tmp_path / "s"), workspace_of_file(str(paths[0])), [str(path) for path in paths])
    quads = open_graph(store=str(tmp_path / "s")).quads(None, NamedNode("https://x.example/p"))
    assert len({quad.subject for quad in quads if quad.graph_name == DefaultGraph()}) == 2


def test_a_broken_line_is_named_and_nothing_is_loaded(store: Path, tmp_path: Path) -> None:
    before = read_manifest(str(store))
    broken = tmp_path / "broken.nq"
    broken.write_text(VALID * 3 + "<a b>\n", encoding="utf-8")
    done = run("load", "--store", store, DATA, broken)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"stratgraph: {broken}:4:")
    assert read_manifest(str(store)) == before
    assert entries(store) == {before.build, "stratgraph-store.json", "stratgraph-store.lock"}


VALID = '<https://x.example/s> <https://x.example/p> "a" .\n'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.nq", b"\n", "is empty"),
        (
            "latin.nq",
            b'<https://x.example/s> <https://x.example/p> "\xe5" .\n',
            "latin.nq:1:46: not UTF-8; save the file as UTF-8",
        ),
        ("x.rdf", b"<!DOCTYPE x [<!ENTITY a 'b'>]><rdf/>", "a DOCTYPE is not accepted"),
        ("x.nq.zst", b"", "unpack it first: zstd -d"),
        ("x.csv", b"", "cannot tell the format"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        build_store(str(tmp_path / "s"), workspace_of_file(str(path)), [str(path)])
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    with pytest.raises(EngineError):
        open_graph(store=str(tmp_path / "s"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nq")
    done = run("load", "--store", tmp_path / "s", tmp_path / "pipe.nq")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"stratgraph: {tmp_path / 'pipe.nq'} is no regular file; save its data in one\n"


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("[] a <https://w3id.org/stratgraph/ontology#City> .", encoding="utf-8")
    once, twice = (
        build_store(str(tmp_path / f"s{len(files)}"), workspace_of_file(str(path)), files)
        for files in ([str(path)], [str(path), os.path.relpath(path)])
    )
    assert (len(twice.sources), twice.counts) == (1, once.counts)


def test_literals_that_a_store_changes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        '<https://x.example/s> <https://x.example/p> 007, 2003, 1.50, "5"^^xsd:nonNegativeInteger, "2003"^^xsd:gYear .',
        encoding="utf-8",
    )
    done = run("load", "--store", tmp_path / "s", path)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert done.stderr.splitlines()[0] == (
        f'{path}: the store keeps 2 literals in another form: "007"^^<{xsd}integer> → "7"^^<{xsd}integer>, '
        f'"5"^^<{xsd}nonNegativeInteger> → "5"^^<{xsd}integer>'
    )


def test_what_was_built_is_told_in_both_languages(tmp_path: Path) -> None:
    counted = {
        "en": "built {0}: 3530 quads in 8 graphs, 140 of them facts; files read: 1\n",
        "sv": "byggde {0}: 3530 kvadrupler i 8 grafer, varav 140 fakta; lästa filer: 1\n",
    }
    for language, said in counted.items():
        done = run("--lang", language, "load", "--store", tmp_path / language, DATA)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", said.format(tmp_path / language))


def test_the_manifest_tells_the_same_every_time(tmp_path: Path) -> None:
    texts = []
    for name in "ab":
        build_store(str(tmp_path / name), read_workspace(str(BRUNNSBY)))
        manifest = json.loads((tmp_path / name / "stratgraph-store.json").read_text(encoding="utf-8"))
        # How the engine lays out its files is its own affair.
        del manifest["files"], manifest["digests"], manifest["seal"]
        texts.append(manifest)
    assert texts[0] == texts[1]


# Folders ------------------------------------------------------------------------------------------------------------


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


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


# Writers and readers ------------------------------------------------------------------------------------------------


def many(path: Path, name: str, count: int = 4000) -> Path:
    lines = [
        f"<https://x.example/{name}> <https://x.example/p> <https://x.example/{number}> <https://x.example/g> ."
        for number in range(count)
    ]
    kind = f"<https://x.example/{name}> a <https://w3id.org/stratgraph/ontology#City> <https://x.example/g> ."
    lines.append(kind.replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


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


def test_a_store_is_not_written_to_by_reading(built: Path) -> None:
    def state() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in built.rglob("*")}

    before = state()
    assert run("gaps", "--store", built).returncode == 0
    assert state() == before


def test_a_query_that_does_not_parse_is_the_users_error(built: Path) -> None:
    with pytest.raises(ParseError):
        open_graph(store=str(built)).query("SELECT")
