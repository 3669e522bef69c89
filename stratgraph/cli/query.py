"""`stratgraph query`: any SPARQL 1.1 query over the graph."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import click
from pyoxigraph import Triple

from stratgraph.cli.base import argument, command as make_command, note, option, session
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_text, output_options_with
from stratgraph.graph.guard import check_query
from stratgraph.graph.memory import Answer, Graph, Solutions
from stratgraph.graph.reading import decode, read_text
from stratgraph.graph.worker import answer_within, done_within
from stratgraph.model.errors import EngineError, InputError, ParseError
from stratgraph.model.language import Text
from stratgraph.model.table import Column, Table
from stratgraph.output import FORMATS, RESULTS, TRIPLES, WITH_ABOUT

#: The formats that fit SELECT and ASK.
OF_ROWS = (*FORMATS, *RESULTS)
USUAL_FORMAT = Text(en="table; ttl for CONSTRUCT and DESCRIBE", sv="table; ttl för CONSTRUCT och DESCRIBE")
#: Seconds that a query may take unless told otherwise.
USUAL_TIMEOUT = 60.0
#: How many seconds the search for canonical names of blank nodes may take.
NAMING_TIMEOUT = 10.0
MOST_TIMEOUT = 1_000_000
BAD_TIMEOUT = Text(en="--timeout is 0 to {most} seconds", sv="--timeout är 0 till {most} sekunder")
NOT_FITTING = Text(
    en="{form} does not fit {kind}; {fitting} do (--format, or the file's ending)",
    sv="{form} passar inte för {kind}; {fitting} passar (--format, eller filändelsen)",
)


class Seconds(click.ParamType[float]):
    """A time in seconds, 0 for none."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; raises InputError where the value is none, or no time."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not 0 <= number <= MOST_TIMEOUT:
            raise InputError(BAD_TIMEOUT.format(most=MOST_TIMEOUT))
        return number


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
@option(
    "--timeout",
    type=Seconds(),
    default=None,
    metavar=Text(en="SECONDS", sv="SEKUNDER"),
    help=Text(
        en="Give up after so long (default 60, or what an endpoint's settings say; 0: never).",
        sv="Ge upp efter så lång tid (annars 60, eller vad endpointens inställningar säger; 0: aldrig).",
    ),
)
@graph_options
@output_options_with((*OF_ROWS, *TRIPLES), default=USUAL_FORMAT)
@click.pass_context
def command(
    ctx: click.Context,
    file: str | None,
    text: str | None,
    timeout: float | None,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Parse the options, ask, print."""
    query, name = query_text(file, text)
    asked = chosen_format(form, output, "", known=(*OF_ROWS, *TRIPLES))
    try:
        check_query(query)
        graph, found = _answered(ctx, query, timeout)
    except ParseError as error:
        raise placed(error, name) if error.line and name else error from error
    form = fitting(found, asked)
    if isinstance(found, Solutions) and form not in RESULTS:
        _print_table(ctx, graph, query, found, name, form=form, output=output, iri=iri)
    else:
        _print_terms(ctx, graph, found, form=form, output=output)
    if not found:
        from stratgraph.graph.emptiness import why_empty

        note(ctx, why_empty(graph, query))


def _answered(ctx: click.Context, query: str, timeout: float | None) -> tuple[Graph, Answer]:
    """Return the graph and its answer within the time; for an endpoint that is how long it is waited for."""
    chosen = session(ctx)
    if chosen.endpoint is None:
        graph = chosen_graph(ctx)
        return graph, answered_behind_walls(ctx, graph, query, USUAL_TIMEOUT if timeout is None else timeout)
    from stratgraph.graph.opening import connect
    from stratgraph.graph.remote import RemoteGraph

    wait = math.inf if timeout == 0 else timeout
    remote = connect(RemoteGraph, chosen.endpoint, workspace=chosen.workspace, layers=chosen.layers, wait=wait)
    return remote, remote.query(query)


def answered_behind_walls(ctx: click.Context, graph: Graph, query: str, seconds: float) -> Answer:
    """Return what a graph that is open answers to a query of the user's own; an endpoint has walls of its own.

    A store on disk is opened anew by the process that asks it.
    """
    if session(ctx).endpoint is not None:
        return graph.query(query)
    return answer_within((lambda: chosen_graph(ctx)) if graph.on_disk else (lambda: graph), query, seconds)


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


def fitting(found: Answer, asked: str) -> str:
    """Return the format that was asked for, else the usual one of that form of query.

    Raises InputError where it does not fit, with those that do.
    """
    rows = isinstance(found, Solutions | bool)
    formats = OF_ROWS if rows else TRIPLES
    if asked and asked not in formats:
        kind = "SELECT, ASK" if rows else "CONSTRUCT, DESCRIBE"
        raise InputError(NOT_FITTING.format(form=asked, kind=kind, fitting=", ".join(formats)))
    return asked or formats[0]


def _print_table(
    ctx: click.Context,
    graph: Graph,
    query: str,
    found: Solutions,
    name: str | None,
    *,
    form: str,
    output: str | None,
    iri: bool,
) -> None:
    """Print the solutions with labels; a page and a workbook say what was asked."""
    from stratgraph.questions.raw import raw_table

    table = raw_table(graph, found, language=session(ctx).language)
    if form in WITH_ABOUT:
        from dataclasses import replace

        from stratgraph.cli.about import about_query

        table = replace(table, about=about_query(graph, query, name))
    emit(ctx, table, form=form, output=output, iri=iri)


def _print_terms(ctx: click.Context, graph: Graph, found: Answer, *, form: str, output: str | None) -> None:
    """Print terms as they are, a truth value, or triples."""
    if isinstance(found, Solutions):
        from stratgraph.output import results

        emit_text(getattr(results, form)(found.variables, found.rows), output)
    elif isinstance(found, bool):
        _print_truth(ctx, found, form=form, output=output)
    else:
        emit_text(_written(found, form, graph.workspace.prefixes), output)


def _written(found: tuple[Triple, ...], form: str, prefixes: Mapping[str, str]) -> str:
    """Return triples as text, with canonical names of blank nodes where these can be found in time."""
    from stratgraph.output.triples import has_blank_nodes, triples

    if has_blank_nodes(found):
        with suppress(EngineError):
            return done_within(lambda: triples(found, form, prefixes=prefixes), NAMING_TIMEOUT)
    return triples(found, form, prefixes=prefixes, canonical=False)


def _print_truth(ctx: click.Context, found: bool, *, form: str, output: str | None) -> None:
    if form in RESULTS:
        from stratgraph.output import results

        emit_text(getattr(results, form)((), found), output)
    elif form == "table":
        emit_text(("true" if found else "false") + "\n", output)
    else:
        table = Table((Column("answer", Text(en="Answer", sv="Svar"), "boolean"),), ((found,),))
        emit(ctx, table, form=form, output=output, iri=False)
