"""A graph in which everything that is in a store counts as said, whatever reaches it and whichever graph it stands in.

The facts graph leaves out what nothing leads to, and a plain Turtle file has no facts graph at all. Who compares two
states, or names what only one of them has, must see all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from stratgraph.graph.memory import FACTS_NODE, Graph, Term
from stratgraph.model.terms import FACTS, ONTOLOGY

#: Graphs that hold nothing of a source's own: what was derived from it, and the vocabulary.
DERIVED = frozenset({FACTS, ONTOLOGY})


class WholeGraph(Graph):
    """A graph whose facts are the triples of all its graphs but the ontology's, each once."""

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - RDF's own word
        graph: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that match; those of the facts graph are the triples of any graph."""
        if graph != FACTS_NODE:
            yield from super().quads(subject, predicate, object, graph)
            return
        seen: set[Triple] = set()
        for quad in super().quads(subject, predicate, object, None):
            if not _is_of_ontology(quad) and quad.triple not in seen:
                seen.add(quad.triple)
                yield Quad(quad.subject, quad.predicate, quad.object, FACTS_NODE)

    def objects(self, subject: str, predicate: str, *, graph: str = FACTS) -> list[Term]:
        """Return what any graph (or one) says of a resource by a property, in a fixed order."""
        if graph != FACTS:
            return super().objects(subject, predicate, graph=graph)
        found = self.quads(NamedNode(subject), NamedNode(predicate), None, FACTS_NODE)
        return sorted((quad.object for quad in found), key=str)

    def holds(self, subject: str, predicate: str, object: Term) -> bool:  # noqa: A002
        """Tell whether any graph says this."""
        return object in self.objects(subject, predicate)

    def subjects(self, predicate: str, object: str, *, graph: str = FACTS) -> list[str]:  # noqa: A002
        """Return the IRIs of which any graph (or one) says this, in a fixed order."""
        if graph != FACTS:
            return super().subjects(predicate, object, graph=graph)
        found = self.quads(None, NamedNode(predicate), NamedNode(object), FACTS_NODE)
        return sorted({quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)})


def _is_of_ontology(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value == ONTOLOGY
