"""What the tests of the map's page share: the packaged map as the command writes it, and a page in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.maps import strategy_map
from stratgraph.maps.page import page
from stratgraph.maps.story import read_story, story_of

CHROMIUM = Path("/usr/bin/chromium")
STORY = Path(__file__).resolve().parent.parent / "graph_data" / "stockholm-2003" / "story.md"


class Opened(NamedTuple):
    """A page in the browser, the addresses that it asked for, and what went wrong in it."""

    tab: Any
    asked: list[str]
    errors: list[str]

    def state(self, name: str) -> Any:
        """What the page's script holds under this expression."""
        return self.tab.evaluate(name)


def packaged_map(graph: Graph | None = None) -> dict[str, Any]:
    """The packaged strategy's map with candidates and story, as JSON would give it back."""
    graph = graph or open_graph()
    found = strategy_map(graph, candidates=True, date="2026-11-23")
    told = story_of(read_story(STORY.read_text("utf-8"), str(STORY)), found, graph)
    data: dict[str, Any] = json.loads(json.dumps(replace(found, story=told).to_dict()))
    return data


def launched() -> Iterator[Any]:
    """Yield a Chromium without a window."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    with sync_api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


def opened(
    browser: Any,
    folder: Path,
    data: dict[str, Any],
    fragment: str = "",
    *,
    size: tuple[int, int] = (1920, 1080),
    scheme: str = "light",
) -> Opened:
    """Write the page into the folder and open it from there."""
    file = folder / "map.html"
    file.write_text(page(data), encoding="utf-8", newline="\n")
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, accept_downloads=True)
    asked: list[str] = []
    errors: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    tab.goto(f"{file.as_uri()}#{fragment}")
    return Opened(tab, asked, errors)
