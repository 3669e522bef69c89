"""One measurement in a process of its own: `python -m benchmarks.worker ACTION FILE FOLDER` prints JSON.

CPU seconds are user and system time of this process; `peak` is its largest resident size in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from benchmarks.generate import OWN_STRATEGY


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds that a piece of work took, and what it returned."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def plain_memory(file: str, _folder: str) -> dict[str, Any]:
    """Plain pyoxigraph: load into memory."""
    from pyoxigraph import RdfFormat, Store

    return {"load": timed(lambda: Store().bulk_load(path=file, format=RdfFormat.N_QUADS))[0]}


def plain_disk(file: str, folder: str) -> dict[str, Any]:
    """Plain pyoxigraph: load into a new store on disk."""
    from pyoxigraph import RdfFormat, Store

    return {"load": timed(lambda: Store(folder).bulk_load(path=file, format=RdfFormat.N_QUADS))[0]}


def rdflib(file: str, _folder: str) -> dict[str, Any]:
    """Load with rdflib, into memory."""
    import rdflib as library

    return {"load": timed(lambda: library.Dataset().parse(file, format="nquads"))[0]}


def _workspace(file: str) -> Any:
    from stratgraph.graph.workspace import workspace_of_file

    return replace(workspace_of_file(file), strategy=OWN_STRATEGY)


def memory(file: str, _folder: str) -> dict[str, Any]:
    """Read, rule, derive in memory, then answer every question."""
    from stratgraph.graph.opening import derive_graph

    seconds, graph = timed(lambda: derive_graph(_workspace(file)))
    return {"load": seconds, **_questions(graph)}


def build(file: str, folder: str) -> dict[str, Any]:
    """Build a store with rules and facts."""
    from stratgraph.graph.loading import build_store

    return {"load": timed(lambda: build_store(folder, _workspace(file), [file]))[0]}


def disk(_file: str, folder: str) -> dict[str, Any]:
    """Open a built store, then answer every question."""
    from stratgraph.graph.disk import open_store

    seconds, graph = timed(lambda: open_store(folder))
    return {"load": seconds, **_questions(graph)}


def _questions(graph: Any) -> dict[str, Any]:
    """Answer every question of the own strategy and of all, and run its query plainly for comparison."""
    from stratgraph.questions.asking import StrategyGraph

    opened = StrategyGraph.of(graph)
    return {"questions": {question.id: _question(opened, question) for question in opened.questions()}}


def _question(graph: Any, question: Any) -> list[float]:
    """Return seconds and rows as asked by default, of all cities; the ratio to the plain engine, and its seconds."""
    from stratgraph.graph.memory import FACTS_NODE, bind
    from stratgraph.questions.binding import bindings

    named = [entry.name for entry in question.parameters if str(entry.default or "").startswith("own")]
    own, answer = timed(lambda: graph.ask(question.id))
    every, table = timed(lambda: graph.ask(question.id, parameters=dict.fromkeys(named, "all")))
    terms = bindings(graph, question, {})
    text, prefixes, store = bind(question.query, terms), graph.workspace.prefixes, graph.store

    def plain() -> list[Any]:
        return [tuple(row) for row in store.query(text, prefixes=prefixes, default_graph=[FACTS_NODE])]

    pairs = [(timed(lambda: graph.query(question.query, bindings=terms))[0], timed(plain)[0]) for _ in range(3)]
    ratio = sorted(one / max(other, 1e-9) for one, other in pairs)[1]
    return [own, len(answer.rows), every, len(table.rows), ratio, min(other for _, other in pairs)]


ACTIONS = {
    "plain-memory": plain_memory,
    "plain-disk": plain_disk,
    "rdflib": rdflib,
    "memory": memory,
    "build": build,
    "disk": disk,
}


def main() -> None:
    """Do one action, and print what it cost."""
    action, file, folder = sys.argv[1:]
    found = ACTIONS[action](file, folder)
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
