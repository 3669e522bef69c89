"""The walls around a query on the command line: a process of its own, without network, whatever time it may take."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from stratgraph.graph.memory import Graph, Solutions
from stratgraph.graph.opening import open_graph
from stratgraph.graph.worker import answer_within
from stratgraph.model.errors import EngineError

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
#: Flat, and still more than the engine's parser bears.
UNBEARABLE = "ASK { FILTER(" + "1+" * 45_000 + "1) }"
X86 = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine != "x86_64", reason="the filter is written for Linux on x86-64"
)


def query(*arguments: str, text: str | bytes = "ASK {}") -> subprocess.CompletedProcess[str]:
    command: list[str | bytes] = [sys.executable, "-m", "stratgraph", "--lang", "en", "query", *arguments, "-e", text]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.parametrize("seconds", ["0", "30"])
def test_what_the_engine_cannot_bear_is_one_line(seconds: str) -> None:
    done = query("--timeout", seconds, text=UNBEARABLE)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("stratgraph: the engine ended while it answered (")
    assert done.stderr.count("\n") == 1


def test_a_map_of_what_the_engine_cannot_bear_is_one_line(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "stratgraph",
        "--lang",
        "en",
        "map",
        "-e",
        UNBEARABLE,
        "-o",
        str(tmp_path / "x.html"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("stratgraph: the engine ended while it answered (")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "1e300", "x"])
def test_a_time_that_is_none_is_one_line(seconds: str) -> None:
    done = query("--timeout", seconds)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "stratgraph: --timeout is 0 to 1000000 seconds\n")


def test_a_query_that_is_not_unicode_is_one_line() -> None:
    done = query(text=b"ASK { ?s ?p '\xff' }")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "stratgraph: the query is not valid UTF-8\n")


class Held(NamedTuple):
    build: str


class Curious(Graph):
    """A graph whose query tells what it can reach."""

    place = Path()

    def query(self, *_: object, **__: object) -> Solutions:
        attempts: dict[str, Callable[[], object]] = {
            "network": socket.socket,
            "writing": lambda: os.open(self.place / "store", os.O_WRONLY),
            "making": lambda: os.open(self.place / "new", os.O_RDONLY | os.O_CREAT),
            "reading": lambda: os.open(self.place / "store", os.O_RDONLY),
            "reading elsewhere": lambda: os.open(__file__, os.O_RDONLY),
        }
        return Solutions(tuple(name for name, attempt in attempts.items() if is_allowed(attempt)), ())


def is_allowed(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except PermissionError:
        return False
    return True


def has_landlock() -> bool:
    """Tell whether the kernel can keep a process to a folder: asked for its version."""
    return bool(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1)) > 0)


@X86
@pytest.mark.parametrize("seconds", [0, 60])
@pytest.mark.parametrize("disk", [False, True])
def test_a_query_reaches_no_network(seconds: float, disk: bool, tmp_path: Path) -> None:
    (tmp_path / "store").touch()
    here = open_graph()
    curious = Curious(here.store, here.workspace)
    curious.place = tmp_path
    curious.held = Held(str(tmp_path)) if disk else None
    found = answer_within(lambda: curious, "ASK {}", seconds)
    assert isinstance(found, Solutions)
    # A store on disk opens its own files when it comes to them.
    reading = ("reading",) if has_landlock() else ("reading", "reading elsewhere")
    assert found.variables == (reading if disk else ())


def test_a_query_without_limit_is_not_asked_here() -> None:
    here = open_graph()

    class Ending(Graph):
        def query(self, *_: object, **__: object) -> Solutions:
            os._exit(7)

    with pytest.raises(EngineError, match="the engine ended"):
        answer_within(lambda: Ending(here.store, here.workspace), "ASK {}", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tie processes together")
def test_a_query_ends_with_the_tool_that_asked_it() -> None:
    command = [sys.executable, "-m", "stratgraph", "query", "--timeout", "0", "-e", CROSS]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        folder = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        end = time.monotonic() + 600
        while not (children := folder.read_text("ascii").split()):
            assert time.monotonic() < end
            time.sleep(0.02)
        # Until it has told the system whom it belongs to.
        time.sleep(1)
        process.kill()
    while alive(children[0]):
        assert time.monotonic() < end
        time.sleep(0.02)


def alive(process: str) -> bool:
    """Tell whether a process runs; one that has ended and was not asked after does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("option", ["--timeout", "--memory", "--rows", "--waiting", "--cache", "--patience", "--grace"])
def test_a_limit_without_limit_is_one_line(option: str) -> None:
    command = [sys.executable, "-m", "stratgraph", "--lang", "en", "serve", "--port", "0", option, "9" * 400]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"stratgraph: {option} is at most 1000000000\n"


def test_no_more_workers_than_a_machine_can_bear() -> None:
    command = [sys.executable, "-m", "stratgraph", "--lang", "sv", "serve", "--port", "0", "--workers", "257"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "stratgraph: --workers är högst 256\n")
