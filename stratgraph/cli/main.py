"""The program: its global options and the table of its commands."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import Any, NoReturn

import click

from stratgraph.cli.base import Lazy, Option, Root, workspace_option, write
from stratgraph.model.language import Text

COMMANDS = {
    "ask": Lazy(
        "stratgraph.cli.ask",
        "command",
        Text(en="List the questions, or answer one.", sv="Lista frågorna eller besvara en."),
    ),
    "query": Lazy(
        "stratgraph.cli.query",
        "command",
        Text(en="Run a SPARQL query of your own.", sv="Kör en egen SPARQL-fråga."),
    ),
    "show": Lazy(
        "stratgraph.cli.show",
        "command",
        Text(en="Show one thing's card, with all its links.", sv="Visa en saks kort, med alla dess samband."),
    ),
    "path": Lazy(
        "stratgraph.cli.path",
        "command",
        Text(en="Show how two things are connected.", sv="Visa hur två saker hör ihop."),
    ),
    "gaps": Lazy(
        "stratgraph.cli.gaps",
        "command",
        Text(en="Show what the strategy lacks.", sv="Visa vad strategin saknar."),
    ),
    "load": Lazy(
        "stratgraph.cli.load",
        "command",
        Text(en="Build a store on disk, or fill an endpoint.", sv="Bygg ett datalager, eller fyll en endpoint."),
    ),
    "serve": Lazy(
        "stratgraph.cli.serve",
        "command",
        Text(en="Answer SPARQL queries over HTTP.", sv="Besvara SPARQL-frågor över HTTP."),
    ),
    "overlaps": Lazy(
        "stratgraph.cli.overlaps",
        "command",
        Text(en="Show where competitors and clusters overlap.", sv="Visa var konkurrenter och kluster överlappar."),
    ),
    "metrics": Lazy(
        "stratgraph.cli.metrics",
        "command",
        Text(
            en="Measure the alliance as a network, in plain sentences.",
            sv="Mät alliansen som nätverk, i vanliga meningar.",
        ),
    ),
    "whatif": Lazy(
        "stratgraph.cli.whatif",
        "command",
        Text(
            en="Show what joining or leaving networks would change.",
            sv="Visa vad att gå med i eller lämna nätverk ändrar.",
        ),
    ),
    "diff": Lazy(
        "stratgraph.cli.diff",
        "command",
        Text(en="Show what changed between two states, in words.", sv="Visa vad som ändrats mellan två lägen, i ord."),
    ),
    "map": Lazy(
        "stratgraph.cli.map",
        "command",
        Text(en="Draw the alliance map, or any answer as a map.", sv="Rita allianskartan, eller ett svar som karta."),
    ),
    "report": Lazy(
        "stratgraph.cli.report",
        "command",
        Text(
            en="Write one file to forward: gaps, overlaps, map, evidence.",
            sv="Skriv en fil att skicka vidare: luckor, överlapp, karta, belägg.",
        ),
    ),
    "validate": Lazy(
        "stratgraph.cli.validate",
        "command",
        Text(en="Check data against the rules.", sv="Kontrollera data mot reglerna."),
    ),
    "source": Lazy(
        "stratgraph.cli.source",
        "command",
        Text(
            en="Your own copy of the source document: attach, check, show, locate.",
            sv="Din egen kopia av källdokumentet: koppla, kontrollera, visa, hitta.",
        ),
    ),
    "info": Lazy(
        "stratgraph.cli.info",
        "command",
        Text(en="Show what is in the graph.", sv="Visa vad som finns i grafen."),
    ),
    "doctor": Lazy(
        "stratgraph.cli.doctor",
        "command",
        Text(en="Show what is wrong with the set-up.", sv="Visa vad som är fel med installationen."),
    ),
    "completion": Lazy(
        "stratgraph.cli.completion",
        "command",
        Text(
            en="Let your shell complete commands, questions and names.",
            sv="Låt skalet fylla i kommandon, frågor och namn.",
        ),
    ),
}

HELP = Text(
    en="A city's international strategy as a graph with evidence: ask which goals lack a network, "
    "where competitors and clusters overlap, and where each fact is said.",
    sv="En stads internationella strategi som graf med belägg: fråga vilka mål som saknar nätverk, "
    "var konkurrenter och kluster överlappar och var varje uppgift står.",
)


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from stratgraph import __version__

        write(f"stratgraph {__version__}\n")
        ctx.exit()


@workspace_option()
def _nothing(**options: Any) -> None:
    """Do nothing before the subcommand; the options have done their work already."""


root = Root(
    "stratgraph",
    text=HELP,
    lazy=COMMANDS,
    callback=_nothing,
    params=[
        *reversed(getattr(_nothing, "__click_params__", [])),
        Option(
            ["--version"],
            text=Text(en="Show the version.", sv="Visa versionen."),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
        ),
    ],
)


def main() -> NoReturn:
    """Run the program and end the process; the entry point of the installed command."""
    try:
        root.main()
    except SystemExit as leave:
        _end(leave.code)


def _end(code: str | int | None) -> NoReturn:
    """End the process with all that it has written, and without taking the graph apart, which nobody would see.

    A process that is torn down in the usual way spends an eighth of a cold question's time on it.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
