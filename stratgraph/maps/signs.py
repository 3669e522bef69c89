"""The signs on lines that came or went: what colour says, said once more."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from stratgraph.maps.scene import Box, Line, Mark
from stratgraph.maps.shapes import SIGNS

#: Half the side of the square that a sign needs for itself.
ROOM = 13.0
#: Where along a line a sign may sit, the best first.
PLACES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88)
#: Of more lines, those without room for a sign go without.
CROWDED = 60
_SIGN_OF = {status: sign for sign, status in SIGNS.items()}


def signs_on(lines: Collection[Line], boxes: Collection[Box]) -> tuple[Mark, ...]:
    """Return a sign for each line that came or went, beside the boxes and the other signs where there is room."""
    taken: list[tuple[float, float]] = []
    found = []
    for line in lines:
        if line.status in _SIGN_OF and not line.faded:
            points = [_point(line.path, place) for place in PLACES]
            free = next((point for point in points if _is_free(point, boxes, taken)), None)
            if free is None and len(lines) > CROWDED:
                # The dash and the colour tell it still; a sign would lie on a box or on another sign.
                continue
            x, y = free or points[0]
            taken.append((x, y))
            found.append(Mark(x, y, _SIGN_OF[line.status], line.title))
    return tuple(found)


def _point(path: str, place: float) -> tuple[float, float]:
    """Return the point of a line, part of the way from its start (0) to its end (1), by De Casteljau's rule.

    >>> _point("M0 0L10 20", 0.5)
    (5.0, 10.0)
    """
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    while len(points) > 1:
        points = [(a + (c - a) * place, b + (d - b) * place) for (a, b), (c, d) in pairwise(points)]
    return round(points[0][0], 1), round(points[0][1], 1)


def _is_free(point: tuple[float, float], boxes: Collection[Box], taken: Collection[tuple[float, float]]) -> bool:
    x, y = point
    inside = any(box.left - ROOM < x < box.right + ROOM and box.top - ROOM < y < box.bottom + ROOM for box in boxes)
    return not inside and all(abs(x - left) > 2 * ROOM or abs(y - top) > 2 * ROOM for left, top in taken)
