"""The report: one file for a director, true to the answers, in both languages, in a real browser and on paper."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.model.errors import NotFound
from stratgraph.model.table import Entity
from stratgraph.questions.answer import answer
from stratgraph.questions.catalogue import question
from stratgraph.reports import report
from stratgraph.reports.blocks import Places, Query, Rows, Suggestions, Words
from stratgraph.reports.markdown import markdown
from stratgraph.reports.page import page

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"
STOCKHOLM = ROOT / "graph_data" / "stockholm-2003"
CHROMIUM = shutil.which("chromium")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def stockholm() -> Graph:
    return open_graph(workspace=str(STOCKHOLM))


@pytest.fixture(scope="module")
def whole(stockholm: Graph) -> str:
    return page(report(stockholm, date="2026-11-23"))


def run(*arguments: str, cwd: Path, language: str = "C") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "stratgraph", "report", *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LC_ALL": language, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


def test_it_says_first_how_many_goals_lack_a_network(stockholm: Graph) -> None:
    english, swedish = report(stockholm).editions
    assert english.sections[0].blocks[0] == Words("4 of 5 goals lack a network: goals 1, 2, 4 and 5.", "lead")
    assert swedish.sections[0].blocks[0] == Words("4 av 5 mål saknar nätverk: mål 1, 2, 4 och 5.", "lead")


def test_each_goals_support_is_the_catalogues(stockholm: Graph) -> None:
    rows = next(block for block in report(stockholm).editions[0].sections[0].blocks if isinstance(block, Rows))
    asked = answer(stockholm, question(stockholm.workspace, "network-support")).to_dicts()
    told = rows.table.to_dicts()
    assert [(row["number"], row["goal"], row["support"]) for row in told] == [
        (row["number"], row["goal"], row["support"]) for row in asked
    ]
    assert [row["evidence"] for row in told] == [row["evidence"] for row in asked]


def test_what_holds_the_alliance_together_is_told_with_evidence(stockholm: Graph) -> None:
    english, swedish = report(stockholm).editions
    tables = [
        next(block.table for block in section.blocks if isinstance(block, Rows))
        for edition in (english, swedish)
        for section in edition.sections
        if section.id == "cohesion"
    ]
    sentences = [[row[1] for row in table] for table in tables]
    assert "Eurocities is the only network that links goal 3 to Barcelona, Helsinki and Stockholm." in sentences[0]
    assert "Eurocities är det enda nätverk som förenar mål 3 med Barcelona, Helsingfors och Stockholm." in sentences[1]
    assert all(row[2] for table in tables for row in table)


def test_where_nothing_is_linked_the_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "data.trig").write_text("@prefix sg: <https://w3id.org/stratgraph/ontology#> .\n", encoding="utf-8")
    found = report(open_graph(workspace=str(tmp_path / "data.trig"))).editions[0]
    section = next(section for section in found.sections if section.id == "cohesion")
    assert [block.text for block in section.blocks if isinstance(block, Words)] == [
        "the chosen layers hold nothing of the projection goal-network-city: no network, city, city pair; "
        "stratgraph metrics --projections lists all"
    ]


def test_each_goal_that_lacks_a_network_has_candidates_with_evidence(stockholm: Graph) -> None:
    gap = next(section for section in report(stockholm).editions[0].sections if section.id == "goals-without-network")
    found = [block for block in gap.blocks if isinstance(block, Suggestions)]
    assert [block.subject for block in found] == [
        "Northern Europe's most exciting city",
        "Europe's leading knowledge-based capital",
        "A leading role among northern Europe's capitals",
        "A leading node towards North America",
    ]
    assert all(reason.evidence for block in found for one in block.found for reason in one.reasons)
    assert [one.name for one in found[2].found][:2] == ["Eurocities", "UBC"]


def test_every_place_it_speaks_of_is_in_its_list(stockholm: Graph) -> None:
    edition = report(stockholm).editions[0]
    listed = {one.locator for one in edition.places()}
    used = {
        locator
        for section in edition.sections
        for block in section.blocks
        if isinstance(block, Rows)
        for locator in block.table.locators()
    }
    assert used <= listed


def test_every_question_it_used_gives_the_same_answer_again(stockholm: Graph) -> None:
    queries = [block for s in report(stockholm).editions[0].sections for block in s.blocks if isinstance(block, Query)]
    assert {"network-support", "goals-without-network", "competitor-clusters", "coopetition"} <= {q.id for q in queries}
    for query in queries:
        stockholm.query(query.sparql)
        assert query.command.startswith(f"stratgraph ask {query.id}")


def test_one_goal_has_a_page_of_its_own(stockholm: Graph) -> None:
    edition = report(stockholm, goal="4").editions[0]
    assert edition.title == "Goal 4: A leading role among northern Europe's capitals"
    actions = next(section for section in edition.sections if section.id == "actions").blocks[0]
    assert isinstance(actions, Rows)
    assert len(actions.table) == 4
    assert report(stockholm, goal="A leading role among northern Europe's capitals").editions[0] == edition


def test_one_committee_has_a_page_of_its_own(stockholm: Graph) -> None:
    edition = report(stockholm, committee="Kulturnämnden").editions[0]
    assert edition.title == "Culture Committee"
    gaps = next(section for section in edition.sections if section.id == "gaps")
    assert Words("Which committees name no network?") in gaps.blocks


def test_an_unknown_goal_or_committee_is_refused(stockholm: Graph) -> None:
    with pytest.raises(NotFound) as caught:
        report(stockholm, goal="9")
    assert caught.value.text.en == 'no goal "9"; there are 1, 2, 3, 4, 5'
    with pytest.raises(NotFound) as caught:
        report(stockholm, committee="Culture Comittee")
    assert "Culture Committee" in caught.value.text.en


def test_another_citys_report_has_its_own_goals() -> None:
    graph = open_graph(workspace=str(BRUNNSBY))
    edition = report(graph).editions[1]
    rows = next(block for block in edition.sections[0].blocks if isinstance(block, Rows))
    goals = [row[1].label for row in rows.table if isinstance(row[1], Entity)]
    assert goals == [row["goal"] for row in answer(graph, question(graph.workspace, "goals"), language="sv").to_dicts()]
    assert page(report(graph)).count("<h1>") == 2


def test_a_graph_with_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "d.trig").write_text("<https://example.org/g> {}\n", encoding="utf-8")
    done = run("-w", "d.trig", "-o", "r.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "there is nothing to compare networks with" in text
    assert "nan" not in text.lower().replace("finance", "").replace("finans", "")


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path, whole: str) -> None:
    for seed in ("1", "2"):
        program = "from stratgraph import open_graph; from stratgraph.reports import report\n"
        program += "from stratgraph.reports.page import page; import sys\n"
        program += f"g = open_graph(workspace={str(STOCKHOLM)!r})\n"
        program += f"open({str(tmp_path / seed)!r}, 'w', encoding='utf-8').write(page(report(g, date='2026-11-23')))"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", program], check=True, env=environment)
        assert (tmp_path / seed).read_text("utf-8") == whole


class Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value and value.startswith("#"):
                self.targets.append(value[1:])


def test_headings_are_in_order_and_links_lead_somewhere(whole: str) -> None:
    parsed = Headings()
    parsed.feed(whole)
    steps = zip(parsed.levels, parsed.levels[1:], strict=False)
    assert all(new <= old + 1 for old, new in steps)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert set(parsed.targets) <= set(parsed.ids)


def test_it_loads_and_runs_nothing(whole: str) -> None:
    assert "<script" not in whole
    assert not re.search(r'\b(?:src|href)="(?!#)', whole)
    assert "default-src 'none'" in whole


def test_markdown_has_the_same_verdict_and_the_queries(stockholm: Graph) -> None:
    text = markdown(report(stockholm, languages=("sv",)))
    assert text.startswith("# Mål, nätverk och luckor\n")
    assert "**4 av 5 mål saknar nätverk: mål 1, 2, 4 och 5.**" in text
    assert "```sparql\n" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a file: -o report.html"),
        (["-o", "r.docx"], "cannot tell the format"),
        (["-o", "r.html", "--date", "tomorrow"], "--date needs a date"),
        (["-o", "r.html", "--goal", "4", "--committee", "x"], "give --goal or --committee"),
    ],
)
def test_wrong_options_are_told_in_one_line(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def browser_page(whole: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(whole, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        requests: list[str] = []
        opened.on("request", lambda request: requests.append(request.url))
        opened.goto(file.as_uri())
        assert requests == [file.as_uri()]
        yield opened
        browser.close()


@needs_browser
def test_the_language_is_switched_without_a_script(browser_page: object) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(browser_page, Page)
    expect(browser_page.locator("article.in-en")).to_be_visible()
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("ArrowRight")
    expect(browser_page.locator("article.in-sv")).to_be_visible()
    expect(browser_page.locator("article.in-en")).to_be_hidden()
    browser_page.keyboard.press("ArrowLeft")
    expect(browser_page.locator("article.in-en")).to_be_visible()


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_nobody_is_shut_out(browser_page: object, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Page

    assert isinstance(browser_page, Page)
    browser_page.set_viewport_size({"width": width, "height": 900})
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(browser_page)
    assert found.violations_count == 0, found.generate_report()


@needs_browser
def test_it_prints_on_a4(tmp_path: Path) -> None:
    done = run("-o", "r.pdf", "--goal", "4", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    content = (tmp_path / "r.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    # A4 is 595 by 842 points.
    assert re.search(rb"/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]", content)


def test_places_are_numbered_in_the_order_of_the_sources(stockholm: Graph) -> None:
    places = next(b for s in report(stockholm).editions[0].sections for b in s.blocks if isinstance(b, Places))
    documents = [one for one in places.cited if one.layer == "document"]
    lines = [int(re.findall(r"\d+", one.lines)[0]) for one in documents if one.lines]
    assert lines == sorted(lines)
