"""Given words, found in a text file and described as a passage: offsets, lines, digest, section.

White space and line breaks never matter. The words as they are come first, then without regard to case, then without
hyphens; among equals, hits that begin and end with whole words come before those inside words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from stratgraph.model import terms
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.passage import Passage, Section, Span
from stratgraph.sources import units
from stratgraph.sources.search import edges
from stratgraph.sources.text import Condensed, Copy, digest as digest_of, squeeze

UNITS = ("words", "sentence", "bullet", "paragraph")
#: Hyphen-minus, soft hyphen, hyphen, hyphen that does not break, n-dash.
HYPHENS = frozenset("-\u00ad\u2010\u2011\u2013")
TEXT_UNITS = {"bullet": terms.SG + "Bullet", "number": terms.SG + "NumberedItem", "paragraph": terms.SG + "Paragraph"}
SENTENCE = terms.SG + "Sentence"


@dataclass(frozen=True)
class Hit:
    """Where the words stand, and whether exactly so (else but for case or hyphens)."""

    span: Span
    line: int
    exact: bool


@dataclass(frozen=True)
class Located:
    """A passage found by its words; `heading` is the line above that looks like one, if no section is known."""

    passage: Passage
    section: Section | None
    heading: str | None


def find(copy: Copy, words: str, *, after: int = 0, skips: Sequence[tuple[int, int]] = ()) -> tuple[Hit, ...]:
    """Return the places at which `words` stand in `copy` from the offset `after` on, read without the lines `skips`.

    Raises `InputError` if there are no words, `NotFound` with the most similar line if they stand nowhere.
    """
    wanted, gaps = squeeze(words), [gap(copy, *lines) for lines in skips]
    if not any(map(str.isalnum, wanted)):
        raise InputError(NO_WORDS)
    for tier, fold in enumerate((keep, lowered, unhyphened)):
        spans = [span for span in spans_of(copy.condensed, wanted, fold, gaps) if span.start >= after]
        if spans:
            return tuple(Hit(span, copy.line_at(span.start), tier == 0) for span in spans)
    raise not_found(copy, words)


def not_found(copy: Copy, words: str) -> NotFound:
    """Return the error that shows the line most like `words`."""
    number, text = nearest_line(copy, words)
    if number is None:
        return NotFound(NOWHERE.format(words=words))
    return NotFound(NEAREST.format(words=words, line=number, text=text), nearest=(text,))


def spans_of(condensed: Condensed, wanted: str, fold: Callable[[str], str], gaps: Sequence[Span] = ()) -> list[Span]:
    """Return where `wanted` stands after `fold`: those that begin and end with whole words, if there are any."""
    left_out = {position for span in gaps for position in range(*condensed.range(span))}
    index = [
        position for position, character in enumerate(condensed.text) if position not in left_out and fold(character)
    ]
    folded = "".join(fold(condensed.text[position]) for position in index)
    needle = "".join(map(fold, wanted))
    starts = [found.start() for found in re.finditer(f"(?={re.escape(needle)})", folded)] if needle else []
    ranges = [(index[start], index[start + len(needle) - 1] + 1) for start in starts]
    borders = set(edges(condensed))
    whole = [(start, end) for start, end in ranges if start in borders and end in borders]
    return [condensed.span(start, end) for start, end in whole or ranges]


def keep(character: str) -> str:
    """Return `character` as it is."""
    return character


def lowered(character: str) -> str:
    """Return `character` in lower case, where that is one character."""
    lower = character.lower()
    return lower if len(lower) == 1 else character


def unhyphened(character: str) -> str:
    """Return `character` in lower case, nothing for a hyphen, an n-dash or a soft hyphen."""
    return "" if character in HYPHENS else lowered(character)


def nearest_line(copy: Copy, words: str) -> tuple[int | None, str]:
    """Return the number and text of the line that shares most words with `words`."""
    wanted = re.findall(r"\w+", words.lower())

    def likeness(line: units.Line) -> tuple[int, float]:
        present = set(re.findall(r"\w+", line.text.lower()))
        ratio = SequenceMatcher(None, words.lower(), line.text.lower()).quick_ratio()
        return sum(len(word) for word in set(wanted) if word in present), ratio

    candidates = [line for line in units.lines(copy) if line.text]
    best = max(candidates, key=likeness)
    return (best.number, best.text) if max(likeness(best)) >= 0.5 else (None, "")


def choose(hits: Sequence[Hit], nth: int | None) -> Hit:
    """Return the hit that the user means, `nth` counted from 1.

    Raises `InputError` that lists their lines if there are several and none is chosen, or if there is no such one.
    """
    if nth is None and len(hits) == 1:
        return hits[0]
    lines = ", ".join(f"{number}: {hit.line}" for number, hit in enumerate(hits, 1))
    if nth is None:
        raise InputError(SEVERAL.format(count=len(hits), lines=lines))
    if not 1 <= nth <= len(hits):
        raise InputError(NO_SUCH_HIT.format(nth=nth, count=len(hits), lines=lines))
    return hits[nth - 1]


def widened(copy: Copy, span: Span, unit: str) -> Span:
    """Return the `unit` (of `UNITS`) around `span`.

    Raises `InputError` if it is to be a bullet and stands in none.
    """
    if unit == "sentence":
        return units.sentence(copy, span)
    if unit == "paragraph":
        return units.paragraph(copy, span)
    if unit == "bullet":
        found = units.bullet(copy, span)
        if found is None:
            raise InputError(NO_BULLET.format(line=copy.line_at(span.start)))
        return found
    return span


def skipping(copy: Copy, span: Span, skips: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Return `span` in the parts that remain without the lines `skips` (first and last, inclusive).

    Raises `InputError` if a skipped line does not lie inside, or nothing remains.
    """
    first, last = copy.lines_of((span,))
    parts = [span]
    for begin, end in sorted(skips):
        if not first <= begin <= end <= last:
            raise InputError(BAD_SKIP.format(begin=begin, end=end, first=first, last=last))
        parts = [piece for part in parts for piece in without(part, gap(copy, begin, end))]
    pieces = [units.trimmed(copy.text, part) for part in parts]
    kept = tuple(part for part in (pieces[:1] + [unmarked(copy, part) for part in pieces[1:]]) if part.start < part.end)
    if not kept:
        raise InputError(NOTHING_LEFT)
    return kept


def unmarked(copy: Copy, part: Span) -> Span:
    """Return `part` without the bullet or number that it begins with."""
    line = units.line(copy, copy.line_at(part.start))
    return Span(max(part.start, line.body_start), part.end) if part.start == line.span.start else part


def gap(copy: Copy, begin: int, end: int) -> Span:
    """Return the stretch of the lines `begin` to `end`, as far as the copy has them."""
    last = copy.line_count
    return Span(copy.line_span(min(max(begin, 1), last)).start, copy.line_span(min(max(end, 1), last)).end)


def without(part: Span, gap: Span) -> tuple[Span, ...]:
    """Return what is left of `part` before and after `gap`.

    >>> without(Span(0, 9), Span(3, 5))
    (Span(start=0, end=3), Span(start=5, end=9))
    """
    if gap.end <= part.start or gap.start >= part.end:
        return (part,)
    return tuple(piece for piece in (Span(part.start, gap.start), Span(gap.end, part.end)) if piece.start < piece.end)


def describe(
    copy: Copy, parts: tuple[Span, ...], *, iri: str, source: str, sections: Iterable[Section] = (), unit: str = "words"
) -> Located:
    """Return `parts` of `copy` as a passage named `iri` of `source`.

    `sections` are those of the source, with the lines that they begin on in this copy.
    """
    first, last = copy.lines_of(parts)
    section = deepest_section(sections, first)
    heading = None if section else units.heading_above(copy, first)
    anchor = item_part(copy, parts)
    kind = text_unit(copy, anchor, unit)
    begin = section.first_line if section else heading.number if heading else 1
    texts = [squeeze(part.of(copy.text)) for part in parts]
    passage = Passage(
        iri=iri,
        source=source,
        digest=digest_of("".join(part.of(copy.text) for part in parts)),
        length=sum(map(len, texts)),
        parts=parts,
        first_line=first,
        last_line=last,
        section=section.iri if section else None,
        unit=kind,
        number=number_in_section(copy, begin, anchor, kind),
        part_lengths=tuple(map(len, texts)),
    )
    return Located(passage, section, heading.text if heading else None)


def item_part(copy: Copy, parts: tuple[Span, ...]) -> Span:
    """Return the first of `parts` that stands in a list item (the others may lead in to the list), else the first."""
    items = (part for part in parts if units.item_start(copy, copy.line_at(part.start)))
    return next(items, parts[0])


def deepest_section(sections: Iterable[Section], line: int) -> Section | None:
    """Return the section that begins last at or above `line`; of two on one line the later in order."""
    above = [section for section in sections if section.first_line <= line]
    return max(above, key=lambda section: (section.first_line, section.order, section.iri), default=None)


def text_unit(copy: Copy, span: Span, unit: str) -> str:
    """Return the IRI of the kind of unit that `span` was cut from."""
    if unit == "paragraph":
        return TEXT_UNITS["paragraph"]
    top = units.item_start(copy, copy.line_at(span.start)) if unit in ("bullet", "words") else None
    marker = units.line(copy, top).marker if top else None
    return TEXT_UNITS[marker] if marker else SENTENCE


def number_in_section(copy: Copy, begin: int, span: Span, unit: str) -> int | None:
    """Return which bullet or numbered item from line `begin` on it is; None for what cannot be counted safely."""
    marker = next((name for name, iri in TEXT_UNITS.items() if iri == unit and name != "paragraph"), None)
    if marker is None:
        return None
    counted = [
        number
        for number in range(begin, copy.line_at(span.start) + 1)
        if units.line(copy, number).marker == marker and not units.is_title(copy, number)
    ]
    return len(counted) or None


NO_WORDS = Text(
    en="no words to look for; give some words of the document",
    sv="inga ord att leta efter; ange några av dokumentets ord",
)
NOWHERE = Text(
    en='"{words}" stands nowhere in the file; check the spelling or give fewer words',
    sv='"{words}" finns inte i filen; kontrollera stavningen eller ange färre ord',
)
NEAREST = Text(
    en='"{words}" stands nowhere in the file; most like it is line {line}: {text}',
    sv='"{words}" finns inte i filen; mest likt är rad {line}: {text}',
)
SEVERAL = Text(
    en="the words stand in {count} places (number: line): {lines}; choose one with --nth or give more words",
    sv="orden finns på {count} ställen (nummer: rad): {lines}; välj ett med --nth eller ange fler ord",
)
NO_SUCH_HIT = Text(
    en="there is no place number {nth}; the words stand in {count} (number: line): {lines}",
    sv="det finns inget ställe nummer {nth}; orden finns på {count} (nummer: rad): {lines}",
)
NO_BULLET = Text(
    en="line {line} is in no bullet or numbered item; choose --unit sentence or --unit paragraph",
    sv="rad {line} hör inte till någon punkt i en lista; välj --unit sentence eller --unit paragraph",
)
BAD_SKIP = Text(
    en="the lines {begin}-{end} do not lie within the passage, lines {first}-{last}",
    sv="raderna {begin}-{end} ligger inte inom stycket, raderna {first}-{last}",
)
NOTHING_LEFT = Text(
    en="nothing of the passage is left without those lines; skip fewer",
    sv="inget av stycket blir kvar utan de raderna; hoppa över färre",
)
