"""`stratgraph whatif`: what joining or leaving networks would change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from stratgraph.analysis.naming import find
from stratgraph.analysis.scenario import Scenario, parse_join, parse_scenario
from stratgraph.analysis.whatif import WhatIf, summary, title, what_if, what_if_table
from stratgraph.cli.about import with_passages
from stratgraph.cli.base import command as make_command, completed_by, note, option, session
from stratgraph.cli.citing import passages
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, output_options_with
from stratgraph.cli.picture import MAP_ONLY, emit_map, map_format, map_option, theme_option
from stratgraph.graph.memory import Graph
from stratgraph.graph.reading import read_text
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.output import FORMATS, IN_WORDS, WITH_ABOUT

if TYPE_CHECKING:
    from stratgraph.maps.graph import StrategyMap

NOTHING_ASKED = Text(
    en="say what to join or leave: --join UBC:member:goal-4, --leave Eurocities, or --scenario FILE",
    sv="säg vad staden ska gå med i eller lämna: --join UBC:member:goal-4, --leave Eurocities eller --scenario FIL",
)


@make_command(
    "whatif",
    help=Text(
        en="Show what would change if the city joined or left networks: goals gaining or losing support, cities "
        "reached or lost, measures before and after. Nothing is written.",
        sv="Visa vad som skulle ändras om staden gick med i eller lämnade nätverk: mål som får eller mister stöd, "
        "städer som nås eller inte längre nås, mått före och efter. Inget skrivs.",
    ),
)
@option(
    "--join",
    multiple=True,
    metavar=Text(en="NETWORK:RELATION:GOAL", sv="NÄTVERK:RELATION:MÅL"),
    help=Text(
        en="Join a network as member or active, for goals (several with +): UBC:member:goal-4; may be repeated. "
        "new:NAME:… for one that no source names.",
        sv="Gå med i ett nätverk som member eller active, för mål (flera med +): UBC:member:goal-4; kan upprepas. "
        "new:NAMN:… för ett som ingen källa nämner.",
    ),
)
@option(
    "--leave",
    multiple=True,
    metavar=Text(en="NETWORK", sv="NÄTVERK"),
    help=Text(en="Leave a network; may be repeated.", sv="Lämna ett nätverk; kan upprepas."),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--scenario",
    "file",
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(en="More of both, from a YAML file.", sv="Mer av båda, ur en YAML-fil."),
)
@option(
    "--city",
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(en="Which city (default: the strategy's own).", sv="Vilken stad (annars strategins egen)."),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Print the passages under the answer, with the quotation where the document is attached.",
        sv="Skriv ut ställena under svaret, med citat där dokumentet är kopplat.",
    ),
)
@map_option
@theme_option
@graph_options
@output_options_with((*FORMATS, *MAP_ONLY))
@click.pass_context
def command(
    ctx: click.Context,
    join: tuple[str, ...],
    leave: tuple[str, ...],
    file: str | None,
    city: str | None,
    cite: bool,
    as_map: bool,
    theme: str,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Suppose, compare, print."""
    drawn = map_format(form, output, as_map=as_map)
    form = drawn or chosen_format(form, output)
    language = session(ctx).language
    scenario = asked_for(join, leave, file)
    graph = chosen_graph(ctx)
    focal = None if city is None else find(graph, city)
    found = what_if(graph, join=scenario.join, leave=scenario.leave, city=focal)
    if drawn:
        emit_map(ctx, drawing(found, language), form=drawn, output=output, theme=theme)
        note(ctx, summary(found))
        return
    table = what_if_table(found, language=language)
    made = framed(found, table if form not in IN_WORDS else shown(table), form=form, language=language, quoted=cite)
    emit(ctx, made, form=form, output=output, iri=iri)
    note(ctx, summary(found))
    if cite and form not in WITH_ABOUT:
        emit_beneath(ctx, passages(found.after.graph, table.locators(), language), form=form, output=output)


def drawing(found: WhatIf, language: str) -> StrategyMap:
    """Return the map of what comes and goes, with the words of the attached document."""
    from stratgraph.maps.changes import map_of_what_if
    from stratgraph.sources.quoting import quotation

    return map_of_what_if(found, quote=lambda locator: quotation(found.after.graph, locator), language=language)


def asked_for(join: tuple[str, ...], leave: tuple[str, ...], file: str | None) -> Scenario:
    """Return the scenario of the options and the file together.

    Raises InputError where they ask for nothing.
    """
    more = parse_scenario(read_text(file), path=file) if file is not None else Scenario()
    scenario = Scenario((*map(parse_join, join), *more.join), (*leave, *more.leave))
    if not scenario.join and not scenario.leave:
        raise InputError(NOTHING_ASKED)
    return scenario


def framed(found: WhatIf, table: Table, *, form: str, language: str, quoted: bool) -> Table:
    """Return the table with what the format has room for, the scenario's own locators among them."""
    graph: Graph = found.after.graph
    return with_passages(graph, table, title(found), form=form, language=language, quoted=quoted)


def shown(table: Table) -> Table:
    """Return the table for people: the networks are told in words, and the summary stands apart."""
    place = [column.name for column in table.columns].index("networks")
    columns = (*table.columns[:place], *table.columns[place + 1 :])
    rows = tuple((*row[:place], *row[place + 1 :]) for row in table)
    return replace(table, columns=columns, rows=rows, notes=())
