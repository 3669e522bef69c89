"""What a worker process does: one query after the other over a socket, with no way out of it but the answer.

Each message is its length, a JSON head, and for a reply the body's length and the body.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import NamedTuple, NoReturn, Protocol

from stratgraph.graph.walls import limit_memory, no_core, shut_off, tie_to_parent
from stratgraph.graph.worker import rehearse
from stratgraph.model.errors import StratgraphError
from stratgraph.web.answering import Asked, Most, Reply, Served, answer, refusal

LENGTH = struct.Struct("!I")
#: The first message of a worker that is ready; one that is not says why, and ends.
READY = Reply(200, "", None, b"")


class Stream(Protocol):
    """The worker's end of its channel."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, fewer where the channel was closed."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""

    def flush(self) -> None:
        """Send what was taken."""


class Walls(NamedTuple):
    """What a worker may take: bytes of memory beyond the graph, rows and bytes of an answer."""

    memory: int
    most: Most


def become_worker(channel: socket.socket, open_graph: Callable[[], Served], walls: Walls) -> NoReturn:
    """Turn a freshly forked process into a worker; it never returns into the code of its parent."""
    try:
        _leave_parent(channel.fileno())
        with channel.makefile("rwb") as stream:
            _work(stream, open_graph, walls)
    except BaseException:  # noqa: BLE001, S110 - nobody is there to hear of it but the parent, which sees the end
        pass
    finally:
        os._exit(0)


def _leave_parent(kept: int) -> None:
    """Let go of the parent's signals, sockets and terminal."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    tie_to_parent()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, 65536)


def _work(stream: Stream, open_graph: Callable[[], Served], walls: Walls) -> None:
    try:
        served = open_graph()
        rehearse(lambda query: answer(served, Asked(query), walls.most))
    except StratgraphError as error:
        write_reply(stream, refusal(500, error.text))
        return
    limit_memory(walls.memory)
    no_core()
    sys.setrecursionlimit(2_000)
    shut_off(folder=served.graph.folder)
    write_reply(stream, READY)
    while head := stream.read(LENGTH.size):
        query, accept, default, named = json.loads(stream.read(*LENGTH.unpack(head)))
        write_reply(stream, answer(served, Asked(query, accept, tuple(default), tuple(named)), walls.most))


def write_reply(stream: Stream, reply: Reply) -> None:
    """Send a reply to the parent."""
    about = json.dumps((reply.status, reply.media, reply.cut, reply.same)).encode()
    stream.write(LENGTH.pack(len(about)) + about + LENGTH.pack(len(reply.body)))
    stream.write(reply.body)
    stream.flush()


def request_bytes(asked: Asked) -> bytes:
    """Return the message that asks a worker."""
    data = json.dumps(asked).encode()
    return LENGTH.pack(len(data)) + data


class Replies:
    """Takes what a worker sends, in whatever pieces it comes, and gives the reply once it is whole."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, piece: bytes) -> Reply | None:
        """Return the reply that this piece completes, if it does."""
        self._data += piece
        data = self._data
        if len(data) < LENGTH.size:
            return None
        body = LENGTH.size + LENGTH.unpack_from(data)[0] + LENGTH.size
        if len(data) < body:
            return None
        end = body + LENGTH.unpack_from(data, body - LENGTH.size)[0]
        if len(data) < end:
            return None
        status, media, cut, same = json.loads(bytes(data[LENGTH.size : body - LENGTH.size]))
        reply = Reply(status, media, cut, bytes(data[body:end]), same)
        self._data = bytearray()
        return reply
