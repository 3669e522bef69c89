"""`stratgraph map`: the alliance map, and any answer as a map."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

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
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit_bytes, emit_text
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.terms import LAYERS

if TYPE_CHECKING:
    from stratgraph.graph.memory import Graph
    from stratgraph.maps.focus import Focus
    from stratgraph.maps.graph import StrategyMap

VIEWS = ("layered", "geographic", "ego", "matrix")
FORMATS = ("html", "svg", "png", "pdf", "json")
PICTURES = ("svg", "png", "pdf")
TO_STDOUT = ("html", "svg", "json")
WITH_STORY = ("html", "json")
NONE = "none"
LIGHT = "light"
STORY_NAMES = ("story.md", "story.yaml", "story.yml")

NEEDS_FILE = Text(
    en="name a file: -o map.html (or .svg, .png, .pdf, .json); --format html, svg or json goes to stdout too",
    sv="ange en fil: -o karta.html (eller .svg, .png, .pdf, .json); --format html, svg och json går också till stdout",
)
ONE_SOURCE = Text(
    en="give one of --ask, --query and -e, not several",
    sv="ange ett av --ask, --query och -e, inte flera",
)
PATH_ALONE = Text(
    en="--path goes without --ask, --query, -e and --candidates",
    sv="--path används utan --ask, --query, -e och --candidates",
)
ONLY_ASK = Text(en="-p goes with --ask", sv="-p hör till --ask")
ONLY_ALLIANCE = Text(
    en="--candidates goes with the alliance map, not with --ask, --query or -e",
    sv="--candidates hör till allianskartan, inte till --ask, --query eller -e",
)
STORY_WITH = Text(
    en="--story goes with .html, .json and .pdf, not .{form}",
    sv="--story hör till .html, .json och .pdf, inte .{form}",
)
NO_FOCUS = Text(
    en="--focus goes with the views layered, geographic and ego, not matrix",
    sv="--focus hör till vyerna layered, geographic och ego, inte matrix",
)
ONLY_LAYERED = Text(
    en="--positions goes with the view layered, not {view}",
    sv="--positions hör till vyn layered, inte {view}",
)
NOT_ON_MAP = Text(
    en='"{name}" is not on this map; `stratgraph map --format json` lists what is',
    sv='"{name}" finns inte på den här kartan; `stratgraph map --format json` visar vad som finns',
)
BAD_DATE = Text(
    en='--date needs a date as 2026-11-23, not "{given}"',
    sv='--date behöver ett datum som 2026-11-23, inte "{given}"',
)
IGNORED = Text(
    en="{file}: {count} ids are not on this map and were left out: {ids}",
    sv="{file}: {count} id:n finns inte på kartan och utelämnades: {ids}",
)
A_QUERY = Text(en="The answer to a query", sv="Svaret på en fråga")


@dataclass(frozen=True)
class Wishes:
    """What the options ask for."""

    view: str
    form: str
    question: str | None
    parameters: tuple[str, ...]
    query: str | None
    execute: str | None
    focus: tuple[str, ...]
    degree: int
    candidates: bool
    story: str | None
    positions: str | None
    date: str | None
    title: str | None
    theme: str | None
    path: tuple[str, str] | None = None

    @property
    def sources(self) -> int:
        """How many options say what to draw instead of the alliance map."""
        return sum(given is not None for given in (self.question, self.query, self.execute, self.path))

    @property
    def is_alliance(self) -> bool:
        """Whether it is the alliance map, rather than an answer."""
        return not self.sources


@make_command(
    "map",
    help=Text(
        en="Draw the alliance map: goals, networks, cities, competitors and clusters in one picture, gaps seen, the "
        "source behind every line. Or draw any answer as a map.",
        sv="Rita allianskartan: mål, nätverk, städer, konkurrenter och kluster i en bild, med luckorna synliga och "
        "källan bakom varje linje. Eller rita vilket svar som helst som karta.",
    ),
)
@argument(
    "view",
    required=False,
    metavar=Text(en="VIEW", sv="VY"),
    type=Choice(VIEWS),
    help=Text(
        en="layered (the usual one), geographic, ego (round --focus) or matrix (networks by cities).",
        sv="layered (den vanliga), geographic, ego (runt --focus) eller matrix (nätverk mot städer).",
    ),
)
@option(
    "--output",
    "-o",
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(
        en="Write to this file, whole or not at all: .html is the interactive map; .svg, .png and .pdf are pictures, "
        "of which PNG and PDF need Chromium; .json is its data.",
        sv="Skriv till denna fil, hel eller inte alls: .html är den interaktiva kartan; .svg, .png och .pdf är bilder, "
        "varav PNG och PDF behöver Chromium; .json är dess data.",
    ),
)
@option(
    "--format",
    "form",
    type=Choice(FORMATS),
    help=Text(en="Format (default: by the file).", sv="Format (annars efter filen)."),
)
@option(
    "--ask",
    "question",
    metavar="ID",
    help=Text(en="Draw the answer to this question.", sv="Rita svaret på denna fråga."),
    shell_complete=completed_by("complete_questions"),
)
@option(
    "--parameter",
    "-p",
    "parameters",
    multiple=True,
    metavar=Text(en="NAME=VALUE", sv="NAMN=VÄRDE"),
    help=Text(en="A parameter of --ask; may be repeated.", sv="En parameter till --ask; kan upprepas."),
)
@option(
    "--query",
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(
        en="Draw the answer to the query in this file; - reads stdin.",
        sv="Rita svaret på frågan i denna fil; - läser stdin.",
    ),
)
@option(
    "--execute",
    "-e",
    metavar=Text(en="QUERY", sv="FRÅGA"),
    help=Text(
        en="Draw the answer to this CONSTRUCT or SELECT query.",
        sv="Rita svaret på denna CONSTRUCT- eller SELECT-fråga.",
    ),
)
@option(
    "--path",
    nargs=2,
    metavar=Text(en="FROM TO", sv="FRÅN TILL"),
    help=Text(
        en="Draw the shortest way between two things (`stratgraph path --map` draws several).",
        sv="Rita den kortaste vägen mellan två saker (`stratgraph path --map` ritar flera).",
    ),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--focus",
    multiple=True,
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(
        en="Show what is round this clearly, the rest faintly; may be repeated.",
        sv="Visa tydligt vad som finns kring detta, resten svagt; kan upprepas.",
    ),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--degree",
    type=Integer(least=1),
    default=1,
    help=Text(
        en="How many steps from --focus: 1, 2 or 3 (default: 1).",
        sv="Antal steg från --focus: 1, 2 eller 3 (annars 1).",
    ),
)
@option(
    "--candidates",
    is_flag=True,
    help=Text(en="Show the networks that might fill a gap.", sv="Visa de nätverk som kan fylla en lucka."),
)
@option(
    "--story",
    metavar=Text(en="FILE|none", sv="FIL|none"),
    help=Text(
        en="Steps through the map, in Markdown or YAML; with it a PDF has a page a step (default for .html and .json: "
        "the workspace's story.md).",
        sv="Steg genom kartan, i Markdown eller YAML; med dem får en PDF en sida per steg (annars för .html och .json: "
        "arbetsytans story.md).",
    ),
)
@option(
    "--positions",
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(
        en="Places of boxes: JSON with [x, y] by id, as the page saves them.",
        sv="Rutornas platser: JSON med [x, y] efter id, så som sidan sparar dem.",
    ),
)
@option(
    "--date",
    metavar=Text(en="DATE", sv="DATUM"),
    help=Text(en="The date that the map bears, as 2026-11-23.", sv="Datumet som kartan bär, som 2026-11-23."),
)
@option("--title", metavar="TEXT", help=Text(en="The map's title.", sv="Kartans rubrik."))
@option(
    "--theme",
    type=Choice(("light", "dark")),
    help=Text(
        en="Colours (default: light; a page's are those of the reader's screen).",
        sv="Färger (annars light; en sidas är de som läsarens skärm har).",
    ),
)
@graph_options
@click.pass_context
def command(
    ctx: click.Context,
    view: str | None,
    output: str | None,
    form: str | None,
    question: str | None,
    parameters: tuple[str, ...],
    query: str | None,
    execute: str | None,
    path: tuple[str, str] | None,
    focus: tuple[str, ...],
    degree: int,
    candidates: bool,
    story: str | None,
    positions: str | None,
    date: str | None,
    title: str | None,
    theme: str | None,
) -> None:
    """Check the options, make the map, write it."""
    wishes = Wishes(
        view=view or "layered",
        form=_form(form, output),
        question=question,
        parameters=parameters,
        query=query,
        execute=execute,
        focus=focus,
        degree=degree,
        candidates=candidates,
        story=story,
        positions=positions,
        date=date,
        title=title,
        theme=theme,
        path=path,
    )
    _check(wishes)
    graph = chosen_graph(ctx)
    found = _with_story(_with_positions(ctx, _map(ctx, graph, wishes), wishes), graph, wishes)
    looked_at = _focus(graph, found, wishes)
    found = _started(found, wishes, looked_at)
    made = _WRITERS[wishes.form](ctx, found, wishes, looked_at)
    if isinstance(made, bytes):
        emit_bytes(made, output)
    else:
        emit_text(made, output)
    if found.meta.empty is not None:
        note(ctx, Text(en=found.meta.empty.en, sv=found.meta.empty.sv))


def _form(form: str | None, output: str | None) -> str:
    """Return the format; raises InputError where it cannot go to stdout, or the ending is not known."""
    if form is None and output is None:
        raise InputError(NEEDS_FILE)
    chosen = chosen_format(form, output, known=FORMATS)
    if chosen not in FORMATS or (output is None and chosen not in TO_STDOUT):
        raise InputError(NEEDS_FILE)
    return chosen


def _check(wishes: Wishes) -> None:
    """Raise InputError where options contradict each other."""
    if wishes.path is not None and (wishes.sources > 1 or wishes.candidates):
        raise InputError(PATH_ALONE)
    if wishes.sources > 1:
        raise InputError(ONE_SOURCE)
    if wishes.parameters and wishes.question is None:
        raise InputError(ONLY_ASK)
    if wishes.candidates and not wishes.is_alliance:
        raise InputError(ONLY_ALLIANCE)
    if wishes.degree not in (1, 2, 3):
        raise InputError(
            Text(en="--degree is 1, 2 or 3, not {n}", sv="--degree är 1, 2 eller 3, inte {n}").format(n=wishes.degree)
        )
    _check_view(wishes)
    if wishes.date is not None and not _is_date(wishes.date):
        raise InputError(BAD_DATE.format(given=wishes.date))


def _check_view(wishes: Wishes) -> None:
    """Raise InputError where an option has no meaning for the picture that is asked for, rather than ignore it."""
    is_picture = wishes.form in PICTURES
    if wishes.story not in (None, NONE) and wishes.form in ("svg", "png"):
        raise InputError(STORY_WITH.format(form=wishes.form))
    if wishes.focus and wishes.view == "matrix" and is_picture:
        raise InputError(NO_FOCUS)
    if wishes.positions is not None and wishes.view != "layered" and is_picture:
        raise InputError(ONLY_LAYERED.format(view=wishes.view))


def _is_date(given: str) -> bool:
    """Tell whether a text is a day of the calendar, or a month or a year of it.

    >>> _is_date("2026-11-23"), _is_date("2026-13-01"), _is_date("2026")
    (True, False, True)
    """
    from datetime import date

    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", given):
        return False
    try:
        date.fromisoformat((given + "-01-01")[:10])
    except ValueError:
        return False
    return True


# Making the map ---------------------------------------------------------------------------------------------------


def _map(ctx: click.Context, graph: Graph, wishes: Wishes) -> StrategyMap:
    from stratgraph.maps import strategy_map
    from stratgraph.sources.quoting import quotation

    def quote(locator: str) -> str | None:
        return quotation(graph, locator)

    language = session(ctx).language
    title = Text(en=wishes.title, sv=wishes.title) if wishes.title else None
    if wishes.is_alliance:
        return strategy_map(
            graph,
            quote=quote,
            title=title,
            date=wishes.date,
            language=language,
            # The page has them at hand, to be shown when somebody asks for them.
            candidates=wishes.candidates or wishes.form == "html",
        )
    if wishes.question is not None:
        return _map_of_question(graph, wishes, title, quote, language)
    if wishes.path is not None:
        return _map_of_path(ctx, graph, wishes, title, quote)
    return _map_of_query(ctx, graph, wishes, title, quote, language)


def _map_of_question(
    graph: Graph, wishes: Wishes, title: Text | None, quote: Callable[[str], str | None], language: str
) -> StrategyMap:
    from stratgraph.cli.ask import parameters_of
    from stratgraph.maps.results import map_of_table
    from stratgraph.questions.answer import answer
    from stratgraph.questions.catalogue import question

    asked = question(graph.workspace, wishes.question or "")
    table = answer(graph, asked, parameters=parameters_of(wishes.parameters), language=language)
    return map_of_table(graph, table, title=title, quote=quote, date=wishes.date, language=language)


def _map_of_query(
    ctx: click.Context,
    graph: Graph,
    wishes: Wishes,
    title: Text | None,
    quote: Callable[[str], str | None],
    language: str,
) -> StrategyMap:
    from stratgraph.cli.query import answered_behind_walls, placed, query_text
    from stratgraph.graph.guard import check_query
    from stratgraph.maps.results import map_of_answer
    from stratgraph.model.errors import ParseError

    text, name = query_text(wishes.query, wishes.execute)
    try:
        check_query(text)
        found = answered_behind_walls(ctx, graph, text, 0)
    except ParseError as error:
        raise placed(error, name) if error.line and name else error from error
    return map_of_answer(graph, found, title=title or A_QUERY, quote=quote, date=wishes.date, language=language)


def _map_of_path(
    ctx: click.Context, graph: Graph, wishes: Wishes, title: Text | None, quote: Callable[[str], str | None]
) -> StrategyMap:
    from stratgraph.analysis.naming import find
    from stratgraph.analysis.ways import ways, ways_in_short
    from stratgraph.maps.ways import map_of_ways

    start, end = (find(graph, name) for name in wishes.path or ())
    found = ways(graph, start, end)
    if not found.paths:
        note(ctx, ways_in_short(graph, found))
    if found.why_none is not None:
        note(ctx, found.why_none)
    return map_of_ways(graph, found, title=title, quote=quote, date=wishes.date, language=session(ctx).language)


def _with_positions(ctx: click.Context, found: StrategyMap, wishes: Wishes) -> StrategyMap:
    if wishes.positions is None:
        return found
    from stratgraph.graph.reading import read_text
    from stratgraph.maps.positions import moved, read_positions

    placed, unknown = moved(found, read_positions(read_text(wishes.positions), wishes.positions))
    if unknown:
        shown = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
        note(ctx, IGNORED.format(file=wishes.positions, count=len(unknown), ids=shown))
    return placed


def _with_story(found: StrategyMap, graph: Graph, wishes: Wishes) -> StrategyMap:
    """Return the map with the story that was asked for, else that of the workspace; an answer has none of its own."""
    from dataclasses import replace

    path = _story_file(graph, wishes)
    if path is None:
        return found
    from stratgraph.graph.reading import read_text
    from stratgraph.maps.story import read_story, story_of

    return replace(found, story=story_of(read_story(read_text(path), path), found, graph))


def _story_file(graph: Graph, wishes: Wishes) -> str | None:
    from pathlib import Path

    if wishes.story is not None:
        return None if wishes.story == NONE else wishes.story
    chosen = session(click.get_current_context())
    # The workspace's own story is told of its whole map, so that all that it names is there.
    every = set(graph.layers) == set(LAYERS)
    whole = wishes.is_alliance and every and not Path(chosen.workspace or "").is_file()
    if not whole or wishes.form not in WITH_STORY:
        return None
    paths = [Path(graph.workspace.folder, name) for name in STORY_NAMES]
    return next((str(path) for path in paths if path.is_file()), None)


def _focus(graph: Graph, found: StrategyMap, wishes: Wishes) -> Focus | None:
    from stratgraph.analysis.naming import find
    from stratgraph.graph.stated import curie
    from stratgraph.maps.focus import Focus

    if not wishes.focus:
        return None
    known = {node.id for node in found.nodes if node.status != "group"}
    names = []
    for name in wishes.focus:
        given = name if name in known else curie(graph, find(graph, name))
        if given not in known:
            raise InputError(NOT_ON_MAP.format(name=name))
        names.append(given)
    return Focus(tuple(names), degree=wishes.degree)


def _started(found: StrategyMap, wishes: Wishes, focus: Focus | None) -> StrategyMap:
    """Return the map with what its page shows first."""
    from dataclasses import replace

    from stratgraph.maps.graph import Start

    nodes = focus.nodes if focus is not None else ()
    return replace(
        found, meta=replace(found.meta, start=Start(wishes.view, nodes, wishes.degree, wishes.theme, wishes.candidates))
    )


# Writing it -------------------------------------------------------------------------------------------------------


def _json(ctx: click.Context, found: StrategyMap, wishes: Wishes, focus: Focus | None) -> str:
    import json

    return json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _html(ctx: click.Context, found: StrategyMap, wishes: Wishes, focus: Focus | None) -> str:
    from stratgraph.maps.page import page

    return page(found.to_dict())


def _svg(ctx: click.Context, found: StrategyMap, wishes: Wishes, focus: Focus | None) -> str:
    from stratgraph.maps.pictures import picture
    from stratgraph.maps.svg import svg

    return svg(picture(found, wishes.view, language=session(ctx).language, focus=focus), theme=wishes.theme or LIGHT)


def _png(ctx: click.Context, found: StrategyMap, wishes: Wishes, focus: Focus | None) -> bytes:
    from stratgraph.maps.pictures import picture
    from stratgraph.maps.printing import png

    return png(picture(found, wishes.view, language=session(ctx).language, focus=focus), theme=wishes.theme or LIGHT)


def _pdf(ctx: click.Context, found: StrategyMap, wishes: Wishes, focus: Focus | None) -> bytes:
    """Return one page with the view, or a page for each step of the story."""
    from stratgraph.maps.pictures import picture
    from stratgraph.maps.printing import pdf

    language = session(ctx).language
    if found.story is None:
        return pdf([picture(found, wishes.view, language=language, focus=focus)], theme=wishes.theme or LIGHT)
    steps = found.story.steps
    scenes = [picture(found, step.view, language=language, focus=step.focus) for step in steps]
    texts = [(step.title.into(language), step.text.into(language)) for step in steps]
    return pdf(scenes, texts=texts, theme=wishes.theme or LIGHT)


_WRITERS: dict[str, Callable[[click.Context, StrategyMap, Wishes, Focus | None], str | bytes]] = {
    "html": _html,
    "svg": _svg,
    "png": _png,
    "pdf": _pdf,
    "json": _json,
}


def written(ctx: click.Context, found: StrategyMap, *, form: str, theme: str = "light") -> str | bytes:
    """Return a map that another command has made, in one of the formats of a map."""
    wishes = Wishes(
        view="layered",
        form=form,
        question=None,
        parameters=(),
        query=None,
        execute=None,
        focus=(),
        degree=1,
        candidates=False,
        story=NONE,
        positions=None,
        date=None,
        title=None,
        theme=theme,
    )
    return _WRITERS[form](ctx, _started(found, wishes, None), wishes, None)
