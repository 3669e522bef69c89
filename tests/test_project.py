"""What holds for the project as a whole: nobody's sentences, no machine's paths, one version."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import stratgraph

#: A run of this many of the document's words in a row is its sentence, no longer ours.
LONGEST_RUN = 9

ROOT = Path(__file__).resolve().parent.parent


class Word(NamedTuple):
    word: str
    line: int


def project_files(root: Path) -> list[Path]:
    """Every file that git tracks, or would."""
    # A checkout may belong to somebody else than the user who runs the tests.
    command = ["git", "-c", f"safe.directory={root}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return sorted({path for name in listed.split("\0") if name and (path := root / name).is_file()})


def words_of(text: str) -> list[Word]:
    """The words, with the line that each stands on.

    What only marks text in Turtle, JSON and Python goes: language tags, escapes.
    """
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    text = re.sub(r"\\[nrt]|(?<=\")@(?:sv|en)\b", " ", text)
    return [
        Word(word, number)
        for number, line in enumerate(unicodedata.normalize("NFC", text).casefold().split("\n"), 1)
        for word in re.findall(r"\w+", line)
    ]


def runs(words: list[Word]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each run of words, and the line that it begins on."""
    for start in range(len(words) - LONGEST_RUN + 1):
        run = words[start : start + LONGEST_RUN]
        yield run[0].line, tuple(word.word for word in run)


def copied(text: str, sentences: set[tuple[str, ...]]) -> list[tuple[int, str]]:
    return [(line, " ".join(run)) for line, run in runs(words_of(text)) if run in sentences]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_a_copied_sentence_is_found_through_punctuation() -> None:
    sentences = {run for _, run in runs(words_of("One two three four five,\nsix seven eight nine ten."))}
    assert copied(
        'sg:a rdfs:label "one two Three"@sv, "four five"@en,\n  "six" ; "seven\\neight (nine)" .', sentences
    ) == [(1, "one two three four five six seven eight nine")]
    assert copied("one two three four five six seven eight", sentences) == []


def test_no_file_holds_a_sentence_of_the_document(strategy_document: Path) -> None:
    sentences = {run for _, run in runs(words_of(read(strategy_document)))}
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in project_files(ROOT)
        for line, words in copied(read(path), sentences)
    ]
    assert not found, "\n".join(found)


def test_no_file_names_a_place_on_a_machine() -> None:
    place = re.compile(r"(?<![\w.~}:/-])/(?:root|home|work|tmp|Users|mnt)/\w+")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in project_files(ROOT)
        for number, line in enumerate(read(path).splitlines(), 1)
        if place.search(line) or f"{ROOT}/" in line
    ]
    assert not found, "\n".join(found)


def test_the_readme_names_the_two_scripts() -> None:
    readme = read(ROOT / "README.md")
    for script in ("scripts/demo", "scripts/test"):
        assert script in readme
        assert (ROOT / script).stat().st_mode & 0o111, f"{script} cannot be run"


def test_the_changelog_has_the_version() -> None:
    assert f"## {stratgraph.__version__}" in read(ROOT / "CHANGELOG.md")
