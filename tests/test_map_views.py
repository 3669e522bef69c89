"""The map's page in a real browser: readable, told as a story, presented, in both languages, by keyboard, saved."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import rdflib
from mapped import Opened, launched, opened, packaged_map
from rdflib.compare import isomorphic

from stratgraph.graph.opening import open_graph
from stratgraph.maps.words import clean

GOAL = "sthlm:goal-4"
RDF = rdflib.RDF


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return packaged_map()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from launched()


def text_size(page: Opened) -> float:
    """The height in pixels of the smallest text in a box, as it stands on the screen."""
    sizes = page.state(
        """[...renderer.spots.keys()].map((id) => {
             const [look, pen] = [lookOf(id), renderer.network.canvas.getContext()];
             return fitted(pen, t(NODES.get(id).short), look.box, look.sizes).size * renderer.scale(); })"""
    )
    return float(min(sizes))


def boxes(page: Opened) -> list[tuple[float, float, float, float]]:
    spots = page.state("[...renderer.spots.values()].map(({x, y, box}) => [x, y, box[0], box[1]])")
    return [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y, w, h in spots]


def overlaps(rectangles: list[tuple[float, float, float, float]]) -> int:
    return sum(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(rectangles, 2))


# Readable -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(("keys", "least"), [("", 18), ("p", 24)])
def test_text_is_large_and_boxes_lie_apart(
    browser: Any, tmp_path: Path, data: dict[str, Any], language: str, keys: str, least: int
) -> None:
    page = opened(browser, tmp_path, data, f"lang={language}")
    for key in keys:
        page.tab.focus("#map")
        page.tab.keyboard.press(key)
        page.tab.wait_for_timeout(200)
    assert text_size(page) >= least
    assert overlaps(boxes(page)) == 0
    x0, y0 = page.state(
        "Object.values(renderer.network.canvasToDOM({x: renderer.extent()[0], y: renderer.extent()[1]}))"
    )
    x1, y1 = page.state(
        "Object.values(renderer.network.canvasToDOM({x: renderer.extent()[2], y: renderer.extent()[3]}))"
    )
    wide, high = page.state("stageSize()")
    assert min(x0, y0) >= -1
    assert x1 <= wide + 1
    assert y1 <= high + 1
    assert len(boxes(page)) <= 60


@pytest.mark.parametrize("view", ["geographic", "ego"])
def test_other_views_lay_no_box_on_another(browser: Any, tmp_path: Path, data: dict[str, Any], view: str) -> None:
    for keys in ("", "p"):
        page = opened(browser, tmp_path, data, f"view={view}&n=sthlm:helsinki")
        if keys:
            page.tab.focus("#map")
            page.tab.keyboard.press(keys)
        assert overlaps(boxes(page)) == 0
        assert text_size(page) >= (24 if keys else 18)


def test_a_goal_without_a_network_has_an_open_place(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data)
    gaps = [node["id"] for node in data["nodes"] if node["status"] == "missing"]
    assert len(gaps) == 4
    assert set(gaps) <= set(page.state("[...renderer.spots.keys()]"))
    dashes = page.state(
        "drawnNow.filter((one) => one.edge.status === 'missing').map((one) => lineLook(one, null).dashes)"
    )
    assert dashes == [[9, 6]] * 4
    proposed = page.state(
        "drawnNow.filter((one) => one.edge.status === 'proposed').map((one) => lineLook(one, null).dashes)"
    )
    assert proposed
    assert all(one == [9, 6] for one in proposed)
    read = page.state(
        "drawnNow.filter((one) => one.edge.layers.join() === 'interpretation').map((one) => lineLook(one, null).dashes)"
    )
    assert read
    assert all(one == [2, 5] for one in read)


def test_a_box_that_holds_several_opens_and_closes(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data)
    group = next(node for node in data["nodes"] if node["status"] == "group")
    page.tab.evaluate("(id) => fold(id)", group["id"])
    shown = set(page.state("[...renderer.spots.keys()]"))
    assert set(group["members"]) <= shown
    assert group["id"] not in shown
    assert overlaps(boxes(page)) == 0
    page.tab.evaluate("(id) => choose(id)", group["members"][0])
    page.tab.get_by_role("button", name="Fold into").click()
    assert group["id"] in page.state("[...renderer.spots.keys()]")


def test_what_has_no_place_is_listed_beside_the_map(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data, "view=geographic")
    listed = page.tab.locator("#unplaced button").all_inner_texts()
    labels = {node["id"]: clean(node["label"]["en"]) for node in data["nodes"]}
    assert listed == [labels[id_] for id_ in data["views"]["geographic"]["unplaced"]]


def test_what_is_chosen_survives_a_change_of_view(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data, "n=sthlm:helsinki")
    for view in ("geographic", "ego", "matrix", "table", "layered"):
        page.tab.click(f"#view-{view}")
        assert page.tab.locator("#details h2").first.inner_text() == "Helsinki"


# Story and presentation ---------------------------------------------------------------------------------------------


def test_the_story_is_told_with_a_clicker_and_each_step_has_an_address(
    browser: Any, tmp_path: Path, data: dict[str, Any]
) -> None:
    page = opened(browser, tmp_path, data)
    steps = data["story"]["steps"]
    for at, step in enumerate(steps):
        page.tab.keyboard.press("PageDown")
        assert page.tab.locator("#story h2").inner_text() == f"{at + 1}/{len(steps)} {step['title']['en']}"
        assert page.tab.locator("#story .progress .done").count() == at + 1
        cold = opened(browser, tmp_path, data, f"step={step['id']}")
        same = "JSON.stringify([address(), flat() || [...renderer.spots], drawnNow.length, $('details').innerText])"
        assert cold.state(same) == page.state(same)
        cold.tab.close()
    page.tab.keyboard.press("PageDown")
    page.tab.keyboard.press("PageUp")
    assert page.state("state.step") == steps[-2]["id"]


def test_speaker_notes_are_never_on_the_projected_picture(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    step = next(step for step in data["story"]["steps"] if step["notes"])
    page = opened(browser, tmp_path, data, f"step={step['id']}")
    page.tab.focus("#map")
    page.tab.keyboard.press("n")
    assert step["notes"]["en"] in page.tab.locator("#story").inner_text()
    page.tab.keyboard.press("p")
    assert step["notes"]["en"] not in page.tab.locator("body").inner_text()
    with page.tab.expect_popup() as popup:
        page.tab.keyboard.press("n")
    assert step["notes"]["en"] in popup.value.locator("body").inner_text()
    assert step["notes"]["en"] not in page.tab.locator("body").inner_text()
    page.tab.keyboard.press("PageDown")
    after = data["story"]["steps"][data["story"]["steps"].index(step) + 1]
    assert after["title"]["en"] in popup.value.locator("h1").inner_text()


def test_presenting_takes_the_panels_away_and_enlarges_the_text(
    browser: Any, tmp_path: Path, data: dict[str, Any]
) -> None:
    page = opened(browser, tmp_path, data, "step=gaps")
    page.tab.click("#present")
    for selector in ("#rail", "#details", "#head"):
        assert not page.tab.locator(selector).is_visible()
    sizes = page.tab.eval_on_selector_all(
        "#story h2, #story p, #source", "(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 24
    assert page.state("document.documentElement.dataset.theme") == "dark"
    page.tab.keyboard.press("Escape")
    assert page.tab.locator("#rail").is_visible()
    assert page.state("document.documentElement.dataset.theme") == "light"


# Both languages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["layered", "geographic", "matrix", "table"])
def test_no_word_of_the_other_language_is_left(browser: Any, tmp_path: Path, data: dict[str, Any], view: str) -> None:
    page = opened(browser, tmp_path, data, f"view={view}&n=sthlm:helsinki")
    english = page.tab.locator("body").inner_text()
    page.tab.click("#language")
    swedish = page.tab.locator("body").inner_text()
    assert page.state("document.documentElement.lang") == "sv"
    words = page.state("WORDS")
    own = [one["en"] for one in words.values() if one["en"] != one["sv"] and len(one["en"]) > 8]
    labels = [
        item["label"]["en"]
        for item in [*data["nodes"], *data["relations"], *data["types"]]
        if item["label"]["en"] != item["label"]["sv"] and not item["label"].get("marked")
    ]
    assert any(word in english for word in own)
    lines = set(swedish.splitlines())
    assert [word for word in [*own, *labels] if word in lines] == []


def test_a_label_of_the_other_language_is_marked(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    made = json.loads(json.dumps(data))
    node = next(node for node in made["nodes"] if node["id"] == GOAL)
    node["label"] = {"en": "Bara svenska", "sv": "Bara svenska", "marked": "en"}
    page = opened(browser, tmp_path, made, f"n={GOAL}")
    heading = page.tab.locator("#details h2").first
    assert heading.inner_text() == "Bara svenska (only in Swedish)"
    assert heading.get_attribute("lang") == "sv"
    page.tab.click("#language")
    assert page.tab.locator("#details h2").first.inner_text() == "Bara svenska"


# Keyboard and screen reader -----------------------------------------------------------------------------------------


def test_the_keyboard_reaches_everything(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data)
    tab = page.tab
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "skip"
    tab.keyboard.press("Enter")
    tab.keyboard.type("riga")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert page.state("state.n") == ["sthlm:riga"]
    order = []
    tab.focus("#search")
    for _ in range(120):
        order.append(tab.evaluate("(document.activeElement.closest('#searching, #legend, #list, #map') || {}).id"))
        if order[-1] == "map":
            break
        tab.keyboard.press("Tab")
    assert list(dict.fromkeys(order)) == ["searching", "legend", "list", "map"]
    for key, axis, way in (("ArrowLeft", "x", -1), ("ArrowRight", "x", 1), ("ArrowDown", "y", 1), ("ArrowUp", "y", -1)):
        before = page.state(f"renderer.spots.get(shownAs(state.n[0])).{axis}")
        tab.keyboard.press(key)
        assert (page.state(f"renderer.spots.get(shownAs(state.n[0])).{axis}") - before) * way > 0
        assert tab.locator("#live").inner_text() == page.state("name(NODES.get(state.n[0]))")
    scale = page.state("renderer.scale()")
    tab.keyboard.press("+")
    assert page.state("renderer.scale()") > scale
    tab.keyboard.press("0")
    assert page.state("renderer.scale()") == pytest.approx(scale)
    tab.keyboard.press("Enter")
    assert page.state("document.activeElement.id === 'details' || state.open.size > 0")


def test_the_list_is_walked_with_arrows(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data)
    page.tab.locator("#list summary").click()
    page.tab.locator("#list button").first.focus()
    page.tab.keyboard.press("ArrowDown")
    second = page.tab.locator("#list button").nth(1).inner_text()
    assert page.state("document.activeElement.textContent") == second
    page.tab.keyboard.press("Enter")
    assert page.tab.locator("#details h2").first.inner_text() == second


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, tmp_path: Path, data: dict[str, Any], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    views = ("layered", "geographic", "ego", "matrix", "table")
    for fragment in [*(f"view={view}&n={GOAL}" for view in views), "lang=sv", "step=gaps&lang=sv"]:
        page = opened(browser, tmp_path, data, fragment, scheme=scheme)
        found = axe.Axe().run(page.tab, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], fragment
        page.tab.close()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_targets_are_large_and_nothing_is_wider_than_the_screen(
    browser: Any, tmp_path: Path, data: dict[str, Any], size: tuple[int, int]
) -> None:
    page = opened(browser, tmp_path, data, "n=sthlm:helsinki", size=size)
    small = page.tab.eval_on_selector_all(
        "button, select, summary, .tick",
        """(all) => all.filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24)
             .map((one) => one.outerHTML)""",
    )
    assert small == []
    assert page.state("document.documentElement.scrollWidth") <= size[0]


# Saving what is shown -----------------------------------------------------------------------------------------------


def saved(page: Opened, kind: str, folder: Path) -> bytes:
    with page.tab.expect_download() as download:
        page.tab.select_option("#save", kind)
    path = folder / "saved"
    download.value.save_as(path)
    return path.read_bytes()


def test_svg_and_png_bear_title_legend_year_date_and_source(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data, "types=Goal,Gap,Network&lang=sv")
    root = ElementTree.fromstring(saved(page, "SVG", tmp_path))  # noqa: S314  our own page wrote it
    texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert data["meta"]["title"]["sv"] in texts
    assert f"{data['meta']['source']['sv']} · 2003 · 2026-11-23" in texts
    assert {"Mål", "Nätverk", "Nätverk som saknas"} <= set(texts)
    assert "Konkurrenter" not in texts
    size = saved(page, "PNG", tmp_path)[16:24]
    assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (3840, 2400)


@pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset):DeprecationWarning")
def test_csv_turtle_and_jsonld_hold_what_is_shown(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    shown = {"Goal", "Network", "Competitor", "CompetitorAndPartner", "FocalCity"}
    page = opened(browser, tmp_path, data, f"types={','.join(sorted(shown))}")
    nodes = {node["id"]: node for node in data["nodes"] if node["type"] in shown and node["status"] != "group"}
    edges = [one for one in data["edges"] if {one["from"], one["to"]} <= set(nodes) and one["status"] != "candidate"]
    rows = list(csv.reader(io.StringIO(saved(page, "CSV", tmp_path).decode("utf-8"))))
    assert [row[3] for row in rows[1:]] == [clean(edge["sentence"]["en"]) for edge in edges]
    turtle = rdflib.Graph().parse(data=saved(page, "Turtle", tmp_path), format="turtle")
    linked = rdflib.Graph()
    for subject, predicate, object_, _ in rdflib.Dataset().parse(
        data=saved(page, "JSON-LD", tmp_path), format="json-ld"
    ):
        linked.add((subject, predicate, object_))
    assert isomorphic(turtle, linked)
    relations = {relation["id"]: relation["iri"] for relation in data["relations"]}
    for edge in edges:
        iris = (nodes[edge["from"]]["iri"], relations[edge["relation"]], nodes[edge["to"]]["iri"])
        subject, predicate, object_ = map(rdflib.URIRef, iris)
        others = [
            one
            for one in edges
            if (one["from"], one["relation"], one["to"]) == (edge["from"], edge["relation"], edge["to"])
        ]
        assert ((subject, predicate, object_) in turtle) == any(one["status"] == "existing" for one in others)
    said = set(turtle.subjects(RDF.type, RDF.Statement))
    assert len(said) == len(edges)
    assert len(set(turtle.subject_objects(rdflib.DCTERMS.source))) == sum(len(set(edge["evidence"])) for edge in edges)


def test_positions_are_those_that_the_command_reads(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data)
    found = json.loads(saved(page, "positions", tmp_path))["positions"]["layered"]
    given = data["views"]["layered"]["positions"]
    assert set(found) == set(given)
    assert all(abs(found[id_][axis] - given[id_][axis]) < 1 for id_ in given for axis in (0, 1))


def test_it_prints_on_one_page_of_a4(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data, scheme="dark")
    paper = page.tab.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") + paper.count(b"/Type/Page/") == 1
    assert page.tab.locator("#paper svg text").first.text_content() == data["meta"]["title"]["en"]
    assert page.tab.locator("#paper svg path").first.get_attribute("fill") == "#ffffff"


# Unusual maps -------------------------------------------------------------------------------------------------------


def small(data: dict[str, Any], ids: list[str], *, edges: bool = True) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(data))
    made["nodes"] = [{**node, "group": None} for node in made["nodes"] if node["id"] in ids]
    made["edges"] = [one for one in made["edges"] if edges and {one["from"], one["to"]} <= set(ids)]
    made["types"] = [kind for kind in made["types"] if any(node["type"] == kind["id"] for node in made["nodes"])]
    made["relations"] = [
        one for one in made["relations"] if any(edge["relation"] == one["id"] for edge in made["edges"])
    ]
    layered = made["views"]["layered"]
    layered["positions"] = {id_: layered["positions"].get(id_, [960, 540]) for id_ in ids}
    made["story"] = None
    return made


@pytest.mark.parametrize("ids", [[], [GOAL], ["sthlm:goal-1", "sthlm:goal-2"]], ids=["none", "one", "one type"])
def test_maps_with_little_on_them_look_intended(
    browser: Any, tmp_path: Path, data: dict[str, Any], ids: list[str]
) -> None:
    made = small(data, ids)
    if not ids:
        made["meta"]["empty"] = {"en": "The chosen layers hold nothing.", "sv": "De valda lagren är tomma."}
        made["meta"]["focal"] = None
    for view in ("layered", "geographic", "ego", "matrix", "table"):
        page = opened(browser, tmp_path, made, f"view={view}")
        assert page.errors == []
        if not ids and view in ("layered", "ego"):
            assert page.tab.locator("#empty").inner_text() == "The chosen layers hold nothing."
        page.tab.close()
    if ids:
        page = opened(browser, tmp_path, made)
        assert 18 <= text_size(page) <= 48
        assert len(boxes(page)) == len(ids)


def test_a_filter_that_leaves_nothing_says_so(browser: Any, tmp_path: Path, data: dict[str, Any]) -> None:
    page = opened(browser, tmp_path, data)
    page.tab.locator("[data-key=types]").get_by_role("button", name="None").click()
    assert page.tab.locator("#empty").inner_text() == "The filter leaves nothing."
    page.tab.locator("[data-key=types]").get_by_role("button", name="Show all").click()
    assert not page.tab.locator("#empty").is_visible()


def test_an_answer_is_a_map_too(browser: Any, tmp_path: Path) -> None:
    from stratgraph.maps.results import map_of_table
    from stratgraph.questions.answer import answer
    from stratgraph.questions.catalogue import question

    graph = open_graph()
    table = answer(graph, question(graph.workspace, "memberships"))
    made = json.loads(json.dumps(map_of_table(graph, table).to_dict()))
    page = opened(browser, tmp_path, made)
    assert page.errors == []
    assert len(boxes(page)) > 5
    assert overlaps(boxes(page)) == 0
