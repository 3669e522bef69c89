"""A question: what its header says, as values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from stratgraph.model.language import Text
from stratgraph.model.table import Column

GROUPS = ("strategist", "analyst", "presenter", "steward")
KINDS = ("entity", "code", "number", "boolean", "text", "evidence", "list")
TYPES = ("entity", "code", "boolean", "number", "text")

#: Defaults that stand for what the workspace says.
OWN_STRATEGY = "own-strategy"
OWN_CITY = "own-city"
#: The value that leaves a parameter open.
ALL = "all"


class Strongest(NamedTuple):
    """Keep, for each value of the columns `by`, the rows whose `column` has the grade that comes first in `order`."""

    column: str
    order: tuple[str, ...]
    by: tuple[str, ...]


class About(NamedTuple):
    """What an answer without rows presupposes: a pattern of the facts graph, and what is said where nothing fits it."""

    pattern: str
    none: Text


class Parameter(NamedTuple):
    """What can be chosen; `values` are the codes, `of` is the class of the entities, `needs` a layer it rests on."""

    name: str
    text: Text
    type: str = "text"
    default: str | None = None
    values: tuple[str, ...] = ()
    of: str | None = None
    needs: str | None = None


class Question(NamedTuple):
    """A query with what a reader needs to know of it; `path` is where it stands."""

    id: str
    path: str
    query: str
    title: Text
    description: Text
    reading: Text
    empty: Text
    group: str
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...] = ()
    #: Variables of the query that rows are sorted by; they need not be columns.
    sort: tuple[str, ...] = ()
    #: Columns of booleans that are true when any of the folded rows says so.
    any: tuple[str, ...] = ()
    strongest: Strongest | None = None
    #: A column, and the values of it that the answer keeps.
    keep: tuple[str, tuple[str, ...]] | None = None
    #: Layers without which the question has no sense.
    layers: tuple[str, ...] = ()
    #: The words of coded values, by column and code.
    words: Mapping[tuple[str, str], Text] = MappingProxyType({})

    about: About | None = None

    def column(self, kind: str) -> str | None:
        """Return the name of the first column of a kind, or None."""
        return next((column.name for column in self.columns if column.kind == kind), None)
