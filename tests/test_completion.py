"""What the Tab key proposes: asked as the shells ask, and in a real bash where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BRUNNSBY = ROOT / "tests" / "cities" / "brunnsby"


def asked(
    shell: str, *words: str, language: str = "C.UTF-8", cwd: Path = BRUNNSBY, cword: str | None = None
) -> list[str]:
    """The lines that a shell is answered with for the words, of which the last is being typed."""
    environment = {
        **os.environ,
        "LC_ALL": language,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "_STRATGRAPH_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "\n".join(("stratgraph", *words)),
        "COMP_CWORD": str(len(words)) if cword is None else cword,
    }
    command = [sys.executable, "-m", "stratgraph"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def in_bash(*words: str, language: str = "C.UTF-8", cwd: Path = BRUNNSBY) -> list[str]:
    return [line.removeprefix("plain,") for line in asked("bash", *words, language=language, cwd=cwd)]


def test_commands_are_proposed_with_their_help_in_the_language() -> None:
    assert in_bash("ga") == ["gaps"]
    assert asked("zsh", "ga", language="sv_SE.UTF-8") == ["plain", "gaps", "Visa vad strategin saknar."]
    assert in_bash("source", "a") == ["attach"]


def test_options_and_their_values_are_proposed() -> None:
    assert in_bash("show", "--ci") == ["--cite"]
    assert in_bash("show", "--lang", "") == ["sv", "en"]
    assert in_bash("gaps", "--gap", "comm") == ["committees-without-network"]
    assert "--lang" not in in_bash("show", "--lang", "sv", "--")


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("alv", ["Alvik"]),
        ("Harb", ["Harbour\\ League"]),
        ("Harbour\\ L", ["Harbour\\ League"]),
        ('"Harbour L', ["Harbour League"]),
        ("'Brunnsby's", []),
        ("brunnsby", ["Brunnsby", "Brunnsby\\'s\\ strategy"]),
        ("'brunnsby", ["Brunnsby", "Brunnsby'\\''s strategy"]),
        ("zzz", []),
    ],
)
def test_names_come_out_of_bash_whole(typed: str, proposed: list[str]) -> None:
    assert in_bash("show", typed) == proposed


def test_names_are_in_the_language_of_the_session() -> None:
    assert in_bash("show", "ha", language="sv_SE.UTF-8") == ["Hamnförbundet"]
    assert in_bash("--lang", "sv", "show", "ha") == ["Hamnförbundet"]
    assert in_bash("path", "Torp", "alv", language="sv_SE.UTF-8") == ["Älvvik"]
    assert in_bash("show", "-w", str(BRUNNSBY), "boa", cwd=ROOT) == ["Boats"]


def test_questions_are_proposed_with_their_titles() -> None:
    assert in_bash("ask", "goals") == ["goals", "goals-without-network"]
    assert asked("zsh", "ask", "goals-", language="sv_SE.UTF-8") == [
        "plain",
        "goals-without-network",
        "Vilka mål saknar nätverk?",
    ]


def test_a_workspaces_own_question_is_proposed(tmp_path: Path) -> None:
    shutil.copytree(BRUNNSBY, tmp_path / "town")
    (tmp_path / "town" / "questions").mkdir()
    (tmp_path / "town" / "questions" / "our-own.rq").write_text("#+ title-en: Ours?\n", encoding="utf-8")
    assert in_bash("ask", "our", cwd=tmp_path / "town") == ["our-own"]


def test_parameters_are_proposed_with_their_values() -> None:
    assert in_bash("ask", "competitor-clusters", "-p", "al") == ["align=true", "align=false"]
    assert in_bash("ask", "competitor-clusters", "-p", "align", "=", "f") == ["false"]
    assert in_bash("ask", "memberships", "-p", "network=harb") == ["Harbour\\ League"]
    assert asked("zsh", "ask", "memberships", "-p", "network=harb")[:2] == ["plain", "network=Harbour League"]
    assert in_bash("ask", "-p", "al") == []


def test_the_values_of_a_parameter_are_those_that_the_answer_knows() -> None:
    # A parameter of no class of its own: the members in the answer, not everything that has a name.
    listed = subprocess.run(
        [sys.executable, "-m", "stratgraph", "ask", "memberships", "--values", "city", "--format", "csv"],
        cwd=BRUNNSBY,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
    ).stdout.splitlines()[1:]
    assert in_bash("ask", "memberships", "-p", "city", "=", "") == [name.replace(" ", "\\ ") for name in listed]


def test_fish_gets_a_name_with_a_comma_whole() -> None:
    stockholm = ROOT / "graph_data" / "stockholm-2003"
    assert "plain,Stockholm's EU strategy, 2000" in asked(
        "fish", "show", "Stockholm's", cwd=stockholm, cword="\"Stockholm's"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stratgraph", "completion", "fish"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert 'string split --max 1 ","' in done.stdout


@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        (("nothing", "x"), []),
        (("-w", "missing", "show", "a"), []),
        (("show", "--lang", "de", "alv"), ["Alvik"]),
        (("show", "--lang", "=", "s"), ["sv"]),
        (("show", "--format", "nothing", ""), None),
        (("show", '"'), None),
    ],
    ids=str,
)
def test_what_is_wrong_in_a_line_is_never_told(words: tuple[str, ...], proposed: list[str] | None) -> None:
    found = in_bash(*words)
    assert proposed is None or found == proposed


def test_a_broken_workspace_is_answered_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "stratgraph.toml").write_text("[", encoding="utf-8")
    assert in_bash("show", "a", cwd=tmp_path) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(shell: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": ""}
    command = [sys.executable, "-m", "stratgraph", "completion", shell]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_STRATGRAPH_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.parametrize(("language", "told"), [("en", "~/.bashrc"), ("sv", "~/.bashrc")])
def test_the_help_says_where_to_put_it(language: str, told: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stratgraph", "completion", "--help", "--lang", language]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=environment)
    assert told in done.stdout
    assert "config/fish/completions/stratgraph.fish" in done.stdout


def in_shell(folder: Path, *command: str) -> str:
    """What a real shell prints, with the program on its path, in Brunnsby's folder."""
    program = folder / "stratgraph"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stratgraph "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ,
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(command, cwd=BRUNNSBY, capture_output=True, text=True, check=False, env=environment)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_a_real_bash_reads_the_answers_back_as_names(tmp_path: Path) -> None:
    script = """
eval "$(stratgraph completion bash)"
COMP_WORDS=(stratgraph show "brunnsby\\\\'s"); COMP_CWORD=2
_stratgraph_completion stratgraph
eval "set -- ${COMPREPLY[*]}"
printf '<%s>' "$@"
"""
    assert in_shell(tmp_path, "bash", "--norc", "-c", script) == "<Brunnsby's strategy>"


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
def test_a_real_fish_completes_names_and_values(tmp_path: Path) -> None:
    script = "stratgraph completion fish | source; complete -C 'stratgraph show Brunnsby'; complete -C 'stratgraph ga'"
    assert in_shell(tmp_path, "fish", "--no-config", "-c", script).splitlines() == [
        "Brunnsby",
        "Brunnsby's strategy",
        "gaps\tShow what the strategy lacks.",
    ]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh")
def test_a_real_zsh_takes_the_script(tmp_path: Path) -> None:
    script = 'autoload -Uz compinit && compinit -u -D; eval "$(stratgraph completion zsh)"; print $_comps[stratgraph]'
    assert in_shell(tmp_path, "zsh", "-f", "-c", script) == "_stratgraph_completion\n"
