"""The packaged strategy's graph, derived when the package is built, so that no user waits for it.

Two files: what every question reads (facts, locators' graphs, the ontology's labels), and the rest (declarations,
ontology, the exact places of passages), which is loaded when something asks for it. The first begins with the digest of
all that it was derived from: a file that is stale is not used.
"""

from __future__ import annotations

import os
import sys

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, serialize

from stratgraph.graph.memory import FACTS_NODE, Graph
from stratgraph.graph.packaged import STRATEGY, built_folder, data_folder, files_under, ontology_folder
from stratgraph.graph.workspace import Workspace
from stratgraph.model.language import Text
from stratgraph.model.terms import LABEL, LAYERS, LOCATING, ONTOLOGY

QUESTIONS = f"{STRATEGY}.nq"
REST = f"{STRATEGY}.rest.nq"

#: Changes when the way in which facts are derived changes, so that files of an older version are stale.
VERSION = b"stratgraph-graph-2"

_PREFIX = "prefix:"

ONTOLOGY_NODE = NamedNode(ONTOLOGY)
LABEL_NODE = NamedNode(LABEL)


def digest_of_inputs() -> str:
    """Return the SHA-256, in hexadecimal, over everything that the packaged graph is derived from."""
    from hashlib import sha256

    total = sha256(VERSION)
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
    path = os.path.join(built_folder(), QUESTIONS)
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        content = file.read()
    header = _header(content)
    if header.get("digest") != digest_of_inputs():
        return None
    store = Store()
    # The file is our own and its digest is checked: lenient parsing halves the time of a cold question.
    store.bulk_load(input=content, format=RdfFormat.N_QUADS, lenient=True)
    workspace = Workspace(
        folder=folder,
        name=Text(en=header["name-en"], sv=header["name-sv"]),
        strategy=header.get("strategy"),
        own_prefixes={key[len(_PREFIX) :]: iri for key, iri in header.items() if key.startswith(_PREFIX)},
        packaged=True,
    )
    return Graph(
        store, workspace, layers=LAYERS, strategy=header.get("strategy"), city=header.get("city"), rest=_load_rest
    )


def _load_rest(store: Store) -> None:
    with open(os.path.join(built_folder(), REST), "rb") as file:
        store.bulk_load(input=file.read(), format=RdfFormat.N_QUADS, lenient=True)


def build(folder: str | os.PathLike[str]) -> None:
    """Derive the packaged graph and write it into a folder: the same inputs give the same bytes."""
    from stratgraph.graph.facts import layers_of_locators
    from stratgraph.graph.opening import derive_graph
    from stratgraph.graph.workspace import packaged_workspace

    graph = derive_graph(packaged_workspace())
    locators = set(layers_of_locators(graph.store))
    asked: list[Quad] = []
    rest: list[Quad] = []
    for quad in graph.quads():
        hot = quad.graph_name == FACTS_NODE or (isinstance(quad.graph_name, NamedNode) and quad.graph_name in locators)
        named = quad.graph_name == ONTOLOGY_NODE and quad.predicate == LABEL_NODE
        (asked if named or (hot and not _locates(quad)) else rest).append(quad)
    os.makedirs(folder, exist_ok=True)
    _write(os.path.join(folder, QUESTIONS), _head(graph) + _lines(asked))
    _write(os.path.join(folder, REST), _lines(rest))


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
