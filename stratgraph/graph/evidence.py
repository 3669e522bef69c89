"""From a locator to the way in which people cite it.

Another city's data may lack sections, numbers or lines: the citation is made of what there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from stratgraph.graph.labels import labels, local_name
from stratgraph.graph.memory import Graph
from stratgraph.model.language import Text
from stratgraph.model.terms import DCTERMS, SG

if TYPE_CHECKING:
    from stratgraph.model.evidence import Evidence

UNITS = {
    "Bullet": Text(en="bullet", sv="punkt"),
    "Sentence": Text(en="sentence", sv="mening"),
    "Paragraph": Text(en="paragraph", sv="stycke"),
    "NumberedItem": Text(en="item", sv="punkt"),
    "Factor": Text(en="factor", sv="faktor"),
    "Footnote": Text(en="footnote", sv="fotnot"),
    "Heading": Text(en="heading", sv="rubrik"),
}
ROW = Text(en="row {n}", sv="rad {n}")
SHEET = Text(en="sheet {name}", sv="blad {name}")
NOTE = Text(en="note: {name}", sv="anteckning: {name}")


def evidence(graph: Graph, locator: str) -> Evidence:
    """Return what is known of a locator."""
    from stratgraph.model.evidence import Evidence

    source = _resource(graph, locator, SG + "inSource")
    first, last = _number(graph, locator, "firstLine"), _number(graph, locator, "lastLine")
    found = Evidence(
        locator=locator,
        layer=_text(graph, locator, "layer") or "document",
        citation=Text(en="", sv=""),
        source=_name(graph, source) if source else None,
        first_line=first,
        last_line=last,
        rationale=_words(graph, locator, SG + "rationale"),
    )
    return found._replace(citation=_citation(graph, found, source))


def prefetch_evidence(graph: Graph, locators: Iterable[str]) -> None:
    """Say of which locators the evidence will be asked for: they, their sources, and the sections around them."""
    waiting = set(locators)
    seen: set[str] = set()
    while waiting:
        graph.prefetch_about(sorted(waiting))
        seen |= waiting
        links = (SG + "inSource", SG + "inSection", DCTERMS + "isPartOf")
        ends = (term for iri in waiting for link in links for term in graph.objects(iri, link))
        waiting = {term.value for term in ends if isinstance(term, NamedNode)} - seen


def citations(graph: Graph, locators: list[str], language: str) -> dict[str, str]:
    """Return the citation of each locator in the language."""
    if graph.index is None:
        prefetch_evidence(graph, locators)
    return {locator: _cited(graph, locator).into(language) for locator in locators}


def _cited(graph: Graph, locator: str) -> Text:
    known = graph.index.citation(locator) if graph.index is not None else None
    return known or evidence(graph, locator).citation


def _citation(graph: Graph, found: Evidence, source: str | None) -> Text:
    """Return a passage's sections and number, a record's file and row, a note's name; else its own name."""
    parts = _sections(graph, found.locator) + _unit(graph, found.locator)
    if not parts and found.layer != "interpretation":
        parts = _record(graph, found.locator, source)
    if parts:
        return Text(en=", ".join(part.en for part in parts), sv=", ".join(part.sv for part in parts))
    name = _name(graph, found.locator)
    if found.rationale is not None or found.layer == "interpretation":
        return NOTE.format(name=Text(*(part.removeprefix("note-") for part in name)))
    return found.lines or name


def _sections(graph: Graph, locator: str) -> list[Text]:
    """Return the names of the section that a passage stands in and of those around it, the outermost first.

    A section whose name begins as that of the one around it ("Appendix 3, goal 4") is not named after it again.
    """
    names: list[Text] = []
    seen: set[str] = set()
    section = _resource(graph, locator, SG + "inSection")
    while section is not None and section not in seen:
        seen.add(section)
        name = _name(graph, section)
        if not names or _begins(name) != _begins(names[0]):
            names.insert(0, name)
        section = _resource(graph, section, DCTERMS + "isPartOf")
    return names


def _begins(name: Text) -> str:
    return name.en.split(",")[0].casefold()


def _unit(graph: Graph, locator: str) -> list[Text]:
    number = _number(graph, locator, "numberInSection")
    unit = local_name(_resource(graph, locator, SG + "textUnit") or "")
    word = UNITS.get(unit)
    if word is None:
        return [] if number is None else [Text(en="{n}", sv="{n}").format(n=number)]
    if number is None:
        return [word]
    return [Text(en="{word} {n}", sv="{word} {n}").format(word=word, n=number)]


def _record(graph: Graph, locator: str, source: str | None) -> list[Text]:
    """Return file, sheet and row of a record, as far as they are known."""
    row = _number(graph, locator, "row")
    sheet = _text(graph, locator, "sheet")
    if row is None:
        return []
    file = _text(graph, source, "fileName") if source else None
    name = Text(en=file, sv=file) if file else _name(graph, source or locator)
    return [name, *([SHEET.format(name=sheet)] if sheet else []), ROW.format(n=row)]


def _name(graph: Graph, iri: str) -> Text:
    """Return a resource's label in both languages, each falling back to the other."""
    return _both(labels(graph, iri), local_name(iri))


def _words(graph: Graph, iri: str, predicate: str) -> Text | None:
    found = {term.language or "": term.value for term in graph.objects(iri, predicate) if isinstance(term, Literal)}
    return _both(found, "") if found else None


def _both(found: dict[str, str], otherwise: str) -> Text:
    en = found.get("en") or found.get("") or found.get("sv") or otherwise
    return Text(en=en, sv=found.get("sv") or found.get("") or en)


def _resource(graph: Graph, iri: str, predicate: str) -> str | None:
    found = [term.value for term in graph.objects(iri, predicate) if isinstance(term, NamedNode)]
    return found[0] if found else None


def _text(graph: Graph, iri: str, name: str) -> str | None:
    found = [term.value for term in graph.objects(iri, SG + name) if isinstance(term, Literal)]
    return found[0] if found else None


def _number(graph: Graph, iri: str, name: str) -> int | None:
    value = _text(graph, iri, name)
    return int(value) if value is not None and value.lstrip("-").isdigit() else None
