"""The packaged strategy's graph, derived when the package is built, so that no user waits for it.

Three files of quads, the second and third read when something asks for them: what is so and where it is said; what
things are called and how locators are described; the rest (declarations, ontology, the exact places of passages).
Beside them an index of what every answer shows: labels and citations. The first file begins with the digest of all that
they were derived from: files that are stale are not used.
"""

from __future__ import annotations

import os
import sys
from bisect import bisect_left
from collections.abc import Iterable, Set

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, serialize

from stratgraph.graph.memory import FACTS_NODE, Graph, Part, local_names
from stratgraph.graph.packaged import STRATEGY, built_folder, data_folder, files_under, ontology_folder
from stratgraph.graph.workspace import Workspace
from stratgraph.model.language import Text
from stratgraph.model.terms import LABEL, LAYERS, LOCATING, NAMING, ONTOLOGY

FACTS = f"{STRATEGY}.nq"
NAMES = f"{STRATEGY}.names.nq"
REST = f"{STRATEGY}.rest.nq"
INDEX = f"{STRATEGY}.index.tsv"

#: Changes when the way in which facts are derived changes, so that files of an older version are stale.
VERSION = b"stratgraph-graph-3"

_PREFIX = "prefix:"

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
                with open(path, "rb") as file:
                    content = file.read()
                name = os.path.relpath(path, folder).replace(os.sep, "/")
                total.update(f"{name}\0{len(content)}\0".encode())
                total.update(content)
    return total.hexdigest()


def read(folder: str) -> Graph | None:
    """Return the packaged graph as it was built, or None where none was, or where it is stale.

    `folder` is the packaged workspace's.
    """
    path = os.path.join(built_folder(), FACTS)
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        content = file.read()
    header = _header(content)
    if header.get("digest") != digest_of_inputs():
        return None
    store = Store()
    _load(store, content)
    workspace = Workspace(
        folder=folder,
        name=Text(en=header["name-en"], sv=header["name-sv"]),
        strategy=header.get("strategy"),
        own_prefixes={key[len(_PREFIX) :]: iri for key, iri in header.items() if key.startswith(_PREFIX)},
        packaged=True,
    )
    return Graph(
        store,
        workspace,
        layers=LAYERS,
        strategy=header.get("strategy"),
        city=header.get("city"),
        parts=[
            Part(lambda store: _load(store, _read(NAMES)), _local(NAMING)),
            Part(lambda store: _load(store, _read(REST)), _local(LOCATING)),
        ],
        index=_Index(_read(INDEX).decode()),
    )


def _local(iris: Iterable[str]) -> frozenset[str]:
    return frozenset(local_names(" ".join(f"{iri}>" for iri in iris)))


def _load(store: Store, content: bytes) -> None:
    # The files are our own and their digest is checked: lenient parsing halves the time of a cold question.
    store.load(input=content, format=RdfFormat.N_QUADS, lenient=True)


def _read(name: str) -> bytes:
    with open(os.path.join(built_folder(), name), "rb") as file:
        return file.read()


class _Index:
    """Words by kind and IRI, found by bisection in sorted lines: a question asks for few of them."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def labels(self, iri: str) -> dict[str, str] | None:
        """Return the labels of a resource by language, or None."""
        found = self._words("label", iri)
        return {"en": found[0], "sv": found[1]} if found else None

    def citation(self, locator: str) -> Text | None:
        """Return how a locator is cited, or None."""
        found = self._words("citation", locator)
        return Text(*found) if found else None

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
    os.makedirs(folder, exist_ok=True)
    for name, quads in files.items():
        _write(os.path.join(folder, name), (_head(graph) if name == FACTS else b"") + _lines(quads))
    _write(os.path.join(folder, INDEX), _index(graph, locators).encode())


def _file_of(quad: Quad, locators: Set[NamedNode]) -> str:
    """Return the file that a quad belongs to."""
    if quad.graph_name in locators:
        return FACTS
    if quad.graph_name == ONTOLOGY_NODE and quad.predicate == LABEL_NODE:
        return NAMES
    if quad.graph_name != FACTS_NODE or _locates(quad):
        return REST
    return NAMES if quad.predicate.value in NAMING else FACTS


def _index(graph: Graph, locators: Set[NamedNode]) -> str:
    """Return the lines of the index; a label that a line cannot hold is left to the store."""
    from stratgraph.graph.evidence import evidence
    from stratgraph.graph.labels import labels

    named = {quad.subject.value for quad in graph.quads(None, LABEL_NODE) if isinstance(quad.subject, NamedNode)}
    rows = [("label", iri, found) for iri in sorted(named) if set(found := labels(graph, iri)) == {"en", "sv"}]
    for locator in sorted(node.value for node in locators):
        citation = evidence(graph, locator).citation
        rows.append(("citation", locator, {"en": citation.en, "sv": citation.sv}))
    lines = sorted("\t".join((kind, iri, words["en"], words["sv"])) for kind, iri, words in rows)
    return "".join(f"{line}\n" for line in lines if line.count("\t") == 3 and "\n" not in line)


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


def _lines(quads: list[Quad]) -> bytes:
    """Return the quads as N-Quads, in the order of their text."""
    dataset = Dataset(quads)
    # The ontology's lists are blank nodes, which are named anew at each reading.
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    data = serialize(dataset, format=RdfFormat.N_QUADS)
    return b"".join(sorted((data or b"").splitlines(keepends=True)))


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    build(sys.argv[1])
