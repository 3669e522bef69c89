"""CSV (RFC 4180) and TSV: one line a row, codes and IRIs as they are."""

from __future__ import annotations

from collections.abc import Iterator

from stratgraph.model.table import Column, Table, Value, iri_of, plain


def csv(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table as CSV: comma, CRLF, quotes where they are needed."""
    return "".join(",".join(map(_quoted, row)) + "\r\n" for row in _rows(answer, iri=iri))


def tsv(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table as TSV: tabs and line ends within a cell become spaces."""
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in _rows(answer, iri=iri))


def _rows(answer: Table, *, iri: bool) -> Iterator[list[str]]:
    yield answer.names(iri=iri)
    for row in answer.rows:
        found = []
        for column, value in zip(answer.columns, row, strict=True):
            found.append(_cell(column, value))
            if iri and answer.has_iris(column):
                found.append(_joined(iri_of(value), " "))
        yield found


def _cell(column: Column, value: Value) -> str:
    """Return a value as text: locators joined by a space, labels by "; "."""
    return _joined(plain(value), " " if column.kind == "evidence" else "; ")


def _joined(value: object, between: str) -> str:
    if isinstance(value, list):
        return between.join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _quoted(cell: str) -> str:
    """Return a cell as RFC 4180 §2 has it.

    >>> _quoted('say "goal", please')
    '"say ""goal"", please"'
    """
    if any(sign in cell for sign in ',"\r\n') or cell != cell.strip():
        return '"' + cell.replace('"', '""') + '"'
    return cell
