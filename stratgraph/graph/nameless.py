"""Blank nodes under names that depend on what is said of them alone, so that two files can be compared.

Each group of blank nodes that hang together is put in canonical form by RDFC-1.0
(https://www.w3.org/TR/rdf-canon/), and its nodes become IRIs made of the SHA-256 of that form (skolemisation, RDF 1.1
Concepts §3.5). A change in one group so leaves the names of all others as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import cast

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    Triple,
)

from stratgraph.graph.memory import Term

NAMELESS = "urn:stratgraph:nameless:"


def is_nameless(iri: str) -> bool:
    """Tell whether an IRI stands for a blank node.

    >>> is_nameless("urn:stratgraph:nameless:0a-0"), is_nameless("https://example.org/a")
    (True, False)
    """
    return iri.startswith(NAMELESS)


def named(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads with an IRI in the place of each blank node; equal up to blank nodes, equal IRIs.

    Groups that say the same are told apart by a number, since each counts by itself.

    >>> from pyoxigraph import RdfFormat, parse
    >>> one, other = (named(parse(text, RdfFormat.TURTLE)) for text in ("<a:s> <a:p> [].", "<a:s> <a:p> _:x."))
    >>> one == other
    True
    """
    counts: dict[str, int] = {}
    found: list[Quad] = []
    for group in _groups(list(quads)):
        dataset = Dataset(group)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        digest = sha256("\n".join(sorted(str(quad) for quad in dataset)).encode()).hexdigest()[:24]
        number = counts[digest] = counts.get(digest, -1) + 1
        head = f"{NAMELESS}{digest}-{number}-" if number else f"{NAMELESS}{digest}-"
        found += [_renamed(quad, head) for quad in dataset]
    return found


def _groups(quads: list[Quad]) -> Collection[list[Quad]]:
    """Return the quads by the blank nodes that they share, directly or through others."""
    import networkx

    links: networkx.Graph[str] = networkx.Graph()
    own = [[node.value for node in blank_nodes(quad)] for quad in quads]
    for nodes in own:
        links.add_nodes_from(nodes)
        links.add_edges_from((nodes[0], other) for other in nodes[1:])
    group_of = {node: number for number, nodes in enumerate(networkx.connected_components(links)) for node in nodes}
    groups: dict[int, list[Quad]] = {}
    for quad, nodes in zip(quads, own, strict=True):
        groups.setdefault(group_of[nodes[0]] if nodes else -1, []).append(quad)
    return groups.values()


def blank_nodes(quad: Quad) -> list[BlankNode]:
    """Return the blank nodes of a quad, those within quoted triples too."""
    return [*_of_triple(quad.triple), *([quad.graph_name] if isinstance(quad.graph_name, BlankNode) else [])]


def _of_triple(triple: Triple) -> list[BlankNode]:
    found: list[BlankNode] = []
    for end in (triple.subject, triple.object):
        if isinstance(end, BlankNode):
            found.append(end)
        elif isinstance(end, Triple):
            found += _of_triple(end)
    return found


def _renamed(quad: Quad, head: str) -> Quad:
    place = NamedNode(head + quad.graph_name.value) if isinstance(quad.graph_name, BlankNode) else quad.graph_name
    triple = _triple(quad.triple, head)
    return Quad(triple.subject, triple.predicate, triple.object, place)


def _triple(triple: Triple, head: str) -> Triple:
    subject = _end(triple.subject, head)
    return Triple(cast("NamedNode", subject), triple.predicate, _end(triple.object, head))


def _end(term: Term, head: str) -> Term:
    if isinstance(term, BlankNode):
        return NamedNode(head + term.value)
    return _triple(term, head) if isinstance(term, Triple) else term
