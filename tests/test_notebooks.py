"""The notebooks run from top to bottom on the public API, and are committed without outputs.

The cells are executed in order in one namespace; the last expression of a cell is shown as a notebook would show it.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


def cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == "code"]


def shown(code: str, namespace: dict[str, Any]) -> str:
    """What a notebook shows for the last expression of a cell, as HTML where it has that form."""
    tree = ast.parse(code)
    last = tree.body[-1]
    if not isinstance(last, ast.Expr):
        exec(code, namespace)  # noqa: S102 - our own notebooks
        return ""
    tree.body.pop()
    exec(compile(tree, "cell", "exec"), namespace)  # noqa: S102
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)  # noqa: S307
    return str(value._repr_html_()) if hasattr(value, "_repr_html_") else repr(value)


def test_each_kind_of_reader_has_a_notebook() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["analyst", "presenter", "strategist"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_committed(path: Path) -> None:
    assert [cell["outputs"] for cell in cells(path) if cell["outputs"]] == []
    assert {cell["execution_count"] for cell in cells(path)} == {None}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path) -> None:
    namespace: dict[str, Any] = {}
    pages = [shown("".join(cell["source"]), namespace) for cell in cells(path)]
    tables = [page for page in pages if page.startswith("<table>")]
    assert tables
    assert all("<td>" in table for table in tables)
