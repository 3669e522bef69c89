"""The geographic view as a picture."""

from __future__ import annotations

from stratgraph.maps.boxes import EDGE, GLYPH, SIZE, straight
from stratgraph.maps.focus import Focus, neighbourhood
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.layout.geographic import Label
from stratgraph.maps.metrics import plain, text_width, wrapped
from stratgraph.maps.parts import Edge, Node
from stratgraph.maps.pictures.frame import around
from stratgraph.maps.scene import Box, Dot, Note, Scene
from stratgraph.maps.words import Words
from stratgraph.questions.answer import collated


def geographic_scene(found: StrategyMap, *, language: str = "en", focus: Focus | None = None) -> Scene:
    """Return the places on the map of the world, what has no known place listed beside it.

    With a focus, all that is not near it is faint.
    """
    clear = neighbourhood(found, focus) if focus is not None and focus.nodes else None
    view = found.geographic
    given = around(found, language)
    if not view.frames and not given["empty"]:
        given["empty"] = NOWHERE.into(language)
    nodes = {node.id: node for node in found.nodes}
    relations = {relation.id: relation for relation in found.relations}
    return Scene(
        **given,
        size=view.size,
        boxes=tuple(
            _label_box(nodes[name], label, language, faded=clear is not None and name not in clear)
            for name, label in sorted(view.labels.items())
        ),
        lines=tuple(
            line
            for frame, points in _points(found)
            for line in straight(
                points, _edges_of(found, frame), {name: name for name in points}, relations, language, clear=clear
            )
        ),
        notes=_listed(found, language),
        rules=tuple(_leader(label) for _, label in sorted(view.labels.items())),
        land=tuple("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in view.outline),
        frames=tuple((frame.left, frame.top, frame.width, frame.height) for frame in view.frames),
        dots=_dots(found, language),
    )


def _frame_of(found: StrategyMap, name: str) -> int:
    """Return the number of the frame in which a node's dot is."""
    x, y = found.geographic.dots[name]
    for number, frame in enumerate(found.geographic.frames):
        if frame.left <= x <= frame.left + frame.width and frame.top <= y <= frame.top + frame.height:
            return number
    return 0


def _points(found: StrategyMap) -> list[tuple[int, dict[str, Box]]]:
    """Return the ends of lines in each frame: the frame of the world also shows where the others lie."""
    places = {node.id: (node.place, node.kind) for node in found.nodes if node.place is not None}
    made = []
    for number, frame in enumerate(found.geographic.frames):
        inside = {
            name: frame.point(place)
            for name, (place, _) in places.items()
            if place is not None and name in found.geographic.dots and (number or _frame_of(found, name) == number)
        }
        made.append((number, {name: Box(name, x, y, 0, 0, (), places[name][1]) for name, (x, y) in inside.items()}))
    return made


def _edges_of(found: StrategyMap, frame: int) -> list[Edge]:
    """Return the edges that are drawn in a frame: those of which an end is in no frame before it."""
    dots = found.geographic.dots
    return [
        edge
        for edge in found.edges
        if edge.start in dots
        and edge.end in dots
        and max(_frame_of(found, edge.start), _frame_of(found, edge.end)) == frame
    ]


def _dots(found: StrategyMap, language: str) -> tuple[Dot, ...]:
    """Return the dots; the city itself has one in every frame, where its lines begin."""
    nodes = {node.id: node for node in found.nodes}
    dots = [
        Dot(*dot, nodes[name].kind, nodes[name].label.into(language))
        for name, dot in sorted(found.geographic.dots.items())
    ]
    for node in found.nodes:
        if node.kind == "FocalCity" and node.place is not None:
            others = found.geographic.frames[1:]
            dots += [Dot(*frame.point(node.place), node.kind, node.label.into(language)) for frame in others]
    return tuple(dots)


def _label_box(node: Node, label: Label, language: str, *, faded: bool) -> Box:
    """Return a label, as wide as its words are in this language, on the side of its dot."""
    text = plain(node.short.into(language))
    width = round(min(label.width, text_width(text, SIZE) + GLYPH + EDGE), 1)
    left = label.left if label.middle[0] >= label.dot[0] else label.left + label.width - width
    return Box(
        node.id,
        left,
        label.top,
        width,
        label.height,
        (text,),
        node.kind,
        node.status,
        node.label.into(language),
        faded=faded,
    )


def _leader(label: Label) -> tuple[float, float, float, float]:
    """Return the line from a dot to the nearest point of its label."""
    x = min(max(label.dot[0], label.left), label.left + label.width)
    y = min(max(label.dot[1], label.top), label.top + label.height)
    return (*label.dot, x, y)


NOWHERE = Words(
    "The chosen layers give no coordinates, so there is no place to draw.",
    "De valda lagren anger inga koordinater, så det finns ingen plats att rita.",
)
NOT_PLACED = Words("Without coordinates:", "Utan koordinater:")


def _listed(found: StrategyMap, language: str) -> tuple[Note, ...]:
    """Return the list of what lies nowhere, in the free corner."""
    unplaced = set(found.geographic.unplaced)
    names = sorted((plain(node.short.into(language)) for node in found.nodes if node.id in unplaced), key=collated)
    if not names:
        return ()
    frames = found.geographic.frames
    if not frames:
        return (Note(24, 140, f"{NOT_PLACED.into(language)} {len(names)}", 19, bold=True), *_columns_of(names, 24, 174))
    left, top = frames[0].left + frames[0].width + 24, frames[0].top + 22
    rows = int(((frames[1].top if len(frames) > 1 else frames[0].top + frames[0].height) - top - 24) // 25)
    shown = names if len(names) <= 2 * rows else [*names[: 2 * rows - 1], f"+{len(names) - 2 * rows + 1}"]
    column = (found.geographic.size[0] - left - 24) / (1 if len(shown) <= rows else 2)
    heading = Note(left, top, f"{NOT_PLACED.into(language)} {len(names)}", 19, bold=True)
    return (
        heading,
        *(
            Note(
                left + column * (number // rows),
                top + 34 + 25 * (number % rows),
                wrapped(text, column - 8, 18, lines=1)[0],
            )
            for number, text in enumerate(shown)
        ),
    )


def _columns_of(names: list[str], left: float, top: float) -> list[Note]:
    """Return names in columns across the picture, as many as there is room for."""
    rows, wide, most = 12, 300.0, 72
    shown = names if len(names) <= most else [*names[: most - 1], f"+{len(names) - most + 1}"]
    return [
        Note(left + wide * (number // rows), top + 25 * (number % rows), wrapped(text, wide - 8, 18, lines=1)[0])
        for number, text in enumerate(shown)
    ]
