"""What the strategy lacks: every gap question in one report, each gap with its grade and its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.questions.answer import LAYER, answer, why_empty
from stratgraph.questions.binding import unknown_parameter
from stratgraph.questions.catalogue import question
from stratgraph.questions.question import Question

NONE = "none"
GENERIC = "generic"
#: What is not in the sources is not said to be nowhere.
NAMES_NONE = Text(en="the document names none", sv="dokumentet nämner inget")
IN_GENERAL = Text(en="only in general", sv="bara i allmänhet")
ONLY_PROPOSED = Text(en="only proposed", sv="bara föreslaget")


@dataclass(frozen=True)
class Gap:
    """A gap question: which column names what lacks something, which grades it, and which say more.

    `none` is what the strongest grade of lack is called; without a column that grades, every row has it.
    """

    id: str
    subject: str
    grade: str | None = None
    details: tuple[str, ...] = ()
    none: Text = NAMES_NONE


GAPS = (
    Gap("goals-without-network", "goal", grade="support"),
    Gap(
        "success-factors-without-action",
        "factor",
        details=("goals",),
        none=Text(en="no action is linked to it", sv="ingen åtgärd är kopplad till den"),
    ),
    Gap("clusters-without-partner", "cluster"),
    Gap("actions-without-body", "action", details=("goal",)),
    Gap(
        "competitor-offices",
        "network",
        details=("competitor", "office"),
        none=Text(en="the document names no office of the city", sv="dokumentet nämner inget uppdrag för staden"),
    ),
    Gap("regions-without-network", "region"),
    Gap("committees-without-network", "committee", grade="wants"),
    Gap(
        "memberships-without-goal",
        "network",
        details=("relation",),
        none=Text(en="no goal names it", sv="inget mål nämner det"),
    ),
)

GRADES = {GENERIC: IN_GENERAL, "proposed": ONLY_PROPOSED}

COLUMNS = (
    Column("gap", Text(en="Gap", sv="Lucka"), "code"),
    Column("subject", Text(en="What", sv="Vad"), "entity"),
    Column("grade", Text(en="Grade", sv="Grad"), "code"),
    Column("detail", Text(en="More", sv="Mer")),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    LAYER,
)


@dataclass(frozen=True)
class Section:
    """The gaps of one question; `unanswered` is why the chosen layers cannot answer it, else None."""

    id: str
    title: Text
    reading: Text
    table: Table
    unanswered: Text | None = None
    empty: Text = Text(en="", sv="")


def gaps(
    graph: Graph, *, only: Sequence[str] = (), parameters: Mapping[str, str] | None = None, language: str = "en"
) -> tuple[Section, ...]:
    """Return the gaps, a section for each gap question, in the order of `GAPS`; `only` are the ids that are wanted.

    `parameters` (`strategy`, `city`) go to the questions that have them.

    A question that the chosen layers or the workspace cannot answer is there without rows, and says why.

    Raises NotFound, with the nearest, for an id that is no gap question's, or a parameter that none of them has.

    >>> from stratgraph import open_graph
    >>> (section,) = gaps(open_graph(), only=["goals-without-network"])
    >>> [(row[1].label, row[2].value) for row in section.table][-1]
    ('A leading node towards North America', 'generic')
    """
    for name in only:
        _check(name)
    chosen = [(gap, question(graph.workspace, gap.id)) for gap in GAPS if not only or gap.id in only]
    given = parameters or {}
    for name in given:
        if not any(_has(asked, name) for _, asked in chosen):
            raise unknown_parameter(chosen[0][1], name)
    return tuple(_section(graph, gap, asked, given, language) for gap, asked in chosen)


def _has(asked: Question, name: str) -> bool:
    return any(parameter.name == name for parameter in asked.parameters)


def _check(name: str) -> None:
    from difflib import get_close_matches

    known = [gap.id for gap in GAPS]
    if name not in known:
        near = tuple(get_close_matches(name, known, 3, 0.4))
        hint = Text(en="did you mean {names}?", sv="menade du {names}?") if near else Text(en="{names}", sv="{names}")
        text = Text(en='no gap "{name}"; {hint}', sv='ingen lucka "{name}"; {hint}')
        raise NotFound(text.format(name=name, hint=hint.format(names=", ".join(near or known))), nearest=near)


def _section(graph: Graph, gap: Gap, asked: Question, given: Mapping[str, str], language: str) -> Section:
    own = {name: value for name, value in given.items() if _has(asked, name)}
    try:
        rows, unanswered = _rows(graph, gap, asked, own, language), None
    except NotFound:
        # A name that nothing bears is the user's to mend; all else is for the report to say.
        raise
    except InputError as error:
        rows, unanswered = (), error.text
    table = Table(COLUMNS, rows, title=asked.title)
    empty = asked.empty if rows or unanswered else why_empty(graph, asked, parameters=own)
    return Section(gap.id, asked.title, asked.reading, table, unanswered, empty)


def _rows(
    graph: Graph, gap: Gap, asked: Question, given: Mapping[str, str], language: str
) -> tuple[tuple[Value, ...], ...]:
    """Return the answer to the question in the report's columns.

    Raises InputError where the question cannot be answered.
    """
    found = answer(graph, asked, parameters=given, language=language)
    names = [column.name for column in found.columns]
    for needed in (gap.subject, "evidence", "layer"):
        if needed not in names:
            text = Text(en="{path}: the question has no column {name}", sv="{path}: frågan saknar kolumnen {name}")
            raise InputError(text.format(path=asked.path, name=needed))
    code = Code(gap.id, asked.title.into(language))
    rows = (dict(zip(names, row, strict=True)) for row in found)
    return tuple(
        (code, row[gap.subject], _grade(gap, row, language), _detail(gap, row), row["evidence"], row["layer"])
        for row in rows
    )


def _grade(gap: Gap, row: dict[str, Value], language: str) -> Code:
    """Return how much there is in place of what is lacking."""
    value = row.get(gap.grade) if gap.grade else None
    name = value.value if isinstance(value, Code) else GENERIC if value is True else NONE
    return Code(name, GRADES.get(name, gap.none).into(language))


def _detail(gap: Gap, row: dict[str, Value]) -> str | None:
    """Return the columns that say more, in words."""
    cells = [row.get(name) for name in gap.details]
    return ": ".join(_label(cell) for cell in cells if cell is not None and cell != ()) or None


def _label(value: Value) -> str:
    if isinstance(value, Entity | Code):
        return value.label
    return "; ".join(map(_label, value)) if isinstance(value, tuple) else str(value)


def report(sections: Sequence[Section]) -> Table:
    """Return all sections as one table, with a note for each that could not be answered."""
    rows = tuple(row for section in sections for row in section.table)
    notes = tuple(remark(section) for section in sections if section.unanswered is not None)
    return Table(COLUMNS, rows, title=Text(en="Gaps", sv="Luckor"), notes=notes)


def remark(section: Section) -> Text:
    """Return why a section has no rows: it cannot be answered, or there is no such gap."""
    why = section.empty if section.unanswered is None else section.unanswered
    return Text(en="{id}: {why}", sv="{id}: {why}").format(id=section.id, why=why)
