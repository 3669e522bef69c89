"""Quads that are fetched from an endpoint in few requests, each once, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from stratgraph.graph.memory import Pattern, Row, Term
from stratgraph.graph.stored import STORED_NODE
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

#: How many patterns go into one request: stores limit the length of a query.
CHUNK = 200
QUAD = ("s", "p", "o", "g")
#: By which end a pattern with too many matches is read page by page.
KEYS = (0, 3, 2, 1)

NO_PAGES = Text(
    en="the endpoint gives no pages of blank nodes; raise `page` of the endpoint in stratgraph.toml",
    sv="endpointen ger inga sidor med tomma noder; höj `page` för endpointen i stratgraph.toml",
)
NO_LIMIT = Text(
    en="the endpoint gives more rows than LIMIT allows; use another store",
    sv="endpointen ger fler rader än LIMIT tillåter; använd ett annat lager",
)
SAME_AGAIN = Text(
    en="the endpoint gives the same rows again: it repeats facts, or does not keep to FILTER and ORDER BY; use another "
    "store",
    sv="endpointen ger samma rader igen: den upprepar uppgifter, eller följer inte FILTER och ORDER BY; använd ett "
    "annat lager",
)


class Fetcher:
    """Fetches quads by patterns: `ask` answers a SELECT query, `page` is how many rows it may be asked for."""

    def __init__(self, ask: Callable[[str], Iterable[Row]], *, page: int) -> None:
        self.store = Store()
        self._ask = ask
        self._page = page
        self._known: set[Pattern] = set()

    def matching(self, pattern: Pattern) -> Iterator[Quad]:
        """Return the quads that match, fetched where they were not yet."""
        self.fetch([pattern])
        return self.store.quads_for_pattern(*pattern)

    def fetch(self, patterns: Iterable[Pattern]) -> None:
        """Fetch what matches any of the patterns and was not fetched yet."""
        wanted = [pattern for pattern in dict.fromkeys(patterns) if not self.knows(pattern) and _can_be_asked(pattern)]
        for start in range(0, len(wanted), CHUNK):
            self._fetch(wanted[start : start + CHUNK])

    def knows(self, pattern: Pattern) -> bool:
        """Tell whether all that matches was fetched already, by this pattern or a wider one."""
        choices = (((term, None) if term is not None else (None,)) for term in pattern)
        return any(wider in self._known for wider in product(*choices))

    def _fetch(self, patterns: list[Pattern]) -> None:
        """Fetch some patterns at once; where that is more than a page, by halves, and one alone page by page."""
        rows = self._rows(query_for(patterns), limit=self._page + 1)
        if len(rows) > self._page:
            if len(patterns) == 1:
                self._fetch_in_pages(patterns[0])
                return
            half = len(patterns) // 2
            self._fetch(patterns[:half])
            self._fetch(patterns[half:])
            return
        self._keep(rows)
        self._known.update(patterns)

    def _fetch_in_pages(self, pattern: Pattern) -> None:
        """Fetch a pattern with many matches: pages in the order of one of its ends, each after the last one's end."""
        if None not in pattern:
            raise EngineError(SAME_AGAIN)
        key = next(place for place in KEYS if pattern[place] is None)
        after = ""
        seen = {after}
        while True:
            query = query_for([pattern], key=QUAD[key], after=after)
            rows = self._rows(query, limit=self._page)
            if len(rows) < self._page:
                self._keep(rows)
                break
            last = rows[-1][key]
            whole = [row for row in rows if _text(row[key]) != _text(last)]
            self._keep(whole)
            if not whole:
                self._fetch_of_one(pattern, key, rows)
            after = _text(whole[-1][key] if whole else last)
            if after in seen:
                raise EngineError(SAME_AGAIN)
            seen.add(after)
        self._known.add(pattern)

    def _fetch_of_one(self, pattern: Pattern, key: int, rows: list[Row]) -> None:
        """Fetch the matches that share one end, of which there is more than a page."""
        if isinstance(rows[0][key], BlankNode):
            raise EngineError(NO_PAGES)
        for term in dict.fromkeys(row[key] for row in rows):
            narrower: list[Any] = list(pattern)
            narrower[key] = term
            subject, predicate, other, graph = narrower
            self.fetch([(subject, predicate, other, graph)])

    def _rows(self, query: str, *, limit: int) -> list[Row]:
        rows = list(self._ask(f"{query} LIMIT {limit}"))
        if len(rows) > limit:
            raise EngineError(NO_LIMIT)
        return rows

    def _keep(self, rows: Iterable[Row]) -> None:
        self.store.extend(quad for row in rows if (quad := _quad(row)) is not None)


def _can_be_asked(pattern: Pattern) -> bool:
    """Tell whether a pattern can be written in a query: a blank node there would be a variable."""
    return not any(isinstance(term, BlankNode | Triple) for term in pattern)


def _text(term: Term | None) -> str:
    """Return what SPARQL's STR gives."""
    return term.value if isinstance(term, NamedNode | Literal | BlankNode) else ""


def _quad(row: Row) -> Quad | None:
    """Return the quad of a row, None where a store answers with what is none, or with what is not of the graph."""
    subject, predicate, other, graph = row
    if not isinstance(predicate, NamedNode) or not isinstance(graph, NamedNode) or graph == STORED_NODE:
        return None
    return Quad(subject, predicate, other, graph) if isinstance(subject, NamedNode | BlankNode) and other else None


def query_for(patterns: list[Pattern], *, key: str = "", after: str = "") -> str:
    """Return the query for the quads that match any of the patterns, as ?s ?p ?o ?g.

    With `key`, in the order of that variable, and only what comes after the text `after`.

    >>> query_for([(NamedNode("a:b"), None, None, NamedNode("a:g"))])
    'SELECT ?s ?p ?o ?g WHERE { VALUES ?s { <a:b> } GRAPH <a:g> { ?s ?p ?o } BIND(<a:g> AS ?g) }'
    """
    shapes: dict[tuple[object, ...], list[Pattern]] = {}
    for pattern in patterns:
        bound = tuple(term is not None for term in pattern)
        shapes.setdefault((*bound, pattern[3]) if not bound[0] or bound[3] else bound, []).append(pattern)
    if all(_is_graph_alone(pattern) for pattern in patterns):
        shapes = {(): patterns}
    branches = [_branch(found) for found in shapes.values()]
    body = branches[0] if len(branches) == 1 else " UNION ".join(f"{{ {branch} }}" for branch in branches)
    if not key:
        return f"SELECT ?s ?p ?o ?g WHERE {{ {body} }}"
    rest = f" FILTER(STR(?{key}) > {Literal(after)})" if after else ""
    return f"SELECT ?s ?p ?o ?g WHERE {{ {body}{rest} }} ORDER BY STR(?{key})"


def _is_graph_alone(pattern: Pattern) -> bool:
    return pattern[:3] == (None, None, None) and pattern[3] is not None


def _branch(patterns: list[Pattern]) -> str:
    """Return the pattern for patterns that bind the same ends: one term in place, several as VALUES."""
    terms = [list(dict.fromkeys(pattern[place] for pattern in patterns)) for place in range(4)]
    fixed = [found[0] if len(found) == 1 and place > 0 else None for place, found in enumerate(terms)]
    listed = [place for place in range(4) if patterns[0][place] is not None and fixed[place] is None]
    parts = [_values(patterns, listed)] if listed else []
    shown = [f"?{QUAD[place]}" if fixed[place] is None else str(fixed[place]) for place in range(4)]
    parts.append(f"GRAPH {shown[3]} {{ {shown[0]} {shown[1]} {shown[2]} }}")
    parts += [f"BIND({term} AS ?{QUAD[place]})" for place, term in enumerate(fixed) if term is not None]
    return " ".join(parts)


def _values(patterns: list[Pattern], places: list[int]) -> str:
    rows = list(dict.fromkeys(tuple(str(pattern[place]) for place in places) for pattern in patterns))
    if len(places) == 1:
        return f"VALUES ?{QUAD[places[0]]} {{ {' '.join(row[0] for row in rows)} }}"
    variables = " ".join("?" + QUAD[place] for place in places)
    return f"VALUES ({variables}) {{ {' '.join('(' + ' '.join(row) + ')' for row in rows)} }}"
