"""The facts graph: what the chosen layers say, each fact once.

The same fact may stand in many locators' graphs. Stores do not remove such duplicates when they join graphs, so
questions read what is so from here and where it is said from the locators' graphs.

The engine moves the triples itself. Python decides only which graphs count and what they lead to, so that the cost
grows with the number of resources, and a graph of a million quads can be derived.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from stratgraph.model.terms import DESCRIBING, FACTS, LAYERS, ONTOLOGY, SG, TYPE

TYPE_NODE = NamedNode(TYPE)
FACTS_NODE = NamedNode(FACTS)
LOCATOR = NamedNode(SG + "Locator")
LAYER = NamedNode(SG + "layer")
IN_SOURCE = NamedNode(SG + "inSource")
DECLARATION_GRAPH = NamedNode(SG + "DeclarationGraph")

#: The layer of a locator whose source names none.
LAYER_OF_CLASS = {"Passage": "document", "Note": "interpretation", "Record": "context"}

Resource = NamedNode | BlankNode

#: Marks for the time of a derivation, in a graph of their own: which graphs speak, declare or describe, and which
#: resources nothing leads to.
MARKS = NamedNode("urn:stratgraph:marks")
SPEAKS, DECLARES, DESCRIBES, UNREACHED = (
    NamedNode(f"urn:stratgraph:{name}") for name in ("speaks", "declares", "describes", "unreached")
)

_SAID = f"GRAPH {MARKS} {{ ?graph a {SPEAKS} }} GRAPH ?graph {{ ?s ?p ?o }}"
_DECLARED = ("?s ?p ?o", f"GRAPH {MARKS} {{ ?graph a {DECLARES} }} GRAPH ?graph {{ ?s ?p ?o }}")
_DESCRIPTIONS = ", ".join(f"<{iri}>" for iri in sorted(DESCRIBING))
_DESCRIBED = f"GRAPH {MARKS} {{ ?graph a {DESCRIBES} }} GRAPH ?graph {{ ?s ?p ?o FILTER(?p IN ({_DESCRIPTIONS})) }}"
_NOT_OF_GRAPHS = f"FILTER(?o != {LOCATOR} && ?o != {DECLARATION_GRAPH})"
_REACHED = f"FILTER NOT EXISTS {{ GRAPH {MARKS} {{ ?s a {UNREACHED} }} }}"


def add_facts(
    store: Store, *, layers: Collection[str] = LAYERS, layer_of_graph: Mapping[str, str] | None = None
) -> None:
    """Add the facts graph for the chosen layers to a store.

    It holds what the locators of these layers say, what is declared of everything that they mention (and of the
    locators themselves), and for each locator its type `sg:Locator` and its `sg:layer`. `layer_of_graph` gives layers
    of named graphs whose own description gives none.
    """
    with marked(store, layers=layers, layer_of_graph=layer_of_graph) as chosen:
        for pattern in fact_patterns(store):
            store.update(f"INSERT {{ GRAPH {FACTS_NODE} {{ ?s ?p ?o }} }} WHERE {{ {pattern} }}")
    store.extend(locator_facts(chosen))


def fact_patterns(store: Store) -> tuple[str, ...]:
    """Return the patterns that together match every fact, as `?s ?p ?o`, in a store that is marked."""
    condition = f"{_NOT_OF_GRAPHS} {_REACHED}" if _bears(store, UNREACHED) else _NOT_OF_GRAPHS
    return (_SAID, *(f"{pattern} {condition}" for pattern in _declared(store)))


@contextmanager
def marked(
    store: Store, *, layers: Collection[str] = LAYERS, layer_of_graph: Mapping[str, str] | None = None
) -> Iterator[dict[NamedNode, str]]:
    """Mark the graphs and resources that count, for as long as the context lasts; give the locators' layers."""
    every = layers_of_locators(store, layer_of_graph=layer_of_graph)
    chosen = {locator: layer for locator, layer in every.items() if layer in layers}
    declaring = [graph for graph in declaration_graphs(store) if isinstance(graph, NamedNode)]
    known = {*every, *declaring}
    describing = [graph for graph in store.named_graphs() if graph not in known and is_locator_graph(graph)]
    for graphs, mark in ((chosen, SPEAKS), (declaring, DECLARES), (describing, DESCRIBES)):
        store.extend(Quad(graph, TYPE_NODE, mark, MARKS) for graph in graphs)
    try:
        store.extend(Quad(resource, TYPE_NODE, UNREACHED, MARKS) for resource in _unreached(store, chosen))
        yield chosen
    finally:
        store.remove_graph(MARKS)


def locator_facts(chosen: Mapping[NamedNode, str]) -> Iterator[Quad]:
    """Yield what the facts graph says of each locator: that it is one, and its layer."""
    for locator, layer in chosen.items():
        yield Quad(locator, TYPE_NODE, LOCATOR, FACTS_NODE)
        yield Quad(locator, LAYER, Literal(layer), FACTS_NODE)


def layers_of_locators(store: Store, *, layer_of_graph: Mapping[str, str] | None = None) -> dict[NamedNode, str]:
    """Return every locator of the store with the layer that it belongs to.

    The source's own `sg:layer` decides, then what the workspace says of the file, then the locator's class.
    """
    given = layer_of_graph or {}
    found: dict[NamedNode, str] = {}
    layer_of_source: dict[NamedNode, str | None] = {}
    for name, usual in LAYER_OF_CLASS.items():
        for quad in store.quads_for_pattern(None, TYPE_NODE, NamedNode(SG + name), None):
            locator = quad.subject
            if isinstance(locator, NamedNode):
                own = _layer_of_source(store, locator, layer_of_source)
                found[locator] = own or given.get(locator.value) or usual
    declarations = {graph.value for graph in declaration_graphs(store) if isinstance(graph, NamedNode)}
    for graph, layer in given.items():
        if graph not in declarations:
            found.setdefault(NamedNode(graph), layer)
    return found


def declaration_graphs(store: Store) -> list[NamedNode | DefaultGraph]:
    """Return the graphs that declare: those typed so, and the default graph."""
    typed = store.quads_for_pattern(None, TYPE_NODE, DECLARATION_GRAPH, None)
    named = {quad.subject for quad in typed if isinstance(quad.subject, NamedNode)}
    return [DefaultGraph(), *sorted(named, key=lambda node: node.value)]


def is_locator_graph(graph: object) -> bool:
    """Tell whether a graph's name can be a locator's: neither the facts nor the ontology."""
    return isinstance(graph, NamedNode) and graph.value not in (FACTS, ONTOLOGY)


def _layer_of_source(store: Store, locator: NamedNode, known: dict[NamedNode, str | None]) -> str | None:
    """Return the layer of the source that a locator stands in; `known` keeps those that were looked up."""
    for in_source in store.quads_for_pattern(locator, IN_SOURCE, None, None):
        source = in_source.object
        if isinstance(source, NamedNode):
            if source not in known:
                layers = (quad.object for quad in store.quads_for_pattern(source, LAYER, None, None))
                known[source] = next((layer.value for layer in layers if isinstance(layer, Literal)), None)
            if known[source] is not None:
                return known[source]
    return None


def _unreached(store: Store, chosen: Iterable[NamedNode]) -> set[Resource]:
    """Return the resources with declarations that neither the locators nor other declarations lead to."""
    declared = _declared(store)
    subjects = _column(store, [f"SELECT DISTINCT ?s {{ {pattern} }}" for pattern in declared])
    said = _column(store, [f"SELECT DISTINCT {end} {{ {_SAID} }}" for end in ("?s", "?o")])
    left = subjects - said - set(chosen)
    if not left:
        return left
    leads_to: dict[Resource, list[Resource]] = {}
    for pattern in declared:
        for source, target in _rows(store, f"SELECT ?s ?o {{ {pattern} {_NOT_OF_GRAPHS} FILTER(!isLITERAL(?o)) }}"):
            if target in left:
                leads_to.setdefault(source, []).append(target)
    waiting = [source for source in leads_to if source not in left]
    while waiting:
        for target in leads_to.get(waiting.pop(), ()):
            if target in left:
                left.discard(target)
                waiting.append(target)
    return left


def _declared(store: Store) -> tuple[str, ...]:
    """Return the patterns of what is declared; that of mere descriptions costs a scan, and most stores have none."""
    return (*_DECLARED, _DESCRIBED) if _bears(store, DESCRIBES) else _DECLARED


def _bears(store: Store, mark: NamedNode) -> bool:
    """Tell whether anything bears a mark."""
    return any(True for _ in store.quads_for_pattern(None, TYPE_NODE, mark, MARKS))


def _column(store: Store, queries: Iterable[str]) -> set[Resource]:
    return {row[0] for query in queries for row in _rows(store, query) if isinstance(row[0], Resource)}


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)  # noqa: S101 - a SELECT has no other answer
    return found
