"""`stratgraph serve` in a process of its own, on loopback, for the tests of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit


class Answer(NamedTuple):
    """What came back; names of header fields in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class OwnServer:
    """A running server: its process, its URL, and the file that its stderr goes to."""

    process: subprocess.Popen[str]
    url: str
    stderr: Path

    @property
    def port(self) -> int:
        return int(urlsplit(self.url).port or 0)

    def ask(self, method: str, target: str, *, body: bytes | str | None = None, **headers: str) -> Answer:
        """Send one request over a connection of its own; `_` in the name of a header field stands for `-`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body=body, headers=fields)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def raw(self, data: bytes, *, patience: float = 20.0) -> bytes:
        """Send bytes as they are and return all that comes until the server hangs up."""
        with self.connected() as one:
            one.settimeout(patience)
            one.sendall(data)
            return read_all(one)

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def workers(self) -> list[int]:
        """Return the processes that answer queries (Linux)."""
        folder = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in folder.read_text("ascii").split()]

    def stop(self) -> int:
        """Stop it as an operating system does; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def read_all(one: socket.socket) -> bytes:
    pieces = []
    while piece := one.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


@contextmanager
def own_server(
    folder: Path, *options: str, lang: str = "en", environment: Mapping[str, str] | None = None
) -> Iterator[OwnServer]:
    """Run `stratgraph serve` on a free port until the end of the block; it must end well."""
    stderr = folder / "stderr.txt"
    command = [sys.executable, "-m", "stratgraph", "--lang", lang, "serve", "--port", "0", *options]
    with stderr.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=file, text=True, env={**os.environ, **(environment or {})}
        )
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url, stderr.read_text("utf-8")
            server = OwnServer(process, url, stderr)
            yield server
            if process.poll() is None:
                assert server.stop() == 0, stderr.read_text("utf-8")
            assert "Traceback" not in stderr.read_text("utf-8")
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
