"""Which media type a client gets (RFC 9110 §12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable

OF_ROWS = {
    "application/sparql-results+json": "srj",
    "application/sparql-results+xml": "srx",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
OF_TRIPLES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
}


def best(accept: str, known: Iterable[str]) -> str | None:
    """Return the known type that the Accept header likes best, the first of equals; None where none fits.

    >>> best("text/csv;q=0.5, application/*;q=0.2", ["application/x", "text/csv"])
    'text/csv'
    >>> best("text/html", ["text/csv"]) is None, best("", ["text/csv"])
    (True, 'text/csv')
    """
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    scored = [(_quality(media, ranges), media) for media in known]
    quality, media = max(scored, key=lambda pair: pair[0])
    return media if quality > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, float(value)
            except ValueError:
                return name, 0.0
    return name, 1.0


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    """Return the quality of the most specific range that the type falls in."""
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0
