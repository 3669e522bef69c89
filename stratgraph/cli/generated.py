"""`stratgraph gaps --generated`: what the shapes say that things should have, and which lack it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import fill
from typing import NamedTuple

import click

from stratgraph.cli.about import with_passages
from stratgraph.cli.base import note, session
from stratgraph.cli.citing import passages
from stratgraph.cli.output import emit, emit_beneath, emit_text, width
from stratgraph.graph.evidence import citations
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Table, Value
from stratgraph.output import WITH_ABOUT, render
from stratgraph.questions.generated import COLUMNS, LINKS, GeneratedGap, generated_gaps

TEXT = ("table", "md")
#: How many places of a thing people are shown where passages are not asked for.
PLACES = 3
TITLE = Text(en="Gaps by the shapes", sv="Luckor enligt formerna")
OTHERS = Text(en="{id}: {why}", sv="{id}: {why}")
MORE_PLACES = Text(en="+ {n} more", sv="+ {n} till")
NO_PARAMETERS = Text(
    en="generated gaps have no parameters: -p {name} has no effect",
    sv="luckor ur formerna har inga parametrar: -p {name}",
)
MIXED = Text(
    en='"{name}" is no CLASS/PROPERTY; ask for generated gaps and others in two runs',
    sv='"{name}" är ingen KLASS/EGENSKAP; fråga efter luckor ur formerna och andra var för sig',
)


class Shown(NamedTuple):
    """How the answer is wanted."""

    form: str
    output: str | None
    iri: bool
    cite: bool
    sparql: bool


def show_generated(
    ctx: click.Context, graph: Graph, only: Sequence[str], given: Mapping[str, str], shown: Shown
) -> None:
    """Answer the gap questions that the shapes give, and print them.

    Raises InputError for what does not belong to them, NotFound for one that there is not.
    """
    _refuse_others(only, given)
    language = session(ctx).language
    found = generated_gaps(graph, only=only, language=language)
    table = Table(COLUMNS, tuple(row for gap in found for row in gap.table), title=TITLE)
    if shown.form in TEXT:
        emit_text(_in_words(graph, found, shown, language), shown.output)
    else:
        made = with_passages(graph, table, TITLE, form=shown.form, language=language, quoted=shown.cite)
        emit(ctx, made, form=shown.form, output=shown.output, iri=shown.iri)
        for gap in found if not table.rows else ():
            note(ctx, OTHERS.format(id=gap.question.id, why=gap.empty))
    if shown.cite and table.rows and shown.form not in WITH_ABOUT:
        emit_beneath(ctx, passages(graph, table.locators(), language), form=shown.form, output=shown.output)
    if shown.sparql:
        emit_beneath(ctx, queries(found), form=shown.form, output=shown.output)


def _refuse_others(only: Sequence[str], given: Mapping[str, str]) -> None:
    if given:
        raise InputError(NO_PARAMETERS.format(name=next(iter(given))))
    stranger = next((name for name in only if "/" not in name), None)
    if stranger is not None:
        raise InputError(MIXED.format(name=stranger))


def queries(found: Sequence[GeneratedGap]) -> str:
    """Return the queries: one a gap, and the one that ranks."""
    texts = [f"# {gap.question.id}: {gap.question.title.en}\n{gap.question.query}" for gap in found]
    return "\n".join([*texts, f"# rank: the other things that ?thing is linked with\n{LINKS}"])


def _in_words(graph: Graph, found: Sequence[GeneratedGap], shown: Shown, language: str) -> str:
    """Return the gaps for people: each that something lacks with its table, the others in a closing paragraph."""
    parts = [_section(graph, gap, shown, language) for gap in found if gap.table.rows]
    by_reason: dict[Text, list[str]] = {}
    for gap in found:
        if not gap.table.rows:
            by_reason.setdefault(gap.empty, []).append(gap.question.id)
    size = width(shown.output)
    for why, ids in by_reason.items():
        text = OTHERS.format(id=", ".join(ids), why=why).into(language)
        parts.append((text if shown.form == "md" else fill(text, size, break_on_hyphens=False)) + "\n")
    return "\n".join(parts)


def _section(graph: Graph, gap: GeneratedGap, shown: Shown, language: str) -> str:
    title, reading = gap.question.title.into(language), gap.question.reading.into(language)
    name = gap.question.id
    if shown.form == "md":
        top = f"## {title}\n\n`{name}` {reading}\n\n"
    else:
        top = f"{title}\n{'═' * len(title)}\n{fill(f'{name}: {reading}', width(shown.output))}\n\n"
    table = _readable(graph, gap.table, shown, language)
    return top + render(table, shown.form, language=language, iri=shown.iri, width=width(shown.output))


def _readable(graph: Graph, table: Table, shown: Shown, language: str) -> Table:
    """Return a table without what its heading says, and with a few places of each thing unless all are asked for."""
    kept = [place for place, column in enumerate(table.columns) if column.name in ("subject", "links", "evidence")]
    rows = tuple(
        tuple(row[place] if shown.cite else _shortened(row[place], language) for place in kept) for row in table
    )
    cited = citations(graph, table.locators(), language)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows, citations=cited)


def _shortened(value: Value, language: str) -> Value:
    """Return the first few places, and how many more there are."""
    if not isinstance(value, tuple) or hasattr(value, "_fields") or len(value) <= PLACES:
        return value
    return (*value[:PLACES], MORE_PLACES.format(n=len(value) - PLACES).into(language))
