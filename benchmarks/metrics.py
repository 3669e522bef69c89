"""Measure `stratgraph metrics` on made-up networks, and print a table in Markdown.

    python -m benchmarks.metrics [--sizes 1000x10000,10000x100000] [--exact]

A network of cities and networks is written as a workspace, read, and measured with the library's own calls.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks.generate import BASE, LABEL, SG, TYPE
from stratgraph import open_graph
from stratgraph.analysis.metric_table import metric_table
from stratgraph.analysis.metrics import MEASURES, measured, prepared

Made = TypeVar("Made")


def quads(nodes: int, links: int) -> Iterator[str]:
    """Yield a network of cities and networks as N-Quads: a tenth of the nodes are networks."""
    draw = random.Random(nodes)  # noqa: S311 - the same numbers each time are what is wanted
    networks = [f"<{BASE}n{number}>" for number in range(nodes // 10)]
    cities = [f"<{BASE}c{number}>" for number in range(nodes - len(networks))]
    place, where = f"<{BASE}p>", f"<{BASE}declarations>"
    for kind, things in (("Network", networks), ("City", cities)):
        for number, thing in enumerate(things):
            yield f"{thing} <{TYPE}> <{SG}{kind}> {where} ."
            yield f'{thing} <{LABEL}> "{kind} {number}"@en {where} .'
    yield f"{place} <{TYPE}> <{SG}Passage> {where} ."
    chosen: set[tuple[str, str]] = set()
    while len(chosen) < links:
        # Some networks are far greater than others.
        chosen.add((draw.choice(cities), networks[int(len(networks) * draw.random() ** 2)]))
    for city, network in sorted(chosen):
        yield f"{city} <{SG}memberOf> {network} {place} ."


def timed(call: Callable[[], Made]) -> tuple[Made, float]:
    """Return what a call makes, and how many seconds of the processor it takes."""
    start = time.process_time()
    made = call()
    return made, time.process_time() - start


def measure(nodes: int, links: int, *, exact: bool) -> list[str]:
    """Return the rows of one size."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cities.nq"
        file.write_text("\n".join(quads(nodes, links)) + "\n", encoding="utf-8")
        graph = open_graph(workspace=str(file))
        ready, seconds = timed(lambda: prepared(graph, "city-network", exact=exact))
        size = f"{len(ready.projected.nodes):,} | {len(ready.projected.links):,}"
        way = "rustworkx" if ready.work.fast else "NetworkX"
        rows = [f"| {size} | reading the projection | | {seconds:.1f} |"]
        for name in MEASURES:
            found, seconds = timed(lambda name=name: measured(ready, [name]))  # type: ignore[misc]
            sources = f"{ready.work.sources:,}, {way}" if name in ("betweenness", "closeness") else ""
            rows.append(f"| {size} | {name} | {sources} | {seconds:.1f} |")
        found = measured(ready, ["degree", "articulation"])
        _, seconds = timed(lambda: metric_table(found, top=3))
        return [*rows, f"| {size} | the sentences of three of each | | {seconds:.1f} |"]


def main() -> None:
    """Measure every size that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000x10000,10000x100000")
    parser.add_argument("--exact", action="store_true")
    given = parser.parse_args()
    lines = [f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, CPU seconds", ""]
    lines += ["| things | links | what | sources | CPU s |", "| ---: | ---: | --- | --- | ---: |"]
    for size in given.sizes.split(","):
        nodes, _, links = size.partition("x")
        lines += measure(int(nodes), int(links), exact=given.exact)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
