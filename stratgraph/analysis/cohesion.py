"""What holds a network together: nodes and links without which it falls apart, and the groups that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx

SEED = 1


class Cut(NamedTuple):
    """A node or a link whose loss divides its part: the greatest piece stays, `lost` are in the others."""

    ends: tuple[int, ...]
    lost: int
    rest: int


class Community(NamedTuple):
    """A group: its members, those with the most links within it first, and how many links it has and keeps within."""

    members: tuple[int, ...]
    inside: int
    links: int


@dataclass(frozen=True)
class Blocks:
    """The blocks of a network as a tree: what can be parted by one node (Hopcroft and Tarjan, CACM 16(6), 1973).

    A block is a greatest part that no single node's loss divides. In `tree`, nodes are themselves and blocks negative
    numbers; `parents` and `sizes` are those of the tree's nodes, sizes counting nodes of the network below and at it.
    """

    tree: networkx.Graph[int]
    parents: dict[int, int | None] = field(hash=False)
    sizes: dict[int, int] = field(hash=False)
    whole: dict[int, int] = field(hash=False)

    def pieces(self, node: int) -> dict[int, int]:
        """Return the pieces that a node's loss leaves, by the block through which each hangs on it: their sizes."""
        above = self.parents[node]
        return {
            block: self.whole[node] - self.sizes[node] if block == above else self.sizes[block]
            for block in sorted(self.tree[node])
        }

    def behind(self, node: int, block: int) -> Iterator[int]:
        """Yield the network's nodes in the piece that hangs on a node through a block."""
        seen, waiting = {node, block}, [block]
        while waiting:
            for other in sorted(self.tree[waiting.pop()]):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    if other >= 0:
                        yield other


def blocks(network: networkx.Graph[int]) -> Blocks:
    """Return the tree of a network's blocks, in the time that reading the network takes."""
    import networkx

    tree: networkx.Graph[int] = networkx.Graph()
    tree.add_nodes_from(network)
    for number, found in enumerate(sorted(map(sorted, networkx.biconnected_components(network))), start=1):
        tree.add_edges_from((-number, node) for node in found)
    parents: dict[int, int | None] = {}
    sizes: dict[int, int] = {}
    whole: dict[int, int] = {}
    for root in network:
        if root in parents:
            continue
        order = [(None, root), *networkx.bfs_edges(tree, root)]
        parents.update({below: above for above, below in order})
        for _, below in reversed(order):
            sizes[below] = (below >= 0) + sum(sizes[near] for near in tree[below] if near != parents[below])
        whole.update({below: sizes[root] for _, below in order})
    return Blocks(tree, parents, sizes, whole)


def articulation_points(found: Blocks) -> list[Cut]:
    """Return the nodes whose loss divides their part, those first that cut off most.

    >>> import networkx
    >>> articulation_points(blocks(networkx.path_graph(4)))
    [Cut(ends=(1,), lost=1, rest=2), Cut(ends=(2,), lost=1, rest=2)]
    """
    cuts = []
    for node in found.tree:
        if node >= 0 and found.tree.degree(node) > 1:
            greatest = max(found.pieces(node).values())
            cuts.append(Cut((node,), found.whole[node] - 1 - greatest, greatest))
    return sorted(cuts, key=lambda cut: (-cut.lost, cut.ends))


def bridges(found: Blocks) -> list[Cut]:
    """Return the links whose loss divides their part, those first that cut off most; the lesser side's end is first.

    >>> import networkx
    >>> bridges(blocks(networkx.star_graph(2)))
    [Cut(ends=(1, 0), lost=1, rest=2), Cut(ends=(2, 0), lost=1, rest=2)]
    """
    cuts = []
    for block in found.tree:
        if block < 0 and found.tree.degree(block) == 2:
            above = found.parents[block]
            below = next(node for node in found.tree[block] if node != above)
            size, whole = found.sizes[below], found.whole[block]
            other = above if above is not None else below
            (lost, end), (rest, far) = sorted(((size, below), (whole - size, other)))
            cuts.append(Cut((end, far), lost, rest))
    return sorted(cuts, key=lambda cut: (-cut.lost, cut.ends))


def communities(network: networkx.Graph[int]) -> tuple[list[Community], float | None]:
    """Return the groups of linked nodes, the greatest first, and their modularity; None where nothing is linked.

    Louvain: Blondel, Guillaume, Lambiotte and Lefebvre, Fast unfolding of communities in large networks, Journal of
    Statistical Mechanics, 2008, P10008; always with the same seed. Modularity: Newman and Girvan, Physical Review E 69,
    2004. A node without a link belongs to no group.
    """
    import networkx

    linked = network.subgraph([node for node in network if network.degree(node)]).copy()
    if linked.number_of_edges() == 0:
        return [], None
    groups = networkx.community.louvain_communities(linked, seed=SEED)
    modularity = float(networkx.community.modularity(linked, groups))
    made = [_community(network, set(group)) for group in groups]
    return sorted(made, key=lambda one: (-len(one.members), one.members)), modularity


def _community(network: networkx.Graph[int], group: set[int]) -> Community:
    within = {node: sum(near in group for near in network[node]) for node in group}
    inside = sum(within.values()) // 2
    links = sum(network.degree(node) for node in group) - inside
    return Community(tuple(sorted(group, key=lambda node: (-within[node], node))), inside, links)
