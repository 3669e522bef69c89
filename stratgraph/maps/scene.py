"""A picture before it is drawn: boxes with their lines of text, lines between them, headings. All in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from stratgraph.maps.parts import Kind, Relation


@dataclass(frozen=True)
class Box:
    """A box by its left upper corner; `status` and `kind` say how it looks, `title` is what it is called in full."""

    id: str
    left: float
    top: float
    width: float
    height: float
    lines: tuple[str, ...]
    kind: str
    status: str = "existing"
    title: str = ""
    badge: str = ""
    faded: bool = False
    center: bool = False

    @property
    def right(self) -> float:
        """The right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return (self.left + self.width / 2, self.top + self.height / 2)

    def overlaps(self, other: Box) -> bool:
        """Tell whether two boxes share more than a border."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True)
class Line:
    """A line as an SVG path, drawn once for all facts between two boxes that look alike; `count` is their number."""

    path: str
    color: str
    status: str
    title: str
    count: int = 1
    dash: str = "solid"
    interpreted: bool = False
    faded: bool = False


@dataclass(frozen=True)
class Dot:
    """A place on the map of the world."""

    x: float
    y: float
    kind: str
    title: str


@dataclass(frozen=True)
class Note:
    """A text by itself; `anchor` is "start", "middle" or "end", `turn` in degrees."""

    x: float
    y: float
    text: str
    size: float = 18
    bold: bool = False
    anchor: str = "start"
    turn: float = 0
    faint: bool = False


@dataclass(frozen=True)
class Mark:
    """A glyph by itself, in a cell of a matrix."""

    x: float
    y: float
    glyph: str
    title: str


@dataclass(frozen=True)
class Scene:
    """A picture in one language."""

    size: tuple[int, int]
    language: str
    title: str
    subtitle: str
    footer: str
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[Note, ...] = ()
    rules: tuple[tuple[float, float, float, float], ...] = ()
    land: tuple[str, ...] = ()
    frames: tuple[tuple[float, float, float, float], ...] = ()
    dots: tuple[Dot, ...] = ()
    marks: tuple[Mark, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    empty: str = ""
    kinds: tuple[Kind, ...] = ()
    relations: tuple[Relation, ...] = ()
