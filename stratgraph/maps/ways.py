"""The ways between two things as a map: what they pass, and the facts that they go by."""

from __future__ import annotations

from pyoxigraph import NamedNode, Triple

from stratgraph.analysis.paths import COLUMNS
from stratgraph.analysis.ways import Ways, triples_of
from stratgraph.analysis.wording import name_of
from stratgraph.graph.labels import entity
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import curie
from stratgraph.maps.content import Quote, text
from stratgraph.maps.graph import StrategyMap, by_steps
from stratgraph.maps.results import map_of_answer, map_of_table
from stratgraph.maps.words import Words
from stratgraph.model.language import Text
from stratgraph.model.table import Table

START, END = Words("From", "Från"), Words("To", "Till")
TITLE = Text(en="From {a} to {b}", sv="Från {a} till {b}")


def map_of_ways(
    graph: Graph,
    found: Ways,
    *,
    title: Text | None = None,
    quote: Quote | None = None,
    date: str | None = None,
    language: str = "en",
) -> StrategyMap:
    """Return the map of some ways: their steps alone; where there is no way, both ends without a line."""
    title = title or TITLE.format(a=name_of(graph, found.start), b=name_of(graph, found.end))
    links = tuple(
        Triple(NamedNode(subject), NamedNode(predicate), end) for subject, predicate, end in triples_of(found)
    )
    if links:
        drawn = map_of_answer(graph, links, title=title, quote=quote, date=date, language=language)
        columns = _columns(graph, found)
        headings = {place: text("Step {n}", "Steg {n}", n=place) for place in columns.values()}
        return by_steps(drawn, columns, headings | {0: START, max(columns.values()): END})
    ends = Table((COLUMNS[0],), tuple((entity(graph, iri, language),) for iri in (found.start, found.end)))
    return map_of_table(graph, ends, title=title, quote=quote, date=date, language=language)


def _columns(graph: Graph, found: Ways) -> dict[str, int]:
    """Return in which column each thing stands: how many steps after the start it is first met; the end is last."""
    first: dict[str, int] = {}
    for path in found.paths:
        for place, step in enumerate(path.steps, start=1):
            first[step.end] = min(place, first.get(step.end, place))
    first[found.end] = max(first[found.end], *(place + 1 for iri, place in first.items() if iri != found.end), 1)
    return {curie(graph, iri): place for iri, place in {**first, found.start: 0}.items()}
