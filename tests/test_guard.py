"""What may not come through in a user's query, however it is written; and what only looks like it."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from stratgraph.graph.guard import MOST_NESTED, check_query
from stratgraph.model.errors import ParseError

THERE = "SERVICE <https://example.org/> { ?s ?p ?o }"
HIDDEN = {
    "behind less-than": "SELECT * { ?a ?c ?b FILTER(?a<?b)SERVICE?c#>\n{ ?s ?p ?o } }",
    "behind less-than and a string": f"SELECT * {{ ?a ?c ?b FILTER(?a<?b#>'''\n) {THERE} #'''\n}}",
    "behind less-than in a function": f"SELECT * {{ ?a ?c ?b FILTER ex:f(1<?b#>)'''\n) {THERE} #'''\n}}",
    "behind less-than after EXISTS": f"SELECT * {{ FILTER(EXISTS{{?a ?b ?c}}<?b#>'''\n) {THERE} #'''\n}}",
    "in an escape": "SELECT * { \\u0053ERVICE <https://example.org/> { ?s ?p ?o } }",
    "in a long escape": "SELECT * { \\U00000053ERVICE <https://example.org/> { ?s ?p ?o } }",
    "behind an escaped quotation mark": f"SELECT * {{ BIND('a\\u0027 AS ?a) {THERE} #'\n}}",
    "one word with SILENT": "SELECT * { SERVICESILENT <https://example.org/> { ?s ?p ?o } }",
    "SILENT": "SELECT * { SERVICE SILENT ?a { ?s ?p ?o } }",
    "in small letters": "SELECT * { service <https://example.org/> { ?s ?p ?o } }",
    "one word with a name": "PREFIX e: <a:b> SELECT * { SERVICEe:x { ?s ?p ?o } }",
    "one word with a short name": "PREFIX : <a:b> SELECT * { SERVICE:x # and\n { ?s ?p ?o } }",
    "one word with true": f"SELECT * {{ ?s ?p true{THERE} }}",
    "one word with a number": f"SELECT * {{ ?s ?p 1e5{THERE} }}",
    "behind a name and a full stop": f"PREFIX e: <a:b> SELECT * {{ ?s ?p e:.{THERE} }}",
    "behind a name with a number sign": f"PREFIX e: <a:b> SELECT * {{ BIND(e:a\\#b AS ?a) {THERE} }}",
    "behind a name with an apostrophe": f"PREFIX e: <a:b> SELECT * {{ BIND(e:a\\'b AS ?a) {THERE} #'\n}}",
    "behind an IRI with a strange space": f"SELECT * {{ BIND(<https://example.org/\u00a0#> AS ?a) {THERE} }}",
    "behind a comment that ends in CR": f"SELECT * {{ # x\r{THERE} }}",
    "behind a long string": f"SELECT * {{ BIND('''\\'''' AS ?a) {THERE} #'\n}}",
    "behind a long string that is none": f"SELECT * {{ VALUES (?a ?b) {{ ('''a') }} {THERE} # \\q '''\n}}",
    "LOAD": "LOAD <https://example.org/>",
    "LOAD behind a comment that ends in CR": "# x\rLOAD <https://example.org/>",
}
HARMLESS = [
    "SELECT ('SERVICE <a:b> { LOAD' AS ?a) {}",
    'SELECT ("""He said "SERVICE {" and \'LOAD\'\n""" AS ?a) {}',
    "SELECT ('it\\'s a SERVICE \\u00e5' AS ?a) {} # SERVICE <a:b> {}",
    "# SERVICE <a:b>\r\nSELECT * {}",
    "SELECT * { ?s <https://example.org/SERVICE> <https://example.org/a#SERVICE> }",
    "BASE <https://example.org/> SELECT * { ?s <SERVICE> <#LOAD> }",
    "PREFIX e: <https://example.org/> SELECT * { e:SERVICE e:load.SERVICE e:get-SERVICE }",
    "PREFIX service: <https://example.org/> SELECT * { service:a a service:b ; service:c service:d }",
    "PREFIX service: <https://example.org/> SELECT * FROM NAMED service:g { GRAPH service:g { ?s ?p ?o } }",
    "SELECT ?service $LOAD { ?service ?SERVICE ?LOAD ; ?p _:service }",
    "SELECT ('x'@en-service AS ?a) {}",
    "SELECT * { ?a ?b ?c FILTER(?a < ?b && ?c > ?b) }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b&&STR(?c)>?b) }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b&&?c!='SERVICE'&&?c>?b) }",
    "SELECT * { ?a ?b ?c FILTER(?a = <https://example.org/SERVICE>) }",
    "SELECT * { VALUES (?a ?b) { (<a:b> <https://example.org/(SERVICE)>) (<a:b> <urn:SERVICE>) } }",
    "SELECT * { VALUES (?a ?b) {" + "(<a:b> <urn:a#b>)\n" * 2_000 + "} }",
    "SELECT * { ?a ?b (<a:b> <https://example.org/SERVICE> 'SERVICE') }",
    "SELECT * { ?a ?b ?c FILTER(" + " && ".join(["!?a"] * 300) + ") }",
]
DEEP = {
    "behind less-than": "ASK { FILTER(" + "(1<?b+#>)\n" * 200,
    "as an IRI": "ASK { FILTER(1<" + "(" * 200 + ">1) }",
    "exclamation marks with spaces": "ASK { FILTER(" + "! " * 200 + "true) }",
    "exclamation marks with comments": "ASK { FILTER(" + "!#\n" * 200 + "true) }",
    "quoted triples": "ASK { " + "<< " * 200,
    "in an escape": "ASK { FILTER(" + "\\u0028" * 200,
}


@pytest.mark.parametrize("name", HIDDEN)
def test_nothing_is_fetched_however_it_is_written(name: str) -> None:
    with pytest.raises(ParseError, match="nothing is fetched from elsewhere"):
        check_query(HIDDEN[name])


@pytest.mark.parametrize("query", HARMLESS, ids=lambda query: str(query)[:60])
def test_what_only_looks_like_it_is_accepted(query: str) -> None:
    check_query(query)
    # It is a query indeed.
    Store().query(query)


@pytest.mark.parametrize("name", DEEP)
def test_no_reading_is_nested_too_deep(name: str) -> None:
    with pytest.raises(ParseError, match=f"nested deeper than {MOST_NESTED} levels"):
        check_query(DEEP[name])


def test_a_query_that_can_be_read_in_endless_ways_is_refused() -> None:
    with pytest.raises(ParseError, match="write a space after <"):
        check_query("ASK { FILTER((((((((" + "1<b:c#>[\n1<b:c#>(\n1<b:c#>]\n1<b:c#>)\n" * 2_000)
