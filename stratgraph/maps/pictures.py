"""Each view of a map as a picture in one language."""

from __future__ import annotations

from stratgraph.maps.boxes import box_of, lines_between
from stratgraph.maps.graph import StrategyMap
from stratgraph.maps.kinds import COLUMNS
from stratgraph.maps.layout.layered import TOP
from stratgraph.maps.scene import Note, Scene


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
