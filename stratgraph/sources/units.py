"""The units that people cite in a text: lines, bullets, paragraphs and sentences, read from its layout.

Texts that were taken out of a PDF have page marks and stray empty lines in the middle of a bullet. The readings here
are guesses made for such text; whoever describes a passage sees the lines and can choose others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stratgraph.model.passage import Span
from stratgraph.sources.text import Copy

BULLET = re.compile(r"\s*(?:[•◦▪‣●○■□∙·*]|[-–—](?=\s))\s*")
NUMBER = re.compile(r"\s*\(?\d{1,3}[.)]\s+")
#: A full stop, a question or exclamation mark, what closes after it, a blank before a capital, digit or quotation.
SENTENCE_END = re.compile(r"[.!?][”\"’')\]]*(?=\s+[^\W\d_a-zà-öø-ÿ]|\s+[\d“”\"(]|\s*$)")
#: Endings after which a sentence goes on.
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|no|bl\.a|t\.ex|dvs|m\.m|s\.k|f\.d|kl|ca|jfr|nr|resp|inkl|osv|St|S:t)|\b[A-ZÅÄÖ])\.$"
)
#: A line that ends so goes on after a gap.
OPEN_ENDING = re.compile(r"(?:[,/-]|(?:^|\s)[^\W\d_]{1,3})$")
HEADING_LENGTH = 80
#: A line that has room for the next word within this many characters was ended on purpose.
WIDTH = 60


@dataclass(frozen=True)
class Line:
    """One line: its number, where it stands, and its text without blanks around it."""

    number: int
    span: Span
    text: str

    @property
    def marker(self) -> str | None:
        """Return "bullet" or "number" where one of these begins the line."""
        if BULLET.match(self.text):
            return "bullet"
        return "number" if NUMBER.match(self.text + " ") else None

    @property
    def body_start(self) -> int:
        """The offset at which its words begin, after a bullet or a number."""
        found = BULLET.match(self.text) or NUMBER.match(self.text + " ")
        return self.span.start + (min(found.end(), len(self.text)) if found else 0)


def lines(copy: Copy) -> list[Line]:
    """Return the lines of `copy`; the span of each is that of its text without the blanks around it."""
    return [line(copy, number) for number in range(1, copy.line_count + 1)]


def line(copy: Copy, number: int) -> Line:
    """Return line `number` of `copy`."""
    return Line(number, trimmed(copy.text, copy.line_span(number)), copy.line(number).strip().lstrip("\ufeff"))


def trimmed(text: str, span: Span) -> Span:
    """Return `span` without the white space (and byte order mark) at its ends.

    >>> trimmed(" a b ", Span(0, 5))
    Span(start=1, end=4)
    """
    start, end = span
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def paragraph(copy: Copy, span: Span) -> Span:
    """Return the lines around `span` up to the next empty line, bullet or number."""
    first, last = copy.lines_of((span,))
    while first > 1 and not line(copy, first).marker and line(copy, first - 1).text:
        first -= 1
    if first < copy.line_at(span.start) and is_title(copy, first):
        first += 1
    last = paragraph_end(copy, last)
    return Span(line(copy, first).body_start, line(copy, last).span.end)


def paragraph_end(copy: Copy, number: int) -> int:
    """Return the last line of the paragraph that line `number` is in."""
    while number < copy.line_count:
        following = line(copy, number + 1)
        if not following.text or following.marker:
            break
        number += 1
    return number


def bullet(copy: Copy, span: Span) -> Span | None:
    """Return the bullet or numbered item around `span`, without its mark; None where there is none."""
    first, last = copy.lines_of((span,))
    top = item_start(copy, first)
    if top is None:
        return None
    end = item_end(copy, top)
    if end < last:
        return None
    return Span(line(copy, top).body_start, line(copy, end).span.end)


def item_start(copy: Copy, number: int) -> int | None:
    """Return the line with the mark of the item that line `number` is in."""
    for candidate in range(number, max(0, number - 40), -1):
        if line(copy, candidate).marker and not is_title(copy, candidate):
            return candidate if item_end(copy, candidate) >= number else None
    return None


def item_end(copy: Copy, number: int) -> int:
    """Return the last line of the item whose mark stands in line `number`."""
    end = paragraph_end(copy, number)
    while (following := after_gap(copy, end)) and goes_on(line(copy, end), following):
        end = paragraph_end(copy, following.number)
    return end


def after_gap(copy: Copy, number: int) -> Line | None:
    """Return the line after the one empty line that follows line `number`."""
    if number + 2 > copy.line_count or line(copy, number + 1).text:
        return None
    following = line(copy, number + 2)
    return following if following.text and not following.marker else None


def goes_on(before: Line, after: Line) -> bool:
    """Return whether a sentence runs from `before` over an empty line into `after`."""
    if before.text.endswith((".", "!", "?", ":")):
        return False
    return after.text[0].islower() or OPEN_ENDING.search(before.text) is not None


def sentence(copy: Copy, span: Span) -> Span:
    """Return the sentences that `span` touches, within their bullet or paragraph."""
    block = bullet(copy, span) or paragraph(copy, span)
    block = Span(min(block.start, span.start), max(block.end, span.end))
    touched = [one for one in sentences(copy.text, block) if one.start < span.end and one.end > span.start]
    return Span(touched[0].start, touched[-1].end) if touched else span


def sentences(text: str, block: Span) -> Iterator[Span]:
    """Yield the sentences of `block`.

    >>> text = "We ask. They answer, e.g. today."
    >>> [span.of(text) for span in sentences(text, Span(0, len(text)))]
    ['We ask.', 'They answer, e.g. today.']
    """
    start = block.start
    for found in SENTENCE_END.finditer(text, block.start, block.end):
        if ABBREVIATION.search(text[start : found.end()]) and found.end() < block.end:
            continue
        yield trimmed(text, Span(start, found.end()))
        start = found.end()
    rest = trimmed(text, Span(start, block.end))
    if rest.start < rest.end:
        yield rest


def heading_above(copy: Copy, number: int) -> Line | None:
    """Return the nearest line above `number` that looks like a heading: short, alone, no bullet, no full stop."""
    for candidate in range(number - 1, 0, -1):
        found = line(copy, candidate)
        if looks_like_heading(copy, found):
            return found
    return None


def is_title(copy: Copy, number: int) -> bool:
    """Return whether line `number`, perhaps numbered, is a heading that text follows without an empty line."""
    found = line(copy, number)
    if (
        not found.text
        or found.marker == "bullet"
        or number == copy.line_count
        or (number > 1 and line(copy, number - 1).text)
    ):
        return False
    following = line(copy, number + 1)
    if following.marker or not following.text[:1].isupper() or found.text.endswith((".", ",", ";", "-")):
        return False
    return stands_alone(copy, found)


def looks_like_heading(copy: Copy, found: Line) -> bool:
    """Return whether `found` is a title, or is short, begins a block or ends in a colon, and is in no item."""
    text = found.text
    if is_title(copy, found.number):
        return True
    if not text or len(text) > HEADING_LENGTH or found.marker or text.endswith((".", ",", ";", "-")):
        return False
    if not text[0].isupper() or sum(map(str.isalpha, text)) < len(text) / 2 or not begins_block(copy, found):
        return False
    return stands_alone(copy, found) and item_start(copy, found.number) is None


def begins_block(copy: Copy, found: Line) -> bool:
    """Return whether the line above is empty, or `found` ends in a colon and so begins a list."""
    return found.number == 1 or not line(copy, found.number - 1).text or found.text.endswith(":")


def stands_alone(copy: Copy, found: Line) -> bool:
    """Return whether the line was ended on purpose: nothing follows, or the next word would have fitted on it."""
    if found.number == copy.line_count:
        return True
    following = line(copy, found.number + 1)
    if not following.text or following.marker:
        return True
    return len(found.text) + 1 + len(following.text.split()[0]) <= WIDTH
