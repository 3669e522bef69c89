"""A reason in words: its sentence with the names of what the query found."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from pyoxigraph import NamedNode

from stratgraph.analysis.reasons import PLACEHOLDER, Reason
from stratgraph.analysis.wording import name_of, words_of
from stratgraph.graph.memory import Graph, Term
from stratgraph.graph.stated import types_of
from stratgraph.model.language import Text
from stratgraph.model.terms import SG
from stratgraph.questions.answer import code_of, collated

#: What a part of a strategy is called before its name.
WHAT = {
    SG + "Goal": Text(en="the goal", sv="målet"),
    SG + "KeyFactor": Text(en="the key factor", sv="den viktiga faktorn"),
    SG + "Action": Text(en="the action", sv="åtgärden"),
    SG + "CriticalSuccessFactor": Text(en="the success factor", sv="framgångsfaktorn"),
}
NAMED = Text(en="{what} “{name}”", sv="{what} ”{name}”")
QUOTED = Text(en="“{name}”", sv="”{name}”")
IN = Text(en="in {name}", sv="inom {name}")
IN_PLACE = Text(en="in {name}", sv="i {name}")
FOR_POSITION = Text(en="for the position “{name}”", sv="om positionen ”{name}”")
PLACES = frozenset({SG + "Region", SG + "Country", SG + "City", SG + "CityRegion"})
AND = Text(en="{first} and {last}", sv="{first} och {last}")
AND_MORE = Text(en="{first} and {n} more", sv="{first} och {n} till")
#: How many names of a list a sentence gives.
MOST_NAMES = 6


class Wording:
    """Writes the sentences of reasons, each name looked up once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._names: dict[str, Text] = {}
        self._types: dict[str, tuple[str, ...]] = {}
        self._forms: dict[str, Callable[[Term], Text]] = {"quoted": self._quoted, "in": self._in, "": self._name}

    def name(self, iri: str) -> Text:
        """Return what a thing is called."""
        if iri not in self._names:
            self._names[iri] = name_of(self.graph, iri)
        return self._names[iri]

    def sentence(self, reason: Reason, terms: Mapping[str, Sequence[Term]], known: Collection[str]) -> Text | None:
        """Return the reason's sentence for what its query found; None where no sentence of it has all that it names.

        `known` are the IRIs of what the reader has before him: the goal need not be named where it is the goal itself.
        """
        for text in reason.sentences:
            if all(terms.get(name) for name, _ in PLACEHOLDER.findall(text.en)):
                return Text(*(_begun(self._filled(reason, text, terms, known, place)) for place in (0, 1)))
        return None

    def _filled(
        self, reason: Reason, text: Text, terms: Mapping[str, Sequence[Term]], known: Collection[str], place: int
    ) -> str:
        def value(match: re.Match[str]) -> str:
            return self._value(reason, match[1], match[2] or "", terms[match[1]], known)[place]

        return PLACEHOLDER.sub(value, text[place])

    def _value(self, reason: Reason, variable: str, form: str, terms: Sequence[Term], known: Collection[str]) -> Text:
        if reason.words and any(name == variable for name, _ in reason.words):
            codes = {code_of(term) for term in terms}
            return joined([word for (name, code), word in reason.words.items() if name == variable and code in codes])
        if form == "what":
            return joined(self._sorted([self._what(term, known) for term in terms]))
        return joined(self._sorted([self._forms[form](term) for term in terms]))

    def _sorted(self, names: Sequence[Text]) -> list[Text]:
        return sorted(dict.fromkeys(names), key=lambda name: (collated(name.en), name.sv))

    def _kinds(self, term: Term) -> tuple[str, ...]:
        if not isinstance(term, NamedNode):
            return ()
        if term.value not in self._types:
            self._types[term.value] = types_of(self.graph, term.value)
        return self._types[term.value]

    def _name(self, term: Term) -> Text:
        found = self.name(term.value) if isinstance(term, NamedNode) else words_of(self.graph, term)
        # An article that begins a name is small within a sentence.
        return found._replace(en=re.sub(r"^The ", "the ", found.en))

    def _quoted(self, term: Term) -> Text:
        return QUOTED.format(name=self.name(term.value) if isinstance(term, NamedNode) else self._name(term))

    def _in(self, term: Term) -> Text:
        kinds = self._kinds(term)
        if SG + "Position" in kinds:
            return FOR_POSITION.format(name=self.name(str(term.value)) if isinstance(term, NamedNode) else "")
        return (IN if PLACES.isdisjoint(kinds) else IN_PLACE).format(name=self._name(term))

    def _what(self, term: Term, known: Collection[str]) -> Text:
        what = next((WHAT[kind] for kind in self._kinds(term) if kind in WHAT), None)
        if what is None or not isinstance(term, NamedNode):
            return self._quoted(term)
        return what if term.value in known else NAMED.format(what=what, name=self.name(term.value))


def joined(names: Sequence[Text]) -> Text:
    """Return names as one: "A, B and C", of many the first and how many more.

    >>> joined([Text("Riga", "Riga"), Text("Vienna", "Wien")]).sv
    'Riga och Wien'
    """
    if len(names) <= 1:
        return names[0] if names else Text(en="", sv="")
    if len(names) > MOST_NAMES:
        return AND_MORE.format(first=_commas(names[: MOST_NAMES - 1]), n=len(names) - MOST_NAMES + 1)
    return AND.format(first=_commas(names[:-1]), last=names[-1])


def _commas(names: Sequence[Text]) -> Text:
    return Text(en=", ".join(name.en for name in names), sv=", ".join(name.sv for name in names))


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
