"""One measurement in a process of its own: a line of JSON for each figure.

    python -m benchmarks.worker ACTION FILE FOLDER

CPU seconds are user and system time of this process; `peak` is its largest resident size in MB. Figures come as they
are measured, those that matter most first, so that what a process had no time for is all that is missing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.generate import OWN_STRATEGY
from benchmarks.processes import peak_of

#: How often a query is timed beside the plain engine, unless that has taken so many seconds: short ones more often.
PAIRS = ((3, 1.0), (9, 0.1))

Figures = Iterator[dict[str, Any]]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds that a piece of work took, and what it returned."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def plain_memory(file: str, _folder: str) -> Figures:
    """Plain pyoxigraph: load into memory."""
    from pyoxigraph import RdfFormat, Store

    yield {"load": timed(lambda: Store().bulk_load(path=file, format=RdfFormat.N_QUADS))[0]}


def plain_disk(file: str, folder: str) -> Figures:
    """Plain pyoxigraph: load into a new store on disk."""
    from pyoxigraph import RdfFormat, Store

    yield {"load": timed(lambda: Store(folder).bulk_load(path=file, format=RdfFormat.N_QUADS))[0]}


def _workspace(file: str) -> Any:
    from stratgraph.graph.workspace import workspace_of_file

    return replace(workspace_of_file(file), strategy=OWN_STRATEGY)


def memory(file: str, _folder: str) -> Figures:
    """Read, rule, derive in memory, then answer every question."""
    from stratgraph.graph.opening import derive_graph

    seconds, graph = timed(lambda: derive_graph(_workspace(file)))
    yield {"load": seconds}
    yield from _every_question(graph)


def build(file: str, folder: str) -> Figures:
    """Build a store with rules and facts."""
    from stratgraph.graph.loading import build_store

    yield {"load": timed(lambda: build_store(folder, _workspace(file), [file]))[0]}
    size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    yield {"megabytes": size / 1e6}


def disk(_file: str, folder: str) -> Figures:
    """Open a built store, then answer every question."""
    from stratgraph.graph.disk import open_store

    seconds, graph = timed(lambda: open_store(folder))
    yield {"load": seconds}
    yield from _every_question(graph)


def own(_file: str, folder: str) -> Figures:
    """Open a built store, then answer every question of one strategy."""
    from stratgraph.graph.disk import open_store

    seconds, graph = timed(lambda: open_store(folder))
    yield {"load": seconds}
    yield from _as_asked(_opened(graph))


def derived(file: str, folder: str) -> Figures:
    """Write what other engines are asked about: the graph that stratgraph makes of a file, and its queries' text."""
    from pyoxigraph import RdfFormat

    from stratgraph.graph.memory import bind
    from stratgraph.graph.opening import derive_graph
    from stratgraph.graph.prologue import with_prefixes
    from stratgraph.questions.binding import bindings

    graph = _opened(derive_graph(_workspace(file)))
    graph.store.dump(str(Path(folder, "graph.nq")), format=RdfFormat.N_QUADS)
    texts = {
        question.id: with_prefixes(bind(question.query, bindings(graph, question, {})), graph.workspace.prefixes)
        for question in graph.questions()
    }
    Path(folder, "questions.json").write_text(json.dumps(texts), encoding="utf-8")
    yield {"quads": len(graph.store)}


def _opened(graph: Any) -> Any:
    from stratgraph.questions.asking import StrategyGraph

    return StrategyGraph.of(graph)


def _every_question(graph: Any) -> Figures:
    """Answer every question of one strategy, then its query alone beside the plain engine, then of all strategies."""
    opened = _opened(graph)
    yield from _as_asked(opened)
    for question in opened.questions():
        yield {"question": question.id, **_beside_plain(opened, question)}
    for question in opened.questions():
        named = [entry.name for entry in question.parameters if str(entry.default or "").startswith("own")]
        chosen = dict.fromkeys(named, "all")
        seconds, table = timed(partial(opened.ask, question.id, parameters=chosen))
        yield {"question": question.id, "all": seconds, "all_rows": len(table.rows)}


def _as_asked(graph: Any) -> Figures:
    for question in graph.questions():
        seconds, table = timed(partial(graph.ask, question.id))
        yield {"question": question.id, "own": seconds, "own_rows": len(table.rows)}


def _beside_plain(graph: Any, question: Any) -> dict[str, float]:
    """Return the seconds of a query in stratgraph and in the plain engine, their ratio pair by pair, and its rows."""
    from stratgraph.graph.memory import FACTS_NODE, bind
    from stratgraph.questions.binding import bindings

    terms = bindings(graph, question, {})
    text, prefixes, store = bind(question.query, terms), graph.workspace.prefixes, graph.store

    def plain() -> list[Any]:
        return [tuple(row) for row in store.query(text, prefixes=prefixes, default_graph=[FACTS_NODE])]

    pairs: list[tuple[float, float]] = []
    while not pairs or any(len(pairs) < count and sum(map(sum, pairs)) < seconds for count, seconds in PAIRS):
        mine, found = timed(lambda: graph.query(question.query, bindings=terms))
        pairs.append((mine, timed(plain)[0]))
    ratio = sorted(one / max(other, 1e-9) for one, other in pairs)[len(pairs) // 2]
    seconds, its = (min(column) for column in zip(*pairs, strict=True))
    return {"query": seconds, "plain": its, "ratio": ratio, "rows": len(found)}


ACTIONS = {
    "plain-memory": plain_memory,
    "plain-disk": plain_disk,
    "memory": memory,
    "build": build,
    "disk": disk,
    "own": own,
    "derived": derived,
}


def main() -> None:
    """Do one action, and print what it cost."""
    action, file, folder = sys.argv[1:]
    for figures in ACTIONS[action](file, folder):
        sys.stdout.write(json.dumps({**figures, "peak": peak_of(os.getpid())}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
