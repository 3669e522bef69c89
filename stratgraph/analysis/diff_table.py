"""A difference as a table and in one sentence."""

from __future__ import annotations

from dataclasses import replace

from stratgraph.analysis.card import layer_code
from stratgraph.analysis.diff import CHANGES, PARTS, Difference, Item, listed
from stratgraph.analysis.wording import name_of
from stratgraph.graph.evidence import citations
from stratgraph.graph.labels import entity
from stratgraph.graph.stated import layers_of
from stratgraph.model.language import Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.questions.answer import LAYER

COLUMNS = (
    Column("part", Text(en="Part", sv="Del"), "code"),
    Column("subject", Text(en="What", sv="Vad"), "entity"),
    Column("change", Text(en="Change", sv="Ändring"), "code"),
    Column("sentence", Text(en="In words", sv="I ord")),
    Column("relation", Text(en="Relation", sv="Relation"), "entity"),
    Column("before", Text(en="In A", sv="I A")),
    Column("after", Text(en="In B", sv="I B")),
    Column("language", Text(en="Language", sv="Språk")),
    Column("evidence_before", Text(en="Evidence in A", sv="Belägg i A"), "evidence"),
    Column("evidence_after", Text(en="Evidence in B", sv="Belägg i B"), "evidence"),
    LAYER,
)
#: What people need beside the sentence.
FOR_PEOPLE = ("subject", "change", "sentence", "evidence_before", "evidence_after", "layer")

TITLE = Text(en="What changed from {a} to {b}", sv="Vad som ändrats från {a} till {b}")
NO_DIFFERENCE = Text(
    en="no difference: {a} and {b} say the same ({n} statements)",
    sv="ingen skillnad: {a} och {b} säger detsamma ({n} uppgifter)",
)
NOTHING_SAID = Text(
    en="no difference: neither {a} nor {b} says anything in the chosen layers",
    sv="ingen skillnad: varken {a} eller {b} säger något i de valda lagren",
)
SUMMARY = Text(en="from {a} to {b}: {parts}", sv="från {a} till {b}: {parts}")
ELSEWHERE = Text(en="↷ said elsewhere", sv="↷ sägs på annat ställe")
NOW_CITED = Text(en="{before}; in B: {after}", sv="{before}; i B: {after}")

#: How each kind of difference is counted: one, and several.
COUNTED = {
    ("entity", "added"): (Text(en="1 new thing", sv="1 ny sak"), Text(en="{n} new things", sv="{n} nya saker")),
    ("entity", "removed"): (
        Text(en="1 thing gone", sv="1 sak borta"),
        Text(en="{n} things gone", sv="{n} saker borta"),
    ),
    ("relation", "added"): (
        Text(en="1 relation gained", sv="1 nytt samband"),
        Text(en="{n} relations gained", sv="{n} nya samband"),
    ),
    ("relation", "removed"): (
        Text(en="1 relation lost", sv="1 samband borta"),
        Text(en="{n} relations lost", sv="{n} samband borta"),
    ),
    ("relation", "changed"): (
        Text(en="1 relation changed", sv="1 ändrat samband"),
        Text(en="{n} relations changed", sv="{n} ändrade samband"),
    ),
    ("value", "added"): (Text(en="1 value added", sv="1 nytt värde"), Text(en="{n} values added", sv="{n} nya värden")),
    ("value", "removed"): (
        Text(en="1 value removed", sv="1 värde borta"),
        Text(en="{n} values removed", sv="{n} värden borta"),
    ),
    ("value", "changed"): (
        Text(en="1 value changed", sv="1 ändrat värde"),
        Text(en="{n} values changed", sv="{n} ändrade värden"),
    ),
    ("evidence", "changed"): (
        Text(en="1 statement said elsewhere", sv="1 uppgift med annat belägg"),
        Text(en="{n} statements said elsewhere", sv="{n} uppgifter med annat belägg"),
    ),
}
SOURCES = (
    Text(en="1 change in how sources are described", sv="1 ändring i hur källor beskrivs"),
    Text(en="{n} changes in how sources are described", sv="{n} ändringar i hur källor beskrivs"),
)


def diff_table(found: Difference, *, language: str = "en") -> Table:
    """Return every difference as a row, what it is about first; evidence and sources come last."""
    layers = {**found.after.locators, **found.before.locators}
    rows = tuple(_row(found, item, layers, language) for item in found.items)
    return Table(COLUMNS, rows, title=title(found), citations={}, notes=(*found.notes, summary(found)))


def for_people(found: Difference, table: Table, language: str) -> Table:
    """Return the table for people: the sentence tells relation and values; where it is said, as each side cites it."""
    layers = any(row[-1] is not None for row in table)
    kept = [place for place, column in enumerate(table.columns) if column.name in FOR_PEOPLE[: 6 if layers else 5]]
    columns = tuple(table.columns[place] for place in kept)
    rows = tuple(tuple(row[place] for place in kept) for row in table)
    return replace(table, columns=columns, rows=rows, citations=cited(found, language))


def cited(found: Difference, language: str) -> dict[str, str]:
    """Return how each locator is cited; one that the sides cite differently, as both do."""
    before, after = (
        citations(
            graph, sorted({iri for item in found.items for iri in places(item) if iri in state.locators}), language
        )
        for graph, state, places in (
            (found.graph_before, found.before, _old_places),
            (found.graph_after, found.after, _new_places),
        )
    )
    both = {
        iri: NOW_CITED.format(before=text, after=after[iri]).into(language)
        for iri, text in before.items()
        if after.get(iri, text) != text
    }
    return {**before, **after, **both}


def _old_places(item: Item) -> tuple[str, ...]:
    return item.evidence_before


def _new_places(item: Item) -> tuple[str, ...]:
    return item.evidence_after


def title(found: Difference) -> Text:
    """Return what is compared."""
    return TITLE.format(a=found.before.name, b=found.after.name)


def summary(found: Difference) -> Text:
    """Return in one sentence how much of what has changed."""
    names = {"a": found.before.name, "b": found.after.name}
    if not found.items:
        text = NO_DIFFERENCE if found.after.lines else NOTHING_SAID
        return text.format(**names, n=len(found.after.lines))
    counts = found.counts()
    parts = [
        (one if counts[key] == 1 else many).format(n=counts[key]) for key, (one, many) in COUNTED.items() if counts[key]
    ]
    sources = sum(number for (part, _), number in counts.items() if part == "source")
    if sources:
        parts.append((SOURCES[0] if sources == 1 else SOURCES[1]).format(n=sources))
    return SUMMARY.format(**names, parts=listed(parts, "; "))


def _row(found: Difference, item: Item, known: dict[str, str], language: str) -> tuple[Value, ...]:
    gone = item.change == "removed"
    graph = found.graph_before if gone else found.graph_after
    subject = item.subject
    layers = layers_of((*item.evidence_before, *item.evidence_after), known)
    return (
        Code(item.part, PARTS[item.part].into(language)),
        entity(graph, subject, language),
        Code(item.change, (ELSEWHERE if item.part == "evidence" else CHANGES[item.change]).into(language)),
        item.sentence.into(language),
        Entity(item.relation, name_of(graph, item.relation).into(language)) if item.relation else None,
        item.before.into(language) if item.before else None,
        item.after.into(language) if item.after else None,
        item.language,
        item.evidence_before,
        item.evidence_after,
        layer_code(layers, language),
    )
