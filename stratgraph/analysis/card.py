"""A thing's card: what it is, what is said of it both ways, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from stratgraph.analysis.claims import Claim, claim_sentence, detail, read_claim
from stratgraph.analysis.naming import is_known
from stratgraph.analysis.wording import FOREIGN, name_of, sentence, words_of
from stratgraph.graph.evidence import evidence, prefetch_evidence
from stratgraph.graph.labels import entity
from stratgraph.graph.memory import FACTS_NODE, Graph, Term, plain
from stratgraph.graph.stated import (
    APPARATUS,
    TYPE_NODE,
    Fact,
    claim_nodes,
    layers_by_locator,
    layers_of,
    stated,
    types_of,
)
from stratgraph.model.errors import NotFound
from stratgraph.model.evidence import Evidence
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.model.terms import ALT_LABEL, LABEL, NOTATION, ONTOLOGY, PREF_LABEL, SG, SHORT_LABEL, SKOS, TYPE
from stratgraph.questions.answer import LAYER, LAYER_WORDS, collated

DEFINITION = SKOS + "definition"
SAYS = SG + "says"
NAMES = (LABEL, PREF_LABEL, SHORT_LABEL, ALT_LABEL, NOTATION)
#: Relations that the rules write both ways: said once on a card.
SYMMETRIC = (SG + "cooperatesWith", SG + "hasAgreementWith")
#: Relations that a rule writes beside another one.
IMPLIED = {SG + "mentionsAsExample": (SG + "mentions",)}
#: What a section or a source is described with and no reader asks for.
TECHNICAL = (SG + "part", SG + "digest", SG + "length", SG + "order")

DIRECTIONS = {
    "about": Text(en="what it is", sv="vad det är"),
    "out": Text(en="from it", sv="från den"),
    "in": Text(en="to it", sv="till den"),
    "says": Text(en="said there", sv="sägs där"),
}
COLUMNS = (
    Column("relation", Text(en="Relation", sv="Relation"), "entity"),
    Column("direction", Text(en="Direction", sv="Riktning"), "code"),
    Column("value", Text(en="What", sv="Vad"), "entity"),
    Column("detail", Text(en="More exactly", sv="Närmare bestämt")),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    LAYER,
)


@dataclass(frozen=True)
class Line:
    """One thing that is said: `direction` is "out" (of the thing), "in" (of another, to it) or "says" (at a locator).

    `detail` is what qualifies it, `layers` those of its evidence.
    """

    relation: Entity
    direction: str
    value: Entity | str | int | float | bool
    detail: str
    evidence: tuple[str, ...]
    layers: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """What the graph holds of one thing, in one language; `place` is what is known of a locator, else None."""

    entity: Entity
    kinds: tuple[Entity, ...]
    definition: str | None
    number: int | None
    other_names: tuple[str, ...]
    short_name: str
    lines: tuple[Line, ...]
    language: str
    place: Evidence | None = None

    def about(self) -> tuple[Line, ...]:
        """Return what the thing is, as lines without evidence: declarations stand in no passage."""
        found: list[tuple[str, Entity | str | int | None]] = [(TYPE, kind) for kind in self.kinds]
        found += [(DEFINITION, self.definition), (NOTATION, self.number)]
        found += [(ALT_LABEL, name) for name in self.other_names]
        return tuple(
            Line(Entity(name, FOREIGN[name].into(self.language)), "about", value, "", (), ())
            for name, value in found
            if value is not None
        )

    def table(self) -> Table:
        """Return everything that the card holds, a row a statement."""
        rows = tuple(self.row(line) for line in (*self.about(), *self.lines))
        return Table(COLUMNS, rows, title=Text(en=self.entity.label, sv=self.entity.label))

    def row(self, line: Line) -> tuple[Value, ...]:
        """Return a line as a row of the table."""
        direction = Code(line.direction, DIRECTIONS[line.direction].into(self.language))
        layer = layer_code(line.layers, self.language)
        return (line.relation, direction, line.value, line.detail or None, line.evidence, layer)


def layer_code(layers: tuple[str, ...], language: str) -> Code | None:
    """Return layers as the value of a column, None where there are none.

    >>> layer_code(("document", "context"), "sv")
    Code(value='document context', label='dokument, omvärld', iri=None)
    """
    words = ", ".join(LAYER_WORDS[layer].into(language) for layer in layers)
    return Code(" ".join(layers), words) if layers else None


def card(graph: Graph, iri: str, *, language: str = "en") -> Card:
    """Return the card of a thing, a term of the ontology or a locator.

    Raises NotFound where the graph knows no such IRI.

    >>> from stratgraph import open_graph
    >>> found = card(open_graph(), "https://w3id.org/stratgraph/stockholm-2003/goal-4", language="sv")
    >>> found.entity.label, found.number, found.kinds[0].label
    ('Ledarroll bland norra Europas huvudstäder', 4, 'strategiskt mål')
    """
    if not is_known(graph, iri):
        text = Text(en="the graph says nothing of <{iri}>", sv="grafen säger inget om <{iri}>")
        raise NotFound(text.format(iri=iri))
    return _Maker(graph, iri, language).card()


class _Maker:
    """Makes one card."""

    def __init__(self, graph: Graph, iri: str, language: str) -> None:
        self.graph = graph
        self.iri = iri
        self.language = language
        self.layers = layers_by_locator(graph)
        self.claims = claim_nodes(graph)
        self.place = evidence(graph, iri) if iri in self.layers else None

    def card(self) -> Card:
        """Return the card."""
        kinds = types_of(self.graph, self.iri) or self._types_of_term()
        numbers = [plain(term) for term in self.graph.objects(self.iri, NOTATION)]
        return Card(
            entity=self._entity(self.iri),
            kinds=tuple(Entity(kind, self._name(kind)) for kind in kinds),
            definition=self._definition(kinds),
            number=next((number for number in numbers if isinstance(number, int)), None),
            other_names=self._other_names(),
            short_name=self._short_name(),
            lines=tuple(sorted(set(self._lines(kinds)), key=self._order)),
            language=self.language,
            place=self.place,
        )

    def _types_of_term(self) -> tuple[str, ...]:
        found = self.graph.objects(self.iri, TYPE, graph=ONTOLOGY)
        return tuple(term.value for term in found if isinstance(term, NamedNode))

    def _name(self, iri: str) -> str:
        return name_of(self.graph, iri).into(self.language)

    def _entity(self, iri: str) -> Entity:
        """Return a thing with its name: of a locator its citation, of a claim its sentence."""
        if iri in self.layers:
            return Entity(iri, evidence(self.graph, iri).citation.into(self.language))
        if iri in self.claims:
            return Entity(iri, claim_sentence(self.graph, self._claim(iri)).into(self.language))
        found = entity(self.graph, iri, self.language)
        return Entity(iri, self._name(iri)) if found.fallback == "iri" else found

    def _claim(self, iri: str) -> Claim:
        return read_claim(self.graph, iri, self.claims[iri], self.layers)

    def _definition(self, kinds: tuple[str, ...]) -> str | None:
        """Return what a term means, or what a thing's class means."""
        for iri in (self.iri, *kinds):
            found = {
                term.language: term.value
                for term in self.graph.objects(iri, DEFINITION, graph=ONTOLOGY)
                if isinstance(term, Literal)
            }
            if found:
                return found.get(self.language) or next(iter(found.values()))
        return None

    def _other_names(self) -> tuple[str, ...]:
        """Return the names besides the label: in the other language, alternative, short."""
        own = self._entity(self.iri).label
        found = [
            term.value
            for predicate in (LABEL, PREF_LABEL, ALT_LABEL, SHORT_LABEL)
            for term in self.graph.objects(self.iri, predicate)
            if isinstance(term, Literal) and self._is_for_us(predicate, term)
        ]
        return tuple(dict.fromkeys(name for name in found if name != own))

    def _short_name(self) -> str:
        found = [term for term in self.graph.objects(self.iri, SHORT_LABEL) if isinstance(term, Literal)]
        ours = [term.value for term in found if term.language == self.language]
        return ours[0] if ours else self._entity(self.iri).label

    def _is_for_us(self, predicate: str, term: Literal) -> bool:
        return predicate != SHORT_LABEL or term.language in (None, self.language)

    # Lines ---------------------------------------------------------------------------------------------------------

    def _lines(self, kinds: tuple[str, ...]) -> Iterator[Line]:
        if not APPARATUS.isdisjoint(kinds):
            yield from self._said_here() if self.place else self._described()
        node = NamedNode(self.iri)
        self.graph.prefetch([(node, None, None, None), (None, None, node, None)])
        out = stated(self.graph, self.layers, subject=self.iri)
        into = stated(self.graph, self.layers, object=self.iri)
        self._prefetch_ends([*out, *into])
        if self.iri in self.claims:
            yield from (self._line(fact, "out", fact.object) for fact in out)
            return
        claims = sorted({fact.subject for fact in into if fact.subject in self.claims})
        qualified = [claim for iri in claims if self._says_more(claim := self._claim(iri))]
        for claim in qualified:
            yield from self._claimed(claim)
        yield from self._direct(self._left(out, qualified), "out")
        links = [fact for fact in into if fact.subject not in self.claims and fact.predicate not in SYMMETRIC]
        yield from self._direct(self._left(links, qualified), "in")

    def _prefetch_ends(self, facts: list[Fact]) -> None:
        """Say that what stands at the ends of the facts will be named: things, claims with their own ends, places."""
        ends = {fact.subject for fact in facts}
        ends |= {fact.object.value for fact in facts if isinstance(fact.object, NamedNode)}
        claims = sorted(ends & self.claims.keys())
        self.graph.prefetch((NamedNode(iri), None, None, None) for iri in claims)
        for iri in claims:
            ends |= {
                fact.object.value
                for fact in stated(self.graph, self.layers, subject=iri)
                if isinstance(fact.object, NamedNode)
            }
        self.graph.prefetch_about(sorted(ends))
        prefetch_evidence(self.graph, sorted(ends & self.layers.keys()))

    def _direct(self, facts: list[Fact], direction: str) -> Iterator[Line]:
        for fact in facts:
            yield self._line(fact, direction, fact.object if direction == "out" else NamedNode(fact.subject))

    def _line(self, fact: Fact, direction: str, other: Term) -> Line:
        relation = Entity(fact.predicate, self._name(fact.predicate))
        return Line(relation, direction, self._value(other), "", fact.evidence, layers_of(fact.evidence, self.layers))

    def _value(self, term: Term) -> Entity | str | int | float | bool:
        if isinstance(term, NamedNode):
            return self._entity(term.value)
        value = plain(term)
        return value if isinstance(value, str | int | float | bool) else str(term)

    def _says_more(self, claim: Claim) -> bool:
        """Tell whether a claim says more than the relation between its ends."""
        at_end = self.iri in claim.subjects or self.iri in claim.objects
        return not (at_end and claim.holds and claim.pairs()) or bool(detail(self.graph, claim).en)

    def _left(self, facts: list[Fact], claims: list[Claim]) -> list[Fact]:
        """Return the facts without the evidence that the lines of claims, or of closer relations, give already."""
        shown: dict[tuple[str, str, str], set[str]] = {}
        for claim in claims:
            for one, other in claim.pairs() if claim.holds else ():
                shown.setdefault((one, claim.relation, other), set()).update(claim.evidence)
        for fact in facts:
            for predicate in IMPLIED.get(fact.predicate, ()):
                shown.setdefault((fact.subject, predicate, str(plain(fact.object))), set()).update(fact.evidence)
        left = []
        for fact in facts:
            there = shown.get((fact.subject, fact.predicate, str(plain(fact.object))), set())
            rest = tuple(locator for locator in fact.evidence if locator not in there)
            left += [fact._replace(evidence=rest)] if rest else []
        return left

    def _claimed(self, claim: Claim) -> Iterator[Line]:
        """Yield the lines of a claim: to each other end of its relation, or what part the thing has in it."""
        layers = layers_of(claim.evidence, self.layers)
        pairs = [pair for pair in claim.pairs() if self.iri in pair]
        if claim.subjects == claim.objects:
            pairs = [pair for pair in pairs if pair[0] == self.iri]
        words = detail(self.graph, claim, besides=self.iri).into(self.language)
        relation = Entity(claim.heading, self._name(claim.heading))
        for one, other in pairs:
            direction, value = ("out", other) if one == self.iri else ("in", one)
            yield Line(relation, direction, self._entity(value), words, claim.evidence, layers)
        if not pairs:
            said = claim_sentence(self.graph, claim, besides=self.iri).into(self.language)
            yield Line(self._part(claim), "in", Entity(claim.iri, said), "", claim.evidence, layers)

    def _part(self, claim: Claim) -> Entity:
        """Return the relation by which a claim names the thing."""
        found = stated(self.graph, self.layers, subject=claim.iri, object=self.iri)
        predicate = found[0].predicate if found else claim.kind
        return Entity(predicate, self._name(predicate))

    def _said_here(self) -> Iterator[Line]:
        """Yield what a locator says: its claims whole, its other facts one by one."""
        relation = Entity(SAYS, DIRECTIONS["says"].into(self.language))
        layers = layers_of((self.iri,), self.layers)
        for said in self._sentences():
            yield Line(relation, "says", said.into(self.language), "", (self.iri,), layers)

    def _sentences(self) -> Iterator[Text]:
        claims: list[Fact] = []
        rest: list[Fact] = []
        said = stated(self.graph, {self.iri: ""})
        self._prefetch_ends(said)
        for fact in said:
            (claims if fact.subject in self.claims else rest).append(fact)
        whole = [
            read_claim(self.graph, iri, self.claims[iri], {self.iri: ""}) for iri in {fact.subject for fact in claims}
        ]
        yield from (claim_sentence(self.graph, claim) for claim in whole)
        for fact in self._left(rest, whole):
            if not (isinstance(fact.object, NamedNode) and fact.object.value in self.claims):
                yield sentence(self.graph, fact.subject, fact.predicate, fact.object)

    def _described(self) -> Iterator[Line]:
        """Yield what a section or a source is described with."""
        for quad in self.graph.quads(NamedNode(self.iri), None, None, FACTS_NODE):
            name = quad.predicate.value
            if quad.predicate != TYPE_NODE and name not in (*NAMES, *TECHNICAL):
                value = quad.object
                shown = self._value(value) if isinstance(value, NamedNode) else words_of(self.graph, value).en
                yield Line(Entity(name, self._name(name)), "out", shown, "", (), ())

    def _order(self, line: Line) -> tuple[object, ...]:
        """Return what lines are sorted by: out before in, by relation, by the number and name of what is there."""
        value = line.value
        label = value.label if isinstance(value, Entity) else str(value)
        numbers = self.graph.objects(value.iri, NOTATION) if isinstance(value, Entity) else []
        number = next((found for term in numbers if isinstance(found := plain(term), int)), 0)
        place = list(DIRECTIONS).index(line.direction)
        return (place, collated(line.relation.label), line.relation.iri, number, collated(label), label, line.detail)
