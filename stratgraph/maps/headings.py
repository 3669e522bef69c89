"""What stands around a map: the strategy's name and year, where the facts come from, why there is nothing to show."""

from __future__ import annotations

import re
from collections import Counter

from pyoxigraph import Literal

from stratgraph.graph.labels import labels, local_name
from stratgraph.graph.memory import Graph
from stratgraph.maps.kinds import LACKS
from stratgraph.maps.parts import Content
from stratgraph.maps.words import Words, clean, either, of
from stratgraph.model.language import LANGUAGES
from stratgraph.model.terms import DCTERMS, LAYERS, SG, TYPE
from stratgraph.questions.answer import LAYER_WORDS

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")

NOTHING = Words(
    "There is nothing to show: the chosen layers name no goal, network, city or cluster.",
    "Det finns inget att visa: de valda lagren nämner inget mål, nätverk, ingen stad och inget kluster.",
)
ONE_ALONE = Words(
    "The chosen layers name only this one thing, and no relation.",
    "De valda lagren nämner bara detta, och inget samband.",
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
    dated = [
        term.value for iri in documents for term in graph.objects(iri, DCTERMS + "date") if isinstance(term, Literal)
    ]
    named = [text for iri in documents for text in labels(graph, iri).values()]
    for text in (*dated, *named, *name_of_strategy(graph)[:2]):
        if found := _YEAR.search(text):
            return found[0]
    return None


def _layer(graph: Graph, iri: str) -> str | None:
    return next((term.value for term in graph.objects(iri, SG + "layer") if isinstance(term, Literal)), None)


def source_line(graph: Graph, content: Content) -> Words:
    """Return where the facts of the map come from: the documents' names, and the other layers in a word."""
    used = {locator.layer for locator in content.locators}
    documents = [iri for iri in graph.subjects(TYPE, SG + "Source") if _layer(graph, iri) in (None, "document")]
    names = [either(labels(graph, iri), local_name(iri)) for iri in documents if "document" in used]
    others = [of(LAYER_WORDS[layer]) for layer in LAYERS if layer in used and (layer != "document" or not names)]
    parts = [*names[:2], *others]
    if not parts:
        return Words("No source", "Ingen källa")
    return Words("Source: " + "; ".join(part.en for part in parts), "Källa: " + "; ".join(part.sv for part in parts))


def in_short(content: Content) -> Words:
    """Return what is on the map in one line: how much of each, and which goals name no network that exists.

    A kind that is not there is not counted.
    """
    counts = Counter(node.kind for node in content.nodes)
    parts = [
        Words(f"{number} {one.en if number == 1 else many.en}", f"{number} {one.sv if number == 1 else many.sv}")
        for kinds, one, many in _COUNTED
        if (number := sum(counts[kind] for kind in kinds))
    ]
    if counts["Gap"]:
        parts.insert(1, _lacking(content, counts["Gap"]))
    return Words(" · ".join(part.en for part in parts), " · ".join(part.sv for part in parts))


def _lacking(content: Content, count: int) -> Words:
    named = {edge.start for edge in content.edges if edge.relation == LACKS}
    numbers = sorted(node.number for node in content.nodes if node.id in named and node.number is not None)
    which = f" ({', '.join(map(str, numbers))})" if len(numbers) == count else ""
    return Words(
        f"{count} without a named, existing network{which}", f"{count} utan namngivet, befintligt nätverk{which}"
    )


#: What the line under the title counts.
_COUNTED = (
    (("Goal",), Words("goal", "mål"), Words("goals", "mål")),
    (("Network",), Words("network", "nätverk"), Words("networks", "nätverk")),
    (("Competitor", "CompetitorAndPartner"), Words("competitor", "konkurrent"), Words("competitors", "konkurrenter")),
    (
        ("Partner", "CompetitorAndPartner", "PossiblePartner"),
        Words("partner or possible partner", "partner eller tänkbar partner"),
        Words("partners or possible partners", "partner eller tänkbara partner"),
    ),
    (("Cluster",), Words("cluster", "kluster"), Words("clusters", "kluster")),
)


def empty_sentence(content: Content) -> Words | None:
    """Return why there is little or nothing to see; None where there are boxes and lines."""
    if not content.nodes:
        return NOTHING
    if content.edges:
        return None
    return ONE_ALONE if len(content.nodes) == 1 else NO_LINES
