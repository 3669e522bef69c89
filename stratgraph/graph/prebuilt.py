"""The packaged strategy's graph, derived when the package is built, so that no user waits for it.

Three files of quads: what is so and where it is said, by property, of which a question loads those that it names; what
things are called and how locators are described; the rest (declarations, ontology, the exact places of passages), both
loaded when something asks for them. Beside them an index of what every answer shows, labels and citations, and of where
each property's quads begin. The first file begins with the digest of all that they were derived from: files that are
stale are not used.
"""

from __future__ import annotations

import os
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Set

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, serialize

from stratgraph.graph.memory import FACTS_NODE, Graph, Part, local_names
from stratgraph.graph.packaged import STRATEGY, built_folder, data_folder, files_under, ontology_folder
from stratgraph.graph.workspace import Workspace
from stratgraph.model.language import Text
from stratgraph.model.terms import LABEL, LAYERS, LOCATING, NAMING, ONTOLOGY, TYPE

FACTS = f"{STRATEGY}.nq"
NAMES = f"{STRATEGY}.names.nq"
REST = f"{STRATEGY}.rest.nq"
INDEX = f"{STRATEGY}.index.tsv"

#: Changes when the way in which facts are derived changes, so that files of an older version are stale.
VERSION = b"stratgraph-graph-4"

_PREFIX = "prefix:"
GRAPHS = ("facts", "locators")

#: Bytes below which the quads of neighbouring names are loaded together: a load costs as much as some twenty quads.
_PART = 8_000

TYPE_NODE = NamedNode(TYPE)
ONTOLOGY_NODE = NamedNode(ONTOLOGY)
LABEL_NODE = NamedNode(LABEL)


def digest_of_inputs() -> str:
    """Return the BLAKE2b-256, in hexadecimal, over everything that the packaged graph is derived from."""
    try:
        # hashlib loads OpenSSL, which takes longer than the digest; the standard library's random does the same.
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b

    total = blake2b(VERSION, digest_size=32)
    for folder in (ontology_folder(), data_folder()):
        for path in files_under(folder):
            if path.endswith((".ttl", ".trig", ".ru", ".toml", ".nq")):
                content = _read(path)
                name = os.path.relpath(path, folder).replace(os.sep, "/")
                total.update(f"{name}\0{len(content)}\0".encode())
                total.update(content)
    return total.hexdigest()


def read(folder: str) -> Graph | None:
    """Return the packaged graph as it was built, or None where none was, or where it is stale.

    `folder` is the packaged workspace's.
    """
    path = _built(FACTS)
    if not os.path.isfile(path):
        return None
    content = _read(path)
    header = _header(content)
    if header.get("digest") != digest_of_inputs():
        return None
    index = _Index(_read(_built(INDEX)).decode())
    workspace = Workspace(
        folder=folder,
        name=Text(en=header["name-en"], sv=header["name-sv"]),
        strategy=header.get("strategy"),
        own_prefixes={key[len(_PREFIX) :]: iri for key, iri in header.items() if key.startswith(_PREFIX)},
        packaged=True,
    )
    return Graph(
        Store(),
        workspace,
        layers=LAYERS,
        strategy=header.get("strategy"),
        city=header.get("city"),
        parts=[
            *_fact_parts(content, index),
            Part(lambda store: _load(store, _read(_built(NAMES))), _local(NAMING)),
            Part(lambda store: _load(store, _read(_built(REST))), _local(LOCATING)),
        ],
        index=index,
    )


def _built(name: str) -> str:
    return os.path.join(built_folder(), name)


def _fact_parts(content: bytes, index: _Index) -> list[Part]:
    """Return the facts property by property, and what things are class by class, small neighbours together."""
    parts = []
    for graphs in GRAPHS:
        names: set[str] = set()
        begin = -1
        for kind, name, start, end in index.places(graphs):
            begin = start if begin < 0 else begin
            names |= {name, "a", "type"} if kind == "class" else {name}
            if end - begin >= _PART:
                parts.append(_part(content[begin:end], names, graphs))
                names, begin = set(), -1
        if begin >= 0:
            parts.append(_part(content[begin:end], names, graphs))
    return parts


def _part(content: bytes, names: Iterable[str], graphs: str) -> Part:
    return Part(lambda store: _load(store, content), frozenset(names), graphs)


def _local(iris: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_local_name, iris))


def _local_name(iri: str) -> str:
    """Return the part of an IRI that `local_names` finds where a query names it."""
    return max((iri.rfind(f"{mark}{name}"), name) for name in local_names(iri) for mark in ":/#")[1]


def _load(store: Store, content: bytes) -> None:
    # The files are our own and their digest is checked: lenient parsing halves the time of a cold question.
    store.load(input=content, format=RdfFormat.N_QUADS, lenient=True)


def _read(path: str) -> bytes:
    """Return a file's content, by the system's own calls: `open` takes as long for a small file as its digest."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        chunks = []
        while chunk := os.read(file, 1 << 22):
            chunks.append(chunk)
    finally:
        os.close(file)
    return b"".join(chunks)


class _Index:
    """Words by kind and IRI, found by bisection in sorted lines: a question asks for few of them."""

    def __init__(self, text: str) -> None:
        self._lines = text.removesuffix("\n").split("\n")

    def labels(self, iri: str) -> dict[str, str] | None:
        """Return the labels of a resource by language, or None."""
        found = self._words("label", iri)
        return {"en": found[0], "sv": found[1]} if found else None

    def citation(self, locator: str) -> Text | None:
        """Return how a locator is cited, or None."""
        found = self._words("citation", locator)
        return Text(*found) if found else None

    def places(self, graphs: str) -> Iterator[tuple[str, str, int, int]]:
        """Yield where in the file of facts each class and each property of these graphs lies, in the file's order."""
        begin, end = (bisect_left(self._lines, f"{graphs}{mark}") for mark in "\t\n")
        for line in self._lines[begin:end]:
            _, name, place, length = line.split("\t")
            kind, _, local = name.partition(":")
            yield kind, local, int(place), int(place) + int(length)

    def _words(self, kind: str, iri: str) -> list[str] | None:
        begin = f"{kind}\t{iri}\t"
        place = bisect_left(self._lines, begin)
        line = self._lines[place] if place < len(self._lines) else ""
        return line[len(begin) :].split("\t") if line.startswith(begin) else None


def build(folder: str | os.PathLike[str]) -> None:
    """Derive the packaged graph and write it into a folder: the same inputs give the same bytes."""
    from stratgraph.graph.facts import layers_of_locators
    from stratgraph.graph.opening import derive_graph
    from stratgraph.graph.workspace import packaged_workspace

    graph = derive_graph(packaged_workspace())
    locators = set(layers_of_locators(graph.store))
    files: dict[str, list[Quad]] = {FACTS: [], NAMES: [], REST: []}
    for quad in graph.quads():
        files[_file_of(quad, locators)].append(quad)
    places, content = _by_name(_head(graph), files[FACTS])
    os.makedirs(folder, exist_ok=True)
    _write(os.path.join(folder, FACTS), content)
    for name in (NAMES, REST):
        _write(os.path.join(folder, name), b"".join(sorted(map(_line, _canonical(files[name])))))
    _write(os.path.join(folder, INDEX), "".join(sorted([*_words(graph, locators), *places])).encode())


def _by_name(head: bytes, quads: list[Quad]) -> tuple[list[str], bytes]:
    """Return the lines of the index that say where each property and class lies, and the file that they lie in."""
    by_name: dict[tuple[str, str], list[bytes]] = {}
    for quad in _canonical(quads):
        by_name.setdefault(_name_of(quad), []).append(_line(quad))
    places, blocks, start = [], [head], len(head)
    for (graphs, name), lines in sorted(by_name.items()):
        blocks.append(b"".join(sorted(lines)))
        places.append(f"{graphs}\t{name}\t{start}\t{len(blocks[-1])}\n")
        start += len(blocks[-1])
    return places, b"".join(blocks)


def _name_of(quad: Quad) -> tuple[str, str]:
    """Return of which graphs a quad is, and the name by which a query asks for it: its class's or its property's."""
    graphs = GRAPHS[quad.graph_name != FACTS_NODE]
    if quad.predicate == TYPE_NODE and isinstance(quad.object, NamedNode):
        return graphs, f"class:{_local_name(quad.object.value)}"
    return graphs, f"property:{_local_name(quad.predicate.value)}"


def _file_of(quad: Quad, locators: Set[NamedNode]) -> str:
    """Return the file that a quad belongs to."""
    if quad.graph_name in locators:
        return FACTS
    if quad.graph_name == ONTOLOGY_NODE and quad.predicate == LABEL_NODE:
        return NAMES
    if quad.graph_name != FACTS_NODE or _locates(quad):
        return REST
    return NAMES if quad.predicate.value in NAMING else FACTS


def _words(graph: Graph, locators: Set[NamedNode]) -> list[str]:
    """Return the index's lines of labels and citations; a label that a line cannot hold is left to the store."""
    from stratgraph.graph.evidence import evidence
    from stratgraph.graph.labels import labels

    named = {quad.subject.value for quad in graph.quads(None, LABEL_NODE) if isinstance(quad.subject, NamedNode)}
    rows = [("label", iri, found) for iri in sorted(named) if set(found := labels(graph, iri)) == {"en", "sv"}]
    for locator in sorted(node.value for node in locators):
        citation = evidence(graph, locator).citation
        rows.append(("citation", locator, {"en": citation.en, "sv": citation.sv}))
    lines = ["\t".join((kind, iri, words["en"], words["sv"])) for kind, iri, words in rows]
    return [f"{line}\n" for line in lines if line.count("\t") == 3 and "\n" not in line]


def _locates(quad: Quad) -> bool:
    kind = quad.object.value if isinstance(quad.object, NamedNode) else ""
    return quad.predicate.value in LOCATING or kind in LOCATING


def _head(graph: Graph) -> bytes:
    """Return comment lines with what a reader must know before it reads on."""
    name = graph.workspace.name
    values = {
        "digest": digest_of_inputs(),
        "name-en": name.en,
        "name-sv": name.sv,
        "strategy": graph.strategy or "",
        "city": graph.city or "",
        **{_PREFIX + key: iri for key, iri in sorted(graph.workspace.own_prefixes.items())},
    }
    return "".join(f"# {key} {value}\n" for key, value in values.items() if value).encode()


def _header(content: bytes) -> dict[str, str]:
    """Return what the comment lines at the head of the file say."""
    values = {}
    for line in content[:4096].splitlines():
        if not line.startswith(b"# "):
            break
        key, _, value = line[2:].decode().partition(" ")
        values[key] = value
    return values


def _canonical(quads: list[Quad]) -> Dataset:
    """Return the quads with blank nodes named alike at each reading, as the ontology's lists are."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _line(quad: Quad) -> bytes:
    return serialize([quad], format=RdfFormat.N_QUADS) or b""


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    build(sys.argv[1])
