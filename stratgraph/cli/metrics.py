"""`stratgraph metrics`: who is central, who brokers, what holds the alliance together, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import fill
from typing import NamedTuple

import click

from stratgraph.analysis.centrality import CONFIDENCE, ERROR, PACE, is_fast
from stratgraph.analysis.metric_table import DEFINITIONS, NAMES, emptiness, metric_table, projection_table
from stratgraph.analysis.metrics import COSTLY, MEASURES, USUAL, Metrics, Prepared, measured, prepared
from stratgraph.analysis.naming import find
from stratgraph.analysis.projections import PROJECTIONS
from stratgraph.analysis.wording import name_of
from stratgraph.cli.about import with_passages
from stratgraph.cli.base import Choice, Integer, command as make_command, completed_by, note, option, session
from stratgraph.cli.citing import passages
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, emit_text, output_options, width
from stratgraph.cli.progress import Progress
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Table, Value
from stratgraph.output import IN_WORDS, WITH_ABOUT, render

#: So many of each measure are shown where people read.
TOP = 3
TEXT = ("table", "md")
#: Work that takes longer, in seconds, is announced.
LONG = 1.0
#: Links of which groups are made in a second.
GROUPED = 10_000

COST = Text(
    en="{title}: {nodes} things, {links} links; shortest ways from {sources} of them, {steps} steps: about {seconds} s "
    "on an ordinary machine",
    sv="{title}: {nodes} saker, {links} samband; kortaste vägar från {sources} av dem, {steps} steg: omkring "
    "{seconds} s på en vanlig dator",
)
ESTIMATED = Text(
    en="no betweenness will be off by more than {error} with a probability of {sure} %; --error chooses, --exact "
    "counts all (about {exact} s){fast}",
    sv="inget mellanliggande blir fel med mer än {error} med sannolikheten {sure} %; --error väljer, --exact räknar "
    "allt (omkring {exact} s){fast}",
)
FASTER = Text(
    en="; pip install 'stratgraph[fast]' counts all about 30 times as fast",
    sv="; pip install 'stratgraph[fast]' räknar allt omkring 30 gånger så fort",
)
MEASURING = Text(en="measuring", sv="mäter")
NOT_IN = Text(
    en="{name} is not in the projection {id} ({made_of}); --projections lists others",
    sv="{name} finns inte i projektionen {id} ({made_of}); --projections listar andra",
)
NOT_SHOWN = Text(
    en="{n} of {all} findings are not shown (--top 0 shows all)",
    sv="{n} av {all} fynd visas inte (--top 0 visar alla)",
)
NONE_HERE = Text(en="None here.", sv="Inget här.")
BAD_ERROR = Text(
    en='--error needs a number between 0 and 1, not "{given}"',
    sv='--error behöver ett tal mellan 0 och 1, inte "{given}"',
)


class Chosen(NamedTuple):
    """What was asked for, and how it is wanted."""

    measures: tuple[str, ...]
    top: int | None
    thing: str | None
    form: str
    output: str | None
    iri: bool
    cite: bool
    sparql: bool


@make_command(
    "metrics",
    help=Text(
        en="Measure the alliance as a network, each finding in one sentence with its passages: degree, betweenness "
        "(Freeman 1977), closeness (Freeman 1978), structural holes (constraint and effective size, Burt 1992), "
        "articulation points and bridges (Hopcroft and Tarjan 1973), communities (Louvain, Blondel and others 2008). "
        "Only what holds today links; --projections says what each projection is made of. Very large networks are "
        "sampled (Brandes and Pich 2007) with a stated error.",
        sv="Mät alliansen som nätverk, varje fynd i en mening med sina ställen: grad, mellanliggande (betweenness, "
        "Freeman 1977), närhet (closeness, Freeman 1978), strukturella hål (constraint och effektiv storlek, Burt "
        "1992), brytpunkter och bryggor (Hopcroft och Tarjan 1973), grupper (Louvain, Blondel m.fl. 2008). Bara det "
        "som gäller i dag ger samband; --projections säger vad varje projektion består av. Mycket stora nätverk mäts "
        "med stickprov (Brandes och Pich 2007) och angivet fel.",
    ),
)
@option(
    "--projection",
    type=Choice(tuple(one.id for one in PROJECTIONS)),
    default=USUAL,
    help=Text(
        en=f"Which things and links to measure (default: {USUAL}).",
        sv=f"Vilka saker och samband som mäts (annars {USUAL}).",
    ),
)
@option(
    "--projections",
    "listing",
    is_flag=True,
    help=Text(en="List the projections, and what each is made of.", sv="Lista projektionerna och vad de består av."),
)
@option(
    "--measure",
    "measures",
    multiple=True,
    type=Choice(MEASURES),
    help=Text(en="Only this measure; may be repeated.", sv="Bara detta mått; kan upprepas."),
)
@option(
    "--node",
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(en="Only what concerns this thing.", sv="Bara det som gäller denna sak."),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--top",
    type=Integer(least=0),
    help=Text(
        en=f"At most so many findings of each measure (default: {TOP} where people read, else all); 0 for all.",
        sv=f"Högst så många fynd per mått (annars {TOP} där människor läser, i data alla); 0 för alla.",
    ),
)
@option(
    "--exact",
    is_flag=True,
    help=Text(en="Sample nothing, however long it takes.", sv="Gör inga stickprov, hur lång tid det än tar."),
)
@option(
    "--error",
    metavar=Text(en="SHARE", sv="ANDEL"),
    default=str(ERROR),
    help=Text(
        en=f"How much sampled betweenness may be off, with a probability of {CONFIDENCE:.0%} (default: {ERROR}).",
        sv=f"Hur fel mellanliggande får bli vid stickprov, med sannolikheten {CONFIDENCE:.0%} (annars {ERROR}).",
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
        en="Print the passages under the answer, with the quotation where the document is attached.",
        sv="Skriv ut ställena under svaret, med citat där dokumentet är kopplat.",
    ),
)
@graph_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    projection: str,
    listing: bool,
    measures: tuple[str, ...],
    node: str | None,
    top: int | None,
    exact: bool,
    error: str,
    sparql: bool,
    cite: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Read the projection, say what measuring costs, measure, print."""
    form = chosen_format(form, output)
    if listing:
        emit(ctx, projection_table(language=session(ctx).language), form=form, output=output, iri=iri)
        return
    share = _share(error)
    graph = chosen_graph(ctx)
    ready = prepared(graph, projection, exact=exact, error=share)
    thing = None if node is None else _thing(graph, node, ready)
    chosen = Chosen(measures or MEASURES, _top(top, thing, form), thing, form, output, iri, cite, sparql)
    _say_cost(ctx, ready, chosen.measures)
    progress = Progress(ctx)
    progress.step(MEASURING)
    try:
        found = measured(ready, chosen.measures, told=progress.count)
    finally:
        progress.end()
    _show(ctx, found, chosen)


def _share(given: str) -> float:
    """Return the error as a number; raises InputError where it is none."""
    try:
        share = float(given.replace(",", "."))
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise InputError(BAD_ERROR.format(given=given))
    return share


def _thing(graph: Graph, name: str, ready: Prepared) -> str:
    """Return the IRI of the thing that was named.

    Raises NotFound where nothing bears the name, InputError where the projection does not hold it.
    """
    iri = find(graph, name)
    if iri not in ready.projected.nodes:
        one = ready.projected.projection
        raise InputError(NOT_IN.format(name=name_of(graph, iri), id=one.id, made_of=one.made_of))
    return iri


def _top(top: int | None, thing: str | None, form: str) -> int | None:
    """Return how many of each measure are shown; None for all."""
    if top is None and thing is None and form in IN_WORDS:
        return TOP
    return top or None


def _say_cost(ctx: click.Context, ready: Prepared, measures: Sequence[str]) -> None:
    """Say before long work what it costs, and what sampling means."""
    work = ready.work
    searching = not COSTLY.isdisjoint(measures)
    seconds = (work.seconds if searching else 0.0) + ("community" in measures) * work.links / GROUPED
    if seconds < LONG:
        return
    text = COST.format(
        title=ready.projected.projection.title,
        nodes=work.nodes,
        links=work.links,
        sources=work.sources if searching else 0,
        steps=work.steps if searching else 0,
        seconds=round(seconds),
    )
    note(ctx, text)
    if searching and not work.exact:
        exact = round(work.nodes * (work.nodes + 2 * work.links) / PACE)
        error = Text(en=f"{work.error:g}", sv=f"{work.error:g}".replace(".", ","))
        fast = Text(en="", sv="") if is_fast() else FASTER
        note(ctx, ESTIMATED.format(error=error, sure=round(100 * work.confidence), exact=exact, fast=fast))


def _show(ctx: click.Context, found: Metrics, chosen: Chosen) -> None:
    language = session(ctx).language
    graph = found.prepared.graph
    table = metric_table(found, top=chosen.top, thing=chosen.thing, language=language)
    if chosen.form in TEXT:
        emit_text(_in_words(found, table, chosen, language), chosen.output)
    else:
        emit(ctx, _framed(found, table, chosen, language), form=chosen.form, output=chosen.output, iri=chosen.iri)
    _say_rest(ctx, found, table, chosen)
    if chosen.cite and table.rows and chosen.form not in WITH_ABOUT:
        emit_beneath(ctx, passages(graph, table.locators(), language), form=chosen.form, output=chosen.output)
    if chosen.sparql:
        emit_beneath(ctx, found.prepared.projected.sparql + "\n", form=chosen.form, output=chosen.output)


def _say_rest(ctx: click.Context, found: Metrics, table: Table, chosen: Chosen) -> None:
    """Say why there is nothing, or how much is not shown."""
    why = emptiness(found)
    if why is not None:
        note(ctx, why)
    every = sum(bool(score.value) for scores in found.scores.values() for score in scores)
    if chosen.thing is None and chosen.top is not None and len(table) < every:
        note(ctx, NOT_SHOWN.format(n=every - len(table), all=every))


def _framed(found: Metrics, table: Table, chosen: Chosen, language: str) -> Table:
    """Return the table with what a page or a workbook says around it: passages and the queries."""
    graph, form = found.prepared.graph, chosen.form
    made = with_passages(graph, table, table.title, form=form, language=language, quoted=chosen.cite)
    if made.about is None:
        return made
    passages_of = made.about
    reading = Text(
        en=" ".join(f"{NAMES[name].en.capitalize()}: {DEFINITIONS[name].en}" for name in found.scores),
        sv=" ".join(f"{NAMES[name].sv.capitalize()}: {DEFINITIONS[name].sv}" for name in found.scores),
    )
    if form == "html":
        made = _without_what_is_said(made)
    about = passages_of._replace(reading=reading, empty=emptiness(found), sparql=found.prepared.projected.sparql)
    return replace(made, about=about)


def _without_what_is_said(table: Table) -> Table:
    """Return the table for a page: without what its sentences say already, and without columns that say nothing."""
    plain = [column.name for column in table.columns]
    empty = {name for place, name in enumerate(plain) if all(row[place] is None for row in table)}
    document = all(isinstance(row[-1], Code) and row[-1].value == "document" for row in table if row[-1] is not None)
    left = {"rank", "thing", "others", *(("layer",) if document else ()), *(empty & {"error"})}
    kept = [place for place, name in enumerate(plain) if name not in left]
    columns = tuple(table.columns[place] for place in kept)
    return replace(table, columns=columns, rows=tuple(tuple(row[place] for place in kept) for row in table))


def _in_words(found: Metrics, table: Table, chosen: Chosen, language: str) -> str:
    """Return the findings for people: a section a measure, with its definition, and the remarks at the end."""
    by_measure = _by_measure(table)
    shown = found.scores if table.rows else ()
    parts = [_section(name, by_measure.get(name, []), table, chosen, language) for name in shown]
    if chosen.form == "md":
        parts += [f"{remark.into(language)}\n" for remark in table.notes]
    else:
        parts += [fill(remark.into(language), width(chosen.output)) + "\n" for remark in table.notes]
    return "\n".join(parts)


def _by_measure(table: Table) -> dict[str, list[int]]:
    """Return the places of the rows of each measure."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(table):
        if isinstance(row[0], Code):
            found.setdefault(row[0].value, []).append(place)
    return found


def _section(measure: str, rows: Sequence[int], table: Table, chosen: Chosen, language: str) -> str:
    """Return one measure for people: what it is, and its findings."""
    title, what = NAMES[measure].into(language).capitalize(), DEFINITIONS[measure].into(language)
    names = [column.name for column in table.columns]
    other = any(isinstance(cell := table.rows[row][-1], Code) and cell.value != "document" for row in rows)
    wanted = (*(("thing",) if chosen.iri else ()), "value", "sentence", *(("layer",) if other else ()))
    kept = [names.index(name) for name in wanted]
    part = replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(_rounded(table.rows[row][place]) for place in kept) for row in rows),
        notes=(),
    )
    made = render(part, chosen.form, language=language, iri=chosen.iri, width=width(chosen.output))
    if not rows:
        made = NONE_HERE.into(language) + "\n"
    if chosen.form == "md":
        return f"## {title}\n\n{what}\n\n{made}"
    return f"{title}\n{'═' * len(title)}\n{fill(what, width(chosen.output))}\n\n{made}"


def _rounded(value: Value) -> Value:
    return round(value, 3) if isinstance(value, float) else value
