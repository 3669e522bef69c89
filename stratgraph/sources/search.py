"""A passage looked for by its digest, in a text of which only that is known.

The project holds no sentence of a document, so nothing but a length and a digest can be compared. What keeps it cheap:
a passage begins and ends at the edge of a word, a number or a mark, so only windows between two edges are hashed, from
the expected place outwards (a millisecond or so a passage that a text of 60,000 characters has lost).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stratgraph.model.passage import Passage, Span
from stratgraph.sources.text import Condensed

#: How many windows are hashed for one passage whose parts may stand apart.
PATIENCE = 60_000
#: How many condensed characters more than in the source two parts may stand apart.
WIDER = 400


class Search:
    """Looks for passages in one condensed text, and remembers by how far the last one had moved."""

    def __init__(self, condensed: Condensed) -> None:
        self.condensed = condensed
        self.edges = edges(condensed)
        self.is_edge = bytearray(len(condensed.text) + 1)
        for edge in self.edges:
            self.is_edge[edge] = 1
        offsets = [*condensed.starts, condensed.ends[-1]] if condensed.starts else [0]
        self.offsets = [offsets[edge] for edge in self.edges]
        self.shift = 0

    def find(self, passage: Passage) -> tuple[Span, ...] | None:
        """Return where `passage` stands, the nearest place to the expected one, or None."""
        if passage.length < 1 or not passage.parts:
            return None
        ranges = self.contiguous(passage) or self.apart(passage)
        if ranges is None:
            return None
        spans = tuple(self.condensed.span(start, end) for start, end in ranges)
        self.shift = spans[0].start - passage.parts[0].start
        return spans

    def contiguous(self, passage: Passage) -> list[tuple[int, int]] | None:
        """Return the window that holds the whole passage in one piece."""
        wanted, length = bytes.fromhex(passage.digest), passage.length
        for start in self.outwards(passage.parts[0].start + self.shift):
            if self.window(start, length) and self.hashed(start, length).digest() == wanted:
                return [(start, start + length)]
        return None

    def apart(self, passage: Passage) -> list[tuple[int, int]] | None:
        """Return the windows that hold the passage's parts, something standing between them."""
        if len(passage.parts) < 2 or len(passage.part_lengths) != len(passage.parts):
            return None
        wanted, left = bytes.fromhex(passage.digest), PATIENCE
        gaps = [after.start - before.end + WIDER for before, after in pairwise(passage.parts)]
        for start in self.outwards(passage.parts[0].start + self.shift):
            for ranges in self.arrangements(start, passage.part_lengths, gaps):
                left -= 1
                if self.joined(ranges) == wanted:
                    return ranges
            if left < 0:
                break
        return None

    def arrangements(self, start: int, lengths: Sequence[int], gaps: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
        """Yield the ways in which parts of `lengths` may follow each other from `start` on, at most `gaps` apart."""
        if not self.window(start, lengths[0]):
            return
        end = start + lengths[0]
        if len(lengths) == 1:
            yield [(start, end)]
            return
        for edge in self.edges[bisect_left(self.edges, end) : bisect_left(self.edges, end + gaps[0])]:
            for rest in self.arrangements(edge, lengths[1:], gaps[1:]):
                yield [(start, end), *rest]

    def window(self, start: int, length: int) -> bool:
        """Return whether `length` characters from `start` on end at an edge."""
        return start + length < len(self.is_edge) and self.is_edge[start + length] == 1

    def hashed(self, start: int, length: int) -> hashlib._Hash:
        """Return the SHA-256 of a window."""
        return hashlib.sha256(self.condensed.text[start : start + length].encode("utf-8", "surrogatepass"))

    def joined(self, ranges: list[tuple[int, int]]) -> bytes:
        """Return the SHA-256 of several windows joined."""
        text = "".join(self.condensed.text[start:end] for start, end in ranges)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    def outwards(self, offset: int) -> Iterator[int]:
        """Yield all edges, the nearest to the copy's `offset` first."""
        after = bisect_left(self.offsets, offset)
        before = after - 1
        while before >= 0 and after < len(self.edges):
            if self.offsets[after] - offset <= offset - self.offsets[before]:
                yield self.edges[after]
                after += 1
            else:
                yield self.edges[before]
                before -= 1
        yield from self.edges[after:]
        yield from reversed(self.edges[: before + 1])


def edges(condensed: Condensed) -> list[int]:
    """Return the positions between which words, numbers and single marks stand.

    >>> from stratgraph.sources.text import condense
    >>> edges(condense("goal11: now"))
    [0, 4, 6, 7, 10]
    """
    text, starts, ends = condensed.text, condensed.starts, condensed.ends
    kinds = [kind(character) for character in text]
    inner = (
        index
        for index in range(1, len(text))
        if starts[index] > ends[index - 1] or kinds[index] != kinds[index - 1] or not kinds[index]
    )
    return [0, *inner, len(text)] if text else [0]


def kind(character: str) -> int:
    """Return 1 for a letter (or a mark on one), 2 for a digit, 0 for anything else."""
    if character.isdigit():
        return 2
    return 1 if character.isalpha() or not character.isprintable() else 0
