"""Answers that are too long: whole rows up to a limit, and a mark that says so where the format has room for one.

An answer to SELECT is cut as it was written, between two rows; of triples, fewer are written. CSV, TSV and JSON-LD have
no place for a mark: there the header `X-SPARQL-MaxRows` alone says that rows are missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

#: What closes an answer that is cut, in the place of what the format closes with.
_ENDS = {
    "srj": b"]}}",
    "srx": b"</results><!-- cut after %d rows --></sparql>",
    "csv": b"",
    "tsv": b"",
}
#: What stands behind the triples of an answer that is cut.
AFTER_TRIPLES = {
    "ttl": b"# cut after %d triples\n",
    "nt": b"# cut after %d triples\n",
    "rdfxml": b"<!-- cut after %d triples -->\n",
    "jsonld": b"",
}
_RESULTS = b'"results":'
#: Stands before the rows, since readers that take rows as they come may not expect anything behind them.
_CUT = b'"cut":%d,'
_BINDINGS = '"bindings":['


class Cut(NamedTuple):
    """A body of whole rows, and how many they are."""

    body: bytes
    rows: int


def cut_rows(body: bytes, form: str, *, rows: int, whole: bool = True) -> Cut | None:
    r"""Return an answer's first rows, at most so many, or None where it has no more than these.

    `body` is an answer to SELECT, or where it is not `whole` the beginning of one: what is there of a last row that was
    broken off is left out.

    >>> cut_rows(b"?s\n1\n2\n3\n", "tsv", rows=2)
    Cut(body=b'?s\n1\n2\n', rows=2)
    """
    ends = list(islice(_ROW_ENDS[form](body), rows + 1))
    if len(ends) <= rows and whole:
        return None
    kept = ends[:rows]
    end = _ENDS[form]
    closing = end % len(kept) if b"%d" in end else end
    part = body[: kept[-1] if kept else _head(body, form)] + closing
    if form == "srj":
        part = part.replace(_RESULTS, _CUT % len(kept) + _RESULTS, 1)
    return Cut(part, len(kept))


def may_exceed(body: bytes, form: str, rows: int) -> bool:
    r"""Return whether an answer to SELECT could have more rows; a cheap count, never too small.

    >>> may_exceed(b"?s\n1\n2\n", "tsv", 1), may_exceed(b"?s\n1\n2\n", "tsv", 2)
    (True, False)
    """
    marks = {"srj": b"},{", "srx": b"</result>", "csv": b"\n", "tsv": b"\n"}
    return body.count(marks[form]) + (form == "srj") - (form in ("csv", "tsv")) > rows


def _head(body: bytes, form: str) -> int:
    """Return where the rows begin."""
    if form == "srj":
        return body.find(_BINDINGS.encode()) + len(_BINDINGS)
    mark = {"srx": b"<results>", "csv": b"\n", "tsv": b"\n"}[form]
    return body.find(mark) + len(mark)


def _json_ends(body: bytes) -> Iterator[int]:
    """Yield where each row ends; each is parsed, since a value may look like the end of a row."""
    start = _head(body, "srj")
    # A body that was broken off may end within a character.
    text = body[start:].decode(errors="ignore")
    decoder, place, done = json.JSONDecoder(), 0, 0
    while text[place : place + 1] in ("{", ","):
        begin = place + (text[place] == ",")
        try:
            _, place = decoder.raw_decode(text, begin)
        except ValueError:
            return
        start += len(text[done:place].encode())
        done = place
        yield start


def _xml_ends(body: bytes) -> Iterator[int]:
    return (found.end() for found in re.finditer(rb"</result>", body))


def _tsv_ends(body: bytes) -> Iterator[int]:
    return (found.end() for found in islice(re.finditer(rb"\n", body), 1, None))


def _csv_ends(body: bytes) -> Iterator[int]:
    """Yield where each row ends: a line break between quotation marks belongs to a value."""
    quoted, rows = False, 0
    for found in re.finditer(rb'"|\n', body):
        if found[0] == b'"':
            quoted = not quoted
        elif not quoted:
            rows += 1
            if rows > 1:
                yield found.end()


_ROW_ENDS: dict[str, Callable[[bytes], Iterator[int]]] = {
    "srj": _json_ends,
    "srx": _xml_ends,
    "csv": _csv_ends,
    "tsv": _tsv_ends,
}
