"""Folding: when there are more boxes than a screen holds, those that belong together become one, such as "+12".

A box is folded by what it belongs to: an action or a factor with its goal, a city with its network or its country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from stratgraph.maps.kinds import PLACE
from stratgraph.maps.parts import Edge, Kind, Node
from stratgraph.maps.words import Words, shortened

#: Boxes with text of at least 18 px on a screen of 1920×1080.
BUDGET = 60
#: Rows of a column, and the columns that have room side by side.
ROWS = 14
MOST_COLUMNS = 8
#: What stays open as long as it can: the question that the map is for.
LAST = ("Goal", "Gap", "FocalCity")

Groups = Mapping[str, tuple[str, Words]]


def fold(
    nodes: tuple[Node, ...],
    edges: tuple[Edge, ...],
    kinds: Mapping[str, Kind],
    *,
    countries: Mapping[str, tuple[str, Words]] | None = None,
    budget: int = BUDGET,
) -> tuple[Node, ...]:
    """Return the nodes with groups added, and each folded one naming its group, so that at most `budget` boxes show.

    Nothing is folded where everything fits. What is folded first is the detail: actions, then factors, then places.
    """
    folding = _Folding(nodes, edges, kinds, countries or {})
    for step in (
        _actions,
        _factors,
        _success,
        _groups_of_places,
        _by_network,
        _by_country,
        _clusters,
        _networks,
    ):
        if folding.fits(budget):
            break
        folding.apply(step(folding))
    _fold_the_rest(folding, budget)
    return folding.result()


class _Folding:
    """The state while it is folded: which box each node stands in."""

    def __init__(
        self,
        nodes: tuple[Node, ...],
        edges: tuple[Edge, ...],
        kinds: Mapping[str, Kind],
        country: Mapping[str, tuple[str, Words]],
    ) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.edges = edges
        self.kinds = kinds
        self.country = country
        self.group_of: dict[str, str] = {}
        self.labels: dict[str, Words] = {}
        self.around: dict[str, list[Edge]] = {}
        for edge in edges:
            if edge.status == "candidate":
                continue
            for end in (edge.start, edge.end):
                self.around.setdefault(end, []).append(edge)

    def column(self, node: Node) -> int:
        return self.kinds[node.kind].column

    def free(self, *kinds: str) -> list[Node]:
        """Return the nodes of these kinds that stand by themselves."""
        return [node for node in self.nodes.values() if node.kind in kinds and node.id not in self.group_of]

    def boxes(self) -> Counter[int]:
        """Return the number of boxes in each column."""
        alone = [node for node in self.nodes.values() if node.id not in self.group_of]
        of_groups = {group: self.column(self.nodes[member]) for member, group in self.group_of.items()}
        return Counter([*map(self.column, alone), *of_groups.values()])

    def fits(self, budget: int) -> bool:
        """Tell whether the boxes, and the columns that they are wrapped into, have room."""
        boxes = self.boxes()
        return boxes.total() <= budget and sum(-(-count // ROWS) for count in boxes.values()) <= MOST_COLUMNS

    def crowded(self, share: int) -> dict[str, int]:
        """Return the number of boxes of each kind that takes more than its share."""
        boxes: dict[str, set[str]] = {}
        for node in self.nodes.values():
            boxes.setdefault(node.kind, set()).add(self.group_of.get(node.id, node.id))
        return {kind: len(names) for kind, names in boxes.items() if len(names) > share}

    def released(self, kind: str) -> list[Node]:
        """Return the nodes of a kind, out of their groups again."""
        nodes = [node for node in self.nodes.values() if node.kind == kind]
        for node in nodes:
            self.group_of.pop(node.id, None)
        return nodes

    def apply(self, groups: Mapping[str, tuple[Words, list[Node]]]) -> None:
        """Fold each group of two or more."""
        for key, (label, members) in groups.items():
            if len(members) > 1:
                self.labels[f"group:{key}"] = label
                self.group_of |= {member.id: f"group:{key}" for member in members}

    def others(self, node: Node, *relations: str) -> list[str]:
        """Return the ends of a node's lines, those of these relations where any is named, in a fixed order."""
        ends = [
            edge.end if edge.start == node.id else edge.start
            for edge in self.around.get(node.id, ())
            if not relations or edge.relation in relations
        ]
        return sorted(set(ends))

    def result(self) -> tuple[Node, ...]:
        members: dict[str, list[str]] = {}
        for node in self.nodes:
            if node in self.group_of:
                members.setdefault(self.group_of[node], []).append(node)
        folded = [replace(node, group=self.group_of.get(node.id)) for node in self.nodes.values()]
        return (*folded, *(self._group(key, tuple(ids)) for key, ids in members.items()))

    def _group(self, key: str, ids: tuple[str, ...]) -> Node:
        kinds = Counter(self.nodes[member].kind for member in ids)
        label = Words(*(f"+{len(ids)} {text}" for text in self.labels[key][:2]))
        return Node(
            id=key,
            iri=None,
            kind=max(sorted(kinds), key=lambda kind: kinds[kind]),
            label=label,
            short=shortened(label),
            status="group",
            members=ids,
        )


Step = Callable[[_Folding], Mapping[str, tuple[Words, list[Node]]]]


def _by(nodes: Iterable[Node], key: Callable[[Node], tuple[str, Words] | None]) -> dict[str, tuple[Words, list[Node]]]:
    found: dict[str, tuple[Words, list[Node]]] = {}
    for node in nodes:
        if (chosen := key(node)) is not None:
            found.setdefault(chosen[0], (chosen[1], []))[1].append(node)
    return found


def _with_goal(folding: _Folding, kind: str, relation: str) -> dict[str, tuple[Words, list[Node]]]:
    """Fold what belongs to a goal with it."""

    def key(node: Node) -> tuple[str, Words] | None:
        goals = [end for end in folding.others(node, relation) if folding.nodes[end].kind == "Goal"]
        return (f"{kind}-{goals[0]}", _of_goal(folding.kinds[kind], folding.nodes[goals[0]])) if goals else None

    return _by(folding.free(kind), key)


def _of_goal(kind: Kind, goal: Node) -> Words:
    plural = Words(*(text.lower() for text in kind.plural[:2]))
    if goal.number is None:
        return plural
    return Words(f"{plural.en}, goal\u00a0{goal.number}", f"{plural.sv}, mål\u00a0{goal.number}")


def _actions(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    return _with_goal(folding, "Action", "hasAction")


def _factors(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    return _with_goal(folding, "KeyFactor", "hasKeyFactor")


def _success(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    label = Words("success factors", "framgångsfaktorer")
    return _by(folding.free("CriticalSuccessFactor"), lambda _: ("CriticalSuccessFactor", label))


def _groups_of_places(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    """Fold the groups and regions that are named as one, by what they are to the city."""

    def key(node: Node) -> tuple[str, Words] | None:
        names = {iri.rpartition("#")[2] for iri in node.classes}
        if names & {"City", "CityRegion"}:
            return None
        return f"groups-{node.kind}", _GROUPS.get(node.kind, _GROUPS["OtherPlace"])

    return _by(folding.free("Partner", "PossiblePartner", "OtherPlace"), key)


_GROUPS = {
    "Partner": Words("groups as partners", "grupper som partner"),
    "PossiblePartner": Words("groups to approach", "grupper att närma sig"),
    "OtherPlace": Words("other regions", "andra regioner"),
}


def _by_network(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    """Fold the cities that are there only as members of a network with it."""

    def key(node: Node) -> tuple[str, Words] | None:
        networks = [end for end in folding.others(node) if folding.nodes[end].kind == "Network"]
        if not networks:
            return None
        label = folding.nodes[networks[0]].short
        return f"cities-{networks[0]}", Words(f"in {label.en}", f"i {label.sv}")

    return _by(folding.free("OtherPlace"), key)


def _by_country(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    """Fold the possible partners and other places of one country."""

    def key(node: Node) -> tuple[str, Words] | None:
        country = folding.country.get(node.id)
        return (
            (f"country-{country[0]}-{node.kind}", Words(f"in {country[1].en}", f"i {country[1].sv}"))
            if country
            else None
        )

    return _by(folding.free("PossiblePartner", "OtherPlace"), key)


def _clusters(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    """Fold the clusters that the city does not prioritise."""
    own = {end for node in folding.free("FocalCity") for end in folding.others(node, "prioritisesCluster")}
    label = Words("other clusters", "andra kluster")
    if not own:
        return {}
    return _by((node for node in folding.free("Cluster") if node.id not in own), lambda _: ("clusters", label))


def _networks(folding: _Folding) -> dict[str, tuple[Words, list[Node]]]:
    """Fold the networks of one member that neither the city nor a goal's part has to do with, by that member."""
    near = {"FocalCity", "Action", "KeyFactor", "Goal"}

    def key(node: Node) -> tuple[str, Words] | None:
        around = [folding.nodes[end] for end in folding.others(node)]
        members = [other for other in around if folding.column(other) == PLACE]
        if near & {other.kind for other in around} or len(members) != 1:
            return None
        name = members[0].short
        return f"networks-{members[0].id}", Words(f"networks with {name.en}", f"nätverk med {name.sv}")

    return _by(folding.free("Network"), key)


def _fold_the_rest(folding: _Folding, budget: int) -> None:
    """Fold what is least connected, the most crowded kind first, until the rest has room; goals and gaps last."""
    share = max(2, min(ROWS, budget // max(1, len({node.kind for node in folding.nodes.values()}))) - 1)
    crowded = folding.crowded(share)
    for kind in sorted(crowded, key=lambda kind: (kind in LAST, -crowded[kind], kind)):
        if folding.fits(budget):
            return
        nodes = folding.released(kind)
        nodes.sort(key=lambda node: (-len(folding.around.get(node.id, ())), node.id))
        label = Words(*(text.lower() for text in folding.kinds[kind].plural[:2]))
        folding.apply({f"rest-{kind}": (label, sorted(nodes[share - 1 :], key=lambda node: node.id))})
