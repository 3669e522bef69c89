"""A server that breaks HTTP itself, or means ill: each time one clear line, in both languages, and in bounded time."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from endpoint_servers import Response, Server, answering, rows

import stratgraph
from stratgraph.cli.main import root
from stratgraph.graph.endpoint import Credentials, Endpoint, ascii_url, checked_url, is_loopback
from stratgraph.graph.stored import FORM, STORED
from stratgraph.graph.transport import Transport
from stratgraph.model.errors import EngineError, InputError
from stratgraph.model.terms import DCTERMS
from stratgraph.questions.summary import count_of_facts

SECRET = "hush-1234"  # noqa: S105 - it is the tests' own
GOOD = rows("one")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"


def read_request(connection: socket.socket) -> bytes:
    """Return the body of a request."""
    with connection.makefile("rb") as lines:
        length = 0
        while (line := lines.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return lines.read(length)


@contextmanager
def raw(*pieces: bytes, pause: float = 0.0, forever: bytes = b"") -> Iterator[str]:
    """Serve bytes as they are: the pieces, then one thing again and again until the other side is gone."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def send(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            read_request(connection)
            for piece in pieces:
                connection.sendall(piece)
            while forever and not stop.wait(pause):
                connection.sendall(forever)
            connection.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=send, args=(connection,)))
                threads[-1].start()

    threads = [threading.Thread(target=serve)]
    threads[0].start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in threads:
            thread.join()


def folder_for(tmp_path: Path, url: str, **settings: float) -> str:
    """Return a workspace that names the endpoint "ours", tried once unless the settings say otherwise."""
    lines = [f"{name} = {value}" for name, value in {"retries": 0, "timeout": 20, **settings}.items()]
    head = ['strategy = "https://example.org/s"', "[[data]]", 'files = ["*.trig"]', "[endpoints.ours]"]
    text = "\n".join([*head, f'url = "{url}"', *lines])
    (tmp_path / "stratgraph.toml").write_text(text, encoding="utf-8")
    return str(tmp_path)


def told(folder: str, url: str, *command: str, expected: int = 3) -> str:
    """Return the line that a command tells in English, after a look at the one in Swedish and at that with --debug."""
    lines = []
    for options in (["--lang", "en"], ["--lang", "sv"], ["--debug"]):
        given = [*(command or ("info",)), "-w", folder, "--endpoint", "ours", *options]
        found = CliRunner().invoke(root, given)
        assert isinstance(found.exception, SystemExit), found.exception
        assert (found.exit_code, found.stdout) == (expected, "")
        assert SECRET not in found.stderr
        assert all(sign.isprintable() or sign == "\n" for sign in found.stderr)
        lines.append(found.stderr)
    english, swedish, _ = lines
    assert english.count("\n") == swedish.count("\n") == 1
    assert english != swedish
    return english.replace(url, "URL").strip()


# Time ----------------------------------------------------------------------------------------------------------------

CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (b"HTTP/1.1 200 ", b"O"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (HEAD + b"\r\n", b" "),
        (HEAD + b"Content-Length: 90000\r\n\r\n", b" "),
        (CHUNKED, b"0"),
        (CHUNKED, b"1\r\n \r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["state", "headers", "body", "body of some length", "size of a chunk", "chunks", "provisional"],
)
def test_an_answer_that_trickles_is_given_up(start: bytes, again: bytes) -> None:
    # Each byte comes well before a single read would time out.
    with raw(start, pause=0.05, forever=again) as url, pytest.raises(EngineError, match="gave no whole answer within"):
        Transport(Endpoint(url, timeout=0.4, retries=3)).query("ASK {}", form="truth")


def test_a_server_that_does_not_read_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        with pytest.raises(EngineError, match="gave no whole answer within"):
            Transport(Endpoint(url, timeout=0.4)).query(f"ASK {{ ?x ?y '{'x' * 20_000_000}' }}", form="truth")


def test_what_breaks_off_late_is_not_tried_again_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("stratgraph.graph.transport.sleep", waits.append)
    clock = iter(range(0, 10_000, 40))
    monkeypatch.setattr("stratgraph.graph.transport.monotonic", lambda: float(next(clock)))
    with answering(Response(body=GOOD.body, length=9_999)) as server:
        with pytest.raises(EngineError, match="the answer broke off"):
            Transport(Endpoint(server.url, timeout=60, retries=9)).query("ASK {}", form="truth")
        assert len(server.log) == 2


def test_the_time_out_of_a_query_counts_from_its_first_request(tmp_path: Path) -> None:
    with raw(HEAD, pause=0.05, forever=b"X: y\r\n") as url:
        folder = folder_for(tmp_path, url, timeout=1000, retries=5)
        line = told(folder, url, "query", "-e", "ASK {}", "--timeout", "0.4")
    assert line.startswith("stratgraph: URL gave no whole answer within 0.4 s")


# How long to wait -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("3", [3.0, 3.0]),
        ("0", [0.0, 0.0]),
        ("20", [20.0]),
        ("9" * 400, []),
        ("Wed, 21 Oct 2015 07:28:00 GMT", [0.0, 0.0]),
        ("Wed, 21 Oct 9999 07:28:00 GMT", []),
        *((words, [0.5, 1.0]) for words in ("-5", "1.5", "soon", "nan", "", "\xb2", "Wed, 99 Oct 2015 07:28:00")),
    ],
)
@pytest.mark.parametrize("state", [429, 503])
def test_a_server_says_how_long_to_wait_within_bounds(
    asked: str, waits: list[float], state: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("stratgraph.graph.transport.sleep", waited.append)
    with answering(Response(state, headers={"Retry-After": asked})) as server, pytest.raises(EngineError) as caught:
        Transport(Endpoint(server.url, retries=2)).query("ASK {}", form="truth")
    assert waited == waits
    assert len(caught.value.text.en) < 200


@pytest.mark.parametrize("state", [400, 401, 403, 404])
def test_what_is_refused_for_good_is_asked_once(state: int) -> None:
    with answering(Response(state, headers={"Retry-After": "0"})) as server:
        with pytest.raises(EngineError):
            Transport(Endpoint(server.url, retries=3)).query("ASK {}", form="truth")
        assert len(server.log) == 1


# What is no HTTP, or no answer ---------------------------------------------------------------------------------------


def answer(*terms: object) -> bytes:
    """Return an answer whose rows bind ?s to those."""
    return json.dumps({"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [{"s": s} for s in terms]}}).encode()


DEEP = '{"type":"triple","value":{"subject":' * 60_000
BROKE_OFF, MALFORMED, NOT_WHOLE = "the answer broke off", "breaks off or is malformed", "gave no whole answer"
COMPRESSED, OTHER = "answered compressed, which was not asked for", "answered with something else"
FAULTS = {
    "no answer at all": (b"", BROKE_OFF),
    "another protocol": (b"SSH-2.0-OpenSSH_9.2 \x1b[31m hush-1234\r\n", BROKE_OFF),
    "a state that is none": (b"HTTP/1.1 abc\r\n\r\n", BROKE_OFF),
    "a long line": (b"HTTP/1.1 200 " + b"O" * 99_999 + b"\r\n\r\n", BROKE_OFF),
    "a long header": (HEAD + b"X: " + b"y" * 99_999 + b"\r\n\r\n", BROKE_OFF),
    "many headers": (HEAD + b"X: y\r\n" * 500 + b"\r\n", BROKE_OFF),
    "chunks that are none": (CHUNKED + b"hush-1234\r\n" + GOOD.body, BROKE_OFF),
    "a chunk cut short": (CHUNKED + b"ffff\r\n" + GOOD.body, BROKE_OFF),
    "no last chunk": (CHUNKED + b"2\r\n{}\r\n", BROKE_OFF),
    "an answer cut short": (HEAD + b"Content-Length: 999999\r\n\r\n" + GOOD.body, BROKE_OFF),
    "compressed": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(GOOD.body), COMPRESSED),
    "compressed by no known way": (HEAD + b"Content-Encoding: \x1b[31m\r\n\r\n" + GOOD.body, COMPRESSED),
    "another charset": (HEAD + b"\r\n" + GOOD.body.decode().encode("utf-16"), MALFORMED),
    "no content": (b"HTTP/1.1 204 \x1b[31m\r\n\r\n", NOT_WHOLE),
    "a part": (HEAD.replace(b"200", b"206") + b"\r\n" + GOOD.body, NOT_WHOLE),
    "not modified": (b"HTTP/1.1 304 No\r\n\r\n", "did not accept the request (304)"),
    "signs that steer": (b"HTTP/1.1 500 \x1b[31m\r\n\r\n\x1b[2J\xc2\x9b31m\xe2\x80\xaehello", "(500) ([2J 31m hello)"),
    "a redirect that steers": (b"HTTP/1.1 302 No\r\nLocation: http://a/\x1b[31m{x}\r\n\r\n", "http://a/ [31m(x)"),
    "a redirect to nowhere": (b"HTTP/1.1 302 No\r\nLocation: http://[::1\r\n\r\n", "points elsewhere (302)"),
    "comma-separated values": (b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\ns\n1\n", OTHER),
    "rows without what was asked": (HEAD + b"\r\n" + GOOD.body, "answered without ?s, ?p, ?o, which was asked for"),
    "a term without a value": (HEAD + b"\r\n" + answer({"type": "literal"}), MALFORMED),
    "a number for a value": (HEAD + b"\r\n" + answer({"type": "literal", "value": 5}), MALFORMED),
    "an unknown type": (HEAD + b"\r\n" + answer({"type": "frog", "value": "x"}), MALFORMED),
    "no IRI": (HEAD + b"\r\n" + answer({"type": "uri", "value": "no IRI \x1b[31m hush-1234"}), MALFORMED),
    "no language": (HEAD + b"\r\n" + answer({"type": "literal", "value": "x", "xml:lang": "s v"}), MALFORMED),
    "deeper than the stack": (HEAD + b"\r\n" + answer(0).replace(b"0", DEEP.encode()), MALFORMED),
    "a document type": (
        HEAD.replace(b"json", b"xml") + b"\r\n<!DOCTYPE x [<!ENTITY a 'aaaa'>]><sparql>&a;</sparql>",
        MALFORMED,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "line"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_line(tmp_path: Path, sent: bytes, line: str) -> None:
    with raw(sent) as url:
        assert line in told(folder_for(tmp_path, url), url)


@contextmanager
def filled_but(response: Response) -> Iterator[str]:
    """Serve an endpoint that was filled, and answers everything else with this."""
    terms = {
        "s": {"type": "uri", "value": STORED},
        "p": {"type": "uri", "value": DCTERMS + "conformsTo"},
        "o": {"type": "literal", "value": FORM},
    }
    stored = json.dumps({"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [terms]}}).encode()
    with Server(lambda request: Response(body=stored) if b"stored" in request.body else response) as server:
        yield server.url


NOTHING = b'{"head": {"vars": []}, "results": {"bindings": [{}]}}'


@pytest.mark.parametrize(
    "command",
    [["info"], ["ask", "memberships", "-p", "city=x"], ["show", "x"], ["query", "-e", "SELECT * { ?s ?p ?o }"]],
)
def test_rows_without_their_variables_are_told(tmp_path: Path, command: list[str]) -> None:
    with filled_but(Response(body=NOTHING)) as url:
        assert "answered without ?" in told(folder_for(tmp_path, url), url, *command)


def test_columns_come_in_the_order_of_the_query(tmp_path: Path) -> None:
    terms = {name: {"type": "literal", "value": name} for name in "yxz"}
    body = json.dumps({"head": {"vars": list("yxz")}, "results": {"bindings": [terms]}}).encode()
    with filled_but(Response(body=body)) as url:
        given = ["query", "-w", folder_for(tmp_path, url), "--endpoint", "ours", "--format", "csv"]
        found = CliRunner().invoke(root, [*given, "-e", "SELECT ?x ?y { ?x ?p ?y }"])
    assert found.stdout.splitlines() == ["x,y", "x,y"]


def test_a_count_without_a_row_is_none() -> None:
    body = b'{"head": {"vars": ["count", "n", "layer"]}, "results": {"bindings": []}}'
    with filled_but(Response(body=body)) as url:
        graph = stratgraph.open_graph(endpoint=url)
        assert count_of_facts(graph) == 0


TRIPLES = ["query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }"]
QUOTED = "<a:b> <a:c> " + "<<( <a:b> <a:c> " * 60_000 + "1" + ")>>" * 60_000 + " ."


def test_triples_deeper_than_the_stack_are_refused(tmp_path: Path) -> None:
    with filled_but(Response(kind="text/turtle", body=QUOTED.encode())) as url:
        assert MALFORMED in told(folder_for(tmp_path, url), url, *TRIPLES)


def test_blank_nodes_without_canonical_names_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stratgraph.cli.query.NAMING_TIMEOUT", 0.5)
    pairs = [(one, other) for one in range(12) for other in range(12) if one != other]
    body = "".join(f"_:n{one} <a:p> _:n{other} .\n" for one, other in pairs).encode()
    with filled_but(Response(kind="text/turtle", body=body)) as url:
        given = [*TRIPLES, "--format", "nt", "-w", folder_for(tmp_path, url), "--endpoint", "ours"]
        found = CliRunner().invoke(root, given)
    assert (found.exit_code, found.stderr) == (0, "")
    assert len(found.stdout.splitlines()) == len(pairs)


# Credentials ----------------------------------------------------------------------------------------------------------

CODED = b64encode(f"me:{SECRET}".encode())
PASSWORD = {"STRATGRAPH_ENDPOINT_OURS_USER": "me", "STRATGRAPH_ENDPOINT_OURS_PASSWORD": SECRET}
TOKEN = {"STRATGRAPH_ENDPOINT_OURS_TOKEN": SECRET}
ECHO = SECRET.encode() + b" " + CODED


@pytest.mark.parametrize("given", [PASSWORD, TOKEN], ids=["password", "token"])
@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 400 " + ECHO + b"\r\nContent-Type: text/plain\r\n\r\n" + ECHO,
        b"HTTP/1.1 500 No\r\nContent-Type: text/plain\r\n\r\nBasic " + ECHO,
        b"HTTP/1.1 302 No\r\nLocation: http://a/" + SECRET.encode() + b"\r\n\r\n",
        ECHO + b"\r\n\r\n",
        HEAD + b"\r\n" + ECHO,
        b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=" + ECHO + b"\r\n\r\n" + ECHO,
    ],
    ids=["400", "500", "redirect", "no HTTP", "no JSON", "401"],
)
def test_what_a_server_repeats_of_a_secret_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sent: bytes
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with raw(sent) as url:
        line = told(folder_for(tmp_path, url), url)
    assert given is TOKEN or CODED.decode() not in line


@pytest.mark.parametrize(
    ("challenge", "line"),
    [
        ("Negotiate", "in a way that is not known here"),
        ("\x1b[31m{evil}", "in a way that is not known here"),
        *(
            (challenge, "does not accept the user and password")
            for challenge in (
                "Digest",
                'Digest realm="x"',
                'Digest realm="x", nonce="y", algorithm="FROG"',
                'Digest realm="x", nonce="y", qop="auth-int"',
                'Digest realm="\xe5\x1b", nonce="\xe5"',
                "Digest \x1b[31m,=,,",
                "Basic",
                "Basic realm=bare",
            )
        ),
    ],
)
def test_a_challenge_that_cannot_be_answered_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, challenge: str, line: str
) -> None:
    for name, value in PASSWORD.items():
        monkeypatch.setenv(name, value)
    with answering(Response(401, headers={"WWW-Authenticate": challenge})) as server:
        assert line in told(folder_for(tmp_path, server.url), server.url)


def test_of_several_challenges_one_that_is_known_is_answered() -> None:
    both = Response(401, headers={"WWW-Authenticate": "Negotiate", "www-authenticate": 'Basic realm="x"'})
    with answering(both, GOOD) as server:
        Transport(Endpoint(server.url), Credentials("me", SECRET)).query("SELECT * {}", form="rows")
        assert server.log[1].headers["Authorization"] == f"Basic {CODED.decode()}"


def test_an_early_refusal_of_a_long_request_is_heard() -> None:
    """A server may answer, and hang up, before it has read what is sent."""
    listener = socket.create_server(("127.0.0.1", 0))

    def refuse() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1_000)
            connection.sendall(b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)

    with listener:
        thread = threading.Thread(target=refuse)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(EngineError, match=r"too large for it \(413\)|broke off"):
            Transport(Endpoint(url, retries=0)).query("x" * 20_000_000, form="rows")
        thread.join()


# Where it is ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_no_proxy_stands_before_this_machine(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(GOOD) as server, answering(Response(502)) as proxy:
        for variable in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(variable, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        url = server.url.replace("127.0.0.1", name)
        Transport(Endpoint(url), Credentials(token=SECRET)).query("SELECT * {}", form="rows")
        assert proxy.log == []
        # Any other goes through it, as everywhere.
        with pytest.raises(EngineError, match=r"failed \(502\)"):
            Transport(Endpoint("http://sparql.invalid/", retries=0)).query("ASK {}", form="truth")
        assert len(proxy.log) == 1


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://[::1]x/", "http://a%00b/", "http://a..b/", f"http://{'a' * 64}.org/", "http://a/\x1b[31m",
     "http://a/\u202e", "http://a/\udcff", "http://a\u2100b/", "http://\u2488.org/", "http://a:1_0/", "http://a:-1/"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(InputError, match="an endpoint's URL begins with http"):
        checked_url(url)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://[::1]:80/sparql", "http://[::1]:80/sparql"),
        ("https://göteborg.example:8/frågor?q=å", "https://xn--gteborg-90a.example:8/fr%C3%A5gor?q=%C3%A5"),
        ("http://a/%C3%A5?x={y}", "http://a/%C3%A5?x={y}"),
    ],
)
def test_an_address_is_sent_in_ascii(url: str, sent: str) -> None:
    assert checked_url(url) == url
    assert ascii_url(url) == sent


def test_this_machine_is_known_by_its_names() -> None:
    assert all(
        is_loopback(f"http://{name}:1/") for name in ("localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "[::1]")
    )
    assert not any(
        is_loopback(f"http://{name}/") for name in ("example.org", "localhost.example.org", "10.0.0.1", "[::]")
    )
