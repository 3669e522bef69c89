"""`stratgraph query`: any SPARQL 1.1 query over the graph."""

from __future__ import annotations

import sys

import click

from stratgraph.cli.base import argument, command as make_command, layer_option, note, option, session, workspace_option
from stratgraph.cli.output import chosen_format, emit, emit_text, output_options
from stratgraph.graph.guard import check_query
from stratgraph.graph.memory import Answer, Graph, Solutions
from stratgraph.graph.opening import open_graph
from stratgraph.graph.reading import decode, read_text
from stratgraph.model.errors import InputError, ParseError
from stratgraph.model.language import Text
from stratgraph.model.table import Column, Table


@make_command(
    "query",
    help=Text(
        en="Run a SPARQL 1.1 query of your own. The default graph holds the facts of the chosen layers, each once; "
        "GRAPH ?where { … } says where each is said. Prefixes need not be declared.",
        sv="Kör en egen fråga i SPARQL 1.1. Standardgrafen innehåller de valda lagrens uppgifter, var och en en gång; "
        "GRAPH ?where { … } säger var de står. Prefix behöver inte anges.",
    ),
)
@argument(
    "file",
    required=False,
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(en="A file with the query; - reads stdin.", sv="En fil med frågan; - läser stdin."),
)
@option(
    "--execute",
    "-e",
    "text",
    metavar=Text(en="QUERY", sv="FRÅGA"),
    help=Text(en="The query itself.", sv="Själva frågan."),
)
@layer_option()
@workspace_option()
@output_options
@click.pass_context
def command(
    ctx: click.Context, file: str | None, text: str | None, form: str | None, output: str | None, iri: bool
) -> None:
    """Parse the options, ask, print."""
    query, name = query_text(file, text)
    try:
        check_query(query)
        graph = open_graph(workspace=session(ctx).workspace, layers=session(ctx).layers)
        found = graph.query(query)
    except ParseError as error:
        raise placed(error, name) if error.line and name else error from error
    _print(ctx, graph, query, found, form=form, output=output, iri=iri)


def query_text(file: str | None, text: str | None) -> tuple[str, str | None]:
    """Return the query and the name of the file that it stands in, None for one given on the command line.

    Raises InputError where none is given, or two, or an empty one.
    """
    if (file is None) == (text is None):
        raise InputError(
            Text(
                en="give one query: a FILE, - for stdin, or -e 'SELECT …'",
                sv="ange en fråga: en FIL, - för stdin eller -e 'SELECT …'",
            )
        )
    if text is not None:
        found, name = text, None
    elif file == "-":
        found, name = decode(sys.stdin.buffer.read(), name="-"), "-"
    else:
        found, name = read_text(str(file)), file
    if not found.strip():
        raise ParseError(Text(en="the query is empty", sv="frågan är tom"))
    return found, name


def placed(error: ParseError, name: str) -> ParseError:
    """Return the error with the name of the user's file before its place."""
    text = Text(en="{name}: {why}", sv="{name}: {why}").format(name=name, why=error.text)
    return ParseError(text, line=error.line, column=error.column)


def _print(
    ctx: click.Context, graph: Graph, query: str, found: Answer, *, form: str | None, output: str | None, iri: bool
) -> None:
    """Print what the kind of query calls for: a table, a truth value, or Turtle."""
    if isinstance(found, Solutions):
        from stratgraph.questions.raw import raw_table

        table = raw_table(graph, found, language=session(ctx).language)
        emit(ctx, table, form=chosen_format(form, output), output=output, iri=iri)
    elif isinstance(found, bool):
        _print_truth(ctx, found, form=form, output=output)
    else:
        _print_triples(graph, found, output)
    if not found:
        from stratgraph.graph.emptiness import why_empty

        note(ctx, why_empty(graph, query))


def _print_truth(ctx: click.Context, found: bool, *, form: str | None, output: str | None) -> None:
    if form is None and (output is None or not output.endswith((".json", ".jsonl", ".csv", ".tsv", ".md"))):
        emit_text(("true" if found else "false") + "\n", output)
        return
    table = Table((Column("answer", Text(en="Answer", sv="Svar"), "boolean"),), ((found,),))
    emit(ctx, table, form=chosen_format(form, output), output=output, iri=False)


def _print_triples(graph: Graph, found: object, output: str | None) -> None:
    """Print triples as Turtle, in a fixed order: the same answer gives the same bytes."""
    from pyoxigraph import RdfFormat, serialize

    triples = sorted(set(found), key=str)  # type: ignore[call-overload]
    data = serialize(triples, format=RdfFormat.TURTLE, prefixes=graph.workspace.prefixes)
    emit_text((data or b"").decode(), output)
