"""Claims with qualifiers in words: "Barcelona leads Metropolis (office: chair)"."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from stratgraph.analysis.wording import name_of, sentence, words_of
from stratgraph.graph.memory import Graph, Term
from stratgraph.graph.stated import CLAIMS, Fact, stated
from stratgraph.model.language import Text
from stratgraph.model.terms import ORG, SG

EXISTING = SG + "Existing"
STATUS = SG + "status"
ROLE = ORG + "role"
LEADS = SG + "leads"

#: Where claims with an office stand: the rules write `sg:leads` beside the membership.
OFFICE = {SG + "Membership": LEADS}

#: A claim that does not hold today is said with its status before it, lest it be read as a fact.
NOT_YET = Text(en="{status}: {sentence}", sv="{status}: {sentence}")
QUALIFIER = Text(en="{what}: {value}", sv="{what}: {value}")
QUALIFIED = Text(en="{sentence} ({detail})", sv="{sentence} ({detail})")
AND = Text(en="{a} and {b}", sv="{a} och {b}")


@dataclass(frozen=True)
class Claim:
    """A claim: its ends, the direct relation between them, what qualifies it, and where it stands."""

    iri: str
    kind: str
    relation: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    qualifiers: tuple[tuple[str, Term], ...]
    evidence: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether it holds today, rather than being proposed, sought or about to end."""
        return all(_iri(value) == EXISTING for name, value in self.qualifiers if name == STATUS)

    @property
    def heading(self) -> str:
        """The IRI of what it is listed under: its relation where it holds, else its class."""
        return self.relation if self.holds else self.kind

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return each two ends that the relation stands between."""
        return tuple((one, other) for one in self.subjects for other in self.objects if one != other)


def read_claim(graph: Graph, iri: str, kind: str, locators: dict[str, str]) -> Claim:
    """Return what the locators say of a claim."""
    return claim_of(iri, kind, stated(graph, locators, subject=iri))


def claim_of(iri: str, kind: str, facts: list[Fact]) -> Claim:
    """Return the claim that facts about one node make."""
    first, second, relation = CLAIMS[kind]
    office = any(fact.predicate == ROLE for fact in facts)
    return Claim(
        iri=iri,
        kind=kind,
        relation=OFFICE.get(kind, relation) if office else relation,
        subjects=_ends(facts, first),
        objects=_ends(facts, second),
        qualifiers=tuple((fact.predicate, fact.object) for fact in facts if fact.predicate not in (first, second)),
        evidence=tuple(sorted({locator for fact in facts for locator in fact.evidence})),
    )


def _ends(facts: list[Fact], predicate: str) -> tuple[str, ...]:
    return tuple(
        fact.object.value for fact in facts if fact.predicate == predicate and isinstance(fact.object, NamedNode)
    )


def detail(graph: Graph, claim: Claim, *, besides: str | None = None, leave_out: tuple[str, ...] = ()) -> Text:
    """Return the qualifiers of a claim in words; "" where there are none.

    `besides` is the IRI of a thing that need not be named, since the reader knows that it is about it; `leave_out` are
    properties. That a claim holds today is not said: it is what a claim without a status says.
    """
    parts = [
        QUALIFIER.format(what=name_of(graph, name), value=words_of(graph, value))
        for name, value in claim.qualifiers
        if name not in leave_out and (_iri(value) is None or _iri(value) not in (EXISTING, besides))
    ]
    return Text(en="; ".join(part.en for part in parts), sv="; ".join(part.sv for part in parts))


def claim_sentence(graph: Graph, claim: Claim, *, besides: str | None = None) -> Text:
    """Return a claim as a sentence with its qualifiers in parentheses."""
    subjects, objects = claim.subjects, claim.objects
    if subjects == objects:
        subjects, objects = subjects[:1], subjects[1:]
    if not subjects or not objects:
        words = _joined(graph, (*subjects, *objects))
        said = QUALIFIER.format(what=name_of(graph, claim.kind), value=words)
    else:
        said = sentence(graph, subjects[0], claim.relation, NamedNode(objects[0]))
        for other in objects[1:]:
            said = AND.format(a=said, b=name_of(graph, other))
    for name, value in claim.qualifiers if not claim.holds else ():
        if name == STATUS:
            said = NOT_YET.format(status=words_of(graph, value), sentence=said)
    added = detail(graph, claim, besides=besides, leave_out=(STATUS,))
    return QUALIFIED.format(sentence=said, detail=added) if added.en else said


def _joined(graph: Graph, iris: tuple[str, ...]) -> Text:
    names = [name_of(graph, iri) for iri in iris]
    return Text(en=", ".join(name.en for name in names), sv=", ".join(name.sv for name in names))


def _iri(term: Term) -> str | None:
    return term.value if isinstance(term, NamedNode) else None
