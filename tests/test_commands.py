"""What every command owes its users: help in both languages, and a place in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from stratgraph.cli.base import Session
from stratgraph.cli.main import root as program

ROOT = Path(__file__).resolve().parent.parent


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


COMMANDS = dict(commands(program))


def help_of(path: tuple[str, ...], language: str) -> str:
    context = click.Context(COMMANDS[path], info_name=" ".join(("stratgraph", *path)), obj=Session(language=language))
    return context.get_help()


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_in_both_languages(path: tuple[str, ...]) -> None:
    english, swedish = help_of(path, "en").splitlines(), help_of(path, "sv").splitlines()
    assert english[0].startswith("Usage: ")
    assert swedish[0].startswith("Användning: ")
    shared = {line.strip() for line in english} & {line.strip() for line in swedish} - {""}
    # Only what has no words may be alike.
    assert not {line for line in shared if re.search(r"[a-zåäö]{3,} [a-zåäö]{2,}", line)}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_documented(path: tuple[str, ...]) -> None:
    # The reference is made from the commands, so it proves nothing.
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    command = " ".join(("stratgraph", *path))
    assert any(command in page.read_text(encoding="utf-8") for page in pages), (
        f"no page of the documentation shows '{command}'"
    )
