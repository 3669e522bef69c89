"""Every IRI that the code names, in one place."""

from __future__ import annotations

from collections.abc import Mapping

ONTOLOGY = "https://w3id.org/stratgraph/ontology"
SG = ONTOLOGY + "#"

#: The graph in which each fact of the chosen layers stands once.
FACTS = SG + "facts"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
OA = "http://www.w3.org/ns/oa#"
SH = "http://www.w3.org/ns/shacl#"

#: The prefixes that a query may use without declaring them.
PREFIXES: Mapping[str, str] = {
    "sg": SG,
    "org": ORG,
    "prov": PROV,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "oa": OA,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "sh": SH,
}

TYPE = RDF + "type"
LABEL = RDFS + "label"
PREF_LABEL = SKOS + "prefLabel"
ALT_LABEL = SKOS + "altLabel"
NOTATION = SKOS + "notation"
SHORT_LABEL = SG + "shortLabel"

#: What is declared or described, not said: these may stand in any graph that is no locator's.
DESCRIBING = frozenset(
    {TYPE, LABEL, PREF_LABEL, ALT_LABEL, NOTATION, SHORT_LABEL, DCTERMS + "date", DCTERMS + "isPartOf"}
    | {OA + name for name in ("hasSelector", "start", "end")}
    | {
        SG + name
        for name in [
            "layer",
            "digest",
            "fileName",
            "inSource",
            "inSection",
            "textUnit",
            "numberInSection",
            "firstLine",
            "lastLine",
            "length",
            "openList",
            "part",
            "order",
            "restsOn",
            "rationale",
            "authorRole",
            "row",
            "sheet",
            "reason",
        ]
    }
)

#: What tells where exactly a passage stands.
LOCATING = frozenset(
    {OA + name for name in ("hasSelector", "start", "end", "TextPositionSelector")}
    | {SG + name for name in ("part", "order", "length", "digest", "PassagePart")}
)

#: What things are called, and what a citation is made of: values that no other fact leads to.
NAMING = frozenset(
    {LABEL, PREF_LABEL, ALT_LABEL, SHORT_LABEL}
    | {SG + name for name in ("textUnit", "numberInSection", "firstLine", "lastLine", "row", "sheet", "fileName")}
    | {SG + name for name in ("inSource", "inSection", "rationale", "authorRole")}
)

LAYERS = ("document", "interpretation", "plan", "context")
#: The layer of what is supposed and not said; it is in no file and no graph that was opened.
SCENARIO = "scenario"
