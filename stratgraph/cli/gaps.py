"""`stratgraph gaps`: what the strategy lacks, in one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import fill

import click

from stratgraph.analysis.candidate_table import SHOWN, candidate_objects, candidate_report
from stratgraph.analysis.candidates import Candidates, candidates
from stratgraph.analysis.gaps import GAPS, Section, gaps, remark, report
from stratgraph.analysis.reasons import reasons
from stratgraph.cli.about import with_passages
from stratgraph.cli.ask import parameters_of
from stratgraph.cli.base import Integer, command as make_command, note, option, session
from stratgraph.cli.candidates import Style, candidates_in_words
from stratgraph.cli.citing import passages
from stratgraph.cli.generated import Shown, show_generated
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, emit_text, output_options, width
from stratgraph.graph.evidence import citations, prefetch_evidence
from stratgraph.graph.memory import Graph, bind
from stratgraph.model.language import Text
from stratgraph.model.table import Entity, Table
from stratgraph.output import BINARY, IN_WORDS, WITH_ABOUT, render
from stratgraph.questions.binding import bindings
from stratgraph.questions.catalogue import question
from stratgraph.questions.sparql import without_header


def _complete_gap(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    return [gap.id for gap in GAPS if gap.id.startswith(incomplete)]


@make_command(
    "gaps",
    help=Text(
        en="Show what the strategy lacks: goals without a network, clusters without a partner, actions that nobody "
        "answers for … each with its grade, where that is said, and candidates that could close it. A workbook "
        "(-o gaps.xlsx) leaves columns for who is responsible, the decision and the due date.",
        sv="Visa vad strategin saknar: mål utan nätverk, kluster utan partner, åtgärder som ingen svarar för … var och "
        "en med sin grad, var det sägs, och kandidater som kan fylla luckan. En arbetsbok (-o luckor.xlsx) har "
        "tomma kolumner för ansvarig, beslut och slutdatum.",
    ),
)
@option(
    "--gap",
    "only",
    multiple=True,
    metavar="ID",
    help=Text(
        en="Only this gap, by the id of its question, or CLASS/PROPERTY of a generated one; may be repeated.",
        sv="Bara denna lucka, med frågans id, eller KLASS/EGENSKAP ur formerna; kan upprepas.",
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
    "--candidates",
    "most",
    type=Integer(least=0),
    help=Text(
        en="Show at most so many candidates of each gap (default: 3; in JSON all); 0 for none.",
        sv="Visa högst så många kandidater per lucka (annars 3; i JSON alla); 0 för inga.",
    ),
)
@option(
    "--generated",
    is_flag=True,
    help=Text(
        en="Ask what the shapes say that each class should have: which X has no Y? The most central things first.",
        sv="Fråga efter det som formerna säger att varje klass bör ha: vilka saknar Y? De mest centrala först.",
    ),
)
@option(
    "--sparql",
    is_flag=True,
    help=Text(en="Show the queries under the answer.", sv="Visa SPARQL-frågorna under svaret."),
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
    most: int | None,
    generated: bool,
    sparql: bool,
    cite: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Ask every gap question, or those that the shapes give, and print the report."""
    form = chosen_format(form, output)
    graph = chosen_graph(ctx)
    given = parameters_of(parameters)
    shown = Shown(form, output, iri, cite=cite, sparql=sparql)
    if generated or any("/" in name for name in only):
        show_generated(ctx, graph, only, given, shown)
    else:
        _show_report(ctx, graph, only, given, most, shown)


def _show_report(
    ctx: click.Context,
    graph: Graph,
    only: Sequence[str],
    given: Mapping[str, str],
    most: int | None,
    shown: Shown,
) -> None:
    language = session(ctx).language
    sections = gaps(graph, only=only, parameters=given, language=language)
    found = candidates(graph, sections, parameters=given) if most != 0 else ()
    table = _table(sections, found, most=most, form=shown.form, language=language)
    if shown.form in IN_WORDS:
        prefetch_evidence(graph, table.locators())
    if shown.form in ("table", "md"):
        cited = citations(graph, table.locators(), language) if shown.cite else {}
        style = Style(language, SHOWN if most is None else most, width(shown.output), cited)
        parts = [in_words(graph, section, shown.form, style, iri=shown.iri, found=found) for section in sections]
        emit_text("\n".join(parts), shown.output)
    else:
        _emit_data(ctx, graph, sections, found, table, most, shown)
    if shown.cite and table.rows and shown.form not in WITH_ABOUT:
        emit_beneath(ctx, passages(graph, table.locators(), language), form=shown.form, output=shown.output)
    if shown.sparql:
        emit_beneath(ctx, queries_of(graph, sections, given, found), form=shown.form, output=shown.output)


def _emit_data(
    ctx: click.Context,
    graph: Graph,
    sections: Sequence[Section],
    found: Sequence[Candidates],
    table: Table,
    most: int | None,
    shown: Shown,
) -> None:
    """Print the report in a format of one table or list, and say beside it which gaps there are none of."""
    language = session(ctx).language
    if shown.form in ("json", "jsonl") and most != 0:
        objects = candidate_objects(sections, found, most=most, iri=shown.iri, language=language)
        emit_text(as_json(objects, lines=shown.form == "jsonl"), shown.output)
    else:
        in_full = with_passages(graph, table, table.title, form=shown.form, language=language, quoted=shown.cite)
        emit(ctx, in_full, form=shown.form, output=shown.output, iri=shown.iri)
    for section in sections:
        if section.unanswered is not None or not table.rows:
            note(ctx, remark(section))


def queries_of(graph: Graph, sections: Sequence[Section], given: Mapping[str, str], found: Sequence[Candidates]) -> str:
    """Return the queries that a report rests on: each gap's question, then those of the reasons that were given."""
    texts = []
    for section in sections:
        asked = question(graph.workspace, section.id)
        own = {name: given[name] for name in (parameter.name for parameter in asked.parameters) if name in given}
        query = bind(asked.query, bindings(graph, asked, own)) if section.unanswered is None else asked.query
        texts.append(f"# {section.id}: {section.title.en}\n{without_header(query)}\n")
    used = {part.reason for of_gap in found for one in of_gap.found for part in one.parts}
    texts += [f"# {reason.id}: {reason.title.en}\n{reason.query}" for reason in reasons() if reason.id in used]
    return "\n".join(texts)


def _table(
    sections: tuple[Section, ...], found: tuple[Candidates, ...], *, most: int | None, form: str, language: str
) -> Table:
    """Return the gaps as one table, with the candidates that were asked for."""
    fill = form in BINARY
    if most == 0 and not fill:
        return report(sections)
    chosen = SHOWN if most is None else most
    return candidate_report(sections, found, most=chosen, to_fill_in=fill, language=language)


def as_json(objects: list[dict[str, object]], *, lines: bool) -> str:
    """Return objects as a JSON list, or as JSON lines."""
    from json import dumps

    if lines:
        return "".join(dumps(one, ensure_ascii=False, allow_nan=False) + "\n" for one in objects)
    return dumps(objects, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def in_words(
    graph: Graph, section: Section, form: str, style: Style, *, iri: bool, found: Sequence[Candidates] = ()
) -> str:
    """Return a section for people: the question, how to read the answer, the answer, and the candidates."""
    language = style.language
    title, reading = section.title.into(language), section.reading.into(language)
    if form == "md":
        top = f"## {title}\n\n{reading}\n\n"
    else:
        top = f"{title}\n{'═' * len(title)}\n{fill(reading, style.width)}\n\n"
    if not section.table.rows:
        why = section.empty if section.unanswered is None else section.unanswered
        return f"{top}{why.into(language)}\n"
    table = render(shown(graph, section.table, language), form, language=language, iri=iri, width=style.width)
    own = [one for one in found if one.gap == section.id]
    names = {row[1].iri: row[1].label for row in section.table if isinstance(row[1], Entity)}
    return top + table + candidates_in_words(own, names, form, style)


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
