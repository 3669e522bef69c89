"""Findings as a table, for the outputs that all answers share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.validation.finding import Finding

TITLE = Text(en="What validation found", sv="Vad kontrollen fann")

COLUMNS = (
    Column("severity", Text(en="severity", sv="allvar"), "code"),
    Column("check", Text(en="check", sv="kontroll")),
    Column("about", Text(en="about", sv="gäller"), "entity"),
    Column("value", Text(en="value", sv="värde")),
    Column("message", Text(en="what is wrong", sv="vad som är fel")),
    Column("way_out", Text(en="way out", sv="utväg")),
    Column("file", Text(en="file", sv="fil")),
    Column("line", Text(en="line", sv="rad"), "number"),
)

#: For people: four columns that fit a terminal.
COLUMNS_IN_WORDS = (
    COLUMNS[0],
    COLUMNS[2],
    Column("message", Text(en="what is wrong, and the way out", sv="vad som är fel, och utvägen")),
    Column("place", Text(en="where", sv="var")),
)

SEVERITY_WORDS: Mapping[str, Text] = {
    "violation": Text(en="error", sv="fel"),
    "warning": Text(en="warning", sv="varning"),
    "info": Text(en="note", sv="anmärkning"),
}


def table_of(findings: Iterable[Finding], *, language: str, prefixes: Mapping[str, str]) -> Table:
    """Return the findings, a column for each of their parts; IRIs among the values are shortened with the prefixes."""
    return Table(COLUMNS, tuple(_row(finding, language, prefixes) for finding in findings), title=TITLE)


def table_in_words(findings: Iterable[Finding], *, language: str, prefixes: Mapping[str, str]) -> Table:
    """Return the findings in four columns, for people to read."""
    rows = tuple(_row_in_words(finding, language, prefixes) for finding in findings)
    return Table(COLUMNS_IN_WORDS, rows, title=TITLE)


def shortened(value: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as prefix and name where a prefix fits, anything else as it is.

    >>> shortened("http://www.w3.org/ns/org#member", {"org": "http://www.w3.org/ns/org#"})
    'org:member'
    """
    for prefix, base in prefixes.items():
        if value.startswith(base) and value != base:
            return f"{prefix}:{value.removeprefix(base)}"
    return value


def _row(finding: Finding, language: str, prefixes: Mapping[str, str]) -> tuple[Value, ...]:
    return (
        Code(finding.severity, SEVERITY_WORDS[finding.severity].into(language)),
        finding.code,
        Entity(finding.focus, finding.label.into(language)),
        None if finding.value is None else shortened(finding.value, prefixes),
        finding.message.into(language),
        finding.way_out.into(language) or None,
        finding.file,
        finding.line,
    )


def _row_in_words(finding: Finding, language: str, prefixes: Mapping[str, str]) -> tuple[Value, ...]:
    severity, check, about, value, message, way_out, file, line = _row(finding, language, prefixes)
    sentences = (message, f"({value})" if value else None, way_out, f"[{check}]")
    place = file if line is None else f"{file}:{line}"
    return severity, about, " ".join(str(one) for one in sentences if one), place
