"""`stratgraph load`: put the graph where others can ask it."""

from __future__ import annotations

import click

from stratgraph.cli.base import command as make_command, layer_option, option, workspace_option
from stratgraph.cli.load_endpoint import load_endpoint
from stratgraph.cli.output import output_options
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text


@make_command(
    "load",
    help=Text(
        en="Fill a SPARQL endpoint with the strategy's graph, then check with questions of known answer that it "
        "answers rightly.",
        sv="Fyll en SPARQL-endpoint med strategins graf, och kontrollera sedan med frågor vars svar är kända att den "
        "svarar rätt.",
    ),
)
@option(
    "--endpoint",
    "endpoint",
    metavar=Text(en="URL|NAME", sv="URL|NAMN"),
    help=Text(
        en="The endpoint that is to be filled: its URL, or its name in stratgraph.toml.",
        sv="Endpointen som ska fyllas: dess URL eller dess namn i stratgraph.toml.",
    ),
)
@option(
    "--graph-store",
    metavar="URL",
    help=Text(
        en="The address of its Graph Store Protocol, where it is not in stratgraph.toml.",
        sv="Adressen till dess Graph Store Protocol, om den inte står i stratgraph.toml.",
    ),
)
@option(
    "--check",
    is_flag=True,
    help=Text(
        en="Load nothing; check what was loaded before.",
        sv="Läs inte in något; kontrollera det som lästs in tidigare.",
    ),
)
@workspace_option()
@layer_option()
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    endpoint: str | None,
    graph_store: str | None,
    check: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Parse the options, fill and check."""
    if endpoint is None:
        raise InputError(NOWHERE)
    load_endpoint(ctx, endpoint, check_only=check, graph_store=graph_store, form=form, output=output, iri=iri)


NOWHERE = Text(
    en="load where? give --endpoint with the URL of a SPARQL endpoint, or with its name in stratgraph.toml",
    sv="läsa in var? ange --endpoint med en SPARQL-endpoints URL, eller med dess namn i stratgraph.toml",
)
