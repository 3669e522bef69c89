"""Places of boxes that were moved by hand, as the page exports them, used again at the next build."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace

from stratgraph.maps.graph import StrategyMap
from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import Text

#: Pixels; further out nobody moves a box.
FURTHEST = 20_000.0
SHAPE = Text(
    en='{name}: expected {{"positions": {{"layered": {{"ID": [x, y], …}}}}}}, as the page exports it',
    sv='{name}: väntade {{"positions": {{"layered": {{"ID": [x, y], …}}}}}}, så som sidan exporterar det',
)


def read_positions(text: str, name: str) -> dict[str, tuple[float, float]]:
    """Return the places of boxes in the layered view, by id, in pixels of 1920×1080.

    Raises ParseError where the file is no JSON, InputError where it has another shape.

    >>> read_positions('{"positions": {"layered": {"a:b": [10, 20.5]}}}', "p.json")
    {'a:b': (10.0, 20.5)}
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        place = Text(en=", line {line}", sv=", rad {line}").format(line=line) if line else Text(en="", sv="")
        raise ParseError(
            Text(en="{name}{place}: not JSON", sv="{name}{place}: inte JSON").format(name=name, place=place), line=line
        ) from error
    for key in ("positions", "layered"):
        if isinstance(given, Mapping) and isinstance(given.get(key), Mapping):
            given = given[key]
    if not isinstance(given, Mapping):
        raise InputError(SHAPE.format(name=name))
    found = {str(node): _place(place) for node, place in given.items()}
    if any(place is None for place in found.values()):
        raise InputError(SHAPE.format(name=name))
    return {node: place for node, place in sorted(found.items()) if place is not None}


def _place(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in value):
        return None
    x, y = float(value[0]), float(value[1])
    if not (math.isfinite(x) and math.isfinite(y)) or max(abs(x), abs(y)) > FURTHEST:
        return None
    return round(x, 1), round(y, 1)


def moved(found: StrategyMap, positions: Mapping[str, tuple[float, float]]) -> tuple[StrategyMap, tuple[str, ...]]:
    """Return the map with its boxes where they were put, and the ids that are not on it."""
    known = {node.id for node in found.nodes}
    places = {**found.layered.positions, **{node: place for node, place in positions.items() if node in known}}
    unknown = tuple(sorted(node for node in positions if node not in known))
    return replace(found, layered=found.layered._replace(positions=dict(sorted(places.items())))), unknown
