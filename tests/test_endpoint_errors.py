"""What an endpoint can do wrong: each time one clear line and exit code 3, in both languages."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from endpoint_servers import Response, Server, answering, rows

from benchmarks.loopback import free_port
from stratgraph.cli.main import root
from stratgraph.graph.endpoint import Credentials, Endpoint
from stratgraph.graph.replies import read_rows
from stratgraph.graph.transport import AGENT, Transport
from stratgraph.model.errors import EngineError

SECRET = "hush-1234"  # noqa: S105 - it is the tests' own
FEW = {"retries": 0, "timeout": 5.0}


class Result(NamedTuple):
    code: int
    out: str
    err: str


def run(*arguments: str) -> Result:
    found = CliRunner().invoke(root, arguments)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return Result(found.exit_code, found.stdout, found.stderr)


def refused(server: Server, **settings: object) -> str:
    endpoint = Endpoint(server.url, **{**FEW, **settings})  # type: ignore[arg-type]
    with pytest.raises(EngineError) as caught:
        read_rows(Transport(endpoint).query("SELECT ?x WHERE { ?x ?y ?z }", form="rows"), endpoint, ("x",))
    assert caught.value.exit_code == 3
    assert caught.value.text.sv != caught.value.text.en
    assert "\n" not in caught.value.text.en
    return caught.value.text.en.replace(server.url, "URL")


HTML = Response(kind="text/html", body=b"<!DOCTYPE html><html><body>Welcome</body></html>")
GOOD = rows("one", "two")


@pytest.mark.parametrize(
    ("response", "line"),
    [
        (
            Response(401, headers={"WWW-Authenticate": 'Basic realm="x"'}),
            "URL asks who you are (401): set STRATGRAPH_ENDPOINT_USER and STRATGRAPH_ENDPOINT_PASSWORD, or "
            "STRATGRAPH_ENDPOINT_TOKEN, or use ~/.netrc",
        ),
        (Response(403), "URL does not allow this (403); ask its keeper for the right, or use another user"),
        (Response(404), "URL: there is nothing (404); a SPARQL endpoint often ends in /sparql or /query"),
        (
            Response(400, "text/plain", b"Virtuoso 37000 Error\nSP031: too complex"),
            "URL did not accept the query (400), though it is valid SPARQL 1.1 (Virtuoso 37000 Error SP031: too "
            "complex); ask it more simply, or use another store",
        ),
        (
            Response(429, headers={"Retry-After": "7200"}),
            "URL refuses so many requests (429; it asks to wait 7200 s); try again later",
        ),
        (
            Response(500, "text/html", b"<style>b {}</style><h1>Out of {memory}</h1>"),
            "URL: the server failed (500) (Out of (memory)); try again, and look into its log",
        ),
        (
            Response(302, headers={"Location": "http://me:pw@elsewhere.invalid/x?key=1"}),
            "URL points elsewhere (302), which is not followed; if you trust it, give that address: "
            "http://elsewhere.invalid/x",
        ),
        (
            HTML,
            "URL answered with a web page, not with SPARQL results; an endpoint's address often ends in /sparql or "
            "/query",
        ),
        (
            Response(body=GOOD.body, length=len(GOOD.body) + 100),
            "URL: the answer broke off; try again, and look into the server's log if it stays so",
        ),
        (
            Response(body=GOOD.body[:-30]),
            "URL: the answer breaks off or is malformed; try again, and look into the server's log if it stays so",
        ),
        (
            Response(body=b""),
            "URL: the answer breaks off or is malformed; try again, and look into the server's log if it stays so",
        ),
        (
            Response(body=b'{"head": {}, "boolean": true}'),
            "URL answered with something else than was asked for; is it a SPARQL 1.1 endpoint?",
        ),
        (
            Response(body=GOOD.body, headers={"X-SPARQL-MaxRows": "2"}),
            "URL cut the answer after 2 rows; ask for less (LIMIT), or raise the server's limit (stratgraph "
            "serve: --rows; Virtuoso: ResultSetMaxRows)",
        ),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Response) else "",
)
def test_each_failure_is_one_line_with_the_way_out(response: Response, line: str) -> None:
    with answering(response) as server:
        assert refused(server) == line


def test_a_time_out_says_how_long_it_waited() -> None:
    with answering(Response(body=GOOD.body, delay=1.5)) as server:
        line = refused(server, timeout=0.2)
    assert line.startswith("URL gave no whole answer within 0.2 s; ask for less, or raise `timeout`")


def test_what_is_too_large_is_refused_not_cut() -> None:
    with answering(rows(*map(str, range(50)))) as server:
        assert refused(server, rows=49).startswith("URL: the answer has more than 49 rows; ask for less (LIMIT)")
        assert refused(server, bytes=500).startswith("URL: the answer is larger than 500 bytes; ask for less (LIMIT)")


def test_a_dead_port() -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    found = run("ask", "goals-without-network", "--endpoint", url, "--lang", "en")
    assert found == Result(
        3, "", f"stratgraph: {url}: nothing answers there; is the server started, and the port right?\n"
    )
    swedish = run("ask", "goals-without-network", "--endpoint", url, "--lang", "sv")
    assert swedish.err == f"stratgraph: {url}: ingen svarar där; är servern igång, och porten rätt?\n"


def test_a_name_that_is_not_found() -> None:
    found = run("info", "--endpoint", "http://no-such-machine.invalid/sparql")
    assert found.code == 3
    assert found.err.startswith("stratgraph: http://no-such-machine.invalid/sparql: no machine of that name is found")


def test_a_server_without_tls_behind_https() -> None:
    with answering(GOOD) as server:
        found = run("info", "--endpoint", server.url.replace("http:", "https:"))
    assert found.code == 3
    assert "no TLS connection; is it an http:// address, or the wrong port?" in found.err


def read_request(connection: socket.socket) -> None:
    """Read a request to its end: to hang up on what is unread would break the connection off."""
    with connection.makefile("rb") as lines:
        length = 0
        while (line := lines.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        lines.read(length)


@contextmanager
def over_tls(folder: Path) -> Iterator[tuple[int, Path]]:
    """A server that ends the connection after the handshake, with a certificate that nobody knows."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", "-x509", *made, *subject], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            with plain:
                try:
                    with context.wrap_socket(plain, server_side=True) as secure:
                        read_request(secure)
                        secure.sendall(answer)
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], certificate
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_a_certificate_is_verified_and_a_private_authority_can_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with over_tls(tmp_path) as (port, certificate):
        url = f"https://localhost:{port}/sparql"
        distrusted = run("info", "--endpoint", url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted = run("info", "--endpoint", url)
    assert distrusted.code == 3
    assert "the server's certificate cannot be trusted (self-signed certificate)" in distrusted.err
    assert "SSL_CERT_FILE" in distrusted.err
    assert "does not allow this (403)" in trusted.err


def test_what_may_pass_is_tried_again_as_the_server_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("stratgraph.graph.transport.sleep", waits.append)
    busy = Response(503)
    responses = [busy, Response(429, headers={"Retry-After": "4"}), Response(body=GOOD.body, length=9_999), GOOD]
    with answering(*responses) as server:
        endpoint = Endpoint(server.url, retries=3, timeout=5)
        found = read_rows(Transport(endpoint).query("SELECT ?x { ?x ?y ?z }", form="rows"), endpoint, ("x",))
        assert len(server.log) == 4
    assert len(found) == 2
    assert waits == [0.5, 4.0, 2.0]


def test_attempts_end_and_what_will_not_pass_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stratgraph.graph.transport.sleep", lambda _: None)
    with answering(Response(503)) as server:
        assert refused(server, retries=2).startswith("URL: the server failed (503)")
        assert len(server.log) == 3
    with answering(Response(500)) as server:
        refused(server, retries=2)
        assert len(server.log) == 1
    with answering(Response(429, headers={"Retry-After": "3600"})) as server:
        refused(server, retries=2)
        assert len(server.log) == 1


def test_it_says_who_it_is_and_what_it_takes() -> None:
    with answering(GOOD) as server:
        Transport(Endpoint(server.url)).query("SELECT ?x { ?x ?y ?z }", form="rows")
        [request] = server.log
    assert request.headers["User-Agent"] == AGENT
    assert request.headers["Accept"].startswith("application/sparql-results+json")
    assert "Authorization" not in request.headers


def test_a_password_goes_to_who_asks_for_it_and_into_no_message() -> None:
    asking = Response(401, headers={"WWW-Authenticate": 'Basic realm="x"'})
    with answering(asking, GOOD) as server:
        transport = Transport(Endpoint(server.url, **FEW), Credentials("me", SECRET))  # type: ignore[arg-type]
        transport.query("SELECT ?x { ?x ?y ?z }", form="rows")
        assert [("Authorization" in request.headers) for request in server.log] == [False, True]
    with answering(asking) as server, pytest.raises(EngineError) as caught:
        Transport(Endpoint(server.url, **FEW), Credentials("me", SECRET)).query("ASK {}", form="truth")  # type: ignore[arg-type]
    assert "does not accept the user and password or the token (401)" in caught.value.text.en
    assert SECRET not in str(caught.value.text) + repr(Credentials("me", SECRET))


def test_a_redirect_takes_no_credentials_along() -> None:
    with answering(GOOD) as other, answering(Response(307, headers={"Location": other.url})) as server:
        with pytest.raises(EngineError, match="points elsewhere"):
            Transport(Endpoint(server.url, **FEW), Credentials(token=SECRET)).query("ASK {}", form="truth")  # type: ignore[arg-type]
        assert server.log[0].headers["Authorization"] == f"Bearer {SECRET}"
        assert other.log == []


def test_a_token_goes_over_no_line_that_others_can_read() -> None:
    endpoint = Endpoint("http://sparql.invalid/", **FEW)  # type: ignore[arg-type]
    with pytest.raises(EngineError, match="a token is sent over https only"):
        Transport(endpoint, Credentials(token=SECRET)).query("ASK {}", form="truth")


@pytest.mark.parametrize(
    "url", ["https://me:hush-1234@example.org/sparql", "http://hush-1234@example.org", "http://:hush-1234@[::1]:80/"]
)
def test_a_url_with_a_password_is_refused_and_not_repeated(url: str) -> None:
    for language in ("en", "sv"):
        found = run("info", "--endpoint", url, "--lang", language)
        assert found.code == 2
        assert "STRATGRAPH_ENDPOINT_PASSWORD" in found.err
        assert SECRET not in found.err


@pytest.mark.parametrize("url", ["ftp://example.org/x", "http://", "http://a b/", "http://x:99999/", "file:///etc/x"])
def test_what_is_no_url_of_an_endpoint_is_refused(url: str) -> None:
    found = run("info", "--endpoint", url)
    assert found.code == 2
    assert "an endpoint's URL begins with http:// or https://" in found.err


def test_an_endpoint_that_was_not_filled_is_refused() -> None:
    empty = Response(body=b'{"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": []}}')
    with answering(empty) as server:
        found = run("ask", "goals-without-network", "--endpoint", server.url)
    assert found.code == 3
    assert found.err == (
        f"stratgraph: {server.url} holds no strategy that was loaded to the end; fill it with "
        f"`stratgraph load --endpoint {server.url}`\n"
    )
