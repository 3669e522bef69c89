"""What stands before and around a query that goes to an engine which knows none of our habits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stratgraph.graph.guard import TOKEN
from stratgraph.model.terms import FACTS


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


def names_graphs(query: str) -> tuple[bool, bool]:
    """Return whether a query says GRAPH, and whether it says FROM; in strings, comments and names they do not count.

    >>> names_graphs("SELECT ?from { GRAPH ?g { ?s ?p 'FROM' } }")
    (True, False)
    """
    words = {(token["word"] or "").upper() for token in TOKEN.finditer(query)}
    return "GRAPH" in words, "FROM" in words


def over_facts(query: str) -> str:
    """Return a query with its pattern within GRAPH sg:facts, where what stands outside any GRAPH then is asked.

    A GRAPH within it means what it meant: SPARQL 1.1 (18.6) evaluates it over its own graph alone.

    >>> over_facts("SELECT ?s { ?s a ?c GRAPH ?g { ?s ?p 1 } } LIMIT 3")
    'SELECT ?s { GRAPH <https://w3id.org/stratgraph/ontology#facts> { ?s a ?c GRAPH ?g { ?s ?p 1 } } } LIMIT 3'
    """
    start, end = _pattern_of(query)
    return f"{query[: start + 1]} GRAPH <{FACTS}> {{{query[start + 1 : end]}}} {query[end:]}"


def _pattern_of(query: str) -> tuple[int, int]:
    """Return the places of the braces around the outermost pattern: of a CONSTRUCT, those after its template."""
    depth, start = 0, 0
    pairs: list[tuple[int, int]] = []
    for token in TOKEN.finditer(query):
        if token["open"] == "{":
            depth, start = depth + 1, token.start() if depth == 0 else start
        elif token["close"] == "}":
            depth -= 1
            if depth == 0:
                pairs.append((start, token.start()))
    return pairs[1] if len(pairs) > 1 and _is_template(query[: pairs[0][0]]) else pairs[0]


def _is_template(before: str) -> bool:
    words = [(token["word"] or "").upper() for token in TOKEN.finditer(before) if token["word"]]
    return bool(words) and words[-1] == "CONSTRUCT"
