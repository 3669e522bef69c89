"""The packaged graph, held against the document that it speaks of.

Everything here reads the committed TriG with a plain RDF store and the document as plain text; nothing of the
package's own code is in between.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

DATA = Path(__file__).parent.parent / "graph_data" / "stockholm-2003"
BASE = "https://w3id.org/stratgraph/stockholm-2003/"
PREFIXES = {
    "": BASE,
    "sg": "https://w3id.org/stratgraph/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
}

#: Networks and projects that the document describes without giving them a name.
DESCRIBED = {"test-market-network", "helsinki-bilateral-network", "socialist-big-cities", "clean-vehicles-followup"}

#: The document says "the city" or "the county" of these; it need not repeat their names.
UNDERSTOOD = {"stockholm", "stockholm-region", "stockholm-county"}


class Passage(NamedTuple):
    iri: str
    first_line: int
    last_line: int
    length: int
    digest: str
    parts: tuple[tuple[int, int], ...]


@pytest.fixture(scope="module")
def dataset() -> ox.Store:
    store = ox.Store()
    for path in sorted(DATA.rglob("*.trig")):
        store.load(path=path, format=ox.RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def text(strategy_document: Path) -> str:
    return strategy_document.read_bytes().decode("utf-8")


def select(dataset: ox.Store, query: str) -> Iterator[tuple[str, ...]]:
    solutions = dataset.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        yield tuple("" if term is None else str(getattr(term, "value", term)) for term in solution)


def local(iri: str) -> str:
    return iri.removeprefix(BASE)


def passages(dataset: ox.Store) -> list[Passage]:
    parts: dict[str, list[tuple[int, int, int]]] = {}
    for iri, order, start, end in select(
        dataset,
        "SELECT ?p ?order ?start ?end { ?p a sg:Passage ; sg:part ?part . ?part sg:order ?order ; "
        "oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end }",
    ):
        parts.setdefault(iri, []).append((int(order), int(start), int(end)))
    return [
        Passage(iri, int(first), int(last), int(length), digest, tuple((s, e) for _, s, e in sorted(parts[iri])))
        for iri, first, last, length, digest in select(
            dataset,
            "SELECT ?p ?first ?last ?length ?digest { ?p a sg:Passage ; sg:firstLine ?first ; sg:lastLine ?last ; "
            "sg:length ?length ; sg:digest ?digest }",
        )
    ]


def condensed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def said(passage: Passage, text: str) -> str:
    return " ".join(text[start:end] for start, end in passage.parts)


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def test_the_document_is_the_one_that_was_read(dataset: ox.Store, strategy_document: Path) -> None:
    [(digest,)] = select(dataset, "SELECT ?d { :source sg:digest ?d }")
    assert hashlib.sha256(strategy_document.read_bytes()).hexdigest() == digest


def test_every_passage_stands_where_it_says(dataset: ox.Store, text: str) -> None:
    found = passages(dataset)
    assert len(found) == len({passage.iri for passage in found})
    for passage in found:
        content = condensed("".join(text[start:end] for start, end in passage.parts))
        assert hashlib.sha256(content.encode()).hexdigest() == passage.digest, passage.iri
        assert len(content) == passage.length, passage.iri
        assert line_of(text, passage.parts[0][0]) == passage.first_line, passage.iri
        assert line_of(text, passage.parts[-1][1] - 1) == passage.last_line, passage.iri
        assert all(text[start:end] == text[start:end].strip() for start, end in passage.parts), passage.iri


def test_passages_are_short(dataset: ox.Store, text: str) -> None:
    long = {passage.iri: len(said(passage, text)) for passage in passages(dataset) if len(said(passage, text)) > 1000}
    assert long == {}


def test_every_letter_and_digit_is_accounted_for(dataset: ox.Store, text: str) -> None:
    graphs = {str(graph.value) for graph in dataset.named_graphs()}
    covered = bytearray(len(text))
    for passage in passages(dataset):
        assert passage.iri in graphs, f"{passage.iri} bears no fact"
        for start, end in passage.parts:
            covered[start:end] = b"x" * (end - start)
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
    for first, last, reason in select(
        dataset,
        "SELECT ?first ?last ?reason { ?r a sg:LineRange ; sg:firstLine ?first ; sg:lastLine ?last ; "
        "sg:reason ?reason }",
    ):
        assert reason
        start, end = starts[int(first) - 1], starts[int(last)] - 1
        covered[start:end] = b"x" * (end - start)
    left = Counter(line_of(text, at) for at, letter in enumerate(text) if letter.isalnum() and not covered[at])
    assert left == {}


def test_a_named_thing_is_named_in_the_passage_that_speaks_of_it(dataset: ox.Store, text: str) -> None:
    """Cities, countries, networks, companies and projects have proper names: the passage must contain one of them."""
    names: dict[str, set[str]] = {}
    for iri, name in select(
        dataset,
        "SELECT ?e ?name { VALUES ?class { sg:City sg:Country sg:Network sg:Company sg:Project } ?e a ?class ; "
        "rdfs:label|skos:altLabel ?name }",
    ):
        names.setdefault(iri, set()).update(words(name.split(",")[0].split(" (")[0]))
    by_iri = {passage.iri: passage for passage in passages(dataset)}
    unnamed = [
        (local(graph), local(entity))
        for graph, entity in select(
            dataset, "SELECT DISTINCT ?g ?e { GRAPH ?g { { ?e ?p ?o } UNION { ?s ?p ?e FILTER(isIRI(?e)) } } }"
        )
        if graph in by_iri
        and entity in names
        and local(entity) not in UNDERSTOOD | DESCRIBED
        and not any(name in plain(said(by_iri[graph], text)) for name in names[entity])
    ]
    assert unnamed == []


def words(name: str) -> set[str]:
    """A name without its genitive, and as it stands in running text."""
    return {plain(name).rstrip("s")}


def plain(text: str) -> str:
    return re.sub(r"[\s’'-]+", " ", text).casefold()


@pytest.mark.parametrize(
    ("what", "query", "expected"),
    [
        ("goals", "SELECT DISTINCT ?n { :strategy sg:hasGoal ?g . ?g skos:notation ?n }", ["1", "2", "3", "4", "5"]),
        (
            "key factors of each goal",
            "SELECT ?n (STR(COUNT(DISTINCT ?f)) AS ?c) { :strategy sg:hasGoal ?g . ?g skos:notation ?n ; "
            "sg:hasKeyFactor ?f } GROUP BY ?n",
            ["1 1", "2 2", "3 6", "4 1", "5 4"],
        ),
        (
            "actions of each goal",
            "SELECT ?n (STR(COUNT(DISTINCT ?f)) AS ?c) { :strategy sg:hasGoal ?g . ?g skos:notation ?n ; "
            "sg:hasAction ?f } GROUP BY ?n",
            ["1 7", "2 2", "3 9", "4 4", "5 5"],
        ),
        ("actions, all", "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a sg:Action }", ["27"]),
        ("success factors", "SELECT (COUNT(DISTINCT ?f) AS ?n) { :strategy sg:hasCriticalSuccessFactor ?f }", ["10"]),
        (
            "strengths, weaknesses, opportunities, threats",
            "SELECT ?p (COUNT(DISTINCT ?x) AS ?n) { VALUES ?p { sg:hasStrength sg:hasWeakness sg:hasOpportunity "
            "sg:hasThreat } :strategy ?p ?x } GROUP BY ?p",
            ["hasOpportunity 9", "hasStrength 9", "hasThreat 8", "hasWeakness 6"],
        ),
        (
            "council objectives, current and earlier",
            "SELECT ?p (COUNT(DISTINCT ?x) AS ?n) { VALUES ?p { sg:hasObjective sg:hadObjective } ?s ?p ?x . "
            "?x a sg:CouncilObjective } GROUP BY ?p",
            ["hadObjective 1", "hasObjective 5"],
        ),
        ("competence needs", "SELECT (COUNT(DISTINCT ?x) AS ?n) { :strategy sg:needsCompetence ?x }", ["6"]),
        (
            "milestones by year",
            "SELECT ?y (COUNT(DISTINCT ?m) AS ?n) { ?s sg:hasMilestone ?m . ?m sg:targetYear ?y } GROUP BY ?y",
            ["2006 5", "2010 1"],
        ),
        (
            "Stockholm's prioritised clusters",
            "SELECT DISTINCT ?c { :stockholm sg:prioritisesCluster ?c }",
            ["environmental-technology", "finance", "life-science", "time"],
        ),
        (
            "proposed members of the test-market network",
            "SELECT DISTINCT ?c { ?m org:organization :test-market-network ; org:member ?c ; sg:status sg:Proposed }",
            ["helsinki", "hong-kong", "san-francisco", "singapore", "stockholm"],
        ),
        (
            "offices held",
            "SELECT DISTINCT ?c ?n ?o { ?m org:role ?o ; org:member ?c ; org:organization ?n }",
            ["barcelona metropolis Chair", "barcelona wacla Chair", "barcelona wacla Secretariat"],
        ),
        (
            "places that complement in two clusters",
            "SELECT ?c { ?c sg:complementsIn :life-science , :time } GROUP BY ?c",
            ["los-angeles", "singapore", "tel-aviv"],
        ),
    ],
)
def test_readings(dataset: ox.Store, what: str, query: str, expected: list[str]) -> None:
    """The readings that were decided before the data was written (domain, section 3)."""
    rows = sorted(" ".join(re.split(r"[#/]", value)[-1] for value in row) for row in select(dataset, query))
    assert rows == expected, what


def test_the_graph_is_whole(dataset: ox.Store) -> None:
    """Well over 300 entities and 700 facts, labels not counted."""
    declared = {entity for (entity,) in select(dataset, "SELECT DISTINCT ?e { ?e rdfs:label ?l }")}
    facts = {
        (quad.subject, quad.predicate, quad.object)
        for quad in dataset
        if quad.graph_name != ox.NamedNode(BASE + "declarations")
    }
    assert len(declared) > 600
    assert len(facts) > 1500


def test_context_repeats_its_tables(dataset: ox.Store) -> None:
    """A record's source is the table beside it, byte for byte."""
    for name, digest in select(dataset, 'SELECT ?f ?d { ?s sg:layer "context" ; sg:fileName ?f ; sg:digest ?d }'):
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest
