"""SPARQL checks: what concerns the names of graphs, which SHACL does not see.

A check is a file in `ontology/checks/`: header lines `#+ key: value` with its id, its severity and, in both languages,
a title, the problem and the solution; then a query that binds `?focus` and perhaps `?graph` and `?value` for each
finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from stratgraph.model.errors import ParseError
from stratgraph.model.language import Text
from stratgraph.validation.finding import SEVERITIES


@dataclass(frozen=True)
class Check:
    """A query each of whose rows is a finding."""

    id: str
    severity: str
    title: Text
    problem: Text
    solution: Text
    query: str


@dataclass(frozen=True)
class Hit:
    """One row of a check: IRIs, and a value as a person reads it."""

    focus: str
    graph: str | None = None
    value: str | None = None


def header_of(text: str) -> dict[str, str]:
    r"""Return the keys and values of the header lines.

    >>> header_of("#+ id: a-check\n#+ severity: warning\nSELECT ?focus {}")
    {'id': 'a-check', 'severity': 'warning'}
    """
    lines = (line[2:].partition(":") for line in text.splitlines() if line.startswith("#+"))
    return {key.strip(): value.strip() for key, _, value in lines}


def read_check(path: Path) -> Check:
    """Return the check in that file.

    Raises ParseError where its header lacks something.
    """
    query = path.read_text(encoding="utf-8")
    header = header_of(query)
    try:
        texts = {name: _text(header, name) for name in ("title", "problem", "solution")}
        severity = SEVERITIES[SEVERITIES.index(header["severity"])]
        return Check(header["id"], severity, query=query, **texts)
    except (KeyError, ValueError) as error:
        raise ParseError(
            Text(
                en="{file}: the header of the check lacks {what}", sv="{file}: kontrollens huvud saknar {what}"
            ).format(file=path, what=error)
        ) from error


def read_checks(folder: Path) -> tuple[Check, ...]:
    """Return the checks in that folder, by name."""
    return tuple(read_check(path) for path in sorted(folder.glob("*.rq")))


def run_check(check: Check, store: ox.Store) -> Iterator[Hit]:
    """Return what the check finds in the store."""
    answer = store.query(check.query)
    if not isinstance(answer, ox.QuerySolutions):
        raise TypeError(f"{check.id} is not a SELECT query")
    names = {variable.value for variable in answer.variables}
    for row in answer:
        bound = {name: readable(row[name]) for name in ("focus", "graph", "value") if name in names and row[name]}
        if "focus" in bound:
            yield Hit(**bound)


def readable(term: object) -> str:
    """Return an IRI or a literal's text, without RDF's punctuation."""
    return str(getattr(term, "value", term))


def _text(header: Mapping[str, str], name: str) -> Text:
    return Text(en=header[f"{name}-en"], sv=header[f"{name}-sv"])
