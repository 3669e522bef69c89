"""Claims of two states next to each other: which came, which went, and which say something else than before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from stratgraph.analysis.claims import LEADS, Claim, claim_of
from stratgraph.graph.memory import plain
from stratgraph.graph.state import State
from stratgraph.graph.stated import CLAIMS, Fact
from stratgraph.model.terms import SG, TYPE

YEAR = SG + "year"
#: What the rules write between the ends of claims.
DIRECT = frozenset({relation for _, _, relation in CLAIMS.values()} | {LEADS})

Link = tuple[str, str, str]


@dataclass(frozen=True)
class Pair:
    """A claim as it was and as it is, None where it was not there, or is no longer."""

    before: Claim | None
    after: Claim | None

    @property
    def claim(self) -> Claim:
        """The claim as it is, else as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a pair has a claim")
        return found

    @property
    def change(self) -> str | None:
        """Return "added", "removed" or "changed"; None where it says the same, perhaps elsewhere."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return None if _says(self.before) == _says(self.after) else "changed"


def kind_of(state: State, iri: str) -> str | None:
    """Return the class of a claim; None for anything else."""
    kinds = {quad.object.value for quad in state.quads_of(iri, TYPE) if isinstance(quad.object, NamedNode)}
    return next((kind for kind in CLAIMS if kind in kinds), None)


def pairs_of(before: State, after: State, iris: Iterable[str]) -> list[Pair]:
    """Return the claims among the things, each with what it was.

    A claim whose IRI has changed with its qualifiers is the same claim, if it is the only one of its kind between the
    same ends that went or came.
    """
    found = [Pair(_read(before, iri), _read(after, iri)) for iri in sorted(iris)]
    single = [pair for pair in found if pair.before is None or pair.after is None]
    kept = [pair for pair in found if pair.before is not None and pair.after is not None]
    by_ends: dict[object, list[Pair]] = {}
    for pair in single:
        by_ends.setdefault(_ends(pair.claim), []).append(pair)
    for same in by_ends.values():
        kept += _matched(same)
    return sorted((pair for pair in kept if pair.before or pair.after), key=lambda pair: pair.claim.iri)


def _matched(same: list[Pair]) -> Iterator[Pair]:
    """Yield pairs of what went and came: first those that say the same, then the last two that are left."""
    waiting: dict[object, list[Claim]] = {}
    for pair in same:
        if pair.after is not None:
            waiting.setdefault(_says(pair.after), []).append(pair.after)
    gone = []
    for old in (pair.before for pair in same if pair.before is not None):
        alike = waiting.get(_says(old))
        if alike:
            yield Pair(old, alike.pop())
        else:
            gone.append(old)
    come = [claim for claims in waiting.values() for claim in claims]
    if len(gone) == len(come) == 1:
        yield Pair(gone[0], come[0])
        return
    yield from (Pair(old, None) for old in gone)
    yield from (Pair(None, new) for new in come)


def _read(state: State, iri: str) -> Claim | None:
    """Return a claim as a state has it; that plans of a year say their own year is no part of what they say."""
    kind = kind_of(state, iri)
    if kind is None:
        return None
    places: dict[tuple[str, object], list[object]] = {}
    quads = [quad for quad in state.quads_of(iri) if quad.predicate.value != TYPE]
    for quad in quads:
        places.setdefault((quad.predicate.value, quad.object), []).append(quad)
    facts = [
        Fact(iri, predicate, value, state.places(said))  # type: ignore[arg-type]
        for (predicate, value), said in places.items()
        if not _is_own_year(state, predicate, value)
    ]
    claim = claim_of(iri, kind, sorted(facts, key=lambda fact: (fact.predicate, str(fact.object))))
    # What stands in a locator's graph beside the class alone counts too.
    return replace(claim, evidence=state.places(quads))


def _is_own_year(state: State, predicate: str, value: object) -> bool:
    return state.year is not None and predicate == YEAR and str(plain(value)) == str(state.year)  # type: ignore[arg-type]


def _ends(claim: Claim) -> object:
    return (claim.kind, claim.subjects, claim.objects)


def _says(claim: Claim) -> object:
    return (_ends(claim), claim.relation, tuple(sorted((name, str(value)) for name, value in claim.qualifiers)))


def links_of(claim: Claim | None) -> Iterator[Link]:
    """Yield the direct relations that the rules write from a claim that holds."""
    if claim is None or not claim.holds:
        return
    relations = {claim.relation, CLAIMS[claim.kind][2]}
    for one, other in claim.pairs():
        for relation in sorted(relations):
            yield one, relation, other
