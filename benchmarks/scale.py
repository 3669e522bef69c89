"""The figures of docs/scale.md: what a city, a region and all of Europe cost, in a store on disk.

    python -m benchmarks.scale [--sizes 10000,1000000,5000000] [--patience 3600] [--page docs/scale.md]

With `--page`, the page's section "Figures" is replaced; else it is printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.cold_start import DATA
from benchmarks.figures import medians, slowest
from benchmarks.generate import BASE, City, write
from benchmarks.measuring import Figures, run, told
from benchmarks.noise import Beat, beat, noise
from benchmarks.sections import row

HEADING = "## Figures"
#: The name of a size, by the least number of quads that bears it.
NAMES = {0: "a city", 300_000: "a region", 3_000_000: "all of Europe"}
#: The question that stands for a usual one.
TYPICAL = "goals-without-network"
COLUMNS = (
    "size",
    "quads as given",
    "made-up cities",
    "load, CPU s",
    "peak of the load, MB",
    "store, MB",
    "opening, CPU s",
    f"`{TYPICAL}`, CPU s",
    "slowest question, CPU s",
    "peak of asking, MB",
)


def name_of(quads: int) -> str:
    """Return what a graph of that size stands for.

    >>> [name_of(quads) for quads in (10_000, 1_000_000, 5_000_000)]
    ['a city', 'a region', 'all of Europe']
    """
    return NAMES[max(least for least in NAMES if least <= quads)]


def cities_in(file: Path) -> int:
    """Return how many cities the generator has written: the number of the last one, and one."""
    with file.open("rb") as source:
        source.seek(max(file.stat().st_size - 4096, 0))
        last = source.read().decode().splitlines()[-1]
    return int(last.partition(f"<{BASE}c")[2].partition("/")[0]) + 1


def packaged_quads() -> int:
    """Return how many quads the packaged strategy has, as it was written."""
    from pyoxigraph import parse

    return sum(1 for path in DATA.rglob("*.trig") for _ in parse(path=path))


def measure(size: int, patience: float) -> tuple[int, int, Figures, Figures]:
    """Return quads, cities, what building a store took, and what asking it took."""
    with tempfile.TemporaryDirectory() as place:
        file, folder = Path(place, "cities.nq"), Path(place, "store")
        with file.open("w", encoding="utf-8") as target:
            quads = write(size, target)
        told(f"{quads:,} quads: build")
        built = run("worker", ["build", file, folder], patience)
        told(f"{quads:,} quads: ask")
        return quads, cities_in(file), built, run("worker", ["own", file, folder], patience)


def cells(quads: int, cities: int, built: Figures, asked: Figures) -> list[str]:
    """Return a row of the table."""
    seconds = medians([asked], "own")
    reached = "" if "stopped" not in asked else f" of the {len(seconds)} that were reached"
    return [
        name_of(quads),
        f"{quads:,}",
        f"{cities:,}",
        f"{built['load']:.1f}",
        f"{built['peak']:,.0f}",
        f"{built['megabytes']:,.0f}",
        f"{asked['load']:.3f}",
        f"{seconds[TYPICAL]:.3f}" if TYPICAL in seconds else "not reached",
        slowest(seconds, 1) + reached,
        f"{asked['peak']:,.0f}",
    ]


def figures(sizes: Sequence[int], patience: float) -> list[str]:
    """Measure every size; return the section."""
    beats: list[Beat] = []
    rows = []
    for size in sizes:
        beats.append(beat())
        rows.append(row(cells(*measure(size, patience))))
    beats.append(beat())
    return [
        HEADING,
        "",
        "Written by `python -m benchmarks.scale`. The cities are made up by `benchmarks/generate.py`: each has some "
        f"{len(City(0).lines())} quads, where the packaged strategy has {packaged_quads():,} as written. "
        "Seconds are CPU, of one run, each step a process of its own; questions are those about one strategy.",
        "",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores; "
        f"stratgraph {version('stratgraph')}, pyoxigraph {version('pyoxigraph')}.",
        "",
        row(COLUMNS),
        row("---" if column in ("size", COLUMNS[-2]) else "---:" for column in COLUMNS),
        *rows,
        "",
        *noise(beats),
    ]


def replaced(page: str, section: Sequence[str]) -> str:
    r"""Return a page with its section of figures replaced; it has one, and what follows it stays.

    >>> replaced("# Scale\n\n## Figures\n\nold\n\n## More\n", ["## Figures", "", "new"])
    '# Scale\n\n## Figures\n\nnew\n\n## More\n'
    """
    before, _, rest = page.partition(HEADING + "\n")
    _, mark, after = rest.partition("\n## ")
    return before + "\n".join(section) + "\n" + mark + after


def main() -> None:
    """Measure, and print or replace the section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,1000000,5000000")
    parser.add_argument("--patience", type=float, default=3600, help="seconds for one step")
    parser.add_argument("--page", type=Path)
    given = parser.parse_args()
    section = figures([int(size) for size in given.sizes.split(",")], given.patience)
    if given.page:
        given.page.write_text(replaced(given.page.read_text(encoding="utf-8"), section), encoding="utf-8")
    else:
        sys.stdout.write("\n".join([*section, ""]))


if __name__ == "__main__":
    main()
