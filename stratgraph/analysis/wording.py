"""Facts in words, in both languages: "Stockholm is active in Eurocities"."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from stratgraph.graph.labels import labels, local_name
from stratgraph.graph.memory import Graph, Term
from stratgraph.model.language import Text
from stratgraph.model.terms import ALT_LABEL, DCTERMS, LABEL, NOTATION, ORG, OWL, RDF, SG, SKOS

#: Properties and classes of other vocabularies, which bear no labels of ours.
FOREIGN = {
    RDF + "type": Text(en="is", sv="är"),
    LABEL: Text(en="name", sv="namn"),
    ALT_LABEL: Text(en="also called", sv="kallas också"),
    NOTATION: Text(en="number", sv="nummer"),
    SKOS + "definition": Text(en="means", sv="betyder"),
    SKOS + "broader": Text(en="belongs under", sv="hör under"),
    SKOS + "exactMatch": Text(en="the same as", sv="detsamma som"),
    DCTERMS + "isPartOf": Text(en="part of", sv="del av"),
    DCTERMS + "source": Text(en="taken from", sv="hämtad ur"),
    DCTERMS + "identifier": Text(en="identifier", sv="beteckning"),
    DCTERMS + "date": Text(en="date", sv="datum"),
    ORG + "member": Text(en="member", sv="medlem"),
    ORG + "organization": Text(en="network", sv="nätverk"),
    ORG + "role": Text(en="office", sv="uppdrag"),
    OWL + "Class": Text(en="class of the vocabulary", sv="klass i vokabulären"),
    OWL + "ObjectProperty": Text(en="relation of the vocabulary", sv="relation i vokabulären"),
    OWL + "DatatypeProperty": Text(en="property of the vocabulary", sv="egenskap i vokabulären"),
    OWL + "NamedIndividual": Text(en="value of the vocabulary", sv="värde i vokabulären"),
}

#: Sentences for the relations whose names are no verbs.
SENTENCES = {
    SG + "memberOf": Text(en="{a} is a member of {b}", sv="{a} är medlem i {b}"),
    SG + "activeIn": Text(en="{a} is active in {b}", sv="{a} är aktiv i {b}"),
    SG + "responsibleFor": Text(en="{a} is responsible for {b}", sv="{a} ansvarar för {b}"),
    SG + "locatedIn": Text(en="{a} is located in {b}", sv="{a} ligger i {b}"),
    SG + "capitalOf": Text(en="{a} is the capital of {b}", sv="{a} är huvudstad i {b}"),
    SG + "candidatePartner": Text(en="{a} has {b} as a candidate partner", sv="{a} har {b} som tänkbar partner"),
    SG + "compatibleWith": Text(en="{a} is compatible with {b}", sv="{a} är förenlig med {b}"),
    SG + "knownFor": Text(en="{a} is known for {b}", sv="{a} är känd för {b}"),
    SG + "strategyOf": Text(en="{a} is the strategy of {b}", sv="{a} är strategi för {b}"),
    SG + "about": Text(en="{a} is about {b}", sv="{a} gäller {b}"),
    SG + "adoptedOn": Text(en="{a} was adopted on {b}", sv="{a} antogs {b}"),
    SKOS + "exactMatch": Text(en="{a} is the same as {b}", sv="{a} är detsamma som {b}"),
    DCTERMS + "isPartOf": Text(en="{a} is part of {b}", sv="{a} är en del av {b}"),
    DCTERMS + "source": Text(en="{a} is taken from {b}", sv="{a} är hämtad ur {b}"),
}
SENTENCE = Text(en="{a} {relation} {b}", sv="{a} {relation} {b}")
VALUE = Text(en="{a}: {relation} {b}", sv="{a}: {relation} {b}")


def name_of(graph: Graph, iri: str) -> Text:
    """Return what a thing, a class or a relation is called; what has no name is called by the end of its IRI."""
    if iri in FOREIGN:
        return FOREIGN[iri]
    found = labels(graph, iri)
    otherwise = found.get("") or (local_name(iri) if iri.startswith(tuple(graph.workspace.prefixes.values())) else iri)
    en = found.get("en") or found.get("sv") or otherwise
    return Text(en=en, sv=found.get("sv") or en)


def words_of(graph: Graph, term: Term) -> Text:
    """Return a term in words: a thing's name, a literal's text."""
    if isinstance(term, NamedNode):
        return name_of(graph, term.value)
    text = term.value if isinstance(term, Literal) else str(term)
    return Text(en=text, sv=text)


def sentence(graph: Graph, subject: str, predicate: str, object: Term) -> Text:  # noqa: A002 - RDF's own word
    """Return a fact as a sentence.

    >>> from stratgraph import open_graph
    >>> from stratgraph.model.terms import SG
    >>> base = "https://w3id.org/stratgraph/stockholm-2003/"
    >>> sentence(open_graph(), base + "stockholm", SG + "activeIn", NamedNode(base + "eurocities")).sv
    'Stockholm är aktiv i Eurocities'
    """
    template = SENTENCES.get(predicate, VALUE if isinstance(object, Literal) else SENTENCE)
    return template.format(a=name_of(graph, subject), relation=name_of(graph, predicate), b=words_of(graph, object))
