"""`stratgraph info`: what is in the graph."""

from __future__ import annotations

import click

from stratgraph.cli.base import command as make_command, note, session
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, output_options
from stratgraph.graph.memory import Graph
from stratgraph.model.language import Text
from stratgraph.questions.summary import class_table, count_of_facts, layer_counts

STRATEGY = Text(
    en="{name}\nstratgraph {version}; {folder}",
    sv="{name}\nstratgraph {version}; {folder}",
)
PACKAGED = Text(en="the packaged strategy", sv="den medföljande strategin")
LAYER_LINE = Text(
    en="{layer}: facts: {facts}; places: {locators}", sv="{layer}: uppgifter: {facts}; ställen: {locators}"
)
TOTAL = Text(
    en="facts graph, declarations included: {count} triples", sv="faktagrafen med deklarationer: {count} tripplar"
)


@make_command("info", help=Text(en="Show what is in the graph.", sv="Visa vad som finns i grafen."))
@graph_options
@output_options
@click.pass_context
def command(ctx: click.Context, form: str | None, output: str | None, iri: bool) -> None:
    """Parse the options, count, print: the table of classes is the data, the rest goes above it or to stderr."""
    form = chosen_format(form, output)
    graph = chosen_graph(ctx)
    for line in summary(graph):
        note(ctx, line)
    emit(ctx, class_table(graph, language=session(ctx).language), form=form, output=output, iri=iri)


def summary(graph: Graph) -> list[Text]:
    """Return the lines above the table: whose graph, which layers, how much, and whether quotations are at hand."""
    from stratgraph import __version__
    from stratgraph.questions.answer import LAYER_WORDS
    from stratgraph.sources.quoting import quotation_notice

    folder = PACKAGED if graph.workspace.packaged else Text(en=graph.workspace.folder, sv=graph.workspace.folder)
    lines = [STRATEGY.format(name=graph.workspace.name, version=__version__, folder=folder)]
    lines += [
        LAYER_LINE.format(layer=LAYER_WORDS[count.layer], facts=count.facts, locators=count.locators)
        for count in layer_counts(graph)
        if count.locators
    ]
    lines.append(TOTAL.format(count=count_of_facts(graph)))
    notice = quotation_notice(graph)
    return [*lines, notice] if notice is not None else lines
