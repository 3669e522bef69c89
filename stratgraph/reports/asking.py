"""Asks the catalogue for a report, and keeps what was asked, so that the report can name each question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from shlex import quote

from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.table import Table, Value
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question
from stratgraph.questions.sparql import sparql_of
from stratgraph.reports.blocks import Query

Cells = Mapping[str, Value]


class Asker:
    """Answers questions in one language; `used` has each that was asked, in order, once."""

    def __init__(self, graph: Graph, language: str) -> None:
        self.graph = graph
        self.language = language
        self._used: dict[tuple[str, tuple[tuple[str, str], ...]], Query] = {}

    def ask(self, name: str, **given: str) -> Table:
        """Return the answer to a question of the catalogue; one that the layers cannot answer has no rows.

        Raises NotFound for a value that nothing bears.
        """
        asked = question(self.graph.workspace, name)
        try:
            found = answer(self.graph, asked, parameters=given, language=self.language)
            self.note(name, given)
        except NotFound:
            raise
        except InputError as error:
            return Table((), (), title=asked.title, notes=(error.text,))
        return found

    def note(self, name: str, given: Mapping[str, str]) -> None:
        """Remember that a question was asked, by whoever asked it."""
        key = name, tuple(sorted(given.items()))
        if key in self._used:
            return
        asked = question(self.graph.workspace, name)
        parts = [part for pair in key[1] for part in ("-p", quote("=".join(pair)))]
        command = " ".join(["stratgraph", "ask", name, *parts])
        self._used[key] = Query(name, asked.title.into(self.language), command, sparql_of(self.graph, asked, given))

    @property
    def used(self) -> tuple[Query, ...]:
        """The questions that were asked, in order."""
        return tuple(self._used.values())


def where(table: Table, keep: Callable[[Cells], bool]) -> Table:
    """Return the table with the rows that fit."""
    names = [column.name for column in table.columns]
    return replace(table, rows=tuple(row for row in table if keep(dict(zip(names, row, strict=True)))))


def without(table: Table, *names: str) -> Table:
    """Return the table without those columns, and without a `layer` that says "document" in every row."""
    kept = [
        place
        for place, column in enumerate(table.columns)
        if column.name not in names and not (column.name == "layer" and _only_document(table, place))
    ]
    columns = tuple(table.columns[place] for place in kept)
    return replace(table, columns=columns, rows=tuple(tuple(row[place] for place in kept) for row in table))


def _only_document(table: Table, place: int) -> bool:
    return all(getattr(row[place], "value", None) in ("document", None) for row in table)


def column(table: Table, name: str) -> list[Value]:
    """Return the cells of a column; none where the table lacks it."""
    places = [place for place, found in enumerate(table.columns) if found.name == name]
    return [row[places[0]] for row in table] if places else []
