"""The map's page in a real browser: offline, still, safe; details with their sources; focus, search, legend, ways."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mapped import launched, opened, packaged_map

from stratgraph.maps.page import SCRIPTS, page

FOLDER = Path(__file__).resolve().parent.parent / "stratgraph" / "maps" / "page"
GOAL = "sthlm:goal-4"
PAYLOADS = (
    "<script>window.hit=1</script>",
    '"><img src=x onerror=window.hit=1>',
    "</script><script>window.hit=1</script>",
    "<!--<script>",
    "javascript:window.hit=1",
    'a href="https://evil.example"',
    "\u202eabc\u0000\u0007",
    "{{ 7 * 7 }}",
    "x" * 10_000,
)


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return packaged_map()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from launched()


def texts(tab: Any, selector: str) -> list[str]:
    found: list[str] = tab.locator(selector).all_inner_texts()
    return found


# Offline, at once, still --------------------------------------------------------------------------------------------


def test_it_asks_for_nothing_and_stands_still(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    tab, asked, errors = opened(browser, tmp_path, data)
    tab.wait_for_timeout(300)
    first = tab.screenshot()
    tab.wait_for_timeout(2000)
    assert tab.screenshot() == first
    assert len(asked) == 1
    assert errors == []


def test_the_same_graph_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    files = []
    for seed in ("0", "1", "77"):
        files.append(tmp_path / f"{seed}.html")
        command = [sys.executable, "-m", "stratgraph", "map", "-o", str(files[-1])]
        subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"})
    assert len({file.read_bytes() for file in files}) == 1


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node to check the scripts with")
def test_scripts_parse_and_are_all_in_the_page() -> None:
    assert sorted(SCRIPTS) == sorted(path.stem for path in FOLDER.glob("*.js"))
    for path in FOLDER.glob("*.js"):
        assert subprocess.run(["node", "--check", str(path)], check=False).returncode == 0, path
        assert len(path.read_text("utf-8").splitlines()) <= 150, path


# Safe ---------------------------------------------------------------------------------------------------------------


def hurt(data: dict[str, Any], payload: str) -> dict[str, Any]:
    """The map with the payload in every text, IRI and id that a graph can bring in."""
    made: dict[str, Any] = json.loads(json.dumps(data).replace("sthlm:riga", json.dumps(f"x:{payload}")[1:-1]))
    both = {"en": payload, "sv": payload}
    made["meta"].update(title=both, source=both, summary=both, strategy=both)
    for item in [*made["nodes"], *made["types"], *made["relations"], *made["columns"], *made["layers"]]:
        item.update({key: both for key in ("label", "short", "plural", "note") if key in item})
        if item.get("iri"):
            item["iri"] = payload
        if "alt" in item:
            item["alt"] = {"en": [payload], "sv": [payload]}
    for edge in made["edges"]:
        edge["sentence"] = both
    for locator in made["locators"].values():
        locator.update(cite=both, section=both, quote=payload, rationale=both, lines=payload)
    for step in made["story"]["steps"]:
        step.update(title=both, text=both, notes=both)
    return made


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_nothing_of_the_data_runs_or_breaks_out(
    browser: Any, tmp_path: Path, data: dict[str, Any], payload: str
) -> None:
    for fragment in (f"n={GOAL}&cand=1", "view=table", "step=gaps"):
        tab, asked, errors = opened(browser, tmp_path, hurt(data, payload), fragment)
        tab.evaluate("flat() || svgText(); turtle(); jsonld(); csv()")
        assert tab.evaluate("window.hit") is None
        assert errors == []
        assert len(asked) == 1
        assert tab.locator("script").count() == 4
        assert tab.locator("img, #details a:not([href^=http])").count() == 0
        tab.close()


# Details with their sources -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_panel_says_what_the_graph_says(browser: Any, tmp_path: Path, data: dict[str, Any], language: str) -> None:
    page_ = opened(browser, tmp_path, data, f"lang={language}")
    for node in [node for node in data["nodes"] if node["status"] != "group"][::9]:
        page_.tab.evaluate("(id) => choose(id)", node["id"])
        assert texts(page_.tab, "#details h2")[0].startswith(node["label"][language])
        mine = [edge for edge in data["edges"] if node["id"] in (edge["from"], edge["to"])]
        mine = [edge for edge in mine if edge["status"] != "candidate"]
        sentences = page_.tab.locator("#details .edge > p:first-child").all_text_contents()
        assert sentences == [edge["sentence"][language] for edge in mine]
        for edge in mine:
            cites = page_.tab.locator(f"[data-edge={edge['id']}] li > strong").all_text_contents()
            assert cites == [data["locators"][one]["cite"][language] for one in edge["evidence"]]
            facts = page_.tab.locator(f"[data-edge={edge['id']}] > .facts").text_content()
            layers = {layer["id"]: layer["label"][language] for layer in data["layers"]}
            assert all(layers[layer] in facts for layer in edge["layers"])


def test_passage_section_lines_quotation_and_no_source(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    made = json.loads(json.dumps(data))
    edges = [edge for edge in made["edges"] if GOAL in (edge["from"], edge["to"]) and edge["layers"] == ["document"]]
    locator = edges[0]["evidence"][0]
    made["locators"][locator]["quote"] = "Ordagrant ur handlingen"
    edges[1]["evidence"] = []
    tab = opened(browser, tmp_path, made, f"n={GOAL}").tab
    tab.evaluate("document.querySelectorAll('#details details').forEach((one) => { one.open = true; })")
    shown = tab.locator(f"[data-edge={edges[0]['id']}] [data-locator='{locator}']").inner_text()
    known = made["locators"][locator]
    assert shown.splitlines()[0] == known["cite"]["en"]
    assert f"Section: {known['section']['en']}" in shown
    assert f"Lines: {known['lines']}" in shown
    assert "Ordagrant ur handlingen" in shown
    assert tab.locator(f"[data-edge={edges[1]['id']}] .none").inner_text() == "No source"


def test_parallel_relations_are_lines_of_their_own(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page_ = opened(browser, tmp_path, data, "view=ego&n=sthlm:helsinki")
    pairs = [(edge["from"], edge["to"]) for edge in data["edges"] if edge["status"] != "candidate"]
    twice = [pair for pair in pairs if "sthlm:helsinki" in pair and pairs.count(pair) > 1]
    assert twice
    drawn = [(one["from"], one["to"]) for one in page_.state("drawnNow.map(({from, to}) => ({from, to}))")]
    assert sorted(pair for pair in drawn if pair in twice) == sorted(twice)


def test_a_line_that_is_chosen_shows_its_relations(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page_ = opened(browser, tmp_path, data)
    fold = page_.state("drawnNow.find((one) => one.all.length > 2).id")
    page_.tab.evaluate("(edge) => change({ edge, n: [] })", fold)
    wanted = page_.state("drawnNow.find((one) => one.all.length > 2).all.map((edge) => edge.sentence.en)")
    assert page_.tab.locator("#details .edge > p:first-child").all_text_contents() == wanted


# Focus, search, legend, ways ----------------------------------------------------------------------------------------


def around(data: dict[str, Any], start: str, degree: int, direction: str) -> set[str]:
    """What a breadth-first search of our own finds."""
    far, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        for edge in data["edges"]:
            ends = [(edge["from"], edge["to"])] if direction != "in" else []
            ends += [(edge["to"], edge["from"])] if direction != "out" else []
            for one, other in ends:
                if edge["status"] != "candidate" and one == here and other not in far and far[here] < degree:
                    far[other] = far[here] + 1
                    queue.append(other)
    return set(far)


@pytest.mark.parametrize(("degree", "direction"), [(1, "both"), (2, "out"), (3, "in")])
def test_focus_dims_and_does_not_hide(
    browser: Any, tmp_path: Path, data: dict[str, Any], degree: int, direction: str
) -> None:
    page_ = opened(browser, tmp_path, data)
    before = page_.state("[...renderer.spots.keys()]")
    page_.tab.evaluate("(id) => choose(id)", GOAL)
    page_.tab.select_option("#deg", str(degree))
    page_.tab.select_option("#dir", direction)
    assert page_.state("[...renderer.spots.keys()]") == before
    wanted = around(data, GOAL, degree, direction)
    groups = {node["id"]: node["group"] for node in data["nodes"]}
    assert set(page_.state("[...renderer.faint]")) == {groups[one] or one for one in wanted}
    page_.tab.focus("#map")
    page_.tab.keyboard.press("Escape")
    assert page_.state("renderer.faint") is None
    assert "n=" not in page_.state("location.hash").replace("lang=en", "")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("malmo", "Malmö–Copenhagen"),
        ("KÖPENHAMN", "Copenhagen"),
        ("kopenhamn", "Copenhagen"),
        ("saint p", "Saint Petersburg"),
    ],
)
def test_search_finds_labels_of_both_languages_without_accents(
    browser: Any, tmp_path: Path, data: dict[str, Any], asked: str, found: str
) -> None:
    tab = opened(browser, tmp_path, data).tab
    tab.fill("#search", asked)
    assert found in texts(tab, "#found button")
    tab.locator("#found button", has_text=found).first.click()
    assert texts(tab, "#details h2")[0] == found


def test_search_finds_alternative_labels_and_says_when_there_is_nothing(
    browser: Any, tmp_path: Path, data: dict[str, Any]
) -> None:
    tab = opened(browser, tmp_path, data).tab
    node, word = next((node, words[0]) for node in data["nodes"] for words in node["alt"].values() if words)
    tab.fill("#search", word)
    assert node["label"]["en"] in texts(tab, "#found button")
    tab.fill("#search", "qqqq")
    assert texts(tab, "#found li") == ["Nothing of that name is on the map."]


def test_the_legend_counts_and_filters_map_table_and_matrix(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page_ = opened(browser, tmp_path, data)
    tab = page_.tab
    counts = dict(zip(texts(tab, "[data-key=types] .words"), texts(tab, "[data-key=types] .count"), strict=True))
    real = [node for node in data["nodes"] if node["status"] != "group"]
    assert counts == {
        kind["plural"]["en"]: str(sum(node["type"] == kind["id"] for node in real)) for kind in data["types"]
    }
    tab.uncheck("[data-key=types] input[value=Network]")
    assert "Network" not in page_.state("[...renderer.spots.keys()].map((id) => NODES.get(id).type)")
    tab.click("#view-table")
    left = [node for node in real if node["type"] != "Network"]
    assert sorted(texts(tab, "[data-table=nodes] td:first-child")) == sorted(node["label"]["en"] for node in left)
    ids = {node["id"] for node in left}
    edges = [edge for edge in data["edges"] if {edge["from"], edge["to"]} <= ids and edge["status"] != "candidate"]
    assert sorted(texts(tab, "[data-table=edges] td:nth-child(4)")) == sorted(edge["sentence"]["en"] for edge in edges)
    tab.click("#view-matrix")
    assert "No networks" in tab.locator("#sheet").inner_text()


def test_candidates_are_shown_on_request(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page_ = opened(browser, tmp_path, data)
    many = sum(edge["status"] == "candidate" for edge in data["edges"])
    assert many > 0
    assert page_.state("shownEdges().filter((edge) => edge.status === 'candidate').length") == 0
    page_.tab.check("#candidates")
    assert page_.state("shownEdges().filter((edge) => edge.status === 'candidate').length") == many
    assert "cand=1" in page_.state("location.hash")


def test_a_way_is_a_picture_and_a_sentence(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page_ = opened(browser, tmp_path, data, "n=sthlm:ubc")
    page_.tab.fill("#to", data_label(data, GOAL))
    page_.tab.keyboard.press("Tab")
    way = page_.state("({ids: state.path.ids, said: state.path.edges.map((edge) => edge.sentence.en)})")
    assert (way["ids"][0], way["ids"][-1]) == ("sthlm:ubc", GOAL)
    degrees = next(n for n in range(1, 9) if GOAL in around(data, "sthlm:ubc", n, "both"))
    assert len(way["said"]) == degrees == len(way["ids"]) - 1
    assert page_.tab.locator("#details .way").inner_text() == "; ".join(way["said"]) + "."
    groups = {node["id"]: node["group"] for node in data["nodes"]}
    assert set(page_.state("[...renderer.faint]")) == {groups[one] or one for one in way["ids"]}
    cold = opened(browser, tmp_path, data, page_.state("address()"))
    assert cold.tab.locator("#details").inner_text() == page_.tab.locator("#details").inner_text()


def data_label(data: dict[str, Any], id_: str) -> str:
    label: str = next(node["label"]["en"] for node in data["nodes"] if node["id"] == id_)
    return label


def test_unknown_ids_of_an_address_are_explained(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    tab = opened(browser, tmp_path, data, f"n=sthlm:nowhere,{GOAL}&types=Goal,Dragon&step=nostep").tab
    said = tab.locator("#details .none").first.inner_text()
    assert said == "Not on this map: nostep, sthlm:nowhere, Dragon"
    assert texts(tab, "#details h2")[0] == data_label(data, GOAL)


def test_the_address_holds_what_is_shown_and_is_copied(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page_ = opened(browser, tmp_path, data)
    page_.tab.evaluate("choose('sthlm:helsinki')")
    page_.tab.click("#view-ego")
    page_.tab.select_option("#deg", "2")
    page_.tab.click("#language")
    assert page_.state("location.hash") == "#view=ego&n=sthlm:helsinki&deg=2&dir=both&lang=sv"
    page_.tab.click("#copy")
    assert "Länken är kopierad" in page_.tab.locator("#live").inner_text()


def test_page_of_another_map_is_not_touched(data: dict[str, Any]) -> None:
    assert page(data) == page(json.loads(json.dumps(data)))
