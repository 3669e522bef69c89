"""The part of a report that says what is lacking, and what could take its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stratgraph.analysis.candidate_table import number
from stratgraph.analysis.candidates import NO_CANDIDATE, Candidate, Candidates, candidates
from stratgraph.analysis.gaps import Section as Gap, gaps
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.model.terms import LAYERS
from stratgraph.reports import words
from stratgraph.reports.asking import Asker, without
from stratgraph.reports.blocks import Block, Reason, Rows, Section, Suggestion, Suggestions, Words

#: How many candidates of a gap are told, and how many reasons of each.
SHOWN = 3
REASONS = 3
#: The gap whose candidates are told in full, and the columns of its table.
GOALS = "goals-without-network"

FIRST = Column("candidates", Text(en="Candidates (points)", sv="Kandidater (poäng)"))
WHY = Column("why", Text(en="First reason", sv="Första skälet"))
WHY_EVIDENCE = Column("why_evidence", Text(en="Its evidence", sv="Skälets belägg"), "evidence")


class Gaps:
    """The gaps of a report with their candidates, found once for all parts that tell of them."""

    def __init__(self, asker: Asker, *, parameters: Mapping[str, str] | None = None) -> None:
        self.asker = asker
        given = parameters or {}
        self.sections = gaps(asker.graph, parameters=given, language=asker.language)
        self.found = candidates(asker.graph, self.sections, parameters=given)
        for section in self.sections:
            if section.unanswered is None:
                asker.note(section.id, {})

    def of(self, gap: str, subject: str) -> tuple[Candidate, ...]:
        """Return the candidates for one gap of one thing, best first."""
        return next((one.found for one in self.found if (one.gap, one.subject) == (gap, subject)), ())

    def parts(self) -> tuple[Section, ...]:
        """Return a section for each gap question."""
        return tuple(Section(gap.id, self._say(gap.title), tuple(self._blocks(gap)), 3) for gap in self.sections)

    def about(self, subject: str) -> Iterator[tuple[Gap, Table]]:
        """Yield the gaps that one thing has, each with its rows."""
        for gap in self.sections:
            rows = tuple(row for row in gap.table if isinstance(row[1], Entity) and row[1].iri == subject)
            if rows:
                yield gap, replace(gap.table, rows=rows)

    def suggestions(self, subject: Entity, grade: str) -> Suggestions:
        """Return the candidates for a goal that lacks a network, with their reasons."""
        found = tuple(_suggestion(one, self.asker.language) for one in self.of(GOALS, subject.iri)[:SHOWN])
        return Suggestions(subject.label, grade, found, self._say(NO_CANDIDATE))

    def _blocks(self, gap: Gap) -> Iterator[Block]:
        if gap.unanswered is not None:
            yield Words(self._say(words.UNANSWERED.format(why=gap.unanswered)))
        elif not gap.table.rows:
            yield Words(self._say(words.NO_GAP.format(why=gap.empty)))
        else:
            yield Words(self._say(gap.reading), "reading")
            yield from self._rows(gap)

    def _rows(self, gap: Gap) -> Iterator[Block]:
        plain = _said(without(gap.table, "gap"))
        if gap.id != GOALS:
            grades = {row[2].label for row in gap.table if isinstance(row[2], Code)}
            if len(grades) == 1:
                # The same word in every row says no more than once above them.
                yield Words(f"{self._say(words.OF_ALL)}: {grades.pop()}.")
                plain = without(plain, "grade")
            yield Rows(self._with_candidates(gap, plain))
            return
        yield Rows(plain, "grade")
        for row in gap.table:
            if isinstance(row[1], Entity) and isinstance(row[2], Code):
                yield self.suggestions(row[1], row[2].label)

    def _with_candidates(self, gap: Gap, table: Table) -> Table:
        """Return the table with the first candidates of each row and the best reason; as it is where there are none."""
        subjects = [row[1].iri if isinstance(row[1], Entity) else "" for row in gap.table]
        if not any(self.of(gap.id, subject) for subject in subjects):
            return table
        added = [self._cells(self.of(gap.id, subject)) for subject in subjects]
        rows = tuple((*row, *cells) for row, cells in zip(table, added, strict=True))
        return replace(table, columns=(*table.columns, FIRST, WHY, WHY_EVIDENCE), rows=rows)

    def _cells(self, found: Sequence[Candidate]) -> tuple[Value, ...]:
        if not found:
            return self._say(NO_CANDIDATE), None, ()
        language = self.asker.language
        names = "\n".join(f"{one.name.into(language)} ({number(one.score)})" for one in found[:SHOWN])
        reason = _reasons(found[0], language)[0]
        return names, f"{found[0].name.into(language)}: {reason.sentence}", reason.evidence

    def _say(self, text: Text) -> str:
        return text.into(self.asker.language)


def _said(table: Table) -> Table:
    """Return the table without columns in which no row says anything."""
    empty = [
        column.name for place, column in enumerate(table.columns) if all(row[place] in (None, ()) for row in table)
    ]
    return without(table, *empty)


def _suggestion(one: Candidate, language: str) -> Suggestion:
    return Suggestion(one.name.into(language), one.score, _reasons(one, language))


def _reasons(one: Candidate, language: str) -> tuple[Reason, ...]:
    """Return a sentence for each reason, those with most points first."""
    return tuple(
        Reason(
            part.said[0].sentence.into(language),
            part.points,
            part.said[0].evidence,
            tuple(layer for layer in part.said[0].layers if layer != LAYERS[0]),
        )
        for part in one.parts
        if part.said
    )


__all__ = ["GOALS", "REASONS", "SHOWN", "Candidates", "Gaps"]
