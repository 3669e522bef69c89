"""A map as the answer of a command that else prints a table: what came and what went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stratgraph.cli.base import Choice, note, option
from stratgraph.cli.output import chosen_format, emit_bytes, emit_text
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text

if TYPE_CHECKING:
    from stratgraph.maps.graph import StrategyMap

#: Formats that only a map has; the others need --map to be one.
MAP_ONLY = ("svg", "png", "pdf")

NEEDS_FILE = Text(
    en="a map needs a file, -o with one of {known}; --map --format {free} goes to stdout too",
    sv="en karta behöver en fil, -o med en av {known}; --map --format {free} går också till stdout",
)
NO_MAP = Text(
    en="{form} is no format of a map; those are {known}",
    sv="{form} är inget format för en karta; de är {known}",
)

theme_option = option(
    "--theme",
    type=Choice(("light", "dark")),
    default="light",
    help=Text(en="Colours of a map (default: light).", sv="En kartas färger (annars light)."),
)
map_option = option(
    "--map",
    "as_map",
    is_flag=True,
    help=Text(
        en="Draw what came and went as a map (a file of .svg, .png or .pdf is one anyway).",
        sv="Rita vad som kom och gick som en karta (en fil .svg, .png eller .pdf är ändå en).",
    ),
)


def map_format(form: str | None, output: str | None, *, as_map: bool) -> str | None:
    """Return the format of the map that is asked for; None where a table is.

    Raises InputError for a format that no map has, or that cannot go to stdout.
    """
    from stratgraph.cli.map import FORMATS, TO_STDOUT

    ending = output.rpartition(".")[2].lower() if output else ""
    asked = form or ending
    if not as_map and asked not in MAP_ONLY:
        return None
    known = ", ".join("." + name for name in FORMATS)
    needs_file = InputError(NEEDS_FILE.format(known=known, free="|".join(TO_STDOUT)))
    if form is None and output is None:
        raise needs_file
    chosen = chosen_format(form, output, known=FORMATS)
    if chosen not in FORMATS:
        raise InputError(NO_MAP.format(form=chosen, known=known))
    if output is None and chosen not in TO_STDOUT:
        raise needs_file
    return chosen


def emit_map(ctx: click.Context, found: StrategyMap, *, form: str, output: str | None, theme: str) -> None:
    """Print a map, or write it to a file."""
    from stratgraph.cli.map import written

    made = written(ctx, found, form=form, theme=theme)
    if isinstance(made, bytes):
        emit_bytes(made, output)
    else:
        emit_text(made, output)
    if found.meta.empty is not None:
        note(ctx, Text(en=found.meta.empty.en, sv=found.meta.empty.sv))
