"""The sources of a workspace, read from its files as they are: before any rule has run, and all layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad, Store

from stratgraph.graph.packaged import ontology_files
from stratgraph.graph.reading import read_quads
from stratgraph.graph.workspace import Workspace, open_workspace
from stratgraph.model import terms
from stratgraph.model.passage import label_in
from stratgraph.sources.described import Description, StoreGraph, describe, local_name
from stratgraph.sources.writing import short


@dataclass(frozen=True)
class Sources:
    """A workspace and what its files say about sources."""

    workspace: Workspace
    store: Store

    @cached_property
    def description(self) -> Description:
        """What is described of the sources."""
        return describe(StoreGraph(self.store))

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The labels by IRI and language, the ontology's among them."""
        labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
        quads = [*self.store.quads_for_pattern(None, NamedNode(terms.LABEL), None, None)]
        for path in ontology_files():
            quads += [quad for quad in read_quads(path) if quad.predicate.value == terms.LABEL]
        for quad in sorted(quads, key=str):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                labels[quad.subject.value].setdefault(quad.object.language or "", quad.object.value)
        return labels

    def facts(self, locator: str, language: str) -> list[str]:
        """Return what the locator says, a line a fact, in words."""
        quads = self.store.quads_for_pattern(None, None, None, NamedNode(locator))
        return sorted(self.fact(quad, language) for quad in quads)

    def fact(self, quad: Quad, language: str) -> str:
        """Return one fact in words."""
        return " · ".join(self.words(term, language) for term in (quad.subject, quad.predicate, quad.object))

    def words(self, term: object, language: str) -> str:
        """Return the label of `term`, else its short IRI, else its text."""
        if isinstance(term, NamedNode):
            name = short(term.value, self.workspace.prefixes)
            return label_in(self.labels.get(term.value, {}), language, name)
        return term.value if isinstance(term, Literal) else str(term)

    def declaration_graph(self, source: str) -> str | None:
        """Return the graph in which passages of `source` are described, or None where there are none."""
        for quad in self.store.quads_for_pattern(None, NamedNode(terms.SG + "inSource"), NamedNode(source), None):
            if isinstance(quad.graph_name, NamedNode):
                return quad.graph_name.value
        return None


def open_sources(asked_for: str | None = None) -> Sources:
    """Return the sources of the workspace in the folder `asked_for`, else of the nearest one, else of the packaged one.

    Raises `InputError` where its files cannot be read.
    """
    return read_sources(open_workspace(asked_for))


def read_sources(workspace: Workspace) -> Sources:
    """Return the sources of `workspace`; raises `InputError` where its files cannot be read."""
    store = Store()
    for path, _ in workspace.files():
        store.extend(read_quads(path))
    return Sources(workspace, store)


def namespace(iri: str) -> str:
    """Return `iri` without its local name.

    >>> namespace("https://w3id.org/stratgraph/vik/plan")
    'https://w3id.org/stratgraph/vik/'
    """
    return iri[: len(iri) - len(local_name(iri))]
