"""The walls around a query: time, memory, rows, how many at once, no network and no file; stopping and starting."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import rdflib
from own_server import Answer, OwnServer, own_server, read_all

from stratgraph.cli.main import root
from stratgraph.web.cutting import cut_rows

ROOT = Path(__file__).resolve().parent.parent
ROWS = 5
#: Nothing ends this: no engine that counts by looking finds a short way.
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
#: What a sort keeps of a cross product is more than a worker may have.
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . FILTER(?a != ?d) } ORDER BY ?c ?f"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system has no such wall")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    limits = ["--rows", str(ROWS), "--timeout", "2", "--workers", "2", "--waiting", "1", "--memory", "150"]
    with own_server(tmp_path_factory.mktemp("limits"), *limits, "--cache", "0", "--patience", "1") as one:
        yield one


def ask(server: OwnServer, query: str, accept: str = "application/json") -> Answer:
    return server.ask("GET", "/sparql?" + urlencode({"query": query}), Accept=accept)


def is_up(server: OwnServer) -> bool:
    return bool(json.loads(ask(server, "ASK { ?s a sg:Goal }").body)["boolean"])


# Time, memory, how many -----------------------------------------------------------------------------------------------


def test_a_query_that_takes_too_long_ends_and_leaves_nothing_behind(server: OwnServer) -> None:
    before = server.workers()
    answer = ask(server, CROSS)
    assert (answer.status, answer.text) == (504, "no answer within 2 s; narrow the query\n")
    assert is_up(server)
    # One more is for short queries.
    assert len(server.workers()) == len(before) == 3
    assert len(set(server.workers()) - set(before)) == 1


def test_small_queries_are_answered_while_a_large_one_runs(server: OwnServer) -> None:
    with ThreadPoolExecutor() as pool:
        large = pool.submit(ask, server, CROSS)
        time.sleep(0.2)
        asked = 0
        while not large.done():
            assert is_up(server)
            asked += 1
        assert large.result().status == 504
    # Two seconds' worth of them, not one after the large one has ended.
    assert asked > 10


def test_long_queries_on_every_worker_keep_no_short_one_out(tmp_path: Path) -> None:
    with (
        own_server(tmp_path, "--workers", "2", "--timeout", "5", "--cache", "0") as server,
        ThreadPoolExecutor() as pool,
    ):
        large = [pool.submit(ask, server, CROSS) for _ in range(3)]
        time.sleep(0.2)
        asked = 0
        while not any(one.done() for one in large):
            assert is_up(server)
            asked += 1
        assert asked > 10
        assert [one.result().status for one in large] == [504] * 3


def test_more_queries_than_can_wait_are_told_to_come_again(server: OwnServer) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: ask(server, CROSS), range(6)))
    assert sorted({one.status for one in answers}) == [503, 504]
    # Two are worked on, one is tried for a second, and one waits.
    refused = [one for one in answers if one.status == 503]
    assert len(refused) >= 2
    assert {one.text for one in refused} == {"all workers are busy; try again soon\n"}
    assert {one.headers["retry-after"] for one in refused} == {"1"}
    assert is_up(server)


@LINUX
def test_a_query_that_takes_too_much_memory_ends_alone(tmp_path: Path) -> None:
    with own_server(tmp_path, "--memory", "50", "--workers", "2", "--timeout", "60") as server:
        answer = ask(server, HUNGRY)
        assert answer.status == 500
        assert answer.text.startswith("the engine ended while it answered (out of memory, ")
        assert is_up(server)


def test_a_worker_that_ends_by_itself_is_replaced(server: OwnServer) -> None:
    before = server.workers()
    os.kill(before[0], signal.SIGKILL)
    end = time.monotonic() + 200
    while len(set(server.workers()) - {before[0]}) < 3:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert is_up(server)


def test_a_client_that_hangs_up_takes_its_query_with_it(server: OwnServer) -> None:
    before = set(server.workers())
    with server.connected() as one:
        one.sendall(f"GET /sparql?{urlencode({'query': CROSS})} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(0.3)
        # Not a polite end: the connection is reset.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    end = time.monotonic() + 200
    while len(set(server.workers()) - before) < 1:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert is_up(server)


# Rows -----------------------------------------------------------------------------------------------------------------


def xml(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own server wrote it


FORMATS: dict[str, Callable[[str], list[Any]]] = {
    "application/sparql-results+json": lambda text: list(json.loads(text)["results"]["bindings"]),
    "application/sparql-results+xml": lambda text: xml(text)[1].findall("*"),
    "text/csv": lambda text: list(csv.reader(io.StringIO(text)))[1:],
    "text/tab-separated-values": lambda text: text.splitlines()[1:],
}


@pytest.mark.parametrize("accept", FORMATS)
@pytest.mark.parametrize(("limit", "cut"), [(ROWS - 1, False), (ROWS, False), (ROWS + 1, True), (5000, True)])
def test_rows_are_cut_with_a_mark(server: OwnServer, accept: str, limit: int, cut: bool) -> None:
    answer = ask(server, f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {limit}", accept)
    assert answer.status == 200
    assert len(FORMATS[accept](answer.text)) == min(limit, ROWS)
    assert answer.headers.get("x-sparql-maxrows") == (str(ROWS) if cut else None)
    mark = {
        "application/sparql-results+json": '"cut":5,"results"',
        "application/sparql-results+xml": "cut after 5 rows",
    }
    if accept in mark:
        assert (mark[accept] in answer.text) is cut


def test_our_own_client_refuses_an_answer_that_was_cut(server: OwnServer, tmp_path: Path) -> None:
    with own_server(tmp_path, "--rows", "200") as wide:
        done = stratgraph("--lang", "en", "query", "-e", "SELECT * { ?s ?p ?o }", "--endpoint", wide.url)
        sentence = f"stratgraph: {wide.url} cut the answer after 200 rows; ask for less (LIMIT), or raise the server's "
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == sentence + "limit (stratgraph serve: --rows; Virtuoso: ResultSetMaxRows)\n"
    # What a graph is made of does not come through whole either.
    done = stratgraph("--lang", "en", "ask", "goals", "--endpoint", server.url)
    assert (done.returncode, done.stdout) == (3, "")
    assert "cut the answer after 5 rows" in done.stderr


@pytest.mark.parametrize(
    ("accept", "form", "mark"),
    [
        ("text/turtle", "turtle", "# cut after 5 triples"),
        ("application/n-triples", "nt", "# cut after 5 triples"),
        ("application/rdf+xml", "xml", "<!-- cut after 5 triples -->"),
        ("application/ld+json", "json-ld", ""),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_triples_are_cut_with_a_mark(server: OwnServer, accept: str, form: str, mark: str) -> None:
    answer = ask(server, "CONSTRUCT WHERE { ?s a ?o }", accept)
    assert answer.headers["x-sparql-maxrows"] == "5"
    assert len(rdflib.Graph().parse(data=answer.text, format=form)) == ROWS
    assert mark in answer.text
    whole = ask(server, "CONSTRUCT WHERE { ?s a ?o } LIMIT 5", accept)
    assert "x-sparql-maxrows" not in whole.headers
    assert not mark or mark not in whole.text


def test_what_looks_like_the_end_of_a_row_is_none() -> None:
    tricky = '{"head":{"vars":["a"]},"results":{"bindings":[%s]}}'
    value = '{"a":{"type":"literal","value":"},{ \\"}]"}}'
    found = cut_rows((tricky % ",".join([value] * 3)).encode(), "srj", rows=2)
    assert found is not None
    assert json.loads(found.body)["results"]["bindings"] == [json.loads(value)] * 2
    found = cut_rows(b'a\r\n"1\r\n2"\r\n"3\r\n"\r\n4\r\n', "csv", rows=2)
    assert found is not None
    assert list(csv.reader(io.StringIO(found.body.decode(), newline=""))) == [["a"], ["1\r\n2"], ["3\r\n"]]


@pytest.mark.parametrize("form", ["srj", "srx", "csv", "tsv"])
def test_a_body_that_is_broken_off_anywhere_gives_whole_rows(form: str) -> None:
    from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

    name = {"srj": "JSON", "srx": "XML", "csv": "CSV", "tsv": "TSV"}[form]
    found = Store().query('SELECT ?a { VALUES ?a { "å" "</result>" "x\\ny, \\"z" <a:b> "},{" } }')
    assert isinstance(found, QuerySolutions)
    body = found.serialize(format=getattr(QueryResultsFormat, name))
    assert body is not None
    head = body.index(b"\n") + 1 if form in ("csv", "tsv") else body.index(b"s>" if form == "srx" else b"[{") + 2
    before = 0
    for end in range(head, len(body)):
        part = cut_rows(body[:end], form, rows=100, whole=False)
        assert part is not None
        assert before <= part.rows <= 5
        before = part.rows
        if form == "srj":
            assert len(json.loads(part.body)["results"]["bindings"]) == part.rows
        if form == "srx":
            assert len(xml(part.body.decode()).findall(".//{*}result")) == part.rows
        if form == "csv":
            assert len(list(csv.reader(io.StringIO(part.body.decode(), newline="")))) == part.rows + 1


# No way out -----------------------------------------------------------------------------------------------------------


class Listener:
    """A port that counts who comes."""

    def __enter__(self) -> Listener:
        self.came = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/data.ttl"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def __exit__(self, *_: object) -> None:
        # Wakes the thread, which would not hear that the socket was closed.
        with socket.create_connection(self._socket.getsockname()):
            pass
        self.came -= 1
        self._socket.close()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", 400),
        ("SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}", 400),
        ("SELECT * {{ BIND(<{url}> AS ?where) SERVICE ?where {{ ?s ?p ?o }} }}", 400),
        ("LOAD <{url}>", 400),
        ("SELECT * {{}}; LOAD <{url}>", 400),
        ("INSERT DATA {{ <a:b> <a:b> <a:b> }}", 400),
        ("DROP ALL", 400),
        ("SELECT * FROM <{url}> {{ ?s ?p ?o }}", 200),
        ("SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", 200),
        ("SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}", 200),
        ("SELECT * {{ GRAPH <{url}> {{ ?s ?p ?o }} }}", 200),
        ("SELECT ('SERVICE <{url}> LOAD' AS ?harmless) {{}}", 200),
        ("DESCRIBE <{url}>", 200),
    ],
)
def test_a_query_reaches_neither_network_nor_files(server: OwnServer, query: str, status: int) -> None:
    with Listener() as listener:
        answer = ask(server, query.format(url=listener.url), accept="*/*")
        came = listener.came
    assert (answer.status, came) == (status, 0), answer.text
    assert "root:" not in answer.text
    assert is_up(server)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_dataset_is_never_fetched(server: OwnServer, name: str) -> None:
    with Listener() as listener:
        query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        answer = server.ask("GET", "/sparql?" + urlencode({"query": query, name: listener.url}))
        came = listener.came
    assert (answer.status, json.loads(answer.body)["results"]["bindings"], came) == (200, [], 0)


@LINUX
def test_workers_are_locked_in(server: OwnServer) -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("the filter is written for x86-64")
    assert is_up(server)
    for worker in server.workers():
        status = Path(f"/proc/{worker}/status").read_text("ascii")
        assert re.search(r"^NoNewPrivs:\t1$", status, re.MULTILINE)
        assert re.search(r"^Seccomp:\t2$", status, re.MULTILINE)
        open_files = {str(name.readlink()).split(":")[0] for name in Path(f"/proc/{worker}/fd").iterdir()}
        assert open_files <= {os.devnull, "socket"}


@LINUX
def test_the_filter_refuses_sockets_files_and_programs() -> None:
    program = (
        "import os, socket, ctypes\nfrom stratgraph.graph.walls import shut_off\n"
        "if not shut_off(): raise SystemExit(7)\n"
        "attempts = [socket.socket, lambda: open('/etc/passwd'), lambda: os.execv('/bin/true', ['true'])]\n"
        "for attempt in attempts:\n"
        "    try: attempt()\n"
        "    except PermissionError: continue\n"
        "    raise SystemExit(1)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, cwd=ROOT)
    if done.returncode == 7:
        pytest.skip("the filter is written for x86-64")
    assert done.returncode == 0, done.stderr


# Clients without manners ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /health HT",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 9\r\n\r\nA",
    ],
)
def test_a_request_that_trickles_in_is_given_up(server: OwnServer, beginning: bytes) -> None:
    with server.connected() as one:
        one.sendall(beginning[:-1])
        time.sleep(0.3)
        one.sendall(beginning[-1:])
        answer = read_all(one)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b"\r\n\r\nthe request did not arrive in time\n")


def test_many_slow_clients_keep_nobody_out(server: OwnServer) -> None:
    slow = [server.connected() for _ in range(100)]
    try:
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert is_up(server)
    finally:
        for one in slow:
            one.close()


# Starting and stopping ------------------------------------------------------------------------------------------------


def test_what_runs_is_finished_before_the_server_stops(tmp_path: Path) -> None:
    with own_server(tmp_path, "--timeout", "2") as server, ThreadPoolExecutor() as pool:
        running = pool.submit(ask, server, CROSS)
        idle = server.connected()
        time.sleep(0.3)
        workers = server.workers()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        with pytest.raises(ConnectionRefusedError):
            server.connected()
        assert read_all(idle) == b""
        answer = running.result()
        assert answer.status == 504
        assert answer.headers["connection"] == "close"
        assert server.process.wait(20) == 0
        idle.close()
        assert not [number for number in workers if Path(f"/proc/{number}").exists()]


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with own_server(tmp_path, "--timeout", "600") as server, ThreadPoolExecutor() as pool:
        running = pool.submit(ask, server, CROSS)
        time.sleep(0.3)
        for _ in range(2):
            server.process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        assert server.process.wait(20) == 0
        assert isinstance(running.exception(), OSError)


@LINUX
def test_workers_do_not_outlive_a_server_that_was_killed(tmp_path: Path) -> None:
    with own_server(tmp_path) as server:
        workers = server.workers()
        assert workers
        server.process.kill()
        server.process.wait()
        end = time.monotonic() + 200
        while any(alive(number) for number in workers):
            assert time.monotonic() < end
            time.sleep(0.02)


def alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended and was not asked after does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_port_in_use_is_one_line(server: OwnServer, lang: str) -> None:
    done = stratgraph("--lang", lang, "serve", "--port", str(server.port))
    sentence = {
        "en": f"stratgraph: port {server.port} is in use on 127.0.0.1; choose another with --port "
        "(0: any that is free)\n",
        "sv": f"stratgraph: port {server.port} är upptagen på 127.0.0.1; välj en annan med --port "
        "(0: vilken ledig som helst)\n",
    }
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence[lang])


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--port", "65536"], "--port is at most 65535"),
        (["--host", "192.0.2.1"], "192.0.2.1 is no address of this machine"),
        (["--host", "no such host"], "no such host is no address of this machine"),
        (["--cors", "example.org"], '--cors needs an origin as https://example.org, or *, not "example.org"'),
        (["--allow-host", "a/b"], '--allow-host needs a name without port, not "a/b"'),
        (["--workers", "0"], "--workers"),
        (["--layer", "nothing"], "nothing"),
    ],
)
def test_what_cannot_be_served_is_one_line(options: list[str], part: str) -> None:
    done = stratgraph("--lang", "en", "serve", "--port", "0", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_is_none_is_one_line(tmp_path: Path) -> None:
    done = stratgraph("--lang", "en", "serve", "--port", "0", "--store", str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1


def stratgraph(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stratgraph", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


def test_requests_are_logged_on_request(tmp_path: Path) -> None:
    with own_server(tmp_path, "--access-log") as server:
        server.ask("GET", "/health")
        server.ask("GET", "/sparql?query=ASK%20%7B%7D")
        server.raw(b'GET /\x01\x1b[2J"<script> HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    first, *lines = server.stderr.read_text("utf-8").splitlines()
    assert first.endswith("Ctrl+C ends it")
    shape = r'127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\] "[ !#-~]*" \d{3} \d+ \d+\.\d ms'
    assert all(re.fullmatch(shape.replace(" ms", "ms"), line) for line in lines), lines
    assert [line.split('"')[1] for line in lines[:2]] == ["GET /health", "GET /sparql?query=ASK%20%7B%7D"]


def test_nothing_is_logged_unless_asked_for(tmp_path: Path) -> None:
    with own_server(tmp_path) as server:
        server.ask("GET", "/health")
    assert len(server.stderr.read_text("utf-8").splitlines()) == 1


def test_the_layers_that_were_chosen_are_served(tmp_path: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?note a sg:Locator ; sg:layer 'interpretation' }"
    counts = []
    for options in ([], ["--layer", "document"]):
        with own_server(tmp_path, *options) as server:
            counts.append(int(ask(server, query, "text/csv").text.split()[1]))
    assert counts[0] > counts[1] == 0


def test_a_store_on_disk_is_served_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "town.store"
    assert stratgraph("load", "--store", str(folder)).returncode == 0
    query = "SELECT ?g ?l { ?g a sg:Goal ; rdfs:label ?l } ORDER BY ?g ?l"
    with own_server(tmp_path) as memory, own_server(tmp_path, "--store", str(folder)) as disk:
        assert ask(memory, query).body == ask(disk, query).body
        assert ask(disk, CROSS.replace("COUNT(*)", "MIN(?a)").replace("?g ?h ?i", "?g a ?i")).status in (200, 504)
        small = tmp_path / "small.nq"
        small.write_text("<a:b> <a:b> <a:b> .\n", encoding="utf-8")
        assert stratgraph("load", "--store", str(folder), str(small)).returncode == 0
        assert ask(memory, query).body == ask(disk, query).body


# The same walls on the command line -----------------------------------------------------------------------------------


def test_a_query_on_the_command_line_ends_in_time() -> None:
    done = stratgraph("--lang", "en", "query", "--timeout", "0.5", "-e", CROSS)
    sentence = "stratgraph: no answer within 0.5 s; narrow the query, or allow more with --timeout\n"
    assert (done.returncode, done.stdout, done.stderr) == (3, "", sentence)


def test_a_query_of_a_store_ends_in_time(tmp_path: Path) -> None:
    folder = str(tmp_path / "town.store")
    assert stratgraph("load", "--store", folder).returncode == 0
    done = stratgraph("--lang", "en", "query", "--store", folder, "--timeout", "0.5", "-e", CROSS)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("stratgraph: no answer within 0.5 s; ")
    told = [
        stratgraph("query", *options, "-e", "SELECT ?g { ?g a sg:Goal } ORDER BY ?g", "--format", "csv").stdout
        for options in ([], ["--store", folder], ["--store", folder, "--timeout", "0"])
    ]
    assert told[0]
    assert told[0] == told[1] == told[2]


def test_a_query_of_an_endpoint_is_not_waited_for_longer(tmp_path: Path) -> None:
    with own_server(tmp_path, "--timeout", "60") as server:
        start = time.monotonic()
        done = stratgraph("--lang", "en", "query", "--endpoint", server.url, "--timeout", "1", "-e", CROSS)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.count("\n") == 1
        # Neither the server's minute nor an endpoint's usual patience.
        assert time.monotonic() - start < 30


@pytest.mark.parametrize("seconds", ["0", "30"])
def test_a_syntax_error_keeps_its_place(seconds: str) -> None:
    done = stratgraph("--lang", "en", "query", "--timeout", seconds, "-e", "SELECT ?s { ?s ?p o }")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stratgraph: line 1, column 21: ")


@pytest.mark.parametrize("sign", ["{", "(", "[", "!"])
def test_thousands_of_nested_signs_give_one_line(sign: str) -> None:
    done = stratgraph("--lang", "en", "query", "-e", "ASK { FILTER(" + sign * 5000)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(": nested deeper than 100 levels\n")
    assert done.stderr.count("\n") == 1


def test_help_of_serve_loads_no_server() -> None:
    program = (
        "import sys\nfrom click.testing import CliRunner\nfrom stratgraph.cli.main import root\n"
        "found = CliRunner().invoke(root, ['serve', '--help'])\nassert found.exit_code == 0, found.output\n"
        "print([name for name in ('asyncio', 'httptools', 'pyoxigraph') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert "serve" in root.list_commands(None)  # type: ignore[arg-type]
