"""`stratgraph load --endpoint`: fill a SPARQL endpoint, and check that it answers rightly."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from stratgraph.cli.base import note, session
from stratgraph.cli.output import chosen_format, emit
from stratgraph.graph.endpoint import Endpoint, find_endpoint
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import connect, open_graph
from stratgraph.graph.workspace import open_workspace
from stratgraph.model.errors import EngineError, InputError
from stratgraph.model.language import Text

FILLED = Text(
    en="{url}: {graphs} graphs, {triples} triples written, {removed} of an earlier filling removed",
    sv="{url}: {graphs} grafer, {triples} tripplar skrivna, {removed} från en tidigare fyllning borttagna",
)
RIGHT = Text(
    en="{url} answers as the graph in memory; {requests} requests to check it",
    sv="{url} svarar som grafen i minnet; {requests} förfrågningar för att kontrollera det",
)
NOT_KEPT = Text(
    en="{url} does not give back what was written; is the address of its Graph Store Protocol that of the same store? "
    "if so, use another store",
    sv="{url} ger inte tillbaka det som skrevs; hör adressen till dess Graph Store Protocol till samma lager? i så "
    "fall, använd ett annat lager",
)
DONE = Text(en="{done} of {all} graphs", sv="{done} av {all} grafer")


def load_endpoint(
    ctx: click.Context,
    url: str,
    *,
    check_only: bool,
    graph_store: str | None,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Fill the endpoint (unless it is only to be checked), check it, print what was found.

    Raises EngineError where it refuses, or would answer wrongly; InputError where it is not known how to fill it.
    """
    from stratgraph.analysis.selfcheck import check_endpoint, check_table, require_right
    from stratgraph.graph.filling import fill
    from stratgraph.graph.remote import RemoteGraph
    from stratgraph.graph.stored import NotFilled

    form = chosen_format(form, output)
    chosen = session(ctx)
    graph = open_graph(workspace=chosen.workspace, layers=chosen.layers)
    endpoint = find_endpoint(url, _endpoints(graph, chosen.workspace))
    if not check_only:
        filled = fill(graph, endpoint, store=graph_store, progress=_progress(ctx))
        note(ctx, FILLED.format(url=endpoint.shown, **filled._asdict()))
    try:
        remote = connect(RemoteGraph, endpoint, workspace=graph.workspace, layers=chosen.layers)
        checks = check_endpoint(graph, remote)
    except (NotFilled, InputError) as error:
        if check_only:
            raise
        raise EngineError(NOT_KEPT.format(url=endpoint.shown)) from error
    emit(ctx, check_table(checks, language=chosen.language), form=form, output=output, iri=iri)
    require_right(checks, endpoint.shown)
    note(ctx, RIGHT.format(url=endpoint.shown, requests=remote.requests))


def _endpoints(graph: Graph, workspace: str | None) -> dict[str, Endpoint]:
    """Return the endpoints that the workspace names; a graph that was built ahead does not hold them."""
    known = open_workspace(workspace) if graph.workspace.packaged else graph.workspace
    return dict(known.endpoints)


def _progress(ctx: click.Context) -> Callable[[int, int], None] | None:
    """Return what shows on a terminal how far it is, on one line that is written over."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, count: int) -> None:
        end = "\n" if done == count else "\r"
        sys.stderr.write(session(ctx).say(DONE.format(done=done, all=count)) + end)

    return show
