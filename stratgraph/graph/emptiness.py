"""Why an answer is empty: a name that the ontology lacks, a pattern that nothing matches, or truly nothing.

The patterns are found by rdflib's parser, which knows SPARQL's algebra, and tried one by one in the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from stratgraph.graph.labels import local_name
from stratgraph.graph.memory import Graph
from stratgraph.model.language import Text
from stratgraph.model.terms import FACTS, ONTOLOGY, SG, TYPE

_NAMES = re.compile(r"\bsg:([A-Za-z][\w-]*)|<" + re.escape(SG) + r"([\w-]+)>")
_NOT_NAMES = re.compile(r"""\#[^\n<>]*$|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.MULTILINE)


def unknown_terms(graph: Graph, query: str) -> dict[str, tuple[str, ...]]:
    """Return the names of the sg: namespace that a query uses and the ontology lacks, each with the nearest."""
    from difflib import get_close_matches

    known = _terms(graph)
    used = [first or second for first, second in _NAMES.findall(_NOT_NAMES.sub(" ", query))]
    missing = sorted(set(used) - set(known))
    return {name: tuple(get_close_matches(name, known, 2)) for name in missing}


def _terms(graph: Graph) -> list[str]:
    found = graph.quads(None, NamedNode(TYPE), None, NamedNode(ONTOLOGY))
    own = {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)} | {FACTS}
    return sorted(local_name(iri) for iri in own if iri.startswith(SG))


def why_empty(graph: Graph, query: str) -> Text:
    """Return a sentence that tells a misspelt name from an answer that is truly empty."""
    missing = unknown_terms(graph, query)
    if not missing:
        return why_nothing_matches(graph, query)
    name, near = next(iter(missing.items()))
    hint = Text(en="; did you mean {names}?", sv="; menade du {names}?")
    names = ", ".join(f"sg:{entry}" for entry in near)
    return Text(en="no row: there is no sg:{name}{hint}", sv="ingen rad: sg:{name} finns inte{hint}").format(
        name=name, hint=hint.format(names=names) if near else Text(en="", sv="")
    )


def why_nothing_matches(graph: Graph, query: str) -> Text:
    """Return which pattern of a query has no match, found by asking each alone, then all but one."""
    patterns = patterns_of(query, graph.workspace.prefixes)
    for pattern in patterns:
        if not _any(graph, [pattern]):
            return _NO_MATCH.format(pattern=_short(graph, pattern))
    if _any(graph, patterns):
        return _FILTERED
    for left_out in patterns if len(patterns) > 1 else ():
        if _any(graph, [pattern for pattern in patterns if pattern != left_out]):
            return _NOT_TOGETHER.format(pattern=_short(graph, left_out))
    return _NOTHING


_NO_MATCH = Text(
    en="no row: nothing in the chosen layers matches {pattern}; every sg: name in the query exists",
    sv="ingen rad: inget i de valda lagren stämmer med {pattern}; alla sg:-namn i frågan finns",
)
_NOT_TOGETHER = Text(
    en="no row: each pattern has a match, but nothing that meets the others meets {pattern}",
    sv="ingen rad: varje mönster har träffar, men inget som uppfyller de andra uppfyller {pattern}",
)
_FILTERED = Text(
    en="no row: the patterns have matches, but a FILTER, MINUS or join with them leaves none",
    sv="ingen rad: mönstren har träffar, men ett FILTER, MINUS eller en koppling lämnar inga kvar",
)
_NOTHING = Text(
    en="no row: every sg: name exists, and nothing in the chosen layers matches all of it",
    sv="ingen rad: alla sg:-namn finns, och inget i de valda lagren stämmer med allt",
)


def patterns_of(query: str, prefixes: Mapping[str, str]) -> list[str]:
    """Return the triple patterns that a query asks for, in its order, each as text, with its GRAPH where it has one.

    What is optional, negated or in a UNION's branch does not count; a query that rdflib cannot read has none.

    >>> patterns_of("SELECT * { GRAPH ?g { ?s a ?c } OPTIONAL { ?s ?p 1 } }", {})
    ['GRAPH ?g { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?c }']
    """
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery
    from rdflib.plugins.sparql.sparql import SPARQLError

    try:
        return list(_needed(translateQuery(parseQuery(query), initNs=dict(prefixes)).algebra, None))
    except (ParseException, SPARQLError):
        return []


def _needed(part: Any, place: str | None) -> Iterator[str]:
    """Yield the patterns that every row must meet, in the part of the algebra."""
    name = getattr(part, "name", None)
    if name == "BGP":
        for subject, predicate, object_ in part.triples:
            triple = f"{_term(subject)} {_term(predicate)} {_term(object_)}"
            yield f"GRAPH {place} {{ {triple} }}" if place else triple
    elif name == "Graph":
        yield from _needed(part.p, _term(part.term))
    elif name == "Join":
        yield from _needed(part.p1, place)
        yield from _needed(part.p2, place)
    elif name in ("LeftJoin", "Minus"):
        yield from _needed(part.p1, place)
    elif name is not None and "p" in part:
        yield from _needed(part.p, place)


def _term(term: Any) -> str:
    """Return a term as SPARQL writes it; a blank node of a query is a variable without a name."""
    text = str(term.n3())
    return "?blank_" + text[2:] if text.startswith("_:") else text


def _any(graph: Graph, patterns: Sequence[str]) -> bool:
    return bool(graph.query("ASK { " + " . ".join(patterns) + " }"))


def _short(graph: Graph, pattern: str) -> str:
    """Return a pattern with the workspace's prefixes instead of whole IRIs."""
    for prefix, namespace in graph.workspace.prefixes.items():
        pattern = re.sub(rf"<{re.escape(namespace)}([\w.-]*)>", rf"{prefix}:\1", pattern)
    return pattern.replace(" rdf:type ", " a ")
