"""What is in the graph, counted."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from stratgraph.graph.labels import entity
from stratgraph.graph.memory import FACTS_NODE, Graph, Solutions, plain
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


@dataclass(frozen=True)
class LayerCount:
    """A layer of the graph: how many locators it has, and how many different statements they make."""

    layer: str
    locators: int
    facts: int


def layer_counts(graph: Graph) -> tuple[LayerCount, ...]:
    """Return the counts of each layer that the graph was opened for."""
    return tuple(_count(graph, layer) for layer in graph.layers)


def _count(graph: Graph, layer: str) -> LayerCount:
    found = graph.select(f'SELECT ?locator WHERE {{ GRAPH sg:facts {{ ?locator a sg:Locator ; sg:layer "{layer}" }} }}')
    locators = [NamedNode(str(row["locator"])) for row in found]
    triples = {quad.triple for locator in locators for quad in graph.quads(None, None, None, locator)}
    return LayerCount(layer, len(locators), len(triples))


def count_of_facts(graph: Graph) -> int:
    """Return how many triples the facts graph holds, declarations included."""
    return sum(1 for _ in graph.quads(None, None, None, FACTS_NODE))


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
