"""Line accounting: every non-blank line of a document is in a passage that bears a fact, or listed as bearing none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from stratgraph.model.language import Text
from stratgraph.model.passage import LineRange, Passage, Span
from stratgraph.sources import units
from stratgraph.sources.described import Description
from stratgraph.sources.matching import Match, Place, match
from stratgraph.sources.text import Copy, squeeze
from stratgraph.sources.transform import Kind


class Problem(Enum):
    """What a check may find; the values are the same in every language."""

    LOST = "lost"
    EMPTY = "no-fact"
    MISSTATED = "misstated"
    UNACCOUNTED = "unaccounted"
    NO_REASON = "no-reason"
    PARTLY = "partly"

    @property
    def words(self) -> Text:
        """The problem in words."""
        return WORDS[self]


@dataclass(frozen=True)
class Finding:
    """One problem, at lines of the copy; a lost passage and one without lines there has those of the source."""

    problem: Problem
    first_line: int
    last_line: int
    iri: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Report:
    """What a check found: `findings`, and `notes` that are none unless the check is strict."""

    match: Match
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    lines: int
    accounted: int


def check(description: Description, source_iri: str, copy: Copy, *, strict: bool = False) -> Report:
    """Return which passages of the source `copy` has lost, and which of its lines nothing accounts for.

    With `strict`, lines that are covered only in part are findings too.
    """
    matched = match(description.source(source_iri), description.passages_of(source_iri), copy)
    ranges = carried(description.line_ranges_of(source_iri), matched)
    bearing = [place for place in matched.found if place.passage.iri in description.bearing]
    listed = {number for first, last in ranges.values() for number in range(first, last + 1)}
    unaccounted, partly, lines = account(copy, bearing, listed)
    findings = [
        *(at_source(Problem.LOST, passage) for passage in matched.lost),
        *misstated(matched),
        *empty_passages(description, source_iri, matched),
        *(ranged(one, *ranges[one.iri]) for one in description.line_ranges_of(source_iri) if not one.reason),
        *unaccounted,
        *(partly if strict else ()),
    ]
    return Report(matched, tuple(findings), () if strict else tuple(partly), lines, lines - len(unaccounted))


def account(copy: Copy, bearing: Iterable[Place], listed: set[int]) -> tuple[list[Finding], list[Finding], int]:
    """Return the lines that nothing covers, those covered in part, and the number of non-blank lines."""
    covered = coverage(copy, [span for place in bearing for span in place.spans])
    unaccounted, partly, lines = [], [], 0
    for number in range(1, copy.line_count + 1):
        span = copy.line_span(number)
        written = [at for at in range(*span) if not copy.text[at].isspace() and copy.text[at] != "\ufeff"]
        lines += bool(written)
        if not written or number in listed:
            continue
        if not any(covered[at] for at in written):
            unaccounted.append(line_finding(Problem.UNACCOUNTED, copy, number))
        elif any(
            copy.text[at].isalnum() and not covered[at] for at in written if at >= units.line(copy, number).body_start
        ):
            partly.append(line_finding(Problem.PARTLY, copy, number))
    return unaccounted, partly, lines


def coverage(copy: Copy, spans: Iterable[Span]) -> bytearray:
    """Return a 1 for each code point of `copy` that lies in one of `spans`."""
    covered = bytearray(len(copy.text))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


def carried(ranges: Iterable[LineRange], matched: Match) -> dict[str, tuple[int, int]]:
    """Return the lines of each range in the copy, by IRI.

    Line for line where the copy is the same document. In another edition a range, of which nothing but its numbers is
    known, has moved as far as the nearest passage before it; that is a guess.
    """
    if matched.kind is not Kind.EDITION:
        return {one.iri: (one.first_line, one.last_line) for one in ranges}
    moved = sorted((place.passage.last_line, place.last_line - place.passage.last_line) for place in matched.found)
    return {one.iri: shifted(one, moved, matched.copy.line_count) for one in ranges}


def shifted(one: LineRange, moved: Sequence[tuple[int, int]], line_count: int) -> tuple[int, int]:
    """Return the lines of `one` after the shift of the nearest passage above it, else of the first one below."""
    above = [shift for line, shift in moved if line < one.first_line]
    shift = above[-1] if above else moved[0][1] if moved else 0
    return max(1, one.first_line + shift), min(line_count, one.last_line + shift)


def misstated(matched: Match) -> list[Finding]:
    """Return the passages of which lines or lengths are stated that the document does not bear out.

    Another edition has other lines, so nothing is said of one; a wrong length is why a passage would be lost there.
    """
    if matched.kind is Kind.EDITION:
        return []
    return [
        Finding(Problem.MISSTATED, place.first_line, place.last_line, place.passage.iri)
        for place in matched.found
        if not is_right(place, matched.copy)
    ]


def is_right(place: Place, copy: Copy) -> bool:
    """Return whether the lines, the length and the lengths of parts that are stated of a passage are so."""
    passage = place.passage
    lengths = tuple(len(squeeze(span.of(copy.text))) for span in place.spans)
    lines = (place.first_line, place.last_line) == (passage.first_line, passage.last_line)
    return lines and passage.length == sum(lengths) and passage.part_lengths in ((), lengths)


def empty_passages(description: Description, source_iri: str, matched: Match) -> list[Finding]:
    """Return the passages on which no fact stands, at their lines in the copy."""
    empty = [one for one in description.passages_of(source_iri) if one.iri not in description.bearing]
    places = matched.places
    return [
        Finding(Problem.EMPTY, places[one.iri].first_line, places[one.iri].last_line, one.iri)
        if one.iri in places
        else at_source(Problem.EMPTY, one)
        for one in empty
    ]


def at_source(problem: Problem, passage: Passage) -> Finding:
    """Return a finding at the lines that `passage` has in the source."""
    return Finding(problem, passage.first_line, passage.last_line, passage.iri)


def ranged(one: LineRange, first: int, last: int) -> Finding:
    """Return the finding that `one`, at lines `first` to `last`, has no reason."""
    return Finding(Problem.NO_REASON, first, last, one.iri)


def line_finding(problem: Problem, copy: Copy, number: int) -> Finding:
    """Return a finding at line `number` of `copy`."""
    return Finding(problem, number, number, text=copy.line(number).strip())


WORDS = {
    Problem.LOST: Text(en="passage not found", sv="stycket finns inte"),
    Problem.MISSTATED: Text(en="lines or length misstated", sv="fel rader eller längd angiven"),
    Problem.EMPTY: Text(en="passage without a fact", sv="stycke utan faktum"),
    Problem.UNACCOUNTED: Text(en="line unaccounted for", sv="rad som inget redovisar"),
    Problem.NO_REASON: Text(en="lines listed without a reason", sv="rader uppräknade utan skäl"),
    Problem.PARTLY: Text(en="line covered in part", sv="rad som bara delvis täcks"),
}
