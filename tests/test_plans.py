"""Questions are shaped so that an engine can plan them: their work grows as what they read and answer does.

An engine puts the patterns of one group into order. It leaves a group as written that it joins with something else, and
what stands in NOT EXISTS it walks for every row: docs/writing-questions.md.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from stratgraph.graph.opening import open_graph
from stratgraph.questions.catalogue import questions

WORKSPACE = open_graph().workspace
QUERIES = {question.id: question.query for question in questions(WORKSPACE)}
#: What can be put into order with its neighbours: patterns, and values.
MOVABLE = {"BGP", "Join", "ToMultiSet", "values"}


def parts(value: Any) -> Iterator[CompValue]:
    """Yield every part of a query's algebra."""
    if isinstance(value, CompValue):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from parts(inner)


def algebra(name: str) -> list[CompValue]:
    return list(parts(prepareQuery(QUERIES[name], initNs=dict(WORKSPACE.prefixes)).algebra))


@pytest.mark.parametrize("name", QUERIES)
def test_nothing_is_joined_with_what_cannot_be_put_into_order(name: str) -> None:
    sides = [side for part in algebra(name) if part.name == "Join" for side in (part.p1, part.p2)]
    assert {side.p.name if side.name == "Graph" else side.name for side in sides} <= MOVABLE


@pytest.mark.parametrize("name", QUERIES)
def test_not_exists_holds_one_pattern(name: str) -> None:
    inner = [part.graph for part in algebra(name) if part.name in ("Builtin_NOTEXISTS", "Builtin_EXISTS")]
    patterns = [sum(len(part.triples) for part in parts(group) if part.name == "BGP") for group in inner]
    assert set(patterns) <= {1}
