"""The workers: so many at once, a bounded queue before them, killed when the time is up, forked anew.

One more worker takes queries while the others are busy, for a moment each, so that long ones never keep out short ones.
"""

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
    """Seconds a query, bytes of memory beyond the graph, the size of an answer, queries at once, queries that wait.

    `short` is for how many seconds the worker of short queries tries each.
    """

    seconds: float = 30.0
    memory: int = 1024**3
    most: Most = Most()
    workers: int = 4
    waiting: int = 64
    short: float = 1.0


class Worker(asyncio.Protocol):
    """The parent's end of one worker: at most one question is under way."""

    def __init__(self, process: int, ended: Callable[[Worker], None], *, short: bool) -> None:
        self.process = process
        #: Whether it is the one for short queries.
        self.short = short
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


class _Turn(NamedTuple):
    """A query that waits for a worker; `long` says that it was too long for the worker of short ones."""

    worker: asyncio.Future[Worker]
    long: bool

    @property
    def given(self) -> Worker | None:
        """The worker that it got, if it has one."""
        return self.worker.result() if self.worker.done() and not self.worker.cancelled() else None


class Pool:
    """Workers that are forked from this process; `open_graph` runs in each of them."""

    def __init__(self, open_graph: Callable[[], Served], limits: Limits) -> None:
        self.limits = limits
        self._open = open_graph
        self._all: set[Worker] = set()
        # The last to be idle is the next to work: the others stay out of the processor's way.
        self._idle: list[Worker] = []
        self._idle_short: list[Worker] = []
        self._queue: deque[_Turn] = deque()
        self._renewals: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Fork the workers; raises EngineError where the graph cannot be opened."""
        # What is there now is never looked at again, so that parent and workers go on sharing it.
        gc.collect()
        gc.freeze()
        for number in range(self.limits.workers + 1):
            self._free(await self._new(short=number == self.limits.workers))

    async def _new(self, *, short: bool) -> Worker:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            become_worker(theirs, self._open, Walls(self.limits.memory, self.limits.most))
        theirs.close()
        worker = Worker(process, self._lost, short=short)
        self._all.add(worker)
        await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=ours)
        ready = await worker.ask(b"")
        if ready.status != 200:
            self._end(worker)
            raise EngineError(sentences(ready))
        return worker

    async def answer(self, asked: Asked) -> Reply:
        """Return a worker's reply, or what became of it."""
        message = request_bytes(asked)
        # What turns out to be long begins anew with a worker that has time for it.
        reply = await self._attempt(message, long=False) or await self._attempt(message, long=True)
        assert reply is not None  # noqa: S101 - a long one is never tried for a moment only
        return reply

    async def _attempt(self, message: bytes, *, long: bool) -> Reply | None:
        """Return the reply, or None where the query is too long for the worker that took it."""
        worker = await self._next(long=long)
        if worker is None:
            return refusal(503, BUSY)
        seconds = min(self.limits.short, self.limits.seconds) if worker.short else self.limits.seconds
        sound = False
        try:
            async with asyncio.timeout(seconds):
                reply = await worker.ask(message)
            sound = worker.alive
            return reply
        except TimeoutError:
            return None if seconds < self.limits.seconds else refusal(504, TOO_LONG.format(seconds=seconds))
        finally:
            # Also where nobody waits for the answer any more.
            if sound:
                self._free(worker)
            else:
                self._replace(worker)

    async def _next(self, *, long: bool) -> Worker | None:
        """Return a worker that is free, or None where none becomes free in time."""
        for idle in (self._idle, [] if long else self._idle_short):
            while idle:
                worker = idle.pop()
                if worker.alive:
                    return worker
                self._replace(worker)
        if len(self._queue) >= self.limits.waiting or self._stopped:
            return None
        turn = _Turn(asyncio.get_running_loop().create_future(), long)
        self._queue.append(turn)
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await turn.worker
        except TimeoutError:
            # A worker may have come free in the same moment.
            return turn.given
        except asyncio.CancelledError:
            if turn.given is not None:
                self._free(turn.given)
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._queue.remove(turn)

    def _free(self, worker: Worker) -> None:
        """Give a worker to the first in the queue that it can serve."""
        for turn in self._queue:
            if not turn.worker.done() and not (worker.short and turn.long):
                turn.worker.set_result(worker)
                return
        (self._idle_short if worker.short else self._idle).append(worker)

    def _lost(self, worker: Worker) -> None:
        """Replace a worker that ended while it had nothing to do."""
        for idle in (self._idle, self._idle_short):
            if worker in idle:
                idle.remove(worker)
                self._replace(worker)

    def _end(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.end()

    def _replace(self, worker: Worker) -> None:
        self._end(worker)
        if not self._stopped:
            renewal = asyncio.ensure_future(self._renew(short=worker.short))
            self._renewals.add(renewal)
            renewal.add_done_callback(self._renewals.discard)

    async def _renew(self, *, short: bool) -> None:
        while not self._stopped:
            try:
                self._free(await self._new(short=short))
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
