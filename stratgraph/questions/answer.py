"""From a question to a table: ask, fold, grade, sort, name.

A query returns one row a locator and one a list's member, because engines differ in how they join strings. The rows
that differ in nothing else become one here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from stratgraph.graph.labels import entities, entity, local_name
from stratgraph.graph.memory import Graph, Solutions, Term, plain
from stratgraph.graph.values import with_values
from stratgraph.model.errors import ParseError
from stratgraph.model.evidence import LAYER_WORDS
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.model.terms import LAYERS, NOTATION, SCENARIO, SG
from stratgraph.questions.binding import bindings, values_of
from stratgraph.questions.question import ALL, Parameter, Question

LAYER = Column("layer", Text(en="Layer", sv="Lager"), "code")
YES = {"true", "1"}

#: How Swedish orders the letters after z; other accents do not count.
_ORDER = str.maketrans("åäöæø", "{|}|}")


#: So few things are named one after another.
FEW = 20

#: The layer of most locators, looked up first.
_MOSTLY = Literal(LAYERS[0])

#: What a cell is sorted by: kind, number, text, and the term itself.
_Key = tuple[int, float, str, str]


class Folded:
    """Rows that say the same: the terms that they share, their lists, and the flags that one of them raises."""

    __slots__ = ("flags", "lists", "terms")

    def __init__(self, terms: dict[str, Term | None]) -> None:
        self.terms = terms
        self.lists: dict[str, dict[Term, None]] = {}
        self.flags: set[str] = set()


def answer(
    graph: Graph, question: Question, *, parameters: Mapping[str, str] | None = None, language: str = "en"
) -> Table:
    """Return the answer to a question; `parameters` are values as a user writes them.

    Raises NotFound or InputError for parameters that cannot be used, ParseError where the query does not parse.
    """
    terms = bindings(graph, question, parameters or {})
    try:
        found = graph.query(question.query, bindings=terms, whole=False)
    except ParseError as error:
        place = Text(en="{path}: {why}", sv="{path}: {why}").format(path=question.path, why=error.text)
        raise ParseError(place, line=error.line, column=error.column) from error
    if not isinstance(found, Solutions):
        raise ParseError(
            Text(en="{path}: needs a SELECT query", sv="{path}: behöver en SELECT-fråga").format(path=question.path)
        )
    return table(graph, question, found, language=language)


def why_empty(graph: Graph, question: Question, *, parameters: Mapping[str, str] | None = None) -> Text:
    """Return why an answer has no rows: what the question says of that, or that there is nothing that it asks about."""
    about = question.about
    if about is None:
        return question.empty
    given = bindings(graph, question, parameters or {})
    terms = {name: [term] for name, term in given.items() if f"?{name} " in about.pattern}
    there = graph.query(with_values(f"ASK WHERE {{ GRAPH sg:facts {{ {about.pattern} }} }}", terms), whole=False)
    return question.empty if there is True else about.none


def values(graph: Graph, question: Question, parameter: Parameter, *, language: str) -> list[str]:
    """Return what a parameter can be: its codes, the labels of its class, or of what the open question answers with."""
    if parameter.type != "entity" or parameter.of is not None:
        return values_of(graph, parameter, language)
    found = graph.query(question.query, bindings=bindings(graph, question, {parameter.name: ALL}), whole=False)
    if not isinstance(found, Solutions) or parameter.name not in found.variables:
        return []
    place = found.variables.index(parameter.name)
    iris = {term.value for row in found if isinstance(term := row[place], NamedNode)}
    graph.prefetch_about(sorted(iris))
    return sorted((entity(graph, iri, language).label for iri in iris), key=collated)


def table(graph: Graph, question: Question, found: Solutions, *, language: str) -> Table:
    """Return the table that a query's solutions stand for.

    Raises ParseError where the query lacks a column that the header names.
    """
    for column in question.columns:
        if column.name not in found.variables:
            text = Text(en="{path}: the query selects no ?{name}", sv="{path}: frågan väljer inte ?{name}")
            raise ParseError(text.format(path=question.path, name=column.name))
    graph.prefetch_about(named_in(found))
    folded = _kept(question, _strongest(question, fold(question, found)))
    namer = _Namer(graph, question, language)
    if graph.on_disk:
        namer.name_at_once(folded)
    rows = sorted(folded, key=namer.sort_key)
    columns = question.columns
    values = tuple(tuple(namer.value(column, row) for column in columns) for row in rows)
    if question.column("evidence") is None:
        return Table(columns, values, title=question.title)
    layers = tuple(namer.layers(row) for row in rows)
    with_layers = tuple((*cells, layer) for cells, layer in zip(values, layers, strict=True))
    return Table((*columns, LAYER), with_layers, title=question.title)


def named_in(found: Solutions) -> Iterator[str]:
    """Yield the IRIs of all resources that the solutions name, each once; it costs nothing until it is read."""
    yield from sorted({term.value for row in found for term in row if isinstance(term, NamedNode)})


def fold(question: Question, found: Solutions) -> list[Folded]:
    """Return the rows with those folded into one that differ only in evidence, lists and flags."""
    names = {name: place for place, name in enumerate(found.variables)}
    lists = [(column.name, names[column.name]) for column in question.columns if column.kind in ("list", "evidence")]
    flags = [(name, names[name]) for name in question.any]
    apart = {name for name, _ in (*lists, *flags)}
    keys = [names[column.name] for column in question.columns if column.name not in apart]
    rows: dict[tuple[Term | None, ...], Folded] = {}
    for solution in found:
        key = tuple([solution[place] for place in keys])
        row = rows.get(key)
        if row is None:
            row = rows[key] = Folded(dict(zip(found.variables, solution, strict=True)))
        for name, place in lists:
            if (term := solution[place]) is not None:
                row.lists.setdefault(name, {})[term] = None
        for name, place in flags:
            if plain(solution[place]) in (True, "true"):
                row.flags.add(name)
    return list(rows.values())


def _strongest(question: Question, rows: list[Folded]) -> list[Folded]:
    """Return the rows whose grade is the strongest of those that are alike in the columns `by`."""
    rule = question.strongest
    if rule is None:
        return rows
    best: dict[tuple[Term | None, ...], int] = {}
    graded = [(tuple(row.terms[name] for name in rule.by), _grade(row, rule.column, rule.order), row) for row in rows]
    for key, grade, _ in graded:
        best[key] = min(grade, best.get(key, grade))
    return [row for key, grade, row in graded if grade == best[key]]


def _grade(row: Folded, column: str, order: Sequence[str]) -> int:
    value = code_of(row.terms[column])
    return order.index(value) if value in order else len(order)


def _kept(question: Question, rows: list[Folded]) -> list[Folded]:
    if question.keep is None:
        return rows
    column, values = question.keep
    return [row for row in rows if code_of(row.terms[column]) in values]


def code_of(term: Term | None) -> str | None:
    """Return a coded value: the local name of an ontology's individual in kebab case, or a literal as it is.

    >>> code_of(NamedNode(SG + "ToLeave")), code_of(Literal("named"))
    ('to-leave', 'named')
    """
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", local_name(term.value)).lower()
    return term.value if isinstance(term, Literal) else str(term)


class _Namer:
    """Turns terms into values with labels in one language, each looked up once in an answer."""

    def __init__(self, graph: Graph, question: Question, language: str) -> None:
        self.graph = graph
        self.question = question
        self.language = language
        self.evidence = question.column("evidence") or ""
        columns = [column.name for column in question.columns]
        # The header's order, then every column, so that no two runs differ.
        self.order = tuple(dict.fromkeys((*question.sort, *columns)))
        self.many = {column.name for column in question.columns if column.kind in ("list", "evidence")}
        self.entities: dict[str, Entity] = {}
        self.codes: dict[tuple[str, Term], Code] = {}
        self.places: dict[str, tuple[float, str, str]] = {}
        self.keys: dict[tuple[str, Term | None], _Key] = {}
        self.layer_of: dict[str, str] = {}

    def name_at_once(self, rows: Sequence[Folded]) -> None:
        """Look up what the things in the rows are called in few queries, where there are many of them."""
        kinds = {column.name: column.kind for column in self.question.columns}
        single = [name for name in self.order if kinds.get(name, "entity") == "entity"]
        lists = [name for name, kind in kinds.items() if kind == "list"]
        terms = {term for row in rows for name in single if (term := row.terms.get(name)) is not None}
        terms.update(term for row in rows for name in lists for term in row.lists.get(name, ()))
        iris = sorted(term.value for term in terms if isinstance(term, NamedNode) and not term.value.startswith(SG))
        if len(iris) > FEW:
            self.entities.update(entities(self.graph, iris, self.language))

    def value(self, column: Column, row: Folded) -> Value:
        """Return the cell of a row."""
        if column.kind == "evidence":
            return tuple(sorted(term.value for term in row.lists.get(column.name, {}) if isinstance(term, NamedNode)))
        if column.kind == "list":
            return self._sorted(row.lists.get(column.name, {}))
        if column.name in self.question.any:
            return column.name in row.flags
        return self._single(column, row.terms[column.name])

    def _single(self, column: Column, term: Term | None) -> Value:
        if term is None:
            return None
        if column.kind == "entity":
            return self._entity(term)
        if column.kind == "code":
            return self._code(column.name, term)
        value = plain(term)
        if column.kind == "boolean":
            return str(value).lower() in YES
        if column.kind == "number" and isinstance(value, str) and value.isdecimal():
            return int(value)
        return value if isinstance(value, int | float | str) else str(value)

    def _entity(self, term: Term) -> Entity:
        if not isinstance(term, NamedNode):
            text = term.value if isinstance(term, Literal) else str(term)
            return Entity(text, text)
        iri = term.value
        found = self.entities.get(iri)
        if found is None:
            found = self.entities[iri] = entity(self.graph, iri, self.language)
        return found

    def _sorted(self, terms: Iterable[Term]) -> tuple[Entity, ...]:
        found = [self._entity(term) for term in terms]
        return tuple(sorted(found, key=self._place) if len(found) > 1 else found)

    def _place(self, found: Entity) -> tuple[float, str, str]:
        """Return what a list is sorted by: the number that its source gives a thing, then its label."""
        place = self.places.get(found.iri)
        if place is None:
            numbers = [plain(term) for term in self.graph.objects(found.iri, NOTATION)] if "://" in found.iri else []
            number = numbers[0] if numbers and isinstance(numbers[0], int) else float("inf")
            place = self.places[found.iri] = number, collated(found.label), found.iri
        return place

    def _code(self, column: str, term: Term) -> Code:
        found = self.codes.get((column, term))
        if found is None:
            found = self.codes[column, term] = self._new_code(column, term)
        return found

    def _new_code(self, column: str, term: Term) -> Code:
        value = code_of(term) or ""
        word = self.question.words.get((column, value))
        if word is not None:
            return Code(value, word.into(self.language), _iri(term))
        if isinstance(term, NamedNode) and term.value.startswith(SG):
            return Code(value, self._entity(term).label, term.value)
        return Code(value, value, _iri(term))

    def layers(self, row: Folded) -> Code | None:
        """Return the layers of a row's evidence, in the layers' order."""
        found = {self._layer(term) for term in row.lists.get(self.evidence, {}) if isinstance(term, NamedNode)}
        ordered = [layer for layer in (*LAYERS, SCENARIO) if layer in found]
        words = ", ".join(LAYER_WORDS[layer].into(self.language) for layer in ordered)
        return Code(" ".join(ordered), words) if ordered else None

    def _layer(self, locator: NamedNode) -> str:
        iri = locator.value
        layer = self.layer_of.get(iri)
        if layer is None:
            layer = self.layer_of[iri] = self._new_layer(iri)
        return layer

    def _new_layer(self, iri: str) -> str:
        if self.graph.holds(iri, SG + "layer", _MOSTLY):
            return _MOSTLY.value
        found = [term.value for term in self.graph.objects(iri, SG + "layer") if isinstance(term, Literal)]
        return found[0] if found else LAYERS[0]

    def sort_key(self, row: Folded) -> tuple[_Key, ...]:
        """Return what a row is sorted by."""
        return tuple([self._key(name, row) for name in self.order])

    def _key(self, name: str, row: Folded) -> _Key:
        if name in self.many:
            return (0, 0.0, " ".join(sorted(map(str, row.lists.get(name, ())))), "")
        if name in self.question.any:
            return (0, 0.0, "", "")
        term = row.terms.get(name)
        key = self.keys.get((name, term))
        if key is None:
            key = self.keys[name, term] = self._new_key(name, term)
        return key

    def _new_key(self, name: str, term: Term | None) -> _Key:
        if term is None:
            return (2, 0.0, "", "")
        value = plain(term)
        if isinstance(value, int | float):
            return (0, float(value), "", "")
        rank = self._rank(name, term)
        if rank is not None:
            return (0, float(rank), "", "")
        label = self._entity(term).label if isinstance(term, NamedNode) else str(value)
        return (1, 0.0, collated(label), str(term))

    def _rank(self, name: str, term: Term) -> int | None:
        """Return the place of a graded value: the strongest first."""
        rule = self.question.strongest
        if rule is None or rule.column != name:
            return None
        value = code_of(term)
        return rule.order.index(value) if value in rule.order else None


def _iri(term: Term) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def collated(label: str) -> str:
    """Return what a label is sorted by: as Swedish orders letters, å ä ö last, case without weight.

    >>> sorted(["Örebro", "Århus", "Älvsjö", "zon"], key=collated)
    ['zon', 'Århus', 'Älvsjö', 'Örebro']
    """
    return label.casefold().translate(_ORDER)


__all__ = [
    "LAYER_WORDS",
    "Folded",
    "answer",
    "code_of",
    "collated",
    "fold",
    "named_in",
    "table",
    "values",
    "why_empty",
]
