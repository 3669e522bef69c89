"""Locators as people cite them, with what they say where the reader's own copy is attached."""

from __future__ import annotations

from stratgraph.graph.evidence import evidence, prefetch_evidence
from stratgraph.graph.memory import Graph
from stratgraph.model.about import Cited
from stratgraph.model.evidence import LAYER_WORDS, Evidence


def cited(graph: Graph, locators: list[str], language: str, *, quoted: bool) -> tuple[Cited, ...]:
    """Return each locator as people cite it, in the order of the sources.

    `quoted` adds what a passage says, where the document is attached.
    """
    prefetch_evidence(graph, locators)
    found = sorted((evidence(graph, locator) for locator in locators), key=_place)
    return tuple(_cited(graph, entry, language, quoted=quoted) for entry in found)


def _place(entry: Evidence) -> tuple[str, str, int, str]:
    source = entry.source.en if entry.source else ""
    return (entry.layer, source, entry.first_line or 0, entry.locator)


def _cited(graph: Graph, entry: Evidence, language: str, *, quoted: bool) -> Cited:
    quotation = None
    if quoted and entry.layer == "document":
        from stratgraph.sources.quoting import quotation as quotation_of

        quotation = quotation_of(graph, entry.locator)
    word = LAYER_WORDS.get(entry.layer)
    return Cited(
        entry.locator,
        entry.citation.into(language),
        entry.layer,
        word.into(language) if word else entry.layer,
        lines=entry.lines.into(language) if entry.lines else None,
        source=entry.source.into(language) if entry.source else None,
        quotation=" ".join(quotation.split()) if quotation else None,
        rationale=entry.rationale.into(language) if entry.rationale else None,
    )
