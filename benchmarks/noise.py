"""How noisy the machine is: a fixed piece of work, timed again and again between the measurements."""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

#: Steps of the fixed piece of work: some hundredths of a second.
STEPS = 400_000


class Beat(NamedTuple):
    """CPU seconds and seconds by the clock of one run of the fixed piece of work."""

    cpu: float
    wall: float


def beat() -> Beat:
    """Do the fixed piece of work once, and return what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    total = 0
    for step in range(STEPS):
        total = (total * 31 + step) & 0xFFFF
    return Beat(time.process_time() - cpu, time.perf_counter() - wall)


def slowdown(beats: list[Beat]) -> float:
    """Return how many times as slow as the fastest the median moment was."""
    return statistics.median(one.cpu for one in beats) / min(one.cpu for one in beats)


def noise(beats: list[Beat]) -> list[str]:
    """Return the section on noise.

    >>> for line in noise([Beat(0.02, 0.02), Beat(0.021, 0.04), Beat(0.03, 0.03)]): print(line)
    Before each measurement the same piece of work was timed, 3 times in all. It took least 0.0200, median 0.0210,
    most 0.0300 CPU s: the slowest moment of this run was 1.50 times as slow as the fastest, the median moment 1.05
    times. By the clock it took 1.00 times its CPU seconds in the median, 1.90 times at most: the rest was waiting for
    others. A difference smaller than this between two figures says nothing.
    """
    cpu = sorted(one.cpu for one in beats)
    waits = sorted(one.wall / max(one.cpu, 1e-9) for one in beats)
    middle = statistics.median(cpu)
    return [
        f"Before each measurement the same piece of work was timed, {len(beats)} times in all. It took least "
        f"{cpu[0]:.4f}, median {middle:.4f},",
        f"most {cpu[-1]:.4f} CPU s: the slowest moment of this run was {cpu[-1] / cpu[0]:.2f} times as slow as the "
        f"fastest, the median moment {slowdown(beats):.2f}",
        f"times. By the clock it took {statistics.median(waits):.2f} times its CPU seconds in the median, "
        f"{waits[-1]:.2f} times at most: the rest was waiting for",
        "others. A difference smaller than this between two figures says nothing.",
    ]
