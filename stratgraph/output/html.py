"""A page of its own: the question, the answer, its evidence and the query. It loads nothing and runs nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape

from stratgraph.model.about import About, Cited
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value, iri_of
from stratgraph.output.heatmap import HEATMAP_STYLE, heatmap
from stratgraph.output.page_style import STYLE
from stratgraph.output.words import cell, printable

ROWS = Text(en="{n} rows", sv="{n} rader")
ONE_ROW = Text(en="1 row", sv="1 rad")
NO_ROW = Text(en="No rows", sv="Inga rader")
HOW_TO_READ = Text(en="How to read it", sv="Så läses svaret")
CHOSEN = Text(en="Chosen", sv="Valt")
EVIDENCE = Text(en="Evidence", sv="Belägg")
PASSAGES = Text(en="{n} places", sv="{n} ställen")
ONE_PASSAGE = Text(en="1 place", sv="1 ställe")
QUERY = Text(en="The query (SPARQL)", sv="Frågan i SPARQL")
ASK_AGAIN = Text(en="Ask again:", sv="Fråga igen:")
ANALYST = Text(en="An analyst's reading: {text}", sv="En analytikers läsning: {text}")
UNTITLED = Text(en="Answer", sv="Svar")

#: What a link may lead to; anything else is text.
LINKED = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)


def html(answer: Table, *, language: str, iri: bool, width: int) -> str:  # noqa: ARG001 - every format is called alike
    """Return the table as a whole page, with what its `about` says around it."""
    about = answer.about or About(answer.title)
    title = _escaped(about.title.into(language).strip() or UNTITLED.into(language))
    parts = [
        f"<h1>{title}</h1>",
        *_introduction(about, language),
        *([heatmap(about.figure)] if about.figure else []),
        *_table(answer, about, language, iri=iri),
        *(_paragraph(note.into(language)) for note in answer.notes),
        *_evidence(about.passages, language),
        *_end(about, language),
    ]
    look = STYLE + HEATMAP_STYLE if about.figure else STYLE
    return f"{head(title, language, look)}<body>\n<main>\n{_lines(parts)}</main>\n</body>\n</html>\n"


def policy_for(look: str, *, source: str = "'none'") -> str:
    """Return a Content-Security-Policy that lets the browser load from one source, or none, and apply this one style.

    >>> policy_for("")[:55]
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TIm"
    """
    style = b64encode(sha256(look.encode()).digest()).decode()
    return f"default-src {source}; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"


def head(title: str, language: str, look: str) -> str:
    """Return what stands before a page's body; the title is escaped already."""
    policy = policy_for(look)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{look}</style>\n</head>\n"
    )


def _introduction(about: About, language: str) -> Iterator[str]:
    if about.description:
        yield _paragraph(about.description.into(language))
    if about.chosen:
        yield _paragraph(f"{CHOSEN.into(language)}: {', '.join(about.chosen)}")
    if about.reading:
        how, text = HOW_TO_READ.into(language), about.reading.into(language)
        yield f'<p class="reading"><b>{how}.</b> {_escaped(text)}</p>'


def _table(answer: Table, about: About, language: str, *, iri: bool) -> Iterator[str]:
    """Yield the table; its roles are named because the style for narrow screens shows rows as blocks."""
    if not answer.rows:
        empty = about.empty.into(language) if about.empty else ""
        yield _paragraph(NO_ROW.into(language) + (f": {empty}" if empty else "") + ".")
        return
    titles = [(column, column.title.into(language)) for column in answer.columns]
    yield '<table role="table">'
    yield f"<caption>{_counted(len(answer), ONE_ROW, ROWS, language)}</caption>"
    head = "".join(_header(answer, column, title, iri) for column, title in titles)
    yield f'<thead role="rowgroup">\n<tr role="row">{head}</tr>\n</thead>\n<tbody role="rowgroup">'
    anchors = _anchors(about.passages)
    for row in answer.rows:
        yield '<tr role="row">' + "".join(_row(answer, row, language, iri, anchors)) + "</tr>"
    yield "</tbody>\n</table>"


def _header(answer: Table, column: Column, title: str, iri: bool) -> str:
    kind = "number" if column.kind == "number" else "words"
    found = f'<th role="columnheader" scope="col" class="{kind}">{_escaped(title)}</th>'
    if iri and answer.has_iris(column):
        found += f'<th role="columnheader" scope="col" class="iri">{_escaped(title)} (IRI)</th>'
    return found


def _row(answer: Table, row: tuple[Value, ...], language: str, iri: bool, anchors: dict[str, int]) -> Iterator[str]:
    """Yield the cells of a row; a first cell of words is the row's header."""
    for place, (column, value) in enumerate(zip(answer.columns, row, strict=True)):
        tag, role = ("th", 'rowheader" scope="row') if not place and column.kind == "entity" else ("td", "cell")
        title = _escaped(column.title.into(language))
        content = _content(answer, column, value, language, anchors)
        yield f'<{tag} role="{role}" class="{_class(column, value)}" data-title="{title}">{content}</{tag}>'
        if iri and answer.has_iris(column):
            found = iri_of(value)
            links = _spans(map(_linked, found if isinstance(found, list) else [found] if found else []))
            yield f'<td role="cell" class="iri" data-title="{title} (IRI)">{links}</td>'


def _class(column: Column, value: Value) -> str:
    if column.name == "layer":
        return "layer"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if is_number else column.kind if column.kind in ("evidence", "list") else "text"


def _content(answer: Table, column: Column, value: Value, language: str, anchors: dict[str, int]) -> str:
    """Return what stands in a cell; citations lead to the passage below, where there is one."""
    if value is None:
        return ""
    if column.name == "layer" and isinstance(value, Code):
        return _layer(value.value, value.label)
    if column.kind == "evidence" and isinstance(value, tuple) and not isinstance(value, Entity | Code):
        cited: dict[str, str] = {}
        for part in map(str, value):
            cited.setdefault(answer.citations.get(part, part), part)
        return _spans(_cited(text, anchors.get(locator)) for text, locator in cited.items())
    if isinstance(value, Entity) and value.iri == value.label:
        return f"<span>{_linked(value.iri)}</span>"
    if isinstance(value, tuple) and not isinstance(value, Entity | Code):
        return _spans(_escaped(cell(answer, column, part, language, between=" ")) for part in value)
    text = cell(answer, column, value, language, between=" ")
    return f"<span>{_escaped(text)}</span>" if text else ""


def _cited(citation: str, number: int | None) -> str:
    return _escaped(citation) if number is None else f'<a href="#e{number}">{_escaped(citation)}</a>'


def _layer(code: str, word: str) -> str:
    """Return a layer's name, set off where it is not the document alone."""
    return f'<span class="{"own" if code == "document" else "other"}">{_escaped(word)}</span>'


def _linked(iri: object) -> str:
    """Return an IRI as a link if it leads to a page or a mailbox, else as text.

    >>> _linked("https://example.org/?a&b"), _linked("javascript:alert(1)")
    ('<a href="https://example.org/?a&amp;b">https://example.org/?a&amp;b</a>', 'javascript:alert(1)')
    """
    text = _escaped(str(iri))
    return f'<a href="{text}">{text}</a>' if LINKED.fullmatch(str(iri)) else text


def _anchors(passages: Iterable[Cited]) -> dict[str, int]:
    return {passage.locator: number for number, passage in enumerate(passages, start=1)}


def _evidence(passages: tuple[Cited, ...], language: str) -> Iterator[str]:
    """Yield the list of passages, open, so that it is read and printed; a reader may fold it."""
    if not passages:
        return
    count = _counted(len(passages), ONE_PASSAGE, PASSAGES, language)
    yield f"<details open>\n<summary>{EVIDENCE.into(language)} <small>({count})</small></summary>\n<ol>"
    for number, passage in enumerate(passages, start=1):
        yield f'<li id="e{number}">{_passage(passage, language)}</li>'
    yield "</ol>\n</details>"


def _passage(passage: Cited, language: str) -> str:
    where = ", ".join(part for part in (passage.lines, passage.source) if part and part != passage.citation)
    parts = [_escaped(passage.citation)]
    if where:
        parts.append(f'<span class="where">– {_escaped(where)}</span>')
    if passage.layer != "document":
        parts.append(_layer(passage.layer, passage.layer_word))
    found = " ".join(parts)
    if passage.quotation:
        found += f"<blockquote>{_escaped(passage.quotation)}</blockquote>"
    if passage.rationale:
        found += _paragraph(ANALYST.format(text=passage.rationale).into(language))
    return found


def _end(about: About, language: str) -> Iterator[str]:
    if about.sparql:
        code = _escaped(about.sparql.strip())
        yield f"<details>\n<summary>{QUERY.into(language)}</summary>\n<pre><code>{code}</code></pre>\n</details>"
    if about.command:
        yield f"<footer>{ASK_AGAIN.into(language)} <code>{_escaped(about.command)}</code></footer>"


def _counted(count: int, one: Text, several: Text, language: str) -> str:
    return (one if count == 1 else several.format(n=count)).into(language)


def _paragraph(text: str) -> str:
    return f"<p>{_escaped(text)}</p>"


def _spans(parts: Iterable[str]) -> str:
    return "".join(f"<span>{part}</span>" for part in parts)


def _escaped(text: str) -> str:
    return escape(printable(text))


def _lines(parts: Iterable[str]) -> str:
    return "".join(part + "\n" for part in parts)
