"""The map's page, in a real browser."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stratgraph.graph.opening import open_graph
from stratgraph.maps import strategy_map
from stratgraph.maps.page import page

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
SCRIPTS = sorted((Path(__file__).parent.parent / "stratgraph/maps/page").glob("*.js"))
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
def data() -> Any:
    made = strategy_map(open_graph()).to_dict()
    return {
        **made,
        "story": {
            "title": {"en": "Story", "sv": "Berättelse"},
            "steps": [_step("goals", "first"), _step("gaps", "second")],
        },
    }


def _step(id_: str, title: str) -> dict[str, Any]:
    text = {"en": title, "sv": f"{title} (sv)"}
    rest = {"view": "layered", "degree": 1, "direction": "both", "types": ["Goal", "Gap"], "relations": None}
    return {"id": id_, "title": text, "text": text, "notes": None, "focus": ["sthlm:goal-4"], **rest}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium at /usr/bin/chromium")
    with sync_api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


def opened(browser: Any, folder: Path, data: Any, fragment: str = "") -> tuple[Any, list[str], list[str]]:
    file = folder / "map.html"
    file.write_text(page(data), encoding="utf-8", newline="\n")
    tab = browser.new_page(viewport={"width": 1920, "height": 1080})
    asked: list[str] = []
    errors: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.goto(f"{file.as_uri()}#{fragment}")
    return tab, asked, errors


def test_page_asks_for_nothing_and_stands_still(browser: Any, tmp_path: Path, data: Any) -> None:
    tab, asked, errors = opened(browser, tmp_path, data)
    tab.wait_for_timeout(300)
    first = tab.screenshot()
    tab.wait_for_timeout(2000)
    assert tab.screenshot() == first
    assert len(asked) == 1
    assert errors == []


def test_same_bytes(data: Any) -> None:
    assert page(data) == page(json.loads(json.dumps(data)))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs(browser: Any, tmp_path: Path, data: Any, payload: str) -> None:
    hurt = json.loads(json.dumps(data))
    both = {"en": payload, "sv": payload}
    hurt["meta"].update(title=both, source=both, summary=both)
    for item in [*hurt["nodes"], *hurt["types"], *hurt["relations"], *hurt["columns"]]:
        item.update({key: both for key in ("label", "short", "plural", "note") if key in item})
        item["iri"] = payload
    for edge in hurt["edges"]:
        edge["sentence"] = both
    for locator in hurt["locators"].values():
        locator.update(cite=both, section=both, quote=payload, rationale=both)
    for fragment in ("n=sthlm%3Agoal-4", "view=table"):
        tab, asked, errors = opened(browser, tmp_path, hurt, fragment)
        assert tab.evaluate("window.hit") is None
        assert errors == []
        assert len(asked) == 1
        assert tab.locator("script").count() == 4
        assert tab.locator("img, #details a").count() == 0
        tab.close()


def test_details_give_the_sentence_and_its_source(browser: Any, tmp_path: Path, data: Any) -> None:
    tab, _, _ = opened(browser, tmp_path, data, "n=sthlm%3Agoal-4&lang=sv")
    mine = [edge for edge in data["edges"] if "sthlm:goal-4" in (edge["from"], edge["to"])]
    assert tab.locator("#details .edge > p:first-child").all_inner_texts() == [edge["sentence"]["sv"] for edge in mine]
    for edge in mine:
        cites = [data["locators"][one]["cite"]["sv"] for one in edge["evidence"]]
        assert tab.locator(f"[data-edge={edge['id']}] li > strong").all_text_contents() == cites


def test_search_finds_å_by_a_and_escape_clears(browser: Any, tmp_path: Path, data: Any) -> None:
    tab, _, _ = opened(browser, tmp_path, data)
    tab.fill("#search", "malmo")
    assert tab.locator("#found button").all_inner_texts() == ["Malmö–Copenhagen"]
    tab.click("#found button")
    assert "n=sthlm" in tab.evaluate("location.hash")
    tab.focus("#map")
    tab.keyboard.press("Escape")
    assert "n=" not in tab.evaluate("location.hash").replace("lang=en", "")


def test_unknown_id_is_explained(browser: Any, tmp_path: Path, data: Any) -> None:
    tab, _, _ = opened(browser, tmp_path, data, "n=sthlm%3Anowhere")
    assert tab.locator("#details .none").first.inner_text() == "Not on this map: sthlm:nowhere"


def test_steps_turn_with_a_clicker_and_open_cold(browser: Any, tmp_path: Path, data: Any) -> None:
    tab, _, _ = opened(browser, tmp_path, data)
    tab.keyboard.press("PageDown")
    tab.keyboard.press("PageDown")
    text = tab.locator("#story").inner_text()
    assert data["story"]["steps"][1]["title"]["en"] in text
    address = tab.evaluate("location.hash").lstrip("#")
    cold, _, _ = opened(browser, tmp_path, data, address)
    assert cold.locator("#story").inner_text() == text
    assert cold.locator("#details").inner_text() == tab.locator("#details").inner_text()


def test_axe_finds_nothing(browser: Any, tmp_path: Path, data: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for fragment in ("n=sthlm%3Agoal-4", "view=table"):
        tab, _, _ = opened(browser, tmp_path, data, fragment)
        found = axe.Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


@pytest.mark.skipif(shutil.which("node") is None, reason="no node to check the scripts with")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_sound(script: Path) -> None:
    assert subprocess.run(["node", "--check", str(script)], capture_output=True, check=False).returncode == 0
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 150
