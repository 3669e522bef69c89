"""What things are called when two states are compared: by the state that is spoken of, else by the other one."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from stratgraph.analysis.wording import name_of, words_of
from stratgraph.graph.evidence import evidence
from stratgraph.graph.labels import labels
from stratgraph.graph.memory import FACTS_NODE, Graph
from stratgraph.graph.nameless import is_nameless
from stratgraph.graph.state import State
from stratgraph.graph.whole import WholeGraph
from stratgraph.model.language import Text

#: How many nameless things are told one within the other.
DEPTH = 3
SOMETHING = Text(en="something without a name", sv="något utan namn")
SAID = Text(en="{relation}: {value}", sv="{relation}: {value}")


class Names:
    """Labels and citations of one state, with those of the other where it has none."""

    def __init__(self, own: State, other: State) -> None:
        self.own = own
        self.other = other

    def labels(self, iri: str) -> dict[str, str] | None:
        """Return the labels of a resource by language."""
        if is_nameless(iri):
            words = self.nameless(iri)
            return {"en": words.en, "sv": words.sv}
        return labels(self.own.graph, iri) or labels(self.other.graph, iri)

    def citation(self, locator: str) -> Text | None:
        """Return how a locator is cited, by the state that knows it."""
        known = locator in self.own.locators or locator not in self.other.locators
        return evidence((self.own if known else self.other).graph, locator).citation

    def nameless(self, iri: str, depth: int = DEPTH) -> Text:
        """Return what is said of a thing without a name, in brackets."""
        state = self.own if next(self._about(self.own, iri), None) is not None else self.other
        found = {quad.triple for quad in self._about(state, iri)}
        said = [self._said(state, Quad(*triple), depth) for triple in sorted(found, key=str)]
        if not said or depth <= 0:
            return SOMETHING
        return Text(en=f"[{'; '.join(text.en for text in said)}]", sv=f"[{'; '.join(text.sv for text in said)}]")

    def _about(self, state: State, iri: str) -> Iterator[Quad]:
        return state.graph.quads(NamedNode(iri), None, None, FACTS_NODE)

    def _said(self, state: State, quad: Quad, depth: int) -> Text:
        value = quad.object
        words = (
            self.nameless(value.value, depth - 1)
            if isinstance(value, NamedNode) and is_nameless(value.value)
            else words_of(state.graph, value)
        )
        return SAID.format(relation=name_of(state.graph, quad.predicate.value), value=words)


def naming(own: State, other: State) -> Graph:
    """Return the graph of a state in which everything is called as `Names` has it."""
    graph = own.graph
    made = WholeGraph(
        graph.store,
        graph.workspace,
        layers=graph.layers,
        strategy=graph.strategy,
        city=graph.city,
        index=Names(own, other),
    )
    made.held = graph.held
    return made
