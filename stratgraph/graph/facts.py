"""The facts graph: what the chosen layers say, each fact once.

The same fact may stand in many locators' graphs. Stores do not remove such duplicates when they join graphs, so
questions read what is so from here and where it is said from the locators' graphs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

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


def derive_facts(
    store: Store, *, layers: Collection[str] = LAYERS, layer_of_graph: Mapping[str, str] | None = None
) -> list[Quad]:
    """Return the quads of the facts graph for the chosen layers.

    They are what the locators of these layers say, what is declared of everything that they mention (and of the
    locators themselves), and for each locator its type `sg:Locator` and its `sg:layer`. `layer_of_graph` gives layers
    of named graphs whose own description gives none.
    """
    chosen = {
        locator: layer
        for locator, layer in layers_of_locators(store, layer_of_graph=layer_of_graph).items()
        if layer in layers
    }
    triples = {quad.triple for locator in chosen for quad in store.quads_for_pattern(None, None, None, locator)}
    triples |= _declared(_declarations(store), _mentioned(triples) | set(chosen))
    facts = [Quad(triple.subject, triple.predicate, triple.object, FACTS_NODE) for triple in triples]
    for locator, layer in chosen.items():
        facts.append(Quad(locator, TYPE_NODE, LOCATOR, FACTS_NODE))
        facts.append(Quad(locator, LAYER, Literal(layer), FACTS_NODE))
    return facts


def layers_of_locators(store: Store, *, layer_of_graph: Mapping[str, str] | None = None) -> dict[NamedNode, str]:
    """Return every locator of the store with the layer that it belongs to.

    The source's own `sg:layer` decides, then what the workspace says of the file, then the locator's class.
    """
    given = layer_of_graph or {}
    found: dict[NamedNode, str] = {}
    for name, usual in LAYER_OF_CLASS.items():
        for quad in store.quads_for_pattern(None, TYPE_NODE, NamedNode(SG + name), None):
            locator = quad.subject
            if isinstance(locator, NamedNode):
                found[locator] = _layer_of_source(store, locator) or given.get(locator.value) or usual
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


def _layer_of_source(store: Store, locator: NamedNode) -> str | None:
    for in_source in store.quads_for_pattern(locator, IN_SOURCE, None, None):
        source = in_source.object
        if isinstance(source, NamedNode):
            for quad in store.quads_for_pattern(source, LAYER, None, None):
                return quad.object.value if isinstance(quad.object, Literal) else None
    return None


def _mentioned(triples: Iterable[Triple]) -> set[Resource]:
    """Return the resources that stand at either end of the triples."""
    return {end for triple in triples for end in (triple.subject, triple.object) if isinstance(end, Resource)}


def _declarations(store: Store) -> dict[object, list[Triple]]:
    """Return what is declared, by subject.

    A graph that is typed as one of declarations may say anything; another that is no locator's can only describe.
    """
    by_subject: dict[object, list[Triple]] = {}
    typed = declaration_graphs(store)
    locators = set(layers_of_locators(store))
    others = [graph for graph in store.named_graphs() if graph not in locators and graph not in typed]
    for graph in [*typed, *filter(is_locator_graph, others)]:
        for quad in store.quads_for_pattern(None, None, None, graph):
            if graph in typed or quad.predicate.value in DESCRIBING:
                by_subject.setdefault(quad.subject, []).append(quad.triple)
    return by_subject


def _declared(by_subject: Mapping[object, list[Triple]], mentioned: set[Resource]) -> set[Triple]:
    """Return what is declared of the resources, and of those that their declarations lead to."""
    found: set[Triple] = set()
    waiting = list(mentioned)
    seen = set(mentioned)
    while waiting:
        for triple in by_subject.get(waiting.pop(), ()):
            if triple.object == LOCATOR or triple.object == DECLARATION_GRAPH:
                continue
            found.add(triple)
            new = _mentioned([triple]) - seen
            seen |= new
            waiting += new
    return found


def is_locator_graph(graph: object) -> bool:
    """Tell whether a graph's name can be a locator's: neither the facts nor the ontology."""
    return isinstance(graph, NamedNode) and graph.value not in (FACTS, ONTOLOGY)
