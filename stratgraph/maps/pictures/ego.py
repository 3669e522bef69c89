"""What is round one thing, as a picture: what leads to it on the left, what it leads to on the right."""

from __future__ import annotations

from collections import Counter

from stratgraph.maps.boxes import box_of, lines_between
from stratgraph.maps.focus import Focus, distances
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.layout.layered import ROWS, TOP, layered, ranks
from stratgraph.maps.metrics import plain
from stratgraph.maps.parts import Node
from stratgraph.maps.pictures.frame import around
from stratgraph.maps.scene import Note, Scene
from stratgraph.maps.words import Words

#: Boxes side by side, the one in the middle left out.
MOST_COLUMNS = 7
STEPS = (Words("", ""), Words("one step", "ett steg"), Words("two steps", "två steg"), Words("three steps", "tre steg"))
ROUND = Words("What is round", "Vad som finns kring")
MORE = Words("more", "till")


def ego_scene(found: StrategyMap, focus: Focus, *, language: str = "en") -> Scene:
    """Return the neighbourhood of the first node of a focus, up to its degree (1 to 3)."""
    nodes = {node.id: node for node in found.nodes}
    columns = _columns(found, focus, nodes)
    nodes |= {node.id: node for column in columns.values() for node in column}
    links = [(edge.start, edge.end) for edge in found.edges]
    order = ranks({place: [node.id for node in column] for place, column in columns.items()}, links)
    ordered = {place: sorted((node.id for node in column), key=order.__getitem__) for place, column in columns.items()}
    layout = layered(ordered)
    boxes = {name: box_of(nodes[name], place, layout.box, language) for name, place in sorted(layout.positions.items())}
    relations = {relation.id: relation for relation in found.relations}
    own = {name: name for name in boxes}
    given = around(found, language)
    given["subtitle"] = f"{ROUND.into(language)}: {plain(nodes[focus.nodes[0]].label.into(language))[:120]}"
    return Scene(
        **given,
        size=layout.size,
        boxes=tuple(boxes.values()),
        lines=lines_between(boxes, found.edges, own, relations, language),
        notes=tuple(
            Note(left, TOP - 14, STEPS[abs(place)].into(language), 20, bold=True)
            for place, (left, _) in sorted(layout.columns.items())
            if place
        ),
    )


def _columns(found: StrategyMap, focus: Focus, nodes: dict[str, Node]) -> dict[int, list[Node]]:
    """Return the nodes by their distance, negative on the left; of too many the least connected become one box."""
    away = distances(found, focus._replace(nodes=focus.nodes[:1]))
    sides = _sides(found, focus.nodes[0], away, nodes)
    lines = Counter(end for edge in found.edges for end in (edge.start, edge.end))
    columns: dict[int, list[Node]] = {}
    for name in sorted(away, key=lambda name: (-lines[name], name)):
        columns.setdefault(sides[name], []).append(nodes[name])
    room = ROWS * max(1, MOST_COLUMNS // max(1, len(columns) - 1))
    return {place: _cut(place, column, room) for place, column in columns.items()}


def _sides(found: StrategyMap, middle: str, away: dict[str, int], nodes: dict[str, Node]) -> dict[str, int]:
    """Return each node's column: on the side of the columns of the layered view, further steps beside the nearer."""
    own = nodes[middle].column or 0
    before = [name for name in away if away[name] and (nodes[name].column or 0) < own]
    left = set(before)
    if not before or len(before) == len(away) - 1:
        left = {edge.start for edge in found.edges if edge.end == middle}
    return {name: -step if name in left else step for name, step in away.items()}


def _cut(place: int, column: list[Node], room: int) -> list[Node]:
    if len(column) <= room:
        return column
    rest = column[room - 1 :]
    label = Words(*(f"+{len(rest)} {MORE.into(language)}" for language in ("en", "sv")))
    more = Node(
        f"group:more-{place}", None, rest[0].kind, label, label, status="group", members=tuple(n.id for n in rest)
    )
    return [*column[: room - 1], more]
