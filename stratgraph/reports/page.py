"""A report as one HTML page in every language: it loads nothing, runs no script, and prints.

The language is chosen with two radio buttons and the style alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape

from stratgraph.analysis.candidate_table import number
from stratgraph.model.evidence import LAYER_WORDS
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.output.heatmap import HEATMAP_STYLE, heatmap
from stratgraph.output.words import cell, printable
from stratgraph.reports import words
from stratgraph.reports.blocks import (
    Block,
    Edition,
    Heat,
    Picture,
    Places,
    Query,
    Reason,
    Report,
    Rows,
    Section,
    Suggestion,
    Suggestions,
    Words,
)
from stratgraph.reports.gap_part import REASONS
from stratgraph.reports.style import STYLE

#: How full the ring before a grade is.
FULL = {"named": "full", "proposed": "half", "generic": "half"}
RINGS = {
    "full": '<circle cx="8" cy="8" r="6" fill="currentColor" stroke="currentColor" stroke-width="2"/>',
    "half": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"/>'
    '<path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor"/>',
    "open": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3 2"/>',
}


def page(report: Report) -> str:
    """Return the report as a whole page, opening in the language of its first edition."""
    first = report.editions[0]
    style = _style(report)
    parts = [
        "<main>",
        *(_choice(edition, edition is first) for edition in report.editions),
        _bar(report),
        *(line for edition in report.editions for line in _Writer(edition).lines()),
        "</main>",
    ]
    body = "".join(part + "\n" for part in parts)
    return f"{_head(first, style)}<body>\n{body}</body>\n</html>\n"


def _head(first: Edition, style: str) -> str:
    """Return the page's head; its policy lets the browser load nothing and apply this one style."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{escape(first.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_escaped(first.title)} – {_escaped(first.subtitle)}</title>\n<style>{style}</style>\n</head>\n"
    )


def _style(report: Report) -> str:
    """Return the style, with the rules that show the chosen edition."""
    names = [edition.language for edition in report.editions]
    shown = "".join(
        f"#in-{name}:checked ~ .in-{name} {{ display: block; }}\n"
        f"#in-{name}:checked ~ .bar .to-{name} {{ background: var(--ink); color: var(--ground); }}\n"
        f"#in-{name}:focus-visible ~ .bar .to-{name} {{ outline: 3px solid var(--link); outline-offset: 2px; }}\n"
        for name in names
    )
    return STYLE + HEATMAP_STYLE + shown


def _choice(edition: Edition, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    name = words.NAMES_OF_LANGUAGES[edition.language]
    return (
        f'<input class="choice" type="radio" name="language" id="in-{edition.language}" '
        f'aria-label="{name}" lang="{edition.language}"{checked}>'
    )


def _bar(report: Report) -> str:
    labels = "".join(
        f'<label class="to-{edition.language}" for="in-{edition.language}" lang="{edition.language}">'
        f"{words.NAMES_OF_LANGUAGES[edition.language]}</label>"
        for edition in report.editions
    )
    return f'<div class="bar"><div>{labels if len(report.editions) > 1 else ""}</div></div>'


class _Writer:
    """Writes one edition; the ids within it begin with its language."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.language = edition.language
        self.numbers = {one.locator: place for place, one in enumerate(edition.places(), start=1)}
        self.citations: Mapping[str, str] = {one.locator: one.citation for one in edition.places()}

    def lines(self) -> Iterator[str]:
        """Yield the edition's elements."""
        edition = self.edition
        yield f'<article class="edition in-{self.language}" lang="{self.language}">'
        facts = "".join(f"<div><dt>{_escaped(k)}</dt><dd>{_escaped(v)}</dd></div>" for k, v in edition.facts)
        yield (
            f"<header>\n<h1>{_escaped(edition.title)}</h1>\n"
            f'<p class="subtitle">{_escaped(edition.subtitle)}</p>\n<dl>{facts}</dl>\n</header>'
        )
        yield from self._contents()
        for section in edition.sections:
            yield from self._section(section)
        yield "</article>"

    def _contents(self) -> Iterator[str]:
        entries = "".join(
            f"<li{' class=sub' if section.level > 2 else ''}>"
            f'<a href="#{self._id(section.id)}">{_escaped(section.title)}</a></li>'
            for section in self.edition.sections
        )
        title = words.CONTENTS.into(self.language)
        yield f'<nav aria-label="{title}">\n<ul>{entries}</ul>\n</nav>'

    def _section(self, section: Section) -> Iterator[str]:
        name, level = self._id(section.id), section.level
        yield f'<section aria-labelledby="{name}">\n<h{level} id="{name}">{_escaped(section.title)}</h{level}>'
        for block in section.blocks:
            yield from self._block(section, block)
        yield "</section>"

    def _id(self, name: str) -> str:
        return f"{self.language}-{name}"

    def _block(self, section: Section, block: Block) -> Iterator[str]:
        if isinstance(block, Words):
            kind = f' class="{block.kind}"' if block.kind != "text" else ""
            yield f"<p{kind}>{_escaped(block.text)}</p>"
        elif isinstance(block, Rows):
            yield from self._table(section, block)
        elif isinstance(block, Suggestions):
            yield from self._suggestions(block, section.level + 1)
        else:
            yield from self._figure(section, block)

    def _figure(self, section: Section, block: Heat | Picture | Query | Places) -> Iterator[str]:
        if isinstance(block, Heat):
            yield heatmap(block.matrix, name=self._id("matrix"))
        elif isinstance(block, Picture):
            drawing = _renamed(block.svg, self._id(section.id))
            yield f'<figure class="wide" tabindex="0" role="group" aria-label="{_escaped(section.title)}">'
            yield f"{drawing}\n<figcaption>{_escaped(block.caption)}</figcaption>\n</figure>"
        elif isinstance(block, Query):
            yield (
                f"<details>\n<summary>{_escaped(block.title)} <code>{_escaped(block.command)}</code></summary>\n"
                f'<pre tabindex="0"><code>{_escaped(block.sparql.strip())}</code></pre>\n</details>'
            )
        else:
            yield from self._places(block)

    # Tables ---------------------------------------------------------------------------------------------------------

    def _table(self, section: Section, block: Rows) -> Iterator[str]:
        table = block.table
        titles = [_escaped(column.title.into(self.language)) for column in table.columns]
        kinds = [_kind(column) for column in table.columns]
        head = "".join(
            f'<th role="columnheader" scope="col" class="{kind}">{title}</th>'
            for title, kind in zip(titles, kinds, strict=True)
        )
        yield f'<table role="table">\n<caption>{_escaped(section.title)}</caption>'
        yield f'<thead role="rowgroup">\n<tr role="row">{head}</tr>\n</thead>\n<tbody role="rowgroup">'
        header = next((place for place, column in enumerate(table.columns) if column.kind == "entity"), -1)
        for row in table:
            cells = "".join(
                self._cell(block, place, value, titles[place], kinds[place], is_header=place == header)
                for place, value in enumerate(row)
            )
            yield f'<tr role="row">{cells}</tr>'
        yield "</tbody>\n</table>"

    def _cell(self, block: Rows, place: int, value: Value, title: str, kind: str, *, is_header: bool) -> str:
        tag, role = ("th", 'rowheader" scope="row') if is_header else ("td", "cell")
        content = self._content(block.table, block.table.columns[place], value, block.sign)
        return f'<{tag} role="{role}" class="{kind}" data-title="{title}">{content}</{tag}>'

    def _content(self, table: Table, column: Column, value: Value, sign: str | None) -> str:
        if value is None or value == ():
            return ""
        if column.kind == "evidence" and isinstance(value, tuple):
            return f"<span>{self._references(map(str, value))}</span>"
        if column.name in ("layer", "layer_word") and isinstance(value, Code):
            return f"<span>{_layer(value.value, value.label)}</span>"
        if column.name == sign and isinstance(value, Code):
            return _graded(value)
        if isinstance(value, tuple) and not isinstance(value, Entity | Code):
            return "".join(
                f"<span>{_escaped(cell(table, column, part, self.language, between=' '))}</span>" for part in value
            )
        return f"<span>{_escaped(cell(table, column, value, self.language, between=' '))}</span>"

    def _references(self, locators: Iterable[str]) -> str:
        """Return the numbers of the places in brackets, each a link to the place, which its title names."""
        numbers = sorted({self.numbers[locator] for locator in locators if locator in self.numbers})
        named = {number: self.citations[locator] for locator, number in self.numbers.items()}
        links = " ".join(
            f'<a href="#{self._id(f"e{number}")}" title="{_escaped(named[number])}">[{number}]</a>'
            for number in numbers
        )
        return f'<span class="refs">{links}</span>' if links else ""

    # Candidates -----------------------------------------------------------------------------------------------------

    def _suggestions(self, block: Suggestions, level: int) -> Iterator[str]:
        yield f'<div class="gap">\n<h{level}>{_escaped(block.subject)}</h{level}>'
        yield f'<p class="grade">{_escaped(block.grade)}</p>'
        if block.found:
            yield "<ol>"
            for one in block.found:
                yield f"<li>{self._suggestion(one)}</li>"
            yield "</ol>"
        else:
            yield f"<p>{_escaped(block.none)}</p>"
        yield "</div>"

    def _suggestion(self, one: Suggestion) -> str:
        points = (words.ONE_POINT if one.score == 1 else words.POINTS).format(points="").into(self.language)
        unit = points.removeprefix("1").strip()
        reasons = "".join(f"<li>{self._reason(reason)}</li>" for reason in one.reasons[:REASONS])
        left = len(one.reasons) - REASONS
        more_words = words.ONE_MORE_REASON if left == 1 else words.MORE_REASONS.format(n=left)
        more = f"<li>{_escaped(more_words.into(self.language))}</li>" if left > 0 else ""
        return (
            f'<span class="points">{number(one.score)} <small>{_escaped(unit)}</small></span>'
            f"<div><b>{_escaped(one.name)}</b><ul>{reasons}{more}</ul></div>"
        )

    def _reason(self, reason: Reason) -> str:
        layers = " ".join(_layer(layer, LAYER_WORDS[layer].into(self.language)) for layer in reason.layers)
        parts = [_escaped(reason.sentence), layers, self._references(reason.evidence)]
        return " ".join(part for part in parts if part)

    # Evidence -------------------------------------------------------------------------------------------------------

    def _places(self, block: Places) -> Iterator[str]:
        yield '<ol class="evidence">'
        for place, one in enumerate(block.cited, start=1):
            where = ", ".join(part for part in (one.lines, one.source) if part and part != one.citation)
            parts = [_escaped(one.citation)]
            if where:
                parts.append(f'<span class="where">– {_escaped(where)}</span>')
            if one.layer != "document":
                parts.append(_layer(one.layer, one.layer_word))
            if one.quotation:
                parts.append(f"<blockquote>{_escaped(one.quotation)}</blockquote>")
            if one.rationale:
                reading = words.AN_ANALYST.format(text=one.rationale).into(self.language)
                parts.append(f"<p>{_escaped(reading)}</p>")
            yield f'<li id="{self._id(f"e{place}")}">{" ".join(parts)}</li>'
        yield "</ol>"


def _kind(column: Column) -> str:
    return {"number": "number", "list": "list", "evidence": "refs", "text": "text"}.get(column.kind, "words")


def _graded(value: Code) -> str:
    """Return a grade with a ring before it that is the fuller the more there is."""
    ring = FULL.get(value.value, "open")
    kind = "has" if ring == "full" else "lacks"
    return (
        f'<span class="graded {kind}"><svg class="sign" viewBox="0 0 16 16" aria-hidden="true">{RINGS[ring]}</svg>'
        f"{_escaped(value.label)}</span>"
    )


def _layer(code: str, word: str) -> str:
    """Return a layer's name, set off where it is more than the document."""
    return f'<span class="{"own" if code == "document" else "other"}">{_escaped(word)}</span>'


def _renamed(svg: str, prefix: str) -> str:
    """Return a drawing whose only id, that of its title, is its own in the page."""
    return svg.replace('id="title"', f'id="{prefix}-title"').replace(
        'aria-labelledby="title"', f'aria-labelledby="{prefix}-title"'
    )


def _escaped(text: str) -> str:
    return escape(printable(text))
