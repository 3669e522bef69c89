"""Whatever stands in the data, nothing of it runs, breaks out of the picture, or hides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from playwright.sync_api import Browser, Request, sync_playwright

from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.maps import StrategyMap, strategy_map
from stratgraph.maps.focus import Focus
from stratgraph.maps.pictures import VIEWS, picture
from stratgraph.maps.printing import pdf
from stratgraph.maps.svg import svg
from stratgraph.model.language import Text

#: Each ends in a sign by which it is found again.
PAYLOADS = (
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 1</script>",
    "</text></svg><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran=1'>",
    '" onload="window.ran=1',
    "' onmouseover='window.ran=1",
    "javascript:window.ran=1",
    '<a href="javascript:window.ran=1">href</a>',
    "]]><script>window.ran = 1</script>",
    "<!-- --><?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "&lt;script&gt;&#x3c;script&#x3e;",
    "{{7*7}} ${7*7} %s {0} {goal}",
    "\u202egnirts desrever\u202c \u2066x\u2069",
    "bell\u0007 null-like\u0001 escape\u001b[31m delete\u007f c1\u0085\u009b",
    "line\nbreak\ttab\r\nend",
    "\ufffe\uffff\ud7ff",
    "x" * 10_000,
    "wörd " * 2_000,
    "\U0001f1f8\U0001f1ea 日本語の長い名前がここに続いています",
    "a\u0301" * 400,
    " ",
    "-->",
)
IRIS = (
    "javascript:window.ran=1",
    "data:text/html,<script>"[:15],
    "https://example.org/'onload='window.ran=1'",
    "https://example.org/href=x&y;z",
)
ELEMENTS = {"svg", "title", "rect", "line", "path", "text", "g", "circle", "polygon"}


def quoted(text: str) -> str:
    """A literal of Turtle."""
    made = json.dumps(text, ensure_ascii=True)
    for wrong in ("\\ud7ff",):
        made = made.replace(wrong, "\\uD7FF")
    return made if "\\ud83c" not in made else '"' + text.replace('"', '\\"') + '"'


def dangerous(folder: Path) -> Graph:
    """A graph with a payload in every label, short label, note, section, source and IRI."""
    declared, said = [], []
    for number, payload in enumerate(PAYLOADS):
        name = quoted(payload)
        node = f"<{IRIS[number]}>" if number < len(IRIS) else f"b:n{number}"
        kind = ("City", "Network", "Cluster", "Action")[number % 4]
        declared.append(
            f"{node} a sg:{kind} ; rdfs:label {name}@en , {name}@sv ; sg:shortLabel {name}@en ; skos:altLabel {name} ."
        )
        said.append(f"b:goal sg:hasAction {node} ." if kind == "Action" else f"b:city sg:competesWith {node} .")
        said.append(f"{node} sg:memberOf b:net ; sg:latitude 5{number % 10}.5 ; sg:longitude 1{number % 10}.5 .")
    first = quoted(PAYLOADS[0])
    head = f"""b:s a sg:Strategy ; rdfs:label {first}@en . b:city a sg:City ; rdfs:label {first}@en .
      b:goal a sg:Goal ; rdfs:label {first}@en . b:net a sg:Network ; rdfs:label {quoted(PAYLOADS[3])}@sv .
      b:src a sg:Source ; rdfs:label {first}@en , {first}@sv ; sg:layer "document" .
      b:sec a sg:Section ; rdfs:label {first}@en ; sg:inSource b:src .
      b:p a sg:Passage ; sg:inSource b:src ; sg:inSection b:sec .
      b:note a sg:Note ; sg:rationale {first}@en ; sg:restsOn b:p ."""
    text = (
        "@prefix sg: <https://w3id.org/stratgraph/ontology#> .\n@prefix b: <https://example.org/b/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f"b:d {{ {head} {' '.join(declared)} }}\n"
        f"b:p {{ b:s sg:strategyOf b:city ; sg:hasGoal b:goal . {' '.join(said)} }}\n"
        "b:note { b:city sg:cooperatesWith b:n8 }"
    )
    (folder / "d.trig").write_text(text, encoding="utf-8")
    return open_graph(workspace=str(folder / "d.trig"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> StrategyMap:
    payload = PAYLOADS[1]
    graph = dangerous(tmp_path_factory.mktemp("data"))
    title = Text(en=payload, sv=payload)
    return strategy_map(graph, title=title, date="2026-11-23", quote=lambda _: "".join(PAYLOADS[:16]))


def pictures(found: StrategyMap) -> Iterator[tuple[str, str]]:
    focus = Focus(tuple(node.id for node in found.nodes if node.kind == "FocalCity"), degree=2)
    for view in VIEWS:
        for language in ("en", "sv"):
            yield f"{view}-{language}", svg(picture(found, view, language=language, focus=focus))


def test_the_corpus_is_on_the_map(found: StrategyMap) -> None:
    assert len([node for node in found.nodes if node.status != "group"]) == len(PAYLOADS) + 4
    assert {"javascript:window.ran=1", "https://example.org/href=x&y;z"} <= {node.id for node in found.nodes}


def test_a_picture_holds_shapes_and_text_and_nothing_else(found: StrategyMap) -> None:
    for name, text in pictures(found):
        for element in fromstring(text).iter():  # noqa: S314 - that it parses is the test
            assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in ELEMENTS, name
            wrong = [key for key in element.attrib if key.startswith("on") or "href" in key or key == "style"]
            assert wrong == [], name
            assert "url(" not in " ".join(element.attrib.values()), name


def test_no_character_that_breaks_xml_or_turns_the_text_is_left(found: StrategyMap) -> None:
    made = json.dumps(found.to_dict(), ensure_ascii=False) + "".join(text for _, text in pictures(found))
    bad = {chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF)}
    bad |= set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert sorted(bad & set(made)) == []


def test_a_long_label_is_cut_in_the_box_and_whole_in_its_title(found: StrategyMap) -> None:
    (node,) = (node for node in found.nodes if node.label.en == "x" * 10_000)
    assert len(node.short.en) <= 28
    made = dict(pictures(found))["layered-en"]
    titles = [title.text for title in fromstring(made).iter("{http://www.w3.org/2000/svg}title")]  # noqa: S314
    assert "x" * 10_000 in titles or node.group is not None
    assert max(len(text.text or "") for text in fromstring(made).iter("{http://www.w3.org/2000/svg}text")) < 200  # noqa: S314


def collected(seen: list[str]) -> Callable[[Request], None]:
    def collect(request: Request) -> None:
        seen.append(request.url)

    return collect


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def test_nothing_runs_and_nothing_is_fetched(found: StrategyMap, chromium: Browser, tmp_path: Path) -> None:
    for name, text in pictures(found):
        (tmp_path / f"{name}.svg").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.html").write_text(
            f"<!DOCTYPE html><meta charset=utf-8>{text.partition(chr(10))[2]}", encoding="utf-8"
        )
        for ending in ("svg", "html"):
            page = chromium.new_page(viewport={"width": 1920, "height": 1080})
            requests: list[str] = []
            page.on("request", collected(requests))
            page.on("dialog", lambda dialog: pytest.fail(dialog.message))
            page.goto((tmp_path / f"{name}.{ending}").as_uri())
            page.mouse.move(300, 300)
            page.mouse.click(500, 500)
            assert page.evaluate("() => [window.ran, document.querySelectorAll('script').length]") == [None, 0], name
            assert len(requests) == 1, name
            page.close()


def test_a_printed_page_holds_no_action_and_no_link(found: StrategyMap) -> None:
    made = pdf([picture(found)], texts=[(PAYLOADS[0], PAYLOADS[3])])
    assert made[:5] == b"%PDF-"
    assert [word for word in (b"/JavaScript", b"/URI", b"/Launch", b"/OpenAction") if word in made] == []
