"""`stratgraph serve`: a read-only SPARQL endpoint over the graph."""

from __future__ import annotations

import re
import sys

import click

from stratgraph.cli.base import (
    Integer,
    command as make_command,
    layer_option,
    note,
    option,
    session,
    store_option,
    workspace_option,
    write,
)
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text

ORIGIN = re.compile(r"\*|https?://[^\s/?#@,]+")
HOST = re.compile(r"[\w.:-]+")
#: More than any limit has to be.
MOST = 1_000_000_000
MOST_WORKERS = 256
SECONDS = Text(en="SECONDS", sv="SEKUNDER")
BAD_ORIGIN = Text(
    en='--cors needs an origin as https://example.org, or *, not "{value}"',
    sv='--cors behöver ett ursprung som https://example.org, eller *, inte "{value}"',
)
BAD_HOST = Text(
    en='--allow-host needs a name without port, not "{value}"',
    sv='--allow-host behöver ett namn utan port, inte "{value}"',
)
ENDS = Text(en="serving {name}; Ctrl+C ends it", sv="serverar {name}; Ctrl+C avslutar")


@make_command(
    "serve",
    help=Text(
        en="Answer SPARQL queries over HTTP, at /sparql on this machine alone unless --host says otherwise. Queries "
        "read; they change nothing, fetch nothing, and end when they take too much.",
        sv="Besvara SPARQL-frågor över HTTP, på /sparql och bara på den här datorn om inte --host säger annat. Frågor "
        "läser; de ändrar inget, hämtar inget och avbryts när de tar för mycket.",
    ),
)
@option(
    "--port",
    type=Integer(least=0, most=65_535),
    default=8080,
    help=Text(en="Port (default 8080; 0: any that is free).", sv="Port (annars 8080; 0: vilken ledig som helst)."),
)
@option(
    "--host",
    default="127.0.0.1",
    metavar=Text(en="ADDRESS", sv="ADRESS"),
    help=Text(
        en="Listen on this address (default 127.0.0.1, which no other machine reaches).",
        sv="Lyssna på denna adress (annars 127.0.0.1, som ingen annan dator når).",
    ),
)
@option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(
        en="Answer requests for this name too (the Host header); may be repeated.",
        sv="Besvara även begäranden till detta namn (huvudfältet Host); kan upprepas.",
    ),
)
@option(
    "--cors",
    "origins",
    multiple=True,
    metavar=Text(en="ORIGIN", sv="URSPRUNG"),
    help=Text(
        en="Let pages of this origin read answers, or of any (*); may be repeated.",
        sv="Låt sidor från detta ursprung läsa svar, eller från alla (*); kan upprepas.",
    ),
)
@option(
    "--timeout",
    type=Integer(least=1, most=MOST),
    default=30,
    metavar=SECONDS,
    help=Text(en="End a query after so long (default 30).", sv="Avbryt en fråga efter så lång tid (annars 30)."),
)
@option(
    "--memory",
    type=Integer(least=16, most=MOST),
    default=1024,
    metavar="MB",
    help=Text(
        en="Memory that a query may take beyond the graph (default 1024).",
        sv="Minne som en fråga får ta utöver grafen (annars 1024).",
    ),
)
@option(
    "--rows",
    type=Integer(least=1, most=MOST),
    default=100_000,
    help=Text(
        en="Cut answers after so many rows, and say so (default 100000).",
        sv="Korta svar efter så många rader, och säg det (annars 100000).",
    ),
)
@option(
    "--workers",
    type=Integer(least=1, most=MOST_WORKERS),
    default=4,
    help=Text(
        en="Queries at once (default 4); beside them one more process answers short ones.",
        sv="Frågor samtidigt (annars 4); bredvid dem besvarar en process till korta frågor.",
    ),
)
@option(
    "--waiting",
    type=Integer(least=0, most=MOST),
    default=64,
    help=Text(
        en="Queries that may wait for their turn (default 64); more get 503.",
        sv="Frågor som får vänta på sin tur (annars 64); fler får 503.",
    ),
)
@option(
    "--cache",
    type=Integer(least=0, most=MOST),
    default=32,
    metavar="MB",
    help=Text(
        en="Memory for answers that are asked for again (default 32; 0: none).",
        sv="Minne för svar som efterfrågas igen (annars 32; 0: inget).",
    ),
)
@option(
    "--patience",
    type=Integer(least=1, most=MOST),
    default=10,
    metavar=SECONDS,
    help=Text(
        en="Hang up where a request takes longer to arrive (default 10).",
        sv="Lägg på om en begäran tar längre tid att komma fram (annars 10).",
    ),
)
@option(
    "--grace",
    type=Integer(least=0, most=MOST),
    default=10,
    metavar=SECONDS,
    help=Text(
        en="When stopped, let running queries end for so long (default 10).",
        sv="Låt pågående frågor bli klara så länge vid stopp (annars 10).",
    ),
)
@option("--access-log", is_flag=True, help=Text(en="Log requests to stderr.", sv="Logga begäranden till stderr."))
@layer_option()
@store_option()
@workspace_option()
@click.pass_context
def command(
    ctx: click.Context,
    port: int,
    host: str,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: int,
    memory: int,
    rows: int,
    workers: int,
    waiting: int,
    cache: int,
    patience: int,
    grace: int,
    access_log: bool,
) -> None:
    """Parse the options, listen, serve."""
    from stratgraph.web.answering import Most
    from stratgraph.web.connection import Patience
    from stratgraph.web.pool import Limits
    from stratgraph.web.serving import Settings, listen, log_to_stderr, serve
    from stratgraph.web.site import Rules
    from stratgraph.web.source import source

    chosen = session(ctx)
    rules = Rules(
        frozenset((host.lower(), *(_checked(one, HOST, BAD_HOST).lower() for one in hosts))),
        frozenset(_checked(one, ORIGIN, BAD_ORIGIN).lower() for one in origins),
        chosen.language,
    )
    settings = Settings(
        host=host,
        port=port,
        rules=rules,
        limits=Limits(float(timeout), memory * 1024**2, Most(rows=rows), workers, waiting),
        patience=Patience(request=float(patience)),
        cache=cache * 1_000_000,
        grace=float(grace),
        log=log_to_stderr if access_log else None,
    )
    with listen(host, port) as listening:
        what = source(workspace=chosen.workspace, layers=chosen.layers, store=chosen.store)

        def ready(url: str) -> None:
            write(url + "\n")
            sys.stdout.flush()
            note(ctx, ENDS.format(name=what.name))

        serve(listening, what, settings, ready=ready)


def _checked(value: str, form: re.Pattern[str], otherwise: Text) -> str:
    if not form.fullmatch(value):
        raise InputError(otherwise.format(value=value))
    return value
