"""Many terms at once for a query: blocks of VALUES, written by the terms themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from stratgraph.graph.memory import Term

#: How many rows of VALUES go into one query: endpoints refuse a text that is too long.
MOST = 500

_START_OF_PATTERN = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)


def with_values(text: str, terms: Mapping[str, Sequence[Term]]) -> str:
    r"""Return the query with a VALUES block for each variable at the start of its pattern, on the same line.

    The terms write themselves, checked and escaped, so that nothing of a value is ever read as part of the query.

    >>> from pyoxigraph import Literal
    >>> with_values("SELECT * WHERE { ?s ?p ?o }", {"o": [Literal("x"), Literal('" }')]})
    'SELECT * WHERE { VALUES ?o { "x" "\\" }" } ?s ?p ?o }'
    """
    blocks = [f"VALUES ?{name} {{ {' '.join(map(str, chosen))} }}" for name, chosen in sorted(terms.items())]
    return _with_blocks(text, blocks)


def with_rows(text: str, names: Sequence[str], rows: Iterable[Sequence[Term]]) -> str:
    """Return the query with one VALUES block of several variables at the start of its pattern, on the same line."""
    head = " ".join(f"?{name}" for name in names)
    body = " ".join(f"({' '.join(map(str, row))})" for row in rows)
    return _with_blocks(text, [f"VALUES ({head}) {{ {body} }}"])


def _with_blocks(text: str, blocks: Sequence[str]) -> str:
    start = _START_OF_PATTERN.search(text)
    if start is None:
        raise ValueError("a query that is given values needs WHERE {")
    return text[: start.end()] + "".join(" " + block for block in blocks) + text[start.end() :]


def portions(rows: Iterable[Sequence[Term]], most: int = MOST) -> Iterator[list[Sequence[Term]]]:
    """Yield the rows in portions of at most `most`, each small enough for one query.

    >>> [len(portion) for portion in portions([()] * 5, 2)]
    [2, 2, 1]
    """
    waiting = iter(rows)
    while portion := list(islice(waiting, most)):
        yield portion
