"""Where an endpoint is and who asks: stratgraph.toml, the environment, netrc."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from endpoint_servers import endpoint_of, serving, store_of

import stratgraph
from stratgraph.cli.main import root
from stratgraph.graph.endpoint import Credentials, Endpoint, credentials_of, find_endpoint
from stratgraph.graph.filling import fill
from stratgraph.graph.workspace import parse_workspace, read_workspace
from stratgraph.model.errors import EngineError, InputError, NotFound, ParseError

BRUNNSBY = Path(__file__).resolve().parent / "cities" / "brunnsby"

TOML = """strategy = "https://example.org/brunnsby/strategy"

[[data]]
files = ["*.trig"]

[endpoints.ours]
url = "https://sparql.example.org/ours/query"
store = "https://sparql.example.org/ours/data"
timeout = 7.5
retries = 1
rows = 5000
bytes = 1000000
page = 500

[endpoints.theirs]
url = "http://127.0.0.1:9/sparql"
"""


def test_endpoints_are_named_in_the_workspace() -> None:
    found = parse_workspace(TOML, path="town/stratgraph.toml").endpoints
    assert found["ours"] == Endpoint(
        "https://sparql.example.org/ours/query",
        name="ours",
        store="https://sparql.example.org/ours/data",
        timeout=7.5,
        retries=1,
        rows=5000,
        bytes=1_000_000,
        page=500,
    )
    assert found["theirs"] == Endpoint("http://127.0.0.1:9/sparql", name="theirs")
    # A URL that is named has the settings of its name.
    assert find_endpoint("http://127.0.0.1:9/sparql", found) == found["theirs"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("timeout = 7.5", "timout = 7.5", '9: unknown key "timout"; did you mean timeout?'),
        ("timeout = 7.5", "timeout = 0", "9: timeout must be a number of seconds above 0"),
        ("timeout = 7.5", 'timeout = "7"', "9: timeout must be a number of seconds above 0"),
        ("timeout = 7.5", "timeout = inf", "9: timeout must be a number of seconds above 0"),
        ("retries = 1", "retries = true", "10: retries must be a whole number of at least 0"),
        ("rows = 5000", "rows = 0", "11: rows must be a whole number of at least 1"),
        ("page = 500", "page = 1", "13: page must be a whole number of at least 2"),
        ('url = "http://127.0.0.1:9/sparql"', "", "15: url: an endpoint's URL begins with http:// or https://"),
        ("http://127.0.0.1:9/sparql", "ftp://x/", "16: url: an endpoint's URL begins with http:// or https://"),
        ("http://127.0.0.1:9", "http://me:hush@x", "16: url: a URL must hold no user or password"),
        ("[endpoints.theirs]", "[endpoints]", "15: endpoints must be tables, as [endpoints.NAME]"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(old: str, new: str, line: str) -> None:
    text = TOML.replace(old, new)
    if new == "[endpoints]":
        text = "\n".join([*text.splitlines()[:5], *[""] * 9, "[endpoints]", 'url = "http://x/"'])
    with pytest.raises(ParseError) as caught:
        parse_workspace(text, path="town/stratgraph.toml")
    assert caught.value.text.en.startswith(f"town/stratgraph.toml:{line}")
    assert caught.value.text.en != caught.value.text.sv
    assert "hush" not in caught.value.text.en


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    known = parse_workspace(TOML, path="town/stratgraph.toml").endpoints
    with pytest.raises(NotFound, match='no endpoint is called "our"; did you mean ours'):
        find_endpoint("our", known)
    with pytest.raises(NotFound, match=r'no endpoint is called "our"; give its URL, or name it .* \[endpoints\.our\]'):
        find_endpoint("our", {})


def test_a_name_serves_every_command(tmp_path: Path) -> None:
    for path in BRUNNSBY.glob("*.t*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with serving() as server:
        with (tmp_path / "stratgraph.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[endpoints.ours]\nurl = "{server.url}"\nstore = "{store_of(server)}"\n')
        loaded = CliRunner().invoke(root, ["load", "-w", str(tmp_path), "--endpoint", "ours"])
        assert loaded.exit_code == 0, loaded.stderr
        asked = CliRunner().invoke(root, ["ask", "memberships", "-w", str(tmp_path), "--endpoint", "ours"])
    assert asked.stdout == CliRunner().invoke(root, ["ask", "memberships", "-w", str(BRUNNSBY)]).stdout


OURS = Endpoint("https://sparql.example.org/x", name="ours-2")
THEIRS = Endpoint("https://sparql.example.org/x")


def test_credentials_come_from_the_variables_of_that_endpoint_alone() -> None:
    given = {"STRATGRAPH_ENDPOINT_OURS_2_USER": "me", "STRATGRAPH_ENDPOINT_OURS_2_PASSWORD": "hush", "NETRC": "none"}
    assert credentials_of(OURS, given) == Credentials("me", "hush")
    assert credentials_of(THEIRS, given) is None
    plain = {"STRATGRAPH_ENDPOINT_TOKEN": "abc", "NETRC": "none"}
    assert credentials_of(THEIRS, plain) == Credentials(token="abc")  # noqa: S106 - the tests' own
    assert credentials_of(OURS, plain) is None


def test_half_of_the_credentials_is_told() -> None:
    with pytest.raises(InputError, match="STRATGRAPH_ENDPOINT_OURS_2_PASSWORD is not set"):
        credentials_of(OURS, {"STRATGRAPH_ENDPOINT_OURS_2_USER": "me"})
    with pytest.raises(InputError, match="STRATGRAPH_ENDPOINT_TOKEN holds signs that no token has"):
        credentials_of(THEIRS, {"STRATGRAPH_ENDPOINT_TOKEN": "a\r\nX: y"})


def test_credentials_come_from_netrc_for_its_machine_alone(tmp_path: Path) -> None:
    path = tmp_path / "netrc"
    path.write_text("machine sparql.example.org login me password hush\n", encoding="utf-8")
    assert credentials_of(OURS, {"NETRC": str(path)}) == Credentials("me", "hush")
    assert credentials_of(Endpoint("https://elsewhere.org/"), {"NETRC": str(path)}) is None
    path.write_text("machine sparql.example.org login me pasword hush\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        credentials_of(OURS, {"NETRC": str(path)})
    assert caught.value.text.en.startswith(f"{path}:1: cannot be used as a netrc file")
    assert "hush" not in caught.value.text.en


def test_virtuoso_refuses_to_be_filled_by_who_may_not(
    virtuoso_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = stratgraph.open_graph(workspace=str(BRUNNSBY))
    monkeypatch.setenv("STRATGRAPH_ENDPOINT_VIRTUOSO_OF_TESTS_PASSWORD", "wrong")
    with pytest.raises(EngineError, match=r"does not accept the user and password .*\(401\)"):
        fill(graph, virtuoso_endpoint)


def test_the_workspace_of_a_folder_holds_its_endpoints(tmp_path: Path) -> None:
    (tmp_path / "stratgraph.toml").write_text(TOML, encoding="utf-8")
    assert list(read_workspace(str(tmp_path)).endpoints) == ["ours", "theirs"]
    with serving() as server:
        assert endpoint_of(server).shown == server.url
