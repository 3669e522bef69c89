"""A store on disk: what `stratgraph load` builds, and what every command then answers. Real processes throughout."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, NamedNode
from stores import BRUNNSBY, DATA, entries, run, triples

from benchmarks.generate import quads
from stratgraph import open_graph
from stratgraph.graph.labels import entities, entity
from stratgraph.graph.loading import build_store
from stratgraph.graph.memory import Answer, Graph
from stratgraph.graph.store_folder import read_manifest
from stratgraph.graph.workspace import read_workspace, workspace_of_file
from stratgraph.model.errors import EngineError, InputError, ParseError

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


def test_a_store_is_not_written_to_by_reading(built: Path) -> None:
    def state() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in built.rglob("*")}

    before = state()
    assert run("gaps", "--store", built).returncode == 0
    assert state() == before


def test_a_query_that_does_not_parse_is_the_users_error(built: Path) -> None:
    with pytest.raises(ParseError):
        open_graph(store=str(built)).query("SELECT")
