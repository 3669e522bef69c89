"""`stratgraph overlaps`: competitors by clusters, and what goes with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from textwrap import fill
from typing import NamedTuple

import click

from stratgraph.analysis.naming import find
from stratgraph.analysis.overlap_table import emptiness, long_table, matrix_table, picture, room_needed, title_of
from stratgraph.analysis.overlaps import ORDERS, Overlaps, by_country, limited, ordered, overlaps
from stratgraph.analysis.similarity import (
    NO_OTHER,
    NO_PROFILE,
    Similarity,
    compare,
    in_short,
    profiles,
    similarities,
    similarity_table,
)
from stratgraph.analysis.wording import name_of
from stratgraph.cli.about import about_question, with_passages
from stratgraph.cli.ask import parameters_of
from stratgraph.cli.base import (
    Choice,
    Integer,
    argument,
    command as make_command,
    completed_by,
    note,
    option,
    session,
)
from stratgraph.cli.citing import passages
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, output_options, width
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.output import IN_WORDS, WITH_ABOUT
from stratgraph.questions.answer import answer
from stratgraph.questions.binding import own_city
from stratgraph.questions.catalogue import question
from stratgraph.questions.question import Question

#: How many rows and columns people are shown where nothing else is said.
TOP, COLUMNS = 25, 12
TEXT = ("table", "md")
MATRIX_FORMATS = (*TEXT, "xlsx")

ONE_OF = Text(
    en="choose one of --similarity, --networks and --coopetition",
    sv="välj en av --similarity, --networks och --coopetition",
)
TWO_AT_MOST = Text(
    en="--similarity compares two cities at most; {n} are given", sv="--similarity jämför högst två städer; {n} anges"
)
NO_CITIES_HERE = Text(
    en="{option} takes no cities; --city says whose competitors", sv="{option} tar inga städer; --city anger vems"
)
ONLY_CITY = Text(
    en='overlaps has no parameter "{name}"; it has city', sv='overlaps har ingen parameter "{name}"; den har city'
)
READING = Text(
    en="A letter says how competitor and cluster overlap; an empty cell means that the sources state nothing. Clusters "
    "are named as the sources name them.",
    sv="En bokstav anger hur konkurrent och kluster överlappar; en tom cell betyder att källorna inte anger något. "
    "Klustren heter som i källorna.",
)
READING_ALIGNED = Text(
    en="A letter says how competitor and cluster overlap; an empty cell means that the sources state nothing. Clusters "
    "are rolled up under broader ones as an analyst reads them; the layer column marks what rests on that.",
    sv="En bokstav anger hur konkurrent och kluster överlappar; en tom cell betyder att källorna inte anger något. "
    "Kluster samlas under vidare så som en analytiker läser dem; lagerkolumnen märker det som vilar på det.",
)
LEFT_PAIRS = Text(
    en="{n} of {all} cities are not shown, the least alike (--top 0 shows all)",
    sv="{n} av {all} städer visas inte, de minst lika (--top 0 visar alla)",
)


class Chosen(NamedTuple):
    """What was asked for: a city, an alignment, how much of the matrix, and where it goes."""

    city: str
    align: bool
    names: tuple[str, ...]
    top: int | None
    columns: int | None
    order: str
    country: bool
    cite: bool
    form: str
    output: str | None
    iri: bool


@make_command(
    "overlaps",
    help=Text(
        en="Show where the city's competitors and clusters overlap, as a matrix; with --similarity how alike cluster "
        "profiles are: Jaccard (clusters both have, of all that one has) and weighted Jaccard (Ruzicka: the sum of the "
        "smaller weights divided by the sum of the greater; a weight is the number of different relations between city "
        "and cluster).",
        sv="Visa var stadens konkurrenter och kluster överlappar, som matris; med --similarity hur lika "
        "klusterprofiler är: Jaccard (kluster som båda har, av alla som någon har) och viktad Jaccard (Ruzicka: summan "
        "av de mindre vikterna delad med summan av de större; vikten är antalet olika relationer mellan stad och "
        "kluster).",
    ),
)
@argument(
    "names",
    nargs=-1,
    metavar=Text(en="CITY", sv="STAD"),
    help=Text(
        en="Only these competitors; with --similarity one city, or two to compare.",
        sv="Bara dessa konkurrenter; med --similarity en stad, eller två att jämföra.",
    ),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--city",
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(en="Whose competitors (default: the workspace's own city).", sv="Vems konkurrenter (annars den egna)."),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--parameter",
    "-p",
    "parameters",
    multiple=True,
    metavar=Text(en="NAME=VALUE", sv="NAMN=VÄRDE"),
    help=Text(en="The same as --city, as other commands have it: city=NAME.", sv="Detsamma som --city: city=NAMN."),
)
@option(
    "--align",
    is_flag=True,
    help=Text(
        en="Roll clusters up under broader ones, as an analyst reads them.",
        sv="Samla kluster under vidare, så som en analytiker läser dem.",
    ),
)
@option(
    "--similarity",
    is_flag=True,
    help=Text(en="How alike the cluster profiles of cities are.", sv="Hur lika städernas klusterprofiler är."),
)
@option(
    "--networks",
    is_flag=True,
    help=Text(en="The networks that competitors share.", sv="De nätverk som konkurrenterna delar."),
)
@option(
    "--coopetition",
    is_flag=True,
    help=Text(
        en="The cities that are competitor and partner at once.", sv="De städer som är både konkurrent och partner."
    ),
)
@option(
    "--top",
    type=Integer(least=0),
    help=Text(
        en="At most so many rows, those with the most overlaps (default: 25 where people read); 0 for all.",
        sv="Högst så många rader, de med flest överlapp (annars 25 där människor läser); 0 för alla.",
    ),
)
@option(
    "--columns",
    type=Integer(least=0),
    help=Text(
        en="At most so many clusters (default: 12 where people read); 0 for all.",
        sv="Högst så många kluster (annars 12 där människor läser); 0 för alla.",
    ),
)
@option(
    "--order",
    type=Choice(ORDERS),
    default="similarity",
    help=Text(
        en="Order: like beside like (default), most overlaps first, or by name.",
        sv="Ordning: lika intill lika (annars), flest överlapp först, eller efter namn.",
    ),
)
@option(
    "--by-country",
    "country",
    is_flag=True,
    help=Text(
        en="A row a country; each cell counts the competitors.", sv="En rad per land; varje cell räknar konkurrenter."
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
@graph_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    city: str | None,
    parameters: tuple[str, ...],
    align: bool,
    similarity: bool,
    networks: bool,
    coopetition: bool,
    top: int | None,
    columns: int | None,
    order: str,
    country: bool,
    cite: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Find the view that was asked for, and print it."""
    form = chosen_format(form, output)
    show = _view(similarity=similarity, networks=networks, coopetition=coopetition, names=names)
    graph = chosen_graph(ctx)
    focal = _focal(graph, city, parameters)
    show(ctx, graph, Chosen(focal, align, names, top, columns, order, country, cite, form, output, iri))


View = Callable[[click.Context, Graph, Chosen], None]


def _view(*, similarity: bool, networks: bool, coopetition: bool, names: Sequence[str]) -> View:
    """Return what shows the view that was asked for.

    Raises InputError where several were, or where one is given what it cannot use.
    """
    if similarity + networks + coopetition > 1:
        raise InputError(ONE_OF)
    if names and (networks or coopetition):
        raise InputError(NO_CITIES_HERE.format(option="--networks" if networks else "--coopetition"))
    if similarity and len(names) > 2:
        raise InputError(TWO_AT_MOST.format(n=len(names)))
    if similarity:
        return _show_similarity
    return _show_networks if networks else _show_coopetition if coopetition else _show_matrix


def _focal(graph: Graph, city: str | None, parameters: Sequence[str]) -> str:
    """Return the IRI of the city that was named, else of the workspace's own.

    Raises NotFound where nothing bears the name, InputError where there is no city.
    """
    given = parameters_of(parameters)
    for other in given:
        if other != "city":
            raise NotFound(ONLY_CITY.format(name=other), nearest=("city",))
    name = city if city is not None else given.get("city")
    return find(graph, name) if name is not None else own_city(graph)


# Views --------------------------------------------------------------------------------------------------------------


def _show_matrix(ctx: click.Context, graph: Graph, chosen: Chosen) -> None:
    language = session(ctx).language
    only = [find(graph, name) for name in chosen.names]
    whole = overlaps(graph, city=chosen.city, align=chosen.align, only=only)
    found = _arranged(graph, whole, chosen)
    long = long_table(found, language=language)
    numbered = chosen.form == "table" and room_needed(found, language) > width(chosen.output)
    matrix = matrix_table(found, numbered=numbered, language=language)
    table = matrix if chosen.form in MATRIX_FORMATS else replace(long, notes=matrix.notes)
    if chosen.form == "html":
        # What the picture and the words of the overlap say already.
        table = replace(_without(long, ("stated", "markets", "prioritises")), notes=matrix.notes[1:])
    if chosen.form in IN_WORDS:
        table = _framed(graph, table, long, found, chosen, language)
    emit(ctx, table, form=chosen.form, output=chosen.output, iri=chosen.iri, after=_beneath(table, chosen, language))
    why = emptiness(whole)
    if why is not None:
        note(ctx, why)
    _cite(ctx, graph, long, chosen)


def _arranged(graph: Graph, whole: Overlaps, chosen: Chosen) -> Overlaps:
    """Return the overlaps as they are shown: by country or not, cut to what people can read, in their order."""
    found = by_country(graph, whole) if chosen.country else whole
    read = chosen.form in IN_WORDS
    rows = TOP if chosen.top is None and read else chosen.top
    columns = COLUMNS if chosen.columns is None and read else chosen.columns
    return ordered(limited(found, rows=rows or None, columns=columns or None), chosen.order)


def _framed(graph: Graph, table: Table, long: Table, found: Overlaps, chosen: Chosen, language: str) -> Table:
    """Return the table with what a page or a workbook says around it, and the picture on a page."""
    if chosen.form not in WITH_ABOUT:
        return table
    asked = question(graph.workspace, "competitor-clusters")
    given = {"city": chosen.city, "align": str(chosen.align).lower()}
    about = about_question(graph, asked, given, long, language=language, quoted=chosen.cite)
    figure = picture(found, language=language) if chosen.form == "html" and found.rivals else None
    about = about._replace(
        title=title_of(found),
        reading=READING_ALIGNED if chosen.align else READING,
        empty=emptiness(found),
        figure=figure,
        command=None,
        chosen=(),
    )
    framed = with_passages(graph, table, title_of(found), form=chosen.form, language=language, quoted=False)
    return replace(framed, about=about)


def _beneath(table: Table, chosen: Chosen, language: str) -> str:
    """Return the remarks of a matrix, which text carries under it."""
    if chosen.form not in TEXT or not table.notes:
        return ""
    if chosen.form == "md":
        return "".join(f"\n{remark.into(language)}\n" for remark in table.notes)
    return "".join("\n" + fill(remark.into(language), width(chosen.output)) + "\n" for remark in table.notes)


def _show_similarity(ctx: click.Context, graph: Graph, chosen: Chosen) -> None:
    language = session(ctx).language
    ends = [find(graph, name) for name in chosen.names]
    known = profiles(graph, align=chosen.align)
    city = ends[0] if ends else chosen.city
    if len(ends) == 2:
        from stratgraph.analysis.similarity import Profile

        pairs: tuple[Similarity, ...] = (compare(*(known.get(iri, Profile(iri, {}, {})) for iri in ends)),)
    else:
        pairs = similarities(graph, city, align=chosen.align)
    top = TOP if chosen.top is None and chosen.form in IN_WORDS else chosen.top
    table = similarity_table(graph, pairs[: top or None], language=language)
    shown = table if chosen.form not in TEXT or chosen.cite else _without(table, ("evidence", "layer"))
    _emit_question(ctx, graph, shown, "cluster-profiles", {"align": str(chosen.align).lower()}, chosen)
    if len(table) < len(pairs):
        note(ctx, LEFT_PAIRS.format(n=len(pairs) - len(table), all=len(pairs)))
    if len(ends) == 2:
        note(ctx, in_short(graph, pairs[0], known=known))
    elif not pairs:
        note(ctx, (NO_OTHER if city in known else NO_PROFILE).format(name=name_of(graph, city)))
    _cite(ctx, graph, table, chosen)


def _without(table: Table, names: Sequence[str]) -> Table:
    """Return a table without some columns, for text that has little room: `--cite` and the data have them."""
    kept = [place for place, column in enumerate(table.columns) if column.name not in names]
    rows = tuple(tuple(row[place] for place in kept) for row in table)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows)


def _show_networks(ctx: click.Context, graph: Graph, chosen: Chosen) -> None:
    _show_question(ctx, graph, "shared-networks", {"city": chosen.city}, chosen)


def _show_coopetition(ctx: click.Context, graph: Graph, chosen: Chosen) -> None:
    _show_question(ctx, graph, "coopetition", {"focal": chosen.city}, chosen)


def _show_question(ctx: click.Context, graph: Graph, name: str, given: dict[str, str], chosen: Chosen) -> None:
    asked = question(graph.workspace, name)
    table = answer(graph, asked, parameters=given, language=session(ctx).language)
    _emit_question(ctx, graph, table, name, given, chosen, asked=asked)
    if not table.rows:
        note(ctx, asked.empty)
    _cite(ctx, graph, table, chosen)


def _emit_question(
    ctx: click.Context,
    graph: Graph,
    table: Table,
    name: str,
    given: dict[str, str],
    chosen: Chosen,
    *,
    asked: Question | None = None,
) -> None:
    language = session(ctx).language
    made = with_passages(graph, table, table.title, form=chosen.form, language=language, quoted=chosen.cite)
    if chosen.form in WITH_ABOUT:
        found = asked or question(graph.workspace, name)
        about = about_question(graph, found, given, table, language=language, quoted=chosen.cite)
        if asked is None:
            about = about._replace(title=table.title, description=None, command=None)
        made = replace(made, about=about._replace(chosen=()))
    emit(ctx, made, form=chosen.form, output=chosen.output, iri=chosen.iri)


def _cite(ctx: click.Context, graph: Graph, table: Table, chosen: Chosen) -> None:
    if chosen.cite and table.rows and chosen.form not in WITH_ABOUT:
        text = passages(graph, table.locators(), session(ctx).language)
        emit_beneath(ctx, text, form=chosen.form, output=chosen.output)
