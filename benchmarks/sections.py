"""The sections of the results page: each a function of what was measured, which returns its lines."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Iterable
from importlib.metadata import version

from benchmarks import cold_start
from benchmarks.engines import ENGINES
from benchmarks.figures import LEAST_COMPARED, exponent, least, median_ratio, medians, ratios_to, slowest, spread
from benchmarks.measuring import MOST_FOR_TURNS, ORDER, Figures, Measured

Section = Callable[[Measured], list[str]]

WHAT = {
    "plain-memory": "plain pyoxigraph, bulk_load into memory",
    "memory": "stratgraph in memory: load, rules, facts",
    "plain-disk": "plain pyoxigraph, bulk_load onto disk",
    "build": "stratgraph load --store: load, rules, facts, counts, sync",
    "disk": "opening a built store",
}
PLAIN = {"memory": "plain-memory", "build": "plain-disk"}
PLACES = {"memory": "in memory", "disk": "on disk"}
SLOW = 0.1


def row(cells: Iterable[object]) -> str:
    """Return a row of a table.

    >>> row(["goals", 1])
    '| goals | 1 |'
    """
    return "| " + " | ".join(map(str, cells)) + " |"


def about(found: Measured) -> list[str]:
    """Return the machine, the versions, how often was measured, and what was not."""
    plan = found.plan
    libraries = [f"{name} {version(name)}" for name in ("stratgraph", "pyoxigraph")]
    others = [f"{ENGINES[name].title} {number}" for name, number in found.versions.items()]
    absent = ", ".join(ENGINES[name].title for name in found.absent) or "none"
    lines = [
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores; "
        f"{', '.join(libraries + others)}.",
        "",
        f"Up to {MOST_FOR_TURNS:,} quads {plan.runs} runs, in which the engines take turns; one run above. Each "
        "measurement is a process of its own. Seconds are CPU, user and system; memory is the largest resident size.",
        "",
        f"Not installed here, so not measured: {absent}.",
    ]
    return [*lines, *stopped(found)]


def stopped(found: Measured) -> list[str]:
    """Return which engines could not load, and which measurements were ended before they were through, if any."""
    named = [
        f"{quads:,} quads, {action}"
        for quads, actions in found.own.items()
        for action, runs in actions.items()
        if any("stopped" in one for one in runs)
    ]
    named += [
        f"{quads:,} quads, {ENGINES[name].title}"
        for quads, engines in found.others.items()
        for name, one in engines.items()
        if "stopped" in one
    ]
    broken = [
        f"{ENGINES[name].title} ({one['broken']})"
        for engines in found.others.values()
        for name, one in engines.items()
        if "broken" in one
    ]
    lines = ["", f"Installed, but could not load: {'; '.join(dict.fromkeys(broken))}."] if broken else []
    after = f"Ended after {found.plan.patience:.0f} s, with the figures that they had by then"
    return [*lines, "", f"{after}: {'; '.join(named)}."] if named else lines


def cold(found: Measured) -> list[str]:
    """Return what the first answer of a fresh process costs."""
    return [
        f"Each command a process of its own, {found.plan.cold_runs} times in turn, over the packaged strategy; the "
        "libraries load its files and ask for goals and networks.",
        "",
        *cold_start.section(found.cold),
    ]


def loading(found: Measured) -> list[str]:
    """Return the table of loads."""
    lines = [
        "| quads | what | CPU s: least / median / most | of plain, same run | peak MB |",
        "| ---: | --- | --- | ---: | ---: |",
    ]
    for quads, actions in found.own.items():
        for action in ORDER:
            runs = actions[action]
            if not all("load" in one for one in runs):
                lines.append(row([f"{quads:,}", WHAT[action], "not reached", "", ""]))
                continue
            plain = PLAIN.get(action)
            ratio = f"{median_ratio(runs, actions[plain]):.2f}" if plain else ""
            seconds = spread([one["load"] for one in runs])
            lines.append(row([f"{quads:,}", WHAT[action], seconds, ratio, f"{peak(runs):.0f}"]))
    return lines


def peak(runs: Iterable[Figures]) -> float:
    """Return the largest peak of the runs, in MB."""
    return max(float(one["peak"]) for one in runs)


def questions(found: Measured) -> list[str]:
    """Return, for each size and place, the slowest questions as they are asked by default."""
    lines = [
        "One strategy, one city: what `stratgraph ask QUESTION` asks for.",
        "",
        f"| quads | where | answered | over {SLOW} s | slowest, CPU s |",
        "| ---: | --- | ---: | ---: | --- |",
    ]
    for quads, actions in found.own.items():
        for engine, place in PLACES.items():
            seconds = medians(actions[engine], "own")
            over = sum(value > SLOW for value in seconds.values())
            lines.append(row([f"{quads:,}", place, len(seconds), over, slowest(seconds)]))
    return lines


def growth(found: Measured) -> list[str]:
    """Return the growth of every question over all cities, against input quads plus output rows."""
    # The largest size at which there was time for them.
    largest = max(found.own, key=lambda quads: (bool(least(found.own[quads]["memory"], "all")), quads))
    head = ["question", f"rows at {largest:,}", "memory s", "exponent", "disk s", "exponent"]
    lines = [
        "Seconds are medians. The exponent is that of the least seconds of the runs against input quads plus output "
        "rows; 1 is linear.",
        "",
        row(head),
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    slopes = {engine: exponents(found, engine) for engine in PLACES}
    rows = medians(found.own[largest]["memory"], "all_rows")
    for name in sorted(rows):
        cells: list[object] = [name, f"{rows[name]:.0f}"]
        for engine in PLACES:
            seconds = medians(found.own[largest][engine], "all").get(name)
            slope = slopes[engine].get(name)
            cells += ["" if value is None else text for value, text in _shown(seconds, slope)]
        lines.append(row(cells))
    return lines


def _shown(seconds: float | None, slope: float | None) -> list[tuple[float | None, str]]:
    return [(seconds, f"{seconds or 0:.3f}"), (slope, f"{slope or 0:.2f}")]


def exponents(found: Measured, engine: str) -> dict[str, float]:
    """Return the exponent of each question over all cities, where there is more than one size."""
    points: dict[str, list[tuple[float, float]]] = {}
    for quads, actions in found.own.items():
        rows = medians(actions[engine], "all_rows")
        for name, seconds in least(actions[engine], "all").items():
            points.setdefault(name, []).append((quads + rows[name], seconds))
    slopes = {name: exponent(of_one) for name, of_one in points.items()}
    return {name: slope for name, slope in slopes.items() if slope is not None}


def beside_plain(found: Measured) -> list[str]:
    """Return how much slower `Graph.query` is than the engine alone on the same text."""
    lines = [
        f"Both read all rows. Questions for which the plain engine takes over {LEAST_COMPARED * 1000:.0f} ms, each "
        "timed in pairs; of the pairs the median.",
        "",
        "| quads | where | questions | median ratio | largest |",
        "| ---: | --- | ---: | ---: | --- |",
    ]
    for quads, actions in found.own.items():
        for engine, place in PLACES.items():
            ratios = plain_ratios(actions[engine])
            if ratios:
                name = max(ratios, key=lambda key: ratios[key])
                middle = f"{statistics.median(ratios.values()):.2f}"
                lines.append(row([f"{quads:,}", place, len(ratios), middle, f"{ratios[name]:.2f} ({name})"]))
    return lines


def plain_ratios(runs: list[Figures]) -> dict[str, float]:
    """Return the ratio to the plain engine of each question that is long enough to compare."""
    its = medians(runs, "plain")
    return {name: ratio for name, ratio in medians(runs, "ratio").items() if its[name] > LEAST_COMPARED}


# Other engines ------------------------------------------------------------------------------------------------------


def others(found: Measured) -> list[str]:
    """Return the other engines: what each was given, its loads and answers, and question by question."""
    lines = [
        "Each loads the graph that stratgraph makes of the file, facts included, and is asked the queries of the "
        f"questions for one strategy, as texts. A query may take {found.plan.limit:g} CPU s (Virtuoso: by the clock). "
        "Each is measured once, in the first turn, and ratios are to stratgraph in memory in that turn: its load has "
        "rules and facts in it; of a query, the rows read, nothing else; of an engine that loads anew for each "
        "question, both have a load in them.",
        "",
    ]
    tried = [ENGINES[name] for name in found.plan.others]
    lines += [f"* {engine.title}, up to {engine.most:,} quads: {engine.how}." for engine in tried]
    lines += [
        "",
        "| quads | in the graph | engine | load, CPU s | ratio | peak MB | answered | over | failed | other rows "
        "| ratio of a query: least / median / most |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    lines += [_engine_row(found, quads, name) for quads, of_size in found.others.items() for name in of_size]
    return [*lines, "", *_question_by_question(found)]


def _engine_row(found: Measured, quads: int, name: str) -> str:
    one, own = found.others[quads][name], found.own[quads]["memory"][0]
    asked = one["questions"]
    ratios = list(ratios_to(one, own, with_load=ENGINES[name].with_load).values())
    load = one.get("load")
    cells: list[object] = [f"{quads:,}", f"{found.derived[quads]:,}", ENGINES[name].title]
    cells += (
        [f"{load:.3f}", f"{load / own['load']:.2f}"] if load else ["broken" if "broken" in one else "not reached", ""]
    )
    cells += [f"{one['peak']:.0f}" if "peak" in one else ""]
    cells += [sum(figure in answer for answer in asked.values()) for figure in ("seconds", "over", "error")]
    return row([*cells, ", ".join(differing(one, own)) or "none", spread(ratios, 2) if ratios else ""])


def differing(its: Figures, own: Figures) -> list[str]:
    """Return the questions to which an engine gives another number of rows."""
    mine = own["questions"]
    return [
        name
        for name, answer in its["questions"].items()
        if "rows" in answer and "rows" in mine.get(name, {}) and answer["rows"] != mine[name]["rows"]
    ]


def _question_by_question(found: Measured) -> list[str]:
    """Return the ratios of each question at the smallest size, where most engines were tried."""
    quads = min(found.others)
    engines = {name: one for name, one in found.others[quads].items() if "broken" not in one}
    if not engines:
        return ["No other engine was measured."]
    own = found.own[quads]["memory"][0]
    ratios = {name: ratios_to(one, own, with_load=ENGINES[name].with_load) for name, one in engines.items()}
    lines = [
        f"At {quads:,} quads, as multiples of stratgraph's seconds:",
        "",
        row(["question", "rows", "stratgraph s", *(ENGINES[name].title for name in engines)]),
        row(["---", "---:", "---:", *("---:" for _ in engines)]),
    ]
    for question in sorted(name for name, one in own["questions"].items() if "query" in one):
        mine = own["questions"][question]
        told = [
            _told(one["questions"].get(question, {}), ratios[name].get(question), found.plan.limit)
            for name, one in engines.items()
        ]
        lines.append(row([question, mine["rows"], f"{mine['query']:.4f}", *told]))
    return lines


def _told(answer: Figures, ratio: float | None, limit: float) -> str:
    if ratio is not None:
        return f"{ratio:.2f}"
    if "over" in answer:
        return f"over {limit:g} s"
    return "failed" if "error" in answer else "not reached"
