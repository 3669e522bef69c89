"""From the name that a user writes to the one thing that bears it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from stratgraph.analysis.wording import name_of
from stratgraph.graph.labels import local_name
from stratgraph.graph.memory import FACTS_NODE, Graph, plain
from stratgraph.graph.stated import APPARATUS, claim_nodes, curie, types_of
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.terms import ALT_LABEL, LABEL, NOTATION, ONTOLOGY, PREF_LABEL, SG, SHORT_LABEL, TYPE
from stratgraph.questions.binding import expand, fold

#: How good a name is: what a thing is called comes before what it is also called, and so on.
LABELS = {LABEL: 0, PREF_LABEL: 0, ALT_LABEL: 1, SHORT_LABEL: 2}
NUMBERED = 3
OF_IRI = 4

UNKNOWN = Text(en='nothing is called "{name}"{hint}', sv='ingenting heter "{name}"{hint}')
SEVERAL = Text(
    en='"{name}" is the name of several; give one of these: {matches}',
    sv='"{name}" är namnet på flera; ange en av dessa: {matches}',
)
MATCH = Text(en="{curie} ({what})", sv="{curie} ({what})")
HINT = Text(en="; did you mean {names}?", sv="; menade du {names}?")
WAY_OUT = Text(
    en="; give a name as the answers of `stratgraph ask` have it",
    sv="; ange ett namn så som svaren på `stratgraph ask` har det",
)


class Name(NamedTuple):
    """A name of a thing; `rank` is 0 for the best."""

    iri: str
    text: str
    rank: int


class Names:
    """The names of everything in a graph that has a card."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def all(self) -> tuple[Name, ...]:
        """Every name, in a fixed order."""
        return tuple(sorted(self._all()))

    def _all(self) -> Iterator[Name]:
        names = (*LABELS, NOTATION, TYPE)
        self.graph.prefetch((None, NamedNode(predicate), None, FACTS_NODE) for predicate in names)
        things: set[str] = set()
        for predicate, rank in LABELS.items():
            for quad in self.graph.quads(None, NamedNode(predicate), None, FACTS_NODE):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    things.add(quad.subject.value)
                    yield Name(quad.subject.value, quad.object.value, rank)
        yield from (Name(iri, local_name(iri), OF_IRI) for iri in things | self._nameless())
        yield from self._numbered()

    def _nameless(self) -> set[str]:
        """Return the locators and claims, which are called by their IRIs alone."""
        locators = self.graph.subjects(TYPE, SG + "Locator")
        return set(locators) | set(claim_nodes(self.graph))

    def _numbered(self) -> Iterator[Name]:
        """Yield "goal 4" for what has a number: by the last word of its class, and by all of them."""
        for quad in self.graph.quads(None, NamedNode(NOTATION), None, FACTS_NODE):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                for kind in types_of(self.graph, quad.subject.value):
                    for label in set(name_of(self.graph, kind)) | {local_name(kind)}:
                        for words in {label, label.split()[-1]}:
                            yield Name(quad.subject.value, f"{words} {quad.object.value}", NUMBERED)

    def matching(self, name: str) -> list[str]:
        """Return the IRIs of what bears the name, of its best kind, case, accents and hyphens forgiven."""
        wanted = key(name)
        found = [entry for entry in self.all if key(entry.text) == wanted]
        things = [entry for entry in found if not self._is_apparatus(entry.iri)] or found
        best = min((entry.rank for entry in things), default=OF_IRI)
        return sorted({entry.iri for entry in things if entry.rank == best})

    def _is_apparatus(self, iri: str) -> bool:
        return not APPARATUS.isdisjoint(types_of(self.graph, iri))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return up to three names that look most like the given one, else that hold it."""
        from difflib import get_close_matches

        known = {key(entry.text): entry.text for entry in reversed(self.all) if entry.rank != NUMBERED}
        near = get_close_matches(key(name), list(known), 3)
        near = near or sorted((text for text in known if key(name) in text), key=lambda text: (len(text), text))[:3]
        return tuple(dict.fromkeys(known[text] for text in near))


def key(name: str) -> str:
    """Return a name without case, accents, kinds of hyphen and apostrophe.

    >>> key("Malmö–Köpenhamn"), key("goal-4")
    ('malmo kopenhamn', 'goal 4')
    """
    return " ".join(re.sub(r"[-_]", " ", fold(name).replace("’", "'")).split())


def find(graph: Graph, name: str) -> str:
    """Return the IRI of the thing of that name: label, other name, short name, "goal 4", CURIE, IRI or its end.

    Raises NotFound with the nearest where there is none; InputError where several bear it.

    >>> from stratgraph import open_graph
    >>> find(open_graph(), "helsingfors")
    'https://w3id.org/stratgraph/stockholm-2003/helsinki'
    """
    if not name.strip():
        raise InputError(
            Text(en="the name is empty; give the name of a thing", sv="namnet är tomt; ange namnet på en sak")
        )
    names = Names(graph)
    given = expand(graph, name.strip())
    if given is not None and is_known(graph, given):
        return given
    matches = names.matching(name)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise InputError(SEVERAL.format(name=name, matches=_listed(graph, matches)))
    near = names.nearest(name) if given is None else near_iris(graph, given, names)
    hint = HINT.format(names=", ".join(near)) if near else WAY_OUT
    raise NotFound(UNKNOWN.format(name=name, hint=hint), nearest=near)


def is_known(graph: Graph, iri: str) -> bool:
    """Tell whether the graph or the ontology says anything of a resource."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    places = (FACTS_NODE, NamedNode(ONTOLOGY))
    return any(next(graph.quads(node, None, None, place), None) is not None for place in places)


def near_iris(graph: Graph, iri: str, names: Names) -> tuple[str, ...]:
    """Return up to three CURIEs that look most like one that nothing bears."""
    from difflib import get_close_matches

    terms = {str(plain(quad.subject)) for quad in graph.quads(None, NamedNode(TYPE), None, NamedNode(ONTOLOGY))}
    known = [curie(graph, other) for other in sorted(terms | {entry.iri for entry in names.all})]
    return tuple(get_close_matches(curie(graph, iri), known, 3))


def _listed(graph: Graph, iris: list[str]) -> Text:
    """Return the things as CURIEs, each with what it is."""
    found = [MATCH.format(curie=curie(graph, iri), what=kinds(graph, iri)) for iri in iris]
    return Text(en=", ".join(text.en for text in found), sv=", ".join(text.sv for text in found))


def kinds(graph: Graph, iri: str) -> Text:
    """Return the names of a thing's classes."""
    found = [name_of(graph, kind) for kind in types_of(graph, iri)]
    return Text(en=", ".join(text.en for text in found), sv=", ".join(text.sv for text in found))
