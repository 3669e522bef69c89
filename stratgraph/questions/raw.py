"""The answer to a user's own query as a table: a column for each variable, labels for resources."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from stratgraph.graph.labels import entity
from stratgraph.graph.memory import Graph, Solutions, Term, plain
from stratgraph.model.language import Text
from stratgraph.model.table import Column, Entity, Table, Value


def raw_table(graph: Graph, found: Solutions, *, language: str) -> Table:
    """Return the solutions in the engine's order.

    A column that holds a resource is one of entities, with labels; the others hold numbers, booleans and text.
    """
    places = range(len(found.variables))
    kinds = ["entity" if any(isinstance(row[place], NamedNode) for row in found) else "text" for place in places]
    columns = tuple(
        Column(name, Text(en=name, sv=name), kind) for name, kind in zip(found.variables, kinds, strict=True)
    )
    graph.prefetch_about(sorted({term.value for row in found for term in row if isinstance(term, NamedNode)}))
    seen: dict[str, Entity] = {}
    rows = tuple(
        tuple(_value(graph, term, kind, language, seen) for term, kind in zip(row, kinds, strict=True)) for row in found
    )
    return Table(columns, rows)


def _value(graph: Graph, term: Term | None, kind: str, language: str, seen: dict[str, Entity]) -> Value:
    if isinstance(term, NamedNode):
        if term.value not in seen:
            seen[term.value] = entity(graph, term.value, language)
        return seen[term.value]
    value = plain(term)
    if value is None or (kind == "text" and isinstance(value, int | float | str)):
        return value if isinstance(value, int | float | str) else None
    text = term.value if isinstance(term, Literal) else str(term)
    return Entity(text, text)
