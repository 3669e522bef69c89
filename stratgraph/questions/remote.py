"""The graph in an endpoint as a library user meets it."""

from __future__ import annotations

from stratgraph.graph.remote import RemoteGraph
from stratgraph.questions.asking import StrategyGraph


class RemoteStrategyGraph(StrategyGraph, RemoteGraph):
    """A strategy's graph in a SPARQL endpoint, with the catalogue's questions at hand."""
