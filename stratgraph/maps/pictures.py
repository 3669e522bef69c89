"""Each view of a map as a picture in one language."""

from __future__ import annotations

from stratgraph.maps.boxes import EDGE, GLYPH, SIZE, box_of, lines_between, straight
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.kinds import COLUMNS
from stratgraph.maps.layout.geographic import Label
from stratgraph.maps.layout.layered import TOP
from stratgraph.maps.metrics import plain, text_width
from stratgraph.maps.parts import Node
from stratgraph.maps.scene import Box, Dot, Note, Scene
from stratgraph.maps.words import Words


def layered_scene(found: StrategyMap, *, language: str = "en") -> Scene:
    """Return the layered view."""
    nodes = {node.id: node for node in found.nodes}
    layout = found.layered
    boxes = {
        name: box_of(nodes[name], place, layout.box, language) for name, place in sorted(layout.positions.items())
    }
    shown = {node.id: node.group or node.id for node in found.nodes}
    relations = {relation.id: relation for relation in found.relations}
    kinds = {kind.id: kind for kind in found.kinds}
    of_column = {node.column: kinds[node.kind].column for node in found.nodes}
    notes, rules = [], []
    for column, (left, right) in sorted(layout.columns.items()):
        notes.append(Note(left, TOP - 14, COLUMNS[of_column[column]].into(language), 20, bold=True))
        rules.append((left, TOP - 6, right, TOP - 6))
    return Scene(
        size=layout.size,
        language=language,
        title=found.meta.title.into(language),
        subtitle=subtitle(found, language),
        footer=footer(found, language),
        boxes=tuple(boxes.values()),
        lines=lines_between(boxes, found.edges, shown, relations, language),
        notes=tuple(notes),
        rules=tuple(rules),
        kinds=found.kinds,
        relations=found.relations,
    )


def geographic_scene(found: StrategyMap, *, language: str = "en") -> Scene:
    """Return the places on the map of the world, what has no known place listed beside it."""
    view = found.geographic
    nodes = {node.id: node for node in found.nodes}
    boxes = {name: _label_box(nodes[name], label, language) for name, label in sorted(view.labels.items())}
    dots = tuple(Dot(*dot, nodes[name].kind, nodes[name].label.into(language)) for name, dot in sorted(view.dots.items()))
    points = {name: Box(name, x, y, 0, 0, (), nodes[name].kind) for name, (x, y) in view.dots.items()}
    relations = {relation.id: relation for relation in found.relations}
    own = {name: name for name in points}
    leaders = tuple(_leader(label) for _, label in sorted(view.labels.items()))
    return Scene(
        size=view.size,
        language=language,
        title=found.meta.title.into(language),
        subtitle=subtitle(found, language),
        footer=footer(found, language),
        boxes=tuple(boxes.values()),
        lines=straight(points, found.edges, own, relations, language),
        notes=_listed(found, language),
        rules=leaders,
        land=tuple("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in view.outline),
        frames=tuple((frame.left, frame.top, frame.width, frame.height) for frame in view.frames),
        dots=dots,
        kinds=found.kinds,
        relations=found.relations,
    )


def _label_box(node: Node, label: Label, language: str) -> Box:
    """Return a label, as wide as its words are in this language, on the side of its dot."""
    text = plain(node.short.into(language))
    width = round(min(label.width, text_width(text, SIZE) + GLYPH + EDGE), 1)
    left = label.left if label.middle[0] >= label.dot[0] else label.left + label.width - width
    return Box(node.id, left, label.top, width, label.height, (text,), node.kind, node.status, node.label.into(language))


def _leader(label: Label) -> tuple[float, float, float, float]:
    """Return the line from a dot to the nearest point of its label."""
    x = min(max(label.dot[0], label.left), label.left + label.width)
    y = min(max(label.dot[1], label.top), label.top + label.height)
    return (*label.dot, x, y)


NOT_PLACED = Words("No known place:", "Utan känd plats:")


def _listed(found: StrategyMap, language: str) -> tuple[Note, ...]:
    """Return the list of what lies nowhere, in the free corner."""
    names = sorted(plain(node.short.into(language)) for node in found.nodes if node.id in set(found.geographic.unplaced))
    if not names:
        return ()
    left = found.geographic.frames[0].left + found.geographic.frames[0].width + 24
    top, room = TOP + 4, 16 if len(found.geographic.frames) > 1 else 36
    shown = names if len(names) <= room else [*names[: room - 1], f"+{len(names) - room + 1}"]
    heading = Note(left, top, f"{NOT_PLACED.into(language)} {len(names)}", 19, bold=True)
    return (heading, *(Note(left, top + 8 + 24 * row, text, 18) for row, text in enumerate(shown, start=1)))


def subtitle(found: StrategyMap, language: str) -> str:
    """Return the line under the title."""
    return found.meta.summary.into(language)


def footer(found: StrategyMap, language: str) -> str:
    """Return the source line, with the document's year and the date where they are known."""
    parts = [found.meta.source.into(language)]
    if found.meta.year:
        parts.append(("Dokumentets år: " if language == "sv" else "Year of the document: ") + found.meta.year)
    if found.meta.date:
        parts.append(("Kartans datum: " if language == "sv" else "Date of the map: ") + found.meta.date)
    return " · ".join(parts)
