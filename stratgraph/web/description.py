"""What the endpoint says of itself: SPARQL 1.1 Service Description for programs, a short page for people.

The vocabulary: https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.terms import DCTERMS, FACTS, ONTOLOGY, TYPE, XSD
from stratgraph.output.html import head
from stratgraph.output.page_style import STYLE
from stratgraph.web.messages import MOST_BODY
from stratgraph.web.pool import Limits
from stratgraph.web.site import Page

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS_NS = "http://www.w3.org/ns/formats/"
FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
PREFIXES = {"sd": SD, "void": VOID, "dcterms": DCTERMS, "formats": FORMATS_NS, "xsd": XSD}
OF_DESCRIPTION = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


class About(NamedTuple):
    """Whose strategy is served, how many facts it has, and under what limits."""

    name: Text
    facts: int
    limits: Limits


@lru_cache(maxsize=16)
def service(about: About, url: str) -> Page:
    """Return the description of the service at a URL in every format, and as a page."""
    triples = list(_triples(about, url))
    bodies = {}
    for media, form in OF_DESCRIPTION.items():
        prefixes = None if form in (RdfFormat.N_TRIPLES, RdfFormat.JSON_LD) else PREFIXES
        body = serialize(triples, format=form, prefixes=prefixes) or b""
        bodies[media] = dict.fromkeys(LANGUAGES, body)
    bodies["text/html"] = _html(SERVICE_HEADING, about)
    return Page(bodies)


def landing(about: About) -> Page:
    """Return the page at the server's root; an explorer would stand in its place."""
    return Page({"text/html": _html(Text(en="{name}", sv="{name}"), about)})


def _triples(about: About, url: str) -> Iterable[Triple]:
    own, dataset, default, named = (BlankNode(name) for name in ("service", "dataset", "default", "ontology"))

    def say(subject: BlankNode, term: str, value: NamedNode | BlankNode | Literal) -> Triple:
        return Triple(subject, NamedNode(term), value)

    yield say(own, TYPE, NamedNode(SD + "Service"))
    yield say(own, SD + "endpoint", NamedNode(url))
    yield say(own, SD + "supportedLanguage", NamedNode(SD + "SPARQL11Query"))
    for name in FORMATS:
        yield say(own, SD + "resultFormat", NamedNode(FORMATS_NS + name))
    for language in LANGUAGES:
        yield say(own, DCTERMS + "title", Literal(about.name.into(language), language=language))
        yield say(own, DCTERMS + "description", Literal(_limits(about).into(language), language=language))
    yield say(own, SD + "defaultDataset", dataset)
    yield say(dataset, TYPE, NamedNode(SD + "Dataset"))
    yield say(dataset, SD + "defaultGraph", default)
    yield say(default, TYPE, NamedNode(SD + "Graph"))
    yield say(default, VOID + "triples", Literal(about.facts))
    for node, name in ((BlankNode("facts"), FACTS), (named, ONTOLOGY)):
        yield say(dataset, SD + "namedGraph", node)
        yield say(node, TYPE, NamedNode(SD + "NamedGraph"))
        yield say(node, SD + "name", NamedNode(name))


def _limits(about: About) -> Text:
    return LIMITS.format(
        seconds=f"{about.limits.seconds:g}",
        rows=about.limits.most.rows,
        memory=about.limits.memory // 1024**2,
        body=MOST_BODY,
    )


def _html(heading: Text, about: About) -> dict[str, bytes]:
    return {language: _page(heading, about, language).encode() for language in LANGUAGES}


def _page(heading: Text, about: About, language: str) -> str:
    def say(text: Text) -> str:
        return escape(text.into(language))

    title = say(heading.format(name=about.name))
    return (
        f"{head(title, language, STYLE)}<body>\n<main>\n<h1>{title}</h1>\n"
        f"<p>{say(WHAT.format(facts=about.facts))}</p>\n<pre>{escape(EXAMPLE)}</pre>\n"
        f'<p><a href="/sparql?query={EXAMPLE_CODED}">{say(TRY)}</a></p>\n'
        f"<p>{say(HOW)}</p>\n<p>{say(_limits(about))}</p>\n</main>\n</body>\n</html>\n"
    )


SERVICE_HEADING = Text(en="SPARQL endpoint: {name}", sv="SPARQL-endpoint: {name}")
WHAT = Text(
    en="This server answers SPARQL 1.1 queries at /sparql. The default graph holds {facts} facts, each once; "
    "GRAPH ?where {{ … }} says where each is said. Prefixes need not be declared. For example:",
    sv="Den här servern besvarar SPARQL 1.1-frågor på /sparql. Standardgrafen har {facts} uppgifter, var och en en "
    "gång; GRAPH ?where {{ … }} säger var de står. Prefix behöver inte anges. Till exempel:",
)
TRY = Text(en="Ask this", sv="Ställ den frågan")
HOW = Text(
    en="GET with ?query=, or POST with a form or with application/sparql-query. The Accept header chooses the format: "
    "SPARQL JSON, XML, CSV or TSV for rows; Turtle, N-Triples, JSON-LD or RDF/XML for triples.",
    sv="GET med ?query=, eller POST med ett formulär eller med application/sparql-query. Huvudfältet Accept väljer "
    "format: SPARQL JSON, XML, CSV eller TSV för rader; Turtle, N-Triples, JSON-LD eller RDF/XML för tripler.",
)
LIMITS = Text(
    en="Queries read, they change and fetch nothing. A query may take {seconds} s and {memory} MB, its request {body} "
    "bytes, its answer {rows} rows; an answer that is cut says so.",
    sv="Frågor läser men ändrar och hämtar inget. En fråga får ta {seconds} s och {memory} MB, dess begäran {body} "
    "byte, dess svar {rows} rader; ett svar som kortats säger det.",
)
EXAMPLE = "SELECT ?goal ?label { ?goal a sg:Goal ; rdfs:label ?label } ORDER BY ?label LIMIT 10"
EXAMPLE_CODED = (
    "SELECT%20?goal%20?label%20%7B%20?goal%20a%20sg:Goal%20;%20rdfs:label%20?label%20%7D"
    "%20ORDER%20BY%20?label%20LIMIT%2010"
)
