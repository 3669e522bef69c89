"""Gaps that are seen: an open place in the column of networks for each goal that names none."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from stratgraph.graph.memory import Graph
from stratgraph.graph.stated import curie, layers_of
from stratgraph.maps.kinds import LACKS
from stratgraph.maps.parts import Edge, Node
from stratgraph.maps.words import Words, either, shortened
from stratgraph.model.errors import InputError
from stratgraph.model.language import LANGUAGES
from stratgraph.model.table import Code, Entity
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question

QUESTION = "goals-without-network"

#: What stands in the open place, by grade: what is not in the sources is not said to be nowhere.
SHORT = {
    "none": Words("No network named", "Inget nätverk nämns"),
    "generic": Words("Networks only in general", "Nätverk bara i allmänhet"),
    "proposed": Words("Network only proposed", "Nätverk bara föreslaget"),
}
NOTES = {
    "none": Words(
        "The sources name no network for this goal. What was read is given as evidence.",
        "Källorna nämner inget nätverk för målet. Det som har lästs anges som belägg.",
    ),
    "generic": Words(
        "Networks are called for, but none is named.",
        "Nätverk efterfrågas, men inget namnges.",
    ),
    "proposed": Words(
        "The only network that is named does not exist yet.",
        "Det enda nätverk som nämns finns ännu inte.",
    ),
}
SENTENCES = {
    "none": Words("{goal}: the sources name no network", "{goal}: källorna nämner inget nätverk"),
    "generic": Words("{goal}: networks are called for, none is named", "{goal}: nätverk efterfrågas, inget namnges"),
    "proposed": Words("{goal}: a network is only proposed", "{goal}: ett nätverk är bara föreslaget"),
}


class Lack(NamedTuple):
    """A goal that lacks a network: the grade of what there is instead, and what was read."""

    goal: str
    name: Words
    grade: str
    evidence: tuple[str, ...]


def lacking(graph: Graph, *, strategy: str | None = None) -> list[Lack]:
    """Return the goals of the strategy (default: the graph's own, else all) that lack a network, as the question says.

    Where the chosen layers or the workspace cannot answer it, none is known to lack one.
    """
    chosen = strategy or graph.strategy
    asked = question(graph.workspace, QUESTION)
    try:
        found = [
            answer(graph, asked, parameters={"strategy": chosen or "all"}, language=language).rows
            for language in LANGUAGES
        ]
    except InputError:
        return []
    names = [{row[0].iri: row[0].label for row in rows if isinstance(row[0], Entity)} for rows in found]
    columns = [column.name for column in asked.columns]
    return [
        Lack(goal.iri, _name(names, goal.iri), grade.value, _locators(row[columns.index("evidence")]))
        for row in found[0]
        if isinstance(goal := row[0], Entity) and isinstance(grade := row[columns.index("support")], Code)
    ]


def _name(names: list[dict[str, str]], iri: str) -> Words:
    return either(dict(zip(LANGUAGES, (found[iri] for found in names), strict=True)), iri)


def _locators(cell: object) -> tuple[str, ...]:
    return tuple(str(locator) for locator in cell) if isinstance(cell, tuple) else ()


def open_places(graph: Graph, on_map: Collection[str], layers: dict[str, str]) -> tuple[list[Node], list[Edge]]:
    """Return the open places of the goals on the map, each with the dashed line from its goal."""
    lacks = [lack for lack in lacking(graph) if lack.goal in on_map]
    return [_place(graph, lack, layers) for lack in lacks], [_line(graph, lack, layers) for lack in lacks]


def _id(graph: Graph, lack: Lack) -> str:
    return f"gap:{curie(graph, lack.goal)}"


def _place(graph: Graph, lack: Lack, layers: dict[str, str]) -> Node:
    label = SHORT[lack.grade]
    found = layers_of(lack.evidence, layers)
    return Node(
        id=_id(graph, lack),
        iri=None,
        kind="Gap",
        label=label,
        short=shortened(label),
        status="missing",
        grade=lack.grade,
        note=NOTES[lack.grade],
        layer=found[0] if found else None,
        evidence=lack.evidence,
    )


def _line(graph: Graph, lack: Lack, layers: dict[str, str]) -> Edge:
    sentence = SENTENCES[lack.grade]
    return Edge(
        id="",
        start=curie(graph, lack.goal),
        end=_id(graph, lack),
        relation=LACKS,
        status="missing",
        layers=layers_of(lack.evidence, layers),
        evidence=lack.evidence,
        sentence=Words(*(text.replace("{goal}", name) for text, name in zip(sentence[:2], lack.name[:2], strict=True))),
    )
