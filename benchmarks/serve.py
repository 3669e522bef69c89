"""Requests a second: `stratgraph serve` and rdflib-endpoint over the same triples, side by side.

    python -m benchmarks.serve [--quads 50000] [--seconds 5] [--runs 3]

Eight connections ask small queries, each with the next as soon as it has its answer: about 300 different ones, over and
over. The client runs on the same machine and takes its part of the processors. `pip install 'stratgraph[bench]'`
installs what is compared.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from benchmarks.generate import BASE, SG, write
from benchmarks.loopback import free_port

CONNECTIONS = 8
QUADS = 50_000
#: The cross product that runs beside small queries; its worker ends when the benchmark does.
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Load(NamedTuple):
    """What clients saw of a server: answers a second, seconds of half, of 99 % and of the slowest, CPU s per 1000."""

    rate: float
    median: float
    p99: float
    slowest: float
    cpu: float


class Requests(NamedTuple):
    """What was found of each server: loads run by run, and the slowest ASK beside a cross product, in seconds.

    `facts` is how many triples each had, `seconds` how long each run was.
    """

    facts: int
    seconds: float
    loads: dict[str, list[Load]]
    asks: dict[str, float]


class Server(NamedTuple):
    """A running server: its port, its process, and the path of its endpoint."""

    port: int
    process: int
    path: str


def queries(cities: int) -> list[str]:
    """Return small queries, all different: of one city or one goal each."""
    made = []
    for number in range(cities):
        city = f"<{BASE}c{number}/city>"
        made += [
            f"SELECT ?label {{ {city} <http://www.w3.org/2000/01/rdf-schema#label> ?label }}",
            f"SELECT ?is ?what {{ {city} ?is ?what }} LIMIT 10",
            f"ASK {{ ?s <{SG}strategyOf> {city} }}",
        ]
    return made


def request(query: str, path: str, *, own: int = 0) -> bytes:
    """Return the bytes of a request; a number of its own makes it one that was not asked before."""
    text = quote(query + (f" #{own}" if own else ""), safe="")
    return (
        f"GET {path}?query={text} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n\r\n"
    ).encode()


class Client(asyncio.Protocol):
    """One connection that always has one request under way."""

    def __init__(self, requests: Iterator[bytes], seconds: list[float]) -> None:
        self._requests = requests
        self._seconds = seconds
        self._data = bytearray()
        self._sent = 0.0
        self._transport: asyncio.Transport
        self.wrong = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a socket is both
        self._transport = transport
        self._next()

    def _next(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def stop(self) -> None:
        """Hang up."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what came; ask again once the answer is whole."""
        self._data += data
        head = self._data.find(b"\r\n\r\n")
        if head < 0:
            return
        fields = bytes(self._data[:head]).lower()
        length = int(fields.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._data) < head + 4 + length:
            return
        self._seconds.append(time.perf_counter() - self._sent)
        self.wrong += b" 200 " not in fields[:16]
        self._data.clear()
        self._next()


async def _clients(port: int, requests: Iterator[bytes], seconds: float) -> list[float]:
    found: list[float] = []
    clients = []
    for _ in range(CONNECTIONS):
        made = await asyncio.get_running_loop().create_connection(lambda: Client(requests, found), "127.0.0.1", port)
        clients.append(made[1])
    await asyncio.sleep(seconds)
    for one in clients:
        one.stop()
    # The loop closes what was hung up.
    await asyncio.sleep(0.01)
    if wrong := sum(one.wrong for one in clients):
        message = f"{wrong} answers of the server at port {port} were errors"
        raise RuntimeError(message)
    return found


def load(server: Server, asked: Sequence[str], seconds: float, *, repeat: bool) -> Load:
    """Ask for so many seconds; where queries do not `repeat`, no two have the same text."""

    def requests() -> Iterator[bytes]:
        made = [request(query, server.path) for query in asked]
        number = 0
        while True:
            for query, ready in zip(asked, made, strict=True):
                number += 1
                yield ready if repeat else request(query, server.path, own=number)

    before = family_cpu_seconds(server.process)
    found = sorted(asyncio.run(_clients(server.port, requests(), seconds)))
    spent = family_cpu_seconds(server.process) - before
    return Load(
        len(found) / seconds,
        statistics.median(found),
        found[int(len(found) * 0.99)],
        found[-1],
        spent / len(found) * 1000,
    )


def slowest_ask(server: Server, seconds: float) -> float:
    """Return the slowest of the ASKs that were asked while a cross product ran, in seconds."""
    worst, number = 0.0, 0
    here = ("127.0.0.1", server.port)
    with socket.create_connection(here) as large, socket.create_connection(here, timeout=seconds) as small:
        large.sendall(request(CROSS, server.path))
        time.sleep(0.2)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            number += 1
            start = time.perf_counter()
            try:
                small.sendall(request(f"ASK {{ ?s a <{SG}Goal> }}", server.path, own=number))
                small.recv(65536)
            except TimeoutError:
                return float("inf")
            worst = max(worst, time.perf_counter() - start)
    return worst


def family_cpu_seconds(process: int) -> float:
    """Return the CPU seconds that a process and its living and ended children have taken (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    own = sum(int(field) for field in fields[11:15]) / TICKS
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return own + sum(family_cpu_seconds(int(child)) for child in children)


# The servers ----------------------------------------------------------------------------------------------------------


def own_command(file: str, port: int, *options: str) -> list[str]:
    """Return the command that serves a file with stratgraph, all limits as they usually are."""
    return [sys.executable, "-m", "stratgraph", "serve", "--port", str(port), "-w", file, *options]


def other_command(file: str, port: int, *options: str) -> list[str]:
    """Return the command that serves a file with rdflib-endpoint."""
    program = shutil.which("rdflib-endpoint", path=str(Path(sys.executable).parent)) or "rdflib-endpoint"
    return [program, "serve", "--host", "127.0.0.1", "--port", str(port), *options, file]


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[Server]:
    """Run a server until the end of the block; raises RuntimeError where it does not come up within two minutes."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end and process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        else:
            message = f"{' '.join(command[:4])} … did not come up"
            raise RuntimeError(message)
        # A server may take clients in before it can answer them.
        with socket.create_connection(("127.0.0.1", port), timeout=120) as one:
            one.sendall(request("ASK {}", path))
            one.recv(65536)
        yield Server(port, process.pid, path)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


class Leg(NamedTuple):
    """A server to measure: its name, command and options, the path of its endpoint, and whether queries repeat."""

    name: str
    command: Any
    options: tuple[str, ...]
    path: str
    repeat: bool


OWN, OWN_CACHED = "stratgraph serve, every query new", "stratgraph serve, queries repeat (its cache)"
OTHER, OTHER_OXIGRAPH = "rdflib-endpoint, rdflib's store", "rdflib-endpoint, Oxigraph's store"
LEGS = (
    Leg(OWN, own_command, ("--cache", "0"), "/sparql", repeat=False),
    Leg(OWN_CACHED, own_command, (), "/sparql", repeat=True),
    Leg(OTHER, other_command, (), "/", repeat=False),
    Leg(OTHER_OXIGRAPH, other_command, ("--store", "Oxigraph"), "/", repeat=False),
)


def has_other() -> bool:
    """Tell whether rdflib-endpoint is installed."""
    return shutil.which(other_command("", 0)[0]) is not None


def write_facts(quads: int, folder: Path) -> tuple[Path, Path, int]:
    """Write a graph as it is given, and its facts alone as N-Triples; return both files and how many facts."""
    from pyoxigraph import RdfFormat

    from stratgraph.graph.facts import FACTS_NODE
    from stratgraph.graph.opening import open_graph

    given, facts = folder / "cities.nq", folder / "facts.nt"
    with given.open("w", encoding="utf-8") as file:
        write(quads, file)
    graph = open_graph(workspace=str(given))
    graph.store.dump(str(facts), format=RdfFormat.N_TRIPLES, from_graph=FACTS_NODE)
    with facts.open("rb") as file_of_facts:
        return given, facts, sum(1 for _ in file_of_facts)


def measure(quads: int, seconds: float, runs: int) -> Requests:
    """Return what clients saw of each server that is installed, the servers in turn within each run."""
    loads: dict[str, list[Load]] = {}
    asks: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place:
        given, facts, count = write_facts(quads, Path(place))
        asked = queries(100)
        for number in range(runs):
            for leg in LEGS:
                own = leg.command is own_command
                if not own and not has_other():
                    continue
                port = free_port()
                with running(leg.command(str(given if own else facts), port, *leg.options), port, leg.path) as server:
                    load(server, asked, max(seconds / 5, 0.5), repeat=leg.repeat)
                    loads.setdefault(leg.name, []).append(load(server, asked, seconds, repeat=leg.repeat))
                    if number == 0 and not leg.repeat:
                        asks[leg.name] = slowest_ask(server, 2 * seconds)
    return Requests(count, seconds, loads, asks)


def section(found: Requests) -> list[str]:
    """Return the section on requests a second."""
    runs = len(found.loads[OWN])
    lines = [
        f"{CONNECTIONS} connections, {found.facts:,} facts, small queries of one to ten rows, limits on; {runs} runs "
        f"of {found.seconds:g} s in turn, the median of each column. The client runs on the same machine.",
        "",
        "| server | answers/s | median ms | p99 ms | slowest ms | CPU s per 1000 | ASK beside a cross product |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, loads in found.loads.items():
        middle = Load(*(statistics.median(column) for column in zip(*loads, strict=True)))
        slowest = found.asks.get(name)
        beside = "" if slowest is None else "none came" if slowest == float("inf") else f"{slowest:.3f} s"
        lines.append(
            f"| {name} | {middle.rate:,.0f} | {middle.median * 1000:.1f} | {middle.p99 * 1000:.1f} "
            f"| {middle.slowest * 1000:.0f} | {middle.cpu:.2f} | {beside} |"
        )
    return lines if has_other() else [*lines, "", "Not installed here, so not measured: rdflib-endpoint."]


def main() -> None:
    """Measure, and print the section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=QUADS)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    found = measure(chosen.quads, chosen.seconds, chosen.runs)
    sys.stdout.write("\n".join(section(found)) + "\n")


if __name__ == "__main__":
    main()
