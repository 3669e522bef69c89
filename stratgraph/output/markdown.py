"""Markdown tables, as GitHub and most editors read them."""

from __future__ import annotations

from collections.abc import Sequence

from stratgraph.model.table import Table
from stratgraph.output.words import cells, header, printable


def md(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table in Markdown; several parts of a cell stand on lines of their own."""
    titles = header(answer, language, iri=iri)
    rule = [
        "---:" if column.kind == "number" else "---" for column in answer.columns for _ in _twice(answer, column, iri)
    ]
    rows = [list(map(_escaped, row)) for row in cells(answer, language, iri=iri, between="\n")]
    return "".join(_line(row) for row in [list(map(_escaped, titles)), rule, *rows])


def _twice(answer: Table, column: object, iri: bool) -> range:
    return range(2 if iri and answer.has_iris(column) else 1)  # type: ignore[arg-type]


def _escaped(cell: str) -> str:
    r"""Return a cell whose signs do not end it, nor begin a tag.

    >>> _escaped("a|b\nc<d")
    'a\\|b<br>c&lt;d'
    """
    safe = printable(cell).replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\").replace("|", "\\|")
    return safe.replace("\n", "<br>")


def _line(row: Sequence[str]) -> str:
    return "| " + " | ".join(row) + " |\n"
