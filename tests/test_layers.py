"""Imports point downward only, and what is heavy is imported where it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "stratgraph"

LIBRARY = {"analysis", "exchange", "graph", "maps", "model", "output", "plans", "questions", "reports", "sources"}
LIBRARY |= {"validation"}
ANALYSIS = {"analysis", "questions", "graph", "model"}

#: Each folder of the package, and the folders that it may import besides itself.
LAYERS: dict[str, set[str]] = {
    "model": set(),
    "output": {"model"},
    "graph": {"model"},
    "questions": {"graph", "model", "output"},
    "sources": {"graph", "model"},
    "validation": {"graph", "model"},
    "analysis": {"questions", "graph", "model"},
    "maps": ANALYSIS,
    "reports": ANALYSIS | {"maps", "output", "sources"},
    "plans": ANALYSIS,
    "exchange": ANALYSIS,
    "web": LIBRARY,
    "cli": LIBRARY | {"web"},
    # What every command answers, as methods of one graph: it stands above all that it calls.
    "library": LIBRARY,
    "__init__": LIBRARY | {"library"},
    "__main__": {"cli"},
}

#: Packages of others, and the only places that may import them.
PACKAGES: dict[str, set[str]] = {
    "click": {"cli"},
    "networkx": {"analysis", "exchange", "graph", "maps", "questions"},
    "openpyxl": {"output", "plans"},
    "pyshacl": {"validation"},
    "pyvis": {"maps"},
    "rdflib": {"exchange", "graph", "questions", "validation"},
    # Optional: counts shortest ways in networks that NetworkX takes too long for.
    "rustworkx": {"analysis"},
    "SPARQLWrapper": {"graph"},
}

HEAVY = {"networkx", "openpyxl", "pandas", "pyshacl", "pyvis", "rdflib", "rustworkx", "SPARQLWrapper"}


class Import(NamedTuple):
    file: str
    line: int
    layer: str
    name: str


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def names_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides its layer"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def imports() -> list[Import]:
    return [
        Import(str(path.relative_to(ROOT)), line, layer_of(path), name)
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, name in names_in(ast.parse(path.read_text(encoding="utf-8")))
    ]


def imported_layer(name: str) -> str | None:
    parts = name.split(".")
    # `from stratgraph import __version__` takes a name of the package itself, not of a layer.
    return parts[1] if parts[0] == "stratgraph" and len(parts) > 1 and parts[1] in LAYERS else None


def test_every_folder_has_its_place() -> None:
    assert {layer_of(path) for path in PACKAGE.rglob("*.py")} <= set(LAYERS)


def test_imports_point_downward() -> None:
    upward = [
        found
        for found in imports()
        if (target := imported_layer(found.name)) and target != found.layer and target not in LAYERS[found.layer]
    ]
    assert upward == []


def test_each_package_of_others_has_its_place() -> None:
    strays = [
        found for found in imports() if found.layer not in PACKAGES.get(found.name.partition(".")[0], {found.layer})
    ]
    assert strays == []


def modules_of(*arguments: str) -> set[str]:
    """The modules that a run of the program has imported when it leaves."""
    program = (
        "import atexit, json, sys\n"
        "atexit.register(lambda: sys.stderr.write('\\n' + json.dumps(sorted(sys.modules))))\n"
        "from stratgraph.cli.main import main\n"
        "main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    messages, _, modules = run.stderr.rpartition("\n")
    assert run.returncode == 0, messages
    return {name.partition(".")[0] for name in json.loads(modules)}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]], ids=" ".join)
def test_help_imports_no_engine(arguments: list[str]) -> None:
    assert modules_of(*arguments) & (HEAVY | {"pyoxigraph"}) == set()


@pytest.mark.parametrize(
    "arguments",
    [["ask"], ["ask", "goals-without-network"], ["query", "-e", "SELECT ?s { ?s ?p ?o } LIMIT 1"]],
    ids=" ".join,
)
def test_a_question_imports_no_heavy_library(arguments: list[str]) -> None:
    assert modules_of(*arguments) & HEAVY == set()
