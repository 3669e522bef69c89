"""The passages under an answer, as people cite them."""

from __future__ import annotations

from textwrap import fill

from stratgraph.graph.memory import Graph
from stratgraph.model.about import Cited
from stratgraph.model.language import Text
from stratgraph.sources.cited import cited

WIDTH = 100
QUOTES = {"en": "“{text}”", "sv": "”{text}”"}
READING = Text(en="an analyst's reading: {text}", sv="en analytikers läsning: {text}")


def passages(graph: Graph, locators: list[str], language: str) -> str:
    """Return citation, lines and source of each locator, with its quotation or rationale where there is one."""
    return "\n".join(_passage(one, language) for one in cited(graph, locators, language, quoted=True)) + "\n"


def _passage(one: Cited, language: str) -> str:
    head = "; ".join([one.citation, *([one.lines] if one.lines and one.lines != one.citation else [])])
    if one.quotation:
        return head + "\n" + _indented(QUOTES[language].format(text=one.quotation))
    if one.rationale:
        return head + "\n" + _indented(READING.format(text=one.rationale).into(language))
    return head


def _indented(text: str) -> str:
    return fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
