"""A question's query as it runs anywhere: parameters bound, prefixes declared, the catalogue's header left out."""

from __future__ import annotations

from collections.abc import Mapping

from stratgraph.graph.memory import Graph, bind
from stratgraph.graph.prologue import with_prefixes
from stratgraph.questions.binding import bindings
from stratgraph.questions.question import Question


def sparql_of(graph: Graph, question: Question, given: Mapping[str, str]) -> str:
    """Return the query that answers a question with those parameters.

    Raises NotFound or InputError for parameters that cannot be used.
    """
    query = bind(without_header(question.query), bindings(graph, question, given))
    return with_prefixes(query, graph.workspace.prefixes)


def without_header(query: str) -> str:
    """Return the query without the lines for the catalogue, which the page says in words."""
    return "".join(line for line in query.splitlines(keepends=True) if not line.startswith("#+")).strip()
