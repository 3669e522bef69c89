"""JSON: a list of objects, typed, null where unbound; and JSON lines, one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf, isnan

from stratgraph.model.table import Table


def json(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table as a JSON list."""
    from json import dumps

    return dumps(list(_rows(answer, iri)), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def jsonl(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table as JSON lines."""
    from json import dumps

    return "".join(dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in _rows(answer, iri))


def _rows(answer: Table, iri: bool) -> Iterator[dict[str, object]]:
    for row in answer.to_dicts(iri=iri):
        yield {name: _finite(value) for name, value in row.items()}


def _finite(value: object) -> object:
    """Return the value, in XML Schema's words where it is a number that JSON cannot write.

    >>> _finite(float("-inf")), _finite(0.5)
    ('-INF', 0.5)
    """
    if not isinstance(value, float) or not (isnan(value) or isinf(value)):
        return value
    return "NaN" if isnan(value) else "INF" if value > 0 else "-INF"
