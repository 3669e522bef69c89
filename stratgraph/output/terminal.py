"""A table that fits the terminal: cells wrap, nothing is cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from stratgraph.model.table import Table
from stratgraph.output.words import cells, header, printable

GAP = "  "
#: No column is made narrower than this while another is wider.
LEAST = 8


#: ANSI's bold and faint (ECMA-48 §8.3.117), and what ends them.
BOLD, FAINT, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def table(answer: Table, *, language: str, iri: bool, width: int, colour: bool = False) -> str:
    """Return the table as text of at most `width` columns, as far as the longest words and its columns allow.

    With `colour`, for a terminal, the header is bold, and what a row rests on is faint.
    """
    titles = [printable(title) for title in header(answer, language, iri=iri)]
    rows = [list(map(printable, row)) for row in cells(answer, language, iri=iri, between="\n")]
    if not rows:
        return ""
    numeric = _numeric(answer, iri=iri)
    widths = _widths([titles, *rows], width)
    plain = [""] * len(widths)
    lines = _lines(titles, widths, numeric, [BOLD] * len(widths) if colour else plain)
    lines.append(GAP.join("─" * size for size in widths))
    several = any(size < _longest(column) for size, column in zip(widths, zip(titles, *rows, strict=True), strict=True))
    several = several or any("\n" in cell for row in rows for cell in row)
    inks = _inks(answer, iri=iri) if colour else plain
    for number, row in enumerate(rows):
        if number and several:
            lines.append("")
        lines += _lines(row, widths, numeric, inks)
    return "\n".join(lines) + "\n"


def _inks(answer: Table, *, iri: bool) -> list[str]:
    """Return how each column is set off: evidence, layer and IRIs are faint."""
    found = []
    for column in answer.columns:
        found.append(FAINT if column.kind == "evidence" or column.name == "layer" else "")
        if iri and answer.has_iris(column):
            found.append(FAINT)
    return found


def _numeric(answer: Table, *, iri: bool) -> list[bool]:
    found = []
    for column in answer.columns:
        found.append(column.kind == "number")
        if iri and answer.has_iris(column):
            found.append(False)
    return found


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes: wide signs take two, combining ones none.

    >>> columns_of("mål"), columns_of("日本")
    (3, 4)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _longest(column: Sequence[str]) -> int:
    return max(columns_of(line) for cell in column for line in cell.split("\n"))


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return a width for each column: what it needs, the widest narrowed until all fit, between words if that does."""
    wanted = [max(1, _longest(column)) for column in zip(*rows, strict=True)]
    room = max(width - len(GAP) * (len(wanted) - 1), len(wanted))
    words = [min(size, _longest_word(column)) for size, column in zip(wanted, zip(*rows, strict=True), strict=True)]
    for least in (words, [min(size, LEAST) for size in wanted]):
        wanted = _narrowed(wanted, least, room)
    return wanted


def _longest_word(column: Sequence[str]) -> int:
    return max((columns_of(word) for cell in column for word in cell.split()), default=1)


def _narrowed(wanted: list[int], least: Sequence[int], room: int) -> list[int]:
    """Return the widths with the widest narrowed, none below its least, until they fit or cannot."""
    found = list(wanted)
    while sum(found) > room:
        widest = max(range(len(found)), key=lambda place: (found[place] > least[place], found[place]))
        if found[widest] <= least[widest]:
            break
        found[widest] -= 1
    return found


def _lines(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], inks: Sequence[str]) -> list[str]:
    """Return the lines of one row; an ink is what sets a column off, or nothing."""
    wrapped = [wrap(cell, size) for cell, size in zip(row, widths, strict=True)]
    height = max(map(len, wrapped))
    lines = []
    for number in range(height):
        parts = [column[number] if number < len(column) else "" for column in wrapped]
        padded = [_pad(part, size, right) for part, size, right in zip(parts, widths, numeric, strict=True)]
        # The space at the end goes before the ink, which would hide it from rstrip.
        padded[-1] = padded[-1].rstrip()
        inked = [ink + part + PLAIN if ink and part.strip() else part for part, ink in zip(padded, inks, strict=True)]
        lines.append(GAP.join(inked).rstrip())
    return lines


def _pad(text: str, size: int, right: bool) -> str:
    space = " " * max(0, size - columns_of(text))
    return space + text if right else text + space


def wrap(text: str, size: int) -> list[str]:
    """Return the text in lines of at most `size` columns; a word that is longer is broken, never cut.

    >>> wrap("a city network", 7)
    ['a city', 'network']
    >>> wrap("Östersjöregionen", 10)
    ['Östersjöre', 'gionen']
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and columns_of(line) + 1 + columns_of(word) <= size:
                line += " " + word
                continue
            if line:
                lines.append(line)
            *whole, line = _broken(word, size)
            lines += whole
        lines.append(line)
    return lines


def _broken(word: str, size: int) -> list[str]:
    parts = [""]
    for sign in word:
        if parts[-1] and columns_of(parts[-1] + sign) > size:
            parts.append("")
        parts[-1] += sign
    return parts
