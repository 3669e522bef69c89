"""The engine: a graph in memory, asked in SPARQL 1.1.

`Graph.query` answers with terms as the engine has them; `Graph.select` with plain values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from stratgraph.graph.workspace import Workspace
from stratgraph.model.errors import EngineError, ParseError
from stratgraph.model.language import Text
from stratgraph.model.terms import FACTS, LAYERS, ONTOLOGY, XSD

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]
#: Subject, predicate, object and graph of quads, None for any.
Pattern = tuple[
    NamedNode | BlankNode | Triple | None, NamedNode | None, Term | None, NamedNode | BlankNode | DefaultGraph | None
]

FACTS_NODE = NamedNode(FACTS)
WHOLE_NUMBER = NamedNode(XSD + "integer")
BOOLEAN = NamedNode(XSD + "boolean")
DECIMALS = tuple(NamedNode(XSD + name) for name in ("decimal", "double", "float"))

_START_OF_PATTERN = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
#: The local name of a prefixed name, or a part of an IRI; "a" where the class is a variable.
_LOCAL_NAME = re.compile(r"[:/#]([\w-]+)")
_ANY_CLASS = re.compile(r"\ba\s+[?$]")
#: What may read properties that it does not name: two variables in a row, of which one stands for a property; a
#: variable between two terms; a path of any length, whose ends are any nodes; a negated property set.
_ANY_PROPERTY = re.compile(
    r"[?$]\w+\s+[?$]\w|[\w>]\s+[?$]\w+\s+(?:[<\"'\d\[(]|[\w-]*:|true\b|false\b)|[\w>)][*?](?!\w)"
    r"|!\s*(?:[(^<]|a\s|[\w-]*:)"
)
#: What tells where the groups of a pattern begin and end: strings, IRIs and comments are passed over whole.
_MARK = re.compile(
    r"""[{}]|<[^<>\s]*>|\#[^\n]*|'''.*?'''|\"\"\".*?\"\"\"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)
_GRAPH = re.compile(r"GRAPH\s+[?$]\w+\s*\{", re.IGNORECASE)
_PLACE = r"error at (\d+):(\d+): (?:expected )?(.*)"


class Solutions:
    """The answer to SELECT: the names of its variables, and rows with a term or None for each."""

    __slots__ = ("rows", "variables")

    def __init__(self, variables: tuple[str, ...], rows: tuple[Row, ...]) -> None:
        self.variables = variables
        self.rows = rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Part(NamedTuple):
    """Quads that are loaded when something asks for them.

    `names` are the local names of the properties and classes of which the rest of the store holds nothing; a part
    without them is loaded when the whole store is asked for. `graphs` is of which graphs, "facts" or "locators", its
    quads are, where a variable for a property can find them.
    """

    load: Callable[[Store], None]
    names: frozenset[str] = frozenset()
    graphs: str = ""


class Index(Protocol):
    """What every answer shows, looked up without the store."""

    def labels(self, iri: str) -> dict[str, str] | None:
        """Return the labels of a resource by language, or None."""

    def citation(self, locator: str) -> Text | None:
        """Return how a locator is cited, or None."""


class Holding(Protocol):
    """What keeps a store's build from being removed."""

    @property
    def build(self) -> str:
        """The folder of the build."""


Answer = Solutions | bool | tuple[Triple, ...]


class Graph:
    """A workspace's graph for a set of layers.

    The store holds the facts graph, the locators' graphs and, once something asks for them, the graphs of declarations
    and the ontology's own: `parts`. An `index` answers for labels and citations without the store.
    """

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        *,
        layers: Collection[str] = LAYERS,
        strategy: str | None = None,
        city: str | None = None,
        parts: Iterable[Part] = (),
        index: Index | None = None,
    ) -> None:
        self._store = store
        self._parts = list(parts)
        self.index = index
        #: What must stay open for as long as the store is read.
        self.held: Holding | None = None
        self.workspace = workspace
        self.layers = tuple(layer for layer in LAYERS if layer in layers)
        #: The IRI of the workspace's own strategy, and of the city or organisation that it is for.
        self.strategy = strategy
        self.city = city

    @property
    def folder(self) -> str | None:
        """The folder of the files that the engine reads while it answers; None in memory."""
        return None if self.held is None else self.held.build

    @property
    def on_disk(self) -> bool:
        """Whether the engine reads a store on disk, where many look-ups at once cost less than one after another."""
        return self.held is not None

    @property
    def has_own_terms(self) -> bool:
        """Whether terms of the workspace's own stand beside the ontology's."""
        return bool(self.workspace.ontology)

    @property
    def store(self) -> Store:
        """The whole store, declarations and ontology included."""
        while self._parts:
            self._parts.pop(0).load(self._store)
        return self._store

    def _having(self, names: Collection[str], *, graphs: Collection[str] = ()) -> Store:
        """Return the store with the parts that hold something of these local names, or all of these graphs."""
        for part in [part for part in self._parts if part.graphs in graphs or not part.names.isdisjoint(names)]:
            self._parts.remove(part)
            part.load(self._store)
        return self._store

    def query(self, text: str, *, bindings: Mapping[str, Term] | None = None, whole: bool = True) -> Answer:
        """Answer a SPARQL query; the default graph holds the facts.

        `bindings` are terms for variables of the outermost pattern. `whole=False` promises that the query reads facts
        and locators' graphs alone, of which a variable for a graph is one of the latter, and that it names the
        properties of labels and of locators that it reads.

        Raises ParseError with line and column, in the query's own text, where it does not parse.
        """
        if whole or not self._parts:
            store = self.store
        else:
            store = self._having(local_names(text), graphs=graphs_with_any_property(text))
        try:
            return self._answer(store, bind(text, bindings or {}))
        except SyntaxError as error:
            raise query_error(error, text, self.workspace.prefixes) from error
        except UNREADABLE as error:
            raise store_error(error) from error

    def _answer(self, store: Store, text: str) -> Answer:
        return answer_of(store.query(text, prefixes=self.workspace.prefixes, default_graph=[FACTS_NODE]))

    def evaluate(
        self, text: str, *, default: Collection[str] | None, named: Collection[str] | None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the engine's own answer over a dataset given by IRIs; None for both leaves it to the query's FROM.

        Raises ParseError as `query` does, ValueError where an IRI is not valid.
        """
        chosen: dict[str, list[NamedNode | BlankNode | DefaultGraph]] = {}
        if default is not None:
            chosen["default_graph"] = [NamedNode(iri) for iri in default]
        if named is not None:
            chosen["named_graphs"] = [NamedNode(iri) for iri in named]
        try:
            return self.store.query(text, prefixes=self.workspace.prefixes, **chosen)  # type: ignore[arg-type]
        except SyntaxError as error:
            raise query_error(error, text, self.workspace.prefixes) from error

    def select(self, text: str, /) -> list[dict[str, object]]:
        """Return the rows of a SELECT query as plain values: str, int, float, bool, or None where unbound."""
        answer = self.query(text)
        if not isinstance(answer, Solutions):
            raise TypeError("select needs a SELECT query")
        return [dict(zip(answer.variables, map(plain, row), strict=True)) for row in answer]

    def prefetch(self, patterns: Iterable[Pattern]) -> None:
        """Say which patterns will be read soon, so that an engine far away can answer them in few requests.

        It changes no answer; in memory it does nothing.
        """

    def prefetch_about(self, iris: Iterable[str]) -> None:
        """Say of which resources the facts graph's statements will be read soon."""

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - RDF's own word
        graph: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that match, of the whole store."""
        return _read(self.store.quads_for_pattern(subject, predicate, object, graph))

    def objects(self, subject: str, predicate: str, *, graph: str = FACTS) -> list[Term]:
        """Return what the facts graph (or another) says of a resource by a property, in a fixed order."""
        store = self._having(local_names(f"{predicate}>")) if self._parts else self._store
        pattern = NamedNode(subject), _node(predicate), None, _node(graph)
        found = _objects(store, pattern)
        if not found and graph == ONTOLOGY:
            found = _objects(self.store, pattern)
        return sorted(found, key=str) if len(found) > 1 else found

    def holds(self, subject: str, predicate: str, object: Term) -> bool:  # noqa: A002
        """Tell whether the facts graph says this, which costs a store less than to read what it says."""
        store = self._having(local_names(f"{predicate}>")) if self._parts else self._store
        try:
            return Quad(NamedNode(subject), _node(predicate), object, FACTS_NODE) in store
        except OSError as error:
            raise store_error(error) from error

    def subjects(self, predicate: str, object: str, *, graph: str = FACTS) -> list[str]:  # noqa: A002
        """Return the IRIs of which the facts graph (or another) says this, in a fixed order."""
        store = self.store if graph == ONTOLOGY else self._having(local_names(f"{predicate}>"))
        found = _read(store.quads_for_pattern(None, NamedNode(predicate), NamedNode(object), NamedNode(graph)))
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))


@lru_cache(maxsize=256)
def _node(iri: str) -> NamedNode:
    """Return the node of a property or a graph, which few names stand for: its syntax is checked once."""
    return NamedNode(iri)


def local_names(text: str) -> set[str]:
    """Return the local names in a text, the parts of IRIs among them, and "a" where it asks for any class.

    >>> sorted(local_names("SELECT * { ?s rdfs:label ?x ; a ?class ; <urn:a#digest> ?d }"))
    ['a', 'digest', 'label']
    """
    return {*_LOCAL_NAME.findall(text), *(["a"] if _ANY_CLASS.search(text) else [])}


def graphs_with_any_property(text: str) -> set[str]:
    """Return of which graphs, "facts" and "locators", a query may read properties that it does not name.

    >>> patterns = ("?s a ?o", "?s ?p ?o", "?s :in* ?o", "GRAPH ?e { ?s ?p ?o }", "GRAPH ?e { ?s :p 1 } ?s ?p ?o")
    >>> [sorted(graphs_with_any_property(f"SELECT * WHERE {{ {pattern} }}")) for pattern in patterns]
    [[], ['facts', 'locators'], ['facts', 'locators'], ['locators'], ['facts', 'locators']]
    """
    begin = _START_OF_PATTERN.search(text)
    places = _ANY_PROPERTY.finditer(text, begin.end() if begin else 0, text.rfind("}"))
    within = {_graph_around(text, place.start() + 1) for place in places}
    return {"facts", "locators"} if "facts" in within else within


def _graph_around(text: str, place: int) -> str:
    """Return "locators" in a group of a graph that is a variable, else "facts"."""
    before = text[text.upper().rfind("GRAPH", 0, place) : place]
    named = _GRAPH.match(before)
    return "locators" if named and before.count("{") > before.count("}") else "facts"


def _objects(store: Store, pattern: Pattern) -> list[Term]:
    """Return the objects of the quads that match; raises EngineError where a store cannot read its own files."""
    try:
        return [quad.object for quad in store.quads_for_pattern(*pattern)]
    except OSError as error:
        raise store_error(error) from error


def _read(quads: Iterator[Quad]) -> Iterator[Quad]:
    """Yield what a store gives; raises EngineError where it cannot read its own files."""
    try:
        yield from quads
    except UNREADABLE as error:
        raise store_error(error) from error


#: What the engine raises where a file of its store is lost or its bytes are others.
UNREADABLE = (OSError, RuntimeError)


def store_error(error: Exception) -> EngineError:
    """Return the error for a store that the engine cannot read."""
    return EngineError(
        Text(
            en="the store cannot be read: {why}; build it again with stratgraph load",
            sv="datalagret går inte att läsa: {why}; bygg om det med stratgraph load",
        ).format(why=" ".join(str(error).split()))
    )


def answer_of(found: QuerySolutions | QueryBoolean | QueryTriples) -> Answer:
    """Return the engine's answer as values of their own, read to the end."""
    if isinstance(found, QuerySolutions):
        variables = tuple(variable.value for variable in found.variables)
        return Solutions(variables, tuple(tuple(solution) for solution in found))
    if isinstance(found, QueryBoolean):
        return bool(found)
    assert isinstance(found, QueryTriples)  # noqa: S101 - SPARQL has no fourth form
    return tuple(found)


def bind(text: str, bindings: Mapping[str, Term]) -> str:
    r"""Return the query with a VALUES block for each binding at the start of its pattern, on the same line.

    Where the pattern begins with a UNION, the blocks stand at the start of each of its branches, which means the same.

    The terms write themselves, checked and escaped, so that nothing of a value is ever read as part of the query.

    >>> bind("SELECT * WHERE { ?s ?p ?o }", {"o": Literal('x" }')})
    'SELECT * WHERE { VALUES ?o { "x\\" }" } ?s ?p ?o }'
    """
    if not bindings:
        return text
    blocks = "".join(f" VALUES ?{name} {{ {term} }}" for name, term in sorted(bindings.items()))
    places = _places(text, tuple(sorted(bindings)))
    ends = [*places[1:], len(text)]
    return text[: places[0]] + "".join(blocks + text[place:end] for place, end in zip(places, ends, strict=True))


@lru_cache(maxsize=256)
def _places(text: str, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return where in a query the values of these variables are said."""
    start = _START_OF_PATTERN.search(text)
    if start is None:
        raise ValueError("a query with parameters needs WHERE {")
    # A group must not assign what it has a value of already.
    assigned = any(re.search(rf"\bAS\s+\?{name}\b", text, re.IGNORECASE) for name in names)
    return (() if assigned else _branches(text, start.end())) or (start.end(),)


def _branches(text: str, start: int) -> tuple[int, ...]:
    """Return where the branches of the UNION begin with which a pattern begins, if it begins with one.

    An engine works such a UNION out before it joins it with anything, so what is known is said in each branch.

    >>> _branches("{ { ?s ?p 1 } UNION { ?s ?p 2 } OPTIONAL { ?s ?q 3 } }", 1)
    (3, 21)
    """
    places: list[int] = []
    depth, words, last, expected = 0, "", start, ""
    for mark in _MARK.finditer(text, start):
        words += text[last : mark.start()] if depth == 0 else ""
        last = mark.end()
        if mark[0].startswith("#"):
            continue
        if depth == 0:
            if mark[0] != "{" or words.strip().upper() != expected:
                break
            places.append(last)
            words, expected = "", "UNION"
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
    return tuple(places) if len(places) > 1 else ()


def plain(term: Term | None) -> object:
    """Return a term as a plain value: an IRI or text as str, numbers and booleans typed, None where unbound.

    >>> plain(Literal(7)), plain(NamedNode("a:b")), plain(None)
    (7, 'a:b', None)
    """
    if isinstance(term, Literal):
        if term.datatype == WHOLE_NUMBER:
            return int(term.value)
        if term.datatype == BOOLEAN:
            return term.value in ("true", "1")
        return number(term.value) if term.datatype in DECIMALS else term.value
    if isinstance(term, NamedNode):
        return term.value
    return None if term is None else str(term)


def number(text: str) -> int | float:
    """Return a decimal as a number, whole where it is whole.

    >>> number("640.0"), number("0.7")
    (640, 0.7)
    """
    value = float(text)
    return int(value) if value.is_integer() else value


def query_error(error: SyntaxError, query: str, prefixes: Mapping[str, str]) -> ParseError:
    """Return the engine's complaint, shortened, with the place in the query's own text."""
    place = re.match(_PLACE, error.msg or "", re.DOTALL)
    if place is None:
        return ParseError(Text(en="{why}", sv="{why}").format(why=error.msg))
    line, column = int(place[1]), int(place[2])
    why = _unknown_prefix(query, line, column, prefixes) if "Prefix not found" in place[3] else _reason(place[3])
    text = Text(en="line {line}, column {column}: {why}", sv="rad {line}, kolumn {column}: {why}")
    return ParseError(text.format(line=line, column=column, why=why), line=line, column=column)


def _unknown_prefix(query: str, line: int, column: int, prefixes: Mapping[str, str]) -> Text:
    """Return which prefix is not known, and the nearest that is; the engine's place is where its name ends."""
    from difflib import get_close_matches

    before = query.splitlines()[line - 1][: column - 1]
    names = re.findall(r"([A-Za-z][\w.-]*)?:[\w.-]*", before)
    name = next((found for found in reversed(names) if found not in prefixes), names[-1] if names else "")
    # Letters in the wrong order are likelier than a wrong letter.
    turned = [known for known in prefixes if known and sorted(known) == sorted(name)]
    near = turned or get_close_matches(name, prefixes, 1, 0.5)
    hint = (
        Text(en="; did you mean {near}:?", sv="; menade du {near}:?").format(near=near[0]) if near else _KNOWN_PREFIXES
    )
    return Text(en="unknown prefix {name}:{hint}", sv="okänt prefix {name}:{hint}").format(
        name=name, hint=hint.format(known=", ".join(sorted(prefixes)))
    )


_NEAREST_PREFIX = Text(en="; did you mean {near}:?", sv="; menade du {near}:?")
_KNOWN_PREFIXES = Text(en="; known without a declaration: {known}", sv="; kända utan deklaration: {known}")


def _reason(expected: str) -> Text:
    """Return what the engine says of a syntax error, without its tables of characters."""
    for sign, text in _REASONS.items():
        if sign in expected:
            return text
    words = [word for word in expected.removeprefix("one of ").split(", ") if "[" not in word and "\\u" not in word]
    listed = " ".join(", ".join(words[:6]).split())
    if not listed:
        return Text(en="unexpected text", sv="oväntad text")
    return Text(en="expected {words}", sv="väntade {words}").format(words=listed)


_REASONS = {
    "IRI parsing failed": Text(en="not a valid IRI", sv="ingen giltig IRI"),
    "variable that is unbound": Text(
        en="SELECT names a variable that is not grouped", sv="SELECT nämner en variabel som inte grupperas"
    ),
}
