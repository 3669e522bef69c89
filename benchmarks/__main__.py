"""Measure loading and every question at several sizes, and write the results page.

    python -m benchmarks [--sizes 10000,30000,100000] [--runs 3] [--output docs/benchmarks.md]

The engines take turns within each run, so that a machine that slows down slows all of them.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.generate import write

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("plain-memory", "memory", "plain-disk", "build", "disk", "rdflib")
WHAT = {
    "plain-memory": "plain pyoxigraph, bulk_load into memory",
    "memory": "stratgraph in memory: load, rules, facts",
    "plain-disk": "plain pyoxigraph, bulk_load onto disk",
    "build": "stratgraph load --store: load, rules, facts, counts, sync",
    "disk": "opening a built store",
    "rdflib": "rdflib, parse into memory",
}
#: rdflib is left out above this size, and larger sizes are run once.
MOST_FOR_ALL = 100_000

Results = dict[int, dict[str, list[dict[str, Any]]]]


def run(action: str, file: Path, folder: Path) -> dict[str, Any]:
    """Return what one measurement found.

    Raises CalledProcessError where it fails.
    """
    words = [sys.executable, "-m", "benchmarks.worker", action, str(file), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(sizes: list[int], runs: int) -> Results:
    """Return every measurement, by number of quads and action."""
    results: Results = {}
    with tempfile.TemporaryDirectory() as place:
        for size in sizes:
            file = Path(place) / f"{size}.nq"
            with file.open("w", encoding="utf-8") as target:
                quads = write(size, target)
            results[quads] = {}
            for _ in range(runs if size <= MOST_FOR_ALL else 1):
                for action in ORDER:
                    if action == "rdflib" and size > MOST_FOR_ALL:
                        continue
                    folder = Path(place) / ("plain" if action == "plain-disk" else "built")
                    if action in ("plain-disk", "build"):
                        shutil.rmtree(folder, ignore_errors=True)
                    results[quads].setdefault(action, []).append(run(action, file, folder))
                    sys.stderr.write(f"{quads} {action}\n")
    return results


def spread(values: list[float]) -> str:
    """Return least, median and most.

    >>> spread([0.1, 0.3, 0.2])
    '0.100 / 0.200 / 0.300'
    """
    return " / ".join(f"{value:.3f}" for value in (min(values), statistics.median(values), max(values)))


def exponent(points: list[tuple[float, float]]) -> float:
    """Return the slope of the least-squares line through the logarithms of sizes and seconds.

    >>> round(exponent([(10, 1), (100, 10), (1000, 100)]), 3)
    1.0
    """
    logs = [(math.log(size), math.log(max(seconds, 1e-6))) for size, seconds in points]
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def question_medians(runs: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Return the medians over the runs of each question's figures."""
    names = runs[0]["questions"]
    return {
        name: [statistics.median(column) for column in zip(*(run["questions"][name] for run in runs), strict=True)]
        for name in names
    }


def loading(results: Results) -> list[str]:
    """Return the table of loads."""
    lines = [
        "| quads | what | CPU s: least / median / most | of plain, same run | peak MB |",
        "| ---: | --- | --- | ---: | ---: |",
    ]
    for quads, actions in results.items():
        for action, runs in actions.items():
            seconds = [run["load"] for run in runs]
            plain = {"memory": "plain-memory", "build": "plain-disk"}.get(action)
            ratio = ""
            if plain:
                pairs = zip(seconds, (run["load"] for run in actions[plain]), strict=True)
                ratio = f"{statistics.median(own / its for own, its in pairs):.2f}"
            peak = max(run["peak"] for run in runs)
            lines.append(f"| {quads:,} | {WHAT[action]} | {spread(seconds)} | {ratio} | {peak:.0f} |")
    return lines


def slowest(results: Results, engine: str) -> list[str]:
    """Return, for each size, the slowest questions as they are asked by default."""
    lines = ["| quads | questions over 0.1 s | slowest, CPU s |", "| ---: | ---: | --- |"]
    for quads, actions in results.items():
        found = question_medians(actions[engine])
        worst = sorted(found.items(), key=lambda entry: -entry[1][0])[:4]
        told = ", ".join(f"{name} {values[0]:.3f}" for name, values in worst)
        lines.append(f"| {quads:,} | {sum(values[0] > 0.1 for values in found.values())} of {len(found)} | {told} |")
    return lines


def growth(results: Results) -> list[str]:
    """Return the growth of every question over all cities, against input quads plus output rows."""
    by_size = {quads: (question_medians(a["memory"]), question_medians(a["disk"])) for quads, a in results.items()}
    largest = max(by_size)
    names = by_size[largest][0]
    lines = [
        f"| question | rows at {largest:,} | memory s | exponent | disk s | exponent |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in sorted(names):
        cells = [name, f"{by_size[largest][0][name][3]:.0f}"]
        for engine in (0, 1):
            points = [(quads + found[engine][name][3], found[engine][name][2]) for quads, found in by_size.items()]
            cells += [f"{by_size[largest][engine][name][2]:.3f}", f"{exponent(points):.2f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def overhead(results: Results) -> list[str]:
    """Return how much slower `Graph.query` is than the engine on the same text, where the engine takes over 5 ms."""
    lines = []
    for quads, actions in results.items():
        for engine in ("memory", "disk"):
            found = {name: v for name, v in question_medians(actions[engine]).items() if v[5] > 0.005}
            if found:
                name = max(found, key=lambda key: found[key][4])
                middle = statistics.median(values[4] for values in found.values())
                lines.append(
                    f"* {quads:,} quads, {engine}: median ratio {middle:.2f} over {len(found)} questions, "
                    f"largest {found[name][4]:.2f} ({name})"
                )
    return lines


def absent() -> str:
    """Return which engines are not installed here, and were therefore not measured."""
    missing = [name for name in ("oxrdflib",) if importlib.util.find_spec(name) is None]
    missing += [name for name in ("fuseki-server", "comunica-sparql-file") if shutil.which(name) is None]
    return ", ".join(missing) or "none"


def page(results: Results, runs: int) -> str:
    """Return the results page."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "stratgraph"))
    parts = [
        "# Benchmarks",
        "",
        "Written by `python -m benchmarks`, over the made-up cities of `benchmarks/generate.py`. "
        "`python benchmarks/cold_start.py` measures the first answer of a fresh process.",
        "",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores; "
        f"{versions}. "
        f"{runs} runs in turn up to {MOST_FOR_ALL:,} quads, one above; each measurement in a process of its own, "
        f"seconds are CPU. The machine had other work. Not installed here, so not measured: {absent()}. "
        "Virtuoso is not part of this run.",
        "",
        "## Loading and opening",
        "",
        *loading(results),
    ]
    for engine, title in (("memory", "in memory"), ("disk", "on disk")):
        parts += [
            "",
            f"## Questions as asked by default (one strategy, one city), {title}",
            "",
            *slowest(results, engine),
        ]
    parts += [
        "",
        "## Questions over all cities: growth",
        "",
        "The exponent is that of seconds against input quads plus output rows; 1 is linear.",
        "",
        *growth(results),
    ]
    parts += ["", "## Beside plain pyoxigraph, same query text", "", *overhead(results), ""]
    return "\n".join(parts)


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,30000,100000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--output", type=Path)
    chosen = parser.parse_args()
    text = page(measure([int(size) for size in chosen.sizes.split(",")], chosen.runs), chosen.runs)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
