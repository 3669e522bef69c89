"""A question's query as it runs anywhere: parameters bound, prefixes declared, the catalogue's header left out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stratgraph.graph.memory import Graph, bind
from stratgraph.questions.binding import bindings
from stratgraph.questions.question import Question


def sparql_of(graph: Graph, question: Question, given: Mapping[str, str]) -> str:
    """Return the query that answers a question with those parameters.

    Raises NotFound or InputError for parameters that cannot be used.
    """
    query = bind(without_header(question.query), bindings(graph, question, given))
    return with_prefixes(query, graph.workspace.prefixes)


def with_prefixes(query: str, prefixes: Mapping[str, str]) -> str:
    """Return the query with those prefixes declared that it uses and leaves to the tool, so that it runs elsewhere.

    >>> print(with_prefixes("SELECT ?x { ?x a e:City }", {"e": "https://example.org/", "f": "https://example.net/"}))
    PREFIX e: <https://example.org/>
    SELECT ?x { ?x a e:City }
    """
    body = re.sub(r"<[^<>\s]*>|\"[^\"\n]*\"|^\s*#.*$", " ", query, flags=re.MULTILINE)
    declared = set(re.findall(r"(?i)\bPREFIX\s+([\w-]*):", body))
    used = set(re.findall(r"(?<![\w?$])([A-Za-z][\w-]*):", body)) - declared
    lines = [f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(used & set(prefixes))]
    return "".join(lines) + query.strip()


def without_header(query: str) -> str:
    """Return the query without the lines for the catalogue, which the page says in words."""
    return "".join(line for line in query.splitlines(keepends=True) if not line.startswith("#+")).strip()
