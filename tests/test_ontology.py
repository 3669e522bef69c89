"""The ontology: its style, its foreign terms, its use, and whether each shape, check and rule bites.

The examples lie in `tests/data/ontology/`; the lines at the head of each say what must be found in it, no more and no
less. The terms of other vocabularies lie in `tests/data/terms/`, IRIs only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDFS, SH
from rdflib.term import Node

from stratgraph.model.terms import ONTOLOGY, ORG, SG, SKOS

ROOT = Path(__file__).parent.parent
FILES = ROOT / "ontology"
EXAMPLES = ROOT / "tests" / "data" / "ontology"
CHECKS = sorted((FILES / "checks").glob("*.rq"))
RULES = sorted((FILES / "rules").glob("*.ru"))
TERM_LISTS = sorted((ROOT / "tests" / "data" / "terms").glob("*.txt"))
SHAPE_EXAMPLES = sorted((EXAMPLES / "shapes").glob("*.ttl"))
OWN = "https://w3id.org/stratgraph/"
PREFIXES = {"d": "https://example.org/d/", "sg": SG, "org": ORG}

#: Terms that the vocabulary fixes and that other sources than the packaged one are the first to use.
AWAITED = {
    "sheet": "a record in a workbook; the packaged records come from CSV",
    "since": "an agreement whose beginning a source gives; this document gives none",
}


@cache
def turtle(name: str) -> Graph:
    return Graph().parse(FILES / name)


def test_every_turtle_file_is_one_that_is_known() -> None:
    names = ["alignments.ttl", "shapes.ttl", "stratgraph.ttl", "style.ttl"]
    assert [path.name for path in sorted(FILES.glob("*.ttl"))] == names


# Style


def test_the_ontology_keeps_to_its_own_style() -> None:
    assert findings(turtle("stratgraph.ttl") + turtle("alignments.ttl"), turtle("style.ttl")) == []


BROKEN_TERMS = [
    ("label-sv", 'sg:X a owl:Class ; rdfs:label "x"@en ; DEFINED .'),
    ("definition-en", 'sg:X a owl:Class ; LABELLED ; skos:definition "Definition."@sv ; BY .'),
    ("definition-once", 'sg:X a owl:Class ; LABELLED ; skos:definition "no stop"@en, "Men här."@sv ; BY .'),
    ("isDefinedBy", "sg:X a owl:Class ; LABELLED ; TEXT ."),
    ("no-sameAs", "sg:X a owl:Class ; LABELLED ; DEFINED ; owl:sameAs prov:Entity ."),
    ("no-equivalentClass", "sg:X a owl:Class ; LABELLED ; DEFINED ; owl:equivalentClass prov:Entity ."),
    ("no-equivalentProperty", "sg:x a owl:ObjectProperty ; PROPERTY ; owl:equivalentProperty prov:used ."),
    ("domain", "sg:x a owl:ObjectProperty ; PROPERTY ; rdfs:domain prov:Agent ."),
    ("range", "sg:x a owl:ObjectProperty ; LABELLED ; DEFINED ; rdfs:domain prov:Entity ."),
    ("Property", "sg:Xx a owl:DatatypeProperty ; PROPERTY ."),
    ("Capital", "sg:x a owl:NamedIndividual ; LABELLED ; DEFINED ."),
    ("Named", "sg:X a owl:Class ."),
]


@pytest.mark.parametrize(("shape", "text"), BROKEN_TERMS, ids=[shape for shape, _ in BROKEN_TERMS])
def test_the_style_is_enforced(shape: str, text: str) -> None:
    found = findings(Graph().parse(data=style_example(text), format="turtle"), turtle("style.ttl"))
    assert {name for name, _ in found} == {shape}


def style_example(text: str) -> str:
    """Return the Turtle text of a term, its common parts written out."""
    parts = {
        "PROPERTY": "LABELLED ; DEFINED ; rdfs:domain prov:Entity ; rdfs:range prov:Entity",
        "DEFINED": "TEXT ; BY",
        "LABELLED": 'rdfs:label "x"@en, "x"@sv',
        "TEXT": 'skos:definition "English."@en, "Svenska."@sv',
        "BY": f"rdfs:isDefinedBy <{ONTOLOGY}>",
    }
    for name, part in parts.items():
        text = text.replace(name, part)
    prefixes = {"sg": SG, "owl": str(OWL), "rdfs": str(RDFS), "skos": SKOS, "prov": "http://www.w3.org/ns/prov#"}
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()) + text


# Terms


def known_terms() -> set[str]:
    texts = (path.read_text("utf-8") for path in TERM_LISTS)
    return {line for text in texts for line in text.splitlines() if line and not line.startswith("#")}


def foreign(nodes: Iterable[object]) -> set[str]:
    """Return the IRIs among the nodes that lie outside this project's own names."""
    return {str(node) for node in nodes if isinstance(node, URIRef) and not node.startswith(OWN)}


def test_every_foreign_term_of_the_ontology_exists_in_its_vocabulary() -> None:
    for path in FILES.glob("*.ttl"):
        graph = turtle(path.name)
        licences = set(graph.objects(None, DCTERMS.license))
        used = {node for triple in graph for node in triple} | literal_types(graph)
        assert sorted(foreign(used - licences) - known_terms()) == [], path.name


def literal_types(graph: Graph) -> set[Node]:
    return {node.datatype for node in graph.objects() if isinstance(node, Literal) and node.datatype is not None}


def test_every_foreign_term_of_the_data_exists_in_its_vocabulary() -> None:
    used = {quad.predicate.value for quad in data()}
    used |= {
        quad.object.value
        for quad in data()
        if quad.predicate.value == str(RDF.type) and isinstance(quad.object, ox.NamedNode)
    }
    used |= {quad.object.datatype.value for quad in data() if isinstance(quad.object, ox.Literal)}
    assert sorted(iri for iri in used - known_terms() if not iri.startswith(OWN)) == []


def test_the_lists_of_terms_are_sorted_and_hold_iris_only() -> None:
    for path in TERM_LISTS:
        source, *terms = path.read_text("utf-8").splitlines()
        assert source.startswith("# "), path.name
        assert terms == sorted(set(terms)), path.name
        assert all(re.fullmatch(r"https?://\S+", term) for term in terms), path.name


def test_every_term_is_used() -> None:
    """Every term is used by the data, by a question or by a rule; three things more count.

    An individual counts where the class of values that it belongs to has another individual that is used (so that
    `sg:Existing` need not stand where it goes without saying); a class of values where one of its individuals is; and
    a term of `AWAITED`, which says who uses it.
    """
    graph = turtle("stratgraph.ttl")
    terms = {str(term) for term in graph.subjects(RDFS.isDefinedBy, None)}
    used = terms_in_data() | terms_in_queries() | {SG + name for name in AWAITED}
    individuals = set(graph.subjects(RDF.type, OWL.NamedIndividual))
    for individual in individuals & {URIRef(term) for term in used}:
        for value_class in graph.objects(individual, RDF.type):
            used |= {str(value_class)} | {str(other) for other in graph.subjects(RDF.type, value_class)}
    assert sorted(terms - used) == []


def test_no_awaited_term_is_used_already() -> None:
    assert (terms_in_data() | terms_in_queries()) & {SG + name for name in AWAITED} == set()


def test_the_data_uses_no_term_that_the_ontology_lacks() -> None:
    defined = {str(term) for term in turtle("stratgraph.ttl").subjects(RDFS.isDefinedBy, None)}
    assert sorted(terms_in_data() - defined) == []
    assert sorted(terms_in_queries() - defined) == []


@cache
def data() -> tuple[ox.Quad, ...]:
    files = sorted((ROOT / "graph_data").glob("**/*.trig"))
    return tuple(quad for path in files for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TRIG))


def terms_in_data() -> set[str]:
    terms = (term for quad in data() for term in (quad.subject, quad.predicate, quad.object))
    return {term.value for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(SG)}


def terms_in_queries() -> set[str]:
    """Return the sg: terms of the questions and the rules, comments and headers left out."""
    files = [*(ROOT / "stratgraph" / "questions").glob("*.rq"), *RULES]
    lines = (line for path in files for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {SG + name for line in lines for name in re.findall(r"\bsg:(\w+)", line)}


# Shapes


@pytest.mark.parametrize("path", SHAPE_EXAMPLES, ids=[path.stem for path in SHAPE_EXAMPLES])
def test_the_shapes_find_what_is_wrong_and_nothing_else(path: Path) -> None:
    found = findings(Graph().parse(path), turtle("shapes.ttl"))
    assert [(shape, f"d:{focus.rpartition('/')[2]}") for shape, focus in found] == list(expected(path, "finds"))


def test_every_shape_bites_in_some_example() -> None:
    shapes = {local(shape) for shape in turtle("shapes.ttl").subjects(SH.severity, None)}
    assert sorted(shapes - {shape for path in SHAPE_EXAMPLES for shape, _ in expected(path, "finds")}) == []


def test_the_shapes_find_only_gaps_in_a_valid_strategy() -> None:
    graph = Graph()
    for quad in ox.parse((EXAMPLES / "valid.trig").read_bytes(), format=ox.RdfFormat.TRIG):
        graph.parse(data=f"{quad.triple} .", format="nt")
    gaps = {"CityLinks-latitude", "GoalLinks-action", "GoalLinks-factor", "NetworkLinks-covers"}
    assert {shape for shape, _ in findings(graph, turtle("shapes.ttl"))} == gaps


@pytest.mark.parametrize("name", ["shapes.ttl", "style.ttl"])
def test_shapes_are_well_formed(name: str) -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=Graph().parse(FILES / name), meta_shacl=True)
    assert conforms is True, text


@pytest.mark.parametrize("name", ["shapes.ttl", "style.ttl"])
def test_shapes_speak_both_languages(name: str) -> None:
    graph = turtle(name)
    for shape in graph.subjects(SH.severity, None):
        naming = SH.name if (shape, SH.path, None) in graph else RDFS.label
        for predicate in (SH.message, naming):
            assert languages(graph.objects(shape, predicate)) == ["en", "sv"], (shape, predicate)


def languages(values: Iterable[Node]) -> list[str | None]:
    return sorted((value.language for value in values if isinstance(value, Literal)), key=str)


def findings(graph: Graph, shapes: Graph) -> list[tuple[str, str]]:
    """Return shape and focus of each validation result, each pair once, sorted.

    pyshacl writes into what it is given, so it gets copies.
    """
    _, report, _ = pyshacl.validate(graph + Graph(), shacl_graph=shapes + Graph())
    assert isinstance(report, Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(
        {(local(report.value(node, SH.sourceShape)), str(report.value(node, SH.focusNode))) for node in results}
    )


def local(node: object) -> str:
    return str(node).rpartition("#")[2]


# Checks


def expected(path: Path, key: str) -> Iterator[tuple[str, str]]:
    """Return what the header lines of an example say must come of it."""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(f"# {key}:"):
            first, _, second = line.partition(":")[2].partition("|")
            yield first.strip(), second.strip()


def store_of(path: Path) -> ox.Store:
    store = ox.Store()
    store.load((FILES / "stratgraph.ttl").read_bytes(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY))
    store.load(path.read_bytes(), ox.RdfFormat.TRIG)
    return store


def short(term: object) -> str:
    """Return an IRI with its prefix, and nothing for nothing."""
    value = str(getattr(term, "value", ""))
    return next((f"{p}:{value.removeprefix(iri)}" for p, iri in PREFIXES.items() if value.startswith(iri)), value)


def rows_of(check: Path, store: ox.Store) -> list[tuple[str, str]]:
    solutions = store.query(check.read_text("utf-8"))
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    assert set(names) <= {"focus", "graph", "value"}
    return [(short(row["focus"]), short(row["value"]) if "value" in names else "") for row in solutions]


@pytest.mark.parametrize("check", CHECKS, ids=[path.stem for path in CHECKS])
def test_a_check_finds_what_is_wrong_and_nothing_else(check: Path) -> None:
    example = EXAMPLES / "checks" / f"{check.stem}.trig"
    wanted = sorted(expected(example, "finds"))
    assert wanted
    assert sorted(rows_of(check, store_of(example))) == wanted


@pytest.mark.parametrize("check", CHECKS, ids=[path.stem for path in CHECKS])
def test_a_check_finds_nothing_in_a_valid_strategy(check: Path) -> None:
    assert rows_of(check, store_of(EXAMPLES / "valid.trig")) == []


@pytest.mark.parametrize("check", CHECKS, ids=[path.stem for path in CHECKS])
def test_the_header_of_a_check_says_what_and_how_to_mend_it(check: Path) -> None:
    lines = [line[2:].strip() for line in check.read_text("utf-8").splitlines() if line.startswith("#+")]
    header = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    texts = {f"{part}-{language}" for part in ("title", "problem", "solution") for language in ("en", "sv")}
    assert set(header) == {"id", "severity"} | texts
    assert header["id"] == check.stem
    assert header["severity"] in {"violation", "warning"}
    assert all(header.values())


# Rules


def test_the_rules_write_what_holds_today_and_nothing_else() -> None:
    example = EXAMPLES / "rules" / "claims.trig"
    store = ox.Store()
    store.load(example.read_bytes(), ox.RdfFormat.TRIG)
    before = set(store)
    for rule in RULES:
        store.update(rule.read_text("utf-8"))
    written = {
        (short(q.graph_name), " ".join(map(short, (q.subject, q.predicate, q.object)))) for q in set(store) - before
    }
    assert written == set(expected(example, "writes"))


@pytest.mark.parametrize("rule", RULES, ids=[path.stem for path in RULES])
def test_each_rule_writes_something_and_twice_no_more(rule: Path) -> None:
    store = ox.Store()
    store.load((EXAMPLES / "rules" / "claims.trig").read_bytes(), ox.RdfFormat.TRIG)
    before = len(store)
    store.update(rule.read_text("utf-8"))
    after = len(store)
    store.update(rule.read_text("utf-8"))
    assert before < after == len(store)


def test_the_order_of_the_rules_does_not_matter() -> None:
    stores = []
    for rules in (RULES, RULES[::-1]):
        store = ox.Store()
        store.load((EXAMPLES / "rules" / "claims.trig").read_bytes(), ox.RdfFormat.TRIG)
        for rule in rules:
            store.update(rule.read_text("utf-8"))
        stores.append(set(store))
    assert stores[0] == stores[1]


# Domains and ranges


def test_domains_and_ranges_are_classes_that_exist() -> None:
    graph = turtle("stratgraph.ttl")
    classes = set(graph.subjects(RDF.type, OWL.Class))
    for predicate in (RDFS.domain, RDFS.range):
        for value in graph.objects(None, predicate):
            members = members_of(graph, value)
            assert [member for member in members if str(member).startswith(SG) and member not in classes] == []
            assert len(members) == len(set(members))


def test_rules_write_within_domains_and_ranges() -> None:
    """What a rule writes takes its ends from the claim: the range of the one must hold that of the other."""
    graph = turtle("stratgraph.ttl")
    ends = [("in", "activeIn"), ("task", "responsibleFor"), ("party", "cooperatesWith"), ("party", "hasAgreementWith")]
    for end, written in ends:
        assert classes_of(graph, end, RDFS.range) <= classes_of(graph, written, RDFS.range), end


def classes_of(graph: Graph, name: str, predicate: URIRef) -> set[Node]:
    value = graph.value(URIRef(SG + name), predicate)
    assert value is not None, name
    return set(members_of(graph, value))


def members_of(graph: Graph, value: Node) -> list[Node]:
    """Return the classes of a union, or the class itself."""
    union = graph.value(value, OWL.unionOf)
    return [value] if union is None else list(graph.items(union))
