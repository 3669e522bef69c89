"""Every analysis says the same in memory, over a store on disk, our server and Virtuoso: output, exit code, files.

Two cities, two languages, byte for byte. Stockholm's commands take turns with the languages, for the sake of time: a
command comes at least twice. The rows of each question on each engine: test_engines.py; how many requests
a command makes: test_endpoint.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from invented import HEAD, named, workspace
from own_server import own_server

from stratgraph.cli.main import root
from stratgraph.graph.endpoint import Endpoint
from stratgraph.graph.filling import fill
from stratgraph.graph.opening import open_graph
from stratgraph.sources.attached import HOME

ROOT = Path(__file__).resolve().parent.parent
STOCKHOLM = ROOT / "graph_data" / "stockholm-2003"
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
#: Stands for a file that the command writes, by its ending.
OUT = "OUT"


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str
    written: tuple[bytes, ...]


class Places(NamedTuple):
    """One strategy in three places, each as the options that name it."""

    memory: list[str]
    others: dict[str, list[str]]


@pytest.fixture(autouse=True)
def nothing_attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without a copy of the document: none of the places is the one that is found there."""
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def stockholm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    with everywhere(STOCKHOLM, tmp_path_factory.mktemp("stockholm")) as places:
        yield places._replace(memory=[])


@pytest.fixture(scope="module")
def brunnsby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    with everywhere(BRUNNSBY, tmp_path_factory.mktemp("brunnsby")) as places:
        yield places


@contextmanager
def everywhere(city: Path, folder: Path) -> Iterator[Places]:
    store = str(folder / "store")
    loaded = CliRunner().invoke(root, ["load", "--store", store, "-w", str(city)])
    assert loaded.exit_code == 0, loaded.stderr
    with own_server(folder, "-w", str(city)) as server:
        yield Places(["-w", str(city)], {"store": ["--store", store], "endpoint": ["--endpoint", server.url]})


def run(command: list[str], place: list[str], language: str = "en") -> Said:
    files = [Path(word.replace(OUT, "out")) for word in command if word.startswith(OUT)]
    for file in files:
        file.unlink(missing_ok=True)
    words = [word.replace(OUT, "out", 1) if word.startswith(OUT) else word for word in command]
    found = CliRunner().invoke(root, [*words, *place, "--lang", language])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return Said(found.exit_code, found.stdout, found.stderr, tuple(file.read_bytes() for file in files))


def assert_the_same(command: list[str], places: Places, language: str, *, code: int = 0) -> Said:
    """Return what is said everywhere."""
    here = run(command, places.memory, language)
    assert here.code == code, here.stderr
    assert here.stdout or here.written or here.stderr
    for name, place in places.others.items():
        assert (name, run(command, place, language)) == (name, here)
    return here


#: Commands for Stockholm, each with another option that matters; the first in English, the second in Swedish …
OF_STOCKHOLM = [
    ["ask", "goals-without-network", "--cite"],
    ["ask", "memberships", "-p", "city=Helsinki", "--format", "html"],
    ["ask", "competitor-clusters", "-p", "align=true", "--iri", "--format", "json"],
    ["ask", "memberships", "--values", "network"],
    ["gaps", "--format", "json"],
    ["gaps", "--cite"],
    ["overlaps", "--align"],
    ["overlaps", "--networks", "--cite"],
    ["overlaps", "--similarity", "--format", "json"],
    ["overlaps", "-o", "OUT.html"],
    ["metrics", "--format", "json"],
    ["metrics"],
    ["whatif", "--join", "UBC:member:goal-4", "--cite"],
    ["whatif", "--leave", "Eurocities", "--format", "json"],
    ["map", "--candidates", "-o", "OUT.json"],
    ["map", "-o", "OUT.html"],
    ["report", "-o", "OUT.html", "--date", "2026-11-28"],
    ["report", "-o", "OUT.md", "--goal", "4"],
    ["show", "Stockholm"],
    ["show", "goal 4", "--cite"],
    ["path", "Helsinki", "UBC", "--all"],
    ["path", "Stockholm", "Helsinki"],
    ["query", "-e", "SELECT ?g ?n { ?g a sg:Goal ; skos:notation ?n } ORDER BY ?n"],
    ["query", "-e", "CONSTRUCT WHERE { ?s sg:capitalOf ?o }", "--format", "nt"],
    ["ask", "--check"],
    ["show", "sg:Goal"],
]
OF_BRUNNSBY = [
    ["ask", "goals-without-network", "--cite"],
    ["ask", "memberships"],
    ["ask", "statistics"],
    ["gaps", "--cite"],
    ["overlaps"],
    ["metrics"],
    ["whatif", "--join", "League of Towns:member:Clean harbour"],
    ["whatif", "--join", "Harbour League:member:Known abroad", "-o", "OUT.svg"],
    ["map", "-o", "OUT.html"],
    ["map", "--ask", "memberships", "-o", "OUT.svg"],
    ["report", "-o", "OUT.html"],
    ["report", "-o", "OUT.md"],
    ["gaps", "--generated"],
    ["show", "Torp"],
    ["path", "Brunnsby", "Alvik"],
]
#: What goes wrong, and what finds nothing: the exit code, and a word of each language.
WRONG = [
    (["show", "Stokcholm"], 2, {"en": "did you mean Stockholm", "sv": "menade du Stockholm"}),
    (["path", "Stockholm", "Nowherrre"], 2, {"en": "nothing is called", "sv": "ingenting heter"}),
    (["ask", "memberships", "-p", "city=Helsink"], 2, {"en": "did you mean Helsinki", "sv": "menade du Helsinki"}),
    (["ask", "membershps"], 2, {"en": "did you mean memberships", "sv": "menade du memberships"}),
    (["metrics", "--node", "Stokcholm"], 2, {"en": "did you mean", "sv": "menade du"}),
    (["report", "--goal", "99", "-o", "x.html"], 2, {"en": "goal", "sv": "mål"}),
    (["query", "-e", "SELECT ?s { ?s a sg:Gaol }"], 0, {"en": "did you mean sg:Goal?", "sv": "menade du sg:Goal?"}),
    (["query", "-e", "SELECT ?s { ?s a sg:Goal"], 2, {"en": "line 1, column", "sv": "rad 1, kolumn"}),
]
LANGUAGES = ["en", "sv"]


def name_of(value: object) -> str | None:
    return " ".join(value) if isinstance(value, list) else None


@pytest.mark.parametrize(("command", "language"), list(zip(OF_STOCKHOLM, cycle(LANGUAGES), strict=False)), ids=name_of)
def test_stockholm_is_told_alike(stockholm: Places, command: list[str], language: str) -> None:
    assert_the_same(command, stockholm, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", OF_BRUNNSBY, ids=name_of)
def test_another_city_is_told_alike(brunnsby: Places, command: list[str], language: str) -> None:
    assert_the_same(command, brunnsby, language)


@pytest.fixture(scope="module")
def in_virtuoso(virtuoso_endpoint: Endpoint) -> list[str]:
    fill(open_graph(workspace=str(BRUNNSBY)), virtuoso_endpoint)
    return ["--endpoint", virtuoso_endpoint.url]


@pytest.mark.parametrize(("command", "language"), list(zip(OF_BRUNNSBY, cycle(LANGUAGES), strict=False)), ids=name_of)
def test_virtuoso_tells_it_alike(in_virtuoso: list[str], command: list[str], language: str) -> None:
    own = ["-w", str(BRUNNSBY)]
    assert run(command, [*in_virtuoso, *own], language) == run(command, own, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("command", "code", "words"), WRONG, ids=name_of)
def test_what_goes_wrong_is_told_alike(
    stockholm: Places, command: list[str], code: int, words: dict[str, str], language: str
) -> None:
    assert words[language] in assert_the_same(command, stockholm, language, code=code).stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_info_differs_in_where_the_strategy_lies_alone(stockholm: Places, brunnsby: Places, language: str) -> None:
    assert_the_same(["info"], stockholm, language)
    found = {name: run(["info"], place, language) for name, place in brunnsby.others.items()}
    here = run(["info"], brunnsby.memory, language)
    assert found["store"] == here
    url = brunnsby.others["endpoint"][1]
    assert found["endpoint"] == here._replace(stderr=here.stderr.replace(str(BRUNNSBY), url))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_differs_alike_wherever_it_lies(brunnsby: Places, tmp_path: Path, language: str) -> None:
    """Only what the state is called is another."""
    data = (BRUNNSBY / "brunnsby.trig").read_text(encoding="utf-8")
    assert "b:brunnsby sg:prioritisesCluster b:ships" in data
    Path("after.trig").write_text(
        data.replace("sg:prioritisesCluster b:ships", "sg:prioritisesCluster b:boats"), "utf-8"
    )
    settings = (BRUNNSBY / "stratgraph.toml").read_text("utf-8")
    url = brunnsby.others["endpoint"][1]
    (tmp_path / "stratgraph.toml").write_text(f'{settings}\n[endpoints.town]\nurl = "{url}"\n', "utf-8")
    here = run(["diff", str(BRUNNSBY), "after.trig", "--cite"], [], language)
    assert here.code == 0
    assert here.stdout.count("\n") > 3
    for place in (brunnsby.others["store"][1], url, "town"):
        found = run(["diff", place, "after.trig", "--cite"], [], language)
        assert found == here._replace(stderr=here.stderr.replace(str(BRUNNSBY), place))
        same = run(["diff", str(BRUNNSBY), place], [], language)
        assert same.stdout == ""
        assert same.stderr.startswith({"en": "no difference: ", "sv": "ingen skillnad: "}[language])


def test_the_packaged_strategy_is_the_same_everywhere(stockholm: Places) -> None:
    for place in stockholm.others.values():
        assert run(["diff", str(STOCKHOLM), place[1]], []).stderr.startswith("no difference: ")


@pytest.mark.parametrize(
    "command", [["ask", "goals-without-network", "--cite"], ["report", "-o", "OUT.md", "--cite"]], ids=name_of
)
def test_the_attached_document_is_quoted_alike(stockholm: Places, strategy_document: Path, command: list[str]) -> None:
    without = run(command, [])
    assert run(["source", "attach", str(strategy_document)], []).code == 0
    assert assert_the_same(command, stockholm, "sv") != without


# What lies beside a strategy ------------------------------------------------------------------------------------------


def test_the_packaged_strategys_expected_rows_are_no_other_strategys(brunnsby: Places) -> None:
    """An endpoint that is asked from anywhere is not held against the rows that Stockholm expects."""
    found = run(["ask", "--check"], brunnsby.others["endpoint"])
    assert (found.code, found.stdout) == (0, "")
    assert found.stderr.startswith("cases: 0; differing: 0;")
    with_its_own = run(["ask", "--check"], [*brunnsby.others["endpoint"], *brunnsby.memory])
    assert with_its_own == run(["ask", "--check"], brunnsby.memory)
    assert with_its_own.stderr.startswith("cases: 13; differing: 0;")


def test_a_story_of_the_whole_map_is_not_told_of_a_store_of_some_layers(tmp_path: Path) -> None:
    layer = ["--layer", "document"]
    assert run(["load", "--store", "store", *layer], []).code == 0
    here = run(["map", "-o", "OUT.html", *layer], [])
    assert run(["map", "-o", "OUT.html"], ["--store", str(tmp_path / "store")]) == here


TERMS = """e:Pier a owl:Class ; rdfs:subClassOf sg:Organisation ; rdfs:label "pier"@en , "pir"@sv .
e:owner a owl:ObjectProperty ; rdfs:domain e:Pier ; rdfs:label "has owner"@en , "har ägare"@sv ."""
SHAPES = """e:PierShape a sh:NodeShape ; sh:targetClass e:Pier ; sh:property [ sh:path e:owner ; sh:minCount 1 ;
  sh:severity sh:Warning ; sh:message "No owner."@en , "Ingen ägare."@sv ] ."""
SETTINGS = 'ontology = ["terms.ttl"]\nshapes = ["shapes.ttl"]'


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """A city with terms, shapes and weights of its own."""
    folder = tmp_path_factory.mktemp("harbour")
    declared = 'e:first a e:Pier ; rdfs:label "First"@en , "Första"@sv .\n' + named("City", "mary")
    made = workspace(folder / "city", declared, "e:mary e:owner e:first .", settings=SETTINGS)
    (made / "terms.ttl").write_text(HEAD + TERMS, encoding="utf-8")
    (made / "shapes.ttl").write_text(HEAD + SHAPES, encoding="utf-8")
    with everywhere(made, folder) as places:
        yield places


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command",
    [
        ["show", "e:Pier"],
        ["show", "First"],
        [
            "query",
            "-e",
            "SELECT ?t ?l { GRAPH <https://w3id.org/stratgraph/ontology> { ?t rdfs:label ?l } } ORDER BY ?t ?l",
        ],
    ],
    ids=name_of,
)
def test_a_citys_own_terms_are_known_everywhere(harbour: Places, command: list[str], language: str) -> None:
    assert {"en": "pier", "sv": "pir"}[language] in assert_the_same(command, harbour, language).stdout


def test_a_citys_own_shapes_are_asked_wherever_its_folder_is(harbour: Places) -> None:
    here = run(["gaps", "--generated"], harbour.memory)
    assert "e:Pier/e:owner" in here.stdout
    assert run(["gaps", "--generated"], harbour.others["store"]) == here
    assert run(["gaps", "--generated"], [*harbour.others["endpoint"], *harbour.memory]) == here


def test_weights_of_candidates_go_with_a_store(tmp_path: Path) -> None:
    for path in BRUNNSBY.glob("*.t*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "stratgraph.toml").open("a", encoding="utf-8") as file:
        file.write("\n[candidates]\nat-most = 2\n[candidates.weights]\nnamed-by-another-goal = 7\n")
    assert run(["load", "--store", "store", "-w", "."], []).code == 0
    here = run(["gaps", "--format", "json"], ["-w", "."])
    assert '"weight": 7.0' in here.stdout
    assert run(["gaps", "--format", "json"], ["--store", "store"]) == here
