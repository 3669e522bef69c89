"""The endpoint over HTTP: the SPARQL 1.1 Protocol in full, and the right error for every wrong request."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
import rdflib
from own_server import Answer, OwnServer, own_server
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.web.sparql_protocol import MOST_FIELDS

ROOT = Path(__file__).resolve().parent.parent
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
SG = "https://w3id.org/stratgraph/ontology#"
FACTS = SG + "facts"
NOWHERE = "https://example.org/nowhere"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

# rdflib's parser of JSON-LD uses a class of its own that it calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    with own_server(tmp_path_factory.mktemp("serve")) as one:
        yield one


@pytest.fixture(scope="module")
def graph() -> Graph:
    return open_graph()


@pytest.fixture(scope="module")
def goals(graph: Graph) -> int:
    return len(graph.select("SELECT ?g { ?g a sg:Goal }"))


def ask(server: OwnServer, query: str, *, accept: str = "text/csv", **fields: str | list[str]) -> Answer:
    target = "/sparql?" + urlencode({"query": query, **fields}, doseq=True)
    return server.ask("GET", target, Accept=accept)


def number(answer: Answer) -> int:
    """Return the one number that an answer in CSV has."""
    assert answer.status == 200, answer.text
    return int(answer.text.split()[1])


# Asking ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?g ?l { ?g a sg:Goal ; rdfs:label ?l } ORDER BY ?l",
        "ASK { ?g a sg:Goal }",
        "CONSTRUCT WHERE { ?g a sg:Goal }",
        "DESCRIBE ?g { ?g a sg:Goal }",
        f"PREFIX a: <{SG}> SELECT (COUNT(?g) AS ?antal) {{ ?g a a:Goal }}",
    ],
    ids=lambda query: str(query).split()[0],
)
def test_a_query_may_come_in_three_ways(server: OwnServer, query: str) -> None:
    address = "/sparql?" + urlencode({"query": query})
    answers = [
        server.ask("GET", address),
        server.ask("POST", "/sparql", body=urlencode({"query": query}), Content_Type=FORM),
        server.ask("POST", "/sparql", body=query.encode(), Content_Type=DIRECT),
        server.ask("POST", "/sparql", body=query.encode(), Content_Type=f'{DIRECT}; charset="UTF-8"'),
    ]
    assert {one.status for one in answers} == {200}
    assert answers[0].body
    assert len({one.body for one in answers}) == 1
    assert len({one.headers["content-type"] for one in answers}) == 1


@pytest.mark.parametrize("text", ["%25", "a+b", "100% å ö", "%2B&=#", "𝄞 \\n"])
def test_a_query_is_decoded_once(server: OwnServer, text: str) -> None:
    query = f"SELECT ('{text}' AS ?x) {{}}"
    wanted = text.replace("\\n", "\n")
    for answer in (
        ask(server, query, accept="application/json"),
        server.ask("POST", "/sparql", body=urlencode({"query": query}), Content_Type=FORM),
        server.ask("POST", "/sparql", body=query.encode(), Content_Type=DIRECT),
    ):
        assert json.loads(answer.body)["results"]["bindings"][0]["x"]["value"] == wanted


def test_head_says_what_get_would_say_without_the_body(server: OwnServer) -> None:
    target = "/sparql?" + urlencode({"query": COUNT})
    got, said = (server.ask(method, target, Accept="text/csv") for method in ("GET", "HEAD"))
    assert said.body == b""
    assert said.status == 200
    assert {**got.headers, "date": ""} == {**said.headers, "date": ""}


# The dataset ----------------------------------------------------------------------------------------------------------


def test_the_default_graph_holds_each_fact_once_and_the_passages_are_named(server: OwnServer, graph: Graph) -> None:
    facts = graph.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{FACTS}> {{ ?s ?p ?o }} }}")[0]["n"]
    passages = graph.select("SELECT (COUNT(DISTINCT ?g) AS ?n) { ?g a sg:Passage . GRAPH ?g { ?s ?p ?o } }")[0]["n"]
    assert number(ask(server, COUNT)) == facts
    found = ask(server, "SELECT (COUNT(DISTINCT ?g) AS ?n) { ?g a sg:Passage . GRAPH ?g { ?s ?p ?o } }")
    assert number(found) == passages


def sent(server: OwnServer, way: str, query: str, dataset: list[tuple[str, str]]) -> Answer:
    """Ask for a number with a dataset, in one of the ways that there are."""
    if way == "get":
        return server.ask("GET", "/sparql?" + urlencode([("query", query), *dataset]), Accept="text/csv")
    if way == "form":
        body = urlencode([("query", query), *dataset])
        return server.ask("POST", "/sparql", body=body, Content_Type=FORM, Accept="text/csv")
    address = "/sparql" + ("?" + urlencode(dataset) if dataset else "")
    return server.ask("POST", address, body=query.encode(), Content_Type=DIRECT, Accept="text/csv")


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_dataset_of_the_request_is_honoured(server: OwnServer, graph: Graph, way: str) -> None:
    one, other = (str(row["g"]) for row in graph.select("SELECT ?g { ?g a sg:Passage } ORDER BY ?g LIMIT 2"))
    sizes = {
        name: sum(1 for _ in graph.store.quads_for_pattern(None, None, None, NamedNode(name))) for name in (one, other)
    }
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    both = "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }"

    def count(query: str, *dataset: tuple[str, str]) -> int:
        return number(sent(server, way, query, list(dataset)))

    assert count(COUNT, ("default-graph-uri", one)) == sizes[one]
    assert count(named, ("default-graph-uri", one)) == 0
    assert count(COUNT, ("named-graph-uri", one)) == 0
    assert count(named, ("named-graph-uri", one)) == sizes[one]
    assert count(both, ("default-graph-uri", one), ("default-graph-uri", other)) <= sizes[one] + sizes[other]
    assert count(named, ("named-graph-uri", one), ("named-graph-uri", other)) == sizes[one] + sizes[other]
    assert count(COUNT, ("default-graph-uri", NOWHERE)) == 0
    # What the request says counts more than what the query says.
    assert count(f"SELECT (COUNT(*) AS ?n) FROM <{NOWHERE}> {{ ?s ?p ?o }}", ("default-graph-uri", one)) == sizes[one]  # noqa: S608 - SPARQL, of our own names


def test_a_query_may_name_its_own_dataset(server: OwnServer, graph: Graph) -> None:
    passage = str(graph.select("SELECT ?g { ?g a sg:Passage } ORDER BY ?g LIMIT 1")[0]["g"])
    size = sum(1 for _ in graph.store.quads_for_pattern(None, None, None, NamedNode(passage)))
    assert number(ask(server, f"SELECT (COUNT(*) AS ?n) FROM <{passage}> {{ ?s ?p ?o }}")) == size  # noqa: S608 - SPARQL, of our own names
    query = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{passage}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"  # noqa: S608 - SPARQL, of our own names
    assert number(ask(server, query)) == size
    assert number(ask(server, f"SELECT (COUNT(*) AS ?n) FROM <{NOWHERE}> {{ ?s ?p ?o }}")) == 0  # noqa: S608 - SPARQL, of our own names


# Formats --------------------------------------------------------------------------------------------------------------

ROWS = 'SELECT ?a ?b { VALUES (?a ?b) { ("x, \\"y\\"\\n<z>"@sv 1) (<a:b> UNDEF) } }'
ROW_FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLE_FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}


@pytest.mark.parametrize("accept", ROW_FORMATS)
def test_rows_in_every_format(server: OwnServer, accept: str) -> None:
    answer = ask(server, ROWS, accept=accept)
    assert answer.headers["content-type"].split(";")[0] == accept
    assert answer.headers["vary"] == "Accept, Accept-Language"
    found = parse_query_results(answer.body, format=ROW_FORMATS[accept])
    assert isinstance(found, QuerySolutions)
    rows = [[row["a"], row["b"]] for row in found]
    assert [str(row[0]) for row in rows] == ['"x, \\"y\\"\\n<z>"@sv', "<a:b>"]
    assert [None if row[1] is None else row[1].value for row in rows] == ["1", None]


def test_rows_as_csv(server: OwnServer) -> None:
    answer = ask(server, ROWS)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(answer.text, newline=""))) == [
        ["a", "b"],
        ['x, "y"\n<z>', "1"],
        ["a:b", ""],
    ]


@pytest.mark.parametrize("accept", [*ROW_FORMATS, "text/csv"])
@pytest.mark.parametrize("word", ["true", "false"])
def test_yes_and_no_in_every_format(server: OwnServer, accept: str, word: str) -> None:
    query = "ASK {}" if word == "true" else "ASK { FILTER(1 > 2) }"
    answer = ask(server, query, accept=accept)
    if "json" in accept:
        assert json.loads(answer.body)["boolean"] is (word == "true")
    elif "xml" in accept:
        found = ElementTree.fromstring(answer.body).find(  # noqa: S314 - our own server wrote it
            "{http://www.w3.org/2005/sparql-results#}boolean"
        )
        assert found is not None
        assert found.text == word
    else:
        assert answer.text.strip() == word


@pytest.mark.parametrize("accept", TRIPLE_FORMATS)
@pytest.mark.parametrize("form", ["CONSTRUCT WHERE { ?g a sg:Goal ; rdfs:label ?l }", "DESCRIBE ?g { ?g a sg:Goal }"])
def test_triples_in_every_format(server: OwnServer, graph: Graph, accept: str, form: str) -> None:
    answer = ask(server, form, accept=accept)
    assert answer.headers["content-type"].split(";")[0] == accept
    found = rdflib.Graph().parse(answer.body, format=TRIPLE_FORMATS[accept])
    goals = {str(row["g"]) for row in graph.select("SELECT ?g { ?g a sg:Goal }")}
    assert {str(goal) for goal in found.subjects(RDF.type, rdflib.URIRef(SG + "Goal"))} == goals


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("text/turtle, */*;q=0.1", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4", "text/csv"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("TEXT/CSV", "text/csv"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
    ],
)
def test_the_client_chooses_the_format_of_rows(server: OwnServer, accept: str, wanted: str) -> None:
    answer = ask(server, "SELECT * {}", accept=accept)
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, wanted)


@pytest.mark.parametrize(
    ("query", "accept"),
    [("ASK {}", "text/html"), ("ASK {}", "text/turtle"), ("DESCRIBE <a:b>", "text/csv"), ("ASK {}", "text/csv;q=0")],
)
def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(
    server: OwnServer, query: str, accept: str
) -> None:
    answer = ask(server, query, accept=accept)
    assert answer.status == 406
    known = "text/turtle" if query.startswith("DESCRIBE") else "application/sparql-results+json"
    assert answer.text.startswith(f"no such format; there are: {known}, ")
    assert answer.text.count("\n") == 1


# What the endpoint says of itself -------------------------------------------------------------------------------------

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.mark.parametrize("accept", ["", *TRIPLE_FORMATS])
def test_the_service_is_described(server: OwnServer, accept: str) -> None:
    answer = server.ask("GET", "/sparql", **({"Accept": accept} if accept else {}))
    kind = answer.headers["content-type"].split(";")[0]
    assert kind == (accept or "text/turtle")
    found = rdflib.Graph().parse(answer.body, format=TRIPLE_FORMATS[kind])
    service = found.value(predicate=RDF.type, object=SD.Service)
    assert str(found.value(service, SD.endpoint)) == server.url
    assert found.value(service, SD.supportedLanguage) == SD.SPARQL11Query
    assert len(list(found.objects(service, SD.resultFormat))) == 8
    graphs = {str(name) for name in found.objects(None, SD.name)}
    assert graphs == {FACTS, SG.removesuffix("#")}
    for name in graphs:
        assert number(ask(server, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")) > 0
    default = found.value(found.value(service, SD.defaultDataset), SD.defaultGraph)
    triples = found.value(default, rdflib.URIRef("http://rdfs.org/ns/void#triples"))
    assert number(ask(server, COUNT)) == int(str(triples))


@pytest.mark.parametrize(("path", "language"), [("/", "sv"), ("/", "en"), ("/sparql", "sv"), ("/sparql", "en")])
def test_people_get_a_page(server: OwnServer, path: str, language: str) -> None:
    answer = server.ask("GET", path, Accept="text/html", Accept_Language=f"{language}, *;q=0.1")
    assert answer.status == 200
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert ("Frågor läser" if language == "sv" else "Queries read") in answer.text


def test_health(server: OwnServer) -> None:
    answer = server.ask("GET", "/health")
    assert (answer.status, answer.body) == (200, b"ok\n")


# Wrong requests -------------------------------------------------------------------------------------------------------

ASKING = "/sparql?query=ASK%7B%7D"
WRONG: dict[str, tuple[int, str, str, dict[str, str], bytes | None, str]] = {
    "no such page": (404, "GET", "/nothing", {}, None, "there is nothing at /nothing; the endpoint is /sparql"),
    "a deeper page": (404, "GET", "/sparql/", {}, None, "there is nothing at /sparql/; the endpoint is /sparql"),
    "PUT": (405, "PUT", "/sparql", {}, b"", "PUT is not for this address; GET, HEAD, POST, OPTIONS are"),
    "DELETE": (405, "DELETE", ASKING, {}, None, "DELETE is not for this address; GET, HEAD, POST, OPTIONS are"),
    "POST of a page": (405, "POST", "/", {}, b"", "POST is not for this address; GET, HEAD, OPTIONS are"),
    "no query": (400, "GET", "/sparql?x=1", {}, None, "the query is missing: give one query=…"),
    "a form without a query": (400, "POST", "/sparql", {"Content-Type": FORM}, b"a=b", "the query is missing"),
    "an empty query": (400, "GET", "/sparql?query=", {}, None, "the query is empty"),
    "an empty body": (400, "POST", "/sparql", {"Content-Type": DIRECT}, b" ", "the query is empty"),
    "two queries": (400, "GET", ASKING + "&query=ASK%7B%7D", {}, None, "there are 2 queries; give one"),
    "two queries, one in the address": (
        *(400, "POST", ASKING, {"Content-Type": DIRECT}, b"ASK {}"),
        "there are 2 queries; give one",
    ),
    "a query in the address of a form": (
        *(400, "POST", ASKING, {"Content-Type": FORM}, b"a=b"),
        "with a form in the body, query belongs there, not in the address",
    ),
    "no type": (415, "POST", "/sparql", {}, b"ASK {}", f"a POST needs a Content-Type: {DIRECT}, {FORM}"),
    "another type": (415, "POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}", "text/plain is not accepted"),
    "another charset": (
        *(415, "POST", "/sparql", {"Content-Type": f"{DIRECT}; charset=latin-1"}, b"ASK {}"),
        "the charset latin-1 is not accepted; send UTF-8",
    ),
    "a packed body": (
        *(415, "POST", "/sparql", {"Content-Type": DIRECT, "Content-Encoding": "gzip"}, b"ASK {}"),
        "a body with Content-Encoding gzip is not accepted",
    ),
    "an update": (
        *(403, "POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL"),
        "updates are not accepted",
    ),
    "an update in a form": (
        *(403, "POST", "/sparql", {"Content-Type": FORM}, b"update=CLEAR+ALL"),
        "updates are not accepted",
    ),
    "an update as query": (400, "GET", "/sparql?query=CLEAR+ALL", {}, None, "line 1, column 1: "),
    "a syntax error": (400, "GET", "/sparql?query=ASK%0A%7B+?s", {}, None, "line 2, column "),
    "not UTF-8 in the address": (400, "GET", "/sparql?query=%FF", {}, None, "the address is not valid UTF-8"),
    "not UTF-8 in a body": (
        *(400, "POST", "/sparql", {"Content-Type": DIRECT}, b"ASK { ?s ?p '\xff' }"),
        "the body is not valid UTF-8",
    ),
    "not UTF-8 in a form": (
        400,
        "POST",
        "/sparql",
        {"Content-Type": FORM},
        b"query=%E5",
        "the body is not valid UTF-8",
    ),
    "no IRI": (400, "GET", ASKING + "&default-graph-uri=a%20b", {}, None, "a graph's name is not a valid IRI"),
    "too many parameters": (
        *(400, "POST", "/sparql", {"Content-Type": FORM}, b"&".join([b"a=b"] * (MOST_FIELDS + 1))),
        f"there are more than {MOST_FIELDS} parameters",
    ),
    "a long body": (
        *(413, "POST", "/sparql", {"Content-Type": DIRECT}, b"ASK {}" + b" " * 100_000),
        "the body is larger than 100000 bytes",
    ),
    "a long address": (
        *(414, "GET", ASKING + "%20" * 22_000, {}, None),
        "the address is longer than 65536 bytes; send the query with POST",
    ),
    "long header fields": (
        *(431, "GET", ASKING, {"X-Much": "x" * 40_000}, None),
        "the header fields are larger than 32768 bytes",
    ),
    "an expectation": (417, "GET", ASKING, {"Expect": "200-ok"}, None, "nothing but 100-continue can be expected"),
    "a foreign host": (
        *(421, "GET", ASKING, {"Host": "evil.example"}, None),
        "this server does not answer for evil.example; --allow-host adds a name",
    ),
    "a host that is none": (400, "GET", ASKING, {"Host": "a b"}, None, "this server does not answer for a?b"),
    "nested too deep": (
        *(400, "POST", "/sparql", {"Content-Type": DIRECT}, b"ASK " + b"{" * 5_000),
        "line 1, column 105: nested deeper than 100 levels",
    ),
    "exclamation marks": (
        *(400, "POST", "/sparql", {"Content-Type": DIRECT}, b"ASK { FILTER(" + b"!" * 9_000),
        "line 1, column ",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_gets_the_right_error_in_one_line(server: OwnServer, name: str) -> None:
    status, method, target, headers, body, sentence = WRONG[name]
    answer = server.ask(method, target, body=body, **{key.replace("-", "_"): text for key, text in headers.items()})
    assert (answer.status, answer.text[: len(sentence)]) == (status, sentence)
    assert answer.text.count("\n") == 1
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    if status == 405:
        assert set(answer.headers["allow"].split(", ")) <= {"GET", "HEAD", "POST", "OPTIONS"}
    assert number(ask(server, COUNT)) > 0


def test_errors_come_in_the_clients_language(server: OwnServer) -> None:
    answer = server.ask("GET", "/sparql?x=1", Accept_Language="sv-SE, en;q=0.5")
    assert answer.text == "frågan saknas: ange en query=…\n"
    answer = server.ask("GET", "/sparql?query=ASK+%7B", Accept_Language="sv")
    assert answer.text.startswith("rad 1, kolumn ")


RAW: dict[str, tuple[bytes, bytes]] = {
    "no HTTP": (b"hello\r\n\r\n", b"HTTP/1.1 501 "),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 3, b"HTTP/1.1 501 "),
    "an unknown method": (b"FROB / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"HTTP/1.1 501 "),
    "no host": (b"GET /health HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 "),
    "two hosts": (b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"HTTP/1.1 400 "),
    "a foreign host in the target": (
        b"GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 421 ",
    ),
    "two lengths": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 400 ",
    ),
    "length and chunks": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 400 ",
    ),
    "another coding": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 501 ",
    ),
    "no length": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n\r\n",
        b"HTTP/1.1 411 ",
    ),
    "a field without a name": (b"GET /health HTTP/1.1\r\n: x\r\nHost: localhost\r\n\r\n", b"HTTP/1.1 400 "),
    "a space before the colon": (b"GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n", b"HTTP/1.1 400 "),
    "a target without end": (b"GET /" + b"a" * 200_000, b"HTTP/1.1 414 "),
    "fields without end": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 40_000, b"HTTP/1.1 431 "),
    "chunks without end": (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"x" * 1024 + b"\r\n" + b"400\r\n" + b"x" * 1024,
        b"HTTP/1.1 408 ",
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_request_is_refused_and_the_line_is_cut(small: OwnServer, name: str) -> None:
    sent, wanted = RAW[name]
    answer = small.raw(sent)
    assert answer.startswith(wanted), answer[:200]
    assert b"\r\nConnection: close\r\n" in answer
    assert small.ask("GET", "/health").status == 200


def test_requests_on_one_connection_are_answered_in_their_order(server: OwnServer) -> None:
    head = b"GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n\r\n"
    targets = [
        b"/sparql?query=SELECT(COUNT(*)AS?slow)%7B?s?p?o%7D",
        b"/health",
        b"/nothing",
        b"/sparql?query=ASK%7B%7D",
    ]
    last = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = server.raw(b"".join(head % target for target in targets) + last)
    parts = answer.split(b"HTTP/1.1 ")[1:]
    assert [part[:3] for part in parts] == [b"200", b"200", b"404", b"200", b"200"]
    assert [part.split(b"\r\n\r\n", 1)[1][:4] for part in parts] == [b"slow", b"ok\n", b"ther", b"true", b"ok\n"]


@pytest.mark.parametrize(("version", "field", "lasting"), [("1.0", "", False), ("1.0", "keep-alive", True)])
def test_http_1_0(server: OwnServer, version: str, field: str, lasting: bool) -> None:
    line = f"Connection: {field}\r\n" if field else ""
    request = f"GET /health HTTP/{version}\r\n{line}\r\n".encode()
    answer = server.raw(request + (b"GET /health HTTP/1.0\r\n\r\n" if lasting else b""))
    assert answer.count(b"200 OK") == 1 + lasting


def test_a_body_in_chunks_and_one_that_was_announced(server: OwnServer) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nConnection: close\r\n"
    )
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n"
    assert b'"boolean":true' in server.raw(chunked)
    with server.connected() as one:
        one.sendall(head + b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n")
        assert one.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
        one.sendall(b"ASK {}")
        assert b'"boolean":true' in one.recv(65536)


def test_http_1_0_knows_no_expectations(server: OwnServer) -> None:
    head = b"POST /sparql HTTP/1.0\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n"
    answer = server.raw(head + b"Expect: 100-continue\r\n\r\nASK {}")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b'"boolean":true' in answer


def test_another_version_of_http_is_refused(server: OwnServer) -> None:
    answer = server.raw(b"GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 505 HTTP Version Not Supported\r\n")


def test_an_address_may_be_written_with_percent_signs(server: OwnServer) -> None:
    answer = server.raw(b"GET /%73parql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert b'"boolean":true' in answer


# Other origins, other hosts -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """A server that has little patience and lets little through."""
    limits = ["--rows", "3", "--timeout", "1", "--workers", "2", "--waiting", "1", "--memory", "100", "--patience", "1"]
    others = ["--cors", "https://one.example", "--allow-host", "graph.example", "--access-log", "--cache", "0"]
    with own_server(tmp_path_factory.mktemp("small"), *limits, *others) as one:
        yield one


def test_other_origins_are_told_nothing_unless_asked_for(server: OwnServer, small: OwnServer) -> None:
    for one, origin, allowed in [
        (server, "https://one.example", None),
        (small, "https://one.example", "https://one.example"),
        (small, "https://two.example", None),
        (small, "null", None),
    ]:
        answer = one.ask("GET", ASKING, Origin=origin)
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in answer.headers
        wrong = one.ask("GET", "/sparql?x=1", Origin=origin)
        assert wrong.headers.get("access-control-allow-origin") == allowed
    assert "Origin" in small.ask("GET", ASKING).headers["vary"]


def test_a_page_of_another_origin_may_ask_beforehand(server: OwnServer, small: OwnServer) -> None:
    fields = {"Origin": "https://one.example", "Access_Control_Request_Method": "POST"}
    allowed = small.ask("OPTIONS", "/sparql", **fields)
    assert allowed.status == 204
    assert allowed.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert "Content-Type" in allowed.headers["access-control-allow-headers"]
    refused = server.ask("OPTIONS", "/sparql", **fields)
    assert refused.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert not [name for name in refused.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:99", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("graph.example", 200),
        ("graph.example.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("evil.example:8080", 421),
        ("", 400),
    ],
)
def test_only_hosts_of_this_server_are_answered(small: OwnServer, host: str, status: int) -> None:
    assert small.ask("GET", "/health", Host=host).status == status


def test_every_response_tells_the_browser_to_load_nothing_from_elsewhere(server: OwnServer) -> None:
    for target in ("/", "/sparql", ASKING, "/nothing", "/health"):
        headers = server.ask("GET", target).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


# Clients that people have ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper(server: OwnServer, goals: int, method: str, way: str) -> None:
    client = SPARQLWrapper(server.url)
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setReturnFormat(JSON)
    client.setQuery(f"SELECT ?g {{ ?g a <{SG}Goal> FILTER(STR(?g) != 'å+%25') }}")
    found = client.query().convert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) == goals


def test_rdflib_reads_it_as_a_store(server: OwnServer, goals: int) -> None:
    store = rdflib.Graph(SPARQLStore(server.url))
    assert len(list(store.subjects(RDF.type, rdflib.URIRef(SG + "Goal")))) == goals
    found = store.query("SELECT ?g { ?g a sg:Goal }", initNs={"sg": SG})
    assert len(list(found)) == goals


def test_the_tools_own_commands_ask_it(server: OwnServer) -> None:
    command = [sys.executable, "-m", "stratgraph", "--lang", "sv", "ask", "goals-without-network", "--cite"]
    here, there = (
        subprocess.run([*command, *more], capture_output=True, text=True, check=True)
        for more in ([], ["--endpoint", server.url])
    )
    assert here.stdout == there.stdout
    assert here.stdout


def test_a_query_may_name_the_prefixes_that_it_uses_or_not(server: OwnServer, goals: int) -> None:
    declared = f"PREFIX sg: <{SG}> " + "SELECT (COUNT(?g) AS ?n) { ?g a sg:Goal }"
    assert number(ask(server, declared)) == number(ask(server, "SELECT (COUNT(?g) AS ?n) { ?g a sg:Goal }")) == goals
    assert ask(server, "ASK { ?s a gone:Goal }").status == 400
    assert quote("gone") in ask(server, "ASK { ?s a gone:Goal }").text
