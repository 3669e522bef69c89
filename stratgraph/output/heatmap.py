"""A matrix as an SVG image that stands in a page: shade, border and letter say the same, so that no one needs colour.

The colours are custom properties of the page's style (`HEATMAP_STYLE`), for light, dark and paper. Any two shades
differ in lightness, so that a black and white print tells them apart as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from stratgraph.model.matrix import Header, Mark, Matrix
from stratgraph.output.words import printable

#: The style that the image needs in its page.
HEATMAP_STYLE = """
:root { --h1: #dde9f5; --h2: #86b0da; --h3: #163a5f; --t1: #0d1722; --t2: #0a121b; --t3: #fff; --hl: #44546a; }
@media (prefers-color-scheme: dark) {
  :root { --h1: #25364a; --h2: #5b8fc4; --h3: #dcebfa; --t1: #f2f6fa; --t2: #060b10; --t3: #0b1622; --hl: #9fb0c3; }
}
.heatmap { overflow-x: auto; margin: 1.25rem 0; }
.heatmap:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.heatmap svg { display: block; font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
.heatmap text { fill: var(--ink); }
.heatmap .name { font-weight: 600; }
.heatmap .small { font-size: 12px; fill: var(--quiet); }
.heatmap .head { font-size: 13px; text-anchor: middle; }
.heatmap .narrow { font-size: 12px; }
.heatmap .starred { font-weight: 700; }
.heatmap .sign { font-weight: 700; text-anchor: middle; }
.heatmap .none { fill: none; stroke: var(--line); }
.heatmap .s1 { fill: var(--h1); stroke: var(--hl); stroke-dasharray: 4 3; }
.heatmap .s2 { fill: var(--h2); stroke: var(--hl); }
.heatmap .s3 { fill: var(--h3); stroke: var(--hl); stroke-width: 3; }
.heatmap .t1 { fill: var(--t1); } .heatmap .t2 { fill: var(--t2); } .heatmap .t3 { fill: var(--t3); }
@media print {
  :root { --h1: #e3edf7; --h2: #8fb6dd; --h3: #163a5f; --t1: #000; --t2: #000; --t3: #fff; --hl: #333; }
  .heatmap { overflow: visible; }
  .heatmap svg { max-width: 100%; height: auto; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

#: Sizes in pixels: a cell (narrower where there are many), the least and most width of the rows' names, a line of a
#: header, the space at the edges.
CELL_WIDTH, NARROW_CELL, CELL_HEIGHT = 112, 90, 44
MANY = 8
LEAST_NAME, MOST_NAME = 120, 280
HEAD_LINE = 16
EDGE = 4
GAP = 3
LEGEND_LINE = 30
#: About how wide a sign of the rows' names is, and how many signs of a header fit on a line.
SIGN_WIDTH = 8.2
SIGNS_OF_LEGEND = 7.3
SIGNS_OF_HEAD, SIGNS_OF_NARROW_HEAD = 15, 13
STAR = "★"


def heatmap(matrix: Matrix, *, name: str = "heatmap") -> str:
    """Return the matrix as an SVG element within a region that scrolls sideways where it is too wide.

    The ids in it begin with `name`, for a page with several.
    """
    widest = max((len(part) for row in matrix.rows for part in (row.label, row.beneath)), default=0)
    names = min(max(round(widest * SIGN_WIDTH) + 12, LEAST_NAME), MOST_NAME)
    many = len(matrix.columns) > MANY
    cell, signs = (NARROW_CELL, SIGNS_OF_NARROW_HEAD) if many else (CELL_WIDTH, SIGNS_OF_HEAD)
    heads = [_wrapped((f"{STAR} " if column.starred else "") + column.label, signs) for column in matrix.columns]
    top = EDGE + max(map(len, heads), default=1) * HEAD_LINE + 8
    legend = _legend(matrix)
    height = top + len(matrix.rows) * CELL_HEIGHT + 14 + len(legend) * LEGEND_LINE + EDGE
    longest = max((len(words) for _, words in legend), default=0) * SIGNS_OF_LEGEND + 60
    width = round(max(EDGE * 2 + names + len(matrix.columns) * cell, longest))
    parts = [
        *_heads(matrix, heads, names, top, cell),
        *_rows(matrix, names, top, cell),
        *_legend_lines(legend, top + len(matrix.rows) * CELL_HEIGHT + 14),
    ]
    title, description = _escaped(matrix.title), _escaped(matrix.description)
    return (
        f'<div class="heatmap" role="region" aria-label="{title}" tabindex="0">\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-description" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f'<title id="{name}-title">{title}</title>\n<desc id="{name}-description">{description}</desc>\n'
        + "".join(part + "\n" for part in parts)
        + "</svg>\n</div>"
    )


def _heads(matrix: Matrix, heads: list[list[str]], names: int, top: int, width: int) -> Iterator[str]:
    for place, (column, lines) in enumerate(zip(matrix.columns, heads, strict=True)):
        x = EDGE + names + place * width + width // 2
        starred = (" starred" if column.starred else "") + (" narrow" if width == NARROW_CELL else "")
        for number, line in enumerate(lines):
            y = top - 10 - (len(lines) - 1 - number) * HEAD_LINE
            yield f'<text class="head{starred}" x="{x}" y="{y}">{_escaped(line)}</text>'


def _rows(matrix: Matrix, names: int, top: int, width: int) -> Iterator[str]:
    for number, row in enumerate(matrix.rows):
        y = top + number * CELL_HEIGHT
        yield from _name(row, names, y)
        for place, column in enumerate(matrix.columns):
            mark = matrix.cells.get((number, place))
            yield from _cell(mark, f"{row.label} – {column.label}", EDGE + names + place * width, y, width)


def _name(row: Header, names: int, y: int) -> Iterator[str]:
    most = int((names - 12) / SIGN_WIDTH)
    label = _shortened(row.label, most)
    whole = f"<title>{_escaped(row.label)}</title>" if label != row.label else ""
    middle = y + CELL_HEIGHT // 2 + 5
    yield f'<text class="name" x="{EDGE}" y="{middle - 8 if row.beneath else middle}">{whole}{_escaped(label)}</text>'
    if row.beneath:
        yield f'<text class="small" x="{EDGE}" y="{middle + 9}">{_escaped(_shortened(row.beneath, most + 4))}</text>'


def _cell(mark: Mark | None, where: str, x: int, y: int, width: int) -> Iterator[str]:
    box = f'x="{x + GAP}" y="{y + GAP}" width="{width - 2 * GAP}" height="{CELL_HEIGHT - 2 * GAP}" rx="3"'
    if mark is None:
        yield f'<rect class="none" {box}/>'
        return
    yield f'<g><title>{_escaped(where)}: {_escaped(mark.words)}</title><rect class="s{mark.shade}" {box}/>'
    middle, line = x + width // 2, y + CELL_HEIGHT // 2 + 5
    yield f'<text class="sign t{mark.shade}" x="{middle}" y="{line}">{_escaped(mark.sign)}</text></g>'


def _legend(matrix: Matrix) -> list[tuple[Mark | None, str]]:
    found: list[tuple[Mark | None, str]] = [(mark, mark.words) for mark in matrix.legend]
    return found + ([(None, matrix.star)] if matrix.star else [])


def _legend_lines(legend: list[tuple[Mark | None, str]], top: int) -> Iterator[str]:
    for number, (mark, words) in enumerate(legend):
        y = top + number * LEGEND_LINE
        if mark is None:
            yield f'<text class="sign" x="{EDGE + 18}" y="{y + 19}">{STAR}</text>'
        else:
            yield f'<rect class="s{mark.shade}" x="{EDGE + 2}" y="{y + 2}" width="32" height="24" rx="3"/>'
            yield f'<text class="sign t{mark.shade}" x="{EDGE + 18}" y="{y + 19}">{_escaped(mark.sign)}</text>'
        yield f'<text x="{EDGE + 46}" y="{y + 19}">{_escaped(words)}</text>'


def _wrapped(text: str, most: int) -> list[str]:
    """Return a header in lines of at most so many signs, longer words broken.

    >>> _wrapped("Environmental technology", 15)
    ['Environmental', 'technology']
    """
    lines = [""]
    for word in text.split():
        while len(word) > most + 1:
            lines.append(word[: most - 1] + "-")
            word = word[most - 1 :]
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line] or [""]


def _shortened(text: str, most: int) -> str:
    """Return a text of at most `most` signs.

    >>> _shortened("Malmö–Copenhagen", 9)
    'Malmö–Co…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def _escaped(text: str) -> str:
    return escape(printable(text))
