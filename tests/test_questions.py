"""The catalogue: every question answers, in either language. Its rows on every engine: test_engines.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal

from stratgraph.graph.memory import Graph, Solutions
from stratgraph.graph.opening import open_graph
from stratgraph.model.errors import InputError, NotFound, ParseError
from stratgraph.questions import checking
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question, questions
from stratgraph.questions.header import parse_question

ROOT = Path(__file__).resolve().parent.parent
STOCKHOLM = ROOT / "graph_data" / "stockholm-2003"
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
WORKSPACES = {"stockholm": STOCKHOLM, "brunnsby": BRUNNSBY}
IDS = sorted(path.stem for path in (ROOT / "stratgraph" / "questions").glob("*.rq"))


@pytest.fixture(scope="module", params=WORKSPACES)
def graph(request: pytest.FixtureRequest) -> Graph:
    return open_graph(workspace=str(WORKSPACES[request.param]))


@pytest.fixture(scope="module")
def brunnsby() -> Graph:
    return open_graph(workspace=str(BRUNNSBY))


def test_there_are_at_least_forty_questions() -> None:
    assert len(IDS) >= 40


def test_every_question_has_expected_rows_for_the_packaged_strategy() -> None:
    assert {case.question for case in checking.cases(str(STOCKHOLM / "expected"))} == set(IDS)


def test_a_changed_answer_is_found(brunnsby: Graph, tmp_path: Path) -> None:
    case = tmp_path / "competitors.default.csv"
    header, row = (BRUNNSBY / "expected" / case.name).read_text(encoding="utf-8").splitlines()
    case.write_text(f"{header}\n{row.replace('niche', 'geographic')}\n", encoding="utf-8")
    outcome = checking.check_case(brunnsby, checking.case_of(str(case)))
    assert outcome.result == checking.CHANGED
    assert ([new[1] for new in outcome.new], [gone[1] for gone in outcome.gone]) == (["niche"], ["geographic"])


@pytest.mark.parametrize("name", IDS)
def test_labels_are_in_the_asked_language(graph: Graph, name: str) -> None:
    asked = question(graph.workspace, name)
    swedish, english = (answer(graph, asked, language=language) for language in ("sv", "en"))
    assert len(swedish) == len(english)
    assert len({tuple(sorted(map(str, row.items()))) for row in english.to_dicts(iri=True)}) == len(english)


def test_a_label_that_is_missing_in_a_language_falls_back_and_says_so(brunnsby: Graph) -> None:
    found = answer(brunnsby, question(brunnsby.workspace, "memberships"), language="en")
    [torp] = [row[0] for row in found if "torp" in str(row[0])]
    assert getattr(torp, "label", None) == "Torp"
    assert getattr(torp, "fallback", None) == "sv"


@pytest.mark.parametrize(
    ("given", "word"),
    [("alvik", "Alvik"), ("ÄLVVIK", "Alvik"), ("The bay", "Alvik"), ("b:alvik", "Alvik")],
)
def test_an_entity_is_found_by_any_of_its_names(brunnsby: Graph, given: str, word: str) -> None:
    found = answer(brunnsby, question(brunnsby.workspace, "memberships"), parameters={"city": given})
    assert {row["city"] for row in found.to_dicts()} == {word}


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("memberships", {"town": "Alvik"}, '"memberships" has no parameter "town"'),
        ("memberships", {"city": "Alvk"}, 'nothing is called "Alvk"; did you mean'),
        ("competitor-clusters", {"align": "maybe"}, 'align cannot be "maybe"'),
    ],
)
def test_what_cannot_be_used_is_refused(brunnsby: Graph, name: str, parameters: dict[str, str], message: str) -> None:
    with pytest.raises(NotFound) as caught:
        answer(brunnsby, question(brunnsby.workspace, name), parameters=parameters)
    assert caught.value.text.en.startswith(message)
    assert caught.value.text.sv != caught.value.text.en


def test_a_value_is_never_read_as_part_of_the_query(brunnsby: Graph) -> None:
    hostile = Literal('x" } ?any ?thing ?at_all . { "')
    found = brunnsby.query("SELECT ?s WHERE { ?s rdfs:label ?name }", bindings={"name": hostile})
    assert isinstance(found, Solutions)
    assert len(found) == 0
    harmless = brunnsby.query(
        "SELECT ?s WHERE { ?s rdfs:label ?name }", bindings={"name": Literal("Alvik", language="en")}
    )
    assert isinstance(harmless, Solutions)
    assert len(harmless) == 1


def test_alignment_needs_the_interpretation_layer() -> None:
    graph = open_graph(workspace=str(BRUNNSBY), layers=["document"])
    with pytest.raises(InputError, match="interpretation layer"):
        answer(graph, question(graph.workspace, "competitor-clusters"), parameters={"align": "true"})


def test_without_interpretation_nothing_of_it_is_left() -> None:
    graph = open_graph(workspace=str(STOCKHOLM), layers=["document"])
    found = answer(graph, question(graph.workspace, "critical-success-factors"))
    assert len(found) == 10
    assert {tuple(row["goals"]) for row in found.to_dicts()} == {()}  # type: ignore[arg-type]
    assert {row["layer"] for row in found.to_dicts()} == {"document"}


HEADER = """#+ id: mine
#+ title-en: Mine
#+ title-sv: Min
#+ description-en: D
#+ description-sv: D
#+ reading-en: R
#+ reading-sv: R
#+ empty-en: E
#+ empty-sv: E
#+ group: analyst
#+ column: x; kind=entity; en=X; sv=X

SELECT ?x WHERE { GRAPH sg:facts { ?x a sg:City } }
"""


def test_a_whole_header_is_read() -> None:
    assert parse_question(HEADER, path="questions/mine.rq").title.sv == "Min"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("#+ group: analyst", "#+ group: analyts", 10),
        ("#+ title-sv: Min\n", "", 1),
        ("kind=entity", "kind=thing", 11),
        ("#+ id: mine", "#+ id: yours", 1),
        ("#+ reading-en: R", "#+ raeding-en: R", 6),
    ],
)
def test_a_broken_header_is_refused_with_its_line(old: str, new: str, line: int) -> None:
    with pytest.raises(ParseError, match=r"questions/mine\.rq:") as caught:
        parse_question(HEADER.replace(old, new), path="questions/mine.rq")
    assert caught.value.line == line


def test_a_workspace_has_questions_of_its_own(tmp_path: Path) -> None:
    for path in (*BRUNNSBY.glob("*.t*"),):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "mine.rq").write_text(HEADER, encoding="utf-8")
    graph = open_graph(workspace=str(tmp_path))
    assert [row["x"] for row in answer(graph, question(graph.workspace, "mine")).to_dicts()] == [
        "Alvik",
        "Brunnsby",
        "Torp",
    ]
    assert "mine" in {found.id for found in questions(graph.workspace)}
