"""The map's page: how long until its first frame, and how long what a presenter does on it takes.

    python -m benchmarks.map_page [--nodes 5000] [--runs 5]

The page of the packaged strategy, and one with that many nodes: copies of the packaged ones, folded into boxes as the
map folds what is too much for a screen. Times are those that the browser's own clock gives, in milliseconds from the
opening of the file; they take a Chromium, and playwright.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stratgraph.graph.opening import open_graph
from stratgraph.maps import strategy_map
from stratgraph.maps.page import page

CHROMIUM = "/usr/bin/chromium"
FIRST_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
STEPS = {
    "choosing a thing": "choose(DATA.nodes.find((node) => node.status === 'existing').id)",
    "searching": "search('a')",
    "surroundings, 2 steps": "change({ view: 'ego', deg: 2 })",
    "table": "change({ view: 'table' })",
}


def enlarged(data: Mapping[str, Any], nodes: int) -> dict[str, Any]:
    """Return a map's data with copies of its nodes and edges until there are that many nodes."""
    real = [node for node in data["nodes"] if node["status"] == "existing"]
    ids = {node["id"] for node in real}
    between = [edge for edge in data["edges"] if {edge["from"], edge["to"]} <= ids]
    groups = {node["type"]: node["id"] for node in data["nodes"] if node["status"] == "group"}
    made = {**data, "nodes": list(data["nodes"]), "edges": list(data["edges"])}
    for copy in range(1, (nodes - len(data["nodes"])) // len(real) + 2):
        for node in real:
            group = node["group"] or groups.get(node["type"]) or next(iter(groups.values()))
            made["nodes"].append({**node, "id": f"{node['id']}~{copy}", "group": group})
        for edge in between:
            ends = {end: f"{edge[end]}~{copy}" for end in ("from", "to")}
            made["edges"].append({**edge, **ends, "id": f"{edge['id']}~{copy}"})
    return made


def measure(file: Path, runs: int) -> dict[str, list[float]]:
    """Return the milliseconds of each step in each run."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[float]] = {"first frame": []}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for _ in range(runs):
            tab = browser.new_page(viewport={"width": 1920, "height": 1080})
            tab.goto(file.as_uri())
            found["first frame"].append(float(tab.evaluate(FIRST_FRAME)))
            for name, step in STEPS.items():
                taken = f"() => {{ const from = performance.now(); {step}; return performance.now() - from; }}"
                found.setdefault(name, []).append(float(tab.evaluate(taken)))
            tab.close()
        browser.close()
    return found


def main() -> None:
    """Measure, and report as a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    data: dict[str, Any] = {**strategy_map(open_graph()).to_dict()}
    lines = [f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; {chosen.runs} runs.", ""]
    lines += [
        "| nodes | edges | MB | step | least, ms | median | most |",
        "| ---: | ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    with tempfile.TemporaryDirectory() as place:
        for one in (data, enlarged(data, chosen.nodes)):
            file = Path(place, "map.html")
            file.write_text(page(one), encoding="utf-8")
            size = f"{len(one['nodes'])} | {len(one['edges'])} | {file.stat().st_size / 1e6:.1f}"
            for name, taken in measure(file, chosen.runs).items():
                lines.append(
                    f"| {size} | {name} | {min(taken):.0f} | {statistics.median(taken):.0f} | {max(taken):.0f} |"
                )
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
