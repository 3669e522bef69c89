"""What a report is made of, in one language: every writer (page, Markdown) knows these and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from stratgraph.model.about import Cited
from stratgraph.model.matrix import Matrix
from stratgraph.model.table import Table


class Words(NamedTuple):
    """A paragraph; `kind` is text, lead (what matters most) or reading (how to read what follows)."""

    text: str
    kind: str = "text"


class Rows(NamedTuple):
    """A table; a cell of the column `sign` is drawn as a filled, half or open ring before its word."""

    table: Table
    sign: str | None = None


class Reason(NamedTuple):
    """A sentence that speaks for a candidate, the points that it adds, the layers besides the document."""

    sentence: str
    points: float
    evidence: tuple[str, ...]
    layers: tuple[str, ...] = ()


class Suggestion(NamedTuple):
    """A candidate with its score and reasons, those that add most first."""

    name: str
    score: float
    reasons: tuple[Reason, ...]


class Suggestions(NamedTuple):
    """The candidates for one gap; `none` is what is said where there is none."""

    subject: str
    grade: str
    found: tuple[Suggestion, ...]
    none: str


class Heat(NamedTuple):
    """A matrix that is drawn where a page can, and told in a table where it cannot."""

    matrix: Matrix
    table: Table


class Picture(NamedTuple):
    """A drawing: an SVG element."""

    svg: str
    caption: str


class Query(NamedTuple):
    """A question that was used: its id, its title, the command that asks it again, and its SPARQL."""

    id: str
    title: str
    command: str
    sparql: str


class Places(NamedTuple):
    """The passages, notes and records that the report rests on, in the order of their numbers."""

    cited: tuple[Cited, ...]


Block = Words | Rows | Suggestions | Heat | Picture | Query | Places


@dataclass(frozen=True)
class Section:
    """A part of a report under a heading; `id` is the same in every language, `level` is 2 or 3."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True)
class Edition:
    """The report in one language; `facts` are what stands under its title, as pairs of name and value."""

    language: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    def places(self) -> tuple[Cited, ...]:
        """Return the places that it rests on, in the order of their numbers."""
        return next((b.cited for s in self.sections for b in s.blocks if isinstance(b, Places)), ())


@dataclass(frozen=True)
class Report:
    """A report: the same content in each language, the one that it opens in first."""

    editions: tuple[Edition, ...]

    def html(self) -> str:
        """Return the report as a page of its own, which loads nothing."""
        from stratgraph.reports.page import page

        return page(self)

    def markdown(self) -> str:
        """Return the report in Markdown, in the language that it opens in."""
        from stratgraph.reports.markdown import markdown

        return markdown(self)
