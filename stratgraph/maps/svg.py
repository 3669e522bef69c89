"""A picture as SVG: one file, no script, no font, nothing that is fetched.

The document is made as a tree, so that every text and attribute is escaped by the library that writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from stratgraph.maps.kinds import BY_ID, INK
from stratgraph.maps.metrics import text_width
from stratgraph.maps.parts import Kind
from stratgraph.maps.scene import Box, Line, Mark, Note, Scene
from stratgraph.maps.words import Words, clean

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif'
MARGIN = 24
LEGEND_SIZE = 18
_DASHES = {"dashed": "9 6", "dotted": "2 5"}
_DASHED = ("proposed", "sought", "leave", "missing", "candidate")


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
INTERPRETED = Words("an analyst's reading", "en analytikers läsning")


def svg(scene: Scene, *, theme: str = "light") -> str:
    """Return the scene as an SVG document that stands by itself.

    `theme` is "light" or "dark".
    """
    return _Drawing(scene, THEMES[theme]).document()


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
        width, height = scene.size
        SubElement(self.root, "rect", {"width": str(width), "height": str(height), "fill": self.theme.paper})
        for path in scene.land:
            SubElement(
                self.root, "path", {"d": path, "fill": self.theme.land, "stroke": self.theme.coast, "stroke-width": "1"}
            )
        for left, top, wide, high in scene.frames:
            place = {"x": _n(left), "y": _n(top), "width": _n(wide), "height": _n(high)}
            SubElement(self.root, "rect", {**place, "fill": "none", "stroke": self.theme.rule, "stroke-width": "1.5"})
        for x1, y1, x2, y2 in scene.rules:
            place = {"x1": _n(x1), "y1": _n(y1), "x2": _n(x2), "y2": _n(y2)}
            SubElement(self.root, "line", {**place, "stroke": self.theme.rule, "stroke-width": "2"})
        for line in scene.lines:
            self.line(line)
        for dot in scene.dots:
            place = {"cx": _n(dot.x), "cy": _n(dot.y), "r": "6", "fill": self.kind(dot.kind).color}
            mark = SubElement(self.root, "circle", {**place, "stroke": INK, "stroke-width": "1.5"})
            SubElement(mark, "title").text = clean(dot.title)
        for box in scene.boxes:
            self.box(box)
        for note in scene.notes:
            self.note(note)
        for mark in scene.marks:
            self.mark(mark)
        self.heading()
        self.legend()
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(self.root, encoding="unicode") + "\n"

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
        attributes = {"x": _n(note.x), "y": _n(note.y), "font-size": _n(note.size)}
        if note.bold:
            attributes["font-weight"] = "600"
        if note.anchor != "start":
            attributes["text-anchor"] = note.anchor
        if note.faint:
            attributes["fill"] = self.theme.faint
        if note.turn:
            attributes["transform"] = f"rotate({_n(note.turn)} {_n(note.x)} {_n(note.y)})"
        SubElement(self.root, "text", attributes).text = clean(note.text)

    def line(self, line: Line) -> None:
        dash = "dashed" if line.status in _DASHED else "dotted" if line.interpreted else line.dash
        attributes = {
            "d": line.path,
            "fill": "none",
            "stroke": self.theme.line.get(line.color, line.color),
            "stroke-width": _n(1.4 + min(2.2, 0.4 * (line.count - 1)) + (1.2 if line.status == "missing" else 0)),
            "stroke-opacity": "0.12" if line.faded else "0.95" if line.status == "missing" else "0.5",
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
            back = replace(box, left=box.left + 5, top=box.top + 5, width=box.width - 5, height=box.height - 5)
            self.rectangle(group, back, kind.color)
            box = replace(box, width=box.width - 5, height=box.height - 5)
        self.rectangle(group, box, self.fill(box, kind))
        ink = self.ink(box, kind)
        self.glyph(group, box, kind, ink)
        x = box.left + 31
        first = box.top + box.height / 2 - (len(box.lines) - 1) * 10 + 6.5
        for number, text in enumerate(box.lines):
            place = {"x": _n(x), "y": _n(first + 20 * number), "fill": ink}
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
            "x": _n(box.left),
            "y": _n(box.top),
            "width": _n(box.width),
            "height": _n(box.height),
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
            SubElement(
                group,
                "circle",
                {"cx": _n(x), "cy": _n(y), "r": "11.5", "fill": "#FFFFFF", "stroke": INK, "stroke-width": "1.5"},
            )
            place = {"x": _n(x), "y": _n(y + 6.5), "text-anchor": "middle", "fill": "#000000", "font-weight": "600"}
            SubElement(group, "text", place).text = clean(box.badge)
            return
        shape(group, kind.glyph, x, y, ink)

    def legend(self) -> None:
        """Draw what the boxes and lines mean, below the picture."""
        y = float(self.scene.size[1] - 68)
        x = float(MARGIN)
        for entry in (*self._kinds(), *self._lines(), *self._signs()):
            name, draw = entry
            width = 34 + text_width(name, LEGEND_SIZE) + 22
            if x + width > self.scene.size[0] - MARGIN + 22:
                x, y = float(MARGIN), y + 26
            draw(x, y)
            self.note(Note(x + 34, y, name, LEGEND_SIZE))
            x += width

    def _kinds(self):  # type: ignore[no-untyped-def]
        shown = {box.kind for box in self.scene.boxes if box.status != "missing"}
        for kind in self.scene.kinds:
            if kind.id in shown:
                yield kind.plural.into(self.scene.language), lambda x, y, kind=kind: self._sample(kind, x, y)

    def _sample(self, kind: Kind, x: float, y: float) -> None:
        SubElement(
            self.root,
            "rect",
            {
                "x": _n(x),
                "y": _n(y - 17),
                "width": "26",
                "height": "22",
                "rx": "4",
                "fill": kind.color,
                "stroke": INK,
                "stroke-width": "1.5",
            },
        )
        shape(self.root, kind.glyph, x + 13, y - 6, "#FFFFFF" if kind.light else "#000000")

    def _lines(self):  # type: ignore[no-untyped-def]
        lines = self.scene.lines
        looks = (
            (DASHED, any(line.status in _DASHED and line.status != "missing" for line in lines), "9 6", "#222222"),
            (INTERPRETED, any(line.interpreted for line in lines), "2 5", "#222222"),
            (MISSING, any(line.status == "missing" for line in lines), "9 6", "#D55E00"),
        )
        for name, present, dash, color in looks:
            if present:
                yield (
                    name.into(self.scene.language),
                    lambda x, y, dash=dash, color=color: self._stroke(x, y, dash, color),
                )

    def _signs(self):  # type: ignore[no-untyped-def]
        for glyph, name in self.scene.legend:
            yield name, lambda x, y, glyph=glyph: shape(self.root, glyph, x + 13, y - 6, self.theme.ink)

    def _stroke(self, x: float, y: float, dash: str, color: str) -> None:
        place = {"x1": _n(x), "x2": _n(x + 28), "y1": _n(y - 6), "y2": _n(y - 6)}
        look = {"stroke": self.theme.line.get(color, color), "stroke-width": "2.5", "stroke-dasharray": dash}
        SubElement(self.root, "line", {**place, **look})


def tint(color: str) -> str:
    """Return a colour half way to white: of what does not exist yet.

    >>> tint("#56B4E9")
    '#AAD9F4'
    """
    parts = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02X}" for part in parts)


def shape(parent: Element, glyph: str, x: float, y: float, ink: str) -> None:
    """Draw a kind's glyph as a shape, so that it needs no font."""
    line = {"fill": "none", "stroke": ink, "stroke-width": "2"}
    full = {"fill": ink}
    if glyph == "◎":
        SubElement(parent, "circle", {"cx": _n(x), "cy": _n(y), "r": "8", **line})
        SubElement(parent, "circle", {"cx": _n(x), "cy": _n(y), "r": "3", **full})
    elif glyph in "●○":
        SubElement(parent, "circle", {"cx": _n(x), "cy": _n(y), "r": "7", **(full if glyph == "●" else line)})
    elif glyph == "?":
        place = {
            "x": _n(x),
            "y": _n(y + 7),
            "text-anchor": "middle",
            "fill": ink,
            "font-weight": "600",
            "font-size": "20",
        }
        SubElement(parent, "text", place).text = "?"
    else:
        points, filled = _POINTS.get(glyph, _POINTS["□"])
        placed = " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in points)
        SubElement(parent, "polygon", {"points": placed, **(full if filled else line)})


_POINTS = {
    "□": (((-7, -7), (7, -7), (7, 7), (-7, 7)), False),
    "■": (((-7, -7), (7, -7), (7, 7), (-7, 7)), True),
    "▲": (((0, -8), (8, 7), (-8, 7)), True),
    "▷": (((-6, -8), (8, 0), (-6, 8)), False),
    "◇": (((0, -9), (8, 0), (0, 9), (-8, 0)), False),
    "◆": (((0, -9), (8, 0), (0, 9), (-8, 0)), True),
    "⬡": (((-4.5, -8), (4.5, -8), (9, 0), (4.5, 8), (-4.5, 8), (-9, 0)), False),
    "⬢": (((-4.5, -8), (4.5, -8), (9, 0), (4.5, 8), (-4.5, 8), (-9, 0)), True),
    "★": (
        ((0, -9), (2.6, -3), (9, -2.8), (4.2, 1.4), (5.6, 8), (0, 4.4), (-5.6, 8), (-4.2, 1.4), (-9, -2.8), (-2.6, -3)),
        True,
    ),
}


def _n(number: float) -> str:
    """Return a number as short as it can be written, to a tenth of a pixel.

    >>> _n(12.0), _n(3.14)
    ('12', '3.1')
    """
    return f"{round(number, 1):g}"
