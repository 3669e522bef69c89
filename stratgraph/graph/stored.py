"""What `load` writes last into an endpoint: of which layers and whose strategy the graph is, and which graphs it has.

An endpoint without it was never filled, or its filling was broken off: its answers would look whole and be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from stratgraph.graph.memory import Graph, Row
from stratgraph.model.errors import EngineError
from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.terms import DCTERMS, LAYERS, SG, SH

STORED = SG + "stored"
STORED_NODE = NamedNode(STORED)
#: Changes when what an endpoint holds changes, so that one that an older version filled is told apart.
FORM = "stratgraph-endpoint-1"

FORM_OF = NamedNode(DCTERMS + "conformsTo")
LAYER = NamedNode(SG + "layer")
TITLE = NamedNode(DCTERMS + "title")
STRATEGY = NamedNode(DCTERMS + "subject")
CITY = NamedNode(DCTERMS + "spatial")
PART = NamedNode(DCTERMS + "hasPart")
PREFIX = NamedNode(SH + "prefix")

STORED_VARIABLES = ("s", "p", "o")
STORED_QUERY = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{STORED}> {{ ?s ?p ?o }} }}"

NOT_FILLED = Text(
    en="{url} holds no strategy that was loaded to the end; fill it with `stratgraph load --endpoint {url}`",
    sv="{url} har ingen strategi som lästs in till slut; fyll den med `stratgraph load --endpoint {url}`",
)
OTHER_FORM = Text(
    en="{url} was filled by another version of stratgraph; fill it again with `stratgraph load --endpoint {url}`",
    sv="{url} fylldes av en annan version av stratgraph; fyll den igen med `stratgraph load --endpoint {url}`",
)


class NotFilled(EngineError):
    """An endpoint holds no strategy, or not to the end."""


@dataclass(frozen=True)
class Stored:
    """What an endpoint holds; `graphs` are those besides the facts graph and the locators' graphs."""

    layers: tuple[str, ...]
    name: Text
    strategy: str | None
    city: str | None
    graphs: tuple[str, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict, hash=False)


def stored_quads(graph: Graph, graphs: Iterable[str]) -> list[Quad]:
    """Return what is written of a graph; `graphs` are the names of those besides the facts and the locators'."""
    own = STORED_NODE
    found = [Quad(own, FORM_OF, Literal(FORM), own)]
    found += [Quad(own, LAYER, Literal(layer), own) for layer in graph.layers]
    found += [
        Quad(own, TITLE, Literal(graph.workspace.name.into(language), language=language), own) for language in LANGUAGES
    ]
    links = [(STRATEGY, graph.strategy), (CITY, graph.city), *((PART, name) for name in graphs)]
    found += [Quad(own, link, NamedNode(end), own) for link, end in links if end is not None]
    prefixes = sorted(graph.workspace.own_prefixes.items())
    return found + [Quad(NamedNode(iri), PREFIX, Literal(prefix), own) for prefix, iri in prefixes]


def read_stored(rows: Iterable[Row], url: str) -> Stored:
    """Return what the rows of `STORED_QUERY` say.

    Raises NotFilled where the endpoint at the URL was not filled to the end, EngineError where another version did it.
    """
    triples = list(rows)
    forms = _texts(triples, FORM_OF)
    if not forms:
        raise NotFilled(NOT_FILLED.format(url=url))
    if set(forms) != {FORM}:
        raise EngineError(OTHER_FORM.format(url=url))
    names = {term.language: term.value for _, link, term in triples if link == TITLE and isinstance(term, Literal)}
    layers = set(_texts(triples, LAYER))
    return Stored(
        layers=tuple(layer for layer in LAYERS if layer in layers),
        name=Text(en=names.get("en") or "", sv=names.get("sv") or names.get("en") or ""),
        strategy=next(iter(_iris(triples, STRATEGY)), None),
        city=next(iter(_iris(triples, CITY)), None),
        graphs=tuple(_iris(triples, PART)),
        prefixes={
            term.value: subject.value
            for subject, link, term in triples
            if link == PREFIX and isinstance(term, Literal) and isinstance(subject, NamedNode)
        },
    )


def _texts(triples: Iterable[Row], link: NamedNode) -> list[str]:
    return sorted(term.value for _, found, term in triples if found == link and isinstance(term, Literal))


def _iris(triples: Iterable[Row], link: NamedNode) -> list[str]:
    return sorted(term.value for _, found, term in triples if found == link and isinstance(term, NamedNode))
