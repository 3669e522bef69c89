"""`stratgraph report`: one file to forward."""

from __future__ import annotations

import click

from stratgraph.cli.base import command as make_command, note, option, session
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit_bytes, emit_text
from stratgraph.model.errors import InputError
from stratgraph.model.language import LANGUAGES, Text

FORMATS = ("html", "md", "pdf")
NEEDS_FILE = Text(en="name a file: -o report.html (or .md, .pdf)", sv="ange en fil: -o rapport.html (eller .md, .pdf)")
ONE_READER = Text(en="give --goal or --committee, not both", sv="ange --goal eller --committee, inte båda")
BAD_DATE = Text(
    en='--date needs a date as 2026-11-23, or today, not "{given}"',
    sv='--date behöver ett datum som 2026-11-23, eller today, inte "{given}"',
)
WRITTEN = Text(en="written: {path}", sv="skrivet: {path}")


@make_command(
    "report",
    help=Text(
        en="Write one file to forward, in both languages: goals and their network support, each gap with candidates "
        "and evidence, competitors by clusters, committees, the map, what is document and what is interpretation, "
        "and the questions used. HTML stands by itself and prints; Markdown and PDF are in the chosen language.",
        sv="Skriv en fil att skicka vidare, på båda språken: målen och deras nätverksstöd, varje lucka med kandidater "
        "och belägg, konkurrenter efter kluster, nämnderna, kartan, vad som är dokument och vad som är tolkning, och "
        "de frågor som använts. HTML står för sig själv och kan skrivas ut; Markdown och PDF är på det valda språket.",
    ),
)
@option(
    "--output",
    "-o",
    metavar=Text(en="FILE", sv="FIL"),
    help=Text(
        en="Write to this file, whole or not at all: .html, .md or .pdf. PDF needs Chromium.",
        sv="Skriv till denna fil, hel eller inte alls: .html, .md eller .pdf. PDF behöver Chromium.",
    ),
)
@option(
    "--goal",
    metavar=Text(en="N", sv="N"),
    help=Text(en="One page about one goal: its number or name.", sv="En sida om ett mål: dess nummer eller namn."),
)
@option(
    "--committee",
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(en="One page for one committee.", sv="En sida för en nämnd."),
)
@option(
    "--date",
    metavar=Text(en="DATE", sv="DATUM"),
    help=Text(
        en="The date that the report bears, as 2026-11-23; today takes it from the clock. None otherwise.",
        sv="Datumet som rapporten bär, som 2026-11-23; today tar det från klockan. Annars inget.",
    ),
)
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Quote the passages, where the document is attached: the file then holds its words.",
        sv="Citera ställena, där dokumentet är kopplat: filen innehåller då dess ord.",
    ),
)
@graph_options
@click.pass_context
def command(
    ctx: click.Context, output: str | None, goal: str | None, committee: str | None, date: str | None, cite: bool
) -> None:
    """Make the report and write it."""
    if output is None:
        raise InputError(NEEDS_FILE)
    if goal is not None and committee is not None:
        raise InputError(ONE_READER)
    form = chosen_format(None, output, known=FORMATS)
    content = made(ctx, form, goal=goal, committee=committee, date=checked_date(date), quoted=cite)
    emit_bytes(content, output) if isinstance(content, bytes) else emit_text(content, output)
    note(ctx, WRITTEN.format(path=output))


def made(
    ctx: click.Context, form: str, *, goal: str | None, committee: str | None, date: str | None, quoted: bool
) -> str | bytes:
    """Return the report in the format, opening in the session's language."""
    from stratgraph.reports import report

    language = session(ctx).language
    others = () if form != "html" else tuple(name for name in LANGUAGES if name != language)
    found = report(
        chosen_graph(ctx),
        goal=goal,
        committee=committee,
        languages=(language, *others),
        date=date,
        quoted=quoted,
    )
    if form == "md":
        from stratgraph.reports.markdown import markdown

        return markdown(found)
    from stratgraph.reports.page import page

    if form == "html":
        return page(found)
    from stratgraph.maps.printing import print_page

    return print_page(page(found))


def checked_date(given: str | None) -> str | None:
    """Return the date as it is to be printed.

    Raises InputError for what is none.

    >>> checked_date("2026-11-23")
    '2026-11-23'
    """
    from datetime import date

    if given is None:
        return None
    if given == "today":
        return date.today().isoformat()
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise InputError(BAD_DATE.format(given=given)) from None
