"""A matrix to be drawn: rows, columns, and a mark where they meet, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Header(NamedTuple):
    """The name of a row or column, with what stands small beneath it; `starred` sets it off."""

    label: str
    beneath: str = ""
    starred: bool = False


class Mark(NamedTuple):
    """What stands in a cell: `shade` is 1 (lightest) to 3, `sign` tells it without shades, `words` in full."""

    shade: int
    sign: str
    words: str


@dataclass(frozen=True)
class Matrix:
    """A matrix; `cells` has a mark by the places of its row and column, both from 0.

    `legend` explains the marks, `star` what sets a header off.
    """

    title: str
    description: str
    rows: tuple[Header, ...]
    columns: tuple[Header, ...]
    cells: Mapping[tuple[int, int], Mark]
    legend: tuple[Mark, ...]
    star: str = ""
