"""Answers that were given once and are given again: what is served does not change for as long as it is served."""

from __future__ import annotations

from collections import OrderedDict

from stratgraph.web.answering import Asked, Reply

#: An entry costs so many bytes besides what is in it.
OVERHEAD = 500
#: No entry takes more than this part of the room.
LARGEST_PART = 8


class Cache:
    """The answers that were asked for last, in so many bytes.

    >>> cache = Cache(10_000)
    >>> cache.put(Asked("ASK {}"), Reply(200, "text/csv", None, b"true", same=True))
    >>> cache.get(Asked("ASK {}")).body, cache.get(Asked("ASK { }"))
    (b'true', None)
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._used = 0
        self._kept: OrderedDict[Asked, Reply] = OrderedDict()

    def get(self, asked: Asked) -> Reply | None:
        """Return the answer that was given to the same request, if it is still here."""
        found = self._kept.get(asked)
        if found is not None:
            self._kept.move_to_end(asked)
        return found

    def put(self, asked: Asked, reply: Reply) -> None:
        """Keep an answer that would be the same next time; those that nobody asked for longest make room."""
        size = _size(asked, reply)
        if not reply.same or size > self._room // LARGEST_PART or asked in self._kept:
            return
        self._kept[asked] = reply
        self._used += size
        while self._used > self._room:
            self._used -= _size(*self._kept.popitem(last=False))


def _size(asked: Asked, reply: Reply) -> int:
    texts = (asked.query, asked.accept, *asked.default, *asked.named)
    return OVERHEAD + sum(map(len, texts)) + len(reply.body)
