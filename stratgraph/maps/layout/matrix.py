"""Who is in which network: the cells of networks by places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from stratgraph.maps.kinds import ON_EARTH
from stratgraph.maps.parts import Edge, Node
from stratgraph.maps.words import Words


class Cell(NamedTuple):
    """What is said of a place in a network: relations with their status, and the sentences."""

    relations: frozenset[tuple[str, str]]
    sentences: tuple[Words, ...]


class Matrix(NamedTuple):
    """Networks as rows and places as columns, both by how much is said of them; cells by both."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]


class HasParts(Protocol):
    """A map, as far as it is read here."""

    @property
    def nodes(self) -> Sequence[Node]:
        """The boxes."""

    @property
    def edges(self) -> Sequence[Edge]:
        """The lines."""


def matrix(found: HasParts) -> Matrix:
    """Return every network, and the places that something ties to one; the city itself is the first column."""
    networks = [node for node in found.nodes if node.kind == "Network" and node.status != "group"]
    kinds = {node.id: node.kind for node in found.nodes if node.status != "group"}
    said: dict[tuple[str, str], list[Edge]] = {}
    for edge in found.edges:
        ends = (edge.start, edge.end)
        for network, place in (ends, ends[::-1]):
            if kinds.get(network) == "Network" and kinds.get(place) in ON_EARTH:
                said.setdefault((network, place), []).append(edge)
    cells = {
        key: Cell(frozenset((edge.relation, edge.status) for edge in edges), tuple(edge.sentence for edge in edges))
        for key, edges in sorted(said.items())
    }
    ties = Counter(end for key in cells for end in key)
    rows = sorted(networks, key=lambda node: (-ties[node.id], node.label, node.id))
    places = {place for _, place in cells}
    columns = sorted(
        (node for node in found.nodes if node.id in places),
        key=lambda node: (node.kind != "FocalCity", -ties[node.id], node.label, node.id),
    )
    return Matrix(tuple(node.id for node in rows), tuple(node.id for node in columns), cells)
