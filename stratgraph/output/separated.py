"""CSV (RFC 4180) and TSV: one line a row, codes and IRIs as they are."""

from __future__ import annotations

from collections.abc import Iterator

from stratgraph.model.table import Column, Table, Value, iri_of, plain

#: Excel takes a file for UTF-8 by its byte order mark alone.
BYTE_ORDER_MARK = "\ufeff"

#: A spreadsheet runs a cell that begins so as a formula, or looks past the sign and runs what follows.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv(answer: Table, *, language: str, iri: bool, width: int, excel: bool = False) -> str:  # noqa: ARG001 - called alike
    """Return the table as CSV: comma, CRLF, quotes where they are needed.

    With `excel` it begins with a byte order mark, and no cell is a formula.
    """
    lines = "".join(",".join(map(_quoted, row)) + "\r\n" for row in _rows(answer, iri=iri, excel=excel))
    return (BYTE_ORDER_MARK if excel else "") + lines


def tsv(answer: Table, *, language: str, iri: bool, width: int, excel: bool = False) -> str:  # noqa: ARG001 - called alike
    """Return the table as TSV: tabs and line ends within a cell become spaces; `excel` as for CSV."""
    rows = _rows(answer, iri=iri, excel=excel)
    lines = "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)
    return (BYTE_ORDER_MARK if excel else "") + lines


def _rows(answer: Table, *, iri: bool, excel: bool) -> Iterator[list[str]]:
    yield [neutral(name) if excel else name for name in answer.names(iri=iri)]
    for row in answer.rows:
        found = []
        for column, value in zip(answer.columns, row, strict=True):
            text = _cell(column, value)
            found.append(neutral(text) if excel and not isinstance(value, int | float) else text)
            if iri and answer.has_iris(column):
                text = _joined(iri_of(value), " ")
                found.append(neutral(text) if excel else text)
        yield found


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe goes before a sign that may begin a formula.

    >>> neutral("=1+1"), neutral("Riga")
    ("'=1+1", 'Riga')
    """
    return "'" + cell if cell.startswith(RISKY) else cell


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
