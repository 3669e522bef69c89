"""Which media type and which language a client gets (RFC 9110 §12.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable

OF_ROWS = {
    "application/sparql-results+json": "srj",
    "application/sparql-results+xml": "srx",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "srj",
    "application/xml": "srx",
}
OF_TRIPLES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
}
#: Types whose text is UTF-8 only where that is said.
_NEED_CHARSET = ("text/",)
_WEIGHT = re.compile(r"(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)")


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


def language(accept: str, otherwise: str) -> str:
    """Return the language, of the two there are, that the Accept-Language header likes best.

    >>> language("sv-SE, en;q=0.8", "en"), language("de", "sv"), language("", "en")
    ('sv', 'sv', 'en')
    """
    found = {"sv": 0.0, "en": 0.0}
    for part in accept.split(","):
        name, quality = _range(part)
        primary = name.partition("-")[0]
        if primary in found:
            found[primary] = max(found[primary], quality)
    if found["sv"] == found["en"]:
        return otherwise
    return max(found, key=lambda name: found[name])


def content_type(media: str) -> str:
    """Return the Content-Type header of UTF-8 text of that type.

    >>> content_type("text/csv"), content_type("application/json")
    ('text/csv; charset=utf-8', 'application/json')
    """
    return f"{media}; charset=utf-8" if media.startswith(_NEED_CHARSET) else media


def _range(part: str) -> tuple[str, float]:
    """Return a type or a language and its weight; one that is not a weight counts as none at all."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            return name, float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0
    return name, 1.0


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    """Return the quality of the most specific range that the type falls in."""
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0
