"""What the shapes say that a thing should have: of each class the relations, with a severity.

Reads the property shapes (`sh:property`) of shapes that target a class, with `sh:minCount` from 1: SHACL, W3C
Recommendation of 20 July 2017, §2.1.3.1 and §2.3.1 (paths), §4.2.1. A class of a workspace's own counts once its shapes
are named in `stratgraph.toml`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from stratgraph.graph.memory import Graph
from stratgraph.graph.packaged import ontology_folder
from stratgraph.graph.reading import read_quads
from stratgraph.graph.stated import APPARATUS, CLAIMS
from stratgraph.model.language import Text
from stratgraph.model.terms import LABEL, OWL, RDF, RDFS, SH, TYPE

SEVERITIES = ("violation", "warning", "info")
_MUST = SEVERITIES[0]
#: No pattern is made for more values than this.
MOST_VALUES = 5

Node = NamedNode | BlankNode


class Step(NamedTuple):
    """One step of a path: along a property, or against it."""

    predicate: str
    inverse: bool = False


#: Each way in which a value can be reached: the steps one after another.
Ways = tuple[tuple[Step, ...], ...]


class Wanted(NamedTuple):
    """A relation that each thing of a class should have; `ways` is empty where its path has no pattern here."""

    cls: str
    ways: Ways
    least: int
    severity: str
    name: Text | None
    message: Text | None


class Shapes:
    """The packaged shapes, and those of a workspace."""

    def __init__(self, files: Iterable[str]) -> None:
        self.store = Store()
        for file in files:
            self.store.extend(quad for quad in read_quads(file))

    def _objects(self, subject: Node, name: str) -> list[NamedNode | BlankNode | Literal]:
        found = self.store.quads_for_pattern(subject, NamedNode(name), None, None)
        terms = [quad.object for quad in found]
        return sorted((term for term in terms if isinstance(term, NamedNode | BlankNode | Literal)), key=str)

    def _one(self, subject: Node, name: str) -> NamedNode | BlankNode | Literal | None:
        return next(iter(self._objects(subject, name)), None)

    def label(self, iri: str) -> dict[str, str]:
        """Return the labels that the files give a term, by language."""
        found = self._objects(NamedNode(iri), LABEL)
        return {term.language or "": term.value for term in found if isinstance(term, Literal)}

    def wanted(self) -> list[Wanted]:
        """Return what is wanted of each class, sources and claims left out, in the order of the classes."""
        found: dict[tuple[str, Ways, int], list[Wanted]] = {}
        for shape, cls in self._targets():
            if cls in APPARATUS or cls in CLAIMS or not self._is_active(shape):
                continue
            for part in self._objects(shape, SH + "property"):
                if isinstance(part, Node) and (wanted := self._wanted(cls, part)):
                    found.setdefault((wanted.cls, wanted.ways, wanted.least), []).append(wanted)
        best = [min(alike, key=lambda one: SEVERITIES.index(one.severity)) for alike in found.values()]
        return sorted(best, key=lambda one: (one.cls, one.ways, one.least))

    def _targets(self) -> Iterator[tuple[Node, str]]:
        """Yield each shape with a class that it is put to: named as its target, or the shape itself."""
        for quad in self.store.quads_for_pattern(None, NamedNode(SH + "targetClass"), None, None):
            if isinstance(quad.subject, Node) and isinstance(quad.object, NamedNode):
                yield quad.subject, quad.object.value
        for kind in (RDFS + "Class", OWL + "Class"):
            for quad in self.store.quads_for_pattern(None, NamedNode(TYPE), NamedNode(kind), None):
                shape = quad.subject
                if isinstance(shape, NamedNode) and self._objects(shape, SH + "property"):
                    yield shape, shape.value

    def _is_active(self, shape: Node) -> bool:
        off = self._one(shape, SH + "deactivated")
        return not (isinstance(off, Literal) and off.value in ("true", "1"))

    def _wanted(self, cls: str, part: Node) -> Wanted | None:
        least = self._one(part, SH + "minCount")
        path = self._one(part, SH + "path")
        number = int(least.value) if isinstance(least, Literal) and least.value.isdecimal() else 0
        if not number or not isinstance(path, Node) or not self._is_active(part):
            return None
        ways = self._ways(path) or ()
        severity = self._one(part, SH + "severity")
        name = severity.value.rpartition("#")[2].lower() if isinstance(severity, NamedNode) else _MUST
        return Wanted(
            cls,
            ways if number == 1 or (len(ways) == 1 and number <= MOST_VALUES) else (),
            number,
            name if name in SEVERITIES else _MUST,
            self._text(part, SH + "name"),
            self._text(part, SH + "message"),
        )

    def _text(self, subject: Node, name: str) -> Text | None:
        found = {term.language: term.value for term in self._objects(subject, name) if isinstance(term, Literal)}
        if not found:
            return None
        some = next(iter(found.values()))
        return Text(en=found.get("en", some), sv=found.get("sv", some))

    # Paths ----------------------------------------------------------------------------------------------------------

    def _ways(self, path: Node) -> Ways | None:
        """Return the ways of a path; None for one that repeats, of which no flat pattern can be made."""
        if isinstance(path, NamedNode):
            return ((Step(path.value),),)
        inverse = self._one(path, SH + "inversePath")
        if isinstance(inverse, Node):
            return _inverted(self._ways(inverse))
        either = self._one(path, SH + "alternativePath")
        if isinstance(either, Node):
            return _joined([self._ways(part) for part in self._list(either)])
        parts = self._list(path)
        return _chained([self._ways(part) for part in parts]) if parts else None

    def _list(self, head: Node) -> list[Node]:
        """Return the members of an RDF list."""
        found: list[Node] = []
        while head != NamedNode(RDF + "nil"):
            first, rest = self._one(head, RDF + "first"), self._one(head, RDF + "rest")
            if not isinstance(first, Node) or not isinstance(rest, Node):
                break
            found.append(first)
            head = rest
        return found


def _inverted(ways: Ways | None) -> Ways | None:
    if ways is None:
        return None
    return tuple(tuple(Step(step.predicate, not step.inverse) for step in reversed(way)) for way in ways)


def _joined(parts: list[Ways | None]) -> Ways | None:
    found: list[tuple[Step, ...]] = []
    for ways in parts:
        if ways is None:
            return None
        found += ways
    return tuple(dict.fromkeys(found))


def _chained(parts: list[Ways | None]) -> Ways | None:
    found: Ways = ((),)
    for ways in parts:
        if ways is None:
            return None
        found = tuple((*way, *more) for way in found for more in ways)
    return found


def shapes_of(graph: Graph) -> Shapes:
    """Return the packaged shapes together with those of the graph's workspace.

    Raises InputError or ParseError where a file that `stratgraph.toml` names cannot be used.
    """
    packaged = os.path.join(ontology_folder(), "shapes.ttl")
    return Shapes([packaged, *graph.workspace.shape_files(), *graph.workspace.ontology_files()])
