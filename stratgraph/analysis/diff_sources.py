"""How the sources and the places in them are described otherwise: of a difference, what few readers ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from stratgraph.analysis.diff import Item
from stratgraph.analysis.diff_values import grouped, items_of
from stratgraph.model.language import Text
from stratgraph.model.terms import OA, SG

if TYPE_CHECKING:
    from stratgraph.analysis.diff_facts import Comparison

#: What hangs on a passage and is told with it.
DETAILS = frozenset({SG + "PassagePart", SG + "LineRange", OA + "TextPositionSelector"})
NEW = Text(en="new source or place: {name}", sv="ny källa eller nytt ställe: {name}")
GONE = Text(en="source or place no longer there: {name}", sv="källa eller ställe finns inte längre: {name}")


def source_items(found: Comparison) -> Iterator[Item]:
    """Yield the sources and places that came, went, or are described otherwise."""
    for iris, change, text in ((found.new, "added", NEW), (found.gone, "removed", GONE)):
        for iri in sorted(iris & found.apparatus):
            if DETAILS.isdisjoint(found.classes(iri)):
                yield _whole(found, iri, change, text)
    kept = found.apparatus - found.new - found.gone

    def counts(triple: Triple) -> bool:
        return isinstance(triple.subject, NamedNode) and triple.subject.value in kept

    removed, added = (
        grouped((triple, places) for triple, places in triples.items() if counts(triple))
        for triples in (found.removed, found.added)
    )
    yield from items_of(removed, added, found, part="source")


def _whole(found: Comparison, iri: str, change: str, text: Text) -> Item:
    state = found.after if change == "added" else found.before
    said = text.format(name=found.name(iri))
    where = (iri,) if iri in state.locators else ()
    old, new = ((), where) if change == "added" else (where, ())
    return Item("source", change, iri, said, evidence_before=old, evidence_after=new)
