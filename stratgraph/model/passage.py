"""A source document and the places in it, as plain values.

Offsets are Unicode code points of the file as it is, 0-based and end-exclusive, as `oa:TextPositionSelector` of the
Web Annotation Vocabulary has them. Lines are 1-based and inclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text.

    >>> Span(3, 7).of("in Oslo and Bergen")
    'Oslo'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return what stands there in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Source:
    """A document that facts are taken from; `digest` is the SHA-256 of its bytes, in hexadecimal."""

    iri: str
    digest: str | None = None
    file_name: str | None = None
    layer: str = "document"
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def label(self, language: str) -> str:
        """Return its name in `language`, else in any, else its IRI."""
        return label_in(self.labels, language, self.iri)


@dataclass(frozen=True)
class Section:
    """A section of a source, from its first line on."""

    iri: str
    source: str
    first_line: int
    order: int = 0
    parent: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)

    def label(self, language: str) -> str:
        """Return its name in `language`, else in any, else its IRI."""
        return label_in(self.labels, language, self.iri)


@dataclass(frozen=True)
class LineRange:
    """Lines of a source that bear no fact; `reason` is the IRI of why, or None where none is given."""

    iri: str
    source: str
    first_line: int
    last_line: int
    reason: str | None = None


@dataclass(frozen=True)
class Passage:
    """A place in a source that facts stand on.

    `digest` is the SHA-256, in hexadecimal, of the text of its parts joined, NFC, all white space removed; `length` is
    the number of characters that this leaves. `part_lengths` holds the same number for each part, where it is known.
    """

    iri: str
    source: str
    digest: str
    length: int
    parts: tuple[Span, ...]
    first_line: int
    last_line: int
    section: str | None = None
    unit: str | None = None
    number: int | None = None
    part_lengths: tuple[int, ...] = ()


def label_in(labels: Mapping[str, str], language: str, otherwise: str) -> str:
    """Return the label in `language`, else the first in any, else `otherwise`.

    >>> label_in({"sv": "Mål"}, "en", "x")
    'Mål'
    """
    return labels.get(language) or next(iter(labels.values()), otherwise)
