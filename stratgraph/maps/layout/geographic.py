"""Places on the map of the world: where most of them are large, the rest of the world in a frame of its own.

The outline is Natural Earth's land at 1:110 million (https://www.naturalearthdata.com/), public domain, rounded to a
tenth of a degree. The projection is equirectangular, true to scale at the middle latitude of each frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

Point = tuple[float, float]

WIDTH, HEIGHT = 1920, 1080
TOP, BOTTOM, SIDE = 104, 104, 24
#: Places within this many degrees of the middle one share the large frame.
NEAR = 32.0
#: Each frame shows at least this much of the world, so that a single place does not fill it with one coast.
LEAST_SPAN = 14.0
LABEL_HEIGHT = 30
#: Degrees of latitude that the frame of the world shows at least.
WORLD_SPAN = 142.0
DOT = 7
_PAD = 4
_RINGS = tuple(14 + 16 * step for step in range(24))
_WAYS = 16


class Frame(NamedTuple):
    """A part of the picture, in pixels, and the part of the world that it shows, in degrees."""

    left: float
    top: float
    width: float
    height: float
    west: float
    south: float
    east: float
    north: float

    def point(self, place: Point) -> Point:
        """Return where a place is drawn."""
        x = self.left + (place[0] - self.west) / (self.east - self.west) * self.width
        y = self.top + (self.north - place[1]) / (self.north - self.south) * self.height
        return round(x, 1), round(y, 1)


class Label(NamedTuple):
    """A label's rectangle by its left upper corner, and the dot that it belongs to."""

    left: float
    top: float
    width: float
    height: float
    dot: Point

    @property
    def middle(self) -> Point:
        """The centre."""
        return round(self.left + self.width / 2, 1), round(self.top + self.height / 2, 1)


class Geographic(NamedTuple):
    """A geographic view: labels by node, outlines in pixels, frames, and the nodes that no source places."""

    labels: dict[str, Label]
    dots: dict[str, Point]
    outline: tuple[tuple[Point, ...], ...]
    frames: tuple[Frame, ...]
    size: tuple[int, int]
    unplaced: tuple[str, ...]


def geographic(
    places: Mapping[str, Point | None], widths: Mapping[str, float], *, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Geographic:
    """Return the view of nodes by their longitude and latitude; None is a place that is not known.

    `widths` are those of the labels in pixels. Labels are moved where they would cover each other.
    """
    placed = {node: place for node, place in sorted(places.items()) if place is not None}
    frames, members = _frames(placed, size)
    labels: dict[str, Label] = {}
    for frame, nodes in zip(frames, members, strict=True):
        dots = {node: frame.point(placed[node]) for node in nodes}
        rounded = {node: round(widths[node], 1) for node in nodes}
        labels |= _labels(dots, rounded, frame, taken=labels.values())
    unplaced = tuple(node for node, place in places.items() if place is None)
    outline = tuple(ring for frame in frames for ring in _outline(frame))
    dots = {node: label.dot for node, label in labels.items()}
    return Geographic(labels, dots, outline, frames, size, unplaced)


def with_dots(found: Geographic, places: Mapping[str, Point]) -> Geographic:
    """Return the view with more places, as dots without a label in the first frame that shows them."""
    dots = dict(found.dots)
    for node, place in sorted(places.items()):
        frames = [frame for frame in found.frames if _shows(frame, place)]
        if frames:
            dots[node] = frames[0].point(place)
    return found._replace(dots=dots)


def _shows(frame: Frame, place: Point) -> bool:
    return frame.west <= place[0] <= frame.east and frame.south <= place[1] <= frame.north


def _frames(placed: Mapping[str, Point], size: tuple[int, int]) -> tuple[tuple[Frame, ...], list[list[str]]]:
    """Return the frames and the nodes of each: one where all places are near each other, else two."""
    width, height = size[0] - 2 * SIDE, size[1] - TOP - BOTTOM
    if not placed:
        return (), []
    middle = _middle(list(placed.values()))
    near = [node for node, place in placed.items() if _away(place, middle) <= NEAR]
    far = [node for node in placed if node not in set(near)]
    if not far:
        return (_frame(SIDE, TOP, width * 0.72, height, [placed[node] for node in near]),), [near]
    large = _frame(SIDE, TOP, width * 0.66, height, [placed[node] for node in near])
    wide = width * 0.34 - 16
    high = wide / 360 * WORLD_SPAN + 2 * LABEL_HEIGHT
    small = _world(SIDE + width * 0.66 + 16, TOP + height - high, wide, high)
    return (large, small), [near, far]


def _middle(places: Sequence[Point]) -> Point:
    """Return the place that has most others near it; of several, the one nearest to all."""
    return min(
        sorted(set(places)),
        key=lambda one: (
            -sum(_away(one, other) <= NEAR / 2 for other in places),
            sum(_away(one, other) for other in places),
        ),
    )


def _away(one: Point, other: Point) -> float:
    """Return how far two places are from each other, in degrees of a great circle.

    >>> round(_away((0.0, 0.0), (90.0, 0.0)))
    90
    """
    (a, b), (c, d) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    cosine = math.sin(b) * math.sin(d) + math.cos(b) * math.cos(d) * math.cos(a - c)
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def _frame(left: float, top: float, width: float, height: float, places: Sequence[Point]) -> Frame:
    """Return a frame of the given pixels round some places, with room at its borders."""
    xs, ys = [x for x, _ in places], [y for _, y in places]
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    stretch = max(0.2, math.cos(math.radians(middle_y)))
    span_x = max(LEAST_SPAN / stretch, (max(xs) - min(xs)) * 1.24)
    span_y = max(LEAST_SPAN, (max(ys) - min(ys)) * 1.2)
    # One degree of latitude takes as many pixels as one of longitude at the middle latitude, divided by its cosine.
    scale = min(width / (span_x * stretch), height / span_y)
    span_x, span_y = width / (scale * stretch), height / scale
    return Frame(
        left,
        top,
        width,
        height,
        middle_x - span_x / 2,
        middle_y - span_y / 2,
        middle_x + span_x / 2,
        middle_y + span_y / 2,
    )


def _world(left: float, top: float, width: float, height: float) -> Frame:
    """Return a frame of the whole inhabited world."""
    scale = min(width / 360, height / WORLD_SPAN)
    span_y = height / scale
    return Frame(left, top, round(360 * scale, 1), height, -180.0, 12 - span_y / 2, 180.0, 12 + span_y / 2)


# Labels -----------------------------------------------------------------------------------------------------------


class _Area(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Area) -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


def _labels(
    dots: Mapping[str, Point], widths: Mapping[str, float], frame: Frame, *, taken: Iterable[Label]
) -> dict[str, Label]:
    """Return a rectangle for each label beside its dot; where it is crowded, further away, the others untouched.

    Dots with the nearest neighbours choose last but one ring further out; every choice is made in a fixed order.
    """
    spots = {node: _Area(x - DOT, y - DOT, x + DOT, y + DOT) for node, (x, y) in dots.items()}
    used = [_area(label) for label in taken]
    found: dict[str, Label] = {}
    for node in sorted(dots, key=lambda name: (_crowd(dots, name), name)):
        blocked = [*used, *(spot for name, spot in spots.items() if name != node)]
        label = _placed(dots[node], widths[node], frame, blocked)
        found[node] = label
        used.append(_area(label))
    return found


def _area(label: Label) -> _Area:
    return _Area(label.left - _PAD, label.top - _PAD, label.left + label.width + _PAD, label.top + label.height + _PAD)


def _crowd(dots: Mapping[str, Point], name: str) -> float:
    """Return how crowded it is round a dot, the least crowded last."""
    x, y = dots[name]
    return -sum(1 for other in dots.values() if abs(other[0] - x) < 160 and abs(other[1] - y) < 60)


def _placed(dot: Point, width: float, frame: Frame, blocked: Sequence[_Area]) -> Label:
    """Return the nearest rectangle to a dot that covers nothing."""
    for distance in _RINGS:
        for way in range(_WAYS):
            label = _beside(dot, width, distance, way)
            if _inside(label, frame) and not any(_area(label).meets(area) for area in blocked):
                return label
    return _beside(dot, width, _RINGS[-1], 0)


def _beside(dot: Point, width: float, distance: float, way: int) -> Label:
    """Return a rectangle at a distance from a dot: to the right first, then to the left, then round."""
    order = (0, 8, 15, 1, 7, 9, 14, 2, 6, 10, 13, 3, 5, 11, 12, 4)
    angle = math.tau * order[way] / _WAYS
    x = dot[0] + math.cos(angle) * (distance + width / 2)
    y = dot[1] + math.sin(angle) * (distance + LABEL_HEIGHT / 2)
    return Label(round(x - width / 2, 1), round(y - LABEL_HEIGHT / 2, 1), width, LABEL_HEIGHT, dot)


def _inside(label: Label, frame: Frame) -> bool:
    return (
        label.left >= frame.left + _PAD
        and label.left + label.width <= frame.left + frame.width - _PAD
        and label.top >= frame.top + _PAD
        and label.top + label.height <= frame.top + frame.height - _PAD
    )


# Outline ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def land() -> tuple[tuple[Point, ...], ...]:
    """Return the outlines of the world's land, as rings of longitude and latitude."""
    import json
    from importlib.resources import files

    rings = json.loads(files("stratgraph.maps").joinpath("data/land.json").read_text(encoding="utf-8"))
    return tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)


def _outline(frame: Frame) -> list[tuple[Point, ...]]:
    """Return the land that a frame shows, cut at its borders, in pixels."""
    cut = (_clipped(ring, frame) for ring in land())
    return [tuple(dict.fromkeys(map(frame.point, ring))) for ring in cut if len(ring) > 2]


def _clipped(ring: Sequence[Point], frame: Frame) -> Sequence[Point]:
    """Return a ring cut at a frame's four borders (Sutherland and Hodgman, Communications of the ACM 17(1), 1974)."""
    for axis, limit, sign in ((0, frame.west, 1), (0, frame.east, -1), (1, frame.south, 1), (1, frame.north, -1)):
        ring = _half(ring, axis, limit, sign)
    return ring


def _half(ring: Sequence[Point], axis: int, limit: float, sign: int) -> list[Point]:
    found: list[Point] = []
    for number, point in enumerate(ring):
        before = ring[number - 1]
        inside, was_inside = (sign * (one[axis] - limit) >= 0 for one in (point, before))
        if inside != was_inside:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            found.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if inside:
            found.append(point)
    return found
