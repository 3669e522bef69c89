"""The passages under an answer, as people cite them."""

from __future__ import annotations

from textwrap import fill

from stratgraph.graph.evidence import evidence
from stratgraph.graph.memory import Graph
from stratgraph.model.evidence import Evidence
from stratgraph.model.language import Text

WIDTH = 100
QUOTES = {"en": "“{text}”", "sv": "”{text}”"}
READING = Text(en="an analyst's reading: {text}", sv="en analytikers läsning: {text}")


def passages(graph: Graph, locators: list[str], language: str) -> str:
    """Return citation, lines and source of each locator, with its quotation or rationale where there is one."""
    found = sorted((evidence(graph, locator) for locator in locators), key=_place)
    return "\n".join(_passage(graph, entry, language) for entry in found) + "\n"


def _place(entry: Evidence) -> tuple[str, str, int, str]:
    source = entry.source.en if entry.source else ""
    return (entry.layer, source, entry.first_line or 0, entry.locator)


def _passage(graph: Graph, entry: Evidence, language: str) -> str:
    from stratgraph.sources.quoting import quotation

    words = [entry.citation, *([entry.lines] if entry.lines and entry.lines != entry.citation else [])]
    head = "; ".join(text.into(language) for text in words)
    quoted = quotation(graph, entry.locator) if entry.layer == "document" else None
    if quoted:
        return head + "\n" + _indented(QUOTES[language].format(text=" ".join(quoted.split())))
    if entry.rationale:
        return head + "\n" + _indented(READING.format(text=entry.rationale).into(language))
    return head


def _indented(text: str) -> str:
    return fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
