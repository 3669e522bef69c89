"""The triples that CONSTRUCT and DESCRIBE answer with: Turtle, N-Triples, JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, serialize

FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}


def triples(found: Iterable[Triple], form: str, *, prefixes: Mapping[str, str], canonical: bool = True) -> str:
    """Return the triples in "ttl", "nt" or "jsonld", each once and in a fixed order: the same answer, the same bytes.

    Blank nodes get canonical names (https://www.w3.org/TR/rdf-canon/) unless told otherwise: for some few that refer to
    each other that takes time without end, or more of the stack than there is.
    """
    once = set(found)
    ordered = sorted(_canonical(once) if canonical and has_blank_nodes(once) else once, key=str)
    data = serialize(ordered, format=FORMATS[form], prefixes=None if form == "nt" else dict(prefixes))
    text = (data or b"").decode()
    return text if text.endswith("\n") or not text else text + "\n"


def has_blank_nodes(found: Iterable[Triple]) -> bool:
    """Tell whether a blank node is in any of the triples."""
    return any(isinstance(term, BlankNode) for triple in found for term in (triple.subject, triple.object))


def _canonical(found: set[Triple]) -> Iterable[Triple]:
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]
