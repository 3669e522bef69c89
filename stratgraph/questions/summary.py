"""What is in the graph, counted."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from stratgraph.graph.labels import entity
from stratgraph.graph.memory import Graph, Solutions, plain
from stratgraph.model.language import Text
from stratgraph.model.table import Column, Entity, Table
from stratgraph.model.terms import SG

#: Classes of what describes sources rather than strategies.
APPARATUS = frozenset(
    SG + name
    for name in ("Locator", "Passage", "PassagePart", "Note", "Record", "Section", "LineRange", "DeclarationGraph")
)

CLASSES = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE { GRAPH sg:facts { ?thing a ?class } } GROUP BY ?class
"""

LOCATORS = """
SELECT ?layer (COUNT(DISTINCT ?locator) AS ?count)
WHERE { GRAPH sg:facts { ?locator a sg:Locator ; sg:layer ?layer } } GROUP BY ?layer
"""
#: What several locators of a layer say counts once.
STATEMENTS = """
SELECT ?layer (COUNT(*) AS ?count) WHERE {
  SELECT DISTINCT ?layer ?s ?p ?o
  WHERE { GRAPH sg:facts { ?locator a sg:Locator ; sg:layer ?layer } GRAPH ?locator { ?s ?p ?o } }
} GROUP BY ?layer
"""
FACTS_IN_ALL = "SELECT (COUNT(*) AS ?count) WHERE { GRAPH sg:facts { ?s ?p ?o } }"


@dataclass(frozen=True)
class LayerCount:
    """A layer of the graph: how many locators it has, and how many different statements they make."""

    layer: str
    locators: int
    facts: int


def layer_counts(graph: Graph) -> tuple[LayerCount, ...]:
    """Return the counts of each layer that the graph was opened for."""
    locators, facts = (_by_layer(graph, query) for query in (LOCATORS, STATEMENTS))
    return tuple(LayerCount(layer, locators.get(layer, 0), facts.get(layer, 0)) for layer in graph.layers)


def _by_layer(graph: Graph, query: str) -> dict[str, int]:
    found = graph.query(query, whole=False)
    rows = [tuple(map(plain, row)) for row in found] if isinstance(found, Solutions) else []
    return {str(layer): count for layer, count in rows if isinstance(count, int)}


def count_of_facts(graph: Graph) -> int:
    """Return how many triples the facts graph holds, declarations included."""
    found = graph.query(FACTS_IN_ALL)
    count = plain(found.rows[0][0]) if isinstance(found, Solutions) and found.rows else 0
    return count if isinstance(count, int) else 0


def class_table(graph: Graph, *, language: str) -> Table:
    """Return how many resources of each class there are, the most first."""
    found = graph.query(CLASSES)
    rows: list[tuple[Entity, int]] = []
    for kind, count in found if isinstance(found, Solutions) else ():
        number = plain(count)
        if isinstance(kind, NamedNode) and kind.value.startswith(SG) and kind.value not in APPARATUS:
            rows.append((entity(graph, kind.value, language), number if isinstance(number, int) else 0))
    rows.sort(key=lambda row: (-row[1], row[0].label, row[0].iri))
    columns = (
        Column("class", Text(en="What", sv="Vad"), "entity"),
        Column("count", Text(en="How many", sv="Antal"), "number"),
    )
    return Table(columns, tuple(rows))
