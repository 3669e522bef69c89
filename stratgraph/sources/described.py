"""What a graph says about its document sources: the sources, their sections, passages and lines without a fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.passage import LineRange, Passage, Section, Source, Span

Row = Mapping[str, object]


class Graph(Protocol):
    """What is asked of a graph: rows of plain values (str and int; None or absent where unbound) for a SELECT query."""

    def select(self, query: str, /) -> Iterable[Row]:
        """Return the rows of the answer."""
        ...


class StoreGraph:
    """A store, asked as this module asks."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def select(self, query: str, /) -> Iterator[Row]:
        """Return the rows of the answer; a literal or an IRI is its text."""
        answer = self.store.query(query)
        if not isinstance(answer, QuerySolutions):
            raise TypeError(query)
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            yield {name: value.value for name in names if isinstance(value := solution[name], NamedNode | Literal)}


@dataclass(frozen=True)
class Description:
    """The sources of a graph and what is described of them; `bearing` are the IRIs of all graphs with a fact."""

    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    line_ranges: tuple[LineRange, ...]
    bearing: frozenset[str]

    def source(self, iri: str) -> Source:
        """Return the source named `iri`; raises `KeyError` if there is none."""
        return self._sources[iri]

    def passage(self, iri: str) -> Passage | None:
        """Return the passage named `iri`, or None."""
        return self._passages.get(iri)

    def section(self, iri: str | None) -> Section | None:
        """Return the section named `iri`, or None."""
        return next((one for one in self.sections if one.iri == iri), None)

    def documents(self) -> tuple[Source, ...]:
        """Return the sources that a copy can be attached for: those that passages are described of."""
        described = {passage.source for passage in self.passages}
        return tuple(source for source in self.sources if source.iri in described)

    def passages_of(self, source: str) -> tuple[Passage, ...]:
        """Return the passages of `source`, in its order."""
        return tuple(one for one in self.passages if one.source == source)

    def sections_of(self, source: str) -> tuple[Section, ...]:
        """Return the sections of `source`, in its order."""
        return tuple(one for one in self.sections if one.source == source)

    def line_ranges_of(self, source: str) -> tuple[LineRange, ...]:
        """Return the lines of `source` that are listed as bearing no fact."""
        return tuple(one for one in self.line_ranges if one.source == source)

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {source.iri: source for source in self.sources}

    @cached_property
    def _passages(self) -> dict[str, Passage]:
        return {passage.iri: passage for passage in self.passages}


def describe(graph: Graph) -> Description:
    """Return what `graph` says about its sources."""
    return Description(document_sources(graph), sections(graph), passages(graph), line_ranges(graph), bearing(graph))


def chosen_source(description: Description, wanted: str | None) -> Source:
    """Return the document source that `wanted` names (IRI, local name, file name or label); the only one without it.

    Raises `InputError` if there are several and none is named, or none at all; `NotFound` if none bears the name.
    """
    documents = description.documents()
    if not documents:
        raise InputError(NO_SOURCE)
    names = tuple(local_name(source.iri) for source in documents)
    if wanted is None:
        if len(documents) > 1:
            raise InputError(WHICH_SOURCE.format(names=", ".join(names)))
        return documents[0]
    for source in documents:
        if wanted in (source.iri, local_name(source.iri), source.file_name, *source.labels.values()):
            return source
    raise NotFound(UNKNOWN_SOURCE.format(wanted=wanted, names=", ".join(names)), nearest=names)


def document_sources(graph: Graph) -> tuple[Source, ...]:
    """Return all sources that `graph` describes."""
    labels = labels_of(graph)
    return tuple(
        Source(
            iri=iri,
            digest=text(row.get("digest")),
            file_name=text(row.get("file")),
            layer=text(row.get("layer")) or "document",
            labels=labels[iri],
        )
        for iri, row in once(graph.select(SOURCES))
    )


def sections(graph: Graph) -> tuple[Section, ...]:
    """Return all sections that begin on a stated line, in the order of their source."""
    labels = labels_of(graph)
    found = [
        Section(
            iri,
            str(row["source"]),
            number(row["first"]),
            number(row.get("order")),
            text(row.get("parent")),
            labels[iri],
        )
        for iri, row in once(graph.select(SECTIONS))
    ]
    return tuple(sorted(found, key=lambda one: (one.source, one.first_line, one.order, one.iri)))


def passages(graph: Graph) -> tuple[Passage, ...]:
    """Return all passages, in the order of their source; what is not stated of one is None, 0 or empty."""
    parts = parts_of(graph)
    found = [passage(iri, row, parts[iri]) for iri, row in once(graph.select(PASSAGES))]
    return tuple(sorted(found, key=lambda one: (one.source, one.first_line, one.parts, one.iri)))


def passage(iri: str, row: Row, parts: Mapping[int, tuple[Span, int]]) -> Passage:
    """Return the passage that `row` describes."""
    ordered = [parts[order] for order in sorted(parts)]
    lengths = tuple(length for _, length in ordered)
    return Passage(
        iri=iri,
        source=str(row["source"]),
        digest=text(row.get("digest")) or "",
        length=number(row.get("length")),
        parts=tuple(span for span, _ in ordered),
        first_line=number(row.get("first")),
        last_line=number(row.get("last")),
        section=text(row.get("section")),
        unit=text(row.get("unit")),
        number=number(row.get("number")) or None,
        part_lengths=lengths if all(lengths) else (),
    )


def parts_of(graph: Graph) -> Mapping[str, dict[int, tuple[Span, int]]]:
    """Return the parts of each passage by their order: where it stands, and its length or 0."""
    parts: defaultdict[str, dict[int, tuple[Span, int]]] = defaultdict(dict)
    for row in graph.select(PARTS):
        span = Span(number(row["start"]), number(row["end"]))
        parts[str(row["iri"])][number(row["order"])] = (span, number(row.get("length")))
    return parts


def line_ranges(graph: Graph) -> tuple[LineRange, ...]:
    """Return the lines that are listed as bearing no fact, in the order of their source."""
    found = [
        LineRange(iri, str(row["source"]), number(row["first"]), number(row["last"]), text(row.get("reason")))
        for iri, row in once(graph.select(LINE_RANGES))
    ]
    return tuple(sorted(found, key=lambda one: (one.source, one.first_line, one.iri)))


def bearing(graph: Graph) -> frozenset[str]:
    """Return the IRIs of the named graphs in which at least one triple stands."""
    return frozenset(str(row["iri"]) for row in graph.select(BEARING))


def labels_of(graph: Graph) -> Mapping[str, dict[str, str]]:
    """Return the labels of sources and sections by IRI and language."""
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in graph.select(LABELS):
        labels[str(row["iri"])].setdefault(str(row["language"]), str(row["label"]))
    return labels


def once(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Yield each described thing once, in the order of the IRIs (a thing may be described in facts too)."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(str(row["iri"]), row)
    yield from sorted(first.items())


def text(value: object) -> str | None:
    """Return `value` as text, None if there is none."""
    return None if value is None else str(value)


def number(value: object) -> int:
    """Return `value` as a number, 0 if there is none."""
    return 0 if value is None else int(str(value))


def local_name(iri: str) -> str:
    """Return the last step of `iri`.

    >>> local_name("https://w3id.org/stratgraph/vik/plan")
    'plan'
    """
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


PREFIXES = """
PREFIX sg: <https://w3id.org/stratgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""

SOURCES = (
    PREFIXES
    + """
SELECT DISTINCT ?iri ?digest ?file ?layer WHERE { GRAPH ?in {
  ?iri a sg:Source
  OPTIONAL { ?iri sg:digest ?digest } OPTIONAL { ?iri sg:fileName ?file } OPTIONAL { ?iri sg:layer ?layer }
} }"""
)

SECTIONS = (
    PREFIXES
    + """
SELECT DISTINCT ?iri ?source ?first ?order ?parent WHERE { GRAPH ?in {
  ?iri a sg:Section ; sg:inSource ?source ; sg:firstLine ?first
  OPTIONAL { ?iri sg:order ?order } OPTIONAL { ?iri dcterms:isPartOf ?parent }
} }"""
)

LABELS = (
    PREFIXES
    + """
SELECT DISTINCT ?iri ?label (LANG(?label) AS ?language) WHERE {
  VALUES ?kind { sg:Source sg:Section }
  GRAPH ?in { ?iri a ?kind ; rdfs:label ?label }
} ORDER BY ?iri ?label"""
)

PASSAGES = (
    PREFIXES
    + """
SELECT DISTINCT ?iri ?source ?digest ?length ?first ?last ?section ?unit ?number WHERE { GRAPH ?in {
  ?iri a sg:Passage ; sg:inSource ?source
  OPTIONAL { ?iri sg:digest ?digest } OPTIONAL { ?iri sg:length ?length }
  OPTIONAL { ?iri sg:firstLine ?first } OPTIONAL { ?iri sg:lastLine ?last }
  OPTIONAL { ?iri sg:inSection ?section } OPTIONAL { ?iri sg:textUnit ?unit }
  OPTIONAL { ?iri sg:numberInSection ?number }
} }"""
)

PARTS = (
    PREFIXES
    + """
SELECT DISTINCT ?iri ?order ?start ?end ?length WHERE { GRAPH ?in {
  ?iri a sg:Passage ; sg:part ?part . ?part sg:order ?order ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end
  OPTIONAL { ?part sg:length ?length }
} }"""
)

LINE_RANGES = (
    PREFIXES
    + """
SELECT DISTINCT ?iri ?source ?first ?last ?reason WHERE { GRAPH ?in {
  ?iri a sg:LineRange ; sg:inSource ?source ; sg:firstLine ?first ; sg:lastLine ?last
  OPTIONAL { ?iri sg:reason ?reason }
} }"""
)

BEARING = "SELECT DISTINCT ?iri WHERE { GRAPH ?iri { ?s ?p ?o } }"

NO_SOURCE = Text(
    en="no passages of a document are described in this graph; there is nothing to attach or check",
    sv="inga stycken ur något dokument beskrivs i grafen; det finns inget att koppla eller kontrollera",
)
WHICH_SOURCE = Text(
    en="the graph has several documents; choose one with --source: {names}",
    sv="grafen har flera dokument; välj ett med --source: {names}",
)
UNKNOWN_SOURCE = Text(
    en='no document of the graph is called "{wanted}"; there are: {names}',
    sv='inget av grafens dokument heter "{wanted}"; det finns: {names}',
)
