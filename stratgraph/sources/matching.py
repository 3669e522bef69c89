"""How the passages of a known source are found in a copy of it.

1. The same bytes: the offsets hold.
2. The same document stored in another way (`stratgraph.sources.transform`): every offset is mapped exactly, through
   the condensed text, which both share.
3. Another edition: each passage is looked for by its own digest (`stratgraph.sources.search`).

A passage counts as found only if the digest of the text at the place found is its own, whichever way it was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from stratgraph.model.passage import Passage, Source, Span
from stratgraph.sources.search import Search
from stratgraph.sources.text import Condensed, Copy, condense
from stratgraph.sources.transform import Change, Kind, restore


@dataclass(frozen=True)
class Place:
    """Where a passage stands in a copy."""

    passage: Passage
    spans: tuple[Span, ...]
    first_line: int
    last_line: int


@dataclass(frozen=True)
class Match:
    """The passages of a source in a copy: `found`, in the order of the copy, and `lost`."""

    source: Source
    copy: Copy
    kind: Kind
    changes: tuple[Change, ...]
    found: tuple[Place, ...]
    lost: tuple[Passage, ...]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The found places by the passage's IRI."""
        return {place.passage.iri: place for place in self.found}


def match(source: Source, passages: Iterable[Passage], copy: Copy) -> Match:
    """Return where the `passages` of `source` stand in `copy`."""
    kind, changes, original = relation(source, copy)
    ordered = sorted(passages, key=lambda passage: (passage.parts, passage.iri))
    spans = locate_all(ordered, copy, original)
    found = [place(passage, spans[passage.iri], copy) for passage in ordered if passage.iri in spans]
    found.sort(key=lambda one: (one.spans, one.passage.iri))
    lost = tuple(passage for passage in ordered if passage.iri not in spans)
    return Match(source, copy, kind, changes, tuple(found), lost)


def relation(source: Source, copy: Copy) -> tuple[Kind, tuple[Change, ...], str | None]:
    """Return how `copy` relates to `source`, what it changed, and the source's text where that can be had again."""
    restored = restore(copy, source.digest) if source.digest else None
    if restored is None:
        return Kind.EDITION, (), None
    text, changes = restored
    return Kind.RESTORED if copy.digest != source.digest else Kind.SAME, changes, text


def locate_all(passages: Sequence[Passage], copy: Copy, original: str | None) -> dict[str, tuple[Span, ...]]:
    """Return the spans of each passage found, by IRI."""
    placed: Mapping[str, tuple[Span, ...] | None]
    if original is None:
        search = Search(copy.condensed)
        placed = {passage.iri: search.find(passage) for passage in passages}
    elif original == copy.text:
        placed = {passage.iri: passage.parts for passage in passages}
    else:
        placed = mapped(passages, condense(original), copy.condensed)
    return {passage.iri: spans for passage in passages if (spans := verified(passage, placed[passage.iri], copy))}


def mapped(passages: Iterable[Passage], before: Condensed, after: Condensed) -> Mapping[str, tuple[Span, ...] | None]:
    """Return where the parts of each passage stand `after`, given where they stand `before`: both texts are equal."""
    placed: dict[str, tuple[Span, ...] | None] = {}
    for passage in passages:
        ranges = [before.range(part) for part in passage.parts]
        whole = all(start < end for start, end in ranges)
        placed[passage.iri] = tuple(after.span(start, end) for start, end in ranges) if whole else None
    return placed


def verified(passage: Passage, spans: tuple[Span, ...] | None, copy: Copy) -> tuple[Span, ...] | None:
    """Return `spans` if the text there has the passage's digest, else None."""
    return spans if spans and copy.digest_of(spans) == passage.digest else None


def place(passage: Passage, spans: tuple[Span, ...], copy: Copy) -> Place:
    """Return the place of `passage` at `spans` of `copy`."""
    return Place(passage, spans, *copy.lines_of(spans))
