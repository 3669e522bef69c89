"""What is on the alliance map: the strategy's goals, what they name, and whom the city meets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from pyoxigraph import NamedNode

from stratgraph.analysis.claims import STATUS, Claim, read_claim
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import Fact, claim_nodes, direct_facts, layers_by_locator, types_of
from stratgraph.maps.kinds import BY_ID
from stratgraph.model.terms import NOTATION, SG, TYPE
from stratgraph.questions.answer import code_of

#: The relations by which a place is what it is to the city, and the kind that each makes it, the strongest first.
ROLES = (
    (("Competition", "competesWith"), "Competitor"),
    (("cooperatesWith", "hasAgreementWith"), "Partner"),
    (("candidatePartner",), "PossiblePartner"),
)
_MEETS = {SG + "competesWith": "rival", SG + "cooperatesWith": "partner", SG + "hasAgreementWith": "partner"}
_MAY_MEET = SG + "candidatePartner"
_CLUSTER_LINKS = {SG + name for name in ("hasCluster", "prioritisesCluster", "marketsCluster", "complementsIn")}
_NETWORK_LINKS = {SG + name for name in ("memberOf", "activeIn", "leads", "prioritises")}
_PLACES = {SG + name for name in ("City", "CityRegion", "Region")}


class Reading:
    """What the chosen layers of a graph say, read once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.layers = layers_by_locator(graph)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts between two things, no claim at an end."""
        return tuple(fact for fact in direct_facts(self.graph, self.layers) if isinstance(fact.object, NamedNode))

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """The claims with qualifiers, in the order of their IRIs."""
        kinds = claim_nodes(self.graph)
        self.graph.prefetch((NamedNode(iri), None, None, None) for iri in kinds)
        return tuple(read_claim(self.graph, iri, kinds[iri], self.layers) for iri in sorted(kinds))

    @cached_property
    def by_relation(self) -> dict[str, list[tuple[str, str]]]:
        """The ends of the facts, by relation."""
        found: dict[str, list[tuple[str, str]]] = {}
        for fact in self.facts:
            found.setdefault(fact.predicate, []).append((fact.subject, target(fact)))
        return found

    @cached_property
    def by_ends(self) -> dict[tuple[str, str, str], Fact]:
        """The facts by subject, relation and object."""
        return {(fact.subject, fact.predicate, target(fact)): fact for fact in self.facts}

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """Return the ends of the facts of one of our relations."""
        return self.by_relation.get(SG + name, [])

    def instances(self, name: str) -> list[str]:
        """Return what is of one of our classes."""
        return self.graph.subjects(TYPE, SG + name)


def target(fact: Fact) -> str:
    """Return the IRI of the thing that a fact leads to."""
    return fact.object.value if isinstance(fact.object, NamedNode) else ""


def status_of(claim: Claim) -> str:
    """Return how a claim stands: "existing", "proposed", "sought" or "leave"."""
    for name, value in claim.qualifiers:
        if name == STATUS:
            code = code_of(value) or "existing"
            return "leave" if code == "to-leave" else code
    return "existing"


def alliance(reading: Reading, *, strategy: str | None = None) -> dict[str, str]:
    """Return what is on the alliance map: IRIs, each with its kind's id, in a fixed order.

    The goals are those of `strategy` (default: the graph's own, else all), with their factors and actions; every
    network and every cluster; and the places that the city competes, cooperates or has agreements with, that are its
    candidate partners, or that are in a network or tied to a cluster.
    """
    found: dict[str, str] = {}
    goals = _goals(reading, strategy or reading.graph.strategy)
    found |= dict.fromkeys(goals, "Goal")
    found |= _parts(reading, set(goals))
    for kind in ("Network", "Cluster"):
        found |= dict.fromkeys((iri for iri in reading.instances(kind) if iri not in found), kind)
    if reading.graph.city is not None:
        found[reading.graph.city] = "FocalCity"
    for iri, kind in places(reading, found).items():
        found.setdefault(iri, kind)
    reading.graph.prefetch_about(sorted(found))
    return {iri: found[iri] for iri in sorted(found, key=lambda iri: _order(reading, iri, found[iri]))}


def _order(reading: Reading, iri: str, kind: str) -> tuple[object, ...]:
    kinds = list(BY_ID)
    return (kinds.index(kind), number_of(reading.graph, iri) or 0, iri)


def number_of(graph: Graph, iri: str) -> int | None:
    """Return the number that the source gives a thing, None where it gives none."""
    for term in graph.objects(iri, NOTATION):
        if term.value.isdecimal() and not isinstance(term, NamedNode):  # type: ignore[union-attr]
            return int(term.value)  # type: ignore[union-attr]
    return None


def _goals(reading: Reading, strategy: str | None) -> list[str]:
    if strategy is None:
        return reading.instances("Goal")
    return sorted(goal for owner, goal in reading.pairs("hasGoal") if owner == strategy)


def _parts(reading: Reading, goals: set[str]) -> dict[str, str]:
    """Return the factors and actions of the goals."""
    found: dict[str, str] = {}
    for name, kind in (("hasKeyFactor", "KeyFactor"), ("hasAction", "Action")):
        found |= {part: kind for goal, part in reading.pairs(name) if goal in goals}
    factors = set(reading.instances("CriticalSuccessFactor"))
    own = {factor for owner, factor in reading.pairs("hasCriticalSuccessFactor") if owner == reading.graph.strategy}
    serving = {factor for factor, goal in reading.pairs("supportsGoal") if goal in goals}
    wanted = own | serving if reading.graph.strategy else factors
    return found | dict.fromkeys(sorted(factors & wanted), "CriticalSuccessFactor")


def places(reading: Reading, on_map: Iterable[str]) -> dict[str, str]:
    """Return the places on the map, each with what it is to the city.

    Who is both rival and partner, also where cooperation is only sought, is a competitor and partner.
    """
    roles = roles_of(reading)
    found = {iri: kind_of_roles(named) for iri, named in roles.items() if iri not in set(on_map)}
    others = _members(reading) | _tied(reading)
    kinds = {iri for name in sorted(_PLACES) for iri in reading.graph.subjects(TYPE, name)}
    return found | {iri: "OtherPlace" for iri in sorted(others & kinds) if iri not in found}


def roles_of(reading: Reading) -> dict[str, set[str]]:
    """Return who is what to the city: "rival", "partner" or "possible" (a candidate, or cooperation not there yet)."""
    city = reading.graph.city
    found: dict[str, set[str]] = {}
    for relation, ends in reading.by_relation.items():
        role = "possible" if relation == _MAY_MEET else _MEETS.get(relation)
        for start, end in ends if role else ():
            if city in (start, end) and start != end:
                found.setdefault(end if start == city else start, set()).add(role or "")
    for claim in reading.claims:
        role = _MEETS.get(claim.relation)
        if role and not claim.holds and status_of(claim) != "leave":
            for start, end in claim.pairs():
                if start == city:
                    found.setdefault(end, set()).add("possible" if role == "partner" else role)
    return found


def kind_of_roles(roles: set[str]) -> str:
    """Return the kind of a place by its roles.

    >>> kind_of_roles({"rival", "possible"}), kind_of_roles({"partner", "possible"})
    ('CompetitorAndPartner', 'Partner')
    """
    if "rival" in roles:
        return "Competitor" if roles == {"rival"} else "CompetitorAndPartner"
    return "Partner" if "partner" in roles else "PossiblePartner"


def _members(reading: Reading) -> set[str]:
    """Return who is in a network, or is to be."""
    networks = set(reading.instances("Network"))
    found = {
        start for relation in _NETWORK_LINKS for start, end in reading.by_relation.get(relation, ()) if end in networks
    }
    return found | {
        start for claim in reading.claims if not claim.holds for start, end in claim.pairs() if end in networks
    }


def _tied(reading: Reading) -> set[str]:
    """Return the places that have, prioritise, market or complement in a cluster."""
    return {start for relation in _CLUSTER_LINKS for start, _ in reading.by_relation.get(relation, ())}


def classes_of(graph: Graph, iri: str) -> tuple[str, ...]:
    """Return the IRIs of a thing's classes."""
    return types_of(graph, iri)
