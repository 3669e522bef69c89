"""The options of every command that prints a table, and the way to stdout or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from stratgraph.cli.base import Choice, note, option, session, write
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Table
from stratgraph.output import BINARY, FORMATS, OPEN_ENDED, SEPARATED, format_for, render

Function = TypeVar("Function", bound=Callable[..., object])

#: The width of a table that goes into a file or a pipe, in characters.
WIDTH_WITHOUT_TERMINAL = 100

#: Where --excel is kept: it belongs to two formats, and no command has to pass it on.
EXCEL = "stratgraph.excel"

EXCEL_WITH = Text(
    en="--excel goes with --format csv or tsv, not {form}; a workbook is --format xlsx",
    sv="--excel hör till --format csv eller tsv, inte {form}; en arbetsbok är --format xlsx",
)
NOT_ON_A_TERMINAL = Text(
    en="{form} is no text for a terminal; name a file: -o answer.{form}",
    sv="{form} är ingen text för en terminal; ange en fil: -o svar.{form}",
)


def output_options(function: Function) -> Function:
    """Add --format, -o, --iri and --excel to a command."""
    return output_options_with(FORMATS)(function)


def output_options_with(formats: Sequence[str], *, default: Text | str = "table") -> Callable[[Function], Function]:
    """Return a decorator that adds --format (one of those formats), -o, --iri and --excel to a command."""

    def add_all(function: Function) -> Function:
        for add in (_excel_option(), _iri_option(), _output_option(), _format_option(formats, default)):
            function = add(function)
        return function

    return add_all


def _excel_option() -> Callable[[Function], Function]:
    return option(
        "--excel",
        is_flag=True,
        callback=_keep_excel,
        expose_value=False,
        help=Text(
            en="CSV and TSV for spreadsheets: a byte order mark, and an apostrophe before a text that begins as a "
            "formula (= + - @). xlsx needs none of it.",
            sv="CSV och TSV för kalkylprogram: en byteordningsmarkering, och en apostrof före text som börjar som en "
            "formel (= + - @). xlsx behöver inget av det.",
        ),
    )


def _iri_option() -> Callable[[Function], Function]:
    return option("--iri", is_flag=True, help=Text(en="Add the IRI of each label.", sv="Lägg till varje namns IRI."))


def _output_option() -> Callable[[Function], Function]:
    return option(
        "--output",
        "-o",
        metavar=Text(en="FILE", sv="FIL"),
        help=Text(
            en="Write to this file, whole or not at all; its ending gives the format.",
            sv="Skriv till denna fil, hel eller inte alls; filändelsen ger formatet.",
        ),
    )


def _format_option(formats: Sequence[str], default: Text | str) -> Callable[[Function], Function]:
    text = Text(en="Format (default: {default}).", sv="Format (annars {default}).").format(default=default)
    return option("--format", "form", type=Choice(tuple(formats)), help=text)


def _keep_excel(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    ctx.meta[EXCEL] = value


def chosen_format(
    form: str | None, output: str | None, otherwise: str = "table", *, known: Sequence[str] = FORMATS
) -> str:
    """Return the format that was asked for, else that of the file's ending, else the usual one.

    Raises InputError for an ending that is not known, and where the format cannot go where it is to go.
    """
    chosen = form or (format_for(output, known) if output else otherwise)
    if _excel() and chosen not in SEPARATED:
        raise InputError(EXCEL_WITH.format(form=chosen or "table"))
    if chosen in BINARY and output is None and sys.stdout.isatty():
        raise InputError(NOT_ON_A_TERMINAL.format(form=chosen))
    return chosen


def _excel() -> bool:
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.meta.get(EXCEL))


def width(output: str | None = None) -> int:
    """Return the width of the terminal, else the width for files and pipes."""
    if output is not None or not sys.stdout.isatty():
        return WIDTH_WITHOUT_TERMINAL
    from shutil import get_terminal_size

    return get_terminal_size((WIDTH_WITHOUT_TERMINAL, 24)).columns


def colour(output: str | None = None) -> bool:
    """Tell whether text may be set off: on a terminal that can, unless NO_COLOR is set (https://no-color.org/)."""
    if output is not None or not sys.stdout.isatty():
        return False
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def emit(ctx: click.Context, table: Table, *, form: str, output: str | None, iri: bool, after: str = "") -> None:
    """Print a table, or write it to a file; `after` is text that belongs under it."""
    language = session(ctx).language
    if form in BINARY:
        from stratgraph.output.xlsx import workbook

        content, notes = workbook(table, language=language, iri=iri)
        emit_bytes(content, output)
        for text in notes:
            note(ctx, text)
        return
    made = render(table, form, language=language, iri=iri, width=width(output), excel=_excel(), colour=colour(output))
    emit_text(made + after, output)


def emit_text(text: str, output: str | None) -> None:
    """Print text, or write it to a file, as it is."""
    if output is None:
        write(text)
        return
    from stratgraph.output.files import write_whole

    write_whole(output, text)


def emit_bytes(content: bytes, output: str | None) -> None:
    """Write bytes to stdout, or to a file."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    from stratgraph.output.files import write_whole

    write_whole(output, content)


def emit_beneath(ctx: click.Context, text: str, *, form: str, output: str | None) -> None:
    """Print what belongs under an answer: on stdout under text for people, else on stderr, beside data and files."""
    if form in OPEN_ENDED and output is None:
        write("\n" + text)
    else:
        note(ctx, text)
