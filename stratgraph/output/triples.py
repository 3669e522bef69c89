"""The triples that CONSTRUCT and DESCRIBE answer with: Turtle, N-Triples, JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, serialize

FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}


def triples(found: Iterable[Triple], form: str, *, prefixes: Mapping[str, str]) -> str:
    """Return the triples in "ttl", "nt" or "jsonld", each once and in a fixed order: the same answer, the same bytes.

    Blank nodes get canonical names (https://www.w3.org/TR/rdf-canon/).
    """
    ordered = sorted(_canonical(set(found)), key=str)
    data = serialize(ordered, format=FORMATS[form], prefixes=None if form == "nt" else dict(prefixes))
    text = (data or b"").decode()
    return text if text.endswith("\n") or not text else text + "\n"


def _canonical(found: set[Triple]) -> Iterable[Triple]:
    if not any(isinstance(term, BlankNode) for triple in found for term in (triple.subject, triple.object)):
        return found
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]
