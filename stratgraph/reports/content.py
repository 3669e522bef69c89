"""What a report says, part by part, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from stratgraph.analysis.gaps import GRADES, NAMES_NONE
from stratgraph.analysis.overlap_table import long_table, matrix_table, picture, remarks
from stratgraph.analysis.overlaps import overlaps
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.questions.summary import layer_counts
from stratgraph.reports import words
from stratgraph.reports.asking import Asker, without
from stratgraph.reports.blocks import Block, Edition, Heat, Picture, Places, Report, Rows, Section, Words
from stratgraph.reports.cohesion_part import cohesion
from stratgraph.reports.evidence import basis, cited_in, places
from stratgraph.reports.gap_part import Gaps
from stratgraph.reports.heading import facts_of, name_of_strategy

__all__ = ["Report", "Section", "report"]

Parts = Callable[[Asker], Iterator[Section]]

GOAL_COLUMNS = (
    Column("number", Text(en="No.", sv="Nr"), "number"),
    Column("goal", Text(en="Goal", sv="Mål"), "entity"),
    Column("support", words.SUPPORT, "code"),
    Column("networks", Text(en="Network", sv="Nätverk"), "list"),
    Column("best", words.BEST),
    Column("evidence", words.EVIDENCE, "evidence"),
)


def report(
    graph: Graph,
    *,
    goal: str | None = None,
    committee: str | None = None,
    languages: tuple[str, ...] = ("en", "sv"),
    date: str | None = None,
    quoted: bool = False,
) -> Report:
    """Return the report of a strategy, or, for one `goal` (number, name or IRI) or `committee`, a page for its reader.

    It has an edition for each of `languages`, the first of which it opens in. `date` is printed as it is; `quoted` adds
    the words of the attached document to the evidence.

    Raises NotFound, with the nearest, where the goal or the committee is not known.

    >>> from stratgraph import open_graph
    >>> [section.id for section in report(open_graph(), goal="4").editions[0].sections][:3]
    ['support', 'factors', 'actions']
    """
    from stratgraph.reports.single import of_committee, of_goal

    def edition(language: str) -> Edition:
        asker = Asker(graph, language)
        if goal is not None:
            title, parts = of_goal(asker, goal)
        elif committee is not None:
            title, parts = of_committee(asker, committee)
        else:
            title, parts = words.TITLE.into(language), list(whole(asker))
        return _edition(asker, title, parts, date=date, quoted=quoted)

    return Report(tuple(edition(language) for language in languages))


def whole(asker: Asker) -> Iterator[Section]:
    """Yield the parts of the report of a whole strategy."""
    gaps = Gaps(asker)
    yield Section("glance", words.GLANCE.into(asker.language), tuple(glance(asker, gaps)))
    yield from the_map(asker)
    yield Section("gaps", words.GAPS.into(asker.language), (Words(words.GAPS_READING.into(asker.language), "reading"),))
    yield from gaps.parts()
    yield cohesion(asker)
    yield Section("overlaps", words.OVERLAPS.into(asker.language), tuple(overlap_blocks(asker)))
    yield _table_section(asker, "competitors", words.COMPETITORS)
    yield _table_section(asker, "coopetition", words.COOPETITION)
    yield _table_section(asker, "committees", words.COMMITTEES)


def glance(asker: Asker, gaps: Gaps) -> Iterator[Block]:
    """Yield what matters most: how many goals lack a network, and each goal's support."""
    language = asker.language
    goals = goal_rows(asker, gaps)
    if not goals:
        yield Words(words.NO_GOALS.into(language), "lead")
        return
    lacking = [row for row in goals if isinstance(row[2], Code) and row[2].value != "named"]
    yield Words(_verdict(goals, lacking, language), "lead")
    table = Table(GOAL_COLUMNS, tuple(goals), title=words.SUPPORT)
    yield Rows(table if any(row[4] for row in goals) else without(table, "best"), "support")
    yield Words(words.SUPPORT_READING.into(language), "reading")


def goal_rows(asker: Asker, gaps: Gaps) -> list[tuple[Value, ...]]:
    """Return a row for each goal: number, goal, support, networks, the first candidate, evidence."""
    found: dict[str, list[dict[str, Value]]] = {}
    table = asker.ask("network-support")
    names = [column.name for column in table.columns]
    for row in table:
        cells = dict(zip(names, row, strict=True))
        if isinstance(cells["goal"], Entity):
            found.setdefault(cells["goal"].iri, []).append(cells)
    return [_goal_row(rows, gaps, asker.language) for rows in found.values()]


def _goal_row(rows: list[dict[str, Value]], gaps: Gaps, language: str) -> tuple[Value, ...]:
    first = rows[0]
    goal, support = first["goal"], first["support"]
    networks = tuple(dict.fromkeys(row["network"] for row in rows if isinstance(row["network"], Entity)))
    evidence = tuple(dict.fromkeys(str(part) for row in rows for part in _parts(row["evidence"])))
    best = gaps.of("goals-without-network", goal.iri) if isinstance(goal, Entity) else ()
    name = best[0].name.into(language) if best else None
    return first["number"], goal, _graded(support, language), networks, name, evidence


def _graded(support: Value, language: str) -> Value:
    """Return the grade in the words of the gap report, which speak of the document."""
    if not isinstance(support, Code) or support.value == "named":
        return support
    return Code(support.value, GRADES.get(support.value, NAMES_NONE).into(language))


def _parts(value: Value) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, tuple) and not isinstance(value, Entity | Code) else ()


def _verdict(goals: list[tuple[Value, ...]], lacking: list[tuple[Value, ...]], language: str) -> str:
    """Return how many goals lack a network, and which."""
    if not lacking:
        text = words.ONE_GOAL_NAMED if len(goals) == 1 else words.ALL_NAMED
        return text.format(all=len(goals)).into(language)
    names = _names(lacking, language)
    return words.SOME_LACK.format(lack=len(lacking), all=len(goals), names=names).into(language)


def _names(rows: list[tuple[Value, ...]], language: str) -> str:
    """Return the goals by their numbers where all have one, else by their names."""
    if all(row[0] is not None for row in rows):
        text = words.GOAL_NUMBER if len(rows) == 1 else words.GOAL_NUMBERS
        return text.format(numbers=_joined([str(row[0]) for row in rows], language)).into(language)
    return _joined([f"“{row[1].label}”" for row in rows if isinstance(row[1], Entity)], language)


def _joined(names: list[str], language: str) -> str:
    return ", ".join(names[:-1]) + (words.AND.into(language) if names[:-1] else "") + names[-1]


def the_map(asker: Asker, *, focus: str | None = None) -> Iterator[Section]:
    """Yield the alliance map, or what is near one thing on it; nothing where there is nothing to draw."""
    from stratgraph.maps import strategy_map
    from stratgraph.maps.focus import Focus, neighbourhood
    from stratgraph.maps.pictures import picture as draw
    from stratgraph.maps.svg import svg

    found = strategy_map(asker.graph)
    if not found.nodes:
        return
    near = Focus(tuple(node.id for node in found.nodes if node.iri == focus)) if focus is not None else None
    if near is not None and not neighbourhood(found, near):
        return
    scene = draw(found, "ego" if near else "layered", language=asker.language, focus=near)
    caption = (words.MAP_NEAR if near else words.MAP_READING).into(asker.language)
    yield Section("map", words.MAP.into(asker.language), (Picture(svg(scene).partition("\n")[2], caption),))


def overlap_blocks(asker: Asker) -> Iterator[Block]:
    """Yield the matrix of competitors and clusters, rolled up where the layers allow it."""
    language = asker.language
    align = "interpretation" in asker.graph.layers
    try:
        found = overlaps(asker.graph, align=align)
    except InputError as error:
        yield Words(words.UNANSWERED.format(why=error.text).into(language))
        return
    if not found.rivals:
        yield Words(words.NOTHING.into(language))
        return
    asker.note("competitor-clusters", {"align": str(align).lower()})
    yield Heat(picture(found, language=language), matrix_table(found, language=language))
    for remark in list(remarks(found))[1:]:
        yield Words(remark.into(language))
    yield Rows(without(long_table(found, language=language), "stated", "markets", "prioritises", "priority"))


def _table_section(asker: Asker, question: str, title: Text, level: int = 2, **given: str) -> Section:
    found = asker.ask(question, **given)
    if found.rows:
        block: Block = Rows(without(found))
    else:
        block = Words(" ".join(note.into(asker.language) for note in found.notes) or words.NOTHING.into(asker.language))
    return Section(question, title.into(asker.language), (block,), level)


def _edition(asker: Asker, title: str, parts: list[Section], *, date: str | None, quoted: bool) -> Edition:
    """Return the parts with what every report ends with: what it rests on, evidence, the questions."""
    language = asker.language
    cited = places(asker.graph, [locator for part in parts for locator in cited_in(part)], language, quoted=quoted)
    counts = layer_counts(asker.graph)
    ends = [
        Section(
            "basis",
            words.BASIS.into(language),
            (Words(words.BASIS_READING.into(language), "reading"), Rows(basis(cited, counts, language))),
        ),
        Section("evidence", words.EVIDENCE.into(language), tuple(_evidence(cited, language, quoted=quoted))),
        Section(
            "questions",
            words.QUESTIONS.into(language),
            (Words(words.QUESTIONS_READING.into(language), "reading"), *asker.used),
        ),
    ]
    sections = tuple(replace(part, blocks=part.blocks) for part in [*parts, *ends])
    subtitle = name_of_strategy(asker.graph).into(language)
    return Edition(language, title, subtitle, tuple(facts_of(asker.graph, date, language)), sections)


def _evidence(cited: Places, language: str, *, quoted: bool) -> Iterator[Block]:
    yield Words(words.EVIDENCE_READING.into(language), "reading")
    if not quoted and cited.cited:
        yield Words(words.NOT_QUOTED.into(language))
    yield cited
