"""How alike the cluster profiles of two places are.

A profile is what the question `cluster-profiles` says of a place: its clusters, and how the sources tie it to each. Two
measures, both from 0 (nothing in common) to 1 (the same):

* Jaccard (P. Jaccard, The distribution of the flora in the alpine zone, New Phytologist 11, 1912): clusters that both
  have, of all that one of them has.
* Weighted Jaccard, or Ruzicka (M. Ružička, Biológia 13, 1958): the sum over all clusters of the smaller of the two
  weights, divided by the sum of the greater. The weight of a cluster in a profile is the number of different relations
  that tie the place to it (prioritises, markets, has, complements in, competes in).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stratgraph.analysis.wording import name_of
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import layers_by_locator, layers_of, types_of
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.model.terms import SG
from stratgraph.questions.answer import LAYER, LAYER_WORDS, answer, collated
from stratgraph.questions.catalogue import question

CITIES = frozenset({SG + "City", SG + "CityRegion"})
#: How many decimals a measure is given with.
DECIMALS = 3

NO_PROFILE = Text(
    en="the chosen layers tie no cluster to {name}, so it cannot be compared",
    sv="de valda lagren knyter inget kluster till {name}, som därför inte kan jämföras",
)
NO_OTHER = Text(
    en="the chosen layers tie clusters to no other city than {name}",
    sv="de valda lagren knyter kluster till ingen annan stad än {name}",
)
COMPARED = Text(
    en="{a} and {b} share {shared} of {all} clusters: Jaccard {jaccard}, weighted {ruzicka}",
    sv="{a} och {b} delar {shared} av {all} kluster: Jaccard {jaccard}, viktat {ruzicka}",
)


@dataclass(frozen=True)
class Profile:
    """A place's clusters: of each the relations that tie it to the place, and where they are said."""

    iri: str
    relations: Mapping[str, frozenset[str]]
    evidence: Mapping[str, tuple[str, ...]]

    def weight(self, cluster: str) -> int:
        """Return the number of different relations to a cluster."""
        return len(self.relations.get(cluster, ()))


@dataclass(frozen=True)
class Similarity:
    """Two places compared; both measures are None where one of them has no profile."""

    one: str
    other: str
    jaccard: float | None
    ruzicka: float | None
    shared: tuple[str, ...] = ()
    only_one: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def profiles(graph: Graph, *, align: bool = False) -> dict[str, Profile]:
    """Return the profile of each place that has one, by its IRI."""
    found = answer(graph, question(graph.workspace, "cluster-profiles"), parameters={"align": str(align).lower()})
    relations: dict[str, dict[str, set[str]]] = {}
    evidence: dict[str, dict[str, set[str]]] = {}
    for place, cluster, relation, locators, _ in found:
        if isinstance(place, Entity) and isinstance(cluster, Entity) and isinstance(relation, Code):
            relations.setdefault(place.iri, {}).setdefault(cluster.iri, set()).add(relation.value)
            said = map(str, locators) if isinstance(locators, tuple) else ()
            evidence.setdefault(place.iri, {}).setdefault(cluster.iri, set()).update(said)
    return {
        iri: Profile(
            iri,
            {cluster: frozenset(kinds) for cluster, kinds in own.items()},
            {cluster: tuple(sorted(said)) for cluster, said in evidence[iri].items()},
        )
        for iri, own in relations.items()
    }


def compare(one: Profile, other: Profile) -> Similarity:
    """Return how alike two profiles are.

    >>> a = Profile("a", {"x": frozenset({"has", "markets"}), "y": frozenset({"has"})}, {})
    >>> b = Profile("b", {"x": frozenset({"has"})}, {})
    >>> found = compare(a, b)
    >>> found.jaccard, round(found.ruzicka, 2)
    (0.5, 0.33)
    """
    mine, theirs = set(one.relations), set(other.relations)
    if not mine or not theirs:
        return Similarity(one.iri, other.iri, None, None)
    every = sorted(mine | theirs)
    least = sum(min(one.weight(cluster), other.weight(cluster)) for cluster in every)
    most = sum(max(one.weight(cluster), other.weight(cluster)) for cluster in every)
    evidence = {locator for profile in (one, other) for said in profile.evidence.values() for locator in said}
    return Similarity(
        one.iri,
        other.iri,
        len(mine & theirs) / len(every),
        least / most,
        tuple(sorted(mine & theirs)),
        tuple(sorted(mine - theirs)),
        tuple(sorted(theirs - mine)),
        tuple(sorted(evidence)),
    )


def similarity(graph: Graph, one: str, other: str, *, align: bool = False) -> Similarity:
    """Return how alike the profiles of two places are, given their IRIs."""
    known = profiles(graph, align=align)
    return compare(known.get(one, Profile(one, {}, {})), known.get(other, Profile(other, {}, {})))


def similarities(graph: Graph, city: str, *, align: bool = False) -> tuple[Similarity, ...]:
    """Return how alike a city and each other city with a profile are, the most alike first.

    None where the city itself has no profile.

    >>> from stratgraph import open_graph
    >>> graph = open_graph()
    >>> most = similarities(graph, graph.city, align=True)[0]
    >>> name_of(graph, most.other).en, most.jaccard
    ('London', 0.75)
    """
    known = profiles(graph, align=align)
    own = known.get(city)
    if own is None:
        return ()
    others = [iri for iri in known if iri != city and not CITIES.isdisjoint(types_of(graph, iri))]
    found = [compare(own, known[iri]) for iri in others]
    return tuple(sorted(found, key=lambda pair: _rank(graph, pair)))


def _rank(graph: Graph, pair: Similarity) -> tuple[float, float, str, str]:
    return -(pair.jaccard or 0), -(pair.ruzicka or 0), collated(name_of(graph, pair.other).en), pair.other


TITLE = Text(en="How alike cluster profiles are", sv="Hur lika klusterprofiler är")
COLUMNS = (
    Column("city", Text(en="City", sv="Stad"), "entity"),
    Column("other", Text(en="Compared with", sv="Jämförd med"), "entity"),
    Column("jaccard", Text(en="Jaccard", sv="Jaccard"), "number"),
    Column("ruzicka", Text(en="Weighted", sv="Viktat"), "number"),
    Column("shared", Text(en="Both have", sv="Båda har"), "list"),
    Column("only_city", Text(en="The first alone", sv="Bara den första"), "list"),
    Column("only_other", Text(en="The other alone", sv="Bara den andra"), "list"),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    LAYER,
)


def similarity_table(graph: Graph, pairs: Sequence[Similarity], *, language: str = "en") -> Table:
    """Return pairs as a table, both measures to three decimals; a pair that cannot be compared has none."""
    layers = layers_by_locator(graph)
    rows = tuple(_row(graph, pair, layers, language) for pair in pairs)
    return Table(COLUMNS, rows, title=TITLE)


def _row(graph: Graph, pair: Similarity, layers: dict[str, str], language: str) -> tuple[Value, ...]:
    def named(iri: str) -> Entity:
        return Entity(iri, name_of(graph, iri).into(language))

    def all_named(iris: Sequence[str]) -> tuple[Entity, ...]:
        return tuple(sorted(map(named, iris), key=lambda one: (collated(one.label), one.iri)))

    found = layers_of(pair.evidence, layers)
    words = ", ".join(LAYER_WORDS[layer].into(language) for layer in found)
    return (
        named(pair.one),
        named(pair.other),
        None if pair.jaccard is None else round(pair.jaccard, DECIMALS),
        None if pair.ruzicka is None else round(pair.ruzicka, DECIMALS),
        all_named(pair.shared),
        all_named(pair.only_one),
        all_named(pair.only_other),
        pair.evidence,
        Code(" ".join(found), words) if found else None,
    )


def in_short(graph: Graph, pair: Similarity, *, known: Mapping[str, Profile]) -> Text:
    """Return one sentence on a pair: how alike, or which of the two has no profile."""
    if pair.jaccard is None or pair.ruzicka is None:
        lacking = next(iri for iri in (pair.one, pair.other) if iri not in known)
        return NO_PROFILE.format(name=name_of(graph, lacking))
    return COMPARED.format(
        a=name_of(graph, pair.one),
        b=name_of(graph, pair.other),
        shared=len(pair.shared),
        all=len(pair.shared) + len(pair.only_one) + len(pair.only_other),
        jaccard=_decimals(pair.jaccard),
        ruzicka=_decimals(pair.ruzicka),
    )


def _decimals(value: float) -> Text:
    """Return a measure as each language writes decimals.

    >>> _decimals(0.75).sv
    '0,75'
    """
    en = f"{round(value, DECIMALS):g}"
    return Text(en=en, sv=en.replace(".", ","))
