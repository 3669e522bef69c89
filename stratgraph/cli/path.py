"""`stratgraph path`: how two things are connected, in words."""

from __future__ import annotations

from dataclasses import replace

import click

from stratgraph.analysis.naming import find
from stratgraph.analysis.paths import Path, in_short, path_table
from stratgraph.analysis.ways import MOST, Ways, Wish, relations_of, ways, ways_in_short, ways_table
from stratgraph.cli.about import with_passages
from stratgraph.cli.base import (
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
from stratgraph.cli.output import chosen_format, emit, emit_beneath, emit_bytes, emit_text, output_options
from stratgraph.graph.evidence import citations
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Table
from stratgraph.output import IN_WORDS, WITH_ABOUT

HELP_OF_NAME = Text(
    en="Name, number (goal 4), CURIE or IRI; a name of several words in quotation marks.",
    sv="Namn, nummer (mål 4), CURIE eller IRI; ett namn av flera ord inom citattecken.",
)


MAP_FORMATS = ("svg", "png", "pdf", "json")
NOT_A_MAP = Text(
    en='--map needs a file that ends in .svg, .png, .pdf or .json, not "{file}"',
    sv='--map behöver en fil som slutar på .svg, .png, .pdf eller .json, inte "{file}"',
)


@make_command(
    "path",
    help=Text(
        en="Show one shortest way between two things, or several: each step a sentence, with where it is said. There "
        f"can be very many: at most {MOST} are shown unless --count says more.",
        sv="Visa en kortaste väg mellan två saker, eller flera: varje steg en mening, med var det sägs. De kan vara "
        f"mycket många: högst {MOST} visas om inte --count anger fler.",
    ),
)
@argument("start", metavar=Text(en="FROM", sv="FRÅN"), help=HELP_OF_NAME, shell_complete=completed_by("complete_names"))
@argument("end", metavar=Text(en="TO", sv="TILL"), help=HELP_OF_NAME, shell_complete=completed_by("complete_names"))
@option("--all", "shortest", is_flag=True, help=Text(en="All of the shortest ways.", sv="Alla de kortaste vägarna."))
@option(
    "--count",
    type=Integer(least=1),
    help=Text(
        en="At most so many ways, the shortest first; none passes anything twice.",
        sv="Högst så många vägar, de kortaste först; ingen passerar något två gånger.",
    ),
)
@option(
    "--max-length",
    "longest",
    type=Integer(least=1),
    help=Text(en="All ways of at most so many steps.", sv="Alla vägar med högst så många steg."),
)
@option(
    "--relation",
    "only",
    multiple=True,
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(
        en='Only steps by this relation (memberOf, "member of"); may be repeated.',
        sv='Bara steg med denna relation (memberOf, "medlem i"); kan upprepas.',
    ),
)
@option(
    "--without",
    multiple=True,
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(en="No step by this relation; may be repeated.", sv="Inga steg med denna relation; kan upprepas."),
)
@option(
    "--map",
    "map_file",
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(
        en="Draw the ways as a map too: .svg, .png, .pdf or .json.",
        sv="Rita också vägarna som karta: .svg, .png, .pdf eller .json.",
    ),
)
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Print the passages under the way, with the quotation where the document is attached.",
        sv="Skriv ut ställena under vägen, med citat där dokumentet är kopplat.",
    ),
)
@graph_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    start: str,
    end: str,
    shortest: bool,
    count: int | None,
    longest: int | None,
    only: tuple[str, ...],
    without: tuple[str, ...],
    map_file: str | None,
    cite: bool,
    form: str | None,
    output: str | None,
    iri: bool,
) -> None:
    """Find both ends and the ways, print and draw them."""
    form = chosen_format(form, output)
    map_form = None if map_file is None else _map_form(map_file)
    language = session(ctx).language
    graph = chosen_graph(ctx)
    ends = find(graph, start), find(graph, end)
    relations = relations_of(graph, (*only, *without))
    wish = Wish(shortest, count, longest, relations[: len(only)], relations[len(only) :])
    found = ways(graph, *ends, wish)
    table = _table(graph, found, wish, language)
    in_words = form in IN_WORDS
    made = shown(graph, table, language) if in_words and not iri else table
    made = with_passages(graph, made, table.title, form=form, language=language, quoted=cite)
    emit(ctx, made, form=form, output=output, iri=iri)
    _say(ctx, graph, found, wish, in_words=in_words)
    if cite and table.rows and form not in WITH_ABOUT:
        emit_beneath(ctx, passages(graph, table.locators(), language), form=form, output=output)
    if map_file is not None and map_form is not None:
        _draw(ctx, graph, found, map_file, map_form)


def _table(graph: Graph, found: Ways, wish: Wish, language: str) -> Table:
    """Return the ways as a table; one that is asked for alone has no number."""
    if wish.one:
        return path_table(graph, _first(found), language=language)
    return ways_table(graph, found, language=language)


def _first(found: Ways) -> Path:
    return found.paths[0] if found.paths else Path(found.start, found.end, (), found=False)


def _say(ctx: click.Context, graph: Graph, found: Ways, wish: Wish, *, in_words: bool) -> None:
    """Say how far it is, that there is no way, and why."""
    path = _first(found)
    if not path.steps or not wish.one:
        note(ctx, ways_in_short(graph, found, wish))
    elif not in_words:
        note(ctx, in_short(graph, path))
    if found.why_none is not None:
        note(ctx, found.why_none)


def shown(graph: Graph, table: Table, language: str) -> Table:
    """Return the way for people: the number of each step, its sentence, and where it is said."""
    names = [column.name for column in table.columns]
    place = names.index("sentence")
    layers = any(row[-1] is not None and not _is_document(row[-1]) for row in table)
    kept = slice(place, place + (3 if layers else 2))
    numbered = place > names.index("from") and names[0] == "path"
    step = table.columns[:2] if numbered else (Column("step", Text(en="Step", sv="Steg"), "number"),)
    rows = tuple((*(row[:2] if numbered else (number,)), *row[kept]) for number, row in enumerate(table, start=1))
    made = replace(table, columns=(*step, *table.columns[kept]), rows=rows)
    return replace(made, citations=citations(graph, table.locators(), language))


def _is_document(value: object) -> bool:
    return isinstance(value, Code) and value.value == "document"


# On the map ---------------------------------------------------------------------------------------------------------


def _map_form(file: str) -> str:
    """Return the format of a map by its file; raises InputError where it is none."""
    form = file.rpartition(".")[2].lower()
    if form not in MAP_FORMATS:
        raise InputError(NOT_A_MAP.format(file=file))
    return form


def _draw(ctx: click.Context, graph: Graph, found: Ways, file: str, form: str) -> None:
    """Write the map of the ways."""
    from stratgraph.maps.pictures import picture
    from stratgraph.maps.printing import pdf, png
    from stratgraph.maps.svg import svg
    from stratgraph.maps.ways import map_of_ways
    from stratgraph.sources.quoting import quotation

    language = session(ctx).language
    drawn = map_of_ways(graph, found, quote=lambda locator: quotation(graph, locator), language=language)
    if form == "json":
        from json import dumps

        emit_text(dumps(drawn.to_dict(), ensure_ascii=False, allow_nan=False, indent=1) + "\n", file)
        return
    scene = picture(drawn, "layered", language=language)
    if form == "svg":
        emit_text(svg(scene), file)
    else:
        emit_bytes(png(scene) if form == "png" else pdf([scene]), file)
