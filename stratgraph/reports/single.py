"""A page for one reader: everything about one goal, or about one committee."""

from __future__ import annotations

from collections.abc import Iterator

from stratgraph.graph.memory import Graph
from stratgraph.model.errors import NotFound
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Entity, Table, Value
from stratgraph.questions.binding import find_entity
from stratgraph.reports import words
from stratgraph.reports.asking import Asker, Cells, where, without
from stratgraph.reports.blocks import Block, Rows, Section, Words
from stratgraph.reports.content import GOAL_COLUMNS, goal_rows, the_map
from stratgraph.reports.gap_part import Gaps


def of_goal(asker: Asker, name: str) -> tuple[str, list[Section]]:
    """Return the title and the parts of the page of one goal.

    Raises NotFound where there is none of that number or name.
    """
    gaps = Gaps(asker)
    rows = goal_rows(asker, gaps)
    row = _chosen(asker.graph, rows, name)
    goal = row[1]
    if not isinstance(goal, Entity):
        raise _unknown(name, rows)
    text = words.GOAL_TITLE_PLAIN if row[0] is None else words.GOAL_TITLE
    title = text.format(number=row[0], goal=goal.label).into(asker.language)
    return title, list(_goal_parts(asker, gaps, goal, row))


def _chosen(graph: Graph, rows: list[tuple[Value, ...]], name: str) -> tuple[Value, ...]:
    """Return the row of the goal of that number, name, CURIE or IRI."""
    bare = name.strip().casefold().removeprefix("goal").removeprefix("mål").strip(" -")
    for row in rows:
        if bare.isdecimal() and row[0] == int(bare):
            return row
    if not bare.isdecimal():
        iri = find_entity(graph, name, of="sg:Goal")
        for row in rows:
            if isinstance(row[1], Entity) and row[1].iri == iri:
                return row
    raise _unknown(name, rows)


def _unknown(name: str, rows: list[tuple[Value, ...]]) -> NotFound:
    known = ", ".join(str(row[0]) if row[0] is not None else getattr(row[1], "label", "") for row in rows)
    return NotFound((words.NO_SUCH_GOAL if rows else words.NO_GOAL_AT_ALL).format(name=name, known=known))


def _goal_parts(asker: Asker, gaps: Gaps, goal: Entity, row: tuple[Value, ...]) -> Iterator[Section]:
    say = asker.language

    def mine(cells: Cells) -> bool:
        return isinstance(cells["goal"], Entity) and cells["goal"].iri == goal.iri

    blocks: list[Block] = [Rows(without(Table(GOAL_COLUMNS, (row,), title=words.SUPPORT), "number", "best"), "support")]
    if isinstance(row[2], Code) and row[2].value != "named":
        blocks.append(gaps.suggestions(goal, row[2].label))
    yield Section("support", words.SUPPORT.into(say), tuple(blocks))
    yield _part(asker, "factors", words.FACTORS, where(asker.ask("key-factors"), mine), "goal")
    yield _part(asker, "actions", words.ACTIONS, where(asker.ask("actions"), mine), "goal")
    orphans = where(asker.ask("actions-without-body"), mine)
    if orphans.rows:
        yield _part(asker, "actions-without-body", words.WITHOUT_BODY, orphans, "goal")
    milestones = where(asker.ask("milestones"), lambda cells: goal.iri in _iris(cells["goals"]))
    if milestones.rows:
        yield _part(asker, "milestones", words.MILESTONES, milestones, "goals")
    yield from the_map(asker, focus=goal.iri)


def of_committee(asker: Asker, name: str) -> tuple[str, list[Section]]:
    """Return the title and the parts of the page of one committee.

    Raises NotFound where there is none of that name.
    """
    iri = find_entity(asker.graph, name, of="sg:Committee")
    own = asker.ask("committees", committee=iri)
    label = next((row[0].label for row in own if isinstance(row[0], Entity)), name)
    return label, list(_committee_parts(asker, iri, own))


def _committee_parts(asker: Asker, iri: str, own: Table) -> Iterator[Section]:
    yield _part(asker, "committees", words.COMMITTEE_OWN, own, "committee")
    duties = where(asker.ask("responsibilities"), lambda cells: iri in _iris(cells["body"]))
    yield _part(asker, "responsibilities", words.RESPONSIBILITIES, duties, "body")
    projects = where(asker.ask("projects"), lambda cells: iri in _iris(cells["body"]))
    if projects.rows:
        yield _part(asker, "projects", projects.title, projects, "body")
    found = list(Gaps(asker).about(iri))
    blocks: list[Block] = []
    for gap, table in found:
        blocks.append(Words(gap.title.into(asker.language)))
        blocks.append(Rows(without(table, "gap"), "grade"))
    if blocks:
        yield Section("gaps", words.ITS_GAPS.into(asker.language), tuple(blocks))
    yield from the_map(asker, focus=iri)


def _part(asker: Asker, name: str, title: Text, table: Table, *hidden: str) -> Section:
    block: Block = Rows(without(table, *hidden)) if table.rows else Words(words.NOTHING.into(asker.language))
    return Section(name, title.into(asker.language), (block,))


def _iris(value: Value) -> set[str]:
    if isinstance(value, Entity):
        return {value.iri}
    if isinstance(value, tuple) and not isinstance(value, Code):
        return {part.iri for part in value if isinstance(part, Entity)}
    return set()


__all__ = ["of_committee", "of_goal"]
