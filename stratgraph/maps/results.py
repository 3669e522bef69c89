"""Any answer as a map: the things that it names, and what the graph says between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from stratgraph.graph.labels import entity
from stratgraph.graph.memory import Answer, Graph, Solutions
from stratgraph.graph.stated import APPARATUS, Fact, layers_of, types_of
from stratgraph.maps.aggregate import BUDGET
from stratgraph.maps.content import Maker, Quote, text
from stratgraph.maps.graph import StrategyMap, arranged, meta_of
from stratgraph.maps.kinds import SAME_ROW
from stratgraph.maps.parts import Edge
from stratgraph.maps.selection import Reading, alliance
from stratgraph.maps.words import Words, clean
from stratgraph.model.errors import InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Entity, Table
from stratgraph.model.terms import SG, TYPE

NO_ENTITIES = Text(
    en="the answer names no things of the graph, so there is nothing to draw; SELECT variables that hold IRIs of "
    "things, or CONSTRUCT",
    sv="svaret nämner inga saker, så det finns inget att rita; välj variabler som innehåller IRI:er ur grafen, eller "
    "CONSTRUCT",
)
NO_ANSWER = Words(
    "There is nothing to show: the answer has no rows that name a thing.",
    "Det finns inget att visa: svaret har inga rader som nämner någon sak.",
)
NO_BOOLEAN = Text(
    en="ASK answers yes or no, which is no map; use CONSTRUCT or SELECT",
    sv="ASK svarar ja eller nej, vilket inte blir en karta; använd CONSTRUCT eller SELECT",
)


class Row(NamedTuple):
    """The things that a row names, each with the name of its column, and where the row is said."""

    things: tuple[tuple[str, Words], ...]
    evidence: tuple[str, ...] = ()


def map_of_table(
    graph: Graph,
    table: Table,
    *,
    title: Text | None = None,
    quote: Quote | None = None,
    date: str | None = None,
    language: str = "en",
    budget: int = BUDGET,
) -> StrategyMap:
    """Return the map of an answer of the catalogue."""
    rows = [_row(table, cells) for cells in table]
    return _mapped(graph, rows, (), title or table.title, quote, date, language, budget)


def map_of_answer(
    graph: Graph,
    found: Answer,
    *,
    title: Text,
    quote: Quote | None = None,
    date: str | None = None,
    language: str = "en",
    budget: int = BUDGET,
) -> StrategyMap:
    """Return the map of the answer to a query: the triples of CONSTRUCT, or the things in the columns of SELECT.

    Raises InputError, in one line, where the answer names none.
    """
    if isinstance(found, bool):
        raise InputError(NO_BOOLEAN)
    if isinstance(found, Solutions):
        rows = [_solution(graph, found.variables, solution) for solution in found]
        if len(found) and not any(row.things for row in rows):
            raise InputError(NO_ENTITIES)
        return _mapped(graph, rows, (), title, quote, date, language, budget)
    links = [triple for triple in found if _is_link(triple)]
    named = [Row(((str(end.value), Words("", "")),)) for triple in found for end in _ends(triple)]
    if found and not named:
        raise InputError(NO_ENTITIES)
    return _mapped(graph, named, links, title, quote, date, language, budget)


def _row(table: Table, cells: Iterable[object]) -> Row:
    things: list[tuple[str, Words]] = []
    evidence: list[str] = []
    for column, cell in zip(table.columns, cells, strict=True):
        if column.kind == "evidence" and isinstance(cell, tuple):
            evidence += map(str, cell)
        elif column.kind in ("entity", "list"):
            values = cell if isinstance(cell, tuple) and not isinstance(cell, Entity) else (cell,)
            title = Words(column.title.en, column.title.sv)
            things += [(value.iri, title) for value in values if isinstance(value, Entity) and ":" in value.iri]
    return Row(tuple(things), tuple(evidence))


def _solution(graph: Graph, names: tuple[str, ...], solution: Iterable[object]) -> Row:
    things = [
        (term.value, Words(name, name))
        for name, term in zip(names, solution, strict=True)
        if isinstance(term, NamedNode) and is_thing(graph, term.value)
    ]
    return Row(tuple(things))


def is_thing(graph: Graph, iri: str) -> bool:
    """Tell whether an IRI names something that a map can show: no term of the vocabulary and no place in a source."""
    if iri.startswith(SG):
        return False
    kinds = set(types_of(graph, iri))
    return not kinds & APPARATUS and (bool(kinds) or entity(graph, iri, "en").fallback != "iri")


def _is_link(triple: Triple) -> bool:
    return (
        isinstance(triple.object, NamedNode)
        and isinstance(triple.subject, NamedNode)
        and triple.predicate.value != TYPE
    )


def _ends(triple: Triple) -> list[NamedNode]:
    ends = [triple.subject, *([triple.object] if _is_link(triple) else [])]
    return [end for end in ends if isinstance(end, NamedNode)]


def _mapped(
    graph: Graph,
    rows: list[Row],
    links: Iterable[Triple],
    title: Text,
    quote: Quote | None,
    date: str | None,
    language: str,
    budget: int,
) -> StrategyMap:
    reading = Reading(graph)
    known = alliance(reading)
    maker = Maker(reading, {}, quote=quote)
    named = dict.fromkeys(iri for row in rows for iri, _ in row.things)
    maker.kinds = {iri: known[iri] for iri in known if iri in named}
    maker.kinds |= {iri: kind_in(maker, iri) for iri in sorted(named) if iri not in known}
    stated = maker.edges()
    made = [maker.constructed(*_fact(reading, triple)) for triple in links]
    edges = _besides(stated, made) if links else [*stated, *_in_rows(maker, rows, stated)]
    content = maker.content_with(edges)
    meta = meta_of(graph, content, title, date, language)
    if not content.nodes:
        meta = replace(meta, empty=NO_ANSWER)
    return arranged(content, meta, graph, budget=budget)


def kind_in(maker: Maker, iri: str) -> str:
    """Return the id of the kind of a thing that is on no alliance map: that of its class."""
    classes = [kind for kind in types_of(maker.graph, iri) if kind not in APPARATUS]
    return maker.kind(classes[0]) if classes else "OtherPlace"


def _fact(reading: Reading, triple: Triple) -> tuple[Fact, bool]:
    """Return a triple as a fact, with the evidence that the graph has for it, and whether it has any."""
    fact = reading.by_ends.get((triple.subject.value, triple.predicate.value, triple.object.value))  # type: ignore[union-attr]
    if fact is not None:
        return fact, True
    return Fact(triple.subject.value, triple.predicate.value, triple.object, ()), False  # type: ignore[union-attr]


def _besides(stated: list[Edge], made: list[Edge]) -> list[Edge]:
    """Return the lines of the constructed triples: those alone, a fact of the graph with its evidence."""
    known = {(edge.start, edge.end, edge.relation): edge for edge in stated}
    return [known.get((edge.start, edge.end, edge.relation), edge) for edge in dict.fromkeys(made)]


def _in_rows(maker: Maker, rows: list[Row], stated: list[Edge]) -> list[Edge]:
    """Return a line from the first thing of a row to each other, where the graph states nothing between the two."""
    linked = {frozenset((edge.start, edge.end)) for edge in stated}
    found: dict[tuple[str, str, str], set[str]] = {}
    labels: dict[tuple[str, str, str], Words] = {}
    for row in rows:
        for iri, column in row.things[1:]:
            first = row.things[0][0]
            if iri != first and frozenset((maker.id(first), maker.id(iri))) not in linked:
                key = (first, iri, column.en)
                found.setdefault(key, set()).update(row.evidence)
                labels[key] = column
    return [_row_edge(maker, key, labels[key], evidence) for key, evidence in sorted(found.items())]


def _row_edge(maker: Maker, key: tuple[str, str, str], column: Words, evidence: set[str]) -> Edge:
    first, second = maker.label(key[0]), maker.label(key[1])
    places = tuple(sorted(evidence & set(maker.reading.layers)))
    sentence = text("{a} – {column}: {b}", "{a} – {column}: {b}", a=_text(first), b=_text(second), column=_text(column))
    return Edge(
        id="",
        start=maker.id(key[0]),
        end=maker.id(key[1]),
        relation=SAME_ROW,
        status="existing",
        layers=layers_of(places, maker.reading.layers),
        evidence=places,
        sentence=sentence,
    )


def _text(words: Words) -> Text:
    return Text(en=clean(words.en), sv=clean(words.sv))
