"""Every format on a table of nasty values: what a reader of that format reads is what the table holds."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from stratgraph.model.about import About, Cited
from stratgraph.model.errors import InputError
from stratgraph.model.language import LANGUAGES, Text
from stratgraph.model.table import Code, Column, Entity, Table, Value
from stratgraph.output import FORMATS, TEXTS, render
from stratgraph.output.results import srj, srx
from stratgraph.output.terminal import columns_of
from stratgraph.output.triples import triples
from stratgraph.output.xlsx import MOST, workbook

ROOT = Path(__file__).resolve().parent.parent

NASTY = (
    'a "quoted", one',
    "two\nlines\r\nand a third",
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "#N/A",
    "å 😀 é",
    "\x1b[2Jbell\x07",
    "  spaces  ",
    "pipe | and \\ backslash",
    "javascript:alert(1)",
    "",
)
LOCATOR = "https://example.org/passage-1"
COLUMNS = (
    Column("city", Text(en="City <i>", sv="Stad <i>"), "entity"),
    Column("text", Text(en="Text", sv="Text"), "text"),
    Column("number", Text(en="No.", sv="Nr"), "number"),
    Column("true", Text(en="True", sv="Sant"), "boolean"),
    Column("list", Text(en="List", sv="Lista"), "list"),
    Column("evidence", Text(en="Evidence", sv="Belägg"), "evidence"),
    Column("layer", Text(en="Layer", sv="Lager"), "code"),
)


def row(text: str, number: Value = -5) -> tuple[Value, ...]:
    members = (Entity("https://example.org/a", "Åbo"), Entity("javascript:alert(1)", "<b>"))
    layer = Code("interpretation", "interpretation")
    return (Entity("https://example.org/r", "Riga", "sv"), text, number, True, members, (LOCATOR,), layer)


ABOUT = About(
    Text(en="Which <b>?", sv="Vilka <b>?"),
    description=Text(en="All & each", sv="Alla & var och en"),
    reading=Text(en='"none" means none', sv='"inget" betyder inget'),
    chosen=("city=<Riga>",),
    sparql="SELECT ?x { ?x a <https://example.org/C> } # </code></pre><script>",
    command="stratgraph ask x -p 'city=<Riga>'",
    passages=(Cited(LOCATOR, "Section <1>", "interpretation", "interpretation", "lines 1–2", None, "q<q>", "=why"),),
)
EMPTY_ROW: tuple[Value, ...] = (None,) * len(COLUMNS)
TABLE = Table(
    COLUMNS,
    (*map(row, NASTY), row("half", 0.5), EMPTY_ROW),
    title=ABOUT.title,
    citations={LOCATOR: "Section <1>"},
    about=ABOUT,
)


def made(form: str, table: Table = TABLE, language: str = "en", **settings: Any) -> str | bytes:
    return (
        workbook(table, language=language, **settings).content
        if form == "xlsx"
        else render(table, form, language=language, **settings)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iri", [False, True])
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_table_gives_the_same_bytes(form: str, iri: bool, language: str) -> None:
    assert made(form, language=language, iri=iri) == made(form, language=language, iri=iri)


def test_csv_reads_back() -> None:
    read = list(csv.DictReader(io.StringIO(render(TABLE, "csv"), newline="")))
    assert [one["text"] for one in read] == [*NASTY, "half", ""]
    assert [one["number"] for one in read[-3:]] == ["-5", "0.5", ""]
    assert (read[0]["list"], read[0]["evidence"], read[0]["layer"]) == ("Åbo; <b>", LOCATOR, "interpretation")


def test_csv_for_excel_holds_no_formula() -> None:
    text = render(TABLE, "csv", excel=True)
    assert text.startswith("\ufeff")
    cells = [one["text"] for one in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert [cell.removeprefix("'") for cell in cells] == [*NASTY, "half", ""]
    assert ",-5," in text


def test_tsv_has_one_line_a_row() -> None:
    lines = render(TABLE, "tsv", excel=True).removeprefix("\ufeff").split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(TABLE) + 1
    assert {line.count("\t") for line in lines} == {len(COLUMNS) - 1}
    assert lines[5].split("\t")[1] == "'" + NASTY[4]


def test_json_reads_back_typed() -> None:
    read = json.loads(render(TABLE, "json"))
    assert read == [json.loads(line) for line in render(TABLE, "jsonl").splitlines() if line]
    assert [one["text"] for one in read] == [*NASTY, "half", None]
    assert read[-2]["number"] == 0.5
    assert (read[0]["true"], read[0]["list"]) == (True, ["Åbo", "<b>"])
    assert read[-1] == dict.fromkeys(TABLE.names())


def test_json_writes_what_is_no_number_in_json_as_text() -> None:
    table = Table((Column("n", Text(en="n", sv="n"), "number"),), ((float("nan"),), (float("inf"),)))
    assert json.loads(render(table, "json")) == [{"n": "NaN"}, {"n": "INF"}]


def test_markdown_has_one_line_a_row() -> None:
    lines = render(TABLE, "md").splitlines()
    assert len(lines) == len(TABLE) + 2
    assert "<script" not in render(TABLE, "md")


# The terminal ---------------------------------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    return re.sub(r"[\s─]", "", text)


def test_a_terminal_table_cuts_nothing_and_acts_on_nothing() -> None:
    long = "ord" * 300 + " och slut"
    text = render(Table(COLUMNS[1:2], ((long,), ("\x1b[2J",))), "table", width=40)
    assert max(map(columns_of, text.splitlines())) <= 40
    assert squeezed(long) in squeezed(text)
    assert "\x1b" not in text


def test_colour_changes_no_letter() -> None:
    plain = render(TABLE, "table", width=90, iri=True)
    coloured = render(TABLE, "table", width=90, iri=True, colour=True)
    assert "\x1b[1m" in coloured
    assert "\x1b[2m" in coloured
    bare = re.sub(r"\x1b\[\d+m", "", coloured)
    assert [line.rstrip() for line in bare.splitlines()] == [line.rstrip() for line in plain.splitlines()]


# The page -------------------------------------------------------------------------------------------------------------

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Checks that every tag is closed in its turn, and keeps what a test asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), (tag, attrs)
        if tag not in VOID:
            self.open.append(tag)
            self.text.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.text[tag][-1] += data

    def attributes(self, name: str) -> list[str]:
        return [value for _, given in self.tags if (value := given.get(name)) is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("iri", [False, True])
def test_a_page_loads_nothing_and_runs_nothing(iri: bool, language: str) -> None:
    text = render(TABLE, "html", language=language, iri=iri)
    page = Page(text)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "base", "form", "svg"}
    names = {name for _, given in page.tags for name in given}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "srcset", "style", "action"}
    assert not re.search(r"url\(|@import", page.text["style"][0])
    assert all(re.match(r"#e\d|https?://", link) for link in page.attributes("href"))
    assert page.attributes("lang") == [language]
    assert any("default-src 'none'" in content for content in page.attributes("content"))


def test_a_page_says_what_was_asked_and_where_the_answer_stands() -> None:
    page = Page(render(TABLE, "html"))
    assert page.text["title"] == page.text["h1"] == ["Which <b>?"]
    assert page.text["code"] == [ABOUT.sparql, ABOUT.command]
    assert page.text["caption"] == [f"{len(TABLE)} rows"]
    assert [given["scope"] for tag, given in page.tags if tag == "th"][: len(COLUMNS) + 1] == ["col"] * 7 + ["row"]
    assert set(page.attributes("href")) == {"#e1"}
    assert page.attributes("id") == ["e1"]
    assert page.text["blockquote"] == ["q<q>"]
    assert "Riga [sv]" in page.text["th"]
    assert sum("number" in (given.get("class") or "") for tag, given in page.tags if tag == "td") == len(TABLE) - 1


def test_a_page_without_rows_says_why() -> None:
    about = About(Text(en="Which?", sv="Vilka?"), empty=Text(en="none does", sv="ingen gör det"))
    assert "<p>Inga rader: ingen gör det.</p>" in render(Table(COLUMNS, (), about=about), "html", language="sv")


def test_only_addresses_become_links() -> None:
    column = Column("x", Text(en="x", sv="x"), "entity")
    iris = ("https://example.org/å?a=1&b=2", "mailto:a@example.org", "data:text/html,x", 'https://a/"><b>', "urn:x:1")
    page = Page(render(Table((column,), tuple((Entity(iri, iri),) for iri in iris)), "html"))
    assert page.attributes("href") == list(iris[:2])
    assert page.text["a"] == list(iris[:2])


# The workbook ---------------------------------------------------------------------------------------------------------


def sheets(table: Table, language: str = "en") -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(workbook(table, language=language).content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_a_workbook_reads_back_typed() -> None:
    found = sheets(TABLE)
    assert list(found) == ["Answer", "Evidence", "About"]
    assert list(sheets(TABLE, "sv")) == ["Svar", "Belägg", "Om"]
    answer = found["Answer"]
    assert answer[0] == ("City <i>", "Text", "No.", "True", "List", "Evidence", "Layer")
    clean = [re.sub(r"[\x07\x1b]", "", text.replace("\r\n", "\n").replace("\r", "\n")) or None for text in NASTY]
    assert [one[1] for one in answer[1:-1]] == clean
    assert answer[1][2:] == (-5, True, "Åbo\n<b>", "Section <1>", "interpretation")
    assert answer[-1][2] == 0.5
    assert found["Evidence"][1][:2] == ("Section <1>", "lines 1–2")
    assert found["Evidence"][1][-2:] == ("=why", LOCATOR)
    assert ("SPARQL", ABOUT.sparql) in found["About"]


def test_a_workbook_holds_no_formula_and_keeps_its_header_in_sight() -> None:
    book = load_workbook(io.BytesIO(workbook(TABLE).content))
    for sheet in book.worksheets:
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "b"}
    sheet = book["Answer"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:G{len(TABLE) + 1}")
    assert sheet["A1"].font.bold
    assert sheet["B2"].alignment.wrap_text


def test_what_a_workbook_cannot_hold_is_said() -> None:
    made = workbook(Table(COLUMNS[1:2], (("😀" * MOST,), ("a\x00b",), ("x" * MOST,))))
    first, second, third = (cell.value for cell in load_workbook(io.BytesIO(made.content))["Answer"]["A"][1:])
    assert len(first.encode("utf-16-le")) // 2 <= MOST
    assert first.endswith(f"[cut: {2 * MOST} characters; a cell holds {MOST}]")
    assert (second, third) == ("ab", "x" * MOST)
    assert [note.en.rpartition(":")[2].split()[0] for note in made.notes] == ["Answer!A2", "Answer!A3"]


def test_a_number_of_too_many_digits_is_text() -> None:
    table = Table(COLUMNS[2:3], ((12345678901234567890,), (float("nan"),), (7,)))
    assert sheets(table)["Answer"][1:] == [("12345678901234567890",), ("nan",), (7,)]


# Terms ----------------------------------------------------------------------------------------------------------------

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = (
    (NamedNode("https://example.org/?a&b"), Literal("<å>\r\n😀", language="sv")),
    (BlankNode("zzz"), Literal("7", datatype=NamedNode(XSD + "integer"))),
    (None, Literal('plain "text"')),
)


def test_results_in_json() -> None:
    read = json.loads(srj(("x", "y"), TERMS))
    assert read["head"] == {"vars": ["x", "y"]}
    assert read["results"]["bindings"] == [
        {
            "x": {"type": "uri", "value": "https://example.org/?a&b"},
            "y": {"type": "literal", "value": "<å>\r\n😀", "xml:lang": "sv"},
        },
        {"x": {"type": "bnode", "value": "b0"}, "y": {"type": "literal", "value": "7", "datatype": XSD + "integer"}},
        {"y": {"type": "literal", "value": 'plain "text"'}},
    ]


def test_results_in_xml() -> None:
    name = "{http://www.w3.org/2005/sparql-results#}"
    root = ElementTree.fromstring(srx(("x", "y"), TERMS))  # noqa: S314 - our own text
    assert [one.get("name") for one in root.iter(name + "variable")] == ["x", "y"]
    first, second, third = root.iter(name + "result")
    assert [(one.tag, one.text) for binding in first for one in binding] == [
        (name + "uri", "https://example.org/?a&b"),
        (name + "literal", "<å>\r\n😀"),
    ]
    assert next(second.iter(name + "literal")).get("datatype") == XSD + "integer"
    assert [binding.get("name") for binding in third] == ["y"]
    assert ElementTree.fromstring(srx((), False)).findtext(name + "boolean") == "false"  # noqa: S314
    with pytest.raises(InputError, match="srj"):
        srx(("x",), ((Literal("\x01"),),))


@pytest.mark.parametrize(
    ("form", "read_as"), [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD)]
)
def test_triples_read_back_and_do_not_hang_on_order(form: str, read_as: RdfFormat) -> None:
    def some() -> list[Triple]:
        node, link = BlankNode(), NamedNode("https://example.org/p")
        goal = NamedNode("https://example.org/g")
        return [Triple(goal, link, node), Triple(node, link, Literal("å", language="sv")), Triple(goal, link, goal)]

    prefixes = {"e": "https://example.org/"}
    text = triples(some(), form, prefixes=prefixes)
    assert text == triples(reversed(some() + some()[2:]), form, prefixes=prefixes)
    assert len(list(parse(text, format=read_as))) == 3


# The command ----------------------------------------------------------------------------------------------------------


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "NO_COLOR")}
    return {**kept, "PYTHONPATH": str(ROOT), "STRATGRAPH_HOME": "/nonexistent/stratgraph", "TERM": "xterm", **more}


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "stratgraph", *arguments]
    return subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=environment())


def on_a_terminal(*arguments: str, **more: str) -> tuple[int, str]:
    """Run the command with a terminal for its stdout; return its exit code and all that it wrote."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "stratgraph", *arguments]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment(**more)) as process:
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 65536):
                written += part
        except OSError:  # Linux's way to say that the other end is closed
            pass
        os.close(ours)
    return process.returncode, written.decode()


def test_a_question_as_a_page_and_as_a_workbook(tmp_path: Path) -> None:
    page = tmp_path / "answer.html"
    assert run("ask", "goals-without-network", "--lang", "sv", "-o", str(page)).returncode == 0
    read = Page(page.read_text("utf-8"))
    assert read.text["h1"] == ["Vilka mål saknar nätverk?"]
    assert "GRAPH sg:facts" in read.text["code"][0]
    assert read.text["code"][0].startswith("PREFIX org: <")
    assert {f"#{anchor}" for anchor in read.attributes("id")} >= set(read.attributes("href")) != set()
    done = run("ask", "goals-without-network", "--format", "xlsx")
    assert (done.returncode, done.stderr) == (0, b"")
    book = load_workbook(io.BytesIO(done.stdout))
    assert [one[1] for one in book["Answer"].iter_rows(min_row=2, values_only=True)] == [1, 2, 4, 5]
    assert book["Evidence"].max_row > 4
    assert done.stdout == run("ask", "goals-without-network", "--format", "xlsx").stdout


def test_a_query_in_the_formats_of_its_form(tmp_path: Path) -> None:
    select = "SELECT ?g ?n { ?g a sg:Goal ; skos:notation ?n } ORDER BY ?n LIMIT 1"
    read = json.loads(run("query", "-e", select, "--format", "srj").stdout)
    assert read["results"]["bindings"][0]["n"] == {"type": "literal", "value": "1", "datatype": XSD + "integer"}
    assert b"<boolean>true</boolean>" in run("query", "-e", "ASK { ?g a sg:Goal }", "--format", "srx").stdout
    construct = "CONSTRUCT WHERE { sthlm:strategy sg:hasGoal ?g }"
    for ending, form in (("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD)):
        file = tmp_path / f"goals.{ending}"
        done = run("query", "-e", construct, "-o", str(file))
        assert done.returncode == 0, done.stderr
        assert len(list(parse(file.read_bytes(), format=form))) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "-e", "CONSTRUCT WHERE { ?g a sg:Goal }", "-o", "x.json"], "json does not fit CONSTRUCT, DESCRIBE"),
        (["query", "-e", "CONSTRUCT WHERE { ?g a sg:Goal }", "--format", "srj"], "; ttl, nt, jsonld do"),
        (["query", "-e", "ASK { ?g a sg:Goal }", "--format", "ttl"], "ttl does not fit SELECT, ASK"),
        (["ask", "goals", "--excel"], "--excel goes with --format csv or tsv, not table"),
        (["ask", "goals", "--excel", "-o", "x.json"], "--excel goes with --format csv or tsv, not json"),
        (["query", "-e", "ASK { ?g a sg:Goal }", "--excel"], "--excel goes with --format csv or tsv"),
        (["ask", "goals", "--format", "srj"], '"srj" is not one of table, csv'),
    ],
)
def test_a_format_that_does_not_fit_is_refused_in_one_line(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_colour_is_for_terminals_alone(tmp_path: Path) -> None:
    code, text = on_a_terminal("ask", "goals-without-network")
    assert (code, "\x1b[1m" in text) == (0, True)
    assert "\x1b" not in on_a_terminal("ask", "goals-without-network", NO_COLOR="1")[1]
    assert b"\x1b" not in run("ask", "goals-without-network").stdout
    file = tmp_path / "answer.txt"
    on_a_terminal("ask", "goals-without-network", "-o", str(file))
    assert file.read_bytes() == run("ask", "goals-without-network").stdout


def test_a_workbook_is_not_written_onto_a_terminal() -> None:
    code, text = on_a_terminal("ask", "goals-without-network", "--format", "xlsx")
    assert code == 2
    assert text.startswith("stratgraph: xlsx is no text for a terminal")


def test_every_format_of_text_is_known_by_its_name() -> None:
    assert set(TEXTS) | {"xlsx"} == set(FORMATS)
    with pytest.raises(InputError, match="no format"):
        render(TABLE, "xlsx")
