"""How central the nodes of a network are: betweenness, closeness and structural holes, with what counting costs.

Betweenness and closeness need the shortest ways from every node, one search from each. Up to `EXACT` steps (a step is
one node or link that a search passes) every node is a source; above it, sources are drawn and the error is bounded.
With rustworkx installed (`pip install 'stratgraph[fast]'`) every node is a source up to `FAST` steps.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx

#: Told after each batch of searches: how many are done, of how many.
Told = Callable[[int, int], None]

#: Steps up to which every node is a source: with NetworkX, and with rustworkx.
EXACT, FAST = 20_000_000, 5_000_000_000
#: Steps in a second on an ordinary machine, as benchmarks/metrics.py measured them.
PACE, FAST_PACE = 1_200_000, 40_000_000
#: The error that sampled betweenness may have at most, and how sure that is.
ERROR, CONFIDENCE = 0.1, 0.9
SEED = 1
#: Searches between two words on how far the work is.
BATCH = 20


class Sources(NamedTuple):
    """From which nodes of a connected part ways are searched; `links` are those of the part."""

    nodes: tuple[int, ...]
    chosen: tuple[int, ...]
    links: int

    @property
    def exact(self) -> bool:
        """Whether every node is a source."""
        return len(self.chosen) == len(self.nodes)

    @property
    def steps(self) -> int:
        """How many nodes and links the searches pass, each link from both ends."""
        return len(self.chosen) * (len(self.nodes) + 2 * self.links)


class Plan(NamedTuple):
    """What counting costs: the sources of each connected part, and which library searches."""

    parts: tuple[Sources, ...]
    nodes: int
    links: int
    fast: bool
    error: float
    confidence: float

    @property
    def exact(self) -> bool:
        """Whether nothing is sampled."""
        return all(part.exact for part in self.parts)

    @property
    def sources(self) -> int:
        """How many nodes ways are searched from."""
        return sum(len(part.chosen) for part in self.parts)

    @property
    def steps(self) -> int:
        """How many steps the searches take."""
        return sum(part.steps for part in self.parts)

    @property
    def seconds(self) -> float:
        """About how many seconds betweenness and closeness take on an ordinary machine."""
        return self.steps / (FAST_PACE if self.fast else PACE)


def plan(
    network: networkx.Graph[int],
    *,
    exact: bool = False,
    error: float = ERROR,
    confidence: float = CONFIDENCE,
    most: int = EXACT,
    fast: bool | None = None,
) -> Plan:
    """Return from which nodes ways are to be searched.

    `exact` asks for every node; `most` is the number of steps up to which every node is a source anyhow. `fast` says
    whether rustworkx may be used (default: where it is installed). `error` and `confidence` (both between 0 and 1) are
    what sampling must hold to for all nodes together: with the probability `confidence` no betweenness is off by more
    than `error`.

    >>> import networkx
    >>> made = plan(networkx.path_graph(1000), most=1000, error=0.2, fast=False)
    >>> made.exact, made.sources
    (False, 125)
    """
    import networkx

    nodes, links = network.number_of_nodes(), network.number_of_edges()
    heavy = nodes * (nodes + 2 * links) > most
    fast = heavy and (is_fast() if fast is None else fast)
    drawn = random.Random(SEED)  # noqa: S311 - the same draw each time is what is wanted
    parts = []
    for found in sorted(map(sorted, networkx.connected_components(network))):
        inside = sum(network.degree(node) for node in found) // 2
        part = Sources(tuple(found), tuple(found), inside)
        count = pivots(nodes, error, confidence)
        if not exact and part.steps > (FAST if fast else most) and count < len(found):
            part = part._replace(chosen=tuple(sorted(drawn.sample(found, count))))
        parts.append(part)
    fast = fast and all(part.exact for part in parts)
    return Plan(tuple(parts), nodes, links, fast, error, confidence)


def pivots(nodes: int, error: float, confidence: float) -> int:
    """Return how many sources must be drawn so that no node's betweenness is off by more than the error.

    Brandes and Pich, Centrality estimation in large networks, International Journal of Bifurcation and Chaos 17(7),
    2007: sources are drawn at random. By Hoeffding (Journal of the American Statistical Association 58, 1963), the mean
    of k draws between 0 and 1 is off by more than ε with a probability of at most 2 exp(−2kε²); for all n nodes at once
    k = ln(2n / δ) / 2ε². One more is drawn, since a node that is a source itself says nothing of its own betweenness.

    >>> pivots(10_000, 0.1, 0.9), pivots(10_000, 0.05, 0.9)
    (612, 2443)
    """
    return math.ceil(math.log(2 * nodes / (1 - confidence)) / (2 * error**2)) + 1


def is_fast() -> bool:
    """Tell whether rustworkx is installed."""
    return find_spec("rustworkx") is not None


# Betweenness --------------------------------------------------------------------------------------------------------


def betweenness(network: networkx.Graph[int], work: Plan, told: Told | None = None) -> dict[int, float]:
    """Return the share of all pairs of other nodes that have their shortest way through a node, from 0 to 1.

    A pair with several shortest ways counts by the share of them that pass; a pair without a way counts as none.
    Normalised over all pairs: Freeman, A set of measures of centrality based on betweenness, Sociometry 40, 1977;
    computed as Brandes, A faster algorithm for betweenness centrality, Journal of Mathematical Sociology 25, 2001.
    """
    if work.fast:
        return dict(enumerate(_fast(network, "graph_betweenness_centrality", normalized=True)))
    found = dict.fromkeys(network, 0.0)
    pairs = (work.nodes - 1) * (work.nodes - 2)
    done = 0
    for part in work.parts:
        size = len(part.nodes)
        sums, done = _dependencies(network, part, work, done, told) if size > 2 else ({}, done + len(part.chosen))
        chosen = set(part.chosen)
        for node, total in sums.items():
            drawn = len(part.chosen) - (node in chosen)
            found[node] = total * (size - 1) / (drawn * pairs)
    return found


def _dependencies(
    network: networkx.Graph[int], part: Sources, work: Plan, done: int, told: Told | None
) -> tuple[dict[int, float], int]:
    """Return, of each node, the sum over the sources of how many ways from there pass it; and how many are done."""
    import networkx

    own = network if len(part.nodes) == len(network) else network.subgraph(part.nodes).copy()
    sums = dict.fromkeys(part.nodes, 0.0)
    for start in range(0, len(part.chosen), BATCH):
        batch = part.chosen[start : start + BATCH]
        found = networkx.betweenness_centrality_subset(own, sources=batch, targets=part.nodes)
        for node, value in found.items():
            # Of an undirected network NetworkX gives half, since each pair is met from both ends.
            sums[node] += 2 * value
        done += len(batch)
        if told is not None:
            told(done, work.sources)
    return sums, done


# Closeness ----------------------------------------------------------------------------------------------------------


class Closeness(NamedTuple):
    """How near a node is to those that it reaches: how many, how many steps away in the mean; `error` is of `value`."""

    value: float
    reached: int
    mean: float | None
    error: float = 0.0


def closeness(network: networkx.Graph[int], work: Plan, told: Told | None = None) -> dict[int, Closeness]:
    """Return the closeness of each node, from 0 to 1: the share of the others that it reaches, over the mean distance.

    Freeman, Centrality in social networks, Social Networks 1, 1978, in the form of Wasserman and Faust, Social Network
    Analysis, 1994, p. 201, for networks in several parts. Sampled as Eppstein and Wang, Fast approximation of
    centrality, Journal of Graph Algorithms and Applications 8, 2004: the mean distance is that to the sources; it is
    off by at most (Δ − 1) √(ln(2n/δ) / 2k), where Δ is the greatest distance.
    """
    found: dict[int, Closeness] = {}
    done = 0
    fast = _fast(network, "graph_closeness_centrality", wf_improved=True) if work.fast else None
    for part in work.parts:
        if fast is None:
            means, off = _means(network, part, work, done, told)
        else:
            share = (len(part.nodes) - 1) / max(work.nodes - 1, 1)
            means, off = {node: share / fast[node] for node in part.nodes if fast[node]}, 0.0
        done += len(part.chosen)
        for node in part.nodes:
            found[node] = _closeness(len(part.nodes) - 1, work.nodes - 1, means.get(node), off)
    return found


def _means(
    network: networkx.Graph[int], part: Sources, work: Plan, done: int, told: Told | None
) -> tuple[dict[int, float], float]:
    """Return the mean distance of each node of a part to its sources, and by how much it may be off."""
    import networkx

    if len(part.nodes) < 2:
        return {}, 0.0
    sums, nearest = dict.fromkeys(part.nodes, 0), work.nodes
    for count, source in enumerate(part.chosen, start=1):
        away = networkx.single_source_shortest_path_length(network, source)
        for node, steps in away.items():
            sums[node] += steps
        nearest = min(nearest, max(away.values()))
        if told is not None and count % BATCH == 0:
            told(done + count, work.sources)
    chosen = set(part.chosen)
    means = {node: total / (len(chosen) - (node in chosen)) for node, total in sums.items()}
    if part.exact:
        return means, 0.0
    sure = math.log(2 * work.nodes / (1 - work.confidence)) / (2 * (len(chosen) - 1))
    return means, (2 * nearest - 1) * math.sqrt(sure)


def _closeness(reached: int, others: int, mean: float | None, off: float) -> Closeness:
    """Return the closeness of a node; its error is that of the mean distance, which is at least 1.

    >>> _closeness(4, 8, 2.0, 0.0).value
    0.25
    """
    if mean is None:
        return Closeness(0.0, 0, None)
    share = reached / others
    value = share / mean
    least, most = share / (mean + off), share / max(1.0, mean - off)
    return Closeness(value, reached, mean, max(value - least, most - value))


# Structural holes ---------------------------------------------------------------------------------------------------


class Hole(NamedTuple):
    """What lies between a node's contacts: how many there are, and how many pairs of them are linked."""

    contacts: int
    linked: int
    constraint: float | None
    effective: float | None


def structural_holes(network: networkx.Graph[int]) -> dict[int, Hole]:
    """Return Burt's measures of each node; None where it has no contact.

    Constraint, 0 and up, is the sum over the contacts j of (p_ij + Σ_q p_iq p_qj)², where p_ij = 1 / degree of i, and q
    is a contact of both: Burt, Structural Holes, 1992, ch. 2. Low is free to broker. Effective size is the number of
    contacts less the mean number of other contacts that each is linked to, n − 2t/n: Burt 1992, as Borgatti, Structural
    holes: unpacking Burt's redundancy measures, Connections 20(1), 1997, has it for networks without weights. NetworkX
    has both, but takes seconds for one node of a large network; these take the time of counting triangles.
    """
    import networkx

    around = {node: set(network[node]) for node in network}
    triangles = networkx.triangles(network)
    found = {}
    for node, contacts in around.items():
        size = len(contacts)
        if size == 0:
            found[node] = Hole(0, 0, None, None)
            continue
        own = [
            (1 + sum(1 / len(around[both]) for both in sorted(contacts & around[contact]))) ** 2
            for contact in sorted(contacts)
        ]
        found[node] = Hole(size, triangles[node], sum(own) / size**2, size - 2 * triangles[node] / size)
    return found


# With rustworkx -----------------------------------------------------------------------------------------------------


def _fast(network: networkx.Graph[int], name: str, **options: bool) -> list[float]:
    """Return a measure of all nodes, in their order, as rustworkx counts it."""
    import rustworkx

    made = rustworkx.PyGraph(multigraph=False)
    made.add_nodes_from(list(network))
    made.add_edges_from_no_data(list(network.edges))
    found = getattr(rustworkx, name)(made, **options)
    return [float(found[node]) for node in range(len(network))]
