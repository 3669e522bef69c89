"""A process of its own for a query that is not ours: it can be killed, and can reach neither network nor files."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn, cast

from stratgraph.graph.memory import Answer, Graph
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

#: Bytes that a worker may take beyond the graph that it was forked with.
MEMORY = 2 * 1024**3
CAN_FORK = hasattr(os, "fork")
REHEARSAL = ("ASK {}", "SELECT * {} LIMIT 1", "CONSTRUCT WHERE {}", "ASK {", "ASK { ?s <a:b> unknown:prefix }")

_END_WITH_PARENT, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2
_X86_64 = 0xC000003E
_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
#: open, socket, connect, execve, execveat, openat2 and io_uring_setup of x86-64.
_REFUSED = (2, 41, 42, 59, 322, 437, 425)
_OPENAT = 257
#: How a file is opened to write, create or empty it.
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def answer_within(open_graph: Callable[[], Graph], query: str, seconds: float) -> Answer:
    """Answer a query in a child process that is killed after so many seconds, 0: never, and that reaches no network.

    `open_graph` runs in the child: a store on disk does not live on in a forked process. Where the system cannot fork,
    the answer is given here and without limit.

    Raises what `open_graph` and the query raise of this library's errors, EngineError where the time is up or the child
    ends.
    """
    if not CAN_FORK:
        return open_graph().query(query)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _run(lambda: _send(open_graph, query, writer))
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
    return cast(Answer, content)


def _send(open_graph: Callable[[], Graph], query: str, writer: int) -> None:
    try:
        graph = open_graph()
        rehearse(graph.query)
        shut_off(reading=graph.on_disk)
        found: tuple[str, Any] = ("answer", graph.query(query))
    except StratgraphError as error:
        found = ("error", (type(error), error.text, vars(error)))
    with os.fdopen(writer, "wb") as file:
        pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)


def rehearse(ask: Callable[[str], object]) -> None:
    """Ask what loads all that an answer can need, whatever the query: no file opens once the process is shut off."""
    for query in REHEARSAL:
        with contextlib.suppress(ParseError):
            ask(query)


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


def limit_memory(more: int) -> None:
    """Let this process take so many bytes beyond what it has now (Linux; elsewhere nothing happens)."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))
    except (ImportError, OSError, ValueError):
        return


def no_core() -> None:
    """Leave no image of the memory behind when this process is ended."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return


def tie_to_parent() -> None:
    """End this process when its parent ends, however that ends (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_END_WITH_PARENT, ctypes.c_ulong(signal.SIGKILL))


def shut_off(*, reading: bool = False) -> bool:
    """Refuse this process new sockets, files and programs for good; return whether the system could (Linux, x86-64).

    With `reading`, files still open to be read: the engine opens those of a large store when it comes to them.
    """
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return False
    import ctypes

    rules = _rules(_REFUSED if reading else (*_REFUSED, _OPENAT))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(rules), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_NO_NEW_PRIVS, ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)):
        return False
    return not prctl(_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.c_void_p(ctypes.addressof(program)))


def _rules(refused: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Return a seccomp filter: each rule an operation, how far to jump where it is true or false, and a value."""
    count = len(refused)
    return [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, count + 7, _X86_64),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 5, 0, 0x40000000),
        *((_EQUAL, count - place + 4, 0, number) for place, number in enumerate(refused)),
        (_EQUAL, 0, 3, _OPENAT),
        (_LOAD, 0, 0, 32),
        (_AND, 0, 0, _WRITING),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, 0x7FFF0000),
        (_RETURN, 0, 0, 0x00050001),
    ]
