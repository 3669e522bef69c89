"""`stratgraph source`, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pytest

from stratgraph.cli.main import root
from stratgraph.sources.attached import HOME

FOLDER = Path(__file__).parent / "data" / "sources" / "havsvik"
DOCUMENT = FOLDER / "havsvik.txt"
HV = "https://w3id.org/stratgraph/havsvik/"


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def source(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(FOLDER)

    def run(*words: str | Path) -> Result:
        with pytest.raises(SystemExit) as left:
            root.main(["source", *map(str, words)])
        out, err = capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return Result(code, out, err)

    return run


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    path = tmp_path / "edition.txt"
    path.write_text("Förord\n" + DOCUMENT.read_text(encoding="utf-8").replace("fyra års", "fem års"), encoding="utf-8")
    return path


def test_attach_says_what_it_found(source: Run, edition: Path, tmp_path: Path) -> None:
    same = source("attach", "havsvik.txt")
    assert (same.code, same.out) == (0, "")
    assert 'is attached as "Havsvik’s plan" (read as UTF-8)' in same.err
    assert "the bytes are those of the source" in same.err
    assert "12 of 12 passages found" in same.err
    stored = tmp_path / "crlf.txt"
    stored.write_bytes(DOCUMENT.read_bytes().replace(b"\n", b"\r\n"))
    assert "stored in another way (line ends), offsets mapped exactly; 12 of 12" in source("attach", stored).err
    other = source("attach", edition, "--lang", "sv")
    assert other.code == 0
    assert "11 av 12 stycken funna, 1 saknas" in other.err


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("unrelated.txt", b"Something else.\n", "not one passage"),
        ("empty.txt", b"", "is empty"),
        ("binary.txt", b"\0\1\2", "not a text file"),
        ("missing.txt", None, "no such file"),
        ("", None, "is a folder"),
    ],
)
def test_attach_refuses_in_one_line(source: Run, tmp_path: Path, name: str, data: bytes | None, reason: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    refused = source("attach", path)
    assert (refused.code, refused.out) == (2, "")
    assert reason in refused.err
    assert refused.err.count("\n") == 1


def test_attach_needs_a_file_and_forgets(source: Run) -> None:
    assert "which file?" in source("attach").err
    assert "nothing was attached" in source("attach", "--forget").err
    source("attach", "havsvik.txt")
    forgotten = source("attach", "--forget")
    assert forgotten.code == 0
    assert "is dropped" in forgotten.err


def test_check_proves_the_document(source: Run) -> None:
    checked = source("check", "havsvik.txt")
    assert (checked.code, checked.out) == (0, "")
    assert "25 of 25 lines" in checked.err
    assert json.loads(source("check", "havsvik.txt", "--format", "json").out) == []


def test_check_takes_the_attached_copy(source: Run) -> None:
    missing = source("check")
    assert missing.code == 2
    assert "source attach FILE" in missing.err
    source("attach", "havsvik.txt")
    assert source("check").code == 0


def test_check_leaves_with_1_and_lists_what_it_found(source: Run, edition: Path) -> None:
    checked = source("check", edition)
    assert checked.code == 1
    assert checked.out.splitlines() == [
        "line 5 of the source  passage not found     years",
        "line 1                line unaccounted for  Förord",
        "line 6                line unaccounted for  Staden räknar med fem års arbete.",
    ]
    rows = json.loads(source("check", edition, "--format", "json", "--lang", "sv").out)
    assert [(row["problem"], row["severity"], row["lines_of"], row["first_line"]) for row in rows] == [
        ("lost", "finding", "source", 5),
        ("unaccounted", "finding", "file", 1),
        ("unaccounted", "finding", "file", 6),
    ]
    assert rows[0]["passage"] == HV + "years"


def test_show_without_a_copy_says_where_it_stands_and_how_to_attach(source: Run) -> None:
    shown = source("show", "song")
    assert shown.code == 0
    assert shown.out.splitlines() == [
        "Havsvik’s plan, chapter 2, sentence",
        f"<{HV}song>",
        "Havsvik’s plan, lines 18–25",
        "",
        "What the graph took from it:",
        "  Havsvik · cooperates with · Visby",
        "  Havsvik · member of · Coastal Ring",
    ]
    assert "`stratgraph source attach FILE`" in shown.err


@pytest.mark.parametrize("name", ["quiet", "hv:quiet", HV + "quiet", "Havsviks plan, kapitel 2, punkt 2"])
def test_show_quotes_the_lines_as_the_copy_numbers_them(source: Run, edition: Path, name: str) -> None:
    source("attach", edition)
    shown = source("show", name, "--lang", "sv")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[:6] == [
        "Havsviks plan, kapitel 2, punkt 2",
        f"<{HV}quiet>",
        "Havsviks plan, rad 30–32",
        "",
        "30  • lära av Åbo hur en hamn",
        "32  blir tyst",
    ]


def test_show_leaves_out_what_interrupts_a_passage(source: Run) -> None:
    source("attach", "havsvik.txt")
    lines = source("show", "song").out.splitlines()
    assert lines[5:8] == [
        "19  årlig sångfest tillsammans med Visby, Åbo",
        "    …",
        "25  och ”Kustringen”, där staden är medlem.",
    ]


def test_show_says_what_is_wrong_with_the_copy(source: Run, edition: Path) -> None:
    source("attach", edition)
    assert "lacks this passage" in source("show", "years").err
    edition.write_text("något annat", encoding="utf-8")
    changed = source("show", "song")
    assert changed.code == 0
    assert "has changed since it was attached" in changed.err
    edition.unlink()
    assert "no such file" in source("show", "song").err


def test_show_knows_the_nearest_names(source: Run) -> None:
    unknown = source("show", "quit")
    assert unknown.code == 2
    assert "near it: quiet" in unknown.err


def test_locate_prints_trig_in_the_terms_of_the_source(source: Run, tmp_path: Path) -> None:
    stored = tmp_path / "stored.txt"
    stored.write_bytes(DOCUMENT.read_bytes().decode().replace("\n", "\r\n").encode("utf-8-sig"))
    printed = source("locate", stored, "lära", "av", "--unit", "bullet", "--name", "hv:quiet")
    assert (printed.code, printed.err) == (0, "the graph has this passage already: quiet\n")
    located = {str(quad.triple) for quad in pyoxigraph.parse(printed.out, format=pyoxigraph.RdfFormat.TRIG)}
    authored = (FOLDER / "havsvik.trig").read_text(encoding="utf-8")
    known = {str(quad.triple) for quad in pyoxigraph.parse(authored, format=pyoxigraph.RdfFormat.TRIG)}
    assert located <= known
    assert len(located) == 18


def test_locate_names_a_new_passage_by_its_section(source: Run) -> None:
    printed = source("locate", "havsvik.txt", "tyst sjöfart")
    assert (printed.code, printed.err) == (0, "")
    assert "hv:passage-aims-item-3 a sg:Passage ;" in printed.out
    assert "hv:passage-aims-item-3 {" in printed.out


def test_locate_reads_over_skipped_lines_up_to_the_last_words(source: Run) -> None:
    words = ("Kulturnämnden ordnar", "--to", "är medlem.", "--skip", "21-24", "--format", "json")
    found = json.loads(source("locate", "havsvik.txt", *words).out)
    assert [(part["start"], part["end"]) for part in found["parts"]] == [(392, 458), (525, 564)]
    assert found["section"] == HV + "bodies"
    assert found["text"].endswith("Visby, Åbo … och ”Kustringen”, där staden är medlem.")


def test_locate_works_for_any_text_without_a_workspace(
    source: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.txt"
    path.write_text("Plan\n\nA first sentence. A second one\nfollows here.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = source("locate", path, "SECOND one", "--unit", "sentence", "--format", "json")
    assert found.code == 0
    values = json.loads(found.out)
    assert (values["first_line"], values["last_line"], values["text"]) == (3, 4, "A second one follows here.")
    assert (values["heading"], values["section"]) == ("Plan", None)
    assert "for you to fill in" in found.err or "stratgraph.toml" in found.err


def test_locate_lists_several_places(source: Run) -> None:
    several = source("locate", "havsvik.txt", "Åbo")
    assert (several.code, several.out) == (2, "")
    assert "1: 19, 2: 29, 3: 36; choose one with --nth" in several.err
    assert source("locate", "havsvik.txt", "Åbo", "--nth", "2").code == 0


@pytest.mark.parametrize("skip", ["9-3", "x", "0-2", "3-", "-", ""])
def test_locate_refuses_what_are_no_lines(source: Run, skip: str) -> None:
    refused = source("locate", "havsvik.txt", "Åbo", "--skip", skip)
    assert refused.code == 2
    assert "--skip needs line numbers" in refused.err


def test_help_is_in_both_languages(source: Run) -> None:
    for name in ("attach", "check", "show", "locate"):
        assert "Usage: " in source(name, "--help").out
        assert "Användning: " in source(name, "--help", "--lang", "sv").out
