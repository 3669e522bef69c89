"""What stands under a report's title: whose strategy, of which year, which layers, made when and with what."""

from __future__ import annotations

from collections.abc import Iterator

from stratgraph import __version__
from stratgraph.analysis.wording import name_of
from stratgraph.graph.memory import Graph
from stratgraph.maps.headings import year_of
from stratgraph.model.evidence import LAYER_WORDS
from stratgraph.model.language import Text
from stratgraph.questions.summary import layer_counts
from stratgraph.reports import words


def name_of_strategy(graph: Graph) -> Text:
    """Return the name of the workspace's own strategy, else of the workspace."""
    return name_of(graph, graph.strategy) if graph.strategy is not None else graph.workspace.name


def facts_of(graph: Graph, date: str | None, language: str) -> Iterator[tuple[str, str]]:
    """Yield names and values, each only where it is known; no date is taken from the clock."""
    if (year := year_of(graph)) is not None:
        yield words.YEAR.into(language), year
    if date is not None:
        yield words.DATE.into(language), date
    layers = [count.layer for count in layer_counts(graph) if count.locators]
    yield words.LAYERS.into(language), ", ".join(LAYER_WORDS[layer].into(language) for layer in layers)
    yield words.VERSION.into(language), words.MADE_WITH.format(version=__version__).into(language)
