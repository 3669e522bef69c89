"""Expected answers: rows as data beside the strategy that they are of, held against the answers of today.

A case is a CSV file in the workspace's `expected/` folder, as `stratgraph ask` writes it: `<id>.default.csv`, or with
the parameters in its name, `<id>.align=true.csv`, several joined by `&`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stratgraph.graph.memory import Graph
from stratgraph.graph.reading import read_text
from stratgraph.model.errors import StratgraphError
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Table
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import files, question

#: The language in which expected rows are written.
LANGUAGE = "en"
DEFAULT = "default"
ENDING = ".csv"

AS_EXPECTED, CHANGED, NO_CASE, FAILED = "as-expected", "changed", "no-case", "failed"

RESULT_WORDS = {
    AS_EXPECTED: Text(en="as expected", sv="som väntat"),
    CHANGED: Text(en="changed", sv="ändrad"),
    NO_CASE: Text(en="no expected rows", sv="inga väntade rader"),
    FAILED: Text(en="cannot be answered", sv="kan inte besvaras"),
}

MORE = Text(en="… {n} more; --format json has all", sv="… {n} till; --format json har alla")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One file of expected rows: the question and the parameters that its name gives."""

    path: str
    question: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What came of a case: the rows that are new, those that are gone, or why there is no answer."""

    question: str
    case: str
    result: str
    new: tuple[Row, ...] = ()
    gone: tuple[Row, ...] = ()
    why: Text | None = None


def case_of(path: str) -> Case:
    """Return what a file's name says.

    >>> case = case_of("expected/competitor-clusters.align=true.csv")
    >>> case.question, dict(case.parameters)
    ('competitor-clusters', {'align': 'true'})
    """
    name, _, chosen = os.path.basename(path).removesuffix(ENDING).partition(".")
    pairs = () if chosen in ("", DEFAULT) else (pair.partition("=") for pair in chosen.split("&"))
    return Case(path, name, {key: value for key, _, value in pairs})


def cases(folder: str) -> list[Case]:
    """Return the cases of a folder, which need not exist, in the order of their names."""
    if not os.path.isdir(folder):
        return []
    return [case_of(os.path.join(folder, name)) for name in sorted(os.listdir(folder)) if name.endswith(ENDING)]


def check(graph: Graph) -> Iterator[Outcome]:
    """Yield the outcome of every case of the graph's workspace, and of every question that has none."""
    known = cases(graph.workspace.expected_folder)
    for case in known:
        yield check_case(graph, case)
    for name in sorted(set(files(graph.workspace)) - {case.question for case in known}):
        yield check_without_case(graph, name)


def check_case(graph: Graph, case: Case) -> Outcome:
    """Return what today's answer has more, and less, than the case."""
    try:
        expected = read_rows(case.path)
        found = rows_of(answer(graph, question(graph.workspace, case.question), parameters=case.parameters))
    except StratgraphError as error:
        return Outcome(case.question, os.path.basename(case.path), FAILED, why=error.text)
    new, gone = Counter(found) - Counter(expected), Counter(expected) - Counter(found)
    result = CHANGED if new or gone else AS_EXPECTED
    came, went = (tuple(sorted(rows.elements())) for rows in (new, gone))
    return Outcome(case.question, os.path.basename(case.path), result, came, went)


def check_without_case(graph: Graph, name: str) -> Outcome:
    """Return whether a question without expected rows can be answered at all."""
    try:
        answer(graph, question(graph.workspace, name))
    except StratgraphError as error:
        return Outcome(name, "", FAILED, why=error.text)
    return Outcome(name, "", NO_CASE)


def read_rows(path: str) -> list[Row]:
    """Return the rows of a CSV file, its header first.

    Raises InputError or ParseError where it cannot be read.
    """
    from csv import reader

    return [tuple(row) for row in reader(read_text(path).splitlines())]


def rows_of(table: Table) -> list[Row]:
    """Return an answer's rows as the CSV that `ask` writes has them, its header first."""
    from csv import reader

    from stratgraph.output import render

    return [tuple(row) for row in reader(render(table, "csv", language=LANGUAGE).splitlines())]


def outcome_table(outcomes: list[Outcome], *, language: str, most: int | None = None) -> Table:
    """Return the outcomes as a table, one row each, with at most `most` of the rows that came and that went."""
    columns = (
        Column("question", Text(en="Question", sv="Fråga")),
        Column("case", Text(en="Expected rows", sv="Väntade rader")),
        Column("result", Text(en="Result", sv="Utfall"), "code"),
        Column("new", Text(en="New rows", sv="Nya rader"), "number"),
        Column("gone", Text(en="Rows gone", sv="Försvunna rader"), "number"),
        Column("detail", Text(en="What changed", sv="Vad som ändrats")),
    )
    rows = tuple(
        (
            outcome.question,
            outcome.case,
            Code(outcome.result, RESULT_WORDS[outcome.result].into(language)),
            len(outcome.new),
            len(outcome.gone),
            outcome.why.into(language) if outcome.why else _detail(outcome, most, language),
        )
        for outcome in outcomes
    )
    return Table(columns, rows)


def _detail(outcome: Outcome, most: int | None, language: str) -> str:
    """Return the rows that came and went, marked + and -."""
    lines: list[str] = []
    for sign, rows in (("+", outcome.new), ("-", outcome.gone)):
        lines += [f"{sign} {' | '.join(row)}" for row in rows[:most]]
        if most is not None and len(rows) > most:
            lines.append(f"{sign} {MORE.format(n=len(rows) - most).into(language)}")
    return "\n".join(lines)
