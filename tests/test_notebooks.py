"""The notebooks run from top to bottom on the public API, and are committed without outputs.

They run twice: in order in one namespace, where the last expression of a cell is shown as a notebook would show it, and
in a real Jupyter kernel. Each runs in an empty folder, in which it leaves the files that it says it writes.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))
#: What the reader finds in the folder afterwards.
WRITTEN = {
    "analyst": [],
    "presenter": ["map.dark.svg", "map.en.svg", "map.html", "map.json", "map.sv.svg", "story.pdf"],
    "strategist": ["goal-4.html", "report.html"],
}
MODULES = ("stratgraph", "networkx", "IPython.display", "collections", "json", "pathlib")

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


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


@each
def test_no_output_is_committed(path: Path) -> None:
    assert [cell["outputs"] for cell in cells(path) if cell["outputs"]] == []
    assert {cell["execution_count"] for cell in cells(path)} == {None}


@each
def test_only_the_public_library_is_used(path: Path) -> None:
    for cell in cells(path):
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert all(str(name).startswith(MODULES) for name in names), names
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), node.attr


@each
def test_it_reads_like_an_article(path: Path) -> None:
    """Each cell of code has words before it, somewhere between two headings; no stretch is code alone."""
    kinds = [cell["cell_type"] for cell in json.loads(path.read_text("utf-8"))["cells"]]
    assert kinds[0] == "markdown"
    longest = max(len(run) for run in "".join(kind[0] for kind in kinds).split("m"))
    assert longest <= 2
    assert kinds.count("markdown") >= kinds.count("code") - 1


@each
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {}
    pages = [shown("".join(cell["source"]), namespace) for cell in cells(path)]
    tables = [page for page in pages if page.startswith("<table>")]
    assert tables
    assert all("<td>" in table for table in tables)
    assert sorted(file.name for file in tmp_path.iterdir()) == WRITTEN[path.stem]


@each
def test_a_notebook_runs_in_a_kernel(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    resources = {"metadata": {"path": str(tmp_path)}}
    done = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
    pages = [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert any(page.startswith("<table>") for page in pages)
    assert set(WRITTEN[path.stem]) <= {file.name for file in tmp_path.iterdir()}
