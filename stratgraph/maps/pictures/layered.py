"""The layered view as a picture."""

from __future__ import annotations

from stratgraph.maps.boxes import box_of, lines_between
from stratgraph.maps.focus import Focus, neighbourhood
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.layout.layered import TOP
from stratgraph.maps.metrics import wrapped
from stratgraph.maps.pictures.frame import around
from stratgraph.maps.scene import Note, Scene


def layered_scene(found: StrategyMap, *, language: str = "en", focus: Focus | None = None) -> Scene:
    """Return the layered view; with a focus, all that is not near it is faint."""
    nodes = {node.id: node for node in found.nodes}
    shown = {node.id: node.group or node.id for node in found.nodes}
    clear = None
    if focus is not None and focus.nodes:
        clear = {shown[name] for name in neighbourhood(found, focus)}
    layout = found.layered
    boxes = {
        name: box_of(nodes[name], place, layout.box, language, faded=clear is not None and name not in clear)
        for name, place in sorted(layout.positions.items())
    }
    relations = {relation.id: relation for relation in found.relations}
    return Scene(
        **around(found, language),
        size=layout.size,
        boxes=tuple(boxes.values()),
        lines=lines_between(boxes, found.edges, shown, relations, language, clear=clear),
        notes=tuple(_headings(found, language)),
        rules=tuple((left, TOP - 6, right, TOP - 6) for left, right in layout.columns.values()),
    )


def _headings(found: StrategyMap, language: str) -> list[Note]:
    """Return the name of each column above it."""
    headings = found.headings()
    return [
        Note(
            left,
            TOP - 14,
            wrapped(headings[column].into(language), (right - left + 30) / 1.2, 20, lines=1)[0],
            20,
            bold=True,
        )
        for column, (left, right) in sorted(found.layered.columns.items())
    ]
