"""The workers: so many at once, a bounded queue before them, killed when the time is up, forked anew."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from typing import Any, NamedTuple

from stratgraph.graph.memory import Graph
from stratgraph.graph.worker import ENDED, TOO_LONG
from stratgraph.model.language import Text
from stratgraph.web.answering import LENGTH, Reply, refusal, work

BUSY = Text(en="all workers are busy; try again soon", sv="alla processer är upptagna; försök snart igen")


class Limits(NamedTuple):
    """Seconds a query, bytes of memory beyond the graph, bytes of an answer, queries at once, queries that wait."""

    seconds: float = 30.0
    memory: int = 1024**3
    most: int = 10_000_000
    workers: int = 2
    waiting: int = 64


class _Worker(NamedTuple):
    process: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Pool:
    """Workers forked from one loaded graph."""

    def __init__(self, graph: Graph, limits: Limits) -> None:
        self.graph = graph
        self.limits = limits
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._processes: set[int] = set()
        self._inside = 0

    async def start(self) -> None:
        """Load all of the graph, then fork the workers."""
        _ = self.graph.store
        for _ in range(self.limits.workers):
            self._idle.put_nowait(await self._fork())

    async def _fork(self) -> _Worker:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            self._become(theirs)
        theirs.close()
        self._processes.add(process)
        return _Worker(process, *await asyncio.open_unix_connection(sock=ours))

    def _become(self, channel: socket.socket) -> None:
        """Turn the forked process into a worker that holds none of its parent's sockets."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            kept = channel.fileno()
            os.closerange(3, kept)
            os.closerange(kept + 1, 65536)
            work(self.graph, channel, memory=self.limits.memory, most=self.limits.most)
        finally:
            os._exit(1)

    async def answer(self, request: dict[str, Any]) -> Reply:
        """Return a worker's reply, or what became of it."""
        if self._inside >= self.limits.workers + self.limits.waiting:
            return refusal(503, BUSY)
        self._inside += 1
        try:
            try:
                worker = await asyncio.wait_for(self._idle.get(), self.limits.seconds)
            except TimeoutError:
                return refusal(503, BUSY)
            return await self._ask(worker, request)
        finally:
            self._inside -= 1

    async def _ask(self, worker: _Worker, request: dict[str, Any]) -> Reply:
        sound = False
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await _exchange(worker, request)
            sound = True
            return reply
        except TimeoutError:
            return refusal(504, TOO_LONG.format(seconds=self.limits.seconds))
        except (asyncio.IncompleteReadError, OSError):
            return refusal(500, ENDED)
        finally:
            self._idle.put_nowait(worker if sound else await self._replace(worker))

    async def _replace(self, worker: _Worker) -> _Worker:
        worker.writer.close()
        self._end(worker.process)
        return await self._fork()

    def _end(self, process: int) -> None:
        self._processes.discard(process)
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def stop(self) -> None:
        """End all workers."""
        for process in tuple(self._processes):
            self._end(process)


async def _exchange(worker: _Worker, request: dict[str, Any]) -> Reply:
    data = json.dumps(request).encode()
    worker.writer.write(LENGTH.pack(len(data)) + data)
    status, media, was_cut = json.loads(await _frame(worker.reader))
    return Reply(status, media, was_cut, await _frame(worker.reader))


async def _frame(reader: asyncio.StreamReader) -> bytes:
    return await reader.readexactly(*LENGTH.unpack(await reader.readexactly(LENGTH.size)))
