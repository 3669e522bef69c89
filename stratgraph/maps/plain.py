"""A map as JSON has it: the one form from which the page is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stratgraph.maps.graph import VERSION, StrategyMap
from stratgraph.maps.layout.matrix import matrix
from stratgraph.maps.parts import Edge, Kind, Locator, Node, Relation
from stratgraph.maps.words import Words, of
from stratgraph.model.terms import LAYERS
from stratgraph.questions.answer import LAYER_WORDS


def to_dict(found: StrategyMap) -> dict[str, object]:
    """Return the map as plain values."""
    short = Short(found.prefixes)
    return {
        "version": VERSION,
        "meta": _meta(found),
        "types": [_kind(kind, number) for number, kind in enumerate(found.kinds)],
        "relations": [_relation(relation) for relation in found.relations],
        "layers": [{"id": layer, "label": of(LAYER_WORDS[layer]).to_dict()} for layer in _layers(found)],
        "nodes": [_node(node, short) for node in sorted(found.nodes, key=_order)],
        "edges": [_edge(edge, short) for edge in found.edges],
        "locators": {short.of(locator.iri): _locator(locator) for locator in found.locators},
        "columns": _columns(found),
        "views": _views(found),
        "story": found.story.to_dict() if found.story else None,
        "turtle": {"prefixes": found.prefixes},
    }


def _order(node: Node) -> tuple[object, ...]:
    return (node.column or 0, node.rank, node.id)


@dataclass(frozen=True)
class Short:
    """Short names of IRIs, by the prefixes of the workspace."""

    prefixes: Mapping[str, str]

    def of(self, iri: str) -> str:
        """Return the CURIE of an IRI, else the IRI.

        >>> Short({"a": "https://example.org/"}).of("https://example.org/b")
        'a:b'
        """
        fitting = [(space, prefix) for prefix, space in self.prefixes.items() if iri.startswith(space)]
        if not fitting:
            return iri
        space, prefix = max(fitting)
        name = iri[len(space) :]
        return iri if "/" in name or "#" in name else f"{prefix}:{name}"


def _meta(found: StrategyMap) -> dict[str, object]:
    meta = found.meta
    return {
        "title": meta.title.to_dict(),
        "strategy": meta.strategy.to_dict(),
        "focal": meta.focal,
        "year": meta.year,
        "date": meta.date,
        "source": meta.source.to_dict(),
        "summary": meta.summary.to_dict(),
        "attached": meta.attached,
        "language": meta.language,
        "empty": _words(meta.empty),
        "tool": meta.tool,
        "start": {**meta.start._asdict(), "focus": list(meta.start.focus)} if meta.start else None,
    }


def _words(words: Words | None) -> dict[str, str] | None:
    return None if words is None else words.to_dict()


def _layers(found: StrategyMap) -> list[str]:
    used = {locator.layer for locator in found.locators}
    return [layer for layer in LAYERS if layer in used]


def _kind(kind: Kind, order: int) -> dict[str, object]:
    return {
        "id": kind.id,
        "iri": kind.iri,
        "label": kind.label.to_dict(),
        "plural": kind.plural.to_dict(),
        "glyph": kind.glyph,
        "color": kind.color,
        "text": "#FFFFFF" if kind.light else "#000000",
        "order": order,
    }


def _relation(relation: Relation) -> dict[str, object]:
    return {
        "id": relation.id,
        "iri": relation.iri,
        "label": relation.label.to_dict(),
        "color": relation.color,
        "dash": relation.dash,
    }


def _node(node: Node, short: Short) -> dict[str, Any]:
    return {
        "id": node.id,
        "iri": node.iri,
        "type": node.kind,
        "classes": list(node.classes),
        "label": node.label.to_dict(),
        "short": node.short.to_dict(),
        "alt": {language: list(names) for language, names in sorted(node.alternatives.items())},
        "number": node.number,
        "status": node.status,
        "grade": node.grade,
        "note": _words(node.note),
        "place": list(node.place) if node.place else None,
        "members": list(node.members) if node.members is not None else None,
        "group": node.group,
        "column": node.column,
        "rank": node.rank,
        "layer": node.layer,
        "evidence": _ids(node.evidence, short),
    }


def _edge(edge: Edge, short: Short) -> dict[str, object]:
    return {
        "id": edge.id,
        "from": edge.start,
        "to": edge.end,
        "relation": edge.relation,
        "status": edge.status,
        "layers": list(edge.layers),
        "evidence": _ids(edge.evidence, short),
        "sentence": edge.sentence.to_dict(),
    }


def _ids(iris: Iterable[str], short: Short) -> list[str]:
    return [short.of(iri) for iri in iris]


def _locator(locator: Locator) -> dict[str, object]:
    return {
        "kind": locator.kind,
        "layer": locator.layer,
        "cite": locator.cite.to_dict(),
        "section": _words(locator.section),
        "lines": locator.lines,
        "quote": locator.quote,
        "rationale": _words(locator.rationale),
    }


def _columns(found: StrategyMap) -> list[dict[str, object]]:
    return [{"index": index, "label": heading.to_dict()} for index, heading in found.headings().items()]


def _geographic(found: StrategyMap) -> dict[str, object]:
    """Return labels as centres (`positions`) with their sizes, the true places (`points`), and the outline."""
    view = found.geographic
    return {
        "positions": {node: list(label.middle) for node, label in sorted(view.labels.items())},
        "boxes": {node: [label.width, label.height] for node, label in sorted(view.labels.items())},
        "points": {node: list(dot) for node, dot in sorted(view.dots.items())},
        "outline": [[list(point) for point in ring] for ring in view.outline],
        "frames": [[frame.left, frame.top, frame.width, frame.height] for frame in view.frames],
        "size": list(view.size),
        "unplaced": list(view.unplaced),
    }


def _views(found: StrategyMap) -> dict[str, object]:
    table = matrix(found)
    return {
        "layered": {
            "positions": {node: list(place) for node, place in sorted(found.layered.positions.items())},
            "box": {"width": found.layered.box[0], "height": found.layered.box[1]},
            "size": list(found.layered.size),
        },
        "geographic": _geographic(found),
        "ego": None,
        "matrix": {"rows": list(table.rows), "columns": list(table.columns)},
    }
