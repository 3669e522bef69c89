"""Competitors by clusters: the matrix, the heat map, how alike two profiles are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
from invented import E, graph_of, many_cities, named, workspace
from playwright.sync_api import Page, Request, sync_playwright

from stratgraph.analysis.overlap_table import emptiness, long_table, matrix_table
from stratgraph.analysis.overlaps import Overlaps, by_country, limited, ordered, overlaps
from stratgraph.analysis.similarity import similarity
from stratgraph.graph.opening import open_graph

ROOT = Path(__file__).resolve().parent.parent
STOCKHOLM = str(ROOT / "graph_data" / "stockholm-2003")
BRUNNSBY = str(ROOT / "tests" / "cities" / "brunnsby")
S = "https://w3id.org/stratgraph/stockholm-2003/"

VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stratgraph", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


def cells(found: Overlaps) -> dict[str, list[str]]:
    """What each row says of each column, "" where nothing."""
    return {
        rival.name.en: [cell.code if (cell := found.cells.get((rival.iri, one.iri))) else "" for one in found.clusters]
        for rival in found.rivals
    }


def test_stockholms_matrix_aligned() -> None:
    found = ordered(overlaps(open_graph(workspace=STOCKHOLM), align=True), "name")
    assert [(one.name.en, one.priority) for one in found.clusters] == [
        ("Environmental technology", True),
        ("Finance", True),
        ("Life Science", True),
        ("TIME", True),
        ("Design", False),
        ("The visitor industry", False),
    ]
    assert cells(found) == {
        "Amsterdam": ["", "", "", "stated", "", ""],
        "Frankfurt am Main": ["", "stated", "", "", "", ""],
        "Helsinki": ["own", "", "own", "both", "own", "own"],
        "London": ["", "stated", "stated", "stated", "", ""],
        "Malmö–Copenhagen": ["", "", "stated", "", "", ""],
    }
    assert {rival.name.en: rival.kind for rival in found.without}["Berlin"] == "geographic"
    assert all(cell.evidence for cell in found.cells.values())
    assert found.cells[S + "helsinki", S + "environmental-technology"].layers == ("document", "interpretation")


def test_a_competitors_own_priority_counts_and_countries_add_up(tmp_path: Path) -> None:
    declared = named("City", "rival", "other") + named("Cluster", "boats") + named("Country", "land")
    said = """e:c1 a sg:Competition ; sg:focal e:home ; sg:competitor e:rival ; sg:domain e:boats .
    e:c2 a sg:Competition ; sg:focal e:home ; sg:competitor e:other .
    e:other sg:prioritisesCluster e:boats . e:rival sg:locatedIn e:land . e:other sg:locatedIn e:land ."""
    graph = graph_of(tmp_path, declared, said)
    found = overlaps(graph)
    assert cells(found) == {"Other": ["own"], "Rival": ["stated"]}
    (row,) = matrix_table(by_country(graph, found), language="sv").to_dicts()
    assert row == {"country": "Land", "kind": None, "boats": "both"}
    (cell,) = by_country(graph, found).cells.values()
    assert (cell.code, cell.holders) == ("both", 2)


def test_hundreds_of_cities_are_cut_and_the_rest_is_said(tmp_path: Path) -> None:
    folder = many_cities(tmp_path)
    done = run("overlaps", "-w", str(folder), cwd=tmp_path)
    text = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert "275 of 300 competitors with a stated cluster are not shown (--top 0 shows all)." in text
    assert run("overlaps", "-w", str(folder), cwd=tmp_path).stdout == done.stdout
    whole = json.loads(run("overlaps", "-w", str(folder), "--format", "json", cwd=tmp_path).stdout)
    assert len({row["competitor"] for row in whole}) == 300
    graph = open_graph(workspace=str(folder))
    grouped = by_country(graph, overlaps(graph))
    assert len(grouped.rivals) == 12
    cut = limited(overlaps(graph), rows=5, columns=3)
    assert (len(cut.rivals), cut.left_rows, [one.priority for one in cut.clusters][:2]) == (5, 295, [True, True])


def test_similarity_is_what_the_help_says(tmp_path: Path) -> None:
    declared = named("City", "a", "b", "c") + named("Cluster", "x", "y")
    said = "e:a sg:hasCluster e:x , e:y ; sg:marketsCluster e:x . e:b sg:hasCluster e:x ."
    graph = graph_of(tmp_path, declared, said)
    found = similarity(graph, E + "a", E + "b")
    assert (found.jaccard, found.ruzicka, found.only_one) == (0.5, 1 / 3, (E + "y",))
    nothing = similarity(graph, E + "a", E + "c")
    assert (nothing.jaccard, nothing.ruzicka) == (None, None)


def test_the_long_form_of_a_small_city(tmp_path: Path) -> None:
    done = run("overlaps", "-w", BRUNNSBY, "--format", "json", cwd=tmp_path)
    (row,) = json.loads(done.stdout)
    assert {name: row[name] for name in ("competitor", "kind", "cluster", "overlap", "priority")} == {
        "competitor": "Alvik",
        "kind": "niche",
        "cluster": "Boats",
        "overlap": "both",
        "priority": False,
    }
    assert row["evidence"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--city", "Rigga"), 2, 'nothing is called "Rigga"; did you mean Riga?'),
        (("Riga",), 2, "Riga is not named as a competitor of Stockholm"),
        (("--city", "Riga"), 0, "the chosen layers name no competitor of Riga"),
        (("Berlin",), 0, "state no cluster of any of them"),
        (("--similarity", "Stockholm", "Berlin"), 0, "tie no cluster to Berlin, so it cannot be compared"),
        (("--similarity", "--networks"), 2, "choose one of --similarity, --networks and --coopetition"),
        (("--similarity", "London", "Helsinki", "Berlin"), 2, "compares two cities at most; 3 are given"),
        (("--networks", "London"), 2, "--networks takes no cities"),
        (("-p", "town=Riga"), 2, 'overlaps has no parameter "town"; it has city'),
        (("--align", "--layer", "document"), 2, "this rests on the interpretation layer"),
    ],
)
def test_bad_input_has_a_sentence_and_a_code(tmp_path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = run("overlaps", *arguments, cwd=tmp_path)
    assert (done.returncode, words in done.stderr) == (code, True)
    assert "NaN" not in done.stdout


def test_a_city_without_competitors_has_no_empty_picture(tmp_path: Path) -> None:
    folder = workspace(tmp_path, "", "")
    found = overlaps(open_graph(workspace=str(folder)))
    assert (long_table(found).rows, emptiness(found) is None) == ((), False)
    done = run("overlaps", "-w", str(folder), "-o", "page.html", cwd=tmp_path)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (done.returncode, "<svg" in page) == (0, False)
    assert "the chosen layers name no competitor of Home" in page


def loads(page: Page, uri: str) -> list[Request]:
    """What a page asks for while it is opened."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    page.goto(uri)
    return requests


def test_the_page_is_accessible_and_loads_nothing(tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    done = run("--lang", "sv", "overlaps", "--align", "-o", "page.html", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width, scheme in VIEWS:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            requests = loads(page, (tmp_path / "page.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("svg .sign").all_text_contents()[:3] == ["M", "B", "M"]
            results = Axe().run(page)
            assert results.violations_count == 0, results.generate_report()
            assert len(requests) == 1
        browser.close()
