"""A picture as SVG: one file, no script, no font, nothing that is fetched.

The document is made as a tree, so that every text and attribute is escaped by the library that writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from stratgraph.maps.boxes import STACK
from stratgraph.maps.kinds import BLUE, BY_ID, INK, VERMILLION
from stratgraph.maps.metrics import text_width
from stratgraph.maps.parts import Kind
from stratgraph.maps.scene import Box, Dot, Line, Mark, Note, Scene
from stratgraph.maps.shapes import shape, short, tint
from stratgraph.maps.words import Words, clean

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif'
MARGIN = 24
LEGEND_SIZE = 18
_DASHES = {"dashed": "9 6", "dotted": "2 5"}
#: Looks that the legend names by themselves.
_OWN = ("missing", "candidate", "added", "removed")
_DASHED = ("proposed", "sought", "leave", "missing", "removed")
#: What stands out among the lines.
_STRONG = ("missing", "added", "removed")


class Theme(NamedTuple):
    """The colours of a picture."""

    paper: str
    ink: str
    faint: str
    rule: str
    land: str
    coast: str
    line: Mapping[str, str]


LIGHT = Theme("#FFFFFF", "#16191D", "#4A525C", "#C9CFD6", "#E9ECE6", "#B4BAAE", {})
DARK = Theme(
    "#11161D",
    "#F4F6F8",
    "#B9C2CC",
    "#3A444F",
    "#26302F",
    "#4C5A57",
    {"#555555": "#A9B2BC", "#0072B2": "#56B4E9", "#009E73": "#3FC79A", "#D55E00": "#F08A3C", "#222222": "#D8DDE3"},
)
THEMES = {"light": LIGHT, "dark": DARK}

EXISTING = Words("stated", "anges")
DASHED = Words("proposed or sought", "föreslaget eller eftersökt")
MISSING = Words("no network named", "inget nätverk nämns")
CANDIDATES = Words("candidate", "kandidat")
STATED = Words("as before", "som förut")
ADDED = Words("added", "tillkommet")
REMOVED = Words("removed", "borttaget")
#: What came and what went: its words, its sign, its dash and its colour.
_CHANGES = (("added", ADDED, "+", "none", BLUE), ("removed", REMOVED, "−", "9 6", VERMILLION))
INTERPRETED = Words("an analyst's reading", "en analytikers läsning")


def svg(scene: Scene, *, theme: str = "light") -> str:
    """Return the scene as an SVG document that stands by itself.

    `theme` is "light" or "dark".
    """
    return _Drawing(scene, THEMES[theme]).document()


class Entry(NamedTuple):
    """An entry of the legend: its words, and what draws its sample at a place."""

    name: str
    draw: Callable[[float, float], None]
    room: int = 34


class _Drawing:
    def __init__(self, scene: Scene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        width, height = scene.size
        self.root = Element(
            "svg",
            {
                "xmlns": NAMESPACE,
                "viewBox": f"0 0 {width} {height}",
                "width": str(width),
                "height": str(height),
                "role": "img",
                "lang": scene.language,
                "font-family": FONT,
                "font-size": "18",
                "fill": theme.ink,
                "aria-labelledby": "title",
            },
        )

    def document(self) -> str:
        """Return the whole document."""
        scene = self.scene
        SubElement(self.root, "title", {"id": "title"}).text = clean(scene.title)
        self.ground()
        for line in scene.lines:
            self.line(line)
        for dot in scene.dots:
            self.dot(dot)
        for box in scene.boxes:
            self.box(box)
        for note in scene.notes:
            self.note(note)
        for mark in scene.marks:
            self.mark(mark)
        self.heading()
        self.legend()
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(self.root, encoding="unicode") + "\n"

    def ground(self) -> None:
        """Draw what lies under everything: paper, land, frames, rules."""
        scene, theme = self.scene, self.theme
        width, height = scene.size
        SubElement(self.root, "rect", {"width": str(width), "height": str(height), "fill": theme.paper})
        for path in scene.land:
            SubElement(self.root, "path", {"d": path, "fill": theme.land, "stroke": theme.coast, "stroke-width": "1"})
        for left, top, wide, high in scene.frames:
            place = {"x": short(left), "y": short(top), "width": short(wide), "height": short(high)}
            SubElement(self.root, "rect", {**place, "fill": "none", "stroke": theme.rule, "stroke-width": "1.5"})
        for x1, y1, x2, y2 in scene.rules:
            place = {"x1": short(x1), "y1": short(y1), "x2": short(x2), "y2": short(y2)}
            SubElement(self.root, "line", {**place, "stroke": theme.rule, "stroke-width": "2"})

    def dot(self, dot: Dot) -> None:
        place = {"cx": short(dot.x), "cy": short(dot.y), "r": "6", "fill": self.kind(dot.kind).color}
        mark = SubElement(self.root, "circle", {**place, "stroke": INK, "stroke-width": "1.5"})
        SubElement(mark, "title").text = clean(dot.title)

    def mark(self, mark: Mark) -> None:
        group = SubElement(self.root, "g")
        SubElement(group, "title").text = "\n".join(clean(text) for text in mark.title.split("\n"))
        shape(group, mark.glyph, mark.x, mark.y, self.theme.ink)

    def heading(self) -> None:
        width, height = self.scene.size
        if self.scene.empty:
            middle = height / 2 if not self.scene.boxes else height - 120
            self.note(Note(width / 2, middle, self.scene.empty, 22, anchor="middle", faint=True))
        self.note(Note(MARGIN, 48, self.scene.title, 32, bold=True))
        self.note(Note(MARGIN, 78, self.scene.subtitle, 19, faint=True))
        self.note(Note(MARGIN, height - 14, self.scene.footer, 18, faint=True))

    def note(self, note: Note) -> None:
        attributes = {"x": short(note.x), "y": short(note.y), "font-size": short(note.size)}
        if note.bold:
            attributes["font-weight"] = "600"
        if note.anchor != "start":
            attributes["text-anchor"] = note.anchor
        if note.faint:
            attributes["fill"] = self.theme.faint
        if note.turn:
            attributes["transform"] = f"rotate({short(note.turn)} {short(note.x)} {short(note.y)})"
        SubElement(self.root, "text", attributes).text = clean(note.text)

    def line(self, line: Line) -> None:
        dash = "dashed" if line.status in _DASHED else "dotted" if line.interpreted else line.dash
        attributes = {
            "d": line.path,
            "fill": "none",
            "stroke": self.theme.line.get(line.color, line.color),
            "stroke-width": short(1.4 + min(2.2, 0.4 * (line.count - 1)) + (1.2 if line.status in _STRONG else 0)),
            "stroke-opacity": "0.12" if line.faded else "0.95" if line.status in _STRONG else "0.5",
        }
        if dash in _DASHES:
            attributes["stroke-dasharray"] = _DASHES[dash]
        path = SubElement(self.root, "path", attributes)
        SubElement(path, "title").text = "\n".join(clean(text) for text in line.title.split("\n"))

    def box(self, box: Box) -> None:
        kind = self.kind(box.kind)
        group = SubElement(self.root, "g", {"opacity": "0.25"} if box.faded else {})
        SubElement(group, "title").text = clean(box.title)
        if box.status == "group":
            back = replace(
                box, left=box.left + STACK, top=box.top + STACK, width=box.width - STACK, height=box.height - STACK
            )
            self.rectangle(group, back, kind.color)
            box = replace(box, width=box.width - STACK, height=box.height - STACK)
        self.rectangle(group, box, self.fill(box, kind))
        ink = self.ink(box, kind)
        self.glyph(group, box, kind, ink)
        x = box.left + 31
        first = box.top + box.height / 2 - (len(box.lines) - 1) * 10 + 6.5
        for number, text in enumerate(box.lines):
            place = {"x": short(x), "y": short(first + 20 * number), "fill": ink}
            SubElement(group, "text", place).text = clean(text)

    def kind(self, name: str) -> Kind:
        return next((kind for kind in self.scene.kinds if kind.id == name), BY_ID["OtherPlace"])

    def fill(self, box: Box, kind: Kind) -> str:
        if box.status == "missing":
            return self.theme.paper
        return tint(kind.color) if box.status == "proposed" else kind.color

    def ink(self, box: Box, kind: Kind) -> str:
        if box.status == "missing":
            return self.theme.ink
        return "#FFFFFF" if kind.light else "#000000"

    def rectangle(self, group: Element, box: Box, fill: str) -> None:
        attributes = {
            "x": short(box.left),
            "y": short(box.top),
            "width": short(box.width),
            "height": short(box.height),
            "rx": "7",
            "fill": fill,
            "stroke": INK,
            "stroke-width": "1.5",
        }
        if box.status == "missing":
            attributes |= {
                "stroke": self.theme.line.get("#D55E00", "#D55E00"),
                "stroke-width": "3",
                "stroke-dasharray": "9 6",
            }
        if box.status == "proposed":
            attributes |= {"stroke-width": "2.5", "stroke-dasharray": "9 6"}
        SubElement(group, "rect", attributes)

    def glyph(self, group: Element, box: Box, kind: Kind, ink: str) -> None:
        x, y = box.left + 16, box.top + box.height / 2
        if box.badge:
            wide = max(23.0, text_width(box.badge, 18, bold=True))
            pill = {"x": short(x - wide / 2), "y": short(y - 11.5), "width": short(wide), "height": "23", "rx": "11.5"}
            SubElement(group, "rect", {**pill, "fill": "#FFFFFF", "stroke": INK, "stroke-width": "1.5"})
            place = {
                "x": short(x),
                "y": short(y + 6.5),
                "text-anchor": "middle",
                "fill": "#000000",
                "font-weight": "600",
            }
            SubElement(group, "text", place).text = clean(box.badge)
            return
        shape(group, kind.glyph, x, y, ink)

    def legend(self) -> None:
        """Draw what the boxes and lines mean, below the picture."""
        y = float(self.scene.size[1] - 68)
        x = float(MARGIN)
        for entry in (*self._kinds(), *self._lines(), *self._signs()):
            width = entry.room + text_width(entry.name, LEGEND_SIZE) + 22
            if x + width > self.scene.size[0] - MARGIN + 22:
                x, y = float(MARGIN), y + 26
            entry.draw(x, y)
            self.note(Note(x + entry.room, y, entry.name, LEGEND_SIZE))
            x += width

    def _kinds(self) -> Iterator[Entry]:
        shown = {box.kind for box in self.scene.boxes if box.status != "missing"}
        for kind in self.scene.kinds:
            if kind.id in shown:
                yield Entry(kind.plural.into(self.scene.language), partial(self._sample, kind))

    def _sample(self, kind: Kind, x: float, y: float) -> None:
        place = {"x": short(x), "y": short(y - 17), "width": "26", "height": "22", "rx": "4"}
        SubElement(self.root, "rect", {**place, "fill": kind.color, "stroke": INK, "stroke-width": "1.5"})
        shape(self.root, kind.glyph, x + 13, y - 6, "#FFFFFF" if kind.light else "#000000")

    def _lines(self) -> Iterator[Entry]:
        lines = self.scene.lines
        looks = (
            (STATED, any(line.status in _STRONG[1:] for line in lines), "none", "#555555"),
            (DASHED, any(line.status in _DASHED and line.status not in _OWN for line in lines), "9 6", "#222222"),
            (INTERPRETED, any(line.interpreted and line.status not in _OWN for line in lines), "2 5", "#222222"),
            (CANDIDATES, any(line.status == "candidate" for line in lines), "2 5", "#CC79A7"),
            (MISSING, any(line.status == "missing" for line in lines), "9 6", "#D55E00"),
        )
        for name, present, dash, color in looks:
            if present:
                yield Entry(name.into(self.scene.language), partial(self._stroke, dash, color))
        for status, name, glyph, dash, color in _CHANGES:
            if any(line.status == status for line in lines):
                yield Entry(name.into(self.scene.language), partial(self._signed, glyph, dash, color), 62)

    def _signs(self) -> Iterator[Entry]:
        for glyph, name in self.scene.legend:
            yield Entry(name, partial(self._sign, glyph))

    def _sign(self, glyph: str, x: float, y: float) -> None:
        shape(self.root, glyph, x + 13, y - 6, self.theme.ink)

    def _signed(self, glyph: str, dash: str, color: str, x: float, y: float) -> None:
        self._stroke(dash, color, x, y)
        shape(self.root, glyph, x + 43, y - 6, self.theme.ink)

    def _stroke(self, dash: str, color: str, x: float, y: float) -> None:
        place = {"x1": short(x), "x2": short(x + 28), "y1": short(y - 6), "y2": short(y - 6)}
        look = {"stroke": self.theme.line.get(color, color), "stroke-width": "2.5", "stroke-dasharray": dash}
        SubElement(self.root, "line", {**place, **look})
