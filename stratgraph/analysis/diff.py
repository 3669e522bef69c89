"""What has changed between two states: things, relations and values in words, and where the same is said elsewhere.

Two states are compared statement by statement. What a reader wants to know comes first: which things are new or gone,
which relations came or went, which values are others. That the same is said in another passage is told by itself, and
so is what only describes the sources. A fact that stands in several passages is one fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from stratgraph.graph.memory import Graph
from stratgraph.graph.state import State, state_of
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.model.terms import LAYERS

#: The parts of a difference, in their order.
PARTS = {
    "entity": Text(en="thing", sv="sak"),
    "relation": Text(en="relation", sv="samband"),
    "value": Text(en="value", sv="värde"),
    "evidence": Text(en="evidence", sv="belägg"),
    "source": Text(en="source", sv="källa"),
}
CHANGES = {
    "added": Text(en="+ added", sv="+ tillagt"),
    "removed": Text(en="− removed", sv="− borttaget"),
    "changed": Text(en="→ changed", sv="→ ändrat"),
}


@dataclass(frozen=True)
class Link:
    """A relation between two things that came ("added") or went ("removed"), by their IRIs."""

    start: str
    relation: str
    end: str
    status: str
    sentence: Text
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One difference: what it is about (an IRI), in words, and where each side says it.

    `before` and `after` are values or sentences, None where there is none; `language` is that of a changed text.
    """

    part: str
    change: str
    subject: str
    sentence: Text
    relation: str | None = None
    before: Text | None = None
    after: Text | None = None
    language: str | None = None
    evidence_before: tuple[str, ...] = ()
    evidence_after: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What differs between two states; the graphs call each thing what its state calls it."""

    before: State
    after: State
    graph_before: Graph = field(repr=False)
    graph_after: Graph = field(repr=False)
    items: tuple[Item, ...] = ()
    notes: tuple[Text, ...] = ()

    def counts(self) -> Counter[tuple[str, str]]:
        """Return how many differences there are by part and change."""
        return Counter((item.part, item.change) for item in self.items)

    def links(self) -> tuple[Link, ...]:
        """Return the relations that came and went, each once."""
        return tuple(dict.fromkeys(link for item in self.items for link in item.links))

    def table(self, *, language: str = "en") -> Table:
        """Return every difference as a row."""
        from stratgraph.analysis.diff_table import diff_table

        return diff_table(self, language=language)

    def summary(self) -> Text:
        """Return in one sentence how much of what has changed."""
        from stratgraph.analysis.diff_table import summary

        return summary(self)

    def things(self, change: str) -> tuple[str, ...]:
        """Return the IRIs of the things that are new ("added") or gone ("removed")."""
        return tuple(item.subject for item in self.items if (item.part, item.change) == ("entity", change))


def compare(before: State, after: State) -> Difference:
    """Return what differs between two states.

    The cost is a set difference of their statements, and a look-up for each that differs.

    >>> from stratgraph.graph.packaged import data_folder
    >>> from stratgraph.graph.state import open_state
    >>> state = open_state(data_folder())
    >>> compare(state, state).items
    ()
    """
    from stratgraph.analysis.diff_facts import Comparison

    return Comparison(before, after).difference()


def diff(before: Graph, after: Graph) -> Difference:
    """Return what differs between two graphs that are open, each for the layers that it was opened for.

    >>> from stratgraph import open_graph
    >>> found = diff(open_graph(), open_graph(layers=["document"]))
    >>> found.counts()["relation", "added"]
    0
    """
    return compare(state_of(before, _name(before)), state_of(after, _name(after)))


def _name(graph: Graph) -> str:
    """Return what an open graph is called: its workspace's name, and its layers where it has not all."""
    name = graph.workspace.name.en or graph.workspace.folder
    return name if set(graph.layers) == set(LAYERS) else f"{name} ({', '.join(graph.layers)})"


def listed(texts: Iterable[Text], between: str = ", ") -> Text:
    """Return texts one after the other.

    >>> listed([Text("a", "b"), Text("c", "d")]).sv
    'b, d'
    """
    found = list(texts)
    return Text(en=between.join(text.en for text in found), sv=between.join(text.sv for text in found))
