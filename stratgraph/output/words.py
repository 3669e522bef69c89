"""Cells for people: labels, words and citations."""

from __future__ import annotations

from collections.abc import Iterator

from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value, iri_of

YES = Text(en="yes", sv="ja")
NO = Text(en="no", sv="nej")
NO_LABEL = Text(en="no label", sv="namn saknas")


def header(table: Table, language: str, *, iri: bool) -> list[str]:
    """Return the titles of the columns."""
    titles = []
    for column in table.columns:
        titles.append(column.title.into(language))
        if iri and table.has_iris(column):
            titles.append(column.title.into(language) + " (IRI)")
    return titles


def cells(table: Table, language: str, *, iri: bool, between: str) -> Iterator[list[str]]:
    """Yield each row as text; `between` stands between the parts of a cell that holds several."""
    for row in table.rows:
        found = []
        for column, value in zip(table.columns, row, strict=True):
            found.append(cell(table, column, value, language, between=between))
            if iri and table.has_iris(column):
                found.append(_iris(value, between))
        yield found


def cell(table: Table, column: Column, value: Value, language: str, *, between: str) -> str:
    """Return one value in words; a label that is not in the asked language is marked."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return (YES if value else NO).into(language)
    if isinstance(value, Entity):
        return _marked(value, language)
    if isinstance(value, Code):
        return value.label
    if isinstance(value, tuple):
        if column.kind == "evidence":
            return between.join(dict.fromkeys(table.citations.get(str(part), str(part)) for part in value))
        return between.join(cell(table, column, part, language, between=between) for part in value)
    return str(value)


def printable(text: str) -> str:
    r"""Return the text with control characters shown as pictures, so that none of them acts; line feeds stay.

    >>> printable("\x1b[2J\r\nå\u202e")
    '␛[2J\nå�'
    """
    if text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_PICTURES)


_PICTURES: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(0x20) if code != 0x0A},
    0x09: " ",
    0x7F: 0x2421,
    # Signs that turn the direction of writing show a text as another than it is.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
    **dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD),
}


def _marked(entity: Entity, language: str) -> str:
    if entity.fallback is None:
        return entity.label
    mark = NO_LABEL.into(language) if entity.fallback == "iri" else entity.fallback
    return f"{entity.label} [{mark}]"


def _iris(value: Value, between: str) -> str:
    found = iri_of(value)
    return between.join(map(str, found)) if isinstance(found, list) else str(found or "")
