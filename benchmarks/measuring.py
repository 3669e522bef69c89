"""Runs the measurements: each in a process of its own, the engines in turn within each run.

A machine that slows down so slows all of them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import cold_start, serve
from benchmarks.engines import ENGINES
from benchmarks.generate import write
from benchmarks.noise import Beat, beat

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("plain-memory", "memory", "plain-disk", "build", "disk")
#: How many seconds a process has to end what it has started.
GRACE = 30
#: Larger sizes are run once.
MOST_FOR_TURNS = 150_000

START = time.perf_counter()

#: What one process found: its own figures by name, and those of questions by their ids.
Figures = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What to measure: sizes in quads, runs of each, and the longest that a query or a process may take, in seconds.

    Servers are asked for `serve_seconds` in each run, over `serve_quads`.
    """

    sizes: tuple[int, ...] = (10_000, 30_000, 100_000)
    runs: int = 3
    cold_runs: int = 7
    limit: float = 10.0
    patience: float = 600.0
    others: tuple[str, ...] = tuple(ENGINES)
    serve_quads: int = serve.QUADS
    serve_seconds: float = 5.0

    def turns(self, size: int) -> int:
        """Return how often a size is run."""
        return self.runs if size <= MOST_FOR_TURNS else 1


@dataclass
class Measured:
    """Every figure of a run.

    `own` has stratgraph and the plain engine, by quads and action; `others` the other engines, by quads and name, of
    the first turn alone; `absent` those that are not installed; `versions` those that are.
    """

    plan: Plan
    own: dict[int, dict[str, list[Figures]]] = field(default_factory=dict)
    others: dict[int, dict[str, Figures]] = field(default_factory=dict)
    derived: dict[int, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    cold: dict[str, list[float]] = field(default_factory=dict)
    requests: serve.Requests | None = None
    beats: list[Beat] = field(default_factory=list)


def measure(plan: Plan) -> Measured:
    """Measure all that the plan names."""
    found = Measured(plan)
    for name in plan.others:
        version = ENGINES[name].found()
        if version is None:
            found.absent.append(name)
        else:
            found.versions[name] = version
    told("cold start")
    found.cold = cold_start.measure(plan.cold_runs)
    if plan.serve_seconds:
        told("requests a second")
        found.requests = serve.measure(plan.serve_quads, plan.serve_seconds, plan.runs)
    with tempfile.TemporaryDirectory() as place:
        for size in plan.sizes:
            _size(found, size, Path(place))
    return found


def _size(found: Measured, size: int, place: Path) -> None:
    """Measure one size: the other engines take their turn after the first of stratgraph's."""
    file = place / "cities.nq"
    with file.open("w", encoding="utf-8") as target:
        quads = write(size, target)
    found.own[quads] = {action: [] for action in ORDER}
    found.others[quads] = {}
    for turn in range(found.plan.turns(size)):
        for action in ORDER:
            folder = place / ("plain" if action == "plain-disk" else "built")
            if action in ("plain-disk", "build"):
                shutil.rmtree(folder, ignore_errors=True)
            found.beats.append(beat())
            told(f"{quads:,} quads, run {turn + 1}: {action}")
            found.own[quads][action].append(run("worker", [action, file, folder], found.plan.patience))
        if turn == 0:
            _others(found, quads, file, place)


def _others(found: Measured, quads: int, file: Path, place: Path) -> None:
    """Measure the other engines on the graph that stratgraph makes of the file."""
    names = [name for name in found.versions if quads <= ENGINES[name].most]
    if not names:
        return
    made = run("worker", ["derived", file, place], None)
    found.derived[quads] = made["quads"]
    for name in names:
        found.beats.append(beat())
        told(f"{quads:,} quads: {ENGINES[name].title}")
        given = [name, place / "graph.nq", place / "questions.json", found.plan.limit]
        found.others[quads][name] = run("engines", given, found.plan.patience)


def run(module: str, arguments: Sequence[object], patience: float | None) -> Figures:
    """Return what one process found until its end, or until it has taken that many seconds.

    Raises RuntimeError where it fails.
    """
    words = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=said, text=True, cwd=ROOT)
        try:
            output, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            return {**gathered(whole_lines(ended(process))), "stopped": patience}
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(words)}: {said.read()[-2000:]}")
    return gathered(whole_lines(output))


def ended(process: subprocess.Popen[str]) -> str:
    """End a process, by force where it does not listen, and return what it has printed."""
    process.terminate()
    try:
        return process.communicate(timeout=GRACE)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0]


def whole_lines(output: str) -> Iterator[dict[str, Any]]:
    """Yield the figures of what a process has printed; it may have been stopped within a line."""
    for line in output.splitlines(keepends=True):
        if line.endswith("\n"):
            yield json.loads(line)


def gathered(lines: Iterable[dict[str, Any]]) -> Figures:
    """Return the figures of one process, those of each question together.

    >>> lines = [{"load": 1, "peak": 2}, {"question": "goals", "own": 3}, {"question": "goals", "all": 4, "peak": 5}]
    >>> gathered(lines) == {"load": 1, "peak": 5, "questions": {"goals": {"own": 3, "all": 4}}}
    True
    """
    found: Figures = {"questions": {}}
    for line in lines:
        rest = {name: value for name, value in line.items() if name not in ("question", "peak")}
        place = found["questions"].setdefault(line["question"], {}) if "question" in line else found
        place.update(rest)
        if "peak" in line:
            found["peak"] = line["peak"]
    return found


def told(text: str) -> None:
    """Say on stderr what is being measured, and since how many seconds this program runs."""
    sys.stderr.write(f"{time.perf_counter() - START:5.0f} s  {text}\n")
