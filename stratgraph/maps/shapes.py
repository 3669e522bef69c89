"""Glyphs as shapes, so that a picture needs no font for them, and colours made from others."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

#: The signs of what came and what went.
SIGNS = {"+": "added", "−": "removed"}


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
        SubElement(parent, "circle", {"cx": short(x), "cy": short(y), "r": "8", **line})
        SubElement(parent, "circle", {"cx": short(x), "cy": short(y), "r": "3", **full})
    elif glyph in "●○":
        SubElement(parent, "circle", {"cx": short(x), "cy": short(y), "r": "7", **(full if glyph == "●" else line)})
    elif glyph in SIGNS:
        # A disc of its own, so that the sign is read on any line and in either theme.
        disc = {"cx": short(x), "cy": short(y), "r": "11", "fill": "#FFFFFF", "stroke": "#000000", "stroke-width": "2"}
        SubElement(parent, "circle", disc)
        upright = f"M{short(x)} {short(y - 6)}v12" if glyph == "+" else ""
        strokes = f"M{short(x - 6)} {short(y)}h12{upright}"
        SubElement(parent, "path", {"d": strokes, "stroke": "#000000", "stroke-width": "2.5", "fill": "none"})
    elif glyph == "?":
        place = {
            "x": short(x),
            "y": short(y + 7),
            "text-anchor": "middle",
            "fill": ink,
            "font-weight": "600",
            "font-size": "20",
        }
        SubElement(parent, "text", place).text = "?"
    else:
        points, filled = _POINTS.get(glyph, _POINTS["□"])
        placed = " ".join(f"{short(x + dx)},{short(y + dy)}" for dx, dy in points)
        SubElement(parent, "polygon", {"points": placed, **(full if filled else line)})


_POINTS = {
    "□": (((-7, -7), (7, -7), (7, 7), (-7, 7)), False),
    "■": (((-7, -7), (7, -7), (7, 7), (-7, 7)), True),
    "▲": (((0, -8), (8, 7), (-8, 7)), True),
    "△": (((0, -8), (8, 7), (-8, 7)), False),
    "▽": (((0, 8), (8, -7), (-8, -7)), False),
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
_POINTS["☆"] = (_POINTS["★"][0], False)


def short(number: float) -> str:
    """Return a number as short as it can be written, to a tenth of a pixel.

    >>> short(12.0), short(3.14)
    ('12', '3.1')
    """
    return f"{round(number, 1):g}"
