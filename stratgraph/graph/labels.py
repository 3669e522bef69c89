"""What a resource is called: one label in the asked language, however many it has."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from stratgraph.graph.memory import Graph, Solutions, Term
from stratgraph.graph.values import portions, with_rows
from stratgraph.model.language import LANGUAGES
from stratgraph.model.table import Entity
from stratgraph.model.terms import FACTS, LABEL, ONTOLOGY, PREF_LABEL, SG

#: What `Entity.fallback` says of a label that was made of the IRI.
FROM_IRI = "iri"


def local_name(iri: str) -> str:
    """Return the last part of an IRI.

    >>> local_name("https://example.org/town/goal-1"), local_name("https://example.org/x#Goal")
    ('goal-1', 'Goal')
    """
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1] or iri


def entity(graph: Graph, iri: str, language: str) -> Entity:
    """Return a resource with its label in the language, else in the other, else made of its IRI."""
    found = labels(graph, iri, wanted=language)
    for wanted in (language, *(other for other in LANGUAGES if other != language), ""):
        if wanted in found:
            return Entity(iri, found[wanted], None if wanted in (language, "") else wanted)
    if (cited := _citation(graph, iri, language)) is not None:
        return Entity(iri, cited)
    return Entity(iri, local_name(iri), FROM_IRI)


def entities(graph: Graph, iris: Iterable[str], language: str) -> dict[str, Entity]:
    """Return those of the resources that rdfs:label names in the language; `entity` finds what the others are called.

    A store on disk answers for many at once in half the time.
    """
    things = list(iris)
    named: dict[str, str] = {}
    for portion in portions((Literal(place), NamedNode(iri)) for place, iri in enumerate(things)):
        found = graph.query(with_rows(_LABELS, ("place", "thing"), portion), whole=False)
        assert isinstance(found, Solutions)  # noqa: S101 - a SELECT has no other answer
        for place, name in found:
            if isinstance(place, Literal) and isinstance(name, Literal) and _spoken(name) == language:
                iri = things[int(place.value)]
                named[iri] = min(name.value, named.get(iri, name.value))
    return {iri: Entity(iri, text) for iri, text in named.items()}


_LABELS = f"SELECT ?place ?name WHERE {{ GRAPH <{FACTS}> {{ ?thing <{LABEL}> ?name }} }}"


def _citation(graph: Graph, iri: str, language: str) -> str | None:
    """Return how a locator is cited, which has no label of its own; None for anything else."""
    if not graph.objects(iri, SG + "layer"):
        return None
    from stratgraph.graph.evidence import citations

    return citations(graph, [iri], language)[iri]


def labels(graph: Graph, iri: str, *, wanted: str | None = None) -> dict[str, str]:
    """Return a resource's labels by language ("" where they bear none): rdfs:label first, else skos:prefLabel.

    Of several in one language the first in alphabetical order counts. Where rdfs:label is in the `wanted` language, no
    other is looked for.
    """
    if graph.index is not None and (known := graph.index.labels(iri)) is not None:
        return known
    if iri.startswith(SG):
        # The ontology has labels of one kind alone.
        return _first_of_each(_by_language(graph.objects(iri, LABEL, graph=ONTOLOGY)))
    names = _by_language(graph.objects(iri, LABEL))
    if not any(language == wanted for language, _ in names):
        names += _by_language(graph.objects(iri, PREF_LABEL))
    if not names and graph.has_own_terms:
        # A term of the workspace's own, which its ontology names.
        names = _by_language(graph.objects(iri, LABEL, graph=ONTOLOGY))
    return _first_of_each(names)


def _first_of_each(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, text in names:
        found.setdefault(language, text)
    return found


def _by_language(terms: Iterable[Term]) -> list[tuple[str, str]]:
    """Return the literals with the first part of their language tag, in alphabetical order."""
    return sorted((_spoken(term), term.value) for term in terms if isinstance(term, Literal))


def _spoken(name: Literal) -> str:
    return (name.language or "").split("-")[0].lower()
