"""Cold start: what the first answer costs, beside other ways to the same answer.

Each command is run as a process of its own, in turn, so that a machine that slows down slows all of them. What is
quoted is CPU time, user and system, as the operating system counts it for the finished process.

    python benchmarks/cold_start.py [--runs N] [--output FILE]

rdflib and pyoxigraph load the same TriG files and ask the same question; oxrdflib is left out where it is not
installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "graph_data" / "stockholm-2003"

#: Python keeps compiled modules, as it does for everybody who has not forbidden it; the warm-up writes them.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

ASK = """
SELECT DISTINCT ?goal ?network WHERE {
  GRAPH ?g { ?strategy <https://w3id.org/stratgraph/ontology#hasGoal> ?goal }
  GRAPH ?h { ?goal <https://w3id.org/stratgraph/ontology#hasAction> ?action }
  OPTIONAL { GRAPH ?i { ?action <https://w3id.org/stratgraph/ontology#mentionsAsExample> ?network } }
}
"""

RDFLIB = f"""
import rdflib
data = rdflib.Dataset(store=STORE)
for path in PATHS:
    data.parse(path, format="trig")
print(len(list(data.query({ASK!r}))))
"""

PYOXIGRAPH = f"""
import pyoxigraph
store = pyoxigraph.Store()
for path in PATHS:
    store.load(path=path, format=pyoxigraph.RdfFormat.TRIG)
print(len(list(store.query({ASK!r}))))
"""


def commands() -> dict[str, list[str]]:
    """Return each command under the name that it is reported by."""
    paths = [str(path) for path in sorted(DATA.rglob("*.trig"))]

    def script(text: str, store: str = '"default"') -> list[str]:
        return [sys.executable, "-c", f"PATHS = {paths!r}\nSTORE = {store}\n{text}"]

    program = [sys.executable, "-m", "stratgraph"]
    found = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import click": [sys.executable, "-c", "import click"],
        "stratgraph --help": [*program, "--help"],
        "stratgraph ask goals-without-network": [*program, "ask", "goals-without-network"],
        "stratgraph ask memberships --format json": [*program, "ask", "memberships", "--format", "json"],
        "pyoxigraph, load and ask": script(PYOXIGRAPH),
        "rdflib, load and ask": script(RDFLIB),
    }
    if importlib.util.find_spec("oxrdflib"):
        found["oxrdflib, load and ask"] = script(RDFLIB, '"Oxigraph"')
    return found


def cpu_seconds(command: Sequence[str]) -> float:
    """Return user plus system seconds of one run.

    Raises RuntimeError where the command fails.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    said = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:3]} failed: {said[-500:]}")
    return usage.ru_utime + usage.ru_stime


def measure(runs: int) -> dict[str, list[float]]:
    """Return the CPU seconds of every run of every command, one warm-up left out."""
    todo = commands()
    found: dict[str, list[float]] = {name: [] for name in todo}
    for run in range(runs + 1):
        for name, command in todo.items():
            seconds = cpu_seconds(command)
            if run:
                found[name].append(seconds)
    return found


def section(found: dict[str, list[float]]) -> list[str]:
    """Return the table as Markdown: least, median and most, and the median ratio to rdflib, run by run."""
    lines = [
        "| command | least, CPU s | median | most | of rdflib |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    other = found["rdflib, load and ask"]
    for name, seconds in found.items():
        ratio = statistics.median(own / its for own, its in zip(seconds, other, strict=True))
        lines.append(
            f"| {name} | {min(seconds):.3f} | {statistics.median(seconds):.3f} | {max(seconds):.3f} | {ratio:.2f} |"
        )
    click, own_help = found["import click"], found["stratgraph --help"]
    ratio = statistics.median(own / its for own, its in zip(own_help, click, strict=True))
    return [*lines, "", f"`--help` costs {ratio:.2f} times `import click`."]


def report(found: dict[str, list[float]], runs: int) -> str:
    """Return the table with the machine and the versions."""
    about = (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"pyoxigraph {version('pyoxigraph')}, rdflib {version('rdflib')}, click {version('click')}; {runs} runs."
    )
    return "\n".join([about, "", *section(found), ""])


def main() -> None:
    """Measure, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--output", type=Path)
    chosen = parser.parse_args()
    text = report(measure(chosen.runs), chosen.runs)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
