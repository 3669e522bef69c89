"""Gap questions that nobody wrote: for every relation that a class should have, "which X has no Y?".

They are made of the shapes (`stratgraph.questions.shaped`), so that a class of a city's own needs no new code: its
shapes say what it should have. Each is a SPARQL query like those of the catalogue, and can be shown. The things that
lack something are ranked by how central they are: the number of other things that they are linked with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stratgraph.graph.labels import labels, local_name
from stratgraph.graph.memory import Graph, Solutions, plain
from stratgraph.graph.stated import APPARATUS, CLAIMS, curie
from stratgraph.graph.values import portions, with_values
from stratgraph.model.errors import NotFound
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table
from stratgraph.model.terms import ONTOLOGY, RDFS, SG
from stratgraph.questions.answer import LAYER, answer, collated
from stratgraph.questions.question import Question
from stratgraph.questions.shaped import SEVERITIES, Shapes, Step, Wanted, shapes_of

TITLE = Text(en="Which {thing} has no {what}?", sv="{thing}: vilka saknar {what}?")
TITLE_OF_SEVERAL = Text(en="Which {thing} has less than {n}: {what}?", sv="{thing}: vilka har färre än {n}: {what}?")
RELATION = Text(en="relation “{name}”", sv="relationen ”{name}”")
TOWARDS = Text(en="relation “{name}” towards it", sv="relationen ”{name}” till sig")
OR = Text(en="{first} or {last}", sv="{first} eller {last}")
READING = Text(
    en="{message} The shapes call this {severity}. Ranked by links: the other things that each is linked with.",
    sv="{message} Formerna kallar detta {severity}. Ordnat efter kopplingar: de andra ting som vart och ett är "
    "kopplat till.",
)
COMPLETE = Text(en="nothing lacks it", sv="inget saknar det")
NO_THING = Text(en="the chosen layers hold no {thing}", sv="de valda lagren rymmer inget av slaget {thing}")
NO_PATTERN = Text(
    en="no question is made of this path: it repeats, or asks for several values in several ways",
    sv="ingen fråga görs av den här vägen: den upprepas, eller kräver flera värden på flera sätt",
)
SEVERITY_WORDS = {
    "violation": Text(en="an error", sv="ett fel"),
    "warning": Text(en="a warning", sv="en varning"),
    "info": Text(en="a note", sv="en anmärkning"),
}
SEVERITY_CODES = {
    "violation": Text(en="error", sv="fel"),
    "warning": Text(en="warning", sv="varning"),
    "info": Text(en="note", sv="anmärkning"),
}
UNKNOWN = Text(
    en='no generated gap "{name}"{hint}; `stratgraph gaps --generated` lists them',
    sv='ingen lucka "{name}" ur formerna{hint}; `stratgraph gaps --generated` listar dem',
)

COLUMNS = (
    Column("gap", Text(en="Gap", sv="Lucka"), "code"),
    Column("subject", Text(en="What", sv="Vad"), "entity"),
    Column("links", Text(en="Links", sv="Kopplingar"), "number"),
    Column("severity", Text(en="Severity", sv="Allvar"), "code"),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    LAYER,
)
#: How many other things each thing is linked with, whichever way: claims and passages are none.
LINKS = """PREFIX sg: <{sg}>

SELECT ?thing (COUNT(DISTINCT ?other) AS ?links)
WHERE {{
  {{
    GRAPH sg:facts {{ ?thing ?relation ?other . ?other a ?kind . }}
  }} UNION {{
    GRAPH sg:facts {{ ?other ?relation ?thing . ?other a ?kind . }}
  }}
  FILTER(?kind NOT IN ({left_out}))
}}
GROUP BY ?thing
""".format(sg=SG, left_out=", ".join(f"<{iri}>" for iri in sorted(APPARATUS | CLAIMS.keys())))


@dataclass(frozen=True)
class GapQuestion:
    """A relation that a class should have, as a question; `query` is "" where none can be made of its path."""

    id: str
    names: tuple[str, ...]
    classes: tuple[str, ...]
    thing: Text
    title: Text
    reading: Text
    severity: str
    query: str


@dataclass(frozen=True)
class GeneratedGap:
    """The answer to one: the things that lack the relation, the most central first; `empty` is why there is none."""

    question: GapQuestion
    table: Table
    empty: Text


def gap_questions(graph: Graph) -> tuple[GapQuestion, ...]:
    """Return every gap question that the shapes give, in the order of classes and relations.

    Raises InputError or ParseError where a file of shapes cannot be used.

    >>> from stratgraph import open_graph
    >>> [found.title.sv for found in gap_questions(open_graph()) if found.id == "Action/task"]
    ['Operativ åtgärd: vilka saknar ansvarigt organ?']
    """
    shapes = shapes_of(graph)
    maker = _Maker(graph, shapes)
    found: dict[str, GapQuestion] = {}
    for wanted in shapes.wanted():
        made = maker.question(wanted)
        number = 2
        name = made.id
        while name in found:
            name = f"{made.id}-{number}"
            number += 1
        found[name] = GapQuestion(**{**made.__dict__, "id": name})
    return tuple(found.values())


def generated_gaps(graph: Graph, *, only: Sequence[str] = (), language: str = "en") -> tuple[GeneratedGap, ...]:
    """Return the answers to the gap questions, or to those in `only`: CLASS/PROPERTY, or a class alone.

    Raises NotFound, with the nearest, for one that there is not.

    >>> from stratgraph import open_graph
    >>> (found,) = generated_gaps(open_graph(), only=["Company/owns"])
    >>> found.question.severity
    'info'
    """
    known = gap_questions(graph)
    chosen = known if not only else [entry for entry in known if any(_fits(entry, name) for name in only)]
    for name in only:
        if not any(_fits(entry, name) for entry in known):
            raise _unknown(name, known)
    return tuple(_answered(graph, entry, language) for entry in chosen)


def _fits(entry: GapQuestion, name: str) -> bool:
    return name.casefold() in (entry.id.casefold(), *entry.names)


def _unknown(name: str, known: Sequence[GapQuestion]) -> NotFound:
    from difflib import get_close_matches

    names = {alias: entry.id for entry in known for alias in (entry.id.casefold(), *entry.names) if "/" in alias}
    near = tuple(dict.fromkeys(names[found] for found in get_close_matches(name.casefold(), names, 3, 0.5)))
    hint = Text(en="; did you mean {names}?", sv="; menade du {names}?").format(names=", ".join(near))
    return NotFound(UNKNOWN.format(name=name, hint=hint if near else Text(en="", sv="")), nearest=near)


def _answered(graph: Graph, entry: GapQuestion, language: str) -> GeneratedGap:
    if not entry.query:
        return GeneratedGap(entry, Table(COLUMNS, (), title=entry.title), NO_PATTERN)
    found = answer(graph, _as_question(entry), language=language)
    links = _links(graph, [row[0].iri for row in found if isinstance(row[0], Entity)])
    code = Code(entry.id, entry.title.into(language))
    severity = Code(entry.severity, SEVERITY_CODES[entry.severity].into(language))
    rows = [
        (code, thing, links.get(thing.iri, 0), severity, evidence, layer)
        for thing, evidence, layer in found
        if isinstance(thing, Entity)
    ]
    rows.sort(key=lambda row: (-row[2], collated(row[1].label), row[1].iri))
    empty = COMPLETE if _is_any(graph, entry) else NO_THING.format(thing=_quoted(entry.thing))
    return GeneratedGap(entry, Table(COLUMNS, tuple(rows), title=entry.title), empty)


def _quoted(name: Text) -> Text:
    return Text(en=f"“{name.en}”", sv=f"”{name.sv}”")


def _as_question(entry: GapQuestion) -> Question:
    return Question(
        id=entry.id,
        path=entry.id,
        query=entry.query,
        title=entry.title,
        description=entry.title,
        reading=entry.reading,
        empty=COMPLETE,
        group="strategist",
        columns=(Column("thing", entry.thing, "entity"), Column("evidence", COLUMNS[4].title, "evidence")),
    )


def _links(graph: Graph, things: Sequence[str]) -> Mapping[str, int]:
    """Return how many other things each is linked with."""
    found: dict[str, int] = {}
    for portion in portions([(NamedNode(iri),) for iri in things]):
        answered = graph.query(with_values(LINKS, {"thing": [row[0] for row in portion]}), whole=False)
        for thing, links in answered if isinstance(answered, Solutions) else ():
            number = plain(links)
            if isinstance(thing, NamedNode) and isinstance(number, int):
                found[thing.value] = number
    return found


def _is_any(graph: Graph, entry: GapQuestion) -> bool:
    text = "ASK WHERE { GRAPH sg:facts { ?thing a ?class } }"
    return graph.query(with_values(text, {"class": [NamedNode(iri) for iri in entry.classes]}), whole=False) is True


class _Maker:
    """Makes questions of what the shapes want."""

    def __init__(self, graph: Graph, shapes: Shapes) -> None:
        self.graph = graph
        self.shapes = shapes
        self.below = _subclasses(graph)

    def question(self, wanted: Wanted) -> GapQuestion:
        """Return the question for one relation."""
        thing = self._name(wanted.cls)
        what = wanted.name or self._relations(wanted)
        several = wanted.least > 1
        title = (TITLE_OF_SEVERAL if several else TITLE).format(thing=_big_in_swedish(thing), what=what, n=wanted.least)
        message = wanted.message or title
        names = {
            f"{kind}/{end}".casefold()
            for kind in (curie(self.graph, wanted.cls), local_name(wanted.cls))
            for way in wanted.ways
            for step in way
            for end in (curie(self.graph, step.predicate), local_name(step.predicate))
        } | {local_name(wanted.cls).casefold(), curie(self.graph, wanted.cls).casefold()}
        classes = tuple(sorted({wanted.cls, *self.below.get(wanted.cls, ())}))
        return GapQuestion(
            id=f"{self._short(wanted.cls)}/{self._short(wanted.ways[0][0].predicate) if wanted.ways else 'path'}",
            names=tuple(sorted(names)),
            classes=classes,
            thing=thing,
            title=title,
            reading=READING.format(message=message, severity=SEVERITY_WORDS[wanted.severity]),
            severity=wanted.severity,
            query=query_for(classes, wanted) if wanted.ways else "",
        )

    def _short(self, iri: str) -> str:
        """Return a term's name: bare where it is the ontology's, else with its prefix."""
        return local_name(iri) if iri.startswith(SG) else curie(self.graph, iri)

    def _name(self, iri: str) -> Text:
        found = labels(self.graph, iri) or self.shapes.label(iri)
        some = next(iter(found.values()), local_name(iri))
        return Text(en=found.get("en", some), sv=found.get("sv", some))

    def _relations(self, wanted: Wanted) -> Text:
        """Return the names of the relations, where the shape has no name of its own for what is wanted."""
        last = [(way[-1] if not way[-1].inverse else way[0]) for way in wanted.ways]
        names = [(TOWARDS if step.inverse else RELATION).format(name=self._name(step.predicate)) for step in last]
        if len(names) <= 1:
            return names[0] if names else Text(en="value", sv="värde")
        first = Text(en=", ".join(name.en for name in names[:-1]), sv=", ".join(name.sv for name in names[:-1]))
        return OR.format(first=first, last=names[-1])


def _big_in_swedish(name: Text) -> Text:
    """Return a class's name with a capital where the Swedish title begins with it."""
    return name._replace(sv=name.sv[:1].upper() + name.sv[1:])


def _subclasses(graph: Graph) -> dict[str, set[str]]:
    """Return, for each class, the classes below it."""
    above: dict[str, set[str]] = {}
    for quad in graph.quads(None, NamedNode(RDFS + "subClassOf"), None, NamedNode(ONTOLOGY)):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            above.setdefault(quad.object.value, set()).add(quad.subject.value)
    found: dict[str, set[str]] = {}
    for top in above:
        waiting = [top]
        seen: set[str] = set()
        while waiting:
            new = above.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += sorted(new)
        found[top] = seen
    return found


# Queries ------------------------------------------------------------------------------------------------------------


def query_for(classes: Sequence[str], wanted: Wanted) -> str:
    """Return the query that finds the things of the classes that lack what is wanted.

    Its branches are flat: what the thing is said to do, what is said of it, and a thing of which nothing is said.

    >>> wanted = Wanted("urn:x:Pier", ((Step("urn:x:serves", True),),), 1, "info", None, None)
    >>> print(query_for(["urn:x:Pier"], wanted).splitlines()[7].strip())
    FILTER NOT EXISTS { GRAPH sg:facts { ?value1 <urn:x:serves> ?thing . } }
    """
    lacking = "\n".join(f"    {line}" for line in _lacking(wanted))
    kinds = " || ".join(f"?class = {NamedNode(iri)}" for iri in classes)
    what = f"    GRAPH sg:facts {{ ?thing a ?class }}\n    FILTER({kinds})\n{lacking}"
    said = "    GRAPH sg:facts { ?evidence a sg:Locator }"
    return (
        f"PREFIX sg: <{SG}>\n\nSELECT DISTINCT ?thing ?evidence\nWHERE {{\n  {{\n{what}\n"
        f"    GRAPH ?evidence {{ ?thing ?says ?other }}\n{said}\n  }} UNION {{\n{what}\n"
        f"    GRAPH ?evidence {{ ?other ?says ?thing }}\n{said}\n  }} UNION {{\n{what}\n  }}\n}}\n"
    )


def _lacking(wanted: Wanted) -> Iterator[str]:
    """Yield a filter for each way in which a value could be reached: engines differ on alternatives within one."""
    for way in wanted.ways:
        if wanted.least == 1:
            yield f"FILTER NOT EXISTS {{ GRAPH sg:facts {{ {_pattern(way, 1)} }} }}"
        else:
            numbers = range(wanted.least)
            patterns = " ".join(_pattern(way, 1 + number * len(way)) for number in numbers)
            ends = [f"?value{(number + 1) * len(way)}" for number in numbers]
            unlike = " && ".join(f"{one} != {other}" for place, one in enumerate(ends) for other in ends[place + 1 :])
            yield f"FILTER NOT EXISTS {{ GRAPH sg:facts {{ {patterns} FILTER({unlike}) }} }}"


def _pattern(way: Sequence[Step], first: int) -> str:
    """Return the triple patterns of a way, from the thing over numbered variables."""
    found, at = [], "?thing"
    for number, step in enumerate(way, start=first):
        value = f"?value{number}"
        ends = (value, at) if step.inverse else (at, value)
        found.append(f"{ends[0]} {NamedNode(step.predicate)} {ends[1]} .")
        at = value
    return " ".join(found)


__all__ = ["SEVERITIES", "GapQuestion", "GeneratedGap", "gap_questions", "generated_gaps", "query_for"]
