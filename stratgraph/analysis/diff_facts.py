"""From the statements that differ between two states to differences that a reader understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pyoxigraph import NamedNode, Quad, Triple

from stratgraph.analysis.claims import Claim, claim_sentence, detail
from stratgraph.analysis.diff import Difference, Item, Link, listed
from stratgraph.analysis.diff_claims import DIRECT, Pair, kind_of, links_of, pairs_of
from stratgraph.analysis.diff_names import naming
from stratgraph.analysis.diff_sources import source_items
from stratgraph.analysis.diff_values import is_value, value_items
from stratgraph.analysis.wording import name_of, sentence
from stratgraph.graph.evidence import evidence
from stratgraph.graph.memory import Graph
from stratgraph.graph.nameless import is_nameless
from stratgraph.graph.state import State
from stratgraph.graph.stated import APPARATUS
from stratgraph.model.language import Text
from stratgraph.model.terms import LABEL, PREF_LABEL, SG, TYPE

#: Relations that the rules write both ways.
SYMMETRIC = frozenset({SG + "cooperatesWith", SG + "hasAgreementWith"})
#: A relation that says nothing beside the one that a rule wrote it from.
IMPLIED = {SG + "mentions": SG + "mentionsAsExample"}

NEW = Text(en="new: {name} ({kind})", sv="tillkommer: {name} ({kind})")
GONE = Text(en="no longer there: {name} ({kind})", sv="finns inte längre: {name} ({kind})")
NO_CLASS = Text(en="of no class", sv="utan klass")
BECOMES = Text(en="{before} → {after}", sv="{before} → {after}")
TWO_CITIES = Text(
    en="A is about {a} and B about {b}: this compares two cities, not two states of one; "
    "give two states of the same strategy to see what changed",
    sv="A gäller {a} och B {b}: detta jämför två städer, inte två lägen för en; "
    "ange två lägen för samma strategi för att se vad som ändrats",
)

Places = tuple[str, ...]


class Comparison:
    """Compares two states once."""

    def __init__(self, before: State, after: State) -> None:
        self.before = before
        self.after = after
        self.graph_before: Graph = naming(before, after)
        self.graph_after: Graph = naming(after, before)
        #: Statements that went and came, and those that are there as before, but said elsewhere.
        self.removed: dict[Triple, Places] = {}
        self.added: dict[Triple, Places] = {}
        self.moved: dict[Triple, tuple[Places, Places]] = {}
        self._names: dict[str, Text] = {}
        self._sort()

    def _sort(self) -> None:
        lines = self.before.lines, self.after.lines
        gone = self.before.statements(lines[0] - lines[1])
        come = self.after.statements(lines[1] - lines[0])
        for triple in dict.fromkeys(quad.triple for quad in (*gone, *come)):
            old, new = _said(self.before, triple), _said(self.after, triple)
            if not new:
                self.removed[triple] = self.before.places(old)
            elif not old:
                self.added[triple] = self.after.places(new)
            elif (places := (self.before.places(old), self.after.places(new))) and places[0] != places[1]:
                self.moved[triple] = places

    def difference(self) -> Difference:
        """Return the difference, sorted: things, relations and values by what they are about, then the rest."""
        items = [
            *self._entities(),
            *self._claims(),
            *self._relations(),
            *value_items(self),
            *self._elsewhere(),
            *source_items(self),
        ]
        return Difference(
            self.before, self.after, self.graph_before, self.graph_after, self._ordered(items), tuple(self._notes())
        )

    def _ordered(self, items: list[Item]) -> tuple[Item, ...]:
        from stratgraph.analysis.diff import PARTS
        from stratgraph.questions.answer import collated

        parts = list(PARTS)
        names = {iri: self.name(iri).en for iri in {item.subject for item in items}}

        def order(item: Item) -> tuple[object, ...]:
            block = {"evidence": 1, "source": 2}.get(item.part, 0)
            key = (collated(names[item.subject]), item.subject, parts.index(item.part))
            return (block, *key, item.relation or "", item.sentence, item.change)

        return tuple(sorted(items, key=order))

    def _notes(self) -> Iterator[Text]:
        cities = self.before.graph.city, self.after.graph.city
        if None not in cities and cities[0] != cities[1]:
            a = name_of(self.graph_before, str(cities[0]))
            yield TWO_CITIES.format(a=a, b=name_of(self.graph_after, str(cities[1])))

    # What things are ---------------------------------------------------------------------------------------------

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The IRIs of which something came, went or is said elsewhere."""
        triples = (*self.removed, *self.added, *self.moved)
        return tuple(sorted({triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}))

    @cached_property
    def claims(self) -> frozenset[str]:
        """Those that are claims in one of the states."""
        return frozenset(iri for iri in self.subjects if kind_of(self.before, iri) or kind_of(self.after, iri))

    @cached_property
    def apparatus(self) -> frozenset[str]:
        """Those that describe sources and the places in them."""
        return frozenset(iri for iri in self.subjects if not APPARATUS.isdisjoint(self.classes(iri)))

    @cached_property
    def new(self) -> frozenset[str]:
        """The things that only the later state declares and speaks of."""
        return self._only(self.added, self.before)

    @cached_property
    def gone(self) -> frozenset[str]:
        """The things that only the earlier state declares and speaks of."""
        return self._only(self.removed, self.after)

    def _only(self, triples: Iterable[Triple], other: State) -> frozenset[str]:
        declaring = (TYPE, LABEL, PREF_LABEL)
        found = {
            triple.subject.value
            for triple in triples
            if triple.predicate.value in declaring and isinstance(triple.subject, NamedNode)
        }
        return frozenset(iri for iri in found - self.claims if not is_nameless(iri) and not other.quads_of(iri))

    def classes(self, iri: str) -> tuple[str, ...]:
        """Return the classes of a thing in the later state, else in the earlier one."""
        for state in (self.after, self.before):
            found = {quad.object.value for quad in state.quads_of(iri, TYPE) if isinstance(quad.object, NamedNode)}
            if found:
                return tuple(sorted(found))
        return ()

    def is_thing(self, iri: str) -> bool:
        """Tell whether it is something that is spoken of: no claim, no source, nothing without a name."""
        return not (iri in self.claims or iri in self.apparatus or is_nameless(iri))

    def name(self, iri: str) -> Text:
        """Return what a thing is called, a claim by its sentence."""
        if iri not in self._names:
            self._names[iri] = self._name(iri)
        return self._names[iri]

    def _name(self, iri: str) -> Text:
        graph = self.graph_after if self.after.quads_of(iri) else self.graph_before
        claim = self._claim_of.get(iri)
        if iri in self.apparatus and (iri in self.after.locators or iri in self.before.locators):
            return evidence(graph, iri).citation
        return claim_sentence(graph, claim) if claim is not None else name_of(graph, iri)

    @cached_property
    def _claim_of(self) -> dict[str, Claim]:
        return {pair.claim.iri: pair.claim for pair in self.pairs}

    # Things and claims -------------------------------------------------------------------------------------------

    def _entities(self) -> Iterator[Item]:
        for iris, change, text in ((self.new, "added", NEW), (self.gone, "removed", GONE)):
            graph, places = (
                (self.graph_after, self._mentions(self.added))
                if change == "added"
                else (self.graph_before, self._mentions(self.removed))
            )
            for iri in sorted(iris - self.apparatus):
                kind = listed(name_of(graph, name) for name in self.classes(iri)) if self.classes(iri) else NO_CLASS
                said = text.format(name=name_of(graph, iri), kind=kind)
                where = tuple(sorted(places.get(iri, ())))
                yield _placed(Item("entity", change, iri, said), change, where)

    def _mentions(self, triples: dict[Triple, Places]) -> dict[str, set[str]]:
        """Return where each thing is spoken of, of the statements that came or went."""
        found: dict[str, set[str]] = {}
        for triple, places in triples.items():
            for end in (triple.subject, triple.object):
                if isinstance(end, NamedNode):
                    found.setdefault(end.value, set()).update(places)
        return found

    @cached_property
    def pairs(self) -> list[Pair]:
        """The claims that came, went, changed or are said elsewhere."""
        found = pairs_of(self.before, self.after, self.claims)
        return [pair for pair in found if not self._says_no_more(pair)]

    def _says_no_more(self, pair: Pair) -> bool:
        """Tell whether a claim that came or went says nothing that is not said directly before and after."""
        if pair.change not in ("added", "removed") or detail(self.graph_after, pair.claim).en:
            return False
        links = list(links_of(pair.claim))
        triples = [Triple(NamedNode(one), NamedNode(relation), NamedNode(other)) for one, relation, other in links]
        return bool(links) and not any(triple in self.added or triple in self.removed for triple in triples)

    @cached_property
    def told(self) -> dict[tuple[str, Triple], frozenset[str]]:
        """The direct relations that claims tell already, by what happened to them, with the claims' evidence."""
        found: dict[tuple[str, Triple], set[str]] = {}
        for pair in self.pairs:
            for claim, change in ((pair.before, "removed"), (pair.after, "added")):
                for one, relation, other in links_of(claim):
                    triple = Triple(NamedNode(one), NamedNode(relation), NamedNode(other))
                    for happened in (change, "moved"):
                        found.setdefault((happened, triple), set()).update(claim.evidence if claim else ())
        return {key: frozenset(places) for key, places in found.items()}

    def _claims(self) -> Iterator[Item]:
        for pair in self.pairs:
            if pair.change is not None:
                yield self._claim(pair, pair.change)
            elif self._elsewhere_counts and pair.before is not None and pair.after is not None:
                old, new = pair.before.evidence, pair.after.evidence
                if old != new:
                    said = claim_sentence(self.graph_after, pair.after)
                    yield self._evidence(self._subject(pair), pair.after.heading, said, old, new)

    def _claim(self, pair: Pair, change: str) -> Item:
        before = claim_sentence(self.graph_before, pair.before) if pair.before else None
        after = claim_sentence(self.graph_after, pair.after) if pair.after else None
        both = BECOMES.format(before=before, after=after) if before and after else after or before
        return Item(
            "relation",
            change,
            self._subject(pair),
            both or Text("", ""),
            relation=pair.claim.heading,
            before=before,
            after=after,
            evidence_before=pair.before.evidence if pair.before else (),
            evidence_after=pair.after.evidence if pair.after else (),
            links=tuple(self._links(pair)),
        )

    def _subject(self, pair: Pair) -> str:
        """Return whom a claim is about: its first end, the state's own city before others."""
        ends = pair.claim.subjects or pair.claim.objects
        return self.after.graph.city if self.after.graph.city in ends else ends[0] if ends else pair.claim.iri

    def _links(self, pair: Pair) -> Iterator[Link]:
        """Yield the relation of a claim that came or went, between its ends; a changed one went and came."""
        for claim, graph, status in (
            (pair.before, self.graph_before, "removed"),
            (pair.after, self.graph_after, "added"),
        ):
            if claim is None:
                continue
            for one, other in claim.pairs():
                if claim.subjects != claim.objects or one < other:
                    said = claim_sentence(graph, claim)
                    yield Link(one, claim.relation, other, status, said, claim.evidence)

    # Relations ---------------------------------------------------------------------------------------------------

    def _relations(self) -> Iterator[Item]:
        for triples, change, graph in (
            (self.added, "added", self.graph_after),
            (self.removed, "removed", self.graph_before),
        ):
            for triple, places in triples.items():
                if self._is_relation(triple) and not self._is_told(triple, change, places, triples):
                    yield self._relation(triple, change, graph, places)

    def _relation(self, triple: Triple, change: str, graph: Graph, places: Places) -> Item:
        start, relation, end = _ends(triple)
        said = self._sentence(graph, triple)
        links = (Link(start, relation, end, change, said, places),) if self.is_thing(end) else ()
        return _placed(Item("relation", change, start, said, relation=relation, links=links), change, places)

    def _sentence(self, graph: Graph, triple: Triple) -> Text:
        start, relation, _ = _ends(triple)
        return sentence(graph, start, relation, triple.object)

    def _is_relation(self, triple: Triple) -> bool:
        """Tell whether a statement links two things."""
        start, _, _ = _ends(triple)
        return not is_value(triple) and self.is_thing(start)

    def _is_told(self, triple: Triple, change: str, places: Places, among: Iterable[Triple]) -> bool:
        """Tell whether a claim or another statement that came or went with it says the same."""
        start, relation, end = _ends(triple)
        told = self.told.get((change, triple)) if relation in DIRECT else None
        if told is not None and told.issuperset(places):
            return True
        if relation in SYMMETRIC and start > end and _triple(end, relation, start) in among:
            return True
        return relation in IMPLIED and _triple(start, IMPLIED[relation], end) in among

    # The same, said elsewhere --------------------------------------------------------------------------------------

    @property
    def _elsewhere_counts(self) -> bool:
        """Whether it is a change that the same is said elsewhere: between two years of plans it always is."""
        return self.before.year is None or self.after.year is None

    def _elsewhere(self) -> Iterator[Item]:
        for triple, (old, new) in self.moved.items() if self._elsewhere_counts else ():
            start, relation, _ = _ends(triple)
            every = tuple(sorted({*old, *new}))
            if self.is_thing(start) and not self._is_told(triple, "moved", every, self.moved):
                yield self._evidence(start, relation, self._sentence(self.graph_after, triple), old, new)

    def _evidence(self, subject: str, relation: str, said: Text, old: Places, new: Places) -> Item:
        return Item("evidence", "changed", subject, said, relation=relation, evidence_before=old, evidence_after=new)


def _said(state: State, triple: Triple) -> list[Quad]:
    subject = triple.subject.value if isinstance(triple.subject, NamedNode) else None
    return state.quads_of(subject, triple.predicate.value, triple.object)


def _ends(triple: Triple) -> tuple[str, str, str]:
    """Return subject, property and, where it is a thing, object; "" where it is a value."""
    subject = triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)
    return subject, triple.predicate.value, triple.object.value if isinstance(triple.object, NamedNode) else ""


def _triple(start: str, relation: str, end: str) -> Triple:
    return Triple(NamedNode(start), NamedNode(relation), NamedNode(end))


def _placed(item: Item, change: str, places: Places) -> Item:
    """Return an item with its evidence on the side where it is said."""
    from dataclasses import replace

    return replace(item, evidence_after=places) if change == "added" else replace(item, evidence_before=places)
