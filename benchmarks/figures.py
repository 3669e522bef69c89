"""From measurements to the figures that sections quote: medians, spreads, ratios within a turn, growth."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from benchmarks.measuring import Figures

#: Below this many seconds a ratio says more about the clock than about the engines.
LEAST_COMPARED = 0.005


def spread(values: Sequence[float], digits: int = 3) -> str:
    """Return least, median and most.

    >>> spread([0.1, 0.3, 0.2])
    '0.100 / 0.200 / 0.300'
    """
    return " / ".join(f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values)))


def exponent(points: Iterable[tuple[float, float]]) -> float | None:
    """Return the slope of the least-squares line through the logarithms of sizes and seconds; None for one size.

    >>> round(exponent([(10, 1), (100, 10), (1000, 100)]), 3)
    1.0
    """
    logs = [(math.log(size), math.log(max(seconds, 1e-6))) for size, seconds in points]
    if len({size for size, _ in logs}) < 2:
        return None
    return statistics.linear_regression(*zip(*logs, strict=True)).slope


def allowed(sizes: Sequence[float]) -> float | None:
    """Return the exponent that n·log n has over these sizes.

    >>> round(allowed([10_000, 100_000]), 3)
    1.097
    """
    return exponent((size, size * math.log(size)) for size in sizes)


def medians(runs: Sequence[Figures], figure: str) -> dict[str, float]:
    """Return the median over the runs of a figure of each question that every run has reached."""
    return {name: statistics.median(values) for name, values in _of_each(runs, figure).items()}


def least(runs: Sequence[Figures], figure: str) -> dict[str, float]:
    """Return the least over the runs, which other work on the machine disturbs least, of a figure of each question."""
    return {name: min(values) for name, values in _of_each(runs, figure).items()}


def _of_each(runs: Sequence[Figures], figure: str) -> dict[str, list[float]]:
    names = [name for name in runs[0]["questions"] if all(figure in run["questions"].get(name, {}) for run in runs)]
    return {name: [run["questions"][name][figure] for run in runs] for name in names}


def median_ratio(runs: Sequence[Figures], others: Sequence[Figures], figure: str = "load") -> float:
    """Return the median of the ratios of a figure, run by run."""
    return statistics.median(float(one[figure]) / float(its[figure]) for one, its in zip(runs, others, strict=True))


def slowest(seconds: dict[str, float], count: int = 4) -> str:
    """Return the slowest questions with their seconds.

    >>> slowest({"goals": 0.2, "offices": 0.1}, 1)
    'goals 0.200'
    """
    worst = sorted(seconds.items(), key=lambda entry: (-entry[1], entry[0]))[:count]
    return ", ".join(f"{name} {value:.3f}" for name, value in worst)


def ratios_to(its: Figures, own: Figures, *, with_load: bool) -> dict[str, float]:
    """Return, of each question that another engine has answered, its seconds as a multiple of stratgraph's.

    `with_load` says that the engine's seconds have its load in them, and so must stratgraph's.
    """
    answered = {name: one["seconds"] for name, one in its["questions"].items() if "seconds" in one}
    mine = {name: one["query"] for name, one in own["questions"].items() if "query" in one}
    load = own["load"] if with_load else 0.0
    return {name: seconds / max(load + mine[name], 1e-6) for name, seconds in answered.items() if name in mine}
