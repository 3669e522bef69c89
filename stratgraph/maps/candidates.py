"""Networks that might fill a gap, as lines from the goal; the analysis ranks them and gives the reasons."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from stratgraph.analysis.gaps import gaps
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import curie, layers_of
from stratgraph.maps.kinds import CANDIDATE
from stratgraph.maps.parts import Edge
from stratgraph.maps.words import Words, clean
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text

ANALYSIS = "stratgraph.analysis.candidates"
QUESTION = "goals-without-network"
NOT_THERE = Text(
    en="this version of stratgraph ranks no candidates; leave out --candidates",
    sv="den här versionen av stratgraph rangordnar inga kandidater; utelämna --candidates",
)


def candidate_edges(graph: Graph, on_map: Collection[str], layers: dict[str, str]) -> list[Edge]:
    """Return a line from each goal that lacks a network to each candidate on the map, its reasons as the sentence.

    Raises InputError where there is no such analysis.
    """
    if find_spec(ANALYSIS) is None:
        raise InputError(NOT_THERE)
    ranked = import_module(ANALYSIS).candidates(graph, gaps(graph, only=[QUESTION]))
    return [
        _edge(graph, entry.subject, candidate, layers)
        for entry in ranked
        if entry.subject in on_map
        for candidate in entry.found
        if candidate.iri in on_map
    ]


def _edge(graph: Graph, goal: str, candidate: Any, layers: dict[str, str]) -> Edge:
    said = [one for part in candidate.parts for one in part.said]
    evidence = tuple(sorted({locator for one in said for locator in one.evidence}))
    reasons = list(dict.fromkeys((clean(one.sentence.en), clean(one.sentence.sv)) for one in said))
    return Edge(
        id="",
        start=curie(graph, goal),
        end=curie(graph, candidate.iri),
        relation=CANDIDATE,
        status="candidate",
        layers=layers_of(evidence, layers),
        evidence=evidence,
        sentence=Words("; ".join(en for en, _ in reasons), "; ".join(sv for _, sv in reasons)),
    )
