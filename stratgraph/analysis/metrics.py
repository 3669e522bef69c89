"""Measures of a projection of the graph: who is central, who brokers, what holds it together, which groups there are.

The projections are those of `stratgraph.analysis.projections`; the measures' definitions and sources stand at
`stratgraph.analysis.centrality` and `stratgraph.analysis.cohesion`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stratgraph.analysis.centrality import (
    CONFIDENCE,
    ERROR,
    Closeness,
    Hole,
    Plan,
    Told,
    betweenness,
    closeness,
    plan,
    structural_holes,
)
from stratgraph.analysis.cohesion import Blocks, Community, articulation_points, blocks, bridges, communities
from stratgraph.analysis.projections import Projected, project
from stratgraph.analysis.wording import name_of
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError, NotFound
from stratgraph.model.language import Text
from stratgraph.questions.answer import collated

if TYPE_CHECKING:
    import networkx

#: The projection that is measured unless another is asked for.
USUAL = "goal-network-city"
#: Each measure, in the order in which it is told; the least constraint is the best place.
MEASURES = (
    "degree",
    "betweenness",
    "closeness",
    "constraint",
    "effective-size",
    "articulation",
    "bridge",
    "community",
)
#: Those that need the shortest ways from many nodes.
COSTLY = frozenset({"betweenness", "closeness"})
#: Decimals of a measure.
DECIMALS = 6

UNKNOWN = Text(en='no measure "{name}"; there are {known}', sv='inget mått "{name}"; det finns {known}')
BAD_SHARE = Text(
    en="the error must be greater than 0 and less than 1, not {given}",
    sv="felet ska vara över 0 och under 1, inte {given}",
)


class Score(NamedTuple):
    """A number of one measure: `nodes` are places in the projection, the first what it is about; ranks share places.

    `value` is None where the measure says nothing of a node; `error` is at most by how much a sampled one is off.
    """

    measure: str
    rank: int | None
    nodes: tuple[int, ...]
    value: float | None
    error: float | None = None


@dataclass(frozen=True)
class Prepared:
    """A projection that can be measured, with what that costs."""

    graph: Graph
    projected: Projected
    network: networkx.Graph[int] = field(hash=False)
    work: Plan


@dataclass(frozen=True)
class Metrics:
    """The measures of a projection: every score by its measure, ranked, and what their sentences are told from."""

    prepared: Prepared
    scores: Mapping[str, tuple[Score, ...]] = field(hash=False)
    near: Mapping[int, Closeness] = field(hash=False)
    holes: Mapping[int, Hole] = field(hash=False)
    blocks: Blocks | None
    groups: Mapping[tuple[int, ...], Community] = field(hash=False)
    modularity: float | None

    @property
    def isolated(self) -> tuple[str, ...]:
        """The IRIs of the things that nothing links."""
        network, nodes = self.prepared.network, self.prepared.projected.nodes
        return tuple(nodes[node] for node in network if not network.degree(node))

    def value(self, measure: str, iri: str) -> float | None:
        """Return a thing's number in one of the measures of single things; None where there is none."""
        nodes = self.prepared.projected.nodes
        return next((one.value for one in self.scores[measure] if nodes[one.nodes[0]] == iri), None)


def metrics(
    graph: Graph,
    *,
    projection: str = USUAL,
    measures: Sequence[str] = MEASURES,
    exact: bool = False,
    error: float = ERROR,
    told: Told | None = None,
) -> Metrics:
    """Return the measures of a projection of the graph.

    Large networks are sampled (see `centrality.plan`): `exact` counts all, `error` is how much betweenness may be off
    with a probability of 90 %. `told` is told how many of the searches are done.

    Raises NotFound where there is no such projection or measure, InputError where the error is no share.

    >>> from stratgraph import open_graph
    >>> graph = open_graph()
    >>> found = metrics(graph, measures=["degree", "articulation"])
    >>> [name_of(graph, found.prepared.projected.nodes[score.nodes[0]]).en for score in found.scores["degree"][:2]]
    ['Barcelona', 'Informal network of socialist-led big cities']
    """
    return measured(prepared(graph, projection, exact=exact, error=error), measures, told=told)


def prepared(graph: Graph, projection: str = USUAL, *, exact: bool = False, error: float = ERROR) -> Prepared:
    """Return a projection of the graph, and what measuring it costs.

    Raises NotFound where there is no such projection, InputError where the error is no share.
    """
    if not 0 < error < 1:
        raise InputError(BAD_SHARE.format(given=error))
    projected = project(graph, projection)
    graph.prefetch_about(projected.nodes)
    network = projected.network()
    return Prepared(graph, projected, network, plan(network, exact=exact, error=error, confidence=CONFIDENCE))


def measured(found: Prepared, measures: Sequence[str] = MEASURES, *, told: Told | None = None) -> Metrics:
    """Return the measures of a projection.

    Raises NotFound for a measure that there is not.
    """
    for name in measures:
        if name not in MEASURES:
            raise NotFound(UNKNOWN.format(name=name, known=", ".join(MEASURES)))
    return _Measuring(found, told).measured([name for name in MEASURES if name in measures])


class _Measuring:
    """Counts what is asked for, each part once."""

    def __init__(self, found: Prepared, told: Told | None) -> None:
        self.found = found
        self.told = told
        self.near: dict[int, Closeness] = {}
        self.holes: dict[int, Hole] = {}
        self.blocks: Blocks | None = None
        self.groups: dict[tuple[int, ...], Community] = {}
        self.modularity: float | None = None
        self.names = {
            node: (collated(name_of(found.graph, iri).en), iri) for node, iri in enumerate(found.projected.nodes)
        }

    def measured(self, measures: Sequence[str]) -> Metrics:
        """Return the measures asked for."""
        counted: dict[str, Callable[[], tuple[Score, ...]]] = {
            "degree": self._degree,
            "betweenness": self._betweenness,
            "closeness": self._closeness,
            "constraint": self._constraint,
            "effective-size": self._effective,
            "articulation": self._articulation,
            "bridge": self._bridge,
            "community": self._community,
        }
        scores = {name: counted[name]() for name in measures}
        return Metrics(self.found, scores, self.near, self.holes, self.blocks, self.groups, self.modularity)

    def _ranked(
        self, measure: str, found: Iterable[tuple[tuple[int, ...], float | None, float | None]], *, least: bool = False
    ) -> tuple[Score, ...]:
        """Return scores, the best first, equals in the order of their names; those without a value last."""
        rounded = [
            (nodes, None if value is None else round(value, DECIMALS) or 0.0, error) for nodes, value, error in found
        ]
        sign = 1 if least else -1
        ordered = sorted(
            rounded, key=lambda one: (one[1] is None, sign * (one[1] or 0), [self.names[node] for node in one[0]])
        )
        scores: list[Score] = []
        for place, (nodes, value, error) in enumerate(ordered, start=1):
            same = bool(scores) and scores[-1].value == value
            rank = None if value is None else scores[-1].rank if same else place
            scores.append(Score(measure, rank, nodes, value, None if not error else round(error, DECIMALS)))
        return tuple(scores)

    def _degree(self) -> tuple[Score, ...]:
        network = self.found.network
        return self._ranked("degree", (((node,), float(network.degree(node)), None) for node in network))

    def _betweenness(self) -> tuple[Score, ...]:
        work = self.found.work
        found = betweenness(self.found.network, work, self.told)
        sampled = {node for part in work.parts if not part.exact for node in part.nodes}
        return self._ranked(
            "betweenness",
            (((node,), value, work.error if node in sampled else None) for node, value in found.items()),
        )

    def _closeness(self) -> tuple[Score, ...]:
        self.near = closeness(self.found.network, self.found.work, self.told)
        return self._ranked("closeness", (((node,), one.value, one.error) for node, one in self.near.items()))

    def _contacts(self) -> dict[int, Hole]:
        self.holes = self.holes or structural_holes(self.found.network)
        return self.holes

    def _constraint(self) -> tuple[Score, ...]:
        found = self._contacts().items()
        return self._ranked("constraint", (((node,), one.constraint, None) for node, one in found), least=True)

    def _effective(self) -> tuple[Score, ...]:
        found = self._contacts().items()
        return self._ranked("effective-size", (((node,), one.effective, None) for node, one in found))

    def _tree(self) -> Blocks:
        self.blocks = self.blocks or blocks(self.found.network)
        return self.blocks

    def _articulation(self) -> tuple[Score, ...]:
        cuts = articulation_points(self._tree())
        return self._ranked("articulation", ((cut.ends, float(cut.lost), None) for cut in cuts))

    def _bridge(self) -> tuple[Score, ...]:
        cuts = bridges(self._tree())
        return self._ranked("bridge", ((cut.ends, float(cut.lost), None) for cut in cuts))

    def _community(self) -> tuple[Score, ...]:
        groups, self.modularity = communities(self.found.network)
        self.groups = {group.members: group for group in groups}
        return self._ranked("community", ((members, float(len(members)), None) for members in self.groups))
