"""A Virtuoso server of one's own on loopback, started in a folder and ended with the block that uses it.

Debian has it in virtuoso-opensource-7-bin and -common.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from benchmarks.loopback import free_port

VIRTUOSO = "virtuoso-t"
#: The account of a new database; its password is its name.
USER = "dba"
#: How many seconds a server has to answer for the first time.
PATIENCE = 600

INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CaseMode = 2
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""


class Running(NamedTuple):
    """A server that runs: its process, and the ports of its SQL and its HTTP."""

    pid: int
    port: int
    http: int

    @property
    def sparql(self) -> str:
        """The address that answers queries."""
        return f"http://127.0.0.1:{self.http}/sparql"

    @property
    def graph_store(self) -> str:
        """The address of the Graph Store Protocol."""
        return f"http://127.0.0.1:{self.http}/sparql-graph-crud-auth"


def has_virtuoso() -> bool:
    """Tell whether there is a server to run."""
    return shutil.which(VIRTUOSO) is not None


@contextmanager
def running(folder: Path, *, rows: int = 10_000, buffers: int = 2_000) -> Iterator[Running]:
    """Run a server of our own in a folder, on ports of its own, until the end of the block.

    `rows` is the longest answer that it gives; `buffers` are pages of 8 kB that it keeps in memory.

    Raises RuntimeError, with what its log says, where it does not start.
    """
    port, http = free_port(), free_port()
    text = INI.format(port=port, http=http, rows=rows, buffers=buffers, dirty=buffers * 3 // 4)
    (folder / "virtuoso.ini").write_text(text, encoding="utf-8")
    # In the foreground it stays our child, so that we end this server and no other.
    command = [VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"]
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://127.0.0.1:{http}/sparql?query=ASK%7B%7D", process, folder / "virtuoso.log")
            yield Running(process.pid, port, http)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            response.read()
            return
        time.sleep(0.1)
    raise RuntimeError(log.read_text("utf-8", "replace")[-2000:] if log.is_file() else f"{VIRTUOSO} did not start")
