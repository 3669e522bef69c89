"""A process of its own for a query that is not ours: it can be killed, and can reach neither network nor files."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from stratgraph.graph.memory import Answer, Graph
from stratgraph.graph.walls import limit_memory, no_core, shut_off, tie_to_parent
from stratgraph.model.errors import EngineError, ParseError, StratgraphError
from stratgraph.model.language import Text

TOO_LONG = Text(
    en="no answer within {seconds:g} s; narrow the query, or allow more with --timeout",
    sv="inget svar inom {seconds:g} s; begränsa frågan eller tillåt mer med --timeout",
)
ENDED = Text(
    en="the engine ended while it answered (out of memory, or a query that it cannot bear); narrow the query",
    sv="motorn avbröts medan den svarade (slut på minne, eller en fråga som den inte klarar); begränsa frågan",
)

Result = TypeVar("Result")

#: Bytes that a worker may take beyond the graph that it was forked with.
MEMORY = 2 * 1024**3
CAN_FORK = hasattr(os, "fork")
REHEARSAL = ("ASK {}", "SELECT * {} LIMIT 1", "CONSTRUCT WHERE {}", "ASK {", "ASK { ?s <a:b> unknown:prefix }")


def answer_within(open_graph: Callable[[], Graph], query: str, seconds: float) -> Answer:
    """Answer a query in a child process that is killed after so many seconds, 0: never, and that reaches no network.

    `open_graph` runs in the child: a store on disk does not live on in a forked process. Where the system cannot fork,
    the answer is given here and without limit.

    Raises what `open_graph` and the query raise of this library's errors, EngineError where the time is up or the child
    ends.
    """
    if not CAN_FORK:
        return open_graph().query(query)
    return done_within(lambda: _behind_walls(open_graph(), query), seconds)


def _behind_walls(graph: Graph, query: str) -> Answer:
    rehearse(graph.query)
    shut_off(folder=graph.folder)
    return graph.query(query)


def rehearse(ask: Callable[[str], object]) -> None:
    """Ask what loads all that an answer can need, whatever the query: no file opens once the process is shut off."""
    for query in REHEARSAL:
        with contextlib.suppress(ParseError):
            ask(query)


def done_within(work: Callable[[], Result], seconds: float) -> Result:
    """Return what a piece of work returns, done in a child process that is killed after so many seconds; 0: never.

    Where the system cannot fork, it is done here and without limit.

    Raises what it raises of this library's errors, EngineError where the time is up or the child ends.
    """
    if not CAN_FORK:
        return work()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _run(lambda: _send(work, writer))
    os.close(writer)
    try:
        found = _read_until(reader, seconds)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not found:
        raise EngineError(ENDED)
    kind, content = pickle.loads(found)  # noqa: S301 - our own child wrote it
    if kind == "error":
        raise _rebuilt(content)
    return cast(Result, content)


def _send(work: Callable[[], object], writer: int) -> None:
    try:
        found: tuple[str, Any] = ("answer", work())
    except StratgraphError as error:
        found = ("error", (type(error), error.text, vars(error)))
    with os.fdopen(writer, "wb") as file:
        pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)


def _rebuilt(parts: tuple[type[StratgraphError], Text, dict[str, Any]]) -> StratgraphError:
    kind, text, rest = parts
    error = kind(text)
    vars(error).update(rest)
    return error


def _read_until(reader: int, seconds: float) -> bytes:
    end = time.monotonic() + seconds
    pieces: list[bytes] = []
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, end - time.monotonic()) if seconds else None)
        if not ready:
            raise EngineError(TOO_LONG.format(seconds=seconds))
        piece = os.read(reader, 1 << 20)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)


def _run(work: Callable[[], None]) -> NoReturn:
    """Run a child's work behind its walls; it never returns into the code of its parent."""
    code = 1
    try:
        tie_to_parent()
        # The engine says there what the parent says in its own words.
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        limit_memory(MEMORY)
        no_core()
        work()
        code = 0
    except BaseException:  # noqa: BLE001, S110 - the parent says that the child ended
        pass
    finally:
        os._exit(code)
