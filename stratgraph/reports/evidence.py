"""What a report rests on: its places, numbered, and how many of each layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from stratgraph.graph.memory import Graph
from stratgraph.model.evidence import LAYER_WORDS
from stratgraph.model.table import Code, Column, Table
from stratgraph.questions.summary import LayerCount
from stratgraph.reports import words
from stratgraph.reports.blocks import Block, Places, Rows, Section, Suggestions
from stratgraph.sources.cited import cited


def cited_in(section: Section) -> Iterator[str]:
    """Yield the IRIs of the locators that a section rests on."""
    for block in section.blocks:
        yield from _locators(block)


def _locators(block: Block) -> Iterable[str]:
    if isinstance(block, Rows):
        return block.table.locators()
    if isinstance(block, Suggestions):
        return [part for one in block.found for reason in one.reasons for part in reason.evidence]
    return ()


def places(graph: Graph, locators: Iterable[str], language: str, *, quoted: bool) -> Places:
    """Return each locator once, in the order of the sources; `quoted` adds the words of the attached document."""
    return Places(cited(graph, list(dict.fromkeys(locators)), language, quoted=quoted))


def basis(found: Places, counts: Sequence[LayerCount], language: str) -> Table:
    """Return how many places of each layer the report cites, beside how many the graph has."""
    here = Counter(one.layer for one in found.cited)
    columns = (
        Column("layer_word", words.LAYER, "code"),
        Column("cited", words.PLACES, "number"),
        Column("places", words.IN_ALL, "number"),
        Column("facts", words.FACTS, "number"),
    )
    rows = tuple(
        (Code(count.layer, LAYER_WORDS[count.layer].into(language)), here[count.layer], count.locators, count.facts)
        for count in counts
        if count.locators
    )
    return Table(columns, rows, title=words.BASIS)
