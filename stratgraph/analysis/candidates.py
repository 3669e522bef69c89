"""Ways out of a gap: what the graph knows that could close it, ranked by reasons with evidence.

A candidate's score is the sum of its parts; a part is a reason's weight, times how often it holds for the candidate,
but at most `AT_MOST` times. The weights stand in the reasons' files and can be set in `stratgraph.toml`. A candidate is
no fact of any source: it is drawn from facts, and each of its sentences names those that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from pyoxigraph import NamedNode

from stratgraph.analysis.gaps import Section
from stratgraph.analysis.reason_words import Wording
from stratgraph.analysis.reasons import (
    AT_MOST,
    Reason,
    Template,
    check_weights,
    membership_query,
    reasons_for,
    weight_of,
)
from stratgraph.graph.memory import Graph, Solutions, Term
from stratgraph.graph.stated import layers_by_locator, layers_of
from stratgraph.graph.values import portions, with_rows, with_values
from stratgraph.model.language import Text
from stratgraph.model.table import Entity
from stratgraph.questions.answer import collated
from stratgraph.questions.binding import bindings
from stratgraph.questions.catalogue import question

NO_CANDIDATE = Text(en="the graph knows no candidate", sv="grafen känner ingen kandidat")

#: Whose strategy a goal, a factor, an action or a region belongs to.
OWNERS = """PREFIX sg: <https://w3id.org/stratgraph/ontology#>

SELECT DISTINCT ?strategy ?subject ?city
WHERE {
  {
    GRAPH sg:facts { ?strategy a sg:Strategy ; sg:strategyOf ?city ; ?link ?subject . }
  } UNION {
    GRAPH sg:facts { ?strategy a sg:Strategy ; sg:strategyOf ?city ; sg:hasGoal ?goal . ?goal sg:hasAction ?subject . }
  }
}
"""
#: Where facts are said.
EVIDENCE = """PREFIX sg: <https://w3id.org/stratgraph/ontology#>

SELECT DISTINCT ?s ?p ?o ?evidence
WHERE {
  GRAPH ?evidence { ?s ?p ?o }
  GRAPH sg:facts { ?evidence a sg:Locator }
}
"""


class Said(NamedTuple):
    """One sentence of a reason, with the IRIs of the locators that its facts stand in, and their layers."""

    sentence: Text
    evidence: tuple[str, ...]
    layers: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What one reason adds to a candidate: `points` is weight times count, the count at most `at_most`."""

    reason: str
    title: Text
    weight: float
    count: int
    points: float
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Candidate:
    """Something that could close a gap; its parts come with the most points first."""

    iri: str
    name: Text
    score: float
    parts: tuple[Part, ...]

    @property
    def said(self) -> tuple[Said, ...]:
        """Every sentence, in the order of the parts."""
        return tuple(said for part in self.parts for said in part.said)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The IRIs of all locators, each once, sorted."""
        return tuple(sorted({locator for said in self.said for locator in said.evidence}))


@dataclass(frozen=True)
class Candidates:
    """The candidates for one gap: of `gap`, the id of its question, for `subject`, best first."""

    gap: str
    subject: str
    found: tuple[Candidate, ...]


Triple = tuple[NamedNode, NamedNode, Term]


class _Hit(NamedTuple):
    """What one sentence will say: the values of its variables, and the facts."""

    terms: dict[str, dict[Term, None]]
    facts: dict[Triple, None]


def candidates(
    graph: Graph, sections: Sequence[Section], *, parameters: Mapping[str, str] | None = None
) -> tuple[Candidates, ...]:
    """Return the candidates for every gap of a report, in its order, each gap's subject once.

    `sections` are what `gaps` returned, `parameters` those that it was given.

    Raises ParseError where `stratgraph.toml` weighs a reason that there is not.

    >>> from stratgraph import open_graph
    >>> from stratgraph.analysis.gaps import gaps
    >>> graph = open_graph()
    >>> found = candidates(graph, gaps(graph, only=["goals-without-network"]))
    >>> [one.name.en for one in found[2].found][:3]
    ['Eurocities', 'UBC', 'Informal network of socialist-led big cities']
    """
    check_weights(graph.workspace)
    finder = _Finder(graph, parameters or {})
    return tuple(found for section in sections for found in finder.section(section))


class _Finder:
    """Asks the reasons' queries, folds their rows into sentences, and adds up."""

    def __init__(self, graph: Graph, given: Mapping[str, str]) -> None:
        self.graph = graph
        self.given = given
        self.wording = Wording(graph)
        self.layers = layers_by_locator(graph)
        self.at_most = graph.workspace.at_most or AT_MOST
        self._known: dict[str, set[str]] = {}

    def section(self, section: Section) -> list[Candidates]:
        """Return the candidates for each subject of a section."""
        subjects = list(dict.fromkeys(row[1].iri for row in section.table if isinstance(row[1], Entity)))
        if not subjects:
            return []
        hits: dict[str, dict[str, dict[str, list[_Hit]]]] = {subject: {} for subject in subjects}
        for city, own in self._by_city(section.id, subjects).items():
            for reason in reasons_for(section.id):
                self._collect(reason, city, own, hits)
        self.graph.prefetch_about(_named(hits))
        evidence = self._evidence(hits)
        return [self._candidates(section.id, subject, hits[subject], evidence) for subject in subjects]

    # Asking ---------------------------------------------------------------------------------------------------------

    def _by_city(self, gap: str, subjects: Sequence[str]) -> dict[str | None, list[str]]:
        """Return the subjects by the city whose gap each is: the one that was asked for, or whose strategy it is."""
        asked = question(self.graph.workspace, gap)
        names = {parameter.name for parameter in asked.parameters}
        terms = bindings(self.graph, asked, {name: value for name, value in self.given.items() if name in names})
        if "strategy" not in names:
            city = terms.get("city")
            return {city.value if isinstance(city, NamedNode) else self.graph.city: list(subjects)}
        strategy = {"strategy": [terms["strategy"]]} if "strategy" in terms else {}
        found: dict[str | None, list[str]] = {}
        for portion in portions([(NamedNode(subject),) for subject in subjects]):
            text = with_values(OWNERS, {"subject": [row[0] for row in portion], **strategy})
            for row in self._rows(text):
                found.setdefault(_iri(row["city"]), []).append(_iri(row["subject"]) or "")
        owned = {subject for own in found.values() for subject in own}
        left = [subject for subject in subjects if subject not in owned]
        return {**found, None: left} if left else found

    def _rows(self, text: str) -> Iterable[dict[str, Term | None]]:
        found = self.graph.query(text, whole=False)
        if isinstance(found, Solutions):
            yield from (dict(zip(found.variables, row, strict=True)) for row in found)

    def _collect(
        self,
        reason: Reason,
        city: str | None,
        subjects: Sequence[str],
        hits: dict[str, dict[str, dict[str, list[_Hit]]]],
    ) -> None:
        """Add what a reason's query finds for the subjects of a city."""
        if not weight_of(reason, self.graph.workspace) or (reason.uses("city") and city is None):
            return
        own: dict[str, list[Term]] = {"city": [NamedNode(city)]} if city and reason.uses("city") else {}
        folded: dict[tuple[object, ...], _Hit] = {}
        for portion in portions([(NamedNode(subject),) for subject in subjects]):
            asked = {**own, "subject": [row[0] for row in portion]} if reason.uses("subject") else own
            for row in self._rows(with_values(reason.query, asked)):
                self._fold(reason, row, folded)
            if not reason.uses("subject"):
                break
        for (subject, candidate, *_), hit in folded.items():
            for each in subjects if subject is None else (str(subject),):
                if each in hits:
                    hits[each].setdefault(str(candidate), {}).setdefault(reason.id, []).append(hit)

    def _fold(self, reason: Reason, row: dict[str, Term | None], folded: dict[tuple[object, ...], _Hit]) -> None:
        """Add a row to the sentence that it belongs to: the rows of one differ only in lists."""
        candidate = _iri(row["candidate"])
        if candidate is None or not self._may_be(reason, candidate):
            return
        key = (_iri(row.get("subject")), candidate, *(row.get(name) for name in reason.variables()))
        hit = folded.setdefault(key, _Hit({}, {}))
        for name, term in row.items():
            if term is not None:
                hit.terms.setdefault(name, {})[term] = None
        hit.facts.update(dict.fromkeys(triple for fact in reason.facts if (triple := _triple(fact, row))))

    def _may_be(self, reason: Reason, candidate: str) -> bool:
        if reason.among is None:
            return True
        if reason.among not in self._known:
            rows = self._rows(membership_query(reason.among))
            self._known[reason.among] = {iri for row in rows if (iri := _iri(row["candidate"]))}
        return candidate in self._known[reason.among]

    def _evidence(self, hits: dict[str, dict[str, dict[str, list[_Hit]]]]) -> dict[Triple, set[str]]:
        """Return the locators of every fact that a sentence rests on."""
        facts = {
            fact: None
            for of_subject in hits.values()
            for of_candidate in of_subject.values()
            for of_reason in of_candidate.values()
            for hit in of_reason
            for fact in hit.facts
        }
        found: dict[Triple, set[str]] = {}
        for portion in portions(sorted(facts, key=str)):
            for row in self._rows(with_rows(EVIDENCE, ("s", "p", "o"), portion)):
                subject, predicate, other, locator = row["s"], row["p"], row["o"], _iri(row["evidence"])
                if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and other and locator:
                    found.setdefault((subject, predicate, other), set()).add(locator)
        return found

    # Adding up ------------------------------------------------------------------------------------------------------

    def _candidates(
        self, gap: str, subject: str, hits: dict[str, dict[str, list[_Hit]]], evidence: dict[Triple, set[str]]
    ) -> Candidates:
        found = [
            Candidate(iri, self.wording.name(iri), sum(part.points for part in parts), parts)
            for iri, of_candidate in hits.items()
            if (parts := self._parts(gap, subject, iri, of_candidate, evidence))
        ]
        found.sort(key=lambda one: (-one.score, collated(one.name.en), one.iri))
        return Candidates(gap, subject, tuple(found))

    def _parts(
        self,
        gap: str,
        subject: str,
        candidate: str,
        hits: dict[str, list[_Hit]],
        evidence: dict[Triple, set[str]],
    ) -> tuple[Part, ...]:
        """Return the parts, the most points first; none where every reason only supports others."""
        parts: list[Part] = []
        makes = False
        for reason in reasons_for(gap):
            said = {self._said(reason, hit, (subject, candidate), evidence) for hit in hits.get(reason.id, ())}
            sentences = tuple(sorted((one for one in said if one is not None), key=lambda one: collated(one[0].en)))
            if sentences:
                weight = weight_of(reason, self.graph.workspace)
                points = weight * min(len(sentences), self.at_most)
                parts.append(Part(reason.id, reason.title, weight, len(sentences), points, sentences))
                makes = makes or gap not in reason.supporting
        return tuple(sorted(parts, key=lambda part: (-part.points, part.reason))) if makes else ()

    def _said(self, reason: Reason, hit: _Hit, known: tuple[str, str], evidence: dict[Triple, set[str]]) -> Said | None:
        terms: dict[str, list[Term]] = {name: list(found) for name, found in hit.terms.items()}
        sentence = self.wording.sentence(reason, terms, known)
        if sentence is None:
            return None
        locators = tuple(sorted({locator for fact in hit.facts for locator in evidence.get(fact, ())}))
        return Said(sentence, locators, layers_of(locators, self.layers))


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _named(hits: Mapping[str, Mapping[str, Mapping[str, Iterable[_Hit]]]]) -> list[str]:
    """Return the candidates and what their sentences name, sorted."""
    found: set[str] = set()
    for of_candidate in hits.values():
        for candidate, of_reason in of_candidate.items():
            found.add(candidate)
            for hit in chain(*of_reason.values()):
                found.update(iri for terms in hit.terms.values() for term in terms if (iri := _iri(term)))
    return sorted(found)


def _triple(template: Template, row: Mapping[str, Term | None]) -> Triple | None:
    """Return the fact that a template stands for in a row; None where the row lacks a part of it."""

    def term(name: str) -> Term | None:
        return row.get(name[1:]) if name.startswith("?") else NamedNode(name)

    subject, predicate = term(template.subject), term(template.predicate)
    other = next((found for name in template.objects if (found := term(name)) is not None), None)
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and other is not None:
        return subject, predicate, other
    return None


__all__ = ["NO_CANDIDATE", "Candidate", "Candidates", "Part", "Said", "candidates"]
