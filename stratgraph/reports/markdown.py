"""A report as Markdown, in the language of its first edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stratgraph.analysis.candidate_table import number
from stratgraph.model.evidence import LAYER_WORDS
from stratgraph.output import render
from stratgraph.output.words import printable
from stratgraph.reports import words
from stratgraph.reports.blocks import Block, Edition, Heat, Picture, Places, Query, Report, Rows, Suggestions, Words
from stratgraph.reports.gap_part import REASONS


def markdown(report: Report) -> str:
    """Return the report as Markdown; the matrix is a table there, and the map is left out."""
    edition = report.editions[0]
    return "\n\n".join(part.rstrip("\n") for part in _parts(edition)) + "\n"


def _parts(edition: Edition) -> Iterator[str]:
    yield f"# {_plain(edition.title)}"
    yield f"**{_plain(edition.subtitle)}**"
    yield "\n".join(f"- {_plain(name)}: {_plain(value)}" for name, value in edition.facts)
    citations = {one.locator: one.citation for one in edition.places()}
    for section in edition.sections:
        bodies = [text for block in section.blocks for text in _block(block, edition.language, citations)]
        if bodies or section.level == 2:
            yield f"{'#' * section.level} {_plain(section.title)}"
        yield from bodies


def _block(block: Block, language: str, citations: dict[str, str]) -> Iterator[str]:
    if isinstance(block, Words):
        text = _plain(block.text)
        yield f"**{text}**" if block.kind == "lead" else f"*{text}*" if block.kind == "reading" else text
    elif isinstance(block, Rows | Heat):
        yield render(replace(block.table, citations=citations), "md", language=language)
    elif isinstance(block, Suggestions):
        yield "\n".join(_suggestions(block, language, citations))
    elif isinstance(block, Query):
        yield f"{_plain(block.title)}: `{block.command}`\n\n```sparql\n{block.sparql.strip()}\n```"
    elif isinstance(block, Places):
        yield "\n".join(_places(block))
    elif isinstance(block, Picture):
        return


def _suggestions(block: Suggestions, language: str, citations: dict[str, str]) -> Iterator[str]:
    yield f"**{_plain(block.subject)}** – {_plain(block.grade)}"
    yield ""
    if not block.found:
        yield _plain(block.none)
    for one in block.found:
        points = (words.ONE_POINT if one.score == 1 else words.POINTS).format(points=number(one.score)).into(language)
        yield f"- **{_plain(one.name)}** ({points})"
        for reason in one.reasons[:REASONS]:
            layers = "".join(f" [{LAYER_WORDS[layer].into(language)}]" for layer in reason.layers)
            cited = "; ".join(dict.fromkeys(citations[part] for part in reason.evidence if part in citations))
            yield f"  - {_plain(reason.sentence)}{layers} ({_plain(cited)})"


def _places(block: Places) -> Iterator[str]:
    for place, one in enumerate(block.cited, start=1):
        where = ", ".join(part for part in (one.lines, one.source) if part and part != one.citation)
        layer = f" [{one.layer_word}]" if one.layer != "document" else ""
        yield f"{place}. {_plain(one.citation)}{' – ' + _plain(where) if where else ''}{layer}"
        if one.quotation:
            yield f"   > {_plain(one.quotation)}"


def _plain(text: str) -> str:
    r"""Return a text on one line, the signs that Markdown reads escaped.

    >>> print(_plain("a*b\n<c>"))
    a\*b \<c>
    """
    folded = " ".join(printable(text).split())
    return "".join(f"\\{sign}" if sign in "\\`*_<[]#|" else sign for sign in folded)
