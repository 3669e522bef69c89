"""The networks that measures are taken of: which things, which relations between them, and where each is said.

A projection is undirected and without weights: two things are linked or they are not. What is only proposed, sought or
about to end links nothing, since the direct relations that are read here follow from what holds today alone. Only the
layers that the graph was opened for count. Things without a link stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from stratgraph.graph.memory import Graph, Solutions
from stratgraph.graph.prologue import with_prefixes
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Entity
from stratgraph.model.terms import SG, TYPE
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question
from stratgraph.questions.sparql import sparql_of

if TYPE_CHECKING:
    import networkx

#: Who is in which network today, and where that is said.
IN_NETWORKS = """PREFIX sg: <https://w3id.org/stratgraph/ontology#>

SELECT DISTINCT ?one ?relation ?other ?evidence
WHERE {
  GRAPH sg:facts { ?other a sg:Network . ?one ?relation ?other . }
  FILTER(?relation = sg:memberOf || ?relation = sg:activeIn || ?relation = sg:leads || ?relation = sg:participatesIn)
  GRAPH ?evidence { ?one ?relation ?other }
  GRAPH sg:facts { ?evidence a sg:Locator }
}
"""
#: Who works with whom, and where that is said.
PARTNERS = """PREFIX sg: <https://w3id.org/stratgraph/ontology#>

SELECT DISTINCT ?one ?relation ?other ?evidence
WHERE {
  GRAPH sg:facts { ?one ?relation ?other }
  FILTER(?relation = sg:cooperatesWith || ?relation = sg:hasAgreementWith)
  GRAPH ?evidence { ?one ?relation ?other }
  GRAPH sg:facts { ?evidence a sg:Locator }
}
"""
NETWORKS, CITIES, CLUSTERS = (SG + "Network",), (SG + "City", SG + "CityRegion"), (SG + "Cluster",)
SUPPORT = SG + "supportsGoal"
#: How many links two things of one kind may have through a third: above, no measure would come to an end.
MOST_LINKS = 2_000_000

UNKNOWN = Text(en='no projection "{name}"; there are {known}', sv='ingen projektion "{name}"; det finns {known}')
TOO_MANY = Text(
    en="{id} would have about {n} links, more than {most}; take city-network, which says the same through the networks",
    sv="{id} skulle få omkring {n} samband, fler än {most}; ta city-network, som säger detsamma genom nätverken",
)


class Link(NamedTuple):
    """Two linked things, the IRIs of the relations that link them, and of the locators that say so."""

    one: str
    other: str
    relations: tuple[str, ...]
    evidence: tuple[str, ...]


class Fact(NamedTuple):
    """A fact that links, as one locator says it; without `other` it says only that a thing is there.

    The relation is an IRI, or a code of the catalogue's question.
    """

    one: str
    relation: str
    other: str | None
    evidence: str


class Part(NamedTuple):
    """What a projection is made of: how its facts are read, and the query that reads them."""

    read: Callable[[Graph], Iterable[Fact]]
    sparql: Callable[[Graph], str]


class Projection(NamedTuple):
    """A named projection; `classes` are those whose things stay without a link, `through` folds a kind of them away."""

    id: str
    title: Text
    made_of: Text
    parts: tuple[str, ...]
    classes: tuple[str, ...]
    through: str | None = None


@dataclass(frozen=True)
class Projected:
    """A projection of one graph: its things' IRIs, sorted, its links, and the queries that it was read with."""

    projection: Projection
    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    sparql: str

    def network(self) -> networkx.Graph[int]:
        """Return it for NetworkX; a node is the place of its thing among `nodes`, so that every run has one order."""
        import networkx

        places = {iri: place for place, iri in enumerate(self.nodes)}
        made: networkx.Graph[int] = networkx.Graph()
        made.add_nodes_from(range(len(self.nodes)))
        made.add_edges_from(sorted((places[link.one], places[link.other]) for link in self.links))
        return made


# Reading ------------------------------------------------------------------------------------------------------------


def _rows(graph: Graph, query: str) -> Iterator[Fact]:
    found = graph.query(query, whole=False)
    for row in found if isinstance(found, Solutions) else ():
        if all(isinstance(term, NamedNode) for term in row):
            yield Fact(*(term.value for term in row if isinstance(term, NamedNode)))


def _in_networks(graph: Graph) -> Iterator[Fact]:
    return _rows(graph, IN_NETWORKS)


def _partners(graph: Graph) -> Iterator[Fact]:
    return _rows(graph, PARTNERS)


def _whose(graph: Graph) -> dict[str, str]:
    """Return whose goals count: those of the workspace's own strategy; where it has none, of all."""
    return {} if graph.strategy else {"strategy": "all"}


def _support(graph: Graph) -> Iterator[Fact]:
    """Yield the networks that exist and are named for a goal, as the catalogue's question has them."""
    for goal, _, support, network, evidence, *_ in answer(
        graph, question(graph.workspace, "network-support"), parameters=_whose(graph)
    ):
        if not isinstance(goal, Entity):
            continue
        yield Fact(goal.iri, SUPPORT, None, "")
        named = isinstance(support, Code) and support.value == "named" and isinstance(network, Entity)
        for locator in evidence if named and isinstance(evidence, tuple) else ():
            yield Fact(goal.iri, SUPPORT, network.iri if isinstance(network, Entity) else None, str(locator))


def _profiles(graph: Graph) -> Iterator[Fact]:
    for place, cluster, relation, evidence, *_ in answer(graph, question(graph.workspace, "cluster-profiles")):
        if isinstance(place, Entity) and isinstance(cluster, Entity) and isinstance(relation, Code):
            for locator in evidence if isinstance(evidence, tuple) else ():
                yield Fact(place.iri, relation.value, cluster.iri, str(locator))


def _of_question(name: str, given: Callable[[Graph], dict[str, str]]) -> Callable[[Graph], str]:
    return lambda graph: sparql_of(graph, question(graph.workspace, name), given(graph))


PARTS = {
    "networks": Part(_in_networks, lambda graph: with_prefixes(IN_NETWORKS, graph.workspace.prefixes)),
    "partners": Part(_partners, lambda graph: with_prefixes(PARTNERS, graph.workspace.prefixes)),
    "support": Part(_support, _of_question("network-support", _whose)),
    "profiles": Part(_profiles, _of_question("cluster-profiles", lambda _: {})),
}

_IN = Text(
    en="member of, active in, leads or participates in a network today; what is proposed or sought does not count",
    sv="medlem i, aktiv i, leder eller deltar i ett nätverk i dag; föreslaget och eftersträvat räknas inte",
)
_FOR = Text(
    en="goal and network: the network exists and is named by the goal, one of its key factors or actions, or said to "
    "support it (the question network-support; the context layer never counts); goals without one stay",
    sv="mål och nätverk: nätverket finns och namnges av målet, en av dess viktiga faktorer eller åtgärder, eller sägs "
    "stödja det (frågan network-support; lagret context räknas aldrig); mål utan nätverk står kvar",
)
_BOTH = Text(en="{a}; {b}", sv="{a}; {b}").format(a=_FOR, b=_IN)

PROJECTIONS = (
    Projection(
        "goal-network-city",
        Text(en="Goals, networks and cities", sv="Mål, nätverk och städer"),
        _BOTH,
        ("support", "networks"),
        (*NETWORKS, *CITIES),
    ),
    Projection(
        "city-network",
        Text(en="Cities and networks", sv="Städer och nätverk"),
        _IN,
        ("networks",),
        (*NETWORKS, *CITIES),
    ),
    Projection("goal-network", Text(en="Goals and networks", sv="Mål och nätverk"), _FOR, ("support",), NETWORKS),
    Projection(
        "city-cluster",
        Text(en="Cities and clusters", sv="Städer och kluster"),
        Text(
            en="place and cluster: it prioritises, markets or has it, complements another place in it, or competition "
            "in it is stated (the question cluster-profiles, as named)",
            sv="plats och kluster: platsen prioriterar, marknadsför eller har det, kompletterar en annan plats i det, "
            "eller konkurrens i det anges (frågan cluster-profiles, som i källorna)",
        ),
        ("profiles",),
        (*CITIES, *CLUSTERS),
    ),
    Projection(
        "city-city",
        Text(en="Cities that share a network", sv="Städer med gemensamt nätverk"),
        Text(
            en="two in the same network today: each member of it, active in it, leading it or participating in it",
            sv="två i samma nätverk i dag: var och en medlem, aktiv, ledande eller deltagande",
        ),
        ("networks",),
        CITIES,
        through="other",
    ),
    Projection(
        "network-network",
        Text(en="Networks that share a city", sv="Nätverk med gemensam stad"),
        Text(
            en="two networks that the same city is in today: member, active, leading or participating",
            sv="två nätverk som samma stad är med i i dag: medlem, aktiv, ledande eller deltagande",
        ),
        ("networks",),
        NETWORKS,
        through="one",
    ),
    Projection(
        "partners",
        Text(en="Cities and their partners", sv="Städer och deras partner"),
        Text(
            en="cooperates with, or has an agreement with, today; what is proposed or sought does not count",
            sv="samarbetar med, eller har avtal med, i dag; föreslaget och eftersträvat räknas inte",
        ),
        ("partners",),
        CITIES,
    ),
)


def projection(name: str) -> Projection:
    """Return the projection of that id.

    Raises NotFound, with the nearest, where there is none.

    >>> projection("city-network").title.sv
    'Städer och nätverk'
    """
    found = next((one for one in PROJECTIONS if one.id == name), None)
    if found is None:
        from difflib import get_close_matches

        known = [one.id for one in PROJECTIONS]
        raise NotFound(
            UNKNOWN.format(name=name, known=", ".join(known)), nearest=tuple(get_close_matches(name, known, 3))
        )
    return found


def project(graph: Graph, name: str) -> Projected:
    """Return a projection of the graph.

    Raises NotFound where there is none of that id, InputError where it would have too many links.

    >>> from stratgraph import open_graph
    >>> found = project(open_graph(), "city-network")
    >>> len(found.links), len(found.nodes) > len({end for link in found.links for end in link[:2]})
    (14, True)
    """
    chosen = projection(name)
    facts = [fact for part in chosen.parts for fact in PARTS[part].read(graph)]
    links = linked(facts if chosen.through is None else _folded(facts, chosen))
    nodes = {iri for kind in chosen.classes for iri in graph.subjects(TYPE, kind)}
    if chosen.through is None:
        nodes |= {end for fact in facts for end in (fact.one, fact.other) if end is not None}
    else:
        nodes |= {fact.other if chosen.through == "one" else fact.one for fact in facts if fact.other is not None}
    return Projected(chosen, tuple(sorted(nodes)), links, _sparql(graph, chosen))


def _sparql(graph: Graph, chosen: Projection) -> str:
    """Return the queries that a projection is read with, each told from the next."""
    texts = [PARTS[part].sparql(graph) for part in chosen.parts]
    if len(texts) == 1:
        return texts[0]
    return "\n\n".join(f"# Query {number} of {len(texts)}\n{text}" for number, text in enumerate(texts, start=1))


def linked(facts: Iterable[Fact]) -> tuple[Link, ...]:
    """Return each two things that a fact links, once, with everything that links them.

    >>> linked([Fact("b", "r", "a", "p1"), Fact("a", "s", "b", "p2"), Fact("c", "r", None, "")])
    (Link(one='a', other='b', relations=('r', 's'), evidence=('p1', 'p2')),)
    """
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for fact in facts:
        if fact.other is not None and fact.one != fact.other:
            ends = (fact.one, fact.other) if fact.one < fact.other else (fact.other, fact.one)
            relations, evidence = found.setdefault(ends, (set(), set()))
            relations.add(fact.relation)
            evidence.add(fact.evidence)
    return tuple(Link(*ends, tuple(sorted(said[0])), tuple(sorted(said[1]))) for ends, said in sorted(found.items()))


def in_networks(graph: Graph) -> dict[tuple[str, str], set[str]]:
    """Return who is in which network today, with the IRIs of the locators that say so."""
    found: dict[tuple[str, str], set[str]] = {}
    for fact in _in_networks(graph):
        if fact.other is not None:
            found.setdefault((fact.one, fact.other), set()).add(fact.evidence)
    return found


def _folded(facts: Iterable[Fact], chosen: Projection) -> Iterator[Fact]:
    """Yield each two things that are linked to the same third one, by what links both to it.

    Raises InputError where there would be too many.
    """
    by_cities = chosen.through == "other"
    around: dict[str, dict[str, set[Fact]]] = {}
    for fact in facts:
        if fact.other is not None:
            middle, end = (fact.other, fact.one) if by_cities else (fact.one, fact.other)
            around.setdefault(middle, {}).setdefault(end, set()).add(fact)
    count = sum(len(ends) * (len(ends) - 1) // 2 for ends in around.values())
    if count > MOST_LINKS:
        raise InputError(TOO_MANY.format(id=chosen.id, n=count, most=MOST_LINKS))
    for _, ends in sorted(around.items()):
        for one, other in combinations(sorted(ends), 2):
            for fact in ends[one] | ends[other]:
                yield Fact(one, fact.relation, other, fact.evidence)


__all__ = ["PROJECTIONS", "Fact", "Link", "Projected", "Projection", "in_networks", "linked", "project", "projection"]
