"""What came and what went, as a map: the things that the changes are between, and what is between them as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from stratgraph.analysis.diff import Difference, Link
from stratgraph.analysis.diff_table import title as title_of_difference
from stratgraph.analysis.whatif import WhatIf, title as title_of_scenario
from stratgraph.analysis.wording import sentence
from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import layers_of
from stratgraph.maps.aggregate import BUDGET
from stratgraph.maps.content import IMPLIED, Maker, Quote, numbered
from stratgraph.maps.graph import StrategyMap, arranged, meta_of
from stratgraph.maps.kinds import BY_ID
from stratgraph.maps.parts import Content, Edge, Kind, Node, Relation
from stratgraph.maps.results import is_thing, kind_in
from stratgraph.maps.selection import Reading, alliance
from stratgraph.maps.words import Words, of, shortened
from stratgraph.model.language import Text

SIGNS = {"added": "+", "removed": "−"}
NEW = Words("new", "tillkommen")
GONE = Words("no longer there", "finns inte längre")
NOTHING = Words(
    "No relation between things differs, so there is nothing to draw.",
    "Inget samband mellan saker skiljer sig, så det finns inget att rita.",
)
COUNTED = Words(
    "+ {added} relations added · − {removed} removed · {things} things",
    "+ {added} samband tillkomna · − {removed} borttagna · {things} saker",
)
LEFT_OUT = Words(
    "{n} other things with changes are not drawn",
    "{n} andra saker med ändringar är inte ritade",
)
#: So many things a map of changes has room for, whatever they are.
MOST_THINGS = 120


@dataclass(frozen=True)
class Changes:
    """What is drawn: relations that came and went, things that are new or gone, and others that should be seen."""

    before: Graph
    after: Graph
    links: tuple[Link, ...]
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def map_of_difference(
    found: Difference, *, quote: Quote | None = None, language: str = "en", budget: int = BUDGET
) -> StrategyMap:
    """Return the map of what changed between two states.

    >>> from stratgraph import open_graph
    >>> from stratgraph.analysis.diff import diff
    >>> map_of_difference(diff(open_graph(), open_graph())).nodes
    ()
    """
    changes = Changes(
        found.graph_before, found.graph_after, found.links(), found.things("added"), found.things("removed")
    )
    return changes_map(changes, title_of_difference(found), quote=quote, language=language, budget=budget)


def map_of_what_if(
    found: WhatIf, *, quote: Quote | None = None, language: str = "en", budget: int = BUDGET
) -> StrategyMap:
    """Return the map of what joining and leaving networks would change: also the goals and cities that it concerns."""
    before, after = ({one.city for one in state.reached} for state in (found.before, found.after))
    beside = {found.city, *found.joined, *found.left, *found.gained, *found.lost, *(before ^ after)}
    known = tuple(_sentences(found))
    new = tuple(iri for iri in found.joined if not is_thing(found.before.graph, iri))
    changes = Changes(found.before.graph, found.after.graph, known, new=new, beside=tuple(sorted(beside)))
    return changes_map(changes, title_of_scenario(found), quote=quote, language=language, budget=budget)


def _sentences(found: WhatIf) -> Iterator[Link]:
    """Yield the facts of a scenario that link two things, as sentences."""
    from pyoxigraph import NamedNode

    said = {(change.subject, change.predicate, change.object) for change in found.changes}
    for change in found.changes:
        if (change.subject, IMPLIED.get(change.predicate), change.object) in said:
            continue
        graph = found.after.graph if change.status == "added" else found.before.graph
        words = sentence(graph, change.subject, change.predicate, NamedNode(change.object))
        yield Link(change.subject, change.predicate, change.object, change.status, words)


def changes_map(
    changes: Changes, title: Text, *, quote: Quote | None = None, language: str = "en", budget: int = BUDGET
) -> StrategyMap:
    """Return the map of some changes."""
    made = _Changed(changes, quote)
    content = made.content()
    meta = meta_of(changes.after, content, title, None, language)
    summary = made.summary()
    return arranged(
        content, replace(meta, summary=summary, empty=None if content.nodes else NOTHING), changes.after, budget=budget
    )


class _Changed:
    """Makes the content of one map from two graphs: what is gone is named by the earlier one."""

    def __init__(self, changes: Changes, quote: Quote | None) -> None:
        self.changes = changes
        self.makers = tuple(Maker(Reading(graph), {}, quote=quote) for graph in (changes.before, changes.after))
        claims = {claim.iri for maker in self.makers for claim in maker.reading.claims}
        self.links = [link for link in changes.links if not claims & {link.start, link.end} and self._drawn(link)]
        known = [alliance(maker.reading) for maker in self.makers]
        self.things, self.left_out = self._chosen({*known[0], *known[1]})
        self.links = [link for link in self.links if {link.start, link.end} <= set(self.things)]
        self.own = {iri: self._maker(iri) for iri in self.things}
        for iri, maker in self.own.items():
            maker.kinds[iri] = known[self.makers.index(maker)].get(iri) or kind_in(maker, iri)

    def _chosen(self, on_map: Collection[str]) -> tuple[list[str], int]:
        """Return the things that are drawn, and how many are not.

        Of very many, those that the alliance map is made of; where there is none of these, those with the most changes.
        """
        ends = {end for link in self.links for end in (link.start, link.end)}
        every = sorted(ends | {iri for iri in self._others() if self._is_thing(iri)})
        if len(every) <= MOST_THINGS:
            return every, 0
        counts = Counter(end for link in self.links for end in (link.start, link.end))
        most = sorted(every, key=lambda iri: (-counts[iri], iri))[:MOST_THINGS]
        found = [iri for iri in every if iri in on_map] or sorted(most)
        return found, len(every) - len(found)

    def _others(self) -> Iterable[str]:
        return {*self.changes.new, *self.changes.gone, *self.changes.beside}

    def _is_thing(self, iri: str) -> bool:
        return any(is_thing(graph, iri) for graph in (self.changes.before, self.changes.after))

    def _drawn(self, link: Link) -> bool:
        return link.start != link.end and self._is_thing(link.start) and self._is_thing(link.end)

    def _maker(self, iri: str) -> Maker:
        """Return what makes a thing's box: the later graph, if it is still there."""
        before, after = self.makers
        return before if iri in self.changes.gone else after

    def content(self) -> Content:
        """Return nodes and edges, and what they refer to."""
        before, after = self.makers
        nodes = tuple(self._node(iri) for iri in self.things)
        edges = numbered([*self._unchanged(), *dict.fromkeys(map(self._edge, self.links))])
        places_of = [*(node.evidence for node in nodes), *(edge.evidence for edge in edges)]
        used = sorted({locator for places in places_of for locator in places})
        relations = {relation.id: relation for maker in self.makers for relation in self._relations(maker, edges)}
        return Content(
            nodes=nodes,
            edges=edges,
            kinds=self._kinds(nodes),
            relations=tuple(relations[name] for name in sorted(relations)),
            locators=tuple((after if iri in after.reading.layers else before).locator(iri) for iri in used),
        )

    def _relations(self, maker: Maker, edges: Sequence[Edge]) -> tuple[Relation, ...]:
        used = {edge.relation for edge in edges}
        return tuple(relation for name, relation in maker.known_relations.items() if name in used)

    def _kinds(self, nodes: Sequence[Node]) -> tuple[Kind, ...]:
        used = {node.kind for node in nodes}
        others = {kind.id: kind for maker in self.makers for kind in maker.other_kinds.values()}
        return tuple(kind for kind in (*BY_ID.values(), *others.values()) if kind.id in used)

    def _node(self, iri: str) -> Node:
        # The two sides may have other prefixes; a thing has one short name.
        node = replace(self.own[iri].node(iri), id=self.makers[1].id(iri))
        status = "added" if iri in self._new else "removed" if iri in self._gone else None
        if status is None:
            return node
        sign, note = SIGNS[status], NEW if status == "added" else GONE
        short = shortened(Words(f"{sign} {node.short.en}", f"{sign} {node.short.sv}", node.short.marked))
        return replace(node, short=short, note=note)

    @property
    def _new(self) -> Collection[str]:
        return set(self.changes.new)

    @property
    def _gone(self) -> Collection[str]:
        return set(self.changes.gone)

    def _edge(self, link: Link) -> Edge:
        """Return the line of a relation that came or went."""
        before, after = self.makers
        maker = after if link.status == "added" else before
        evidence = link.evidence or self._evidence(maker, link)
        return Edge(
            id="",
            start=after.id(link.start),
            end=after.id(link.end),
            relation=maker.relation(link.relation),
            status=link.status,
            layers=layers_of(evidence, maker.reading.layers),
            evidence=tuple(place for place in evidence if place in maker.reading.layers),
            sentence=of(link.sentence),
        )

    def _evidence(self, maker: Maker, link: Link) -> tuple[str, ...]:
        fact = maker.reading.by_ends.get((link.start, link.relation, link.end))
        return fact.evidence if fact is not None else ()

    def _unchanged(self) -> list[Edge]:
        """Return the lines between the things that are there as before."""
        _, after = self.makers
        own = dict(after.kinds)
        after.kinds = {iri: kind for maker in self.makers for iri, kind in maker.kinds.items()}
        changed = {(after.id(link.start), link.relation, after.id(link.end)) for link in self.links}
        both = changed | {(end, relation, start) for start, relation, end in changed}
        found = [
            edge
            for edge in after.edges()
            if (edge.start, after.known_relations[edge.relation].iri, edge.end) not in both
        ]
        after.kinds = own
        return found

    def summary(self) -> Words:
        """Return how many relations came and went, and between how many things."""
        counts = Counter(link.status for link in self.links)
        given = {"added": counts["added"], "removed": counts["removed"], "things": len(self.things)}
        said = Words(COUNTED.en.format(**given), COUNTED.sv.format(**given))
        if not self.left_out:
            return said
        return Words(*(f"{text} · {LEFT_OUT.into(language).format(n=self.left_out)}" for language, text in _both(said)))


def _both(words: Words) -> Iterator[tuple[str, str]]:
    yield "en", words.en
    yield "sv", words.sv
