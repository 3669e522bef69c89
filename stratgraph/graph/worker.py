"""A process of its own for a query that is not ours: it can be killed, and can reach neither network nor files."""

from __future__ import annotations

import os
import pickle
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

from stratgraph.model.errors import EngineError, StratgraphError
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

_END_WITH_PARENT, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2
_X86_64 = 0xC000003E
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
#: open, socket, connect, execve, openat, execveat, openat2 and io_uring_setup of x86-64.
_REFUSED = (2, 41, 42, 59, 257, 322, 437, 425)


def answer_within(ask: Callable[[], Result], seconds: float) -> Result:
    """Answer in a child process that is killed after so many seconds; 0 means here and without limit.

    `ask` runs in the child. A store on disk does not live on in a forked process: `ask` must open it there.

    Raises what `ask` raises of this library's errors, EngineError where the time is up or the child ends.
    """
    if not seconds or not CAN_FORK:
        return ask()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _run(lambda: _send(ask, writer))
    os.close(writer)
    try:
        found = _read_until(reader, time.monotonic() + seconds, seconds)
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


def _send(ask: Callable[[], object], writer: int) -> None:
    try:
        found: tuple[str, Any] = ("answer", ask())
    except StratgraphError as error:
        found = ("error", (type(error), error.text, vars(error)))
    with os.fdopen(writer, "wb") as file:
        pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)


def _rebuilt(parts: tuple[type[StratgraphError], Text, dict[str, Any]]) -> StratgraphError:
    kind, text, rest = parts
    error = kind(text)
    vars(error).update(rest)
    return error


def _read_until(reader: int, end: float, seconds: float) -> bytes:
    pieces: list[bytes] = []
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, end - time.monotonic()))
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
        # What an engine says when it is out of memory is no line of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
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


def shut_off() -> bool:
    """Refuse this process new sockets, files and programs for good; return whether the system could (Linux, x86-64)."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return False
    import ctypes

    count = len(_REFUSED)
    rules = [(_LOAD, 0, 0, 4), (_EQUAL, 0, count + 3, _X86_64), (_LOAD, 0, 0, 0), (_AT_LEAST, count + 1, 0, 0x40000000)]
    rules += [(_EQUAL, count - place, 0, number) for place, number in enumerate(_REFUSED)]
    rules += [(_RETURN, 0, 0, 0x7FFF0000), (_RETURN, 0, 0, 0x00050001)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(rules), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_NO_NEW_PRIVS, ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)):
        return False
    return not prctl(_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.c_void_p(ctypes.addressof(program)))
