"""`stratgraph path`: how two things are connected, in words."""

from __future__ import annotations

from dataclasses import replace

import click

from stratgraph.analysis.naming import find
from stratgraph.analysis.paths import in_short, path_table, shortest_path
from stratgraph.cli.about import with_passages
from stratgraph.cli.base import (
    argument,
    command as make_command,
    completed_by,
    note,
    option,
    session,
)
from stratgraph.cli.citing import passages
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, output_options
from stratgraph.graph.evidence import citations
from stratgraph.graph.memory import Graph
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Table
from stratgraph.output import IN_WORDS, WITH_ABOUT

HELP_OF_NAME = Text(
    en="Name, number (goal 4), CURIE or IRI; a name of several words in quotation marks.",
    sv="Namn, nummer (mål 4), CURIE eller IRI; ett namn av flera ord inom citattecken.",
)


@make_command(
    "path",
    help=Text(
        en="Show one shortest way between two things: each step a sentence, with where it is said.",
        sv="Visa en kortaste väg mellan två saker: varje steg en mening, med var det sägs.",
    ),
)
@argument("start", metavar=Text(en="FROM", sv="FRÅN"), help=HELP_OF_NAME, shell_complete=completed_by("complete_names"))
@argument("end", metavar=Text(en="TO", sv="TILL"), help=HELP_OF_NAME, shell_complete=completed_by("complete_names"))
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Print the passages under the way, with the quotation where the document is attached.",
        sv="Skriv ut ställena under vägen, med citat där dokumentet är kopplat.",
    ),
)
@graph_options
@output_options
@click.pass_context
def command(
    ctx: click.Context, start: str, end: str, cite: bool, form: str | None, output: str | None, iri: bool
) -> None:
    """Find both ends and the way, print it."""
    form = chosen_format(form, output)
    language = session(ctx).language
    graph = chosen_graph(ctx)
    path = shortest_path(graph, find(graph, start), find(graph, end))
    table = path_table(graph, path, language=language)
    in_words = form in IN_WORDS
    made = shown(graph, table, language) if in_words and not iri else table
    made = with_passages(graph, made, table.title, form=form, language=language, quoted=cite)
    emit(ctx, made, form=form, output=output, iri=iri)
    if not in_words or not path.steps:
        note(ctx, in_short(graph, path))
    if cite and path.steps and form not in WITH_ABOUT:
        emit_beneath(ctx, passages(graph, table.locators(), language), form=form, output=output)


def shown(graph: Graph, table: Table, language: str) -> Table:
    """Return the way for people: the number of each step, its sentence, and where it is said."""
    layers = any(row[6] is not None and not _is_document(row[6]) for row in table)
    columns = (Column("step", Text(en="Step", sv="Steg"), "number"), *table.columns[4 : 7 if layers else 6])
    rows = tuple((number, *row[4 : 7 if layers else 6]) for number, row in enumerate(table, start=1))
    return replace(table, columns=columns, rows=rows, citations=citations(graph, table.locators(), language))


def _is_document(value: object) -> bool:
    return isinstance(value, Code) and value.value == "document"
