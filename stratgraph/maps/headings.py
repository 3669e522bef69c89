"""What stands around a map: the strategy's name and year, where the facts come from, why there is nothing to show."""

from __future__ import annotations

import re

from pyoxigraph import Literal

from stratgraph.graph.labels import labels, local_name
from stratgraph.graph.memory import Graph
from stratgraph.maps.parts import Content
from stratgraph.maps.words import Words, clean, either, of
from stratgraph.model.language import LANGUAGES
from stratgraph.model.terms import DCTERMS, SG, TYPE
from stratgraph.questions.answer import LAYER_WORDS

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")

NOTHING = Words(
    "There is nothing to show: the chosen layers name no goal, network, city or cluster.",
    "Det finns inget att visa: de valda lagren nämner inget mål, nätverk, ingen stad och inget kluster.",
)
NO_LINES = Words(
    "The chosen layers state no relation between these.",
    "De valda lagren anger inget samband mellan dessa.",
)


def name_of_strategy(graph: Graph) -> Words:
    """Return what the strategy is called: by the workspace, else by the graph."""
    named = {language: clean(graph.workspace.name.into(language)) for language in LANGUAGES}
    if any(named.values()) or graph.strategy is None:
        return either(named, local_name(str(graph.workspace.folder)))
    return either(labels(graph, graph.strategy), local_name(graph.strategy))


def year_of(graph: Graph) -> str | None:
    """Return the year of the document: its date, else the year in its name or the strategy's; None where none is."""
    iris = [*graph.subjects(TYPE, SG + "Source"), *([graph.strategy] if graph.strategy else [])]
    documents = [iri for iri in iris if _layer(graph, iri) in (None, "document")]
    dated = [term.value for iri in documents for term in graph.objects(iri, DCTERMS + "date") if isinstance(term, Literal)]
    named = [text for iri in documents for text in labels(graph, iri).values()]
    for text in (*dated, *named, *name_of_strategy(graph)[:2]):
        if found := _YEAR.search(text):
            return found[0]
    return None


def _layer(graph: Graph, iri: str) -> str | None:
    return next((term.value for term in graph.objects(iri, SG + "layer") if isinstance(term, Literal)), None)


def source_line(graph: Graph, content: Content) -> Words:
    """Return where the facts of the map come from, by layer."""
    sources: dict[str, Words] = {}
    for iri in graph.subjects(TYPE, SG + "Source"):
        sources.setdefault(_layer(graph, iri) or "document", either(labels(graph, iri), local_name(iri)))
    used = {locator.layer for locator in content.locators}
    parts = [
        Words(f"{of(word).en}: {sources[layer].en}", f"{of(word).sv}: {sources[layer].sv}") if layer in sources else of(word)
        for layer, word in LAYER_WORDS.items()
        if layer in used
    ]
    if not parts:
        return Words("No source", "Ingen källa")
    return Words("Source: " + "; ".join(part.en for part in parts), "Källa: " + "; ".join(part.sv for part in parts))


def empty_sentence(content: Content) -> Words | None:
    """Return why there is little or nothing to see; None where there are boxes and lines."""
    if not content.nodes:
        return NOTHING
    return NO_LINES if not content.edges else None
