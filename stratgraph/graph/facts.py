"""The facts graph: what the chosen layers say, each fact once.

The same fact may stand in many locators' graphs. Stores do not remove such duplicates when they join graphs, so
questions read what is so from here and where it is said from the locators' graphs.

The engine writes each graph as N-Triples and reads the facts again, which costs a fraction of what it costs to join
graphs in SPARQL or to hold each triple as a Python object. Between the two only whole lines are looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from stratgraph.model.terms import DESCRIBING, FACTS, LAYERS, ONTOLOGY, SG, TYPE

TYPE_NODE = NamedNode(TYPE)
FACTS_NODE = NamedNode(FACTS)
LOCATOR = NamedNode(SG + "Locator")
LAYER = NamedNode(SG + "layer")
IN_SOURCE = NamedNode(SG + "inSource")
DECLARATION_GRAPH = NamedNode(SG + "DeclarationGraph")

#: The layer of a locator whose source names none.
LAYER_OF_CLASS = {"Passage": "document", "Note": "interpretation", "Record": "context"}

#: The ends of lines that type a locator or a graph of declarations: the facts graph says itself what is a locator.
_OF_GRAPHS = (f"{LOCATOR} .".encode(), f"{DECLARATION_GRAPH} .".encode())
_DESCRIPTIONS = frozenset(f"<{iri}>".encode() for iri in DESCRIBING)
_BLANK = b"_:"


def add_facts(
    store: Store, *, layers: Collection[str] = LAYERS, layer_of_graph: Mapping[str, str] | None = None
) -> None:
    """Add the facts graph for the chosen layers to a store.

    It holds what the locators of these layers say, what is declared of everything that they mention (and of the
    locators themselves), and for each locator its type `sg:Locator` and its `sg:layer`. `layer_of_graph` gives layers
    of named graphs whose own description gives none.
    """
    named, nameless = by_blank_nodes(fact_triples(store, layers=layers, layer_of_graph=layer_of_graph))
    # Reading into a store gives blank nodes new names; parsing keeps those that the other graphs have.
    store.extend(
        Quad(triple.subject, triple.predicate, triple.object, FACTS_NODE)
        for triple in parse(input=nameless, format=RdfFormat.N_TRIPLES)
    )
    store.load(input=named, format=RdfFormat.N_TRIPLES, to_graph=FACTS_NODE, lenient=True)


def by_blank_nodes(pieces: Iterable[bytes]) -> tuple[bytes, bytes]:
    r"""Return the lines of N-Triples without blank nodes, and those with some.

    >>> by_blank_nodes([b"<a:s> <a:p> <a:o> .\n<a:s> <a:p> _:x .\n", b"<a:s> <a:p> '_:x' .\n"])
    (b"<a:s> <a:p> <a:o> .\n<a:s> <a:p> '_:x' .\n", b'<a:s> <a:p> _:x .\n')
    """
    named: list[bytes] = []
    nameless: list[bytes] = []
    for triples in pieces:
        if _BLANK not in triples:
            named.append(triples)
            continue
        for line in _lines(triples):
            subject, _, rest = line.split(b" ", 2)
            (nameless if _BLANK in (subject[:2], rest[:2]) else named).append(line + b"\n")
    return b"".join(named), b"".join(nameless)


def fact_triples(
    store: Store, *, layers: Collection[str] = LAYERS, layer_of_graph: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Yield the triples of the facts graph as N-Triples in pieces of whole lines; what is said twice comes twice."""
    every = layers_of_locators(store, layer_of_graph=layer_of_graph)
    chosen = {locator: layer for locator, layer in every.items() if layer in layers}
    said = b"".join(triples_of(store, locator) for locator in chosen)
    yield said
    yield _reached(_declared(store, every), said, {str(locator).encode() for locator in chosen})
    yield b"".join(
        f'{locator} {TYPE_NODE} {LOCATOR} .\n{locator} {LAYER} "{layer}" .\n'.encode()
        for locator, layer in chosen.items()
    )


def triples_of(store: Store, graph: NamedNode | DefaultGraph) -> bytes:
    """Return a graph's triples as N-Triples; a line end within a text is escaped, so each line is a triple."""
    return store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""


def layers_of_locators(store: Store, *, layer_of_graph: Mapping[str, str] | None = None) -> dict[NamedNode, str]:
    """Return every locator of the store with the layer that it belongs to.

    The source's own `sg:layer` decides, then what the workspace says of the file, then the locator's class.
    """
    given = layer_of_graph or {}
    own = _layers_of_sources(store)
    found: dict[NamedNode, str] = {}
    for name, usual in LAYER_OF_CLASS.items():
        for quad in store.quads_for_pattern(None, TYPE_NODE, NamedNode(SG + name), None):
            locator = quad.subject
            if isinstance(locator, NamedNode):
                found[locator] = own.get(locator) or given.get(locator.value) or usual
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


def _layers_of_sources(store: Store) -> dict[object, str]:
    """Return the layer of the source that each locator stands in, where the source gives one."""
    layers = store.quads_for_pattern(None, LAYER, None, None)
    of_source: dict[object, str] = {q.subject: q.object.value for q in layers if isinstance(q.object, Literal)}
    found: dict[object, str] = {}
    for quad in store.quads_for_pattern(None, IN_SOURCE, None, None) if of_source else ():
        if (layer := of_source.get(quad.object)) is not None:
            found.setdefault(quad.subject, layer)
    return found


def _declared(store: Store, locators: Collection[NamedNode]) -> list[bytes]:
    """Return the lines of what is declared, and of what graphs that are nobody's say to describe something."""
    declaring = declaration_graphs(store)
    known = {*locators, *declaring}
    found = _lines(b"".join(triples_of(store, graph) for graph in declaring))
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and graph not in known and is_locator_graph(graph):
            found += [line for line in _lines(triples_of(store, graph)) if line.split(b" ", 2)[1] in _DESCRIPTIONS]
    return found


def _reached(declared: Sequence[bytes], said: bytes, chosen: set[bytes]) -> bytes:
    """Return what is declared of what the locators lead to, at once or by other declarations.

    The types of graphs are left out.
    """
    subjects = [_subject(line) for line in declared]
    left = set(subjects) - chosen
    for line in _lines(said):
        left.discard(_subject(line))
        left.discard(_object(line))
    leads_to: dict[bytes, list[bytes]] = {}
    for subject, line in zip(subjects, declared, strict=True) if left else ():
        if (value := _object(line)) in left:
            leads_to.setdefault(subject, []).append(value)
    waiting = [subject for subject in leads_to if subject not in left]
    while waiting:
        reached = left.intersection(leads_to.get(waiting.pop(), ()))
        left -= reached
        waiting.extend(reached)
    kept = [
        line
        for subject, line in zip(subjects, declared, strict=True)
        if subject not in left and not line.endswith(_OF_GRAPHS)
    ]
    return b"\n".join([*kept, b""])


def _subject(line: bytes) -> bytes:
    return line.partition(b" ")[0]


def _object(line: bytes) -> bytes:
    """Return the object of a triple, of a literal or a triple term its last word."""
    return line.rsplit(b" ", 2)[-2]


def _lines(triples: bytes) -> list[bytes]:
    return triples.split(b"\n")[:-1]
