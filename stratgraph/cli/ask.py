"""`stratgraph ask`: list the questions, or answer one."""

from __future__ import annotations

from collections.abc import Sequence

import click

from stratgraph.cli.base import (
    argument,
    command as make_command,
    completed_by,
    note,
    option,
    session,
)
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, output_options
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Table, Value
from stratgraph.output import IN_WORDS, WITH_ABOUT
from stratgraph.questions.question import Question

GROUP_WORDS = {
    "strategist": Text(en="strategist", sv="strateg"),
    "analyst": Text(en="analyst", sv="analytiker"),
    "presenter": Text(en="presenter", sv="föredragande"),
    "steward": Text(en="data steward", sv="dataansvarig"),
}


CHECKED = Text(
    en="cases: {cases}; differing: {differing}; questions without expected rows: {without}",
    sv="fall: {cases}; avvikande: {differing}; frågor utan väntade rader: {without}",
)
#: How many of the rows that came, and of those that went, people are shown of a changed answer.
ROWS_SHOWN = 3
NAMES_NO_QUESTION = Text(
    en="{option} needs a question: stratgraph ask QUESTION {option} …; `stratgraph ask` lists them",
    sv="{option} behöver en fråga: stratgraph ask FRÅGA {option} …; `stratgraph ask` listar dem",
)
NOT_WITH_CHECK = Text(
    en="{option} does not go with --check, which asks with the parameters of each case",
    sv="{option} hör inte ihop med --check, som frågar med varje falls parametrar",
)


@make_command("ask", help=Text(en="List the questions, or answer one.", sv="Lista frågorna eller besvara en."))
@argument(
    "question",
    nargs=-1,
    metavar=Text(en="QUESTION", sv="FRÅGA"),
    help=Text(
        en="Id, title or words of a question; without it, all are listed.",
        sv="En frågas id, titel eller ord; utan den listas alla.",
    ),
    shell_complete=completed_by("complete_questions"),
)
@option(
    "--parameter",
    "-p",
    "parameters",
    multiple=True,
    metavar=Text(en="NAME=VALUE", sv="NAMN=VÄRDE"),
    help=Text(en="Choose a parameter; may be repeated.", sv="Välj en parameter; kan upprepas."),
    shell_complete=completed_by("complete_parameters"),
)
@option(
    "--strategy",
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(en="The same as -p strategy=NAME (or all).", sv="Detsamma som -p strategy=NAMN (eller all)."),
)
@option(
    "--values",
    metavar=Text(en="PARAMETER", sv="PARAMETER"),
    help=Text(en="List what a parameter can be.", sv="Lista vad en parameter kan vara."),
)
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Print the passages under the answer, with the quotation where the document is attached.",
        sv="Skriv ut ställena under svaret, med citat där dokumentet är kopplat.",
    ),
)
@option(
    "--check",
    is_flag=True,
    help=Text(
        en="Answer all questions and say which answers differ from the expected rows.",
        sv="Besvara alla frågor och säg vilka svar som avviker från de väntade raderna.",
    ),
)
@graph_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    question: tuple[str, ...],
    parameters: Sequence[str],
    strategy: str | None,
    values: str | None,
    cite: bool,
    check: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Parse the options, ask, print."""
    form = chosen_format(form, output)
    name = " ".join(question) or None
    of_one = {
        "-p": bool(parameters),
        "--strategy": strategy is not None,
        "--values": values is not None,
        "--cite": cite,
    }
    if check or name is None:
        for option_name in (flag for flag, given in of_one.items() if given):
            raise InputError((NOT_WITH_CHECK if check else NAMES_NO_QUESTION).format(option=option_name))
    if check:
        _check(ctx, name, form=form, output=output, iri=iri)
        return
    if name is None:
        emit(ctx, catalogue(ctx, form), form=form, output=output, iri=iri)
        return
    given = parameters_of(parameters)
    if strategy is not None:
        given["strategy"] = strategy
    graph = chosen_graph(ctx)
    from stratgraph.questions.catalogue import question as find_question

    found = find_question(graph.workspace, name)
    if values is not None:
        emit(ctx, values_table(ctx, graph, found, values), form=form, output=output, iri=iri)
        return
    _answer(ctx, graph, found, given, form=form, output=output, iri=iri, cite=cite)


def _answer(
    ctx: click.Context,
    graph: Graph,
    found: Question,
    given: dict[str, str],
    *,
    form: str,
    output: str | None,
    iri: bool,
    cite: bool,
) -> None:
    """Answer a question and print it; what is no data goes to stderr."""
    from stratgraph.questions.answer import answer, why_empty

    language = session(ctx).language
    table = answer(graph, found, parameters=given, language=language)
    if form in IN_WORDS:
        from dataclasses import replace

        from stratgraph.graph.evidence import citations

        table = replace(table, citations=citations(graph, table.locators(), language))
    if form in WITH_ABOUT:
        from dataclasses import replace

        from stratgraph.cli.about import about_question

        about = about_question(graph, found, given, table, language=language, quoted=cite)
        table = replace(table, about=about)
    emit(ctx, table, form=form, output=output, iri=iri)
    if not table.rows:
        note(ctx, why_empty(graph, found, parameters=given))
    if cite:
        _cite(ctx, graph, table, form=form, output=output)


def _check(ctx: click.Context, only: str | None, *, form: str, output: str | None, iri: bool) -> None:
    """Hold every answer, or one question's, against its expected rows; exit code 1 where one differs."""
    from stratgraph.questions import checking
    from stratgraph.questions.catalogue import question as find_question

    graph = chosen_graph(ctx)
    name = None if only is None else find_question(graph.workspace, only).id
    outcomes = [outcome for outcome in checking.check(graph) if name in (None, outcome.question)]
    differing = [outcome for outcome in outcomes if outcome.result in (checking.CHANGED, checking.FAILED)]
    shown = differing if form in IN_WORDS else outcomes
    most = ROWS_SHOWN if form in IN_WORDS else None
    table = checking.outcome_table(shown, language=session(ctx).language, most=most)
    emit(ctx, table, form=form, output=output, iri=iri)
    cases = sum(outcome.result != checking.NO_CASE for outcome in outcomes)
    note(ctx, CHECKED.format(cases=cases, differing=len(differing), without=len(outcomes) - cases))
    if differing:
        ctx.exit(1)


def _cite(ctx: click.Context, graph: Graph, table: Table, *, form: str, output: str | None) -> None:
    """Print the passages: under a table on stdout; beside data for programs, or a file, on stderr."""
    from stratgraph.cli.citing import passages
    from stratgraph.sources.quoting import quotation_notice

    if (notice := quotation_notice(graph)) is not None:
        note(ctx, notice)
    # A page and a workbook have them within.
    if form not in WITH_ABOUT:
        emit_beneath(ctx, passages(graph, table.locators(), session(ctx).language), form=form, output=output)


def parameters_of(given: Sequence[str]) -> dict[str, str]:
    """Return what was given as `name=value`.

    Raises InputError for one without an equals sign.

    >>> parameters_of(["city=Riga"])
    {'city': 'Riga'}
    """
    found = {}
    for entry in given:
        name, equals, value = entry.partition("=")
        if not equals or not name.strip():
            raise InputError(
                Text(en='-p needs name=value, not "{entry}"', sv='-p behöver namn=värde, inte "{entry}"').format(
                    entry=entry
                )
            )
        found[name.strip()] = value.strip()
    return found


def values_table(ctx: click.Context, graph: Graph, found: Question, name: str) -> Table:
    """Return what a parameter of a question can be."""
    from stratgraph.questions.answer import values
    from stratgraph.questions.catalogue import parameter_of

    parameter = parameter_of(found, name)
    rows = tuple((value,) for value in values(graph, found, parameter, language=session(ctx).language))
    title = next((column.title for column in found.columns if column.name == name), Text(en=name, sv=name))
    return Table((Column(parameter.name, title),), rows)


def catalogue(ctx: click.Context, form: str) -> Table:
    """Return the list of questions; a file that is broken is reported beside it, never hidden."""
    from stratgraph.graph.workspace import open_workspace
    from stratgraph.questions.catalogue import read_all

    language = session(ctx).language
    found, broken = read_all(open_workspace(session(ctx).workspace))
    for error in broken:
        note(ctx, error.text)
    columns: tuple[Column, ...] = (
        Column("id", Text(en="Question", sv="Fråga")),
        Column("title", Text(en="Title", sv="Titel")),
        Column("group", Text(en="For", sv="För"), "code"),
        Column("parameters", Text(en="Parameters (-p)", sv="Parametrar (-p)")),
    )
    rows: list[tuple[Value, ...]] = [
        (
            entry.id,
            entry.title.into(language),
            Code(entry.group, GROUP_WORDS[entry.group].into(language)),
            tuple(parameter.name for parameter in entry.parameters),
        )
        for entry in found
    ]
    if form not in IN_WORDS:
        columns = (*columns[:2], Column("description", Text(en="Description", sv="Beskrivning")), *columns[2:])
        rows = [(*row[:2], entry.description.into(language), *row[2:]) for row, entry in zip(rows, found, strict=True)]
    return Table(columns, tuple(rows))
