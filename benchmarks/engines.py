"""Other engines on the stock questions: each loads the graph that stratgraph holds, and is asked the same query texts.

Each is a context manager that has loaded a file of N-Quads when it is entered. `ask` returns how many rows a query has
and the CPU seconds that the engine took for it: those of this process, of its server, or of the command that was run.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar, NamedTuple, Self
from urllib.error import HTTPError

from benchmarks import virtuoso
from benchmarks.processes import cpu_clock, peak_of

ROWS_FORMAT = "application/sparql-results+json"
TRIVIAL = "ASK {}"
LONGEST_ERROR = 200
#: Seconds between two looks at whether a query has taken too long.
LOOK_EVERY = 0.1
#: A query is asked so often, unless that has taken so many seconds; what counts is the least.
TRIES, TRIED_SECONDS = 3, 0.1


class Asked(NamedTuple):
    """CPU seconds, and how many rows."""

    seconds: float
    rows: int


class Over(Exception):
    """A query took longer than it may."""


class Engine(ABC):
    """One engine with a graph in it; `most` is the largest graph, in quads as given, that it is tried with."""

    title: ClassVar[str]
    most: ClassVar[int]
    #: How the figures are come by, for the page.
    how: ClassVar[str]
    #: Whether the seconds of a query have loading in them.
    with_load: ClassVar[bool] = False

    def __init__(self, file: str, limit: float) -> None:
        self.file = file
        self.limit = limit
        self.loading = 0.0
        self.held = ExitStack()

    @classmethod
    @abstractmethod
    def found(cls) -> str | None:
        """Return the version that is installed here, or None."""

    @abstractmethod
    def load(self) -> float:
        """Load the file; return the CPU seconds."""

    @abstractmethod
    def ask(self, query: str) -> Asked:
        """Answer a query.

        Raises Over where that takes too long, and whatever the engine raises.
        """

    @abstractmethod
    def peak(self) -> float:
        """Return the largest resident size in MB."""

    def __enter__(self) -> Self:
        try:
            self.loading = self.load()
        except BaseException:
            self.held.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.held.close()


# In this process ----------------------------------------------------------------------------------------------------


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Over within the block once this process has worked that many CPU seconds."""
    end = time.process_time() + seconds

    def look(_: int, __: FrameType | None) -> None:
        if time.process_time() > end:
            raise Over

    # A timer of CPU time would make the kernel count that time in ticks; one of the clock leaves it exact.
    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY, LOOK_EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Rdflib(Engine):
    """rdflib with its own store."""

    title = "rdflib"
    most = 15_000
    how = "`Dataset().parse(FILE)`, `dataset.query(TEXT)`; the process's own CPU seconds"
    store = "default"

    @classmethod
    def found(cls) -> str | None:
        """Return the version of the library."""
        return installed("rdflib")

    def load(self) -> float:
        """Parse the file into a dataset."""
        import rdflib

        start = time.process_time()
        self.data = rdflib.Dataset(store=self.store)
        self.data.parse(self.file, format="nquads")
        return time.process_time() - start

    def ask(self, query: str) -> Asked:
        """Answer a query."""
        start = time.process_time()
        with at_most(self.limit):
            rows = len(list(self.data.query(query)))
        return Asked(time.process_time() - start, rows)

    def peak(self) -> float:
        """Return this process's peak."""
        return peak_of(os.getpid())


class Oxrdflib(Rdflib):
    """rdflib over Oxigraph's store."""

    title = "oxrdflib"
    most = 150_000
    how = '`Dataset(store="Oxigraph")`, else as rdflib'
    store = "Oxigraph"

    @classmethod
    def found(cls) -> str | None:
        """Return the version of the plug-in."""
        return installed("oxrdflib")


def installed(package: str) -> str | None:
    """Return the version of a Python package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


# A server -----------------------------------------------------------------------------------------------------------


class Virtuoso(Engine):
    """A Virtuoso server, asked over HTTP."""

    title = "Virtuoso"
    most = 150_000
    how = "`ld_dir`, `rdf_loader_run()`, then its SPARQL endpoint with `timeout`; its server's CPU seconds"
    #: Its pages in memory, 8 kB each, and its limit on rows: more than any graph here needs.
    buffers = 80_000
    rows = 10_000_000

    @classmethod
    def found(cls) -> str | None:
        """Return the server's version."""
        if not virtuoso.has_virtuoso() or shutil.which("isql-vt") is None:
            return None
        told = subprocess.run([virtuoso.VIRTUOSO, "-?"], capture_output=True, text=True, check=False)
        return first_number((told.stdout + told.stderr).partition("Version")[2])

    def load(self) -> float:
        """Start a server, and have its bulk loader read the file."""
        folder = Path(self.held.enter_context(tempfile.TemporaryDirectory()))
        Path(folder, "graph.nq").symlink_to(Path(self.file).resolve())
        self.server = self.held.enter_context(virtuoso.running(folder, rows=self.rows, buffers=self.buffers))
        start = cpu_clock(self.server.pid)
        steps = "exec=ld_dir('.', 'graph.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
        where = f"127.0.0.1:{self.server.port}"
        command = ["isql-vt", where, virtuoso.USER, virtuoso.USER, steps]
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        return cpu_clock(self.server.pid) - start

    def ask(self, query: str) -> Asked:
        """Answer a query over HTTP."""
        wanted = {"query": query, "format": ROWS_FORMAT, "timeout": str(int(self.limit * 1000))}
        body = urllib.parse.urlencode(wanted).encode()
        start = cpu_clock(self.server.pid)
        try:
            with urllib.request.urlopen(self.server.sparql, body) as response:  # noqa: S310 - our own address
                state, text = response.headers.get("X-SQL-State"), response.read()
        except HTTPError as error:
            raise RuntimeError(error.read().decode("utf-8", "replace")) from error
        if state is not None:
            # What it has by then is an answer to it, and says so in this header alone.
            raise Over
        return Asked(cpu_clock(self.server.pid) - start, rows_of(text))

    def peak(self) -> float:
        """Return the server's peak."""
        return peak_of(self.server.pid)


def rows_of(answer: bytes | str) -> int:
    """Return how many rows an answer in SPARQL's JSON has.

    >>> rows_of('{"head": {}, "results": {"bindings": [{}, {}]}}')
    2
    """
    return len(json.loads(answer).get("results", {}).get("bindings", ()))


# A command for each question ----------------------------------------------------------------------------------------


class Command(Engine):
    """A program that reads the file anew for each question; its figures are those of whole processes."""

    most = 15_000
    with_load = True
    largest = 0.0

    @classmethod
    @abstractmethod
    def program(cls) -> list[str] | None:
        """Return how it is called, or None where it is not installed."""

    @abstractmethod
    def words(self, query: str) -> list[str]:
        """Return its arguments for the query in a file."""

    def load(self) -> float:
        """Run it with a query that asks nothing."""
        return self.run(TRIVIAL)[0]

    def ask(self, query: str) -> Asked:
        """Run it with a query."""
        seconds, text = self.run(query)
        return Asked(seconds, rows_of(text))

    def run(self, query: str) -> tuple[float, bytes]:
        """Return CPU seconds and output of one run; a trivial query may take any time.

        Raises Over; RuntimeError where it fails.
        """
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "question.rq")
            path.write_text(query, encoding="utf-8")
            command = [*(self.program() or []), *self.words(str(path))]
            limit = None if query == TRIVIAL else self.loading + self.limit
            return self.run_command(command, limit, Path(place))

    def run_command(self, command: Sequence[str], limit: float | None, place: Path) -> tuple[float, bytes]:
        """Return CPU seconds and output of a command."""
        output, said = place / "output", place / "said"
        with output.open("wb") as out, said.open("wb") as err:
            process = subprocess.Popen(command, stdout=out, stderr=err)
            over = not waited(process.pid, limit)
            if over:
                process.kill()
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.largest = max(self.largest, usage.ru_maxrss / 1024)
        if over:
            raise Over
        if process.returncode:
            raise RuntimeError(said.read_text("utf-8", "replace"))
        return usage.ru_utime + usage.ru_stime, output.read_bytes()

    def peak(self) -> float:
        """Return the largest of its processes' peaks."""
        return self.largest


def waited(process: int, limit: float | None) -> bool:
    """Wait for the end of a process, which is not reaped; return False once it has taken that many CPU seconds."""
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if limit is not None and cpu_clock(process) > limit:
            return False
        time.sleep(0.01)
    return True


class Jena(Command):
    """Apache Jena's arq."""

    title = "Jena arq"
    how = "`arq --data FILE --query QUESTION --results JSON`, a process for each question, loading included"

    @classmethod
    def program(cls) -> list[str] | None:
        """Return the command."""
        return program("arq")

    @classmethod
    def found(cls) -> str | None:
        """Return the version that it says."""
        return said_version(cls.program(), "--version")

    def words(self, query: str) -> list[str]:
        """Return its arguments."""
        return ["--data", self.file, "--query", query, "--results", "JSON"]


class Comunica(Command):
    """Comunica over files."""

    title = "Comunica"
    how = (
        "`comunica-sparql-file FILE --file QUESTION --outputType application/sparql-results+json`, a process for each "
        "question, loading included"
    )

    @classmethod
    def program(cls) -> list[str] | None:
        """Return the command."""
        return program("comunica-sparql-file")

    @classmethod
    def found(cls) -> str | None:
        """Return the version that it says."""
        return said_version(cls.program(), "--version")

    def words(self, query: str) -> list[str]:
        """Return its arguments."""
        return [self.file, "--file", query, "--outputType", ROWS_FORMAT]


def program(name: str) -> list[str] | None:
    """Return how a program is called, or None where it is not installed."""
    path = shutil.which(name)
    return [path] if path else None


def said_version(program: list[str] | None, option: str) -> str | None:
    """Return the first version number that a program says of itself; None where there is no program."""
    if program is None:
        return None
    done = subprocess.run([*program, option], capture_output=True, text=True, check=False)
    return first_number(done.stdout + done.stderr)


def first_number(text: str) -> str:
    """Return the first word of a text that begins with a digit and has a point in it.

    >>> first_number("Apache Jena:  VERSION: 4.5.0 (2022)")
    '4.5.0'
    """
    words = text.replace(",", " ").split()
    return next((word for word in words if word[0].isdigit() and "." in word), "?")


ENGINES: dict[str, type[Engine]] = {
    "rdflib": Rdflib,
    "oxrdflib": Oxrdflib,
    "virtuoso": Virtuoso,
    "arq": Jena,
    "comunica": Comunica,
}


# One measurement ----------------------------------------------------------------------------------------------------


def one(name: str, file: str, questions: dict[str, str], limit: float) -> Iterator[dict[str, Any]]:
    """Yield what an engine takes to load and to answer each question, and at last its peak; or why it cannot load."""
    with ExitStack() as held:
        try:
            engine = held.enter_context(ENGINES[name](file, limit))
        except Exception as error:  # noqa: BLE001 - as below
            yield {"broken": in_a_line(error)}
            return
        yield {"load": engine.loading}
        for question, text in questions.items():
            yield {"question": question, **outcome(engine, text)}
        yield {"peak": engine.peak()}


def outcome(engine: Engine, query: str) -> dict[str, Any]:
    """Return seconds and rows, or that it took too long, or why there is no answer."""
    asked: list[Asked] = []
    try:
        while not asked or (len(asked) < TRIES and sum(one.seconds for one in asked) < TRIED_SECONDS):
            asked.append(engine.ask(query))
    except Over:
        return {"over": True}
    except Exception as error:  # noqa: BLE001 - every engine has errors of its own, and none may end the run
        return {"error": in_a_line(error)}
    return min(asked)._asdict()


def in_a_line(error: Exception) -> str:
    r"""Return the beginning of what an error says.

    >>> in_a_line(ValueError("no such graph\nat line 1"))
    'no such graph'
    """
    return (str(error).strip() or type(error).__name__).splitlines()[0][:LONGEST_ERROR]


def main() -> None:
    """Print what one engine did, a line of JSON a figure: ENGINE FILE QUESTIONS LIMIT."""
    # Whoever ends this process ends the server that it has started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    name, file, questions, limit = sys.argv[1:]
    for found in one(name, file, json.loads(Path(questions).read_text("utf-8")), float(limit)):
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
