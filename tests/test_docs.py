"""The documentation does what it says: every fenced block of the README and of docs/ is executed.

A page runs from top to bottom in a fresh folder, which is its HOME too, with the installed command, a fixed locale and
no network. A comment right before a block says what is special about it:

    <!-- file: NAME -->          the block is written into the page's folder under that name
    <!-- not run: REASON -->     commands are checked to exist, a query to be one; nothing is run
    <!-- needs: strategy.txt --> the block runs where STRATGRAPH_SOURCE names a copy of the document

In the output that a `console` block shows, a line `…` stands for any lines and `…` within a line for any text. Output
is what goes to stdout, then what goes to stderr. `# exit 1` after a command is the exit code that it must have.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from pyoxigraph import RdfFormat, Store, parse

from stratgraph import open_graph
from stratgraph.cli.reference import pages as reference_pages
from stratgraph.graph.packaged import data_folder
from stratgraph.graph.workspace import FILE_NAME, parse_workspace
from stratgraph.questions.header import parse_question

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LINKED = [*PAGES, ROOT / "CONTRIBUTING.md"]
DOCUMENT = "strategy.txt"

FENCE = re.compile(r"\s*(```+|~~~+)\s*([^`]*)$")
DIRECTIVE = re.compile(r"<!-- (file|not run|needs): (.+?) -->")
EXIT = re.compile(r"#\s*exit (\d+)\s*$")

#: Python that no command may pass: a connection to anywhere but this machine.
NO_NETWORK = """
import sys

def refuse(event, given):
    if event == "socket.connect" and str(given[1][0]) not in ("127.0.0.1", "::1"):
        raise OSError("the documentation's examples have no network")

sys.addaudithook(refuse)
"""


class Block(NamedTuple):
    language: str
    text: str
    line: int
    notes: dict[str, str]


class Command(NamedTuple):
    line: str
    output: str | None

    @property
    def exit_code(self) -> int:
        found = EXIT.search(self.line)
        return int(found[1]) if found else 0


@dataclass
class Place:
    """Where a page runs; `names` is the namespace of its Python, `at` is where its last `cd` led."""

    folder: Path
    bin: Path
    names: dict[str, Any]
    at: Path


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, each with the notes of the comments right before it."""
    lines = iter(enumerate(text.splitlines(), 1))
    notes: dict[str, str] = {}
    for number, line in lines:
        fence = FENCE.match(line)
        if fence is None:
            noted = DIRECTIVE.fullmatch(line)
            notes = {**notes, noted[1]: noted[2]} if noted else {} if line.strip() else notes
            continue
        inside: list[str] = []
        for _, inner in lines:
            if inner.strip() == fence[1]:
                break
            inside.append(inner)
        else:
            raise AssertionError(f"line {number}: the block is never closed")
        yield Block(fence[2].strip(), "\n".join(inside) + "\n", number, notes)
        notes = {}


def commands(block: Block) -> Iterator[Command]:
    """The commands of a block, with the output that it shows; one may go on after a backslash."""
    text = block.text.replace("\\\n", "")
    if block.language == "sh":
        yield from (Command(line, None) for line in text.splitlines() if line.strip() and not line.startswith("#"))
        return
    first, *parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not first.strip(), f"line {block.line}: a console block begins with a command, `$ …`"
    for part in parts:
        line, _, output = part.partition("\n")
        yield Command(line, output.rstrip("\n") if output.strip() else None)


def pattern(shown: str) -> re.Pattern[str]:
    """What output must look like.

    `…` by itself stands for any lines, `…` within a line for any text.
    """
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.rstrip().split("…"))) + r"\n"
        for line in shown.splitlines()
    ]
    return re.compile("".join(lines))


def normal(output: str) -> str:
    return "".join(line.rstrip() + "\n" for line in output.strip("\n").splitlines())


def test_an_ellipsis_stands_for_lines_or_for_text() -> None:
    output = normal("a b c  \nd\n\ne\nf\n")
    assert pattern("a … c\n…\nf").fullmatch(output)
    assert pattern("…\ne\n…").fullmatch(output)
    assert not pattern("a … c\nf").fullmatch(output)
    assert not pattern("a … c").fullmatch(output)


def test_no_example_reaches_the_network(place: Place) -> None:
    connect = Command("python -c 'import socket; socket.create_connection((\"192.0.2.1\", 9), 1)'", None)
    with pytest.raises(AssertionError, match="examples have no network"):
        run_command(connect, place.folder, environment(place))


def test_a_block_has_the_notes_before_it_and_no_others() -> None:
    text = (
        "<!-- file: a.rq -->\n```sparql\nASK {}\n```\n\n```sh\nx\n```\n<!-- not run: slow -->\nwords\n```sh\ny\n```\n"
    )
    assert [(block.language, block.notes) for block in blocks(text)] == [
        ("sparql", {"file": "a.rq"}),
        ("sh", {}),
        ("sh", {}),
    ]


def environment(place: Place) -> dict[str, str]:
    home = str(place.folder.parent / "home")
    path = os.pathsep.join([str(place.bin), "/usr/local/bin", "/usr/bin", "/bin"])
    return {"HOME": home, "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(place.folder.parent / "no-network")}


def run_commands(block: Block, place: Place) -> None:
    for command in commands(block):
        words = shlex.split(command.line, comments=True)
        if "not run" in block.notes:
            check_existence(words[0], environment(place))
            continue
        if words[0] == "cd":
            place.at = place.at / words[1]
            continue
        run_command(command, place.at, environment(place))


def check_existence(name: str, environ: dict[str, str]) -> None:
    """Fail unless it is a file of the project, or the shell knows it."""
    known = subprocess.run(["bash", "-c", 'type "$0"', name], capture_output=True, check=False, env=environ)
    if not (ROOT / name).is_file() and known.returncode:
        raise AssertionError(f"there is no {name}")


def run_command(command: Command, folder: Path, environ: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-c", command.line], capture_output=True, encoding="utf-8", check=False, cwd=folder, env=environ
    )
    output = normal(done.stdout) + normal(done.stderr)
    if done.returncode != command.exit_code:
        raise AssertionError(f"$ {command.line}\nexit {done.returncode}\n{output}")
    if command.output is not None and not pattern(command.output).fullmatch(output):
        raise AssertionError(f"$ {command.line}\nthe page shows\n{command.output}\nand it prints\n{output}")


def run_python(block: Block, place: Place) -> None:
    """Run the block as a session where it is one, else as a program, in the namespace of the page."""
    if ">>> " not in block.text:
        exec(compile(block.text, f"line {block.line}", "exec"), place.names)  # noqa: S102 - our own documentation
        return
    test = doctest.DocTestParser().get_doctest(block.text, place.names, "page", None, block.line)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    runner.run(test, out=said.append, clear_globs=False)
    if runner.failures:
        raise AssertionError("".join(said))
    place.names.update(test.globs)


def run_query(block: Block, _place: Place) -> None:
    """Ask the packaged graph; a question of the catalogue's kind has a header that can be read."""
    graph = open_graph(workspace=data_folder())
    if "not run" in block.notes:
        Store().query(block.text, prefixes=graph.workspace.prefixes)
        return
    if block.text.startswith("#+"):
        found = re.search(r"^#\+ id: (\S+)", block.text)
        parse_question(block.text, path=f"{found[1]}.rq" if found else "question.rq")
    graph.query(block.text)


def written(block: Block, _place: Place) -> None:
    assert "file" in block.notes, "a block that nothing reads is a file for a command that does"


def read_yaml(block: Block, _place: Place) -> None:
    yaml.safe_load(block.text)


def read_toml(block: Block, _place: Place) -> None:
    tomllib.loads(block.text)
    if "[[data]]" in block.text:
        parse_workspace(block.text, path=FILE_NAME)


def read_rdf(block: Block, _place: Place) -> None:
    form = RdfFormat.TRIG if block.language == "trig" else RdfFormat.TURTLE
    assert list(parse(block.text.encode(), format=form)), "the block says nothing"


RUN: dict[str, Callable[[Block, Place], None]] = {
    "console": run_commands,
    "markdown": written,
    "python": run_python,
    "sh": run_commands,
    "sparql": run_query,
    "toml": read_toml,
    "yaml": read_yaml,
    "trig": read_rdf,
    "turtle": read_rdf,
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A fresh folder for a page, which Python's own blocks run in too."""
    for name in ("page", "home", "no-network"):
        (tmp_path / name).mkdir()
    (tmp_path / "no-network" / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    found = Place(tmp_path / "page", Path(sys.executable).parent, {"__name__": "__main__"}, tmp_path / "page")
    assert (found.bin / "stratgraph").is_file(), "the command is not installed beside this Python"
    monkeypatch.chdir(found.folder)
    monkeypatch.setattr(doctest, "ELLIPSIS_MARKER", "…")
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    for name, value in environment(found).items():
        monkeypatch.setenv(name, value)
    return found


def _refuse(*_given: object) -> None:
    raise OSError("the documentation's examples have no network")


def run_page(page: Path, place: Place, *, with_document: bool) -> None:
    """Run the blocks that need the document, or the others; files are written for both."""
    for block in blocks(page.read_text(encoding="utf-8")):
        where = f"{name_of(page)}:{block.line}"
        assert block.language in RUN, f'{where}: nothing runs a block of "{block.language}"'
        if "file" in block.notes:
            file = place.folder / block.notes["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        if ("needs" in block.notes) == with_document:
            try:
                RUN[block.language](block, place)
            except Exception as error:  # noqa: BLE001 - whatever it is, the page is wrong there
                pytest.fail(f"{where}: {error}", pytrace=False)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_does_what_it_says(page: Path, place: Place) -> None:
    run_page(page, place, with_document=False)


def needs_document(page: Path) -> bool:
    return any("needs" in block.notes for block in blocks(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", [page for page in PAGES if needs_document(page)], ids=name_of)
def test_a_page_does_what_it_says_with_the_document(page: Path, place: Place, strategy_document: Path) -> None:
    shutil.copyfile(strategy_document, place.folder / DOCUMENT)
    run_page(page, place, with_document=True)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_each_comment_of_a_page_is_understood(page: Path) -> None:
    comments = re.findall(r"^<!--.*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert [
        comment for comment in comments if not DIRECTIVE.fullmatch(comment) and "scripts/reference" not in comment
    ] == []
    noted = [block.notes for block in blocks(page.read_text(encoding="utf-8")) if block.notes]
    assert sum(map(len, noted)) == sum(1 for comment in comments if DIRECTIVE.fullmatch(comment))
    assert {note["needs"] for note in noted if "needs" in note} <= {DOCUMENT}


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.casefold()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", LINKED, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"(https?|mailto):", target):
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


def test_every_page_is_in_the_index() -> None:
    index = DOCS / "index.md"
    linked = {
        (DOCS / target.partition("#")[0]).resolve()
        for target in re.findall(r"\]\(([^)\s]+)\)", index.read_text(encoding="utf-8"))
    }
    assert {page for page in PAGES if page.is_relative_to(DOCS)} - linked - {index} == set()


def test_the_reference_is_what_the_code_says() -> None:
    written = {page.name: page.read_text(encoding="utf-8") for page in REFERENCE.glob("*.md")}
    made = reference_pages()
    differing = sorted(name for name in written.keys() | made.keys() if written.get(name) != made.get(name))
    assert differing == [], "docs/reference/ differs from the code; `scripts/reference` writes it anew"
