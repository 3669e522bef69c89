"""What joining or leaving networks would change: goals' support, cities within reach, and measures, before and after.

Every verdict comes from the catalogue's own question, asked of the graph and of the supposed one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stratgraph.analysis.gaps import GRADES, NAMES_NONE
from stratgraph.analysis.metrics import metrics
from stratgraph.analysis.projections import in_networks
from stratgraph.analysis.scenario import Join, Scenario
from stratgraph.analysis.supposing import DIRECT, NO_CITY, TIES, Change, Supposed, suppose
from stratgraph.analysis.wording import name_of
from stratgraph.graph.memory import Graph
from stratgraph.model.errors import InputError
from stratgraph.model.evidence import LAYER_WORDS
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.model.terms import SG
from stratgraph.questions.answer import LAYER, answer, collated
from stratgraph.questions.catalogue import question

SUPPORT = "network-support"
GRADE_ORDER = ("none", "generic", "proposed", "named")
PART = Column("part", Text(en="Part", sv="Del"), "code")
WHAT = Column("subject", Text(en="What", sv="Vad"), "entity")
BEFORE = Column("before", Text(en="Today", sv="I dag"))
AFTER = Column("after", Text(en="Then", sv="Då"))
CHANGE = Column("change", Text(en="Change", sv="Ändring"), "code")
THROUGH = Column("networks", Text(en="Through", sv="Genom"), "list")
EVIDENCE = Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence")
COLUMNS = (PART, WHAT, BEFORE, AFTER, CHANGE, THROUGH, EVIDENCE, LAYER)

PARTS = {
    "goal": Text(en="goal's support", sv="målets stöd"),
    "city": Text(en="city in a shared network", sv="stad i gemensamt nätverk"),
    "measure": Text(en="measure", sv="mått"),
}
CHANGES = {
    "gained": Text(en="gains support", sv="får stöd"),
    "lost": Text(en="loses support", sv="mister stöd"),
    "other": Text(en="other network", sv="annat nätverk"),
    "same": Text(en="unchanged", sv="oförändrat"),
    "reached": Text(en="reached", sv="nås"),
    "no-longer-reached": Text(en="no longer reached", sv="nås inte längre"),
    "more": Text(en="more", sv="fler"),
    "fewer": Text(en="fewer", sv="färre"),
}
NAMED = Text(en="named", sv="namngivet")
THROUGH_NETWORKS = Text(en="reached through {names}", sv="nås genom {names}")
MEASURES = {
    "networks": Text(en="networks that the city is in", sv="nätverk som staden är med i"),
    "cities": Text(en="cities in them", sv="städer i dem"),
    "named-goals": Text(en="goals with a network named", sv="mål med namngivet nätverk"),
    "betweenness": Text(
        en="the city's betweenness among cities and networks (0 to 1)",
        sv="stadens mellanliggande läge bland städer och nätverk (0 till 1)",
    ),
}
TITLE = Text(en="What if", sv="Om")
JOINS = Text(en="{city} joins {network}", sv="{city} går med i {network}")
LEAVES = Text(en="{city} leaves {network}", sv="{city} lämnar {network}")
SUMMARY = Text(
    en="{wishes}: goals gaining support: {gained}; goals losing it: {lost}; cities reached: {reached}; no longer "
    "reached: {gone}. Nothing was written.",
    sv="{wishes}: mål som får stöd: {gained}; mål som mister det: {lost}; städer som nås: {reached}; nås inte längre: "
    "{gone}. Inget har skrivits.",
)


@dataclass(frozen=True)
class Verdict:
    """A goal's support: its grade, the networks that it rests on, and where that is said."""

    goal: str
    number: int | None
    grade: str
    networks: tuple[str, ...]
    evidence: tuple[str, ...]
    layers: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """A city in a network that the focal city is in: through which networks, and where that is said."""

    city: str
    networks: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """What is compared: each goal's support, each city within reach, and measures by name."""

    graph: Graph
    goals: tuple[Verdict, ...]
    reached: tuple[Reach, ...]
    measures: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class WhatIf:
    """The state of today and the supposed one, with the facts that make the difference."""

    city: str
    scenario: Scenario
    before: State
    after: State
    changes: tuple[Change, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def gained(self) -> tuple[str, ...]:
        """The IRIs of the goals whose support becomes stronger."""
        return self._goals(1)

    @property
    def lost(self) -> tuple[str, ...]:
        """The IRIs of the goals whose support becomes weaker."""
        return self._goals(-1)

    def table(self, *, language: str = "en") -> Table:
        """Return the differences as one table."""
        return what_if_table(self, language=language)

    def summary(self) -> Text:
        """Return in one sentence what changes."""
        return summary(self)

    def _goals(self, direction: int) -> tuple[str, ...]:
        grades = {verdict.goal: verdict.grade for verdict in self.before.goals}
        return tuple(
            verdict.goal
            for verdict in self.after.goals
            if direction * (_rank(verdict.grade) - _rank(grades.get(verdict.goal, "none"))) > 0
        )


def what_if(graph: Graph, *, join: Sequence[Join] = (), leave: Sequence[str] = (), city: str | None = None) -> WhatIf:
    """Return what would change if a city (its IRI; default: the workspace's own) joined and left networks.

    The graph is not changed. Raises InputError or NotFound where the city or a network cannot be used.

    >>> from stratgraph import open_graph
    >>> from stratgraph.analysis.scenario import parse_join
    >>> found = what_if(open_graph(), join=[parse_join("UBC:member:goal-4")], leave=["Eurocities"])
    >>> [verdict.grade for verdict in found.before.goals], [verdict.grade for verdict in found.after.goals]
    (['proposed', 'generic', 'named', 'none', 'generic'], ['proposed', 'generic', 'generic', 'named', 'generic'])
    """
    focal = city or graph.city
    if focal is None:
        raise InputError(NO_CITY)
    scenario = Scenario(tuple(join), tuple(leave))
    supposed: Supposed = suppose(graph, scenario, city=focal)
    before, after = state(graph, focal), state(supposed.graph, focal)
    return WhatIf(focal, scenario, before, after, supposed.changes, supposed.joined, supposed.left)


def state(graph: Graph, city: str) -> State:
    """Return what is compared, of one graph."""
    goals = tuple(_verdicts(graph))
    ties = in_networks(graph)
    reached = tuple(_reached(ties, city))
    own = {network for one, network in ties if one == city}
    measures = (
        ("networks", float(len(own))),
        ("cities", float(len(reached))),
        ("named-goals", float(sum(verdict.grade == "named" for verdict in goals))),
        ("betweenness", _betweenness(graph, city)),
    )
    return State(graph, goals, reached, measures)


def _betweenness(graph: Graph, city: str) -> float:
    """Return the city's betweenness as the projection city-network has it; 0 where it is not in it."""
    found = metrics(graph, projection="city-network", measures=["betweenness"])
    return round(found.value("betweenness", city) or 0.0, 4)


def _verdicts(graph: Graph) -> Iterator[Verdict]:
    """Yield the support of each goal, as the catalogue's question has it; nothing where it cannot be asked."""
    try:
        table = answer(graph, question(graph.workspace, SUPPORT))
    except InputError:
        return
    names = [column.name for column in table.columns]
    rows: dict[str, list[dict[str, Value]]] = {}
    for row in table:
        cells = dict(zip(names, row, strict=True))
        if isinstance(cells["goal"], Entity):
            rows.setdefault(cells["goal"].iri, []).append(cells)
    for goal, found in rows.items():
        yield _verdict(goal, found)


def _verdict(goal: str, rows: list[dict[str, Value]]) -> Verdict:
    networks = sorted({cell.iri for row in rows if isinstance(cell := row["network"], Entity)})
    evidence = sorted({str(part) for row in rows if isinstance(cell := row["evidence"], tuple) for part in cell})
    layers = sorted({name for row in rows if isinstance(cell := row["layer"], Code) for name in cell.value.split()})
    support, number = rows[0]["support"], rows[0]["number"]
    grade = support.value if isinstance(support, Code) else "none"
    return Verdict(
        goal, number if isinstance(number, int) else None, grade, tuple(networks), tuple(evidence), tuple(layers)
    )


def _reached(ties: dict[tuple[str, str], set[str]], city: str) -> Iterator[Reach]:
    own = {network for one, network in ties if one == city}
    others = sorted({one for one, network in ties if network in own and one != city})
    for other in others:
        shared = sorted(network for one, network in ties if one == other and network in own)
        evidence = {locator for network in shared for end in (other, city) for locator in ties[end, network]}
        yield Reach(other, tuple(shared), tuple(sorted(evidence)))


def _rank(grade: str) -> int:
    return GRADE_ORDER.index(grade) if grade in GRADE_ORDER else 0


# Tables -------------------------------------------------------------------------------------------------------------


def what_if_table(found: WhatIf, *, language: str = "en") -> Table:
    """Return the differences as one table: every goal, every city that comes or goes, every measure."""
    maker = _Rows(found, language)
    rows = (*maker.goals(), *maker.cities(), *maker.measures())
    return Table(COLUMNS, tuple(rows), title=title(found), notes=(summary(found),))


def title(found: WhatIf) -> Text:
    """Return the scenario in words."""
    wishes = [JOINS.format(city=_name(found, found.city), network=_name(found, one)) for one in found.joined]
    wishes += [LEAVES.format(city=_name(found, found.city), network=_name(found, one)) for one in found.left]
    return Text(en=", ".join(wish.en for wish in wishes), sv=", ".join(wish.sv for wish in wishes))


def summary(found: WhatIf) -> Text:
    """Return in one sentence what changes."""
    before, after = ({one.city for one in state.reached} for state in (found.before, found.after))
    return SUMMARY.format(
        wishes=title(found),
        gained=_goal_names(found, found.gained),
        lost=_goal_names(found, found.lost),
        reached=len(after - before),
        gone=len(before - after),
    )


def _goal_names(found: WhatIf, goals: Sequence[str]) -> Text:
    numbers = {verdict.goal: verdict.number for verdict in found.after.goals}
    named = [
        Text(str(numbers[goal]), str(numbers[goal])) if numbers.get(goal) is not None else _name(found, goal)
        for goal in goals
    ]
    none = Text(en="none", sv="inga")
    return Text(en=", ".join(name.en for name in named), sv=", ".join(name.sv for name in named)) if named else none


def _name(found: WhatIf, iri: str) -> Text:
    return name_of(found.after.graph, iri)


class _Rows:
    """Makes the rows of the table in one language."""

    def __init__(self, found: WhatIf, language: str) -> None:
        self.found = found
        self.language = language

    def goals(self) -> Iterator[tuple[Value, ...]]:
        """Yield a row for each goal."""
        before = {verdict.goal: verdict for verdict in self.found.before.goals}
        for verdict in self.found.after.goals:
            old = before.get(verdict.goal, verdict)
            change = self._change(verdict, old)
            said = old if change == "lost" else verdict
            yield (
                self._code("goal", PARTS),
                self._entity(verdict.goal),
                self._support(old),
                self._support(verdict),
                self._code(change, CHANGES),
                tuple(self._entity(one) for one in said.networks),
                said.evidence,
                self._layers(said.layers),
            )

    def _change(self, new: Verdict, old: Verdict) -> str:
        if new.goal in self.found.gained:
            return "gained"
        if new.goal in self.found.lost:
            return "lost"
        return "same" if new.networks == old.networks else "other"

    def _support(self, verdict: Verdict) -> str:
        words = NAMED if verdict.grade == "named" else GRADES.get(verdict.grade, NAMES_NONE)
        names = ", ".join(_name(self.found, one).into(self.language) for one in verdict.networks)
        return words.into(self.language) + (f": {names}" if names else "")

    def cities(self) -> Iterator[tuple[Value, ...]]:
        """Yield a row for each city that comes within reach, or falls out of it."""
        before = {one.city: one for one in self.found.before.reached}
        after = {one.city: one for one in self.found.after.reached}
        gone = [(one, "no-longer-reached") for city, one in before.items() if city not in after]
        new = [(one, "reached") for city, one in after.items() if city not in before]
        rows = [self._city(one, change) for one, change in (*new, *gone)]
        return iter(sorted(rows, key=lambda row: (str(row[4]), collated(str(getattr(row[1], "label", ""))))))

    def _city(self, one: Reach, change: str) -> tuple[Value, ...]:
        names = ", ".join(_name(self.found, network).into(self.language) for network in one.networks)
        sides = (None, THROUGH_NETWORKS.format(names=names).into(self.language))
        before, after = sides if change == "reached" else sides[::-1]
        return (
            self._code("city", PARTS),
            self._entity(one.city),
            before,
            after,
            self._code(change, CHANGES),
            tuple(self._entity(network) for network in one.networks),
            one.evidence,
            self._layers_of(one.evidence),
        )

    def measures(self) -> Iterator[tuple[Value, ...]]:
        """Yield a row for each measure."""
        after = dict(self.found.after.measures)
        for name, old in self.found.before.measures:
            new = after[name]
            change = "same" if new == old else "more" if new > old else "fewer"
            label = MEASURES[name].into(self.language)
            what = Entity(name, label)
            yield (
                self._code("measure", PARTS),
                what,
                f"{old:g}",
                f"{new:g}",
                self._code(change, CHANGES),
                (),
                (),
                None,
            )

    def _entity(self, iri: str) -> Entity:
        return Entity(iri, _name(self.found, iri).into(self.language))

    def _code(self, value: str, known: dict[str, Text]) -> Code:
        return Code(value, known[value].into(self.language))

    def _layers_of(self, evidence: Sequence[str]) -> Code | None:
        graph = self.found.after.graph
        layers = {str(getattr(term, "value", "")) for one in evidence for term in graph.objects(one, SG + "layer")}
        return self._layers(tuple(layers))

    def _layers(self, layers: Sequence[str]) -> Code | None:
        ordered = [layer for layer in LAYER_WORDS if layer in layers]
        if not ordered:
            return None
        return Code(" ".join(ordered), ", ".join(LAYER_WORDS[layer].into(self.language) for layer in ordered))


__all__ = [
    "DIRECT",
    "TIES",
    "Reach",
    "State",
    "Verdict",
    "WhatIf",
    "state",
    "summary",
    "title",
    "what_if",
    "what_if_table",
]
