"""Measure loading, opening, every question and other engines at several sizes, and write the results page.

    python -m benchmarks [--sizes 10000,30000,100000] [--runs 3] [--output docs/benchmarks.md]

Larger sizes are measured on demand: --sizes 1000000,5000000. Engines that cannot bear a size are left out there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.engines import ENGINES
from benchmarks.measuring import Plan, measure
from benchmarks.page import page


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of a list with commas; none for an empty text."""
    return tuple(part for part in text.split(",") if part)


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command's options."""
    usual = Plan()
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--sizes", default=",".join(map(str, usual.sizes)), help="quads, with commas")
    made.add_argument("--runs", type=int, default=usual.runs, help="runs of each size")
    made.add_argument("--cold-runs", type=int, default=usual.cold_runs, help="runs of each fresh process")
    made.add_argument("--limit", type=float, default=usual.limit, help="seconds for a query of another engine")
    made.add_argument("--patience", type=float, default=usual.patience, help="seconds for one measurement")
    made.add_argument("--others", default=",".join(ENGINES), help="the other engines to measure, with commas")
    made.add_argument("--serve-quads", type=int, default=usual.serve_quads, help="quads of the graph that is served")
    made.add_argument(
        "--serve-seconds", type=float, default=usual.serve_seconds, help="seconds for each server in each run; 0: none"
    )
    made.add_argument("--output", type=Path, help="the page to write; without it, to stdout")
    return made


def main() -> None:
    """Measure, and write the page."""
    given = parser().parse_args()
    if unknown := set(listed(given.others)) - set(ENGINES):
        parser().error(f"no such engine: {', '.join(sorted(unknown))}; there are {', '.join(ENGINES)}")
    plan = Plan(
        sizes=tuple(sorted(map(int, listed(given.sizes)))),
        runs=given.runs,
        cold_runs=given.cold_runs,
        limit=given.limit,
        patience=given.patience,
        others=listed(given.others),
        serve_quads=given.serve_quads,
        serve_seconds=given.serve_seconds,
    )
    text = page(measure(plan))
    if given.output:
        given.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
