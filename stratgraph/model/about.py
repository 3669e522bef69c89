"""What a page needs beside a table: the question, how to read the answer, the passages, the query."""

from __future__ import annotations

from typing import NamedTuple

from stratgraph.model.language import Text
from stratgraph.model.matrix import Matrix


class Cited(NamedTuple):
    """A locator in one language: its citation and layer in words, and, where they were asked for, what it says.

    `layer` is the coded value, `layer_word` the word for it; `quotation` is cut from the reader's own copy.
    """

    locator: str
    citation: str
    layer: str
    layer_word: str
    lines: str | None = None
    source: str | None = None
    quotation: str | None = None
    rationale: str | None = None


class About(NamedTuple):
    """What a table answers: `chosen` are parameters as the user gave them, `command` asks the same again.

    `figure` is what the table looks like when it is drawn.
    """

    title: Text
    description: Text | None = None
    reading: Text | None = None
    empty: Text | None = None
    chosen: tuple[str, ...] = ()
    sparql: str | None = None
    command: str | None = None
    passages: tuple[Cited, ...] = ()
    figure: Matrix | None = None
