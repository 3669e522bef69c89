"""Nothing overlaps, nothing is too small, and everything lies on the picture: measured, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from playwright.sync_api import Browser, sync_playwright

from stratgraph.graph.opening import open_graph
from stratgraph.maps import strategy_map
from stratgraph.maps.boxes import EDGE, GLYPH
from stratgraph.maps.focus import Focus, neighbourhood
from stratgraph.maps.layout.geographic import geographic
from stratgraph.maps.layout.layered import layered, ranks
from stratgraph.maps.metrics import text_width
from stratgraph.maps.pictures import picture
from stratgraph.maps.scene import Scene
from stratgraph.maps.svg import svg

ROOT = Path(__file__).resolve().parent.parent
CITIES = {"stockholm": "graph_data/stockholm-2003", "brunnsby": "tests/cities/brunnsby"}
MAPS = {name: strategy_map(open_graph(workspace=str(ROOT / folder))) for name, folder in CITIES.items()}
SVG = "{http://www.w3.org/2000/svg}"
VIEWS = list(product(CITIES, ("layered", "geographic", "matrix", "ego"), ("en", "sv")))


def scene(city: str, view: str, language: str) -> Scene:
    return picture(MAPS[city], view, language=language, focus=Focus((MAPS[city].nodes[0].id,), degree=2))


def drawn(made: Scene) -> Element:
    return fromstring(svg(made))  # noqa: S314 - what we wrote ourselves


@pytest.mark.parametrize(("city", "view", "language"), VIEWS)
def test_no_box_covers_another(city: str, view: str, language: str) -> None:
    made = scene(city, view, language)
    pairs = combinations(made.boxes, 2)
    assert [(one.id, other.id) for one, other in pairs if one.overlaps(other)] == []


@pytest.mark.parametrize(("city", "view", "language"), VIEWS)
def test_every_box_lies_on_the_picture_between_title_and_legend(city: str, view: str, language: str) -> None:
    made = scene(city, view, language)
    width, height = made.size
    outside = [
        box.id for box in made.boxes if box.left < 0 or box.right > width or box.top < 90 or box.bottom > height - 90
    ]
    assert outside == []


@pytest.mark.parametrize(("city", "view", "language"), VIEWS)
def test_text_fits_its_box_and_is_at_least_18_pixels(city: str, view: str, language: str) -> None:
    made = scene(city, view, language)
    for box in made.boxes:
        room = box.width - GLYPH - EDGE
        assert all(text_width(line, 18) <= room + 0.1 for line in box.lines), (box.id, box.lines)
        assert len(box.lines) * 20 <= box.height, box.id
    root = drawn(made)
    sizes = [float(text.get("font-size") or root.get("font-size") or 0) for text in root.iter(f"{SVG}text")]
    assert min(sizes) >= 18


@pytest.mark.parametrize(("city", "language"), [(city, language) for city in CITIES for language in ("en", "sv")])
def test_no_label_of_the_overview_is_cut(city: str, language: str) -> None:
    """What is short enough for a box, which every short label is, stands there whole."""
    nodes = {node.id: node for node in MAPS[city].nodes}
    for box in scene(city, "layered", language).boxes:
        short = nodes[box.id].short.into(language)
        assert box.lines[-1].endswith("…") == short.endswith("…"), box.lines


@pytest.mark.parametrize("language", ["en", "sv"])
def test_gaps_are_open_dashed_boxes_joined_to_their_goals(language: str) -> None:
    made = scene("stockholm", "layered", language)
    gaps = [box for box in made.boxes if box.status == "missing"]
    assert len(gaps) == 4
    lines = [line for line in made.lines if line.status == "missing"]
    assert len(lines) == 4
    root = drawn(made)
    dashed = [one for one in root.iter(f"{SVG}rect") if one.get("stroke-dasharray") and one.get("fill") == "#FFFFFF"]
    assert len(dashed) == 4


def texts(root: Element) -> Iterator[str]:
    yield from (text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["Goals", "Success factors", "Actions", "Networks", "The city", "Cities and places", "Clusters"]),
        ("sv", ["Mål", "Framgångsfaktorer", "Åtgärder", "Nätverk", "Staden", "Städer och platser", "Kluster"]),
    ],
)
def test_the_columns_are_headed_from_left_to_right(language: str, wanted: list[str]) -> None:
    made = scene("stockholm", "layered", language)
    assert [note.text for note in sorted(made.notes, key=lambda note: note.x)] == wanted


def test_an_interpretation_looks_different_from_the_document() -> None:
    made = scene("stockholm", "layered", "en")
    lines = [path.get("stroke-dasharray") for path in drawn(made).iter(f"{SVG}path")]
    assert {line.interpreted for line in made.lines} == {True, False}
    assert lines.count("2 5") == sum(line.interpreted and line.status == "existing" for line in made.lines)


def test_the_picture_says_where_it_comes_from_and_of_when_it_is() -> None:
    found = strategy_map(open_graph(workspace=str(ROOT / CITIES["stockholm"])), date="2026-11-23")
    shown = list(texts(drawn(picture(found, language="sv"))))
    assert "Allianskarta: Stockholms internationella strategi, omkring 2003" in shown
    (footer,) = (text for text in shown if text.startswith("Källa:"))
    assert "Dokumentets år: 2003 · Kartans datum: 2026-11-23" in footer


def test_places_without_coordinates_are_listed_and_not_drawn() -> None:
    made = scene("stockholm", "geographic", "en")
    assert "Silicon Valley" in [note.text for note in made.notes]
    assert "Without coordinates: 20" in [note.text for note in made.notes]
    assert not [box for box in made.boxes if box.lines == ("Silicon Valley",)]
    nowhere = picture(MAPS["brunnsby"], "geographic")
    assert (nowhere.boxes, nowhere.empty) == (
        (),
        "The chosen layers give no coordinates, so there is no place to draw.",
    )


def test_a_place_lies_where_it_is() -> None:
    """Stockholm is north-east of Copenhagen, and Los Angeles is in the frame of the world."""
    view = MAPS["stockholm"].geographic
    stockholm, copenhagen = view.dots["sthlm:stockholm"], view.dots["sthlm:copenhagen"]
    assert stockholm[0] > copenhagen[0]
    assert stockholm[1] < copenhagen[1]
    large, world = view.frames
    assert world.left <= view.dots["sthlm:los-angeles"][0] <= world.left + world.width / 3
    assert large.point((18.06871, 59.32938)) == stockholm


def test_labels_of_a_crowd_keep_apart() -> None:
    places: dict[str, tuple[float, float] | None] = {
        f"n{number}": (10 + number % 5 * 0.2, 50 + number // 5 * 0.2) for number in range(25)
    }
    labels = geographic(places, dict.fromkeys(places, 120.0)).labels.values()
    for one, other in combinations(labels, 2):
        apart = one.left + one.width <= other.left or other.left + other.width <= one.left
        assert apart or one.top + one.height <= other.top or other.top + other.height <= one.top


def test_columns_are_ordered_so_that_lines_do_not_cross() -> None:
    columns = {0: ["a", "b", "c"], 1: ["z", "y", "x"]}
    order = ranks(columns, [("a", "x"), ("b", "y"), ("c", "z")], fixed=(0,))
    assert [order[name] for name in ("a", "b", "c", "x", "y", "z")] == [0, 1, 2, 0, 1, 2]


def test_a_long_column_is_wrapped() -> None:
    found = layered({0: [f"n{number}" for number in range(30)]})
    assert sorted({x for x, _ in found.positions.values()}) == pytest.approx(
        [found.size[0] / 2 - 258, found.size[0] / 2, found.size[0] / 2 + 258]
    )


def test_what_is_near_is_found_in_the_direction_that_was_asked_for() -> None:
    found = MAPS["stockholm"]
    near = neighbourhood(found, Focus(("sthlm:metropolis",)))
    assert near == {"sthlm:metropolis", "sthlm:barcelona", "sthlm:wacla"}
    assert neighbourhood(found, Focus(("sthlm:metropolis",), direction="out")) == {"sthlm:metropolis", "sthlm:wacla"}
    goals = neighbourhood(found, Focus(("sthlm:eurocities",), degree=2, kinds=("Action", "Goal")))
    assert {name for name in goals if name.startswith("sthlm:goal")} == {"sthlm:goal-3", "sthlm:goal-3-action-3"}


def test_a_focus_makes_the_rest_faint() -> None:
    made = picture(MAPS["stockholm"], focus=Focus(("sthlm:riga",)))
    assert sorted(box.id for box in made.boxes if not box.faded) == ["sthlm:riga", "sthlm:stockholm"]
    assert {line.title for line in made.lines if not line.faded} == {"Stockholm has an agreement with Riga"}


def test_a_focus_works_on_the_map_of_the_world_too() -> None:
    made = picture(MAPS["stockholm"], "geographic", focus=Focus(("sthlm:riga",)))
    assert sorted(box.id for box in made.boxes if not box.faded) == ["sthlm:riga", "sthlm:stockholm"]
    assert {line.title for line in made.lines if not line.faded} == {"Stockholm has an agreement with Riga"}


def test_the_matrix_says_who_is_in_what() -> None:
    made = picture(MAPS["stockholm"], "matrix")
    assert [(glyph, words) for glyph, words in made.legend][:2] == [("★", "holds an office"), ("●", "member")]
    (office,) = (mark for mark in made.marks if "Metropolis" in mark.title)
    assert office.glyph == "★"
    proposed = [mark for mark in made.marks if "test markets" in mark.title]
    assert {mark.glyph for mark in proposed} == {"○"}
    assert len(proposed) == 5


# In a real browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


MEASURE = """() => [...document.querySelectorAll('g')].filter(g => g.querySelector('rect[rx="7"]')).flatMap(g => {
  const box = [...g.querySelectorAll('rect[rx="7"]')].at(-1).getBBox();
  return [...g.querySelectorAll('text')].filter(t => {
    const text = t.getBBox();
    return text.x < box.x - 0.5 || text.x + text.width > box.x + box.width + 0.5
      || text.y < box.y - 3 || text.y + text.height > box.y + box.height + 3;
  }).map(t => t.textContent);
})"""


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("view", ["layered", "geographic", "matrix"])
def test_a_browser_finds_no_text_outside_its_box(chromium: Browser, view: str, language: str, tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    path.write_text(svg(scene("stockholm", view, language)), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(path.as_uri())
    assert page.evaluate(MEASURE) == []
    boxes = "[...document.querySelectorAll('text')].map(text => text.getBBox())"
    assert page.evaluate(f"() => {boxes}.filter(box => box.x + box.width > 1920).length") == 0
    page.close()


def test_the_table_of_widths_is_no_narrower_than_the_fonts_here(chromium: Browser) -> None:
    words = ["Wollmilchsau", "Ängelholm–Örebro", "Illinois", "MMMM 1234567890", "„“”…–’"[1:], "Søndre Fælled"]
    page = chromium.new_page()
    script = """([word, font]) => { const c = document.createElement('canvas').getContext('2d');
      c.font = `100px ${font}`; return c.measureText(word).width; }"""
    for font in ("system-ui", "DejaVu Sans", "Liberation Sans"):
        for word in words:
            assert page.evaluate(script, [word, font]) <= text_width(word, 100) * 1.01, (font, word)
    page.close()


def found_numbers(text: str) -> list[str]:
    return re.findall(r"nan|inf", text, re.IGNORECASE)


@pytest.mark.parametrize(("city", "view", "language"), VIEWS)
def test_no_number_is_missing(city: str, view: str, language: str) -> None:
    paths = [path.get("d") or "" for path in drawn(scene(city, view, language)).iter(f"{SVG}path")]
    assert found_numbers(" ".join(paths)) == []


def test_a_map_of_one_kind_of_thing_is_wrapped_and_not_folded(tmp_path: Path) -> None:
    declared = " ".join(f'b:n{number} a sg:Cluster ; rdfs:label "Cluster {number}"@en .' for number in range(20))
    said = " ".join(f"b:n{number} <https://example.org/b/near> b:n{number // 4} ." for number in range(1, 20))
    prefixes = "@prefix sg: <https://w3id.org/stratgraph/ontology#> . @prefix b: <https://example.org/b/> . "
    prefixes += "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
    path = tmp_path / "d.trig"
    path.write_text(f"{prefixes} b:d {{ {declared} b:p a sg:Passage }} b:p {{ {said} }}", encoding="utf-8")
    found = strategy_map(open_graph(workspace=str(path)))
    assert len(found.layered.positions) == 20
    assert len({x for x, _ in found.layered.positions.values()}) == 2
