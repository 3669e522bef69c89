"""What is near something on a map."""

from __future__ import annotations

from typing import NamedTuple

from stratgraph.maps.graph import StrategyMap

DIRECTIONS = ("both", "in", "out")
DEGREES = (1, 2, 3)


class Focus(NamedTuple):
    """What a view is about: nodes, how many steps from them count, which way, and which kinds and relations."""

    nodes: tuple[str, ...] = ()
    degree: int = 1
    direction: str = "both"
    kinds: tuple[str, ...] | None = None
    relations: tuple[str, ...] | None = None


def neighbourhood(found: StrategyMap, focus: Focus) -> set[str]:
    """Return the ids of the nodes in a focus and of those near it."""
    return set(distances(found, focus))


def distances(found: StrategyMap, focus: Focus) -> dict[str, int]:
    """Return the nodes near a focus, each with the steps to it, up to the focus's degree."""
    around = _around(found, focus)
    kinds = {node.id: node.kind for node in found.nodes if node.status != "group"}
    reached = {name: 0 for name in focus.nodes if name in kinds}
    edge = list(reached)
    for step in range(1, focus.degree + 1):
        ends = sorted({end for name in edge for end in around.get(name, ()) if end not in reached})
        edge = [end for end in ends if focus.kinds is None or kinds[end] in focus.kinds]
        reached |= dict.fromkeys(edge, step)
    return reached


def _around(found: StrategyMap, focus: Focus) -> dict[str, list[str]]:
    """Return the neighbours of each node, the way that the focus looks."""
    around: dict[str, list[str]] = {}
    for edge in found.edges:
        if focus.relations is None or edge.relation in focus.relations:
            if focus.direction != "in":
                around.setdefault(edge.start, []).append(edge.end)
            if focus.direction != "out":
                around.setdefault(edge.end, []).append(edge.start)
    return around
