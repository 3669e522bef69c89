"""Whether an endpoint answers rightly: questions whose answers are known, since the graph in memory gives them too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from stratgraph.analysis.gaps import GAPS
from stratgraph.graph.failures import Refused
from stratgraph.graph.filling import graphs_of
from stratgraph.graph.memory import Graph, Row, Solutions, plain
from stratgraph.graph.remote import RemoteGraph
from stratgraph.model.errors import EngineError, InputError
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Table
from stratgraph.model.terms import FACTS
from stratgraph.questions.binding import bindings
from stratgraph.questions.catalogue import questions
from stratgraph.questions.question import Question

#: How many quads are compared one by one: of a larger graph, as many whole named graphs as fit.
MOST_COMPARED = 200_000
SHOWN = 3

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH sg:facts { ?s ?p ?o } }"
COUNT_PLAIN = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COUNT_MIXED = "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?kind . GRAPH ?g { ?s ?p ?o } ?g a sg:Locator }"
WHOLE_GRAPH = "SELECT ?s ?p ?o WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"

RESULTS = {True: Text(en="right", sv="rätt"), False: Text(en="wrong", sv="fel")}

COLUMNS = (
    Column("check", Text(en="Check", sv="Kontroll"), "code"),
    Column("result", Text(en="Result", sv="Utfall"), "code"),
    Column("detail", Text(en="What was found, and what it means", sv="Vad som hittades, och vad det betyder")),
)

NAMES = {
    "facts": Text(en="no fact lost or added", sv="ingen uppgift förlorad eller tillagd"),
    "repeats": Text(en="each fact once", sv="varje uppgift en gång"),
    "graphs": Text(en="each passage's facts apart", sv="varje ställes uppgifter för sig"),
    "literals": Text(en="numbers, dates and texts unchanged", sv="tal, datum och texter oförändrade"),
    "languages": Text(en="language tags kept", sv="språkmärken bevarade"),
    "gaps": Text(en="gap questions", sv="frågor om luckor"),
    "questions": Text(en="all other questions", sv="alla andra frågor"),
    "own-queries": Text(en="queries of one's own", sv="egna frågor"),
    "whole-answers": Text(en="answers whole", sv="hela svar"),
}

AS_IN_MEMORY = Text(en="as in memory", sv="som i minnet")
MEANINGS = {
    "facts": Text(en="answers would lack facts, or hold others", sv="svar skulle sakna uppgifter eller ha andra"),
    "repeats": Text(en="counts would be wrong", sv="antal skulle bli fel"),
    "graphs": Text(en="evidence would be lost or wrong", sv="belägg skulle försvinna eller bli fel"),
    "literals": Text(en="numbers, dates and texts would differ", sv="tal, datum och texter skulle skilja sig"),
    "languages": Text(en="labels would be in the wrong language", sv="namn skulle stå på fel språk"),
    "gaps": Text(en="the gap report would be wrong", sv="rapporten om luckor skulle bli fel"),
    "questions": Text(en="these answers would be wrong", sv="dessa svar skulle bli fel"),
    "own-queries": Text(
        en="queries that name no graph would read others too", sv="frågor som inte namnger graf skulle läsa fler"
    ),
    "whole-answers": Text(
        en="long answers are cut without a word; raise the server's limit on rows",
        sv="långa svar kapas utan ett ord; höj serverns gräns för rader",
    ),
}
FOUND = Text(en="{found}: {meaning}", sv="{found}: {meaning}")
ANOTHER = Text(
    en="{url} holds the strategy {there}, the workspace {here}; choose the workspace with -w, or load it",
    sv="{url} har strategin {there}, arbetsytan {here}; välj arbetsytan med -w, eller läs in den",
)
WRONG = Text(
    en="{url} would answer wrongly: {checks}; load it again, and if it stays so use another store",
    sv="{url} skulle svara fel: {checks}; läs in igen, och använd ett annat lager om det består",
)


class Check(NamedTuple):
    """One check: its name, whether the endpoint passes it, and what was found."""

    name: str
    right: bool
    detail: Text


@dataclass
class Differences:
    """What an endpoint holds otherwise than memory, as examples by check."""

    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, example: object) -> None:
        """Note an example."""
        self.examples.setdefault(name, []).append(str(example))

    def check(self, name: str) -> Check:
        """Return the outcome of a check."""
        return outcome(name, self.examples.get(name, []))


def outcome(name: str, examples: list[str]) -> Check:
    """Return the outcome of a check that found these differences."""
    if not examples:
        return Check(name, right=True, detail=AS_IN_MEMORY)
    found = f"{len(examples)} ({'; '.join(examples[:SHOWN])}{' …' if len(examples) > SHOWN else ''})"
    return Check(name, right=False, detail=FOUND.format(found=found, meaning=MEANINGS[name]))


def check_endpoint(graph: Graph, remote: RemoteGraph) -> tuple[Check, ...]:
    """Hold what an endpoint holds and answers against the same graph in memory.

    Of graphs with more than `MOST_COMPARED` quads a part is compared one by one; counts and questions are of the whole.

    Raises EngineError where the endpoint gives no answer; InputError where it holds another strategy.
    """
    if graph.strategy != remote.strategy:
        there, here = (f"<{iri}>" if iri else "–" for iri in (remote.strategy, graph.strategy))
        raise InputError(ANOTHER.format(url=remote.endpoint.shown, there=there, here=here))
    differences = compare(graph, remote)
    stored = [differences.check(name) for name in ("facts", "graphs", "literals", "languages")]
    gap_ids = {gap.id for gap in GAPS}
    asked = questions(graph.workspace)
    return (
        *stored,
        outcome("repeats", _counts(graph, remote, COUNT)),
        outcome("gaps", _differing(graph, remote, (one for one in asked if one.id in gap_ids))),
        outcome("questions", _differing(graph, remote, (one for one in asked if one.id not in gap_ids))),
        outcome("own-queries", [*_counts(graph, remote, COUNT_PLAIN), *_counts(graph, remote, COUNT_MIXED)]),
        _whole_answers(graph, remote),
    )


def compare(graph: Graph, remote: RemoteGraph) -> Differences:
    """Return where the quads of the endpoint differ from those in memory; blank nodes have no name to compare by."""
    found = Differences()
    missing: set[Quad] = set()
    extra: set[Quad] = set()
    graphs = _some(graphs_of(graph))
    remote.prefetch((None, None, None, NamedNode(name)) for name in graphs)
    for name, quads in graphs.items():
        here = {quad for quad in quads if not _has_blank(quad)}
        there = {quad for quad in remote.quads(None, None, None, NamedNode(name)) if not _has_blank(quad)}
        if here and not there and name != FACTS:
            found.add("graphs", f"<{name}>")
        else:
            missing |= here - there
            extra |= there - here
    _sort_out(missing, extra, found)
    return found


def _some(graphs: dict[str, list[Quad]]) -> dict[str, list[Quad]]:
    """Return the graphs, the smallest first, as long as they are no more than what is compared."""
    room = MOST_COMPARED
    chosen: dict[str, list[Quad]] = {}
    for name, quads in sorted(graphs.items(), key=lambda entry: (len(entry[1]), entry[0])):
        room -= len(quads)
        if room < 0:
            break
        chosen[name] = quads
    return chosen


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _sort_out(missing: set[Quad], extra: set[Quad], found: Differences) -> None:
    """Tell a changed literal, a lost language and a fact in the wrong graph from a fact that is lost."""
    by_place: dict[tuple[object, ...], list[Quad]] = {}
    for quad in sorted(extra, key=str):
        by_place.setdefault((quad.subject, quad.predicate, quad.graph_name), []).append(quad)
    elsewhere = {quad.triple for quad in extra}
    for quad in sorted(missing, key=str):
        others = by_place.get((quad.subject, quad.predicate, quad.graph_name), [])
        found.add(_kind(quad, others, elsewhere), quad.triple)
        if others and isinstance(quad.object, Literal):
            extra.discard(others.pop(0))
    for quad in sorted(extra, key=str):
        found.add("facts", quad.triple)


def _kind(quad: Quad, others: list[Quad], elsewhere: set[Triple]) -> str:
    """Return the check that a missing quad fails; `others` are there in its place."""
    if isinstance(quad.object, Literal) and others:
        same = [other.object for other in others if isinstance(other.object, Literal)]
        lost = any(other.value == quad.object.value and other.language != quad.object.language for other in same)
        return "languages" if lost else "literals"
    return "graphs" if quad.triple in elsewhere else "facts"


def _counts(graph: Graph, remote: RemoteGraph, query: str) -> list[str]:
    here, there = (_number(one, query) for one in (graph, remote))
    return [] if here == there else [f"{there} / {here}"]


def _number(graph: Graph, query: str) -> object:
    found = graph.query(query)
    return plain(found.rows[0][0]) if isinstance(found, Solutions) and found.rows else None


def _differing(graph: Graph, remote: RemoteGraph, asked: Iterable[Question]) -> list[str]:
    """Return the ids of the questions whose rows differ, each query asked once."""
    seen: dict[tuple[str, str], bool] = {}
    found: list[str] = []
    for one in asked:
        try:
            terms = bindings(graph, one, {})
        except InputError:
            # It needs to know whose strategy it is, and this graph does not say.
            continue
        key = (re.sub(r"(?m)^#\+.*$", "", one.query), str(sorted(terms.items())))
        if key not in seen:
            seen[key] = _rows(graph, one, terms) == _rows(remote, one, terms)
        if not seen[key]:
            found.append(one.id)
    return found


def _rows(graph: Graph, one: Question, terms: dict[str, NamedNode | Literal]) -> Counter[Row] | None:
    """Return the rows of an answer, None where the store refuses the query: that is as wrong as other rows.

    Raises EngineError where the store gives no answer to anything.
    """
    try:
        found = graph.query(one.query, bindings=terms, whole=False)
    except EngineError as error:
        if isinstance(error.__cause__, Refused) and error.__cause__.state in (400, 500):
            return None
        raise
    return Counter(found.rows) if isinstance(found, Solutions) else None


def _whole_answers(graph: Graph, remote: RemoteGraph) -> Check:
    """Ask for a whole graph at once: a store may refuse, or say that it cuts, but not leave rows out in silence."""
    sizes = [(len(quads), name) for name, quads in graphs_of(graph).items() if len(quads) <= MOST_COMPARED]
    count, name = max(sizes, default=(0, FACTS))
    try:
        found = remote.query(WHOLE_GRAPH.format(name=name), whole=False)
    except EngineError as error:
        return Check("whole-answers", right=True, detail=SAYS_SO.format(why=error.text))
    rows = len(found) if isinstance(found, Solutions) else 0
    return outcome("whole-answers", [] if rows == count else [f"{rows} / {count}"])


SAYS_SO = Text(
    en="long answers are refused, not cut in silence: {why}", sv="långa svar avvisas, kapas inte tyst: {why}"
)


def check_table(checks: Iterable[Check], *, language: str = "en") -> Table:
    """Return the checks as a table, a row each."""
    rows = tuple(
        (
            Code(check.name, NAMES[check.name].into(language)),
            Code("right" if check.right else "wrong", RESULTS[check.right].into(language)),
            check.detail.into(language),
        )
        for check in checks
    )
    return Table(COLUMNS, rows, title=Text(en="The endpoint's answers", sv="Endpointens svar"))


def require_right(checks: Iterable[Check], url: str) -> None:
    """Raise EngineError, with the names of the checks, where the endpoint would answer wrongly."""
    failed = [NAMES[check.name] for check in checks if not check.right]
    if failed:
        names = Text(en=", ".join(name.en for name in failed), sv=", ".join(name.sv for name in failed))
        raise EngineError(WRONG.format(url=url, checks=names))
