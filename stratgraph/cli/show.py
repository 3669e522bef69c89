"""`stratgraph show`: one thing's card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from textwrap import fill
from typing import Any

import click

from stratgraph.analysis.card import Card, Line, card, layer_code
from stratgraph.analysis.naming import find
from stratgraph.cli.about import with_passages
from stratgraph.cli.base import (
    argument,
    command as make_command,
    completed_by,
    note,
    option,
    session,
)
from stratgraph.cli.citing import passages
from stratgraph.cli.opening import chosen_graph, graph_options
from stratgraph.cli.output import chosen_format, emit, emit_beneath, emit_text, output_options, width
from stratgraph.graph.evidence import citations
from stratgraph.graph.labels import local_name
from stratgraph.graph.memory import Graph
from stratgraph.model.language import Text
from stratgraph.model.table import Entity
from stratgraph.model.terms import SG
from stratgraph.output import WITH_ABOUT

ALSO = Text(en="also called: {names}", sv="kallas också: {names}")
INTO = Text(en="… {relation} {name}", sv="… {relation} {name}")
READING = Text(en="an analyst's reading: {text}", sv="en analytikers läsning: {text}")
NOTHING = Text(en="nothing is said of {name} in the chosen layers", sv="inget sägs om {name} i de valda lagren")
SEE_SOURCE = Text(en="`stratgraph source show {name}` quotes it", sv="`stratgraph source show {name}` citerar det")

INDENTS: dict[str, Any] = {
    "initial_indent": "  ",
    "subsequent_indent": "      ",
    "break_on_hyphens": False,
    "break_long_words": False,
}


@make_command(
    "show",
    help=Text(
        en="Show one thing's card: what it is, how it is linked both ways, and where each is said.",
        sv="Visa en saks kort: vad den är, hur den hör ihop med annat åt båda hållen och var det sägs.",
    ),
)
@argument(
    "name",
    nargs=-1,
    required=True,
    metavar=Text(en="NAME", sv="NAMN"),
    help=Text(
        en="Name, other name, short name, number (goal 4), CURIE or IRI; case and accents do not matter.",
        sv="Namn, annat namn, kortnamn, nummer (mål 4), CURIE eller IRI; skiftläge och accenter spelar ingen roll.",
    ),
    shell_complete=completed_by("complete_names"),
)
@option(
    "--cite",
    is_flag=True,
    help=Text(
        en="Print the passages under the card, with the quotation where the document is attached.",
        sv="Skriv ut ställena under kortet, med citat där dokumentet är kopplat.",
    ),
)
@graph_options
@output_options
@click.pass_context
def command(
    ctx: click.Context, name: tuple[str, ...], cite: bool, form: str | None, output: str | None, iri: bool
) -> None:
    """Find the thing, make its card, print it."""
    form = chosen_format(form, output)
    graph = chosen_graph(ctx)
    found = card(graph, find(graph, " ".join(name)), language=session(ctx).language)
    if form in ("table", "md"):
        emit_text(in_words(graph, found, form, iri=iri, width=width()), output)
    else:
        title = Text(en=found.entity.label, sv=found.entity.label)
        table = with_passages(graph, found.table(), title, form=form, language=found.language, quoted=cite)
        emit(ctx, table, form=form, output=output, iri=iri)
    _remark(ctx, found)
    if cite and form not in WITH_ABOUT:
        text = passages(graph, found.table().locators(), found.language)
        emit_beneath(ctx, text, form=form, output=output)


def _remark(ctx: click.Context, found: Card) -> None:
    """Say on stderr what the card cannot show."""
    if not found.lines:
        note(ctx, NOTHING.format(name=found.entity.label))
    if any(kind.iri == SG + "Passage" for kind in found.kinds):
        note(ctx, SEE_SOURCE.format(name=local_name(found.entity.iri)))


def in_words(graph: Graph, found: Card, form: str, *, iri: bool, width: int) -> str:
    """Return the card for people: a head, then what is said under the relation that says it."""
    cited = citations(graph, found.table().locators(), found.language)
    lines = head(found, iri=iri)
    if form == "md":
        lines = [f"# {escaped(lines[0])}", *("\n" + escaped(line) for line in lines[1:])]
    for heading, group in groupby(found.lines, key=lambda line: relation(found, line)):
        lines.append(f"\n## {escaped(heading)}\n" if form == "md" else f"\n{heading}")
        for line in group:
            text = said(found, line, cited, iri=iri)
            lines.append(f"- {escaped(text)}" if form == "md" else fill(text, width, **INDENTS))
    return "\n".join(lines) + "\n"


def relation(found: Card, line: Line) -> str:
    """Return what a line stands under; a link from elsewhere is told with the thing's own name."""
    name = line.relation.label
    return INTO.format(relation=name, name=found.short_name).into(found.language) if line.direction == "in" else name


def said(found: Card, line: Line, cited: Mapping[str, str], *, iri: bool) -> str:
    """Return a line in words: what, more exactly, in which layer if not the document, and where it is said."""
    value = marked(line.value) if isinstance(line.value, Entity) else str(line.value)
    if iri and isinstance(line.value, Entity):
        value += f" <{line.value.iri}>"
    if line.detail:
        value += f" ({line.detail})"
    code = layer_code(line.layers, found.language)
    layer = f" [{code.label}]" if code and code.value != "document" else ""
    places = "; ".join(dict.fromkeys(cited[locator] for locator in line.evidence))
    return value + layer + (f" — {places}" if places and found.place is None else "")


def marked(entity: Entity) -> str:
    """Return a thing's name, marked with its language where it is not the asked one.

    >>> marked(Entity("a:b", "Torp", "sv"))
    'Torp [sv]'
    """
    return f"{entity.label} [{entity.fallback}]" if entity.fallback else entity.label


def escaped(text: str) -> str:
    r"""Return text in which Markdown sees no marks of its own.

    >>> print(escaped("a *b* <c>"))
    a \*b\* \<c\>
    """
    return re.sub(r"([\\`*_<>\[\]|#])", r"\\\1", text)


def head(found: Card, *, iri: bool) -> list[str]:
    """Return the lines that say what the thing is."""
    kinds = ", ".join(kind.label for kind in found.kinds)
    number = "" if found.number is None else f" {found.number}"
    lines = [marked(found.entity), *([f"<{found.entity.iri}>"] if iri else []), f"{kinds}{number}"]
    if found.definition:
        lines[-1] += f" – {found.definition}"
    told = {str(line.value) for line in found.lines}
    if others := [name for name in found.other_names if name not in told]:
        lines.append(ALSO.format(names="; ".join(others)).into(found.language))
    return lines + _place(found)


def _place(found: Card) -> list[str]:
    """Return where a locator stands, and an analyst's reason."""
    place = found.place
    if place is None:
        return []
    words = [text.into(found.language) for text in (place.source, place.lines) if text]
    reason = [READING.format(text=place.rationale).into(found.language)] if place.rationale else []
    return [", ".join(words), *reason] if words else reason
