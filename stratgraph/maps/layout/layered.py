"""Columns from left to right, each ordered so that lines cross little (the barycentre heuristic of Sugiyama et al.).

K. Sugiyama, S. Tagawa, M. Toda: Methods for Visual Understanding of Hierarchical System Structures, IEEE Transactions
on Systems, Man, and Cybernetics 11(2), 1981.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 1920, 1080
#: What the title takes above the columns with their headings, and legend and source line below them.
TOP, BOTTOM, SIDE = 132, 104, 24
LEAST_BOX, MOST_BOX = 190, 250
LEAST_HEIGHT, MOST_HEIGHT = 50, 62
LEAST_GAP, LEAST_SPACE, MOST_SPACE = 8, 34, 150
MOST_ROW = 112
SWEEPS = 12
ROWS = 14


class Layered(NamedTuple):
    """Centres of boxes in pixels, the size of a box and of the picture, and both sides of each column."""

    positions: dict[str, tuple[float, float]]
    box: tuple[int, int]
    size: tuple[int, int]
    columns: dict[int, tuple[float, float]]


def ranks(
    columns: Mapping[int, Sequence[str]],
    links: Iterable[tuple[str, str]],
    *,
    fixed: Iterable[int] = (),
    block: Mapping[str, float] | None = None,
) -> dict[str, int]:
    """Return the order of each node in its column, from 0.

    `columns` holds the nodes of each column in the order to begin with, which decides between equals; the columns in
    `fixed` keep it.
    """
    around: dict[str, list[str]] = {}
    for start, end in links:
        around.setdefault(start, []).append(end)
        around.setdefault(end, []).append(start)
    order = {column: list(nodes) for column, nodes in sorted(columns.items())}
    column_of = {node: column for column, nodes in order.items() for node in nodes}
    kept = set(fixed)
    best = order
    least = _crossings(order, column_of, around)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        order = dict(order)
        for column in sorted(order, reverse=not forward):
            if column not in kept:
                order[column] = _ordered(order, column, around, column_of, forward=forward, block=block or {})
        if (found := _crossings(order, column_of, around)) < least:
            best, least = order, found
    return {node: place for nodes in best.values() for place, node in enumerate(nodes)}


def _crossings(order: Mapping[int, list[str]], column_of: Mapping[str, int], around: Mapping[str, list[str]]) -> float:
    """Return how far apart in height the ends of the lines are: short lines cross little, and are easy to follow."""
    place = _heights_of(order)
    return sum(
        abs(place[node] - place[other]) / abs(column_of[node] - column_of[other])
        for node, others in around.items()
        if node in place
        for other in others
        if other in place and column_of[node] != column_of[other]
    )


def _heights_of(order: Mapping[int, list[str]]) -> dict[str, float]:
    """Return where each node stands in the height of the picture: 0 is the middle."""
    return {node: number - (len(nodes) - 1) / 2 for nodes in order.values() for number, node in enumerate(nodes)}


def _ordered(
    order: Mapping[int, list[str]],
    column: int,
    around: Mapping[str, list[str]],
    column_of: Mapping[str, int],
    *,
    forward: bool,
    block: Mapping[str, float],
) -> list[str]:
    """Return a column's nodes by the mean place of their neighbours in the columns before it (after it if backward).

    A node without neighbours there keeps its place.
    """
    place = _heights_of(order)

    def mean(node: str) -> float:
        places = [
            place[other]
            for other in around.get(node, ())
            if other in column_of and (column_of[other] < column if forward else column_of[other] > column)
        ]
        return sum(places) / len(places) if places else place[node]

    return sorted(order[column], key=lambda node: (block.get(node, 0), mean(node)))


def layered(columns: Mapping[int, Sequence[str]], *, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Layered:
    """Return where the boxes stand, the nodes of each column given from top to bottom.

    A column of more than 14 boxes is wrapped into several side by side.
    """
    width, height = size
    wrapped = [(column, part) for column in sorted(columns) for part in _parts(list(columns[column]))]
    box_width, gap = _widths(wrapped, width)
    rows = max((len(part) for _, part in wrapped), default=1)
    row = min(MOST_ROW, (height - TOP - BOTTOM) / rows)
    box = (box_width, int(max(LEAST_HEIGHT, min(MOST_HEIGHT, row - 6))))
    positions: dict[str, tuple[float, float]] = {}
    spans: dict[int, tuple[float, float]] = {}
    left = 0.0
    before: int | None = None
    for column, part in wrapped:
        left = _start(left, box_width, gap, before, column)
        spans[column] = (spans[column][0] if column in spans else left, left + box_width)
        heights = _heights(len(part), height)
        positions |= {node: (round(left + box_width / 2, 1), y) for node, y in zip(part, heights, strict=True)}
        before = column
    return _centred(Layered(positions, box, size, spans))


def _widths(wrapped: list[tuple[int, list[str]]], width: int) -> tuple[int, float]:
    """Return the width of a box and of the space between two columns; parts of one column stand close."""
    count = max(1, len(wrapped))
    between = len({column for column, _ in wrapped}) - 1
    within = count - 1 - between
    room = width - 2 * SIDE - within * LEAST_GAP
    box = int(max(LEAST_BOX, min(MOST_BOX, (room - between * LEAST_SPACE) / count)))
    gap = min(MOST_SPACE, max(LEAST_SPACE, (room - box * count) / max(1, between)))
    return box, gap


def _start(left: float, box: int, gap: float, before: int | None, column: int) -> float:
    if before is None:
        return SIDE
    return left + box + (LEAST_GAP if before == column else gap)


def _centred(found: Layered) -> Layered:
    """Return the layout in the middle of the picture."""
    if not found.positions:
        return found
    right = max(right for _, right in found.columns.values())
    shift = round((found.size[0] - right - SIDE) / 2, 1)
    moved = {node: (round(x + shift, 1), round(y, 1)) for node, (x, y) in found.positions.items()}
    spans = {column: (round(left + shift, 1), round(end + shift, 1)) for column, (left, end) in found.columns.items()}
    return found._replace(positions=moved, columns=spans)


def _parts(nodes: list[str]) -> list[list[str]]:
    """Return a column in parts of like length, none longer than 14.

    >>> [len(part) for part in _parts(list("abcdefghijklmnopq"))]
    [9, 8]
    """
    count = max(1, -(-len(nodes) // ROWS))
    length = -(-len(nodes) // count) if nodes else 0
    return [nodes[start : start + length] for start in range(0, len(nodes), length)] if nodes else []


def _heights(count: int, height: int) -> list[float]:
    room = height - TOP - BOTTOM
    row = min(MOST_ROW, room / max(1, count))
    start = TOP + (room - row * count) / 2
    return [start + row * (number + 0.5) for number in range(count)]
