"""Values that differ between two states: names, numbers, dates, classes and coded values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from stratgraph.analysis.diff import Item
from stratgraph.analysis.wording import name_of, words_of
from stratgraph.graph.memory import Graph, Term
from stratgraph.graph.nameless import NAMELESS
from stratgraph.model.language import Text
from stratgraph.model.terms import DESCRIBING, SG, TYPE, XSD

if TYPE_CHECKING:
    from stratgraph.analysis.diff_facts import Comparison

IN_LANGUAGE = {
    "en": Text(en="{relation} in English", sv="{relation} på engelska"),
    "sv": Text(en="{relation} in Swedish", sv="{relation} på svenska"),
}
IN_OTHER = Text(en="{relation} ({language})", sv="{relation} ({language})")
QUOTED = Text(en="“{text}”", sv="”{text}”")
HAS = Text(en="{name}: {relation} {value}", sv="{name}: {relation} {value}")
BECAME = Text(en="{name}: {relation} {before} → {after}", sv="{name}: {relation} {before} → {after}")

Places = tuple[str, ...]


class Key(NamedTuple):
    """What a value is of: a thing, a property, and a language where it has one."""

    subject: str
    relation: str
    language: str | None


class Found(NamedTuple):
    """A value and where it is said."""

    value: Term
    places: Places


def value_items(found: Comparison) -> Iterator[Item]:
    """Yield the values that things have got, lost or changed."""

    def counts(triple: Triple) -> bool:
        """Tell whether it is a value of a thing; what a new thing is called is told with the thing."""
        subject = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
        told = subject in found.new or subject in found.gone
        return found.is_thing(subject) and is_value(triple) and not (told and triple.predicate.value in DESCRIBING)

    removed, added = (
        grouped((triple, places) for triple, places in triples.items() if counts(triple))
        for triples in (found.removed, found.added)
    )
    yield from items_of(removed, added, found, part="value")


def items_of(
    removed: Mapping[Key, list[Found]], added: Mapping[Key, list[Found]], found: Comparison, *, part: str
) -> Iterator[Item]:
    """Yield a change for each property of which one value went and one came, else each value by itself."""
    for key in sorted({*removed, *added}, key=str):
        old, new = removed.get(key, []), added.get(key, [])
        name, relation = found.name(key.subject), relation_in(found.graph_after, key)
        if len(old) == len(new) == 1:
            before, after = worded(found.graph_before, old[0].value), worded(found.graph_after, new[0].value)
            said = BECAME.format(name=name, relation=relation, before=before, after=after)
            yield Item(part, "changed", *_about(key, said), before, after, key.language, old[0].places, new[0].places)
            continue
        for one in old:
            value = worded(found.graph_before, one.value)
            said = HAS.format(name=name, relation=relation, value=value)
            yield Item(part, "removed", *_about(key, said), value, None, key.language, one.places)
        for one in new:
            value = worded(found.graph_after, one.value)
            said = HAS.format(name=name, relation=relation, value=value)
            yield Item(part, "added", *_about(key, said), None, value, key.language, (), one.places)


def _about(key: Key, said: Text) -> tuple[str, Text, str]:
    return key.subject, said, key.relation


def grouped(triples: Iterable[tuple[Triple, Places]]) -> dict[Key, list[Found]]:
    """Return values by what they are of."""
    found: dict[Key, list[Found]] = {}
    for triple, places in sorted(triples, key=lambda entry: str(entry[0])):
        value = triple.object
        language = value.language if isinstance(value, Literal) else None
        subject = triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)
        found.setdefault(Key(subject, triple.predicate.value, language), []).append(Found(value, places))
    return found


def is_value(triple: Triple) -> bool:
    """Tell whether a statement gives a value: a text, a number, a class, a coded value, something without a name."""
    value = triple.object
    if not isinstance(value, NamedNode):
        return True
    return value.value.startswith((SG, NAMELESS)) or triple.predicate.value == TYPE


def relation_in(graph: Graph, key: Key) -> Text:
    """Return what a property is called, with the language of its texts."""
    name = name_of(graph, key.relation)
    if key.language is None:
        return name
    return IN_LANGUAGE.get(key.language, IN_OTHER).format(relation=name, language=key.language)


def worded(graph: Graph, value: Term) -> Text:
    """Return a value in words, a text in quotation marks.

    >>> from stratgraph import open_graph
    >>> worded(open_graph(), Literal("Riga", language="en")).sv, worded(open_graph(), Literal(4)).sv
    ('”Riga”', '4')
    """
    words = words_of(graph, value)
    is_text = isinstance(value, Literal) and (value.language is not None or value.datatype.value == XSD + "string")
    return QUOTED.format(text=words) if is_text else words
