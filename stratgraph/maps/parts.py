"""What a map is made of: nodes, edges, the places that say so, and the kinds of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stratgraph.maps.words import Words

#: How an edge or a node stands in the world, the firmest first.
STATUSES = ("existing", "proposed", "sought", "leave", "candidate", "missing", "added", "removed")


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its colour (Okabe–Ito, with dark text unless `light`), glyph and column."""

    id: str
    label: Words
    plural: Words
    glyph: str
    color: str
    column: int
    iri: str | None = None
    light: bool = False


@dataclass(frozen=True)
class Relation:
    """A kind of edge; `dash` is "solid", "dashed" or "dotted"."""

    id: str
    label: Words
    iri: str | None
    color: str
    dash: str = "solid"


@dataclass(frozen=True)
class Node:
    """A box of the map.

    `evidence` are IRIs of locators; `place` is longitude and latitude in degrees; `group` is the id of the box that it
    is folded into, `members` what a group holds; `rank` is its order in its column.
    """

    id: str
    iri: str | None
    kind: str
    label: Words
    short: Words
    classes: tuple[str, ...] = ()
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    number: int | None = None
    status: str = "existing"
    grade: str | None = None
    note: Words | None = None
    place: tuple[float, float] | None = None
    members: tuple[str, ...] | None = None
    group: str | None = None
    column: int | None = None
    rank: float = 0.0
    layer: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """A line between two nodes, as a sentence, with the locators that say it."""

    id: str
    start: str
    end: str
    relation: str
    status: str
    layers: tuple[str, ...]
    evidence: tuple[str, ...]
    sentence: Words


@dataclass(frozen=True)
class Locator:
    """Where something is said; `quote` is cut from the reader's own copy, in the document's language."""

    iri: str
    kind: str
    layer: str
    cite: Words
    section: Words | None = None
    lines: str | None = None
    quote: str | None = None
    rationale: Words | None = None


@dataclass(frozen=True)
class Content:
    """What is on a map, before it has places on it."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    kinds: tuple[Kind, ...]
    relations: tuple[Relation, ...]
    locators: tuple[Locator, ...]
