"""A copy of a graph as it would be if a city joined or left networks; the graph itself stays as it is.

To leave takes away what makes the city a member of the network, active in it or an officer of it, and what makes the
network count for the city's goals. To join adds a relation that holds, and that serves goals, in a locator of the layer
`scenario`: nothing that a source says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

from stratgraph.analysis.naming import find
from stratgraph.analysis.scenario import Join, Scenario
from stratgraph.analysis.wording import name_of
from stratgraph.graph.memory import FACTS_NODE, Graph, Term
from stratgraph.graph.stated import types_of
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.model.terms import LABEL, NOTATION, ORG, SCENARIO, SG, TYPE

SCENARIO_BASE = "https://w3id.org/stratgraph/scenario/"
#: What ties a city to a network, beside its claims.
TIES = tuple(SG + name for name in ("memberOf", "activeIn", "leads", "participatesIn", "owns"))
#: The claims that do, by class: the property of the city, and that of the network.
CLAIMS = {
    SG + "Membership": (ORG + "member", ORG + "organization"),
    SG + "Participation": (SG + "participant", SG + "in"),
}
#: What makes a network count for a goal.
COUNTING = tuple(SG + name for name in ("mentions", "mentionsAsExample"))
PARTS = tuple(SG + name for name in ("hasKeyFactor", "hasAction"))
DIRECT = {"member": SG + "memberOf", "active": SG + "activeIn"}

NO_CITY = Text(
    en="whose networks? the data does not say which city the strategy is for; give --city NAME",
    sv="vems nätverk? data säger inte vilken stad strategin är för; ange --city NAMN",
)
NOT_A_NETWORK = Text(
    en='"{name}" is no network ({what}); `stratgraph ask networks` lists them',
    sv='"{name}" är inget nätverk ({what}); `stratgraph ask networks` listar dem',
)
NOT_IN_IT = Text(
    en="{city} cannot leave {network}: no source says that it is a member, active or an officer there",
    sv="{city} kan inte lämna {network}: ingen källa säger att staden är medlem, aktiv eller har uppdrag där",
)
UNKNOWN = Text(
    en="{why}; a network that no source names is joined as new:{name}:…",
    sv="{why}; ett nätverk som ingen källa nämner går man med i som new:{name}:…",
)
KNOWN = Text(
    en='"{name}" is no new network: the graph has {network}; leave out new:',
    sv='"{name}" är inget nytt nätverk: grafen har {network}; utelämna new:',
)
NOTHING_NEW = Text(
    en="{city} is that to {network} already, and it supports those goals: nothing would change",
    sv="{city} är redan det i {network}, och det stöder de målen: inget skulle ändras",
)
NOT_A_GOAL = Text(en='"{name}" is no goal ({what})', sv='"{name}" är inget mål ({what})')
NO_GOAL = Text(en='no goal "{name}"; there are {known}', sv='inget mål "{name}"; det finns {known}')
CITED = {
    "member": Text(
        en="scenario: {city} joins {network} as a member", sv="scenario: {city} går med i {network} som medlem"
    ),
    "active": Text(en="scenario: {city} becomes active in {network}", sv="scenario: {city} blir aktiv i {network}"),
}


class Change(NamedTuple):
    """A fact that is added or removed: the IRIs of its ends and its property, and "added" or "removed"."""

    subject: str
    predicate: str
    object: str
    status: str


@dataclass(frozen=True)
class Supposed:
    """A graph as it would be, with the facts that make the difference."""

    graph: Graph
    changes: tuple[Change, ...]
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass
class _Work:
    """What is being changed, in a store of its own."""

    graph: Graph
    store: Store
    city: str
    changes: list[Change] = field(default_factory=list)

    def remove(self, quads: Iterable[Quad]) -> None:
        """Take facts out of every locator's graph and of the facts graph."""
        for triple in {quad.triple for quad in quads}:
            for quad in list(self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)):
                self.store.remove(quad)
            if isinstance(triple.object, NamedNode) and isinstance(triple.subject, NamedNode):
                ends = triple.subject.value, triple.predicate.value, triple.object.value
                self.changes.append(Change(*ends, "removed"))

    def add(self, locator: str, subject: str, predicate: str, value: str) -> None:
        """Add a fact that a locator of the scenario says."""
        triple = NamedNode(subject), NamedNode(predicate), NamedNode(value)
        for place in (NamedNode(locator), FACTS_NODE):
            self.store.add(Quad(*triple, place))
        if predicate != TYPE:
            self.changes.append(Change(subject, predicate, value, "added"))

    def facts(self, subject: str | None, predicate: str, value: str | None) -> Iterator[Quad]:
        """Yield the facts of a pattern."""
        ends = NamedNode(subject) if subject else None, NamedNode(value) if value else None
        yield from self.store.quads_for_pattern(ends[0], NamedNode(predicate), ends[1], FACTS_NODE)


def suppose(graph: Graph, scenario: Scenario, *, city: str | None = None) -> Supposed:
    """Return a copy of the graph in which a city (its IRI; default: the workspace's own) has joined and left networks.

    Raises InputError where the city is not in a network that it is to leave, or a network to join is not known.
    """
    focal = city or graph.city
    if focal is None:
        raise InputError(NO_CITY)
    left = tuple(network_of(graph, name) for name in scenario.leave)
    store = Store()
    store.extend(graph.quads())
    work = _Work(graph, store, focal)
    for network in left:
        _leave(work, network)
    joined = tuple(_join(work, wish, number) for number, wish in enumerate(scenario.join, start=1))
    made = Graph(store, graph.workspace, layers=graph.layers, strategy=graph.strategy, city=graph.city)
    return Supposed(made, tuple(sorted(set(work.changes))), joined, left)


def network_of(graph: Graph, name: str) -> str:
    """Return the IRI of the network of that name.

    Raises NotFound, with the nearest, where nothing bears it; InputError where it is something else.
    """
    iri = find(graph, name)
    kinds = types_of(graph, iri)
    if SG + "Network" not in kinds:
        what = ", ".join(name_of(graph, kind).en for kind in kinds) or "–"
        raise InputError(NOT_A_NETWORK.format(name=name, what=what))
    return iri


# Leaving ------------------------------------------------------------------------------------------------------------


def _leave(work: _Work, network: str) -> None:
    ties = [quad for predicate in TIES for quad in work.facts(work.city, predicate, network)]
    claims = [iri for iri in _claims(work, network) if not _status(work, iri)]
    if not ties and not claims:
        names = {"city": name_of(work.graph, work.city), "network": name_of(work.graph, network)}
        raise InputError(NOT_IN_IT.format(**names))
    work.remove(ties)
    for claim in claims:
        work.remove(list(work.store.quads_for_pattern(NamedNode(claim), None, None, FACTS_NODE)))
        work.remove(list(work.store.quads_for_pattern(None, None, NamedNode(claim), FACTS_NODE)))
    for goal in goals_of(work.graph, work.city):
        _stop_counting(work, network, goal)


def _claims(work: _Work, network: str) -> Iterator[str]:
    """Yield the claims that tie the city to the network."""
    for own, other in CLAIMS.values():
        mine = {quad.subject for quad in work.facts(None, own, work.city)}
        for quad in work.facts(None, other, network):
            if quad.subject in mine and isinstance(quad.subject, NamedNode):
                yield quad.subject.value


def _status(work: _Work, claim: str) -> bool:
    """Tell whether a claim is of something that does not hold today."""
    found = [quad.object for quad in work.facts(claim, SG + "status", None)]
    return any(isinstance(term, NamedNode) and term.value != SG + "Existing" for term in found)


def _stop_counting(work: _Work, network: str, goal: str) -> None:
    """Take away what makes the network count for the goal."""
    parts = [
        goal,
        *(q.object.value for p in PARTS for q in work.facts(goal, p, None) if isinstance(q.object, NamedNode)),
    ]
    work.remove([quad for part in parts for predicate in COUNTING for quad in work.facts(part, predicate, network)])
    work.remove(list(work.facts(network, SG + "supportsGoal", goal)))
    for quad in list(work.facts(None, SG + "supportsGoal", goal)):
        if isinstance(quad.subject, NamedNode) and any(work.facts(quad.subject.value, ORG + "organization", network)):
            work.remove([quad])


def goals_of(graph: Graph, city: str) -> tuple[str, ...]:
    """Return the IRIs of the goals of the city's own strategies; where none is known to be its own, of all."""
    own = graph.subjects(SG + "strategyOf", city) or graph.subjects(TYPE, SG + "Strategy")
    found = {term.value for one in own for term in graph.objects(one, SG + "hasGoal") if isinstance(term, NamedNode)}
    return tuple(sorted(found))


# Joining ------------------------------------------------------------------------------------------------------------


def _join(work: _Work, wish: Join, number: int) -> str:
    """Add what the wish says; return the IRI of the network."""
    network = _new_network(work, wish, number) if wish.new else _known_network(work.graph, wish.network)
    goals = [goal_of(work.graph, name, work.city) for name in wish.goals]
    _check_new(work, wish, network, goals)
    locator = f"{SCENARIO_BASE}join-{number}"
    _describe(work, locator, wish, network)
    work.add(locator, work.city, DIRECT[wish.relation], network)
    _claim(work, locator, wish, network, goals)
    return network


def _claim(work: _Work, locator: str, wish: Join, network: str, goals: Sequence[str]) -> None:
    """Add the claim with the goals that it serves, as a plan would."""
    kind = SG + ("Membership" if wish.relation == "member" else "Participation")
    own, other = CLAIMS[kind]
    claim = f"{locator}-claim"
    for predicate, value in ((TYPE, kind), (own, work.city), (other, network)):
        triple = NamedNode(claim), NamedNode(predicate), NamedNode(value)
        work.store.extend([Quad(*triple, NamedNode(locator)), Quad(*triple, FACTS_NODE)])
    for goal in goals:
        work.add(locator, network, SG + "supportsGoal", goal)


def _describe(work: _Work, locator: str, wish: Join, network: str) -> None:
    """Describe the scenario's locator: its layer, and how it is cited."""
    node = NamedNode(locator)
    names = {"city": name_of(work.graph, work.city), "network": _name(work, network, wish)}
    text = CITED[wish.relation].format(**names)
    said: list[tuple[str, Term]] = [
        (TYPE, NamedNode(SG + "Locator")),
        (SG + "layer", Literal(SCENARIO)),
        *((LABEL, Literal(words, language=language)) for language, words in zip(("en", "sv"), text, strict=True)),
    ]
    work.store.extend(Quad(node, NamedNode(predicate), value, FACTS_NODE) for predicate, value in said)


def _name(work: _Work, network: str, wish: Join) -> Text:
    return Text(en=wish.network, sv=wish.network) if wish.new else name_of(work.graph, network)


def _known_network(graph: Graph, name: str) -> str:
    try:
        return network_of(graph, name)
    except NotFound as error:
        raise NotFound(UNKNOWN.format(why=error.text, name=name), nearest=error.nearest) from error


def _new_network(work: _Work, wish: Join, number: int) -> str:
    """Declare a network that no source names."""
    try:
        known = find(work.graph, wish.network)
    except NotFound:
        known = None
    if known is not None:
        raise InputError(KNOWN.format(name=wish.network, network=name_of(work.graph, known)))
    iri = f"{SCENARIO_BASE}network-{number}"
    label = [Literal(wish.network, language=language) for language in ("en", "sv")]
    said: list[tuple[str, Term]] = [(TYPE, NamedNode(SG + "Network")), *((LABEL, one) for one in label)]
    work.store.extend(Quad(NamedNode(iri), NamedNode(predicate), value, FACTS_NODE) for predicate, value in said)
    return iri


def _check_new(work: _Work, wish: Join, network: str, goals: Collection[str]) -> None:
    """Raise InputError where the city is that already, and every goal named has the network's support already."""
    there = any(work.facts(work.city, DIRECT[wish.relation], network))
    supported = all(_counts(work, network, goal) for goal in goals)
    if there and supported:
        names = {"city": name_of(work.graph, work.city), "network": _name(work, network, wish)}
        raise InputError(NOTHING_NEW.format(**names))


def _counts(work: _Work, network: str, goal: str) -> bool:
    """Tell whether the network is named for the goal already."""
    parts = [
        goal,
        *(q.object.value for p in PARTS for q in work.facts(goal, p, None) if isinstance(q.object, NamedNode)),
    ]
    return any(any(work.facts(part, COUNTING[0], network)) for part in parts) or any(
        work.facts(network, SG + "supportsGoal", goal)
    )


def goal_of(graph: Graph, name: str, city: str) -> str:
    """Return the IRI of a goal by its number in the city's own strategy, its name, CURIE or IRI.

    Raises NotFound where there is none, InputError where the name is something else's.
    """
    numbers = {_number(graph, goal): goal for goal in goals_of(graph, city)}
    bare = name.strip().casefold().removeprefix("goal").removeprefix("mål").strip(" -")
    if bare in numbers:
        return numbers[bare]
    if bare.isdecimal():
        known = ", ".join(sorted(number for number in numbers if number)) or "–"
        raise NotFound(NO_GOAL.format(name=name, known=known))
    iri = find(graph, name)
    kinds = types_of(graph, iri)
    if SG + "Goal" not in kinds:
        raise InputError(NOT_A_GOAL.format(name=name, what=", ".join(name_of(graph, kind).en for kind in kinds) or "–"))
    return iri


def _number(graph: Graph, goal: str) -> str:
    return next((term.value for term in graph.objects(goal, NOTATION) if isinstance(term, Literal)), "")
