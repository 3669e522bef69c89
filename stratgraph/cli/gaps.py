"""`stratgraph gaps`: what the strategy lacks, in one report."""

from __future__ import annotations

from dataclasses import replace
from textwrap import fill

import click

from stratgraph.analysis.gaps import GAPS, Section, gaps, remark, report
from stratgraph.cli.about import with_passages
from stratgraph.cli.ask import parameters_of
from stratgraph.cli.base import command as make_command, note, option, session
from stratgraph.cli.citing import passages
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, emit_text, output_options, width
from stratgraph.graph.evidence import citations, prefetch_evidence
from stratgraph.graph.memory import Graph
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.output import IN_WORDS, WITH_ABOUT, render


def _complete_gap(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    return [gap.id for gap in GAPS if gap.id.startswith(incomplete)]


@make_command(
    "gaps",
    help=Text(
        en="Show what the strategy lacks: goals without a network, clusters without a partner, actions that nobody "
        "answers for … each with its grade and where that is said.",
        sv="Visa vad strategin saknar: mål utan nätverk, kluster utan partner, åtgärder som ingen svarar för … var och "
        "en med sin grad och var det sägs.",
    ),
)
@option(
    "--gap",
    "only",
    multiple=True,
    metavar="ID",
    help=Text(
        en="Only this gap, by the id of its question; may be repeated.",
        sv="Bara denna lucka, med frågans id; kan upprepas.",
    ),
    shell_complete=_complete_gap,
)
@option(
    "--parameter",
    "-p",
    "parameters",
    multiple=True,
    metavar=Text(en="NAME=VALUE", sv="NAMN=VÄRDE"),
    help=Text(
        en="Choose whose gaps: strategy=NAME, city=NAME; may be repeated.",
        sv="Välj vems luckor: strategy=NAMN, city=NAMN; kan upprepas.",
    ),
)
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Print the passages under the report, with the quotation where the document is attached.",
        sv="Skriv ut ställena under rapporten, med citat där dokumentet är kopplat.",
    ),
)
@graph_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    only: tuple[str, ...],
    parameters: tuple[str, ...],
    cite: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Ask every gap question, print the report."""
    form = chosen_format(form, output)
    language = session(ctx).language
    graph = chosen_graph(ctx)
    sections = gaps(graph, only=only, parameters=parameters_of(parameters), language=language)
    table = report(sections)
    if form in IN_WORDS:
        prefetch_evidence(graph, table.locators())
    if form in ("table", "md"):
        emit_text("\n".join(in_words(graph, section, form, language, iri=iri) for section in sections), output)
    else:
        in_full = with_passages(graph, table, table.title, form=form, language=language, quoted=cite)
        emit(ctx, in_full, form=form, output=output, iri=iri)
        for section in sections:
            if section.unanswered is not None or not table.rows:
                note(ctx, remark(section))
    if cite and table.rows and form not in WITH_ABOUT:
        emit_beneath(ctx, passages(graph, table.locators(), language), form=form, output=output)


def in_words(graph: Graph, section: Section, form: str, language: str, *, iri: bool) -> str:
    """Return a section for people: the question, how to read the answer, and the answer."""
    title, reading = section.title.into(language), section.reading.into(language)
    if form == "md":
        top = f"## {title}\n\n{reading}\n\n"
    else:
        top = f"{title}\n{'═' * len(title)}\n{fill(reading, width())}\n\n"
    if not section.table.rows:
        why = section.empty if section.unanswered is None else section.unanswered
        return f"{top}{why.into(language)}\n"
    return top + render(shown(graph, section.table, language), form, language=language, iri=iri, width=width())


def shown(graph: Graph, table: Table, language: str) -> Table:
    """Return the table without the column that the heading says, and without those that say nothing."""
    plain = [column.name for column in table.columns]
    kept = [place for place, name in enumerate(plain) if name != "gap" and _says(table, place, name)]
    columns = tuple(table.columns[place] for place in kept)
    rows = tuple(tuple(row[place] for place in kept) for row in table)
    return replace(table, columns=columns, rows=rows, citations=citations(graph, table.locators(), language))


def _says(table: Table, place: int, name: str) -> bool:
    """Tell whether a column says anything: a layer is marked where it is not the document."""
    cells = [row[place] for row in table]
    if name == "layer":
        return any(getattr(cell, "value", None) != "document" for cell in cells)
    return any(cell is not None for cell in cells)
