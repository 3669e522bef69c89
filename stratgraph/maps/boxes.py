"""Boxes with their text, and the curves between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from stratgraph.maps.kinds import BLUE, VERMILLION
from stratgraph.maps.metrics import plain, text_width, wrapped
from stratgraph.maps.parts import STATUSES, Edge, Node, Relation
from stratgraph.maps.scene import Box, Line
from stratgraph.maps.words import Words

SIZE = 18
LINE_HEIGHT = 20
#: What glyph and borders take of a box's width.
GLYPH = 31
EDGE = 6
#: How much of a group's box is the one behind it.
STACK = 4
INTERPRETATION = "interpretation"
_MOST_SENTENCES = 12
#: The colours of what came and what went; a sign and a dash say the same.
CHANGED = {"added": BLUE, "removed": VERMILLION}


def box_of(
    node: Node, middle: tuple[float, float], size: tuple[int, int], language: str, *, faded: bool = False
) -> Box:
    """Return a node's box: its short name in lines that fit, its whole name as the title."""
    room = size[0] - GLYPH - EDGE - (STACK if node.status == "group" else 0)
    lines = wrapped(node.short.into(language), room, SIZE, lines=max(1, (size[1] - 2) // LINE_HEIGHT))
    return Box(
        id=node.id,
        left=round(middle[0] - size[0] / 2, 1),
        top=round(middle[1] - size[1] / 2, 1),
        width=size[0],
        height=size[1],
        lines=tuple(lines),
        kind=node.kind,
        status=node.status,
        title=node.label.into(language),
        badge=str(node.number) if node.kind == "Goal" and node.number is not None else "",
        faded=faded,
    )


def label_width(short: Words) -> float:
    """Return the width of a label beside a dot, in either language."""
    return max(text_width(plain(text), SIZE) for text in short[:2]) + GLYPH + EDGE


def lines_between(
    boxes: Mapping[str, Box],
    edges: Iterable[Edge],
    box_of_node: Mapping[str, str],
    relations: Mapping[str, Relation],
    language: str,
    *,
    clear: Collection[str] | None = None,
) -> tuple[Line, ...]:
    """Return a line for all facts between two boxes that look alike; `clear` are the boxes that are not faded."""
    merged: dict[tuple[str, str, str, bool], list[Edge]] = {}
    for edge in edges:
        start, end = box_of_node.get(edge.start), box_of_node.get(edge.end)
        if start in boxes and end in boxes and start != end and start is not None and end is not None:
            interpreted = bool(edge.layers) and set(edge.layers) == {INTERPRETATION}
            merged.setdefault((start, end, edge.status, interpreted), []).append(edge)
    found = [
        _line(boxes[start], boxes[end], group, relations, language, interpreted=interpreted, clear=clear)
        for (start, end, _, interpreted), group in merged.items()
    ]
    return tuple(
        sorted(
            found,
            key=lambda line: (not line.faded, STATUSES.index(line.status) if line.status in STATUSES else 0, line.path),
        )
    )


def _line(
    start: Box,
    end: Box,
    edges: list[Edge],
    relations: Mapping[str, Relation],
    language: str,
    *,
    interpreted: bool,
    clear: Collection[str] | None,
) -> Line:
    relation = relations[edges[0].relation]
    sentences = [edge.sentence.into(language) for edge in edges]
    more = [f"+{len(sentences) - _MOST_SENTENCES}"] if len(sentences) > _MOST_SENTENCES else []
    return Line(
        path=curve(start, end),
        color=CHANGED.get(edges[0].status, relation.color),
        status=edges[0].status,
        title="\n".join([*sentences[:_MOST_SENTENCES], *more]),
        count=len(edges),
        dash=relation.dash,
        interpreted=interpreted,
        faded=clear is not None and not {start.id, end.id} <= set(clear),
    )


def straight(
    points: Mapping[str, Box],
    edges: Iterable[Edge],
    box_of_node: Mapping[str, str],
    relations: Mapping[str, Relation],
    language: str,
    *,
    clear: Collection[str] | None = None,
) -> tuple[Line, ...]:
    """Return the lines between points on the map of the world, each bent a little so that two of them stay apart."""
    found = lines_between(points, edges, box_of_node, relations, language, clear=clear)
    return tuple(replace(line, path=_bent(line.path)) for line in found)


def _bent(path: str) -> str:
    """Return an arc between the ends of a path."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    x1, y1, x2, y2 = *numbers[:2], *numbers[-2:]
    x, y = (x1 + x2) / 2 - (y2 - y1) * 0.12, (y1 + y2) / 2 + (x2 - x1) * 0.12
    return f"M{x1:g} {y1:g}Q{x:.1f} {y:.1f} {x2:g} {y2:g}"


def curve(start: Box, end: Box) -> str:
    """Return a path from one box's side to the other's; boxes that stand above each other are joined at their sides."""
    if start.left > end.left:
        start, end = end, start
    y1, y2 = start.middle[1], end.middle[1]
    if end.left < start.right:
        x = max(start.right, end.right)
        bulge = min(28.0, 12 + abs(y2 - y1) / 20)
        return f"M{start.right:g} {y1:g}C{x + bulge:g} {y1:g} {x + bulge:g} {y2:g} {end.right:g} {y2:g}"
    pull = max(16.0, min(120.0, (end.left - start.right) * 0.5))
    return f"M{start.right:g} {y1:g}C{start.right + pull:g} {y1:g} {end.left - pull:g} {y2:g} {end.left:g} {y2:g}"
