"""Candidates as text: under each gap those that could close it, with what each reason adds to the score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill
from types import MappingProxyType
from typing import NamedTuple

from stratgraph.analysis.candidate_table import number, sentences
from stratgraph.analysis.candidates import NO_CANDIDATE, Candidate, Candidates
from stratgraph.model.language import Text
from stratgraph.output.words import printable

HEADING = Text(en="Candidates, with what each reason adds", sv="Kandidater, med vad varje skäl ger")
LEFT = Text(
    en="and {n} more: {names} (--candidates {all} shows all)",
    sv="och {n} till: {names} (--candidates {all} visar alla)",
)
#: How many of the candidates that are not shown are named.
NAMED = 5


class Style(NamedTuple):
    """How candidates are shown: the language, how many, how wide, and citations of locators where wanted."""

    language: str
    most: int
    width: int
    citations: Mapping[str, str] = MappingProxyType({})


def candidates_in_words(found: Sequence[Candidates], names: Mapping[str, str], form: str, style: Style) -> str:
    """Return the candidates for the gaps of one section as text, or as Markdown; `names` are those of the subjects."""
    if not found or not style.most:
        return ""
    write = _markdown if form == "md" else _text
    heading = HEADING.into(style.language)
    top = f"\n### {heading}\n" if form == "md" else f"\n{heading}\n{'─' * len(heading)}\n"
    return top + "".join(write(one, names[one.subject], style) for one in found)


def _text(found: Candidates, name: str, style: Style) -> str:
    lines = [fill(printable(name), style.width)]
    if not found.found:
        lines.append(f"  {NO_CANDIDATE.into(style.language)}")
    for one in found.found[: style.most]:
        lines.append(f"  {number(one.score):>3}  {printable(one.name.into(style.language))}")
        lines += [
            _filled(sentence, f"       {points:>3}  ", 12, style.width) for points, sentence in _sentences(one, style)
        ]
    lines += [_filled(left, " " * 7, 7, style.width) for left in _left(found, style)]
    return "\n".join(lines) + "\n\n"


def _filled(text: str, first: str, indent: int, width: int) -> str:
    return fill(text, width, initial_indent=first, subsequent_indent=" " * indent, break_on_hyphens=False)


def _markdown(found: Candidates, name: str, style: Style) -> str:
    lines = [f"\n**{_plain(name)}**\n"]
    if not found.found:
        lines.append(NO_CANDIDATE.into(style.language))
    for place, one in enumerate(found.found[: style.most], start=1):
        lines.append(f"{place}. {_plain(one.name.into(style.language))} ({number(one.score)})")
        for points, sentence in _sentences(one, style):
            lines.append(f"    * {points + ': ' if points else ''}{_plain(sentence)}")
    lines += [f"\n{_plain(left)}" for left in _left(found, style)]
    return "\n".join(lines) + "\n"


def _sentences(one: Candidate, style: Style) -> Iterator[tuple[str, str]]:
    """Yield the sentences; the points of a reason stand before its first."""
    for part in one.parts:
        for place, sentence in enumerate(sentences(part, style.language, citations=style.citations)):
            yield ("" if place else number(part.points)), printable(sentence)


def _left(found: Candidates, style: Style) -> Iterator[str]:
    rest = found.found[style.most :]
    if rest:
        names = ", ".join(one.name.into(style.language) for one in rest[:NAMED]) + (" …" if len(rest) > NAMED else "")
        yield LEFT.format(n=len(rest), names=printable(names), all=len(found.found)).into(style.language)


def _plain(text: str) -> str:
    r"""Return a text whose signs Markdown does not act on.

    >>> _plain("a*b <c>")
    'a\\*b &lt;c>'
    """
    safe = printable(text).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{sign}" if sign in "*_`[" else sign for sign in safe)
