"""JSON: a list of objects, typed, null where unbound; and JSON lines, one object a line."""

from __future__ import annotations

from stratgraph.model.table import Table


def json(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table as a JSON list."""
    from json import dumps

    return dumps(answer.to_dicts(iri=iri), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def jsonl(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table as JSON lines."""
    from json import dumps

    return "".join(dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in answer.to_dicts(iri=iri))
