"""SHACL: runs the shapes over the data and says what they found in the shapes' own words.

Follows the Shapes Constraint Language (SHACL), W3C Recommendation of 20 July 2017. A validator calls data conformant
where no shape met anything, and passes over terms that it does not know: both are findings here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
from pyshacl.shapes_graph import ShapesGraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDFS, SH
from rdflib.term import Node

from stratgraph.graph.labels import local_name
from stratgraph.model.language import LANGUAGES, Text

_SEVERITY = {str(SH.Violation): "violation", str(SH.Warning): "warning", str(SH.Info): "info"}


@dataclass(frozen=True)
class Result:
    """One validation result; `code` is the shape's local name."""

    severity: str
    code: str
    focus: str
    message: Text
    value: str | None = None


def graph_of(quads: Iterable[ox.Quad]) -> Graph:
    """Return the triples as an rdflib graph, literals exactly as they were written."""
    graph = Graph()
    with _quiet():
        for quad in quads:
            graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    return graph


def run_shapes(data: Graph, shapes: Graph, ontology: Graph) -> tuple[list[Result], dict[str, int]]:
    """Return what the shapes find in the data, and to how many things each shape with a target was put.

    Classes of the ontology count, its terms are not themselves validated.
    """
    whole = data + ontology
    with _quiet():
        counts = _focus_counts(whole, shapes)
        _, report, _ = pyshacl.validate(whole, shacl_graph=shapes, advanced=False, inplace=True)
    if not isinstance(report, Graph):
        raise TypeError(f"pyshacl gave no report: {report!r}")
    own = set(ontology.subjects())
    results = [_result(report, node, shapes) for node in report.objects(None, SH.result, unique=True)]
    return [result for result in results if URIRef(result.focus) not in own], counts


def unknown_terms(shapes: Graph) -> list[tuple[str, str]]:
    """Return each term in SHACL's namespace that SHACL does not define, with the thing that it stands on."""
    return sorted(
        {
            (str(term), str(triple[0]))
            for triple in shapes
            for term in triple[1:]
            if isinstance(term, URIRef) and term.startswith(str(SH)) and term not in SH
        }
    )


def texts_of(graph: Graph, node: Node, predicate: URIRef) -> Text | None:
    """Return the text that `predicate` gives in each language, one for the other where one is missing."""
    by_language: Mapping[str | None, str] = {
        value.language: str(value)
        for value in sorted(graph.objects(node, predicate), key=str)
        if isinstance(value, Literal)
    }
    if not by_language:
        return None
    fallback = next(iter(by_language.values()))
    sv, en = (by_language.get(language, fallback) for language in LANGUAGES)
    return Text(en=en, sv=sv)


def label_of(shapes: Graph, iri: str) -> Text:
    """Return a shape's name in both languages, or the end of its IRI."""
    name = local_name(iri)
    return texts_of(shapes, URIRef(iri), RDFS.label) or Text(en=name, sv=name)


def _result(report: Graph, node: Node, shapes: Graph) -> Result:
    shape = report.value(node, SH.sourceShape)
    named = shape if isinstance(shape, URIRef) else report.value(node, SH.sourceConstraintComponent)
    value = report.value(node, SH.value)
    message = (shape is not None and texts_of(shapes, shape, SH.message)) or texts_of(report, node, SH.resultMessage)
    return Result(
        severity=_SEVERITY.get(str(report.value(node, SH.resultSeverity)), "violation"),
        code=local_name(str(named)),
        focus=str(report.value(node, SH.focusNode)),
        message=message or Text(en=str(named), sv=str(named)),
        value=None if value is None else str(value),
    )


def _focus_counts(data: Graph, shapes: Graph) -> dict[str, int]:
    """Return, for each shape that has a target, the number of things in the data that it is put to."""
    targets = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
    aimed = {shape for predicate in targets for shape in shapes.subjects(predicate, None)}
    return {
        str(shape.node): len(shape.focus_nodes(data))
        for shape in ShapesGraph(shapes).shapes
        if shape.node in aimed or (shape.node, None, RDFS.Class) in shapes
    }


def _node(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    raise TypeError(f"no RDF 1.1 term: {term}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging each ill-typed literal with a traceback: a shape says it, in words."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
