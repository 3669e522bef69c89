"""What an endpoint's replies say, or one clear line why they say nothing."""

from __future__ import annotations

import re
from typing import NoReturn

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from stratgraph.graph.endpoint import Endpoint
from stratgraph.graph.memory import BOOLEAN, Row, Solutions, Term
from stratgraph.graph.transport import Reply
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text

#: Headers by which Virtuoso and `stratgraph serve` say that rows were left out.
CUT = ("x-sparql-maxrows", "x-sql-state")
#: Virtuoso's own way to write a boolean.
BOOLEANS = {"1": "true", "0": "false"}
#: Virtuoso's names of blank nodes, which no other reader takes. Within a string of JSON the quotes would be escaped.
NODE_ID = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
#: Triple terms within triple terms, some ten thousand deep, end the process without an exception.
MOST_NESTED = 100
ESCAPED = re.compile(rb"\\.", re.DOTALL)
STRING = re.compile(rb'"[^"]*"')
NO_MARKS = bytes(sign for sign in range(256) if sign not in b'{}[]"')
#: The forms in which an answer that breaks off is told from a whole one.
WHOLE = (QueryResultsFormat.JSON, QueryResultsFormat.XML)
HTML = ("text/html", "application/xhtml+xml")
FORMATS = {"application/n-triples": RdfFormat.N_TRIPLES, "text/plain": RdfFormat.N_TRIPLES}


def read_rows(reply: Reply, endpoint: Endpoint, variables: tuple[str, ...]) -> Solutions:
    """Return the rows of an answer, with the variables that were asked for.

    Raises EngineError where it cannot be read, is not whole, or lacks a variable.
    """
    found = _results(reply, endpoint)
    rows: list[Row] = []
    try:
        if not isinstance(found, QuerySolutions):
            _refuse(NO_RESULTS, endpoint)
        there = [variable.value for variable in found.variables]
        if missing := [name for name in variables if name not in there]:
            _refuse(NO_VARIABLE, endpoint, names=", ".join("?" + name for name in missing))
        places = [there.index(name) for name in variables]
        for solution in found:
            terms = (solution[place] for place in places)
            rows.append(tuple(None if term is None else canonical(term) for term in terms))
            if len(rows) > endpoint.rows:
                _refuse(TOO_MANY, endpoint, most=endpoint.rows)
    except (SyntaxError, ValueError):
        raise EngineError(BROKEN.format(url=endpoint.shown)) from None
    finally:
        # An error's traceback must not keep it: it may be freed by its own thread alone.
        del found
    if any(name in reply.headers for name in CUT):
        _refuse(CUT_BY_SERVER, endpoint, rows=len(rows))
    return Solutions(variables, tuple(rows))


def read_truth(reply: Reply, endpoint: Endpoint) -> bool:
    """Return the answer to ASK; raises EngineError where it cannot be read."""
    found = _results(reply, endpoint)
    truth = bool(found) if isinstance(found, QueryBoolean) else None
    del found
    if truth is None:
        _refuse(NO_RESULTS, endpoint)
    return truth


def read_triples(reply: Reply, endpoint: Endpoint) -> tuple[Triple, ...]:
    """Return the triples of an answer; raises EngineError where they cannot be read, or are too many."""
    _check_kind(reply, endpoint)
    if any(name in reply.headers for name in CUT):
        _refuse(CUT_BY_SERVER, endpoint, rows="–")
    if reply.body.count(b"<<") > MOST_NESTED:
        _refuse(BROKEN, endpoint)
    try:
        found = parse(reply.body, format=FORMATS.get(reply.kind, RdfFormat.TURTLE))
        triples = tuple(Triple(quad.subject, quad.predicate, canonical(quad.object)) for quad in found)
    except (SyntaxError, ValueError):
        raise EngineError(BROKEN.format(url=endpoint.shown)) from None
    if len(triples) > endpoint.rows:
        _refuse(TOO_MANY, endpoint, most=endpoint.rows)
    return triples


def _results(reply: Reply, endpoint: Endpoint) -> QuerySolutions | QueryBoolean:
    _check_kind(reply, endpoint)
    form = QueryResultsFormat.from_media_type(reply.kind) or QueryResultsFormat.JSON
    if form not in WHOLE:
        _refuse(NO_RESULTS, endpoint)
    if form == QueryResultsFormat.JSON and _too_deep(_brackets(reply.body)):
        _refuse(BROKEN, endpoint)
    try:
        return parse_query_results(NODE_ID.sub(rb"\1", reply.body), format=form)
    except (SyntaxError, ValueError):
        raise EngineError(BROKEN.format(url=endpoint.shown)) from None


def _check_kind(reply: Reply, endpoint: Endpoint) -> None:
    if reply.kind in HTML or reply.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        _refuse(PAGE, endpoint)


def _brackets(text: bytes) -> bytes:
    """Return the brackets of JSON that stand outside strings."""
    bare = ESCAPED.sub(b"", text) if b"\\" in text else text
    marks = bare.translate(None, delete=NO_MARKS).replace(b'""', b"")
    return STRING.sub(b"", marks)


def _too_deep(brackets: bytes) -> bool:
    """Tell whether brackets are nested deeper than what is read, or do not close.

    >>> _too_deep(b"{[]{}}"), _too_deep(b"[" * 500 + b"]" * 500)
    (False, True)
    """
    for _ in range(MOST_NESTED):
        if not brackets:
            break
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)


def canonical(term: Term) -> Term:
    """Return a term as every engine here writes it: Virtuoso says 1 for true.

    >>> canonical(Literal("1", datatype=BOOLEAN)).value
    'true'
    """
    if isinstance(term, Literal) and term.datatype == BOOLEAN and term.value in BOOLEANS:
        return Literal(BOOLEANS[term.value], datatype=BOOLEAN)
    return term


def _refuse(text: Text, endpoint: Endpoint, **values: object) -> NoReturn:
    raise EngineError(text.format(url=endpoint.shown, **values))


PAGE = Text(
    en="{url} answered with a web page, not with SPARQL results; an endpoint's address often ends in /sparql or /query",
    sv="{url} svarade med en webbsida, inte med SPARQL-resultat; en endpoints adress slutar ofta på /sparql eller "
    "/query",
)
NO_RESULTS = Text(
    en="{url} answered with something else than was asked for; is it a SPARQL 1.1 endpoint?",
    sv="{url} svarade med något annat än det frågan gällde; är det en endpoint för SPARQL 1.1?",
)
NO_VARIABLE = Text(
    en="{url} answered without {names}, which was asked for; is it a SPARQL 1.1 endpoint?",
    sv="{url} svarade utan {names}, som frågan gällde; är det en endpoint för SPARQL 1.1?",
)
BROKEN = Text(
    en="{url}: the answer breaks off or is malformed; try again, and look into the server's log if it stays so",
    sv="{url}: svaret är avbrutet eller felformat; försök igen, och se i serverns logg om det består",
)
TOO_MANY = Text(
    en="{url}: the answer has more than {most} rows; ask for less (LIMIT), or raise `rows` of the endpoint in "
    "stratgraph.toml",
    sv="{url}: svaret har fler än {most} rader; fråga efter mindre (LIMIT) eller höj `rows` för endpointen i "
    "stratgraph.toml",
)
CUT_BY_SERVER = Text(
    en="{url} cut the answer after {rows} rows; ask for less (LIMIT), or raise the server's limit (stratgraph "
    "serve: --rows; Virtuoso: ResultSetMaxRows)",
    sv="{url} kapade svaret efter {rows} rader; fråga efter mindre (LIMIT) eller höj serverns gräns (stratgraph "
    "serve: --rows; Virtuoso: ResultSetMaxRows)",
)
