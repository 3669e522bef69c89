"""The goals, and where they stand: every figure is one of the run's own."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks import serve
from benchmarks.figures import allowed, exponent, median_ratio, medians, slowest
from benchmarks.measuring import Measured
from benchmarks.noise import slowdown
from benchmarks.sections import PLACES, PLAIN, exponents, plain_ratios, row

LOADS = {"memory": "into memory", "build": "onto disk"}
#: How far a size may be from the one that a goal names.
NEAR = 0.05
LOAD_SECONDS = 0.5
OPENING_SECONDS = 0.05
#: What every question may take, in seconds, by quads.
QUESTION_SECONDS = {100_000: 0.1, 1_000_000: 1.0}
TIMES_PLAIN_LOAD = 3
TIMES_PLAIN_QUERY = 1.1
REQUESTS_A_SECOND = 1_500
P99_SECONDS = 0.05
ASK_SECONDS = 1.0
TIMES_OTHER_SERVER = 2


class Standing(NamedTuple):
    """A goal, the figure that it is held against, and whether it is met; None where it was not measured."""

    goal: str
    figure: str = "not in this run"
    met: bool | None = None


def goals(found: Measured) -> list[str]:
    """Return the table of goals."""
    words = {True: "yes", False: "no", None: "–"}
    lines = [
        "Held against the figures below, medians of the runs.",
        "",
        "| goal | figure | met |",
        "| --- | --- | --- |",
    ]
    return [*lines, *(row([one.goal, one.figure, words[one.met]]) for one in standings(found))]


def standings(found: Measured) -> Iterator[Standing]:
    """Yield every goal with where it stands."""
    yield from _each_place(found, LOADS, _load)
    for quads, most in QUESTION_SECONDS.items():
        for engine in PLACES:
            yield _questions(found, engine, quads, most)
    yield _opening(found)
    yield from _each_place(found, LOADS, _times_plain)
    yield from _each_place(found, PLACES, _growth)
    yield from _each_place(found, PLACES, _beside_plain)
    yield _rate(found.requests)
    yield _p99(found.requests)
    yield _ask(found.requests)
    for other in (serve.OTHER, serve.OTHER_OXIGRAPH):
        yield _times_server(found.requests, other)


def _each_place(
    found: Measured, names: dict[str, str], goal: Callable[[Measured, str], Standing]
) -> Iterator[Standing]:
    for name in names:
        yield goal(found, name)


def size_near(found: Measured, wanted: int) -> int | None:
    """Return the size of the run that is near a goal's, or None."""
    return next((quads for quads in found.own if abs(quads - wanted) <= wanted * NEAR), None)


def _load(found: Measured, action: str) -> Standing:
    goal = f"100 thousand quads load {LOADS[action]}, with rules and facts, in {LOAD_SECONDS} CPU s"
    quads = size_near(found, 100_000)
    if quads is None or not all("load" in one for one in found.own[quads][action]):
        return Standing(goal)
    seconds = statistics.median(one["load"] for one in found.own[quads][action])
    return Standing(goal, f"{seconds:.2f} at {quads:,}", seconds <= LOAD_SECONDS)


def _questions(found: Measured, engine: str, wanted: int, most: float) -> Standing:
    goal = f"every question {PLACES[engine]} under {most} s at {wanted:,} quads"
    quads = size_near(found, wanted)
    if quads is None:
        return Standing(goal)
    runs = found.own[quads][engine]
    if not (seconds := medians(runs, "own")):
        return Standing(goal, "none was answered in time", met=False)
    slow = {name: value for name, value in seconds.items() if value >= most}
    under = len(seconds) - len(slow)
    figure = f"{under} of {len(seconds)}" + (
        f"; slowest {slowest(slow)}" if slow else f"; slowest {slowest(seconds, 1)}"
    )
    # As many as at the size at which most were reached: none was left out for want of time.
    whole = len(seconds) == max(len(medians(actions["memory"], "own")) for actions in found.own.values())
    return Standing(goal, figure, whole and not slow)


def _opening(found: Measured) -> Standing:
    goal = f"opening a built store in {OPENING_SECONDS} CPU s"
    seconds = {
        quads: statistics.median(one["load"] for one in actions["disk"])
        for quads, actions in found.own.items()
        if all("load" in one for one in actions["disk"])
    }
    if not seconds:
        return Standing(goal)
    figure = ", ".join(f"{value:.3f} at {quads:,}" for quads, value in seconds.items())
    return Standing(goal, figure, max(seconds.values()) <= OPENING_SECONDS)


def _times_plain(found: Measured, action: str) -> Standing:
    goal = f"loading {LOADS[action]}, with rules and facts, takes at most {TIMES_PLAIN_LOAD} times plain bulk_load"
    ratios = [
        median_ratio(actions[action], actions[PLAIN[action]])
        for actions in found.own.values()
        if all("load" in one for one in (*actions[action], *actions[PLAIN[action]]))
    ]
    if not ratios:
        return Standing(goal)
    return Standing(goal, f"{min(ratios):.2f} to {max(ratios):.2f}", max(ratios) <= TIMES_PLAIN_LOAD)


def _growth(found: Measured, engine: str) -> Standing:
    goal = f"every question {PLACES[engine]} grows at most with n·log n, n being quads plus rows"
    sizes = [float(quads) for quads in found.own]
    most, slopes = allowed(sizes), exponents(found, engine)
    if most is None or not slopes:
        return Standing(goal)
    # What a slow moment at the largest size, and none at the smallest, adds to an exponent.
    noise = math.log(slowdown(found.beats)) / math.log(max(sizes) / min(sizes))
    # Work in proportion to the size takes more than that, once the data no longer fits the processor's caches.
    plain = {quads: actions["plain-memory"] for quads, actions in found.own.items()}
    loads = {quads: [one["load"] for one in runs if "load" in one] for quads, runs in plain.items()}
    linear = exponent((quads, min(seconds)) for quads, seconds in loads.items() if seconds)
    bound = most + noise + max((linear or 1) - 1, 0)
    above = sorted((name for name in slopes if slopes[name] > bound), key=lambda name: -slopes[name])
    names = ", ".join(f"{name} {slopes[name]:.2f}" for name in above)
    figure = (
        f"exponent {most:.2f}; {bound:.2f} with this run's noise and with what plain bulk_load into memory, which is "
        f"linear, itself grows by ({linear or 1:.2f}); {len(above)} of {len(slopes)} above"
    )
    return Standing(goal, figure + (f": {names}" if above else ""), not above)


def _beside_plain(found: Measured, engine: str) -> Standing:
    goal = f"no query {PLACES[engine]} over {TIMES_PLAIN_QUERY} times plain pyoxigraph"
    by_size = {quads: plain_ratios(actions[engine]) for quads, actions in found.own.items()}
    every = [ratio for ratios in by_size.values() for ratio in ratios.values()]
    if not every:
        return Standing(goal)
    above = [
        f"{name} {ratio:.2f} at {quads:,}"
        for quads, ratios in by_size.items()
        for name, ratio in ratios.items()
        if ratio > TIMES_PLAIN_QUERY
    ]
    figure = f"median {statistics.median(every):.2f}, most {max(every):.2f}; {len(above)} of {len(every)} above"
    return Standing(goal, figure + (f": {', '.join(above)}" if above else ""), not above)


def _rate(found: serve.Requests | None) -> Standing:
    goal = f"a small query at least {REQUESTS_A_SECOND:,} times a second"
    if found is None:
        return Standing(goal)
    rate = statistics.median(one.rate for one in found.loads[serve.OWN])
    return Standing(goal, f"{rate:,.0f}", rate >= REQUESTS_A_SECOND)


def _p99(found: serve.Requests | None) -> Standing:
    goal = f"99 of 100 small queries in {P99_SECONDS * 1000:.0f} ms"
    if found is None:
        return Standing(goal)
    p99 = statistics.median(one.p99 for one in found.loads[serve.OWN])
    return Standing(goal, f"{p99 * 1000:.1f} ms", p99 <= P99_SECONDS)


def _ask(found: serve.Requests | None) -> Standing:
    goal = f"ASK under {ASK_SECONDS:g} s beside a cross product"
    if found is None:
        return Standing(goal)
    slowest = found.asks[serve.OWN]
    return Standing(goal, f"{slowest:.3f} s at most", slowest < ASK_SECONDS)


def _times_server(found: serve.Requests | None, other: str) -> Standing:
    goal = f"{TIMES_OTHER_SERVER} times the answers a second of {other}"
    if found is None or other not in found.loads:
        return Standing(goal)
    pairs = zip(found.loads[serve.OWN], found.loads[other], strict=True)
    ratio = statistics.median(mine.rate / its.rate for mine, its in pairs)
    return Standing(goal, f"{ratio:.1f} times", ratio >= TIMES_OTHER_SERVER)
