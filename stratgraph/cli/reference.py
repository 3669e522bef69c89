"""The reference pages of the documentation, made from the commands and the catalogue: `python -m` with the folder.

They are not a command: who changes a command or a question runs `scripts/reference`, and a test says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from stratgraph.cli.base import Argument, Command, Group, Session, common_options
from stratgraph.cli.main import root
from stratgraph.graph.labels import entity
from stratgraph.graph.memory import Graph
from stratgraph.graph.opening import open_graph
from stratgraph.graph.packaged import data_folder
from stratgraph.model.language import DEFAULT_LANGUAGE, LANGUAGES, Text
from stratgraph.questions.answer import LAYER, LAYER_WORDS
from stratgraph.questions.binding import expand
from stratgraph.questions.catalogue import questions
from stratgraph.questions.question import ALL, GROUPS, OWN_CITY, OWN_STRATEGY, Parameter, Question

MADE = "<!-- Made by scripts/reference from the code: change the code, then run it again. -->"

COMMANDS = Text(en="Commands", sv="Kommandon")
QUESTIONS = Text(en="Questions", sv="Frågor")
OTHER_LANGUAGE = Text(en="På svenska: [{file}]({file})", sv="In English: [{file}]({file})")
EVERY_COMMAND = Text(en="Every command also has these options:", sv="Varje kommando har också dessa flaggor:")
DEFAULT = Text(en=" (default: {default})", sv=" (annars {default})")
#: How a help text begins what it says of the default itself.
DEFAULT_SIGN = Text(en="(default: ", sv="(annars ")
ASKED = Text(
    en="`stratgraph ask ID` answers a question, `-p NAME=VALUE` chooses a parameter, and `stratgraph ask ID --values "
    "NAME` lists what it can be. A title, or some words of it, does as well as the id. The columns are the keys of "
    "JSON and CSV, the same in both languages.",
    sv="`stratgraph ask ID` besvarar en fråga, `-p NAMN=VÄRDE` väljer en parameter, och `stratgraph ask ID --values "
    "NAMN` listar vad den kan vara. En titel, eller några ord ur den, går lika bra som id. Kolumnerna är nycklarna i "
    "JSON och CSV, desamma på båda språken.",
)
GROUP_HEADINGS = {
    "strategist": Text(en="For strategists", sv="För strateger"),
    "analyst": Text(en="For analysts", sv="För analytiker"),
    "presenter": Text(en="For presenters", sv="För föredragande"),
    "steward": Text(en="For data stewards", sv="För dataansvariga"),
}
READING = Text(en="How to read it: ", sv="Så läses svaret: ")
COLUMNS = Text(en="Columns: ", sv="Kolumner: ")
NEEDS = Text(en="Rests on the layer {layer}.", sv="Vilar på lagret {layer}.")
TYPES = {
    "entity": Text(en="a name", sv="ett namn"),
    "code": Text(en="a word", sv="ett ord"),
    "boolean": Text(en="true or false", sv="true eller false"),
    "number": Text(en="a whole number", sv="ett heltal"),
    "text": Text(en="a text", sv="en text"),
}
OF_CLASS = Text(en="a name, of the class {label}", sv="ett namn, av klassen {label}")
ONE_OF = Text(en="one of {values}", sv="något av {values}")
DEFAULTS = {
    OWN_STRATEGY: Text(en="the strategy of the workspace", sv="arbetsytans strategi"),
    OWN_CITY: Text(en="the city of the workspace", sv="arbetsytans stad"),
    ALL: Text(en="all", sv="alla"),
}
TRUE_NEEDS = Text(en="; true rests on the layer {layer}", sv="; true vilar på lagret {layer}")


def pages() -> dict[str, str]:
    """Return the text of each page by the name of its file, in both languages.

    >>> sorted(pages())
    ['commands.md', 'commands.sv.md', 'questions.md', 'questions.sv.md']
    """
    graph = open_graph(workspace=data_folder())
    found = {}
    for language in LANGUAGES:
        found[file_name("commands", language)] = commands_page(language)
        found[file_name("questions", language)] = questions_page(graph, language)
    return found


def file_name(page: str, language: str) -> str:
    """Return the file of a page; the English one bears no language.

    >>> file_name("commands", "sv")
    'commands.sv.md'
    """
    return f"{page}.md" if language == DEFAULT_LANGUAGE else f"{page}.{language}.md"


def head(page: str, title: Text, language: str) -> list[str]:
    """Return the first lines of a page: how it is made, its title, where it is in the other language."""
    other = next(known for known in LANGUAGES if known != language)
    link = OTHER_LANGUAGE.format(file=file_name(page, other))
    return [MADE, "", f"# {title.into(language)}", "", link.into(language), ""]


def commands_page(language: str) -> str:
    """Return every command with its arguments and options, from the commands themselves.

    >>> "## stratgraph ask" in commands_page("en").splitlines()
    True
    """
    context = click.Context(root, info_name=root.name, obj=Session(language))
    lines = [*head("commands", COMMANDS, language), EVERY_COMMAND.into(language), ""]
    lines += [option_line(option, context) for option in (*common_options(), root.get_help_option(context)) if option]
    for found in (context, *commands(root, context)):
        lines += ["", *command_lines(found)]
    return "\n".join(lines) + "\n"


def commands(group: click.Group, context: click.Context) -> Iterator[click.Context]:
    """Yield a context for every command of a group, a group before its own."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            within = click.Context(command, info_name=name, parent=context)
            yield within
            if isinstance(command, click.Group):
                yield from commands(command, within)


def command_lines(context: click.Context) -> list[str]:
    """Return the heading, usage, help, arguments and options of the command of a context."""
    command = context.command
    language = context.find_root().obj.language
    text = command.text.into(language) if isinstance(command, Command | Group) else str(command.help)
    shared = {name for option in common_options() for name in option.opts} | {"--help"}
    own = [param for param in command.get_params(context) if not shared & set(param.opts)]
    usage = " ".join(context.get_usage().split()).partition(": ")[2]
    listed = [line for param in own if (line := option_line(param, context))]
    return [f"## {context.command_path}", "", f"`{usage}`", "", text, *(["", *listed] if listed else [])]


def option_line(param: click.Parameter, context: click.Context) -> str:
    """Return an argument or an option, with its help and default, as an item of a list; nothing for a hidden one."""
    record = param.record(context) if isinstance(param, Argument) else param.get_help_record(context)
    if record is None:
        return ""
    language = context.find_root().obj.language
    default = "" if DEFAULT_SIGN.into(language) in record[1] else default_value(param, language)
    return f"* `{record[0]}` – {record[1].removesuffix('.')}{default}."


def default_value(param: click.Parameter, language: str) -> str:
    """Return the default of an option in words, where it is a word or a number."""
    value = param.default
    named = isinstance(value, str | int) and not isinstance(value, bool)
    return DEFAULT.format(default=f"`{value}`").into(language) if named else ""


def questions_page(graph: Graph, language: str) -> str:
    """Return every question of the catalogue, by the group that asks it."""
    lines = [*head("questions", QUESTIONS, language), ASKED.into(language)]
    found = questions(graph.workspace)
    for group in GROUPS:
        lines += ["", f"## {GROUP_HEADINGS[group].into(language)}"]
        for question in found:
            if question.group == group:
                lines += ["", *question_lines(graph, question, language)]
    return "\n".join(lines) + "\n"


def question_lines(graph: Graph, question: Question, language: str) -> list[str]:
    """Return a question's heading, title, description, parameters, columns and how its answer is read."""
    columns = [column.name for column in question.columns]
    if question.column("evidence") is not None:
        columns.append(LAYER.name)
    lines = [f"### {question.id}", "", f"**{question.title.into(language)}** {question.description.into(language)}"]
    lines += ["", *(parameter_line(graph, parameter, language) for parameter in question.parameters)]
    lines += [""] if question.parameters else []
    lines += [READING.into(language) + question.reading.into(language)]
    lines += [NEEDS.format(layer=LAYER_WORDS[layer]).into(language) for layer in question.layers]
    return [*lines, "", COLUMNS.into(language) + ", ".join(f"`{name}`" for name in columns) + "."]


def parameter_line(graph: Graph, parameter: Parameter, language: str) -> str:
    """Return a parameter with its meaning, type and default as an item of a list."""
    text = parameter.text.into(language)
    return f"* `{parameter.name}` – {text}: {kind(graph, parameter, language)}{default_of(parameter, language)}."


def kind(graph: Graph, parameter: Parameter, language: str) -> str:
    """Return in words what values a parameter takes."""
    if parameter.values:
        return ONE_OF.format(values=", ".join(f"`{value}`" for value in parameter.values)).into(language)
    if parameter.of is not None:
        label = entity(graph, expand(graph, parameter.of) or parameter.of, language).label
        return OF_CLASS.format(label=label).into(language)
    needs = TRUE_NEEDS.format(layer=LAYER_WORDS[parameter.needs]).into(language) if parameter.needs else ""
    return TYPES[parameter.type].into(language) + needs


def default_of(parameter: Parameter, language: str) -> str:
    """Return the default in words; a parameter without one is left open."""
    value = parameter.default or ALL
    shown = DEFAULTS[value].into(language) if value in DEFAULTS else f"`{value}`"
    return DEFAULT.format(default=shown).into(language)


def write_pages(folder: Path) -> None:
    """Write the pages into a folder, made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
