"""What is said of things, and where: each fact of the locators' graphs once, with the locators that say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from stratgraph.graph.memory import FACTS_NODE, Graph, Term, plain
from stratgraph.model.terms import DCTERMS, LAYERS, ORG, SG, TYPE

TYPE_NODE = NamedNode(TYPE)
LAYER_NODE = NamedNode(SG + "layer")
LOCATOR_NODE = NamedNode(SG + "Locator")

#: Claims with qualifiers: nodes that stand for a relation, not for a thing. Next to each, the ends of the relation, and
#: the direct property that the ontology's rules write between them.
CLAIMS: dict[str, tuple[str, str, str]] = {
    SG + "Membership": (ORG + "member", ORG + "organization", SG + "memberOf"),
    SG + "Participation": (SG + "participant", SG + "in", SG + "activeIn"),
    SG + "Competition": (SG + "focal", SG + "competitor", SG + "competesWith"),
    SG + "Cooperation": (SG + "party", SG + "party", SG + "cooperatesWith"),
    SG + "Agreement": (SG + "party", SG + "party", SG + "hasAgreementWith"),
    SG + "Responsibility": (SG + "body", SG + "task", SG + "responsibleFor"),
}

#: Classes of what describes sources and the places in them, rather than what they speak of.
APPARATUS = frozenset(
    SG + name
    for name in (
        "Source",
        "Section",
        "Locator",
        "Passage",
        "PassagePart",
        "Note",
        "Record",
        "LineRange",
        "DeclarationGraph",
    )
) | {"http://www.w3.org/ns/oa#TextPositionSelector"}

#: Links of a section or a source, which are no links of the strategy.
APPARATUS_LINKS = frozenset({SG + "inSource", SG + "inSection", SG + "restsOn", DCTERMS + "hasPart"})


class Fact(NamedTuple):
    """A fact and the IRIs of the locators that say it, sorted."""

    subject: str
    predicate: str
    object: Term
    evidence: tuple[str, ...]


def layers_by_locator(graph: Graph) -> dict[str, str]:
    """Return the layer of each locator of the layers that the graph was opened for."""
    graph.prefetch([(None, LAYER_NODE, None, FACTS_NODE), (None, TYPE_NODE, LOCATOR_NODE, FACTS_NODE)])
    found = graph.quads(None, LAYER_NODE, None, FACTS_NODE)
    layers = {str(plain(quad.subject)): str(plain(quad.object)) for quad in found}
    locators = graph.quads(None, TYPE_NODE, LOCATOR_NODE, FACTS_NODE)
    chosen = sorted(quad.subject.value for quad in locators if isinstance(quad.subject, NamedNode))
    return {locator: layers.get(locator, LAYERS[0]) for locator in chosen}


def stated(
    graph: Graph,
    locators: Iterable[str] | None = None,
    *,
    subject: str | None = None,
    object: str | None = None,  # noqa: A002 - RDF's own word
) -> list[Fact]:
    """Return the facts that the locators say, types left out, in a fixed order.

    `locators` are those that count (default: of the layers that the graph was opened for); `subject` and `object` are
    the IRIs of the ends that are asked for.
    """
    chosen = set(layers_by_locator(graph) if locators is None else locators)
    said: dict[tuple[str, str, Term], set[str]] = {}
    for quad in _quads(graph, chosen, subject, object):
        place = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
        if place in chosen and quad.predicate != TYPE_NODE and isinstance(quad.subject, NamedNode):
            said.setdefault((quad.subject.value, quad.predicate.value, quad.object), set()).add(place)
    facts = (Fact(*triple, tuple(sorted(places))) for triple, places in said.items())
    return sorted(facts, key=lambda fact: (fact.subject, fact.predicate, str(fact.object)))


def _quads(graph: Graph, locators: Iterable[str], subject: str | None, other: str | None) -> Iterator[Quad]:
    """Yield the quads that may count: of the asked ends, or of each locator's graph, which spares all other graphs."""
    if subject is None and other is None:
        places = [NamedNode(locator) for locator in locators]
        graph.prefetch((None, None, None, place) for place in places)
        for place in places:
            yield from graph.quads(None, None, None, place)
        return
    yield from graph.quads(NamedNode(subject) if subject else None, None, NamedNode(other) if other else None)


def types_of(graph: Graph, iri: str) -> tuple[str, ...]:
    """Return the IRIs of a resource's classes, `sg:Locator` left out, since every locator has a class of its own."""
    found = graph.objects(iri, TYPE)
    return tuple(term.value for term in found if isinstance(term, NamedNode) and term.value != SG + "Locator")


def claim_nodes(graph: Graph) -> dict[str, str]:
    """Return the class of each claim."""
    graph.prefetch((None, TYPE_NODE, NamedNode(kind), FACTS_NODE) for kind in CLAIMS)
    return {
        quad.subject.value: kind
        for kind in CLAIMS
        for quad in graph.quads(None, TYPE_NODE, NamedNode(kind), FACTS_NODE)
        if isinstance(quad.subject, NamedNode)
    }


def direct_facts(graph: Graph, locators: Iterable[str] | None = None) -> list[Fact]:
    """Return the facts that link two things, or tell a thing's number or date: no claim is an end of them."""
    claims = claim_nodes(graph)
    return [
        fact
        for fact in stated(graph, locators)
        if fact.subject not in claims
        and fact.predicate not in APPARATUS_LINKS
        and not (isinstance(fact.object, NamedNode) and fact.object.value in claims)
    ]


def layers_of(evidence: Iterable[str], layers: dict[str, str]) -> tuple[str, ...]:
    """Return the layers of some locators, each once, in the layers' order."""
    found = {layers[locator] for locator in evidence if locator in layers}
    return tuple(layer for layer in LAYERS if layer in found)


def curie(graph: Graph, iri: str) -> str:
    """Return the CURIE of an IRI by the workspace's prefixes, else the IRI as it is."""
    fitting = [
        (namespace, prefix) for prefix, namespace in graph.workspace.prefixes.items() if iri.startswith(namespace)
    ]
    if not fitting:
        return iri
    namespace, prefix = max(fitting)
    name = iri[len(namespace) :]
    return iri if "/" in name or "#" in name else f"{prefix}:{name}"
