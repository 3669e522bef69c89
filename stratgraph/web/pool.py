"""The workers: so many at once, a bounded queue before them, killed when the time is up, forked anew."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from stratgraph.graph.worker import ENDED
from stratgraph.model.errors import EngineError
from stratgraph.model.language import Text
from stratgraph.web.answering import Asked, Most, Reply, Served, refusal, sentences
from stratgraph.web.process import Replies, Walls, become_worker, request_bytes

BUSY = Text(en="all workers are busy; try again soon", sv="alla processer är upptagna; försök snart igen")
TOO_LONG = Text(
    en="no answer within {seconds:g} s; narrow the query", sv="inget svar inom {seconds:g} s; begränsa frågan"
)
#: Seconds before another attempt where no worker can be made.
PAUSE = 1.0


class Limits(NamedTuple):
    """Seconds a query, bytes of memory beyond the graph, the size of an answer, queries at once, queries that wait."""

    seconds: float = 30.0
    memory: int = 1024**3
    most: Most = Most()
    workers: int = 4
    waiting: int = 64


class Worker(asyncio.Protocol):
    """The parent's end of one worker: at most one question is under way."""

    def __init__(self, process: int, ended: Callable[[Worker], None]) -> None:
        self.process = process
        self.alive = True
        self._ended = ended
        self._replies = Replies()
        self._waiting: asyncio.Future[Reply] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the channel."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - a socket is both
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand over the reply once it is whole."""
        reply = self._replies.add(data)
        if reply is not None and self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio hands it over
        """Say that the worker has ended."""
        self.alive = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(refusal(500, ENDED))
        self._ended(self)

    async def ask(self, message: bytes) -> Reply:
        """Send a message and return the reply, or that the worker has ended."""
        if not self.alive or self._transport is None:
            return refusal(500, ENDED)
        self._waiting = asyncio.get_running_loop().create_future()
        if message:
            self._transport.write(message)
        return await self._waiting

    def end(self) -> None:
        """Kill the process; nothing of it remains."""
        self.alive = False
        if self._transport is not None:
            self._transport.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


class Pool:
    """Workers that are forked from this process; `open_graph` runs in each of them."""

    def __init__(self, open_graph: Callable[[], Served], limits: Limits) -> None:
        self.limits = limits
        self._open = open_graph
        self._all: set[Worker] = set()
        # The last to be idle is the next to work: the others stay out of the processor's way.
        self._idle: list[Worker] = []
        self._queue: deque[asyncio.Future[Worker]] = deque()
        self._renewals: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Fork the workers; raises EngineError where the graph cannot be opened."""
        # What is there now is never looked at again, so that parent and workers go on sharing it.
        gc.collect()
        gc.freeze()
        for _ in range(self.limits.workers):
            self._idle.append(await self._new())

    async def _new(self) -> Worker:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            become_worker(theirs, self._open, Walls(self.limits.memory, self.limits.most))
        theirs.close()
        worker = Worker(process, self._lost)
        self._all.add(worker)
        await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=ours)
        ready = await worker.ask(b"")
        if ready.status != 200:
            self._end(worker)
            raise EngineError(sentences(ready))
        return worker

    async def answer(self, asked: Asked) -> Reply:
        """Return a worker's reply, or what became of it."""
        worker = await self._next()
        if worker is None:
            return refusal(503, BUSY)
        sound = False
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await worker.ask(request_bytes(asked))
            sound = worker.alive
            return reply
        except TimeoutError:
            return refusal(504, TOO_LONG.format(seconds=self.limits.seconds))
        finally:
            # Also where nobody waits for the answer any more.
            if sound:
                self._free(worker)
            else:
                self._replace(worker)

    async def _next(self) -> Worker | None:
        """Return a worker that is free, or None where none becomes free in time."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._replace(worker)
        if len(self._queue) >= self.limits.waiting or self._stopped:
            return None
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await turn
        except TimeoutError:
            return None
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._free(turn.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._queue.remove(turn)

    def _free(self, worker: Worker) -> None:
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    def _lost(self, worker: Worker) -> None:
        """Replace a worker that ended while it had nothing to do."""
        if worker in self._idle:
            self._idle.remove(worker)
            self._replace(worker)

    def _end(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.end()

    def _replace(self, worker: Worker) -> None:
        self._end(worker)
        if not self._stopped:
            renewal = asyncio.ensure_future(self._renew())
            self._renewals.add(renewal)
            renewal.add_done_callback(self._renewals.discard)

    async def _renew(self) -> None:
        while not self._stopped:
            try:
                self._free(await self._new())
                return
            except (EngineError, OSError):
                await asyncio.sleep(PAUSE)

    @property
    def ready(self) -> bool:
        """Whether any worker lives."""
        return any(worker.alive for worker in self._all)

    def stop(self) -> None:
        """End all workers."""
        self._stopped = True
        for renewal in self._renewals:
            renewal.cancel()
        for worker in tuple(self._all):
            self._end(worker)
