"""`stratgraph completion`: what the shell proposes when the Tab key is pressed.

click asks the commands and parameters what can follow (`shell_complete`); here are the answers. Nothing here may print
an error: it would land in the middle of the user's line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from stratgraph.cli.base import Choice, Group, Lazy, Option, argument, command as make_command, session, write
from stratgraph.model.errors import StratgraphError
from stratgraph.model.language import Text

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from stratgraph.graph.memory import Graph
    from stratgraph.graph.workspace import Workspace

SHELLS = ("bash", "zsh", "fish")
#: The head of a question's file is enough to find its title.
HEAD = 2000


@make_command(
    "completion",
    help=Text(
        en="Print the script that lets your shell complete commands, questions and names with the Tab key. "
        'bash: add the line  eval "$(stratgraph completion bash)"  to ~/.bashrc. '
        'zsh: add  eval "$(stratgraph completion zsh)"  to ~/.zshrc, after compinit. '
        "fish: stratgraph completion fish > ~/.config/fish/completions/stratgraph.fish. "
        "Then open a new terminal.",
        sv="Skriv ut skriptet som låter skalet fylla i kommandon, frågor och namn med tabbtangenten. "
        'bash: lägg raden  eval "$(stratgraph completion bash)"  i ~/.bashrc. '
        'zsh: lägg  eval "$(stratgraph completion zsh)"  i ~/.zshrc, efter compinit. '
        "fish: stratgraph completion fish > ~/.config/fish/completions/stratgraph.fish. "
        "Öppna sedan en ny terminal.",
    ),
)
@argument(
    "shell",
    type=Choice(SHELLS),
    metavar="bash|zsh|fish",
    help=Text(en="Your shell.", sv="Ditt skal."),
)
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script."""
    from stratgraph.cli.shells import script

    write(script(ctx.find_root().command, ctx.find_root().info_name or "stratgraph", shell))


def complete_command(found: click.Command, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
    """Return the options or subcommands that begin as what was typed, each with its help, none imported for it."""
    from click.shell_completion import CompletionItem

    if incomplete.startswith("-"):
        records = _options(found, ctx)
    else:
        records = list(_commands(found, ctx)) if isinstance(found, Group) else []
    return [CompletionItem(name, help=text) for name, text in records if name.startswith(incomplete)]


def _options(found: click.Command, ctx: click.Context) -> list[tuple[str, str]]:
    """Return the options that were not given yet, or may be given again."""
    return [
        (name, session(ctx).say(param.text) if isinstance(param, Option) else param.help or "")
        for param in found.get_params(ctx)
        if isinstance(param, click.Option) and not param.hidden and (param.multiple or not _is_given(ctx, param))
        for name in param.opts
    ]


def _is_given(ctx: click.Context, param: click.Parameter) -> bool:
    from click.core import ParameterSource

    return ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE


def _commands(found: Group, ctx: click.Context) -> Iterator[tuple[str, str]]:
    say = session(ctx).say
    for name in found.list_commands(ctx):
        entry: Lazy | Any = found.lazy.get(name) or found.commands[name]
        yield name, say(entry.help if isinstance(entry, Lazy) else getattr(entry, "text", entry.help or ""))


def complete_questions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the ids of the questions that begin as what was typed, each with its title."""
    from click.shell_completion import CompletionItem

    try:
        files = _question_files(_workspace(ctx))
        titles = {name: _title(path, session(ctx).language) for name, path in files.items()}
    except (StratgraphError, OSError):
        return []
    return [CompletionItem(name, help=titles[name]) for name in sorted(titles) if name.startswith(incomplete)]


def _workspace(ctx: click.Context) -> Workspace:
    from stratgraph.graph.workspace import open_workspace

    return open_workspace(session(ctx).workspace)


def _question_files(workspace: Workspace) -> dict[str, str]:
    from stratgraph.questions.catalogue import files

    return files(workspace)


def _title(path: str, language: str) -> str:
    """Return the title of a question without parsing the rest of its file: this runs at every keystroke."""
    with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - pathlib costs more than the reading
        found = re.search(rf"^#\+ *title-{language}: *(.*)$", file.read(HEAD), re.MULTILINE)
    return found[1].strip() if found else ""


def complete_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the names of things, in the session's language, that begin as what was typed, accents forgiven."""
    from click.shell_completion import CompletionItem

    from stratgraph.questions.binding import fold

    try:
        names = _names(_graph(ctx), session(ctx).language)
    except (StratgraphError, OSError):
        return []
    wanted = fold(incomplete)
    return [CompletionItem(name) for name in sorted(names, key=fold) if fold(name).startswith(wanted)]


def _graph(ctx: click.Context) -> Graph:
    from stratgraph.graph.opening import open_graph

    # Names come from the workspace's files: whoever presses Tab does not want to wait for an endpoint.
    return open_graph(workspace=session(ctx).workspace, layers=session(ctx).layers)


def _names(graph: Graph, language: str) -> set[str]:
    from stratgraph.graph.convert import declared
    from stratgraph.graph.labels import entity

    return {entity(graph, iri, language).label for iri in declared(graph)}


def complete_parameters(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return NAME=VALUE for the parameters of the question that was named before."""
    from click.shell_completion import CompletionItem

    try:
        known = _question_files(_workspace(ctx))
        asked = next((word for word in session(ctx).words if word in known), None)
        pairs = list(_pairs(ctx, asked, incomplete)) if asked else []
    except (StratgraphError, OSError):
        return []
    return [CompletionItem(pair, help=text) for pair, text in pairs]


def _pairs(ctx: click.Context, asked: str, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the values of each parameter whose name fits, with what the parameter is."""
    from stratgraph.questions.answer import values
    from stratgraph.questions.binding import fold
    from stratgraph.questions.catalogue import question

    found = question(_workspace(ctx), asked)
    name, equals, value = incomplete.partition("=")
    fitting = [one for one in found.parameters if (one.name == name if equals else one.name.startswith(name))]
    graph = _graph(ctx) if fitting else None
    for parameter in fitting:
        for known in values(graph, found, parameter, language=session(ctx).language) if graph else ():
            if fold(known).startswith(fold(value)):
                yield f"{parameter.name}={known}", session(ctx).say(parameter.text)


def answer_shell(program: click.Command, name: str) -> None:
    """Answer the shell that asks, in the environment variable, what can follow; leave without a word if that fails."""
    from stratgraph.cli.shells import complete

    try:
        text = complete(program, name, os.environ)
    except (StratgraphError, click.ClickException, click.exceptions.Exit, OSError, ValueError, LookupError):
        return
    write(text)
