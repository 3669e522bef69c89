"""`stratgraph diff`: what changed between two states, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from stratgraph.analysis.diff import Difference, compare
from stratgraph.analysis.diff_table import diff_table, for_people, summary, title
from stratgraph.cli.base import (
    argument,
    command as make_command,
    layer_option,
    note,
    option,
    session,
    workspace_option,
)
from stratgraph.cli.citing import passages
from stratgraph.cli.output import chosen_format, emit, emit_beneath, output_options_with
from stratgraph.cli.picture import MAP_ONLY, emit_map, map_format, map_option, theme_option
from stratgraph.cli.progress import Progress
from stratgraph.graph.memory import Graph
from stratgraph.graph.state import State, open_state
from stratgraph.model.about import About, Cited
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.output import FORMATS, IN_WORDS, WITH_ABOUT
from stratgraph.sources.cited import cited

if TYPE_CHECKING:
    from stratgraph.maps.graph import StrategyMap

WHAT = Text(
    en="A data file (also packed), a workspace's folder, a store's folder, an endpoint's URL or its name in "
    "stratgraph.toml, or plans:2004 for what the workspace's plans of a year say.",
    sv="En datafil (även packad), en arbetsytas mapp, ett datalagers mapp, en endpoints URL eller dess namn i "
    "stratgraph.toml, eller plans:2004 för vad arbetsytans planer för ett år säger.",
)


@make_command(
    "diff",
    help=Text(
        en="Show what changed between two states, in words: things that are new or gone, relations gained and lost, "
        "values that are others, and what is said elsewhere than before. Order, prefixes and format do not "
        "count.",
        sv="Visa vad som ändrats mellan två lägen, i ord: saker och samband som tillkommit eller försvunnit, värden "
        "som är andra än förut, och vad som sägs på ett annat ställe. Ordning, prefix och format gör ingen skillnad.",
    ),
)
@argument("before", metavar="A", help=WHAT)
@argument("after", metavar="B", help=WHAT)
@map_option
@theme_option
@option(
    "--exit-code",
    is_flag=True,
    help=Text(
        en="Leave with 1 where there is a difference, as git diff does (default: 0 either way).",
        sv="Avsluta med 1 där det finns en skillnad, som git diff gör (annars 0 i båda fallen).",
    ),
)
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Print the passages under the answer, with the quotation where the document is attached.",
        sv="Skriv ut ställena under svaret, med citat där dokumentet är kopplat.",
    ),
)
@workspace_option()
@layer_option()
@output_options_with((*FORMATS, *MAP_ONLY))
@click.pass_context
def command(
    ctx: click.Context,
    before: str,
    after: str,
    as_map: bool,
    theme: str,
    exit_code: bool,
    cite: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Read both, compare, print."""
    drawn = map_format(form, output, as_map=as_map)
    form = drawn or chosen_format(form, output)
    chosen = session(ctx)
    found = compare(*_states(ctx, before, after))
    if drawn:
        emit_map(ctx, drawing(found, chosen.language), form=drawn, output=output, theme=theme)
    else:
        _print(ctx, found, form=form, output=output, iri=iri, cite=cite)
    for text in (*found.notes, summary(found)):
        note(ctx, text)
    if exit_code and found.items:
        ctx.exit(1)


def _states(ctx: click.Context, before: str, after: str) -> list[State]:
    """Read both sides, and show how far that is."""
    chosen = session(ctx)
    progress = Progress(ctx)
    try:
        return [
            open_state(given, workspace=chosen.workspace, layers=chosen.layers, told=progress.file)
            for given in (before, after)
        ]
    finally:
        progress.end()


def drawing(found: Difference, language: str) -> StrategyMap:
    """Return the map of what came and went, with the words of the attached document."""
    from stratgraph.maps.changes import map_of_difference
    from stratgraph.sources.quoting import quotation

    def quote(locator: str) -> str | None:
        graph = found.graph_after if locator in found.after.locators else found.graph_before
        return quotation(graph, locator)

    return map_of_difference(found, quote=quote, language=language)


def _print(ctx: click.Context, found: Difference, *, form: str, output: str | None, iri: bool, cite: bool) -> None:
    """Print the difference as a table."""
    language = session(ctx).language
    table = diff_table(found, language=language)
    made = for_people(found, table, language) if form in IN_WORDS else table
    if form in WITH_ABOUT:
        passages_of_both = _cited(found, table, language, cite)
        # The sentence that sums it up stands first on a page, not last.
        made = replace(made, about=About(title(found), description=summary(found), passages=passages_of_both))
    made = replace(made, notes=found.notes if form in WITH_ABOUT else ())
    emit(ctx, made, form=form, output=output, iri=iri)
    if cite and form not in WITH_ABOUT:
        for graph, places in _sides(found, table):
            if places:
                emit_beneath(ctx, passages(graph, places, language), form=form, output=output)


def _cited(found: Difference, table: Table, language: str, quoted: bool) -> tuple[Cited, ...]:
    sides = _sides(found, table)
    return tuple(one for graph, places in sides for one in cited(graph, places, language, quoted=quoted))


def _sides(found: Difference, table: Table) -> list[tuple[Graph, list[str]]]:
    """Return the locators of the table, each with the graph that describes it: the later one where both do."""
    places = table.locators()
    later = [iri for iri in places if iri in found.after.locators]
    return [
        (found.graph_after, later),
        (found.graph_before, [iri for iri in places if iri not in found.after.locators]),
    ]
