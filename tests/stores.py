"""What the tests of stores share: a town's data, the program as a process, and what a folder holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from stratgraph import open_graph
from stratgraph.graph.memory import Graph

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
DATA = BRUNNSBY / "brunnsby.trig"

#: Limits the size of any file that the program writes, as a full disk would.
LIMITED = (
    "import resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    "from stratgraph.cli.main import main\n"
    "main()\n"
)


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "stratgraph", *map(str, words)]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, check=False, cwd=ROOT)


def triples(graph: Graph) -> set[str]:
    return {str(quad) for quad in graph.quads() if "_:" not in str(quad)}


def subjects(folder: Path) -> set[str]:
    return {str(row["s"]) for row in open_graph(store=str(folder)).select("SELECT ?s { GRAPH ?g { ?s a sg:City } }")}


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def many(path: Path, name: str, count: int = 4000) -> Path:
    lines = [
        f"<https://x.example/{name}> <https://x.example/p> <https://x.example/{number}> <https://x.example/g> ."
        for number in range(count)
    ]
    kind = f"<https://x.example/{name}> a <https://w3id.org/stratgraph/ontology#City> <https://x.example/g> ."
    lines.append(kind.replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
