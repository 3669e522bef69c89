"""Queries that are not ours: killed in time, cut with a mark, without network."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from stratgraph.graph.opening import open_graph
from stratgraph.web.answering import Reply, answer, cut

ROOT = Path(__file__).resolve().parent.parent
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def asked(query: str, accept: str = "", *, default: list[str] | None = None, most: int = 10_000_000) -> Reply:
    request = {"query": query, "accept": accept, "default": default or [], "named": []}
    return answer(open_graph(), request, most=most)


def run(*arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "stratgraph", "--lang", "en", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return done.returncode, done.stdout, done.stderr


def test_a_cross_product_ends_with_one_line() -> None:
    sentence = "stratgraph: no answer within 0.5 s; narrow the query, or allow more with --timeout\n"
    assert run("query", "--timeout", "0.5", "-e", CROSS) == (3, "", sentence)


@pytest.mark.parametrize("seconds", ["0", "30"])
def test_a_syntax_error_keeps_its_place(seconds: str) -> None:
    code, out, said = run("query", "--timeout", seconds, "-e", "SELECT ?s { ?s ?p o }")
    assert (code, out) == (2, "")
    assert said.startswith("stratgraph: line 1, column 21: ")


@pytest.mark.parametrize("sign", ["{", "(", "[", "!"])
def test_thousands_of_nested_signs_give_one_line(sign: str) -> None:
    code, out, said = run("query", "-e", "ASK { FILTER(" + sign * 5000)
    assert (code, out) == (2, "")
    assert said.endswith(": nested deeper than 100 levels\n")
    assert said.count("\n") == 1


def test_a_cut_answer_is_whole_rows_with_a_mark() -> None:
    reply = asked("SELECT ?s ?o { ?s ?p ?o }", most=3000)
    assert (reply.status, reply.cut) == (200, True)
    found = json.loads(reply.body)
    assert found["cut"] is True
    assert all(set(row) == {"s", "o"} for row in found["results"]["bindings"])


def test_a_cut_does_not_fall_within_a_value_of_csv() -> None:
    body = b'a,b\r\n1,2\r\n3,"x\r\ny\r\nz"\r\n'
    reply = cut(body, "csv", "text/csv", 17)
    assert list(csv.reader(io.StringIO(reply.body.decode()))) == [["a", "b"], ["1", "2"]]


def test_the_dataset_of_the_request_is_honoured() -> None:
    query = "ASK { ?s ?p ?o }"
    assert json.loads(asked(query).body)["boolean"] is True
    assert json.loads(asked(query, default=["https://example.org/none"]).body)["boolean"] is False
    assert json.loads(asked(query.replace("ASK", "ASK FROM <https://example.org/none>")).body)["boolean"] is False


def test_a_format_that_does_not_fit_is_406() -> None:
    assert asked("ASK {}", "text/html").status == 406


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no such filter")
def test_a_worker_opens_no_socket_and_no_file() -> None:
    program = (
        "import socket\nfrom stratgraph.graph.worker import shut_off\n"
        "if not shut_off(): raise SystemExit(7)\n"
        "for attempt in (socket.socket, lambda: open('/etc/passwd')):\n"
        "    try: attempt()\n"
        "    except PermissionError: continue\n"
        "    raise SystemExit(1)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, cwd=ROOT)
    if done.returncode == 7:
        pytest.skip("the filter is written for x86-64")
    assert done.returncode == 0, done.stderr
