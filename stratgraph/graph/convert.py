"""The graph as other libraries have it: an `rdflib.Dataset`, a `networkx.MultiDiGraph`.

Both libraries are slow to import: this module is imported by whoever asks for one of the two.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from stratgraph.graph.facts import IN_SOURCE, LAYER, layers_of_locators
from stratgraph.graph.labels import labels, local_name
from stratgraph.graph.memory import FACTS_NODE, Graph, Term, plain
from stratgraph.graph.stated import (
    APPARATUS,
    TYPE_NODE,
    Fact,
    claim_nodes,
    direct_facts,
    layers_by_locator,
    layers_of,
    stated,
    types_of,
)
from stratgraph.model.terms import LABEL, NOTATION, PREF_LABEL, SG, SHORT_LABEL, TYPE

if TYPE_CHECKING:
    import networkx
    import rdflib

#: The properties by which a locator and its layer are known.
DESCRIBES_LOCATORS = (TYPE_NODE, IN_SOURCE, LAYER)


def to_rdflib(graph: Graph) -> rdflib.Dataset:
    """Return the graph as an rdflib dataset, which shares nothing with it.

    It holds the facts graph, the graphs of the locators of the chosen layers, those of the declarations, and the
    ontology's own. `default_union` is True: a pattern without GRAPH reads all of them, each triple once.

    >>> from stratgraph import open_graph
    >>> dataset = to_rdflib(open_graph())
    >>> dataset.default_union
    True
    """
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in graph.workspace.prefixes.items():
        dataset.bind(prefix, namespace, replace=True)
    data = serialize(_chosen(graph), format=RdfFormat.N_QUADS) or b""
    with warnings.catch_warnings():
        # rdflib 7.6 calls what it has deprecated itself.
        warnings.filterwarnings("ignore", "Dataset.default_context is deprecated", DeprecationWarning)
        dataset.parse(data=data, format="nquads")
    return dataset


def _chosen(graph: Graph) -> list[Quad]:
    """Return the quads without those of the locators of other layers."""
    chosen = layers_by_locator(graph)
    quads = list(graph.quads())
    known = Store()
    known.extend(quad for quad in quads if quad.predicate in DESCRIBES_LOCATORS)
    left_out = {locator for locator in layers_of_locators(known) if locator.value not in chosen}
    return [quad for quad in quads if quad.graph_name not in left_out]


def to_networkx(graph: Graph, *, claims: bool = False) -> networkx.MultiDiGraph[str]:
    """Return what is declared and said as a directed graph for NetworkX, parallel relations and evidence kept.

    A node is the IRI of a declared thing with a label; isolated ones stay. Its attributes, each only where it is known:
    `label_en`, `label_sv`, `short_label_en`, `short_label_sv`, `type` (the class's local name; `types` where there are
    several) and `number`. An edge is a fact: its key and `predicate` are the property's IRI, `evidence` is the tuple of
    the IRIs of the locators that say it, `layer` their layers, with a space between.

    Claims with qualifiers (memberships, competitions …) are there as the direct relations that follow from them; with
    `claims` they are nodes too, with their coded and literal values (`status`, `kind`, `year` …) as attributes.

    >>> from stratgraph import open_graph
    >>> network = to_networkx(open_graph())
    >>> network.nodes["https://w3id.org/stratgraph/stockholm-2003/goal-4"]["number"]
    4
    """
    import networkx

    found: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    layers = layers_by_locator(graph)
    for iri in declared(graph):
        found.add_node(iri, **_attributes(graph, iri))
    if claims:
        for iri, kind in sorted(claim_nodes(graph).items()):
            found.add_node(iri, type=local_name(kind), **_values(graph, iri))
    for fact in stated(graph, layers) if claims else direct_facts(graph, layers):
        _add(found, fact, layers)
    return found


def _add(found: networkx.MultiDiGraph[str], fact: Fact, layers: dict[str, str]) -> None:
    """Add a fact whose two ends are nodes."""
    if not isinstance(fact.object, NamedNode):
        return
    if fact.subject in found and fact.object.value in found:
        layer = " ".join(layers_of(fact.evidence, layers))
        found.add_edge(
            fact.subject,
            fact.object.value,
            key=fact.predicate,
            predicate=fact.predicate,
            evidence=fact.evidence,
            layer=layer,
        )


def declared(graph: Graph) -> list[str]:
    """Return the IRIs of the things that are declared with a label: not of sources, sections and locators."""
    predicates = (LABEL, PREF_LABEL, SHORT_LABEL, NOTATION, TYPE)
    graph.prefetch((None, NamedNode(predicate), None, FACTS_NODE) for predicate in predicates)
    labelled = {
        quad.subject.value
        for predicate in (LABEL, PREF_LABEL)
        for quad in graph.quads(None, NamedNode(predicate), None, FACTS_NODE)
        if isinstance(quad.subject, NamedNode)
    }
    apparatus = {
        quad.subject.value
        for quad in graph.quads(None, TYPE_NODE, None, FACTS_NODE)
        if isinstance(quad.subject, NamedNode) and _is_apparatus(quad.object)
    }
    return sorted(labelled - apparatus)


def _is_apparatus(kind: Term) -> bool:
    return isinstance(kind, NamedNode) and kind.value in APPARATUS


def _attributes(graph: Graph, iri: str) -> dict[str, Any]:
    found: dict[str, Any] = {f"label_{language}": text for language, text in labels(graph, iri).items() if language}
    for term in graph.objects(iri, SHORT_LABEL):
        if isinstance(term, Literal) and term.language:
            found.setdefault(f"short_label_{term.language}", term.value)
    kinds = [local_name(kind) for kind in types_of(graph, iri)]
    if kinds:
        found["type"] = kinds[0]
    if len(kinds) > 1:
        found["types"] = tuple(kinds)
    for term in graph.objects(iri, NOTATION):
        found.setdefault("number", plain(term))
    return found


def _values(graph: Graph, claim: str) -> dict[str, Any]:
    """Return the coded values and literals of a claim: those that no edge can hold."""
    found: dict[str, Any] = {}
    for fact in stated(graph, subject=claim):
        if isinstance(fact.object, Literal):
            found[local_name(fact.predicate)] = plain(fact.object)
        elif isinstance(fact.object, NamedNode) and fact.object.value.startswith(SG):
            found[local_name(fact.predicate)] = local_name(fact.object.value)
    return found
