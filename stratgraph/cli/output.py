"""The options of every command that prints a table, and the way to stdout or a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click

from stratgraph.cli.base import Choice, option, session, write
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.output import FORMATS, format_for, render

Function = TypeVar("Function", bound=Callable[..., object])

#: The width of a table that goes into a file or a pipe, in characters.
WIDTH_WITHOUT_TERMINAL = 100


def output_options(function: Function) -> Function:
    """Add --format, -o and --iri to a command."""
    for add in (
        option(
            "--iri",
            is_flag=True,
            help=Text(en="Add the IRI of each label.", sv="Lägg till varje namns IRI."),
        ),
        option(
            "--output",
            "-o",
            metavar=Text(en="FILE", sv="FIL"),
            help=Text(
                en="Write to this file, whole or not at all; its ending gives the format.",
                sv="Skriv till denna fil, hel eller inte alls; filändelsen ger formatet.",
            ),
        ),
        option(
            "--format",
            "form",
            type=Choice(tuple(FORMATS)),
            help=Text(en="Format (default: table).", sv="Format (annars table)."),
        ),
    ):
        function = add(function)
    return function


def chosen_format(form: str | None, output: str | None, otherwise: str = "table") -> str:
    """Return the format that was asked for, else that of the file's ending, else the usual one."""
    return form or (format_for(output) if output else otherwise)


def width() -> int:
    """Return the width of the terminal, else the width for files and pipes."""
    if not sys.stdout.isatty():
        return WIDTH_WITHOUT_TERMINAL
    from shutil import get_terminal_size

    return get_terminal_size((WIDTH_WITHOUT_TERMINAL, 24)).columns


def emit(ctx: click.Context, table: Table, *, form: str, output: str | None, iri: bool, after: str = "") -> None:
    """Print a table, or write it to a file; `after` is text that belongs under it."""
    text = render(table, form, language=session(ctx).language, iri=iri, width=width()) + after
    emit_text(text, output)


def emit_text(text: str, output: str | None) -> None:
    """Print text, or write it to a file, as it is."""
    if output is None:
        write(text)
        return
    from stratgraph.output.files import write_whole

    write_whole(output, text)
