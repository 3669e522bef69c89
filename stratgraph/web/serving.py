"""The server from start to stop: the port, the workers, the signals, the log."""

from __future__ import annotations

import asyncio
import errno
import re
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from stratgraph.graph.worker import CAN_FORK
from stratgraph.model.errors import EngineError, InputError
from stratgraph.model.language import Text
from stratgraph.web.answering import Served
from stratgraph.web.cache import Cache
from stratgraph.web.connection import Connection, Desk, Patience
from stratgraph.web.description import About, landing, service
from stratgraph.web.messages import Response
from stratgraph.web.pool import Limits, Pool
from stratgraph.web.site import Rules, Site

#: How many connections there may be at once, and how many may wait to be taken in.
MOST_CONNECTIONS = 512
#: Seconds between two looks at who is too slow.
PACE = 0.25
#: The log shows so many characters of an address.
MOST_LOGGED = 2_000

IN_USE = Text(
    en="port {port} is in use on {host}; choose another with --port (0: any that is free)",
    sv="port {port} är upptagen på {host}; välj en annan med --port (0: vilken ledig som helst)",
)
NO_ADDRESS = Text(
    en="{host} is no address of this machine that can be listened on ({why}); see --host",
    sv="{host} är ingen adress på den här datorn att lyssna på ({why}); se --host",
)
NO_PORT = Text(en="port {port} cannot be opened: {why}", sv="port {port} går inte att öppna: {why}")
NO_FORK = Text(
    en="serve needs a system that can fork processes (Linux, macOS, BSD)",
    sv="serve behöver ett system som kan dela processer med fork (Linux, macOS, BSD)",
)


class Settings(NamedTuple):
    """Where to listen, for whom, and within which limits; `cache` is in bytes, `grace` in seconds."""

    host: str = "127.0.0.1"
    port: int = 8080
    rules: Rules = Rules()
    limits: Limits = Limits()
    patience: Patience = Patience()
    cache: int = 32_000_000
    grace: float = 10.0
    log: Callable[[str], None] | None = None


class Source(NamedTuple):
    """What is served: `open` gives the graph within a worker, the rest is known beforehand."""

    open: Callable[[], Served]
    name: Text
    facts: int


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises InputError where there is none to be had."""
    if not CAN_FORK:
        raise EngineError(NO_FORK)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise InputError(NO_ADDRESS.format(host=host, why=error.strerror or error)) from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(MOST_CONNECTIONS)
    except OSError as error:
        listening.close()
        raise InputError(_why(error, host, port)) from error
    return listening


def _why(error: OSError, host: str, port: int) -> Text:
    if error.errno == errno.EADDRINUSE:
        return IN_USE.format(host=host, port=port)
    if error.errno == errno.EADDRNOTAVAIL:
        return NO_ADDRESS.format(host=host, why=error.strerror)
    return NO_PORT.format(port=port, why=error.strerror or error)


def url_of(listening: socket.socket) -> str:
    """Return the endpoint's URL."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/sparql"


def serve(listening: socket.socket, source: Source, settings: Settings, *, ready: Callable[[str], None]) -> None:
    """Answer requests until SIGTERM or SIGINT comes; `ready` is told the URL once they are answered.

    Raises EngineError where the graph cannot be opened.
    """
    asyncio.run(_serve(listening, source, settings, ready))


async def _serve(listening: socket.socket, source: Source, settings: Settings, ready: Callable[[str], None]) -> None:
    pool = Pool(source.open, settings.limits)
    try:
        await pool.start()
        about = About(source.name, source.facts, settings.limits)
        cache = Cache(settings.cache) if settings.cache else None
        site = Site(pool, settings.rules, cache=cache, describe=partial(service, about), landing=landing(about))
        log = partial(_log, settings.log) if settings.log else None
        desk = Desk(site.respond, site.refuse, log, set(), MOST_CONNECTIONS, settings.patience)
        await _run(listening, desk, settings.grace, ready)
    finally:
        pool.stop()


async def _run(listening: socket.socket, desk: Desk, grace: float, ready: Callable[[str], None]) -> None:
    """Take clients in until a signal comes, then let those who wait have their answers."""
    loop = asyncio.get_running_loop()
    stop, at_once = asyncio.Event(), asyncio.Event()

    def signalled() -> None:
        (at_once if stop.is_set() else stop).set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, signalled)
    server = await loop.create_server(lambda: Connection(desk), sock=listening)
    sweep = asyncio.ensure_future(_sweep(desk))
    ready(url_of(listening))
    await stop.wait()
    server.close()
    end = time.monotonic() + grace
    while sum(one.leave() for one in tuple(desk.connections)) and not at_once.is_set() and time.monotonic() < end:
        await asyncio.sleep(PACE / 10)
    sweep.cancel()
    for one in tuple(desk.connections):
        one.drop()


async def _sweep(desk: Desk) -> None:
    while True:
        await asyncio.sleep(PACE)
        now = time.monotonic()
        for one in tuple(desk.connections):
            one.check(now)


def _log(write: Callable[[str], None], peer: str, line: str, response: Response, seconds: float) -> None:
    """Write a line as the Common Log Format has it, with the milliseconds behind it."""
    shown = re.sub(r"[^ !#-\[\]-~]", lambda found: f"\\x{ord(found[0]):02x}", line[:MOST_LOGGED])
    when = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
    write(f'{peer} - - [{when}] "{shown}" {response.status} {len(response.body)} {seconds * 1000:.1f}ms\n')


def log_to_stderr(line: str) -> None:
    """Write a line of the log to stderr."""
    sys.stderr.write(line)
    sys.stderr.flush()
