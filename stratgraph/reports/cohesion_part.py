"""What holds the alliance together, for a report: the findings of `stratgraph metrics` that need no long search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stratgraph.analysis.metric_table import emptiness, metric_table
from stratgraph.analysis.metrics import metrics
from stratgraph.model.errors import InputError
from stratgraph.reports import words
from stratgraph.reports.asking import Asker
from stratgraph.reports.blocks import Block, Rows, Section, Words

#: What a director can act on, and so many findings of each; betweenness could take minutes.
SHOWN, TOP = ("articulation", "bridge", "community"), 3
KEPT = ("measure", "sentence", "evidence")


def cohesion(asker: Asker) -> Section:
    """Return the section: each finding in a sentence, with its passages."""
    return Section("cohesion", words.COHESION.into(asker.language), tuple(_blocks(asker)))


def _blocks(asker: Asker) -> Iterator[Block]:
    language = asker.language
    try:
        found = metrics(asker.graph, measures=SHOWN)
    except InputError as error:
        yield Words(words.UNANSWERED.format(why=error.text).into(language))
        return
    why = emptiness(found)
    if why is not None:
        yield Words(why.into(language))
        return
    # What links is what these two questions of the catalogue answer with.
    asker.ask("network-support")
    asker.ask("memberships")
    yield Words(words.COHESION_READING.into(language), "reading")
    table = metric_table(found, top=TOP, language=language)
    kept = [place for place, column in enumerate(table.columns) if column.name in KEPT]
    columns = tuple(table.columns[place] for place in kept)
    yield Rows(replace(table, columns=columns, rows=tuple(tuple(row[place] for place in kept) for row in table)))
