"""From IRIs to boxes and lines: labels, status, evidence, sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from stratgraph.analysis.claims import Claim, claim_sentence
from stratgraph.analysis.paths import step_sentence
from stratgraph.analysis.wording import SENTENCE, SENTENCES, name_of
from stratgraph.graph.evidence import evidence, prefetch_evidence
from stratgraph.graph.labels import labels, local_name
from stratgraph.graph.memory import Graph, plain
from stratgraph.graph.stated import Fact, curie, layers_of, types_of
from stratgraph.maps.kinds import BY_ID, MADE, kind_of_class, relation_of
from stratgraph.maps.parts import Content, Edge, Kind, Locator, Node, Relation
from stratgraph.maps.selection import Reading, number_of, status_of, target
from stratgraph.maps.words import Words, clean, either, of, shortened
from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.terms import ALT_LABEL, LAYERS, SG, SHORT_LABEL, TYPE

Quote = Callable[[str], str | None]

#: Relations that the rules write both ways: one line.
SYMMETRIC = frozenset({SG + "cooperatesWith", SG + "hasAgreementWith"})
#: A relation that says nothing beside the one that a rule wrote it from.
IMPLIED = {SG + "mentions": SG + "mentionsAsExample"}
_NO_RELATION = Relation("", Words("", ""), None, "")
LOCATOR_KINDS = {"Passage": "passage", "Note": "note", "Record": "record"}


class Maker:
    """Makes the content of one map; each fact, name and locator is read once."""

    def __init__(self, reading: Reading, kinds: Mapping[str, str], *, quote: Quote | None = None) -> None:
        self.reading = reading
        self.graph: Graph = reading.graph
        self.kinds = dict(kinds)
        self.quote = quote
        self.names: dict[str, Text] = {}
        self.other_kinds: dict[str, Kind] = {}
        self.known_relations: dict[str, Relation] = {}

    def content(self, extra_nodes: Collection[Node] = (), extra_edges: Collection[Edge] = ()) -> Content:
        """Return nodes, edges, and what they refer to; the extra ones are there as they are."""
        return self.content_with((*self.edges(), *extra_edges), extra_nodes)

    def content_with(self, lines: Collection[Edge], extra_nodes: Collection[Node] = ()) -> Content:
        """Return the nodes with these edges and no others."""
        self.graph.prefetch_about(sorted(self.kinds))
        nodes = (*(self.node(iri) for iri in self.kinds), *extra_nodes)
        edges = numbered(lines)
        places = [*(node.evidence for node in nodes), *(edge.evidence for edge in edges)]
        used = sorted({locator for evidence in places for locator in evidence})
        prefetch_evidence(self.graph, used)
        kinds = {node.kind for node in nodes}
        return Content(
            nodes=nodes,
            edges=edges,
            kinds=tuple(kind for kind in (*BY_ID.values(), *self.other_kinds.values()) if kind.id in kinds),
            relations=self.relations(edges),
            locators=tuple(self.locator(iri) for iri in used),
        )

    def id(self, iri: str) -> str:
        """Return the short name of an IRI."""
        return curie(self.graph, iri)

    # Nodes

    def node(self, iri: str) -> Node:
        """Return a thing's box."""
        where = self.evidence_of.get(iri, ())
        layers = layers_of(where, self.reading.layers)
        label = self.label(iri)
        return Node(
            id=self.id(iri),
            iri=iri,
            kind=self.kinds[iri],
            label=label,
            short=self.short(iri, label),
            classes=types_of(self.graph, iri),
            alternatives=self.alternatives(iri),
            number=number_of(self.graph, iri),
            status="proposed" if iri in self.proposed else "existing",
            place=place_of(self.graph, iri),
            layer=layers[0] if layers else None,
            evidence=where,
        )

    def label(self, iri: str) -> Words:
        """Return what a thing is called."""
        return either(labels(self.graph, iri), local_name(iri))

    def short(self, iri: str, label: Words) -> Words:
        """Return what a thing is called in a box."""
        found = {
            term.language or "": term.value
            for term in self.graph.objects(iri, SHORT_LABEL)
            if isinstance(term, Literal) and clean(term.value)
        }
        named = {"en": label.en, "sv": label.sv} | found if label.marked is None else found
        return shortened(either(named, label.en)) if named else shortened(label)

    def alternatives(self, iri: str) -> dict[str, tuple[str, ...]]:
        """Return the other names of a thing, by language; one without a language counts in both."""
        found: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        for term in self.graph.objects(iri, ALT_LABEL):
            if isinstance(term, Literal) and clean(term.value):
                for language in [term.language] if term.language in found else LANGUAGES:
                    found[str(language)].add(clean(term.value))
        return {language: tuple(sorted(names)) for language, names in found.items() if names}

    @cached_property
    def evidence_of(self) -> dict[str, tuple[str, ...]]:
        """Where something is said of each thing: of its own facts, or of others that lead to it."""
        found: dict[str, set[str]] = {}
        for fact in self.reading.facts:
            for end in (fact.subject, target(fact)):
                if end in self.kinds:
                    found.setdefault(end, set()).update(fact.evidence)
        for claim in self.reading.claims:
            for end in (*claim.subjects, *claim.objects):
                if end in self.kinds:
                    found.setdefault(end, set()).update(claim.evidence)
        return {iri: tuple(sorted(places)) for iri, places in found.items()}

    @cached_property
    def proposed(self) -> set[str]:
        """The networks of which a claim says that they are proposed, and none that they exist."""
        said: dict[str, set[str]] = {}
        for claim in self.reading.claims:
            for end in claim.objects:
                if self.kinds.get(end) == "Network":
                    said.setdefault(end, set()).add(status_of(claim))
        return {iri for iri, statuses in said.items() if "proposed" in statuses and "existing" not in statuses}

    # Edges

    def edges(self) -> list[Edge]:
        """Return every fact between two things of the map, and every claim between them that does not hold yet."""
        facts = [fact for fact in self.reading.facts if fact.subject in self.kinds and target(fact) in self.kinds]
        kept = {(fact.subject, fact.predicate, target(fact)): fact for fact in facts}
        made = [self._edge(fact) for key, fact in kept.items() if not self._is_said_already(key, kept)]
        return made + [edge for claim in self.reading.claims if not claim.holds for edge in self._claimed(claim)]

    def _is_said_already(self, key: tuple[str, str, str], kept: Mapping[tuple[str, str, str], Fact]) -> bool:
        start, relation, end = key
        if start == end or (start, IMPLIED.get(relation, ""), end) in kept:
            return True
        backward = relation in SYMMETRIC and (end, relation, start) in kept
        return backward and self._first(start, end) != start

    def _first(self, one: str, other: str) -> str:
        """Return the end that a line with two like ends begins at: the city itself, else the first by IRI."""
        return min(one, other, key=lambda iri: (iri != self.graph.city, iri))

    def _edge(self, fact: Fact) -> Edge:
        claims = [claim for claim in self.claims_between.get((fact.subject, target(fact)), ()) if claim.holds]
        return Edge(
            id="",
            start=self.id(fact.subject),
            end=self.id(target(fact)),
            relation=self.relation(fact.predicate),
            status="existing",
            layers=layers_of(fact.evidence, self.reading.layers),
            evidence=fact.evidence,
            sentence=of(step_sentence(self.graph, fact, claims) if claims else self._plainly(fact)),
        )

    def constructed(self, fact: Fact, said: bool) -> Edge:
        """Return the line of a triple that a query made, with its evidence where the graph says it too."""
        return self._edge(fact) if said else replace(self._edge(fact), layers=())

    def _plainly(self, fact: Fact) -> Text:
        """Return a fact as the sentence that `analysis.wording` makes of it, each name looked up once."""
        template = SENTENCES.get(fact.predicate, SENTENCE)
        return template.format(
            a=self._name(fact.subject), relation=self._name(fact.predicate), b=self._name(target(fact))
        )

    def _name(self, iri: str) -> Text:
        if iri not in self.names:
            self.names[iri] = name_of(self.graph, iri)
        return self.names[iri]

    @cached_property
    def claims_between(self) -> dict[tuple[str, str], list[Claim]]:
        """The claims by their two ends."""
        found: dict[tuple[str, str], list[Claim]] = {}
        for claim in self.reading.claims:
            for pair in claim.pairs():
                found.setdefault(pair, []).append(claim)
        return found

    def _claimed(self, claim: Claim) -> list[Edge]:
        """Return the lines of a claim that is proposed, sought or about to end."""
        pairs = claim.pairs()
        if claim.subjects == claim.objects:
            pairs = tuple(pair for pair in pairs if self._first(*pair) == pair[0])
        return [
            Edge(
                id="",
                start=self.id(start),
                end=self.id(end),
                relation=self.relation(claim.relation),
                status=status_of(claim),
                layers=layers_of(claim.evidence, self.reading.layers),
                evidence=claim.evidence,
                sentence=of(claim_sentence(self.graph, claim)),
            )
            for start, end in pairs
            if start in self.kinds and end in self.kinds
        ]

    def relations(self, edges: Collection[Edge]) -> tuple[Relation, ...]:
        """Return the relations of the edges, in the order of their names."""
        used = sorted({edge.relation for edge in edges})
        return tuple(MADE.get(name) or self.known_relations[name] for name in used)

    def relation(self, iri: str) -> str:
        """Return the id of a property: the end of its IRI, or all of its short name where another has that end."""
        name = local_name(iri)
        key = (
            name
            if name not in MADE and self.known_relations.get(name, _NO_RELATION).iri in (None, iri)
            else self.id(iri)
        )
        if key not in self.known_relations:
            self.known_relations[key] = replace(relation_of(self.graph, iri), id=key)
        return key

    # Kinds and locators

    def kind(self, iri: str) -> str:
        """Return the id of the kind of a class, which is made where the alliance map has none."""
        name = local_name(iri)
        if name in BY_ID and BY_ID[name].iri == iri:
            return name
        taken = self.other_kinds.get(name)
        key = name if name not in BY_ID and (taken is None or taken.iri == iri) else self.id(iri)
        if key not in self.other_kinds:
            self.other_kinds[key] = replace(kind_of_class(self.graph, iri, len(self.other_kinds)), id=key)
        return key

    def locator(self, iri: str) -> Locator:
        """Return what is known of a place."""
        found = evidence(self.graph, iri)
        quote = self.quote(iri) if self.quote is not None and found.layer == "document" else None
        return Locator(
            iri=iri,
            kind=self._locator_kind(iri),
            layer=found.layer if found.layer in LAYERS else LAYERS[0],
            cite=of(found.citation),
            section=self._section(iri),
            lines=lines_of(found.first_line, found.last_line),
            quote=clean(quote) if quote else None,
            rationale=of(found.rationale) if found.rationale else None,
        )

    def _locator_kind(self, iri: str) -> str:
        names = [local_name(kind) for kind in types_of(self.graph, iri)]
        return next((LOCATOR_KINDS[name] for name in names if name in LOCATOR_KINDS), "record")

    def _section(self, iri: str) -> Words | None:
        for term in self.graph.objects(iri, SG + "inSection"):
            if isinstance(term, NamedNode):
                return self.label(term.value)
        return None


def lines_of(first: int | None, last: int | None) -> str | None:
    """Return a range of lines.

    >>> lines_of(3, 4), lines_of(3, 3), lines_of(None, None)
    ('3–4', '3', None)
    """
    if first is None:
        return None
    return str(first) if last in (None, first) else f"{first}–{last}"


def place_of(graph: Graph, iri: str) -> tuple[float, float] | None:
    """Return where on earth a thing is, as longitude and latitude in degrees (WGS 84); None where nothing says it."""
    found = []
    for name, limit in (("longitude", 180), ("latitude", 90)):
        numbers = [plain(term) for term in graph.objects(iri, SG + name)]
        found += [float(number) for number in numbers if isinstance(number, int | float) and abs(number) <= limit][:1]
    return (found[0], found[1]) if len(found) == 2 else None


def numbered(edges: Collection[Edge]) -> tuple[Edge, ...]:
    """Return the edges in a fixed order, each with an id by it."""
    ordered = sorted(
        edges, key=lambda edge: (edge.start, edge.end, edge.relation, edge.status, edge.sentence, edge.evidence)
    )
    return tuple(replace(edge, id=f"e{number}") for number, edge in enumerate(ordered, start=1))


def text(en: str, sv: str, **values: object) -> Words:
    """Return a sentence of ours with values filled in."""
    return of(Text(en=en, sv=sv).format(**values))


def countries(graph: Graph, nodes: Collection[Node]) -> dict[str, tuple[str, Words]]:
    """Return the country of each place, by the ids of the nodes: its IRI and its name."""
    known = set(graph.subjects(TYPE, SG + "Country"))
    graph.prefetch_about(sorted(known))
    found: dict[str, tuple[str, Words]] = {}
    for node in nodes:
        for term in graph.objects(node.iri, SG + "locatedIn") if node.iri else ():
            if isinstance(term, NamedNode) and term.value in known:
                found.setdefault(node.id, (term.value, either(labels(graph, term.value), local_name(term.value))))
    return found
